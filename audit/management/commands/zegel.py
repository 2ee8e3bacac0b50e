"""manage.py zegel: seal the processing log and check it, again and again."""

from __future__ import annotations

import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.bronhuis_verify import BewijsFout, Checkpoint, Sleutel, open_note
from audit.bronnen import GATEN, sources
from audit.gat import sign_gap
from audit.gatverklaring import GatFout
from audit.getuigenis import read_addresses
from audit.nieuwe_bladen import TransactienummersTerug, reading_ahead
from audit.ondertekenaar.regels import read_too_small
from audit.ondertekenaar.vragen import Geweigerd, OndertekenaarOnbereikbaar, request_signature
from audit.opslag import asker, last_checkpoint, number_of
from audit.tijdstempel import TijdstempelFout, read_service
from audit.verzegelaar import Teken
from audit.zegelproces import WAT_TE_DOEN, Zegelproces

log = structlog.get_logger(__name__)

TERMIJN = 10.0  # seconds that the signer may take
BLADTERMIJN = 40.0  # seconds: no transaction lives longer than 30, so by then the statement has its place
PAUZE = 0.2


class Command(BaseCommand):
    """Needs DATABASE_VERZEGELAAR_URL (rol bronhuis_verzegelaar) and the socket of the signer."""

    help = "Verzegel het verwerkingslog, laat de boom ondertekenen en controleer wat er staat. Steeds opnieuw, of één keer."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument("--elke", type=float, default=5.0, help="seconden tussen twee beurten (standaard 5)")
        parser.add_argument("--eenmalig", action="store_true", help="één beurt, met een hele ronde van de controle")
        parser.add_argument(
            "--gatverklaring",
            type=Path,
            metavar="BESTAND",
            help="één beurt na het terugzetten van een reservekopie: laat het log verder gaan met deze verklaring",
        )
        parser.add_argument(
            "--toon-checkpoint", action="store_true", help="druk het laatste checkpoint in de database af en stop"
        )

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Run until a signal ends it; what was sealed by then stays sealed."""
        url = os.environ.get("DATABASE_VERZEGELAAR_URL")
        if not url:
            raise CommandError("DATABASE_VERZEGELAAR_URL ontbreekt: de verbinding van de rol bronhuis_verzegelaar.")
        if not settings.LOGSLEUTEL or not settings.ONDERTEKENAAR:
            raise CommandError("BRONHUIS_LOGSLEUTEL en BRONHUIS_ONDERTEKENAAR ontbreken: zie docs/operations/zegel.md.")
        try:
            dienst = read_service(settings.TIJDSTEMPEL, settings.TIJDSTEMPEL_CERTIFICATEN)
        except TijdstempelFout as fout:
            raise CommandError(f"{fout} Zie docs/operations/tijdstempel.md.") from None
        klaar = Event()
        for sein in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sein, lambda *_: klaar.set())
        proces = partial(Zegelproces, bronnen=tuple(sources()), oorsprong=settings.LOGOORSPRONG, teken=_signer())
        proces = partial(proces, getuigen=read_addresses(settings.GETUIGEN), tijdstempeldienst=dienst)
        if opties["eenmalig"] or opties["gatverklaring"] or opties["toon_checkpoint"]:
            with _connect(url) as verbinding:
                self._once(proces(verbinding), opties)
            return
        while not klaar.is_set():
            try:
                with _connect(url) as verbinding, _connect(url) as leest, reading_ahead(leest) as lezer:
                    proces(verbinding, lees=lezer).run(opties["elke"], stop=klaar)
            except psycopg.OperationalError as fout:
                log.error("zegel_zonder_database", fout=type(fout).__name__)
            klaar.wait(1.0)

    def _once(self, proces: Zegelproces, opties: dict[str, Any]) -> None:
        """One turn; a signer that refuses or is away ends it with the reason and what to do."""
        try:
            if opties["toon_checkpoint"]:
                self.stdout.write(last_checkpoint(asker(proces.verbinding)).notitie, ending="")
            elif opties["gatverklaring"]:
                self._go_on_after(proces, opties["gatverklaring"])
            else:
                nieuw = proces.seal()
                proces.stamp()
                while not proces.check():
                    pass
                self.stdout.write(f"{nieuw} bladen verzegeld, {proces.bevindingen} bevindingen.")
        except TransactienummersTerug as fout:
            raise CommandError(str(fout)) from None
        except GatFout as fout:
            raise CommandError(f"Er is niets ondertekend. {fout}") from None
        except Geweigerd as fout:
            raise CommandError(
                f"De ondertekenaar weigert. {fout} {WAT_TE_DOEN if read_too_small(str(fout)) else ''}"
            ) from None
        except OndertekenaarOnbereikbaar as fout:
            raise CommandError(f"{fout} Er is niets ondertekend; probeer het opnieuw.") from None

    def _go_on_after(self, proces: Zegelproces, pad: Path) -> None:
        """Let the signer go on from the restored tree, and seal the statement as a leaf of it."""
        try:
            getekend = pad.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{pad} is niet te lezen.") from None
        blad = sign_gap(proces.verbinding, proces.oorsprong, getekend, _signer(getekend))
        einde = time.monotonic() + BLADTERMIJN
        vraag = asker(proces.verbinding)
        while (nummer := number_of(vraag, GATEN.naam, blad)) is None or last_checkpoint(vraag).grootte <= nummer:
            if time.monotonic() > einde:
                self.stdout.write(
                    "Het log gaat verder. De verklaring wordt een blad zodra andere transacties klaar zijn."
                )
                return
            try:
                proces.seal()
            except psycopg.errors.UniqueViolation:  # the sealing process does the same beside us
                log.info("zegel_al_bezig")
            time.sleep(PAUZE)
        getekend_nu = last_checkpoint(vraag)
        self.stdout.write(
            f"Het log gaat verder: de gatverklaring is blad {nummer}, en er zijn {getekend_nu.grootte} bladen ondertekend."
        )


@contextmanager
def _connect(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that keeps a batch of leaves in memory: the server's own setting sends it over the disk."""
    with psycopg.connect(url, autocommit=True) as verbinding:
        verbinding.execute("SET work_mem = '64MB'")
        yield verbinding


def _signer(gat: str | None = None) -> Teken:
    """Ask the signer, and believe it only when its signature is that of the log's key; `gat` is a gap statement to send along."""
    sleutel, socket = Sleutel.read(settings.LOGSLEUTEL), Path(settings.ONDERTEKENAAR)

    def teken(checkpoint: Checkpoint, pad: Sequence[bytes]) -> str:
        notitie = request_signature(socket, checkpoint, pad, TERMIJN, gat=gat)
        try:
            getekend, _getuigen = open_note(notitie, sleutel)
        except BewijsFout as fout:
            raise OndertekenaarOnbereikbaar(
                f"De ondertekenaar tekent niet met de sleutel van dit log (BRONHUIS_LOGSLEUTEL): {fout}"
            ) from None
        if (getekend.grootte, getekend.wortel) != (checkpoint.grootte, checkpoint.wortel):
            raise OndertekenaarOnbereikbaar("De ondertekenaar gaf een handtekening onder een andere boom.")
        return notitie

    return teken
