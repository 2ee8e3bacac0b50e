"""The application's own connection as something to ask: for pages and proofs. The sealer has a connection of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def ask(tekst: str, waarden: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of this statement."""
    with connection.cursor() as cursor:
        cursor.execute(tekst, waarden)
        return list(cursor.fetchall())
