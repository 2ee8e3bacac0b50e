"""The registers over NL API-standard REST: one set of views for every published object type."""
