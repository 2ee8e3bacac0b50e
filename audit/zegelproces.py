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

from audit import opslag
from audit.achterstand import backlog, call_out
from audit.bronnen import Bron
from audit.controle import Bevinding, Rondgang
from audit.getuigen import GetuigeAdres
from audit.getuigenis import testify
from audit.nieuwe_bladen import TransactienummersTerug, Vooruitlezer
from audit.ondertekenaar.regels import read_too_small
from audit.ondertekenaar.vragen import Geweigerd, OndertekenaarOnbereikbaar
from audit.opslag import Getekend, asker, record_refusal
from audit.tijdstempel import Tijdstempeldienst, stamp_when_due
from audit.verzegelaar import Teken, place_leaves, sign_tree

log = structlog.get_logger(__name__)

WAT_TE_DOEN = (
    "Is er een reservekopie teruggezet? Volg docs/operations/herstel.md: twee mensen verklaren het gat, en daarna "
    "manage.py zegel --gatverklaring BESTAND. Is er niets teruggezet? Dan kortte iemand het log in: meld een incident."
)
TE_OUD = "Deze regel kwam veel later in het log dan haar tijd zegt."


# A round without a finding is written down, and a backlog called out, at most once in so long.
VASTLEGGEN = timedelta(minutes=1)
KLEIN = 20_000  # leaves: a log up to here is gone round in two turns, whatever that costs, so that an alarm takes ten seconds
DEEL = 0.03  # of the time: what the control of a larger log may take from those who read
LANGSTE_RUST = 60.0  # seconds: whoever slows the control down must not be able to put it to sleep


def rest_after(duur: float, grootte: int) -> float:
    """Seconds that the control rests after a step of `duur` seconds, in a tree of so many leaves."""
    return 0.0 if grootte <= KLEIN else min(LANGSTE_RUST, duur / DEEL - duur)


@dataclass
class Zegelproces:
    """One connection as bronhuis_verzegelaar (autocommit), the sources, who signs, and who outside looks on.

    `lees` where leaves are read ahead, over another connection.
    """

    verbinding: psycopg.Connection[Any]
    bronnen: Sequence[Bron]
    oorsprong: str
    teken: Teken
    getuigen: Sequence[GetuigeAdres] = ()
    lees: Vooruitlezer | None = None
    tijdstempeldienst: Tijdstempeldienst | None = None
    rondgang: Rondgang = field(default_factory=Rondgang)
    begin: datetime = field(default_factory=lambda: datetime.now(UTC))
    vastgelegd: datetime | None = None
    bevindingen: int = 0
    grootte: int = 0
    rust_tot: float = 0.0
    geroepen: datetime | None = None

    def seal(self) -> int:
        """Place every leaf that there is and have the tree signed; returns how many leaves were new."""
        nieuw, meer = 0, True
        while meer:
            ronde = place_leaves(self.verbinding, self.bronnen, lees=self.lees)
            nieuw, meer = nieuw + ronde.nieuw, ronde.meer
            self._report([Bevinding("antedatering", bron, blad, None, TE_OUD) for bron, blad in ronde.te_oud])
        while getekend := self._sign():
            log.info("getekend", grootte=getekend.grootte, nieuw=nieuw)
            self._report(list(testify(self.verbinding, asker(self.verbinding), getekend, self.getuigen)))
        return nieuw

    def stamp(self) -> None:
        """Have the newest checkpoint stamped with the time, where an authority is set and it is time for that.

        A turn of its own, not a part of signing: one that was missed is made up for in a log that stands still.
        """
        if self.tijdstempeldienst is not None:
            stamp_when_due(asker(self.verbinding), self.tijdstempeldienst)

    def _sign(self) -> Getekend | None:
        """Have the tree signed; a refusal is written down, so that the page of the seal shows it, and raised on."""
        try:
            return sign_tree(self.verbinding, self.oorsprong, self.teken)
        except Geweigerd as fout:
            reden, te_klein = str(fout), read_too_small(str(fout))
            record_refusal(asker(self.verbinding), reden)
            if te_klein:
                log.error("log_kleiner_dan_ondertekend", grootte=te_klein[0], ondertekend=te_klein[1], doe=WAT_TE_DOEN)
            raise

    def check(self) -> bool:
        """Check a piece; True when a round ended. Its length is written down with what it found."""
        vraag = asker(self.verbinding)
        self.grootte = opslag.size(vraag)
        gevonden, klaar = self.rondgang.step(vraag, self.bronnen)
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

    def check_at_ease(self) -> None:
        """Check a piece, unless the control rests from the one before: that of a large log has a share of the time."""
        begin = time.monotonic()
        if begin < self.rust_tot:
            return
        try:
            self.check()
        finally:
            nu = time.monotonic()
            self.rust_tot = nu + rest_after(nu - begin, self.grootte)

    def watch(self) -> None:
        """Call out, at most once a minute, that lines wait too long: also when sealing itself fails, turn after turn."""
        nu = datetime.now(UTC)
        if self.geroepen is not None and nu - self.geroepen < VASTLEGGEN:
            return
        if call_out(backlog(asker(self.verbinding), self.bronnen)):
            self.geroepen = nu

    def run(self, elke: float, *, stop: Event) -> None:
        """Seal until `stop`, a turn every `elke` seconds or as soon as the one before is done, and check when it is time for that.

        What fails (the database, the signer) is called out and tried again: a sealer that stands still is what the control cannot see.
        """
        while not stop.is_set():
            begin = time.monotonic()
            for stap in (self.seal, self.watch, self.stamp, self.check_at_ease):
                try:
                    stap()
                except Exception as fout:  # noqa: BLE001 - a tree that was tampered with must not silence who would say so
                    # What the signer says, and what we say ourselves, holds no data; what the database says might.
                    eigen = (Geweigerd, OndertekenaarOnbereikbaar, TransactienummersTerug)
                    reden = str(fout) if isinstance(fout, eigen) else ""
                    log.error("zegel_wacht", stap=stap.__name__, fout=type(fout).__name__, reden=reden)
            if self.verbinding.closed or (self.lees and self.lees.closed):
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
