"""The sealing process: seal, have it signed, check a piece, and again. What does not fit is written down and called out at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import psycopg
import structlog

from audit.bronnen import Bron
from audit.controle import Bevinding, Rondgang
from audit.getuigen import GetuigeAdres
from audit.getuigenis import testify
from audit.ondertekenaar.vragen import Geweigerd, OndertekenaarOnbereikbaar
from audit.verzegelaar import Teken, TransactienummersTerug, asker, place_leaves, sign_tree

log = structlog.get_logger(__name__)

TE_OUD = "Deze regel kwam veel later in het log dan haar tijd zegt."


VASTLEGGEN = timedelta(minutes=1)  # a round without a finding is written down at most once in so long


@dataclass
class Zegelproces:
    """One connection as bronhuis_verzegelaar (autocommit), the sources, and who signs."""

    verbinding: psycopg.Connection[Any]
    bronnen: Sequence[Bron]
    oorsprong: str
    teken: Teken
    getuigen: Sequence[GetuigeAdres] = ()
    rondgang: Rondgang = field(default_factory=Rondgang)
    begin: datetime = field(default_factory=lambda: datetime.now(UTC))
    vastgelegd: datetime | None = None
    bevindingen: int = 0

    def seal(self) -> int:
        """Place every leaf that there is and have the tree signed; returns how many leaves were new."""
        nieuw, meer = 0, True
        while meer:
            ronde = place_leaves(self.verbinding, self.bronnen)
            nieuw, meer = nieuw + ronde.nieuw, ronde.meer
            self._report([Bevinding("antedatering", bron, blad, None, TE_OUD) for bron, blad in ronde.te_oud])
        while getekend := sign_tree(self.verbinding, self.oorsprong, self.teken):
            log.info("getekend", grootte=getekend.grootte, nieuw=nieuw)
            self._report(list(testify(self.verbinding, asker(self.verbinding), getekend, self.getuigen)))
        return nieuw

    def check(self) -> bool:
        """Check a piece; True when a round ended. Its length is written down with what it found."""
        gevonden, klaar = self.rondgang.step(asker(self.verbinding), self.bronnen)
        self._report(gevonden)
        if klaar:
            nu = datetime.now(UTC)
            if self.rondgang.bevindingen or self.vastgelegd is None or nu - self.vastgelegd > VASTLEGGEN:
                self.verbinding.execute(
                    "INSERT INTO audit.ronde (begin, bladen, bevindingen) VALUES (%s, %s, %s)",
                    (self.begin, self.rondgang.rand.grootte, self.rondgang.bevindingen),
                )
                self.vastgelegd = nu
            self.rondgang, self.begin = Rondgang(), nu
        return klaar

    def run(self, elke: float, *, stop: Event) -> None:
        """Seal and check until `stop`, a turn every `elke` seconds or as soon as the one before is done.

        What fails (the database, the signer) is called out and tried again: a sealer that stands still is what the control cannot see.
        """
        while not stop.is_set():
            begin = time.monotonic()
            for stap in (self.seal, self.check):
                try:
                    stap()
                except Exception as fout:  # noqa: BLE001 - a tree that was tampered with must not silence who would say so
                    # What the signer says, and what we say ourselves, holds no data; what the database says might.
                    eigen = (Geweigerd, OndertekenaarOnbereikbaar, TransactienummersTerug)
                    reden = str(fout) if isinstance(fout, eigen) else ""
                    log.error("zegel_wacht", stap=stap.__name__, fout=type(fout).__name__, reden=reden)
            if self.verbinding.closed:
                return
            stop.wait(max(0.0, elke - (time.monotonic() - begin)))

    def _report(self, bevindingen: Sequence[Bevinding]) -> None:
        for b in bevindingen:
            self.bevindingen += 1
            nieuw = self.verbinding.execute(
                "INSERT INTO audit.bevinding (soort, bron, blad, nummer, uitleg) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (b.soort, b.bron, b.blad, b.nummer, b.uitleg),
            )
            if nieuw.rowcount:
                log.error("zegel_verbroken", soort=b.soort, bron=b.bron, blad=str(b.blad), nummer=b.nummer)
