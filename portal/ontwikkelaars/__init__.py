"""Pages for developers: which APIs there are and how to begin."""
