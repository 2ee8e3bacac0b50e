"""A log as it is after a while: the real lines of a few hundred actions, multiplied over other persons and over the quarter.

Only the superuser of a bench cluster can do this, and only in a database that is thrown away. The copies have the shape and the size
of real lines; their digests prove nothing.
"""

from __future__ import annotations

from typing import Any

import psycopg

SOORTEN = ["raadplegen", "zoeken", "bladeren"]

# Who a line may be about: persons with a surrogate, from the lines that loading them left.
_PERSONEN = """
CREATE TEMP TABLE wie AS
SELECT row_number() OVER () AS nr, betrokkene, object FROM (
    SELECT DISTINCT betrokkene, object FROM processing.regel WHERE objecttype = 'personen' AND betrokkenheid = 'houder') s;
CREATE UNIQUE INDEX ON wie (nr);
ANALYZE wie
"""

_HANDELINGEN = """
CREATE TEMP TABLE nieuw AS
SELECT gen_random_uuid() AS id, h.id AS bron, h.tijd AS bron_tijd,
       date_trunc('quarter', clock_timestamp(), 'UTC') + random() * (clock_timestamp() - date_trunc('quarter', clock_timestamp(), 'UTC')) AS tijd
FROM processing.handeling h, generate_series(1, %s) WHERE h.soort = ANY(%s)
"""

_KOPIE_HANDELING = """
INSERT INTO processing.handeling
SELECT n.id, h.vorm, h.xid, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), n.tijd, h.bewaarklasse, h.soort, h.activiteit,
       h.activiteit_versie, h.autorisatie, h.autorisatie_versie, h.afnemer, h.applicatie, h.token, h.vertrouwelijk, h.register, h.objecttype,
       h.zoeksleutels, h.velden, h.geldig_op, n.tijd, h.aantal, sha256(uuid_send(n.id)), gen_random_uuid(), h.trace_id, h.span_id, NULL
FROM nieuw n JOIN processing.handeling h ON h.id = n.bron AND h.tijd = n.bron_tijd ORDER BY n.tijd
"""

_KOPIE_REGEL = """
INSERT INTO processing.regel (id, vorm, xid, zout, tijd, bewaarklasse, handeling, nummer, soort, betrokkene, betrokkenheid,
                              register, objecttype, object, velden, voorkomens, geldig_op, beschikbaar_op, afdruk)
SELECT gen_random_uuid(), k.vorm, k.xid, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), k.tijd, k.bewaarklasse, k.handeling,
       k.nummer, k.soort, w.betrokkene, k.betrokkenheid, k.register, k.objecttype, w.object, k.velden, k.voorkomens, k.geldig_op, k.tijd,
       sha256(uuid_send(k.handeling))
FROM (SELECT r.vorm, r.xid, n.tijd, r.bewaarklasse, n.id AS handeling, r.nummer, r.soort, r.betrokkenheid, r.register, r.objecttype, r.velden,
             r.voorkomens, r.geldig_op, 1 + floor(random() * (SELECT count(*) FROM wie))::bigint AS keus
      FROM nieuw n JOIN processing.regel r ON r.handeling = n.bron AND r.tijd = n.bron_tijd ORDER BY n.tijd OFFSET 0) k
JOIN wie w ON w.nr = k.keus
"""


def multiply(root: psycopg.Connection[Any], tot: int) -> int:
    """Copy what real use left until there are at least `tot` lines; returns how many there are then."""
    root.execute(_PERSONEN.encode())
    staand, echt = _count(root, ""), _count(root, "WHERE soort <> 'bijgehouden'")
    keer = max(0, -(-(tot - staand) // echt))
    root.execute(_HANDELINGEN.encode(), [keer, SOORTEN])
    root.execute(b"ANALYZE nieuw")
    root.execute(_KOPIE_HANDELING.encode())
    root.execute(_KOPIE_REGEL.encode())
    root.execute(b"DROP TABLE nieuw, wie")
    return _count(root, "")


def _count(root: psycopg.Connection[Any], waar: str) -> int:
    ((aantal,),) = root.execute(f"SELECT count(*) FROM processing.regel {waar}".encode()).fetchall()
    return int(aantal)
