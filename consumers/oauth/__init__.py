"""The authorisation server to the NL GOV profile 1.1: private_key_jwt in, a signed token with its purpose out."""
