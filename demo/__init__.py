"""The stories of `make demo`: over HTTP only, as an applicatie, a resident, a privacy officer and a data steward would."""
