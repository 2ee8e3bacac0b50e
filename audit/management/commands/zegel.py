"""manage.py zegel: seal the processing log and check it, again and again."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.bronhuis_verify import Checkpoint, Sleutel, open_note
from audit.bronnen import sources
from audit.getuigenis import read_addresses
from audit.ondertekenaar.vragen import request_signature
from audit.verzegelaar import Teken, TransactienummersTerug
from audit.zegelproces import Zegelproces

log = structlog.get_logger(__name__)

TERMIJN = 10.0  # seconds that the signer may take


class Command(BaseCommand):
    """Needs DATABASE_VERZEGELAAR_URL (rol bronhuis_verzegelaar) and the socket of the signer."""

    help = "Verzegel het verwerkingslog, laat de boom ondertekenen en controleer wat er staat. Steeds opnieuw, of één keer."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument("--elke", type=float, default=5.0, help="seconden tussen twee beurten (standaard 5)")
        parser.add_argument("--eenmalig", action="store_true", help="één beurt, met een hele ronde van de controle")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Run until a signal ends it; what was sealed by then stays sealed."""
        url = os.environ.get("DATABASE_VERZEGELAAR_URL")
        if not url:
            raise CommandError("DATABASE_VERZEGELAAR_URL ontbreekt: de verbinding van de rol bronhuis_verzegelaar.")
        if not settings.LOGSLEUTEL or not settings.ONDERTEKENAAR:
            raise CommandError("BRONHUIS_LOGSLEUTEL en BRONHUIS_ONDERTEKENAAR ontbreken: zie docs/operations/zegel.md.")
        klaar = Event()
        for sein in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sein, lambda *_: klaar.set())
        getuigen, teken = read_addresses(settings.GETUIGEN), _signer()
        if opties["eenmalig"]:
            with psycopg.connect(url, autocommit=True) as verbinding:
                proces = Zegelproces(verbinding, tuple(sources()), settings.LOGOORSPRONG, teken, getuigen)
                try:
                    nieuw = proces.seal()
                except TransactienummersTerug as fout:
                    raise CommandError(str(fout)) from fout
                while not proces.check():
                    pass
                self.stdout.write(f"{nieuw} bladen verzegeld, {proces.bevindingen} bevindingen.")
            return
        while not klaar.is_set():
            try:
                with psycopg.connect(url, autocommit=True) as verbinding:
                    proces = Zegelproces(verbinding, tuple(sources()), settings.LOGOORSPRONG, teken, getuigen)
                    proces.run(opties["elke"], stop=klaar)
            except psycopg.OperationalError as fout:
                log.error("zegel_zonder_database", fout=type(fout).__name__)
            klaar.wait(1.0)


def _signer() -> Teken:
    """Ask the signer, and believe it only when its signature is that of the log's key."""
    sleutel, socket = Sleutel.read(settings.LOGSLEUTEL), Path(settings.ONDERTEKENAAR)

    def teken(checkpoint: Checkpoint, pad: Sequence[bytes]) -> str:
        notitie = request_signature(socket, checkpoint, pad, TERMIJN)
        getekend, _getuigen = open_note(notitie, sleutel)
        if (getekend.grootte, getekend.wortel) != (checkpoint.grootte, checkpoint.wortel):
            raise CommandError("De ondertekenaar gaf een handtekening onder een andere boom.")
        return notitie

    return teken
