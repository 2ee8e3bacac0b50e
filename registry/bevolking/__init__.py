"""A fictitious population for demo, tests and measurements: own generator, fixed seed, the same bytes everywhere.

`stroom` gives person lists, `rolverdeling` says who in it a demo can count on. Nobody in it exists; the municipality does not either.
"""
