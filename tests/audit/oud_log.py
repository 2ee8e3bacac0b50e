"""A log that is old: parts of a quarter long ago, with lines in it, as if they had been written then."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

TABELLEN = ("regel", "handeling", "weigering", "eindgebruiker", "toelichting", "signaal", "signaaluitkomst")


def make_part(root: psycopg.Connection[Any], kwartaal: str, klasse: str) -> None:
    """Make the part of this quarter (such as 2019k1) and class, as the log's owner makes those of now."""
    jaar, k = int(kwartaal[:4]), int(kwartaal[5])
    van, tot = f"{jaar}-{3 * k - 2:02}-01", f"{jaar + k // 4}-{3 * k % 12 + 1:02}-01"
    root.execute("SET ROLE bronhuis_log_schrijver")
    for tabel in TABELLEN:
        root.execute(
            f"CREATE TABLE IF NOT EXISTS processing.{tabel}_{kwartaal} PARTITION OF processing.{tabel} "
            f"FOR VALUES FROM ('{van} 00:00+00') TO ('{tot} 00:00+00') PARTITION BY LIST (bewaarklasse)"
        )
        root.execute(
            f"CREATE TABLE processing.{tabel}_{kwartaal}_{klasse} PARTITION OF processing.{tabel}_{kwartaal} FOR VALUES IN ('{klasse}')"
        )
        root.execute(f"REVOKE ALL ON processing.{tabel}_{kwartaal}_{klasse} FROM PUBLIC")
        root.execute(
            f"CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.{tabel}_{kwartaal}_{klasse} "
            "FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()"
        )
        root.execute(
            f"ALTER TABLE processing.{tabel}_{kwartaal}_{klasse} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        )
    root.execute("RESET ROLE")


def age_lines(root: psycopg.Connection[Any], regels: list[UUID], moment: str, klasse: str) -> None:
    """Let these lines, with the actions that they belong to, have been written at `moment`. `root` has its triggers off."""
    handelingen = [
        rij[0] for rij in root.execute("SELECT DISTINCT handeling FROM processing.regel WHERE id = ANY(%s)", [regels])
    ]
    age_actions(root, handelingen, moment, klasse)


def age_actions(root: psycopg.Connection[Any], handelingen: list[UUID], moment: str, klasse: str) -> None:
    """The same for actions, with or without lines."""
    for tabel, kolom in (("regel", "handeling"), ("handeling", "id"), ("toelichting", "handeling")):
        root.execute(
            f"UPDATE processing.{tabel} SET tijd = %s, bewaarklasse = %s WHERE {kolom} = ANY(%s)",
            [moment, klasse, handelingen],
        )


def age_refusals(root: psycopg.Connection[Any], moment: str) -> None:
    """Let every refusal have been written at `moment`."""
    root.execute("UPDATE processing.weigering SET tijd = %s", [moment])
