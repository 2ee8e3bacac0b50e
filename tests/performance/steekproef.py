"""The persons that measurements ask about: a sample over the whole register, in a schema of the measurement's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

GROOTTE = 10_000

# `betrokkenen` is what record_use gets about this person, `gegevens` what a plain table would hold of them: filled before a run.
_MAKEN = """
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE TABLE bench.persoon (nr integer PRIMARY KEY, object uuid NOT NULL, bsn text, betrokkenen jsonb, gegevens jsonb);
INSERT INTO bench.persoon (nr, object)
SELECT row_number() OVER (), id FROM (SELECT id FROM registry.brp_personen_object ORDER BY md5(id::text) LIMIT {grootte}) s;
GRANT USAGE ON SCHEMA bench TO bronhuis_app;
GRANT SELECT ON bench.persoon TO bronhuis_app;
ANALYZE bench.persoon;
"""


def make(root: psycopg.Connection[Any]) -> None:
    """Choose the sample, as the superuser of the bench cluster: the application itself cannot list persons."""
    root.execute(_MAKEN.format(grootte=GROOTTE).encode())


def take(aantal: int) -> list[UUID]:
    """Object ids of the first persons of the sample, as the application (through Django's connection)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT object FROM bench.persoon ORDER BY nr LIMIT %s", [aantal])
        return [rij[0] for rij in cursor.fetchall()]
