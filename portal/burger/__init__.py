"""Mijn gegevens: what the municipality has about me, and who used it."""
