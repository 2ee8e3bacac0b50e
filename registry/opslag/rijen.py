"""Inserting many rows with one statement.

A row policy is asked once per statement, and COPY is refused on a table with row policies: so the rows travel as one JSON text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson


def insert_rows(cursor: Any, tabel: str, kolommen: Sequence[tuple[str, str]], rijen: Sequence[Sequence[Any]]) -> None:
    """Insert these rows; `kolommen` are (name, SQL type) in the order of the values. No rows: no statement.

    A value for a jsonb column is given as it is (not as text); bytes, dates, moments and ids are given as Python has them.
    """
    if not rijen:
        return
    namen = [naam for naam, _ in kolommen]
    soorten = ", ".join(f"{naam} {soort}" for naam, soort in kolommen)
    inhoud = orjson.dumps([dict(zip(namen, rij, strict=True)) for rij in rijen], default=_as_text)
    cursor.execute(
        f"INSERT INTO {tabel} ({', '.join(namen)}) SELECT * FROM json_to_recordset(%s::json) AS r({soorten})",
        [inhoud.decode()],
    )


def _as_text(waarde: Any) -> str:
    """The text form of bytes in SQL; orjson knows the other types itself."""
    if isinstance(waarde, bytes):
        return f"\\x{waarde.hex()}"
    raise TypeError(type(waarde).__name__)
