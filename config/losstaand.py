"""Settings of the commands that stand by themselves: the signer, the witness and the gap statement.

They have no database and none of the installation's keys, and must not: the signer is what the owner of the database cannot reach, and
a witness runs at a neighbour who has nothing else of Bronhuis. `manage.py` chooses this file by the name of the command.
"""

from __future__ import annotations

from config.logging import LOGGING, configure_structlog

INSTALLED_APPS = ["audit"]
DATABASES: dict[str, dict[str, str]] = {}
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

configure_structlog()
LOGGING_CONFIG = "logging.config.dictConfig"
__all__ = ["LOGGING"]
