"""Which manage.py commands run as another role than the application: as the owner what changes the database's shape, as the keeper what ends parts of the log."""

EIGENAARSCOMMANDOS = frozenset({"migrate", "makemigrations", "publiceer"})
BEWAARDERSCOMMANDOS = frozenset({"vernietig"})
