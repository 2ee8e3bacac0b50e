"""Verwerkingsactiviteiten, autorisaties, the decision on use, and the processing log."""
