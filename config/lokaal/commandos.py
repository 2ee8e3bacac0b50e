"""Which manage.py commands change the database's shape: those run as its owner, all others as the application."""

EIGENAARSCOMMANDOS = frozenset({"migrate", "makemigrations", "publiceer"})
