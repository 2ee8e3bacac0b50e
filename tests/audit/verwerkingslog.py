"""A processing log of its own, in a database of its own: lines written through the real functions, and an attacker who is superuser."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from audit import opslag
from audit.bronhuis_verify import Checkpoint
from audit.bronnen import Bron
from audit.notitie import Ondertekensleutel, sign
from audit.opslag import asker
from audit.zegelproces import Zegelproces
from tests import plugin

BRON = Bron(
    "verwerkingslog", "processing.bladen", verklaringen="processing.verklaringen", achterstand="processing.achterstand"
)
BEWAARD = Bron("bewaard", "processing.bewaarde_bladen", verklaringen="processing.verklaringen_van_bewaard")
BESLUITEN = Bron("besluiten", "processing.vastleggingen", "processing.anders_dan_vastgelegd")
OORSPRONG = "bronhuis.test/verwerkingslog"


@dataclass
class Logboek:
    """The database with its key; `proces` seals and checks as the sealer's role."""

    database: str
    sleutel: Ondertekensleutel
    proces: Zegelproces

    def connect(self, rol: str) -> psycopg.Connection[Any]:
        """A connection as this role."""
        return psycopg.connect(plugin.cluster.dsn(rol, self.database), autocommit=True)

    @contextmanager
    def attacker(self) -> Iterator[psycopg.Connection[Any]]:
        """The superuser with every trigger off: the second net does not hold whoever owns the server."""
        with psycopg.connect(plugin.cluster.superuser_dsn(self.database), autocommit=True) as root:
            root.execute("SET session_replication_role = replica")
            yield root

    def write(self, keren: int, betrokkenen: int = 1) -> list[UUID]:
        """Use data so many times, each with so many lines; returns the ids of the lines."""
        with self.connect("bronhuis_app") as app:
            aanroepen = [self._use(app, betrokkenen) for _ in range(keren)]
        with self.attacker() as root:
            rijen = root.execute(
                "SELECT id FROM processing.regel WHERE handeling = ANY(%s) ORDER BY xid, id", [aanroepen]
            )
            return [rij[0] for rij in rijen]

    def seal(self) -> int:
        """Seal until nothing waits: a transaction in another database of the server holds the horizon back too. Returns how many were new."""
        begin, einde = time.monotonic(), time.monotonic() + 20
        nieuw = self.proces.seal()
        while self.waiting() and begin < einde:
            nieuw, begin = nieuw + self.proces.seal(), time.monotonic()
        return nieuw

    def waiting(self, bronnen: Sequence[Bron] = ()) -> bool:
        """Whether these sources (its own, where none are named) have leaves without a place."""
        vraag = asker(self.proces.verbinding)
        alle = [
            opslag.source_leaves(vraag, bron, opslag.BEGIN, 2**63 - 1, 1_000_000)
            for bron in bronnen or self.proces.bronnen
        ]
        return opslag.size(vraag) < sum(map(len, alle))

    def refuse(self) -> None:
        """A refusal: it has a line too."""
        with self.connect("bronhuis_app") as app:
            app.execute(
                "SELECT processing.record_weigering(403, 'veld', 'GET', 'api/x', NULL, NULL, NULL, NULL, '{a,b}', %s, %s, '')",
                [uuid4(), 'spoor "met" \\ tekens en é'],
            )

    def _use(self, app: psycopg.Connection[Any], betrokkenen: int) -> UUID:
        with app.transaction():
            self._open(app)
            regels = [_line() for _ in range(betrokkenen)]
            ((handeling,),) = app.execute(
                """SELECT handeling FROM processing.record_use(%s, 'l1', '{burgerservicenummer}', '{persoon.naam}', '2026-01-01',
                   clock_timestamp(), %s, %s, 'spoor', 'span', NULL)""",
                [json.dumps(regels), secrets.token_bytes(32), uuid4()],
            ).fetchall()
        return UUID(str(handeling))

    def _open(self, app: psycopg.Connection[Any]) -> None:
        ((autorisatie, versie, activiteit, afnemer, applicatie),) = app.execute(
            """SELECT a.id, a.huidige_versie, w.huidige_versie, a.afnemer_id, t.applicatie FROM processing.autorisatie a
               JOIN processing.verwerkingsactiviteit w ON w.id = a.activiteit_id, processing.toegang_applicatie t
               WHERE w.naam = 'bijstand-beoordelen' AND a.ingetrokken_op IS NULL AND t.actief LIMIT 1"""
        ).fetchall()
        uitkomst = app.execute(
            "SELECT uitkomst FROM processing.open_gebruik(%s, %s, %s, %s, %s, 'token', 'brp', 'personen', 'raadplegen', false)",
            [autorisatie, versie, activiteit, applicatie, afnemer],
        ).fetchone()
        assert uitkomst == ("open",)


def _line() -> dict[str, Any]:
    return {
        "kandidaat": str(uuid4()),
        "sleutel": secrets.token_hex(32),
        "bsn": None,
        "object": str(uuid4()),
        "betrokkenheid": "houder",
        "soort": "geraadpleegd",
        "velden": "{persoon.naam.voornamen,persoon.geboorte.datum}",
        "voorkomens": f"{{{uuid4()},{uuid4()}}}",
        "digest": hashlib.sha256(secrets.token_bytes(8)).hexdigest(),
    }


@contextmanager
def open_logboek(naam: str, bronnen: Sequence[Bron] = (BRON,)) -> Iterator[Logboek]:
    """A fresh copy of the template database, thrown away afterwards."""
    database = f"bronhuis_{naam}_{plugin.WORKER}"
    plugin.cluster.verwijder_database(database)
    plugin.cluster.maak_database(database, plugin.SJABLOON)
    sleutel = Ondertekensleutel.generate(OORSPRONG)

    def teken(checkpoint: Checkpoint, _pad: Any) -> str:
        return sign(checkpoint, sleutel)

    with psycopg.connect(plugin.cluster.dsn("bronhuis_verzegelaar", database), autocommit=True) as verzegelaar:
        yield Logboek(database, sleutel, Zegelproces(verzegelaar, bronnen, OORSPRONG, teken))
    plugin.cluster.verwijder_database(database)
