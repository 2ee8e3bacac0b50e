"""The product's own SQL of one purpose-bound read as a pgbench script, and a plain script to hold it against.

The statements are not written down here: a few thousand reads are made through the product, and what it sent is what pgbench sends.
Parameters that differ from person to person come from a table, so that the server parses what it would have been sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import connection
from psycopg import sql

from registry import selectors
from registry.beeld import as_document
from registry.catalogus import catalogus
from registry.selectors import Levering, Tijdvraag
from tests.performance import steekproef
from tests.performance.vragers import SCHULDEN, vrager

PERSONEN = 2000
REGEL = 420

Opdracht = tuple[str, tuple[Any, ...]]

_VLAK = """
DROP TABLE IF EXISTS bench.document, bench.vlak;
CREATE TABLE bench.document (nr integer PRIMARY KEY, gegevens jsonb NOT NULL);
INSERT INTO bench.document SELECT g, p.gegevens FROM generate_series(1, {aantal}) g JOIN bench.persoon p ON p.nr = 1 + g % {bekend};
CREATE TABLE bench.vlak (id bigint GENERATED ALWAYS AS IDENTITY, nr integer NOT NULL, tijd timestamptz NOT NULL, inhoud text NOT NULL);
CREATE INDEX ON bench.vlak (nr);
GRANT SELECT ON bench.document TO bronhuis_app;
GRANT INSERT ON bench.vlak TO bronhuis_app;
VACUUM ANALYZE bench.document, bench.persoon
"""

_A1 = """\\set nr random(1, {aantal})
BEGIN;
SELECT gegevens FROM bench.document WHERE nr = :nr;
INSERT INTO bench.vlak (nr, tijd, inhoud) VALUES (:nr, now(), '{inhoud}');
COMMIT;
"""


def scripts(root: psycopg.Connection[Any], personen: int) -> tuple[str, str]:
    """(a1, a2): the plain script and the product's own, with the tables that they read made by the superuser."""
    bekend = steekproef.take(PERSONEN)
    gelezen = [_read(object_id) for object_id in bekend]
    eerste = gelezen[0][0]
    plekken = _differing(bekend[0], eerste, gelezen[1][0])
    root.execute("CREATE TEMP TABLE vulling (nr integer PRIMARY KEY, waarden text[], gegevens jsonb)")
    with root.cursor() as cursor, cursor.copy("COPY vulling (nr, waarden, gegevens) FROM STDIN") as kopie:
        for nr, (opdrachten, document) in enumerate(gelezen, 1):
            waarden = [str(opdrachten[o][1][p]) for o, p in plekken]
            kopie.write_row((nr, waarden, document.decode()))
    root.execute("ALTER TABLE bench.persoon ADD COLUMN IF NOT EXISTS waarden text[]")
    root.execute(
        "UPDATE bench.persoon p SET waarden = v.waarden, gegevens = v.gegevens FROM vulling v WHERE v.nr = p.nr"
    )
    for deel in _VLAK.format(aantal=personen, bekend=len(bekend)).split(";"):
        root.execute(deel.encode())
    regels = [f"\\set nr random(1, {len(bekend)})", "BEGIN;"]
    for nummer, (tekst, gegeven) in enumerate(eerste):
        delen = [
            _from_table(plekken.index((nummer, plek)), waarde) if (nummer, plek) in plekken else _literal(waarde)
            for plek, waarde in enumerate(gegeven)
        ]
        regels.append(" ".join((tekst % tuple(delen)).split()) + ";")
    a2 = "\n".join([*regels, "COMMIT;", ""])
    return _A1.format(aantal=personen, inhoud="x" * REGEL), a2


def _read(object_id: UUID) -> tuple[list[Opdracht], bytes]:
    """The statements of one read inside its transaction, and the document that it gave."""
    soort = catalogus().nieuwste("brp", "personen")
    assert soort is not None
    gestuurd: list[Opdracht] = []

    def note(execute: Callable[..., Any], tekst: str, waarden: Any, many: bool, context: dict[str, Any]) -> Any:
        if connection.in_atomic_block:
            gestuurd.append((tekst, tuple(waarden or ())))
        return execute(tekst, waarden, many, context)

    def weergave(levering: Levering) -> bytes:
        return orjson.dumps(as_document(levering.soort.objecttype, levering.objecten[0]))

    wie = vrager(SCHULDEN)
    with connection.execute_wrapper(note):
        geleverd = selectors.raadpleeg(soort, wie, object_id, Tijdvraag(), None, weergave)
    assert not isinstance(geleverd, bytes)
    return gestuurd, geleverd.inhoud


def _differing(object_id: UUID, eerste: list[Opdracht], tweede: list[Opdracht]) -> list[tuple[int, int]]:
    """Which parameters (statement, place) belong to the person: the object itself, and the JSON of who was in the answer.

    What else differs between two reads (moments, digests, trace ids, the token's own name) says nothing about the person.
    """
    return [
        (o, p)
        for o, (_tekst, waarden) in enumerate(eerste)
        for p, waarde in enumerate(waarden)
        if waarde != tweede[o][1][p] and (waarde == object_id or (isinstance(waarde, str) and waarde.startswith("[")))
    ]


def _from_table(plek: int, waarde: Any) -> str:
    return f"(SELECT waarden[{plek + 1}] FROM bench.persoon WHERE nr = :nr)::{'uuid' if isinstance(waarde, UUID) else 'jsonb'}"


def _literal(waarde: Any) -> str:
    # pgbench reads a colon before letters as a variable of its own; a moment has digits there.
    if isinstance(waarde, datetime):
        return f"'{waarde.isoformat()}'::timestamptz"
    return sql.Literal(waarde).as_string()
