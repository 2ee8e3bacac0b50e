"""The story of `make demo`: over HTTP only, as an applicatie, a resident and an officer would."""
