"""Catching up: many lines wait, the sealer starts, and how long is it until the last one is signed?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from tests.performance.zegel.processen import Zegelwerk
from tests.performance.zegel.zicht import Zicht

VOORBEELDEN, TERMIJN = 1_000, 600.0

_BRON = b"""CREATE TEMP TABLE bron AS SELECT id, tijd, bewaarklasse, aantal FROM processing.handeling
    WHERE aantal > 0 AND soort IN ('raadplegen', 'bladeren') ORDER BY md5(id::text) LIMIT %s"""

# As logregels.py makes them, but of this moment and this transaction: a leaf that comes in now, in the order in which it came.
_HANDELINGEN = b"""
CREATE TEMP TABLE nieuw AS SELECT gen_random_uuid() AS id, b.id AS bron, b.tijd AS bron_tijd, b.bewaarklasse FROM bron b;
INSERT INTO processing.handeling
SELECT n.id, h.vorm, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), now(), h.bewaarklasse, h.soort,
       h.activiteit, h.activiteit_versie, h.autorisatie, h.autorisatie_versie, h.afnemer, h.applicatie, h.token, h.vertrouwelijk, h.register,
       h.objecttype, h.zoeksleutels, h.velden, h.geldig_op, now(), h.aantal, sha256(uuid_send(n.id)), gen_random_uuid(), h.trace_id, h.span_id, NULL
FROM nieuw n JOIN processing.handeling h ON h.id = n.bron AND h.tijd = n.bron_tijd AND h.bewaarklasse = n.bewaarklasse;
INSERT INTO processing.regel (id, vorm, xid, zout, tijd, bewaarklasse, handeling, nummer, soort, betrokkene, betrokkenheid,
                              register, objecttype, object, velden, voorkomens, geldig_op, beschikbaar_op, afdruk)
SELECT gen_random_uuid(), r.vorm, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), now(), r.bewaarklasse, n.id,
       r.nummer, r.soort, r.betrokkene, r.betrokkenheid, r.register, r.objecttype, r.object, r.velden, r.voorkomens, r.geldig_op, now(), r.afdruk
FROM nieuw n JOIN processing.regel r ON r.handeling = n.bron AND r.tijd = n.bron_tijd AND r.bewaarklasse = n.bewaarklasse;
DROP TABLE nieuw
"""


@dataclass(frozen=True)
class Inhaalslag:
    """So many leaves waited; seconds from starting the sealer's process to the signature under the last."""

    bladen: int
    seconden: float

    @property
    def per_seconde(self) -> float:
        """Leaves a second, starting up included."""
        return self.bladen / self.seconden


def measure(zegelwerk: Zegelwerk, zicht: Zicht) -> Inhaalslag:
    """Start the sealer and wait until what waits now is signed; it is stopped afterwards."""
    voor, grootte = zicht.signed(), zicht.leaves()
    begin = zicht.now()
    with zegelwerk.sealer():
        zicht.await_signed(grootte, TERMIJN)
        seconden = (zicht.signed_at(grootte) - begin).total_seconds()
    return Inhaalslag(grootte - voor, seconden)


def fill(root: psycopg.Connection[Any], zicht: Zicht, aantal: int) -> None:
    """Put at least `aantal` lines in the log that nobody sealed yet: copies of real ones, some thousands in a transaction."""
    tot = zicht.lines() + aantal
    root.execute(_BRON, [VOORBEELDEN])
    while zicht.lines() < tot:
        with root.transaction():
            for opdracht in _HANDELINGEN.split(b";"):
                root.execute(opdracht)
    root.execute(b"DROP TABLE bron")
    root.execute(b"VACUUM ANALYZE processing.regel, processing.handeling")
