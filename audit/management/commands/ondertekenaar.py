"""`manage.py ondertekenaar`: the process that holds the log's key. Uses no database; see docs/operations/ondertekenaar.md."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.bronhuis_verify import BewijsFout, Sleutel
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import Geweigerd
from audit.ondertekenaar.server import Deur
from audit.ondertekenaar.stand import Standbestand
from audit.sleutelbestand import BestandFout, make_key, read_key


class Command(BaseCommand):
    """Make the key of a log, or start signing with it."""

    help = (
        "Start het proces dat de sleutel van het log bewaart en checkpoints ondertekent, of maak die sleutel. "
        "Gebruikt geen database. Zie docs/operations/ondertekenaar.md."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, and what is done once."""
        parser.add_argument(
            "--sleutel", type=Path, required=True, metavar="FILE", help="bestand met de sleutel van het log"
        )
        parser.add_argument(
            "--stand", type=Path, metavar="FILE", help="bestand waarin staat wat het laatst is ondertekend"
        )
        parser.add_argument("--socket", type=Path, metavar="PATH", help="Unix-socket waarop de verzegelaar vraagt")
        parser.add_argument(
            "--groep", help="groep die de socket ook mag gebruiken, als de verzegelaar een eigen account heeft"
        )
        parser.add_argument(
            "--maak-sleutel",
            action="store_true",
            help="maak de sleutel, en met --stand ook de stand die erbij hoort; start niet",
        )
        parser.add_argument("--oorsprong", metavar="NAAM", help="bij --maak-sleutel: naam van het log")
        parser.add_argument(
            "--nieuwe-stand",
            action="store_true",
            help="begin met een lege stand; alleen als met de sleutel nog niets is ondertekend",
        )
        parser.add_argument(
            "--eerste", action="store_true", help="laat een log beginnen dat niet meer leeg is; alleen de eerste keer"
        )
        parser.add_argument(
            "--opvolger", type=Path, metavar="FILE", help="sleutel die deze opvolgt: beide ondertekenen"
        )
        parser.add_argument(
            "--bevestiger",
            action="append",
            default=[],
            metavar="VKEY",
            help="sleutel van wie een gat mag bevestigen; mag vaker",
        )

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Make the key, or sign until told to stop."""
        umask = os.umask(0o077)
        try:
            if opties["maak_sleutel"]:
                self._make(opties["sleutel"], opties["oorsprong"], opties["stand"])
            else:
                self._serve(opties)
        except (BestandFout, Geweigerd, BewijsFout) as fout:
            raise CommandError(str(fout)) from None
        finally:
            os.umask(umask)

    def _make(self, sleutel: Path, oorsprong: str | None, stand: Path | None) -> None:
        if not oorsprong:
            raise CommandError(
                "Noem met --oorsprong de naam van het log, bijvoorbeeld gemeente.example/verwerkingslog."
            )
        if stand is not None and stand.exists():
            raise BestandFout(f"{stand} is er al. Die hoort bij een andere sleutel.")
        gemaakt = make_key(sleutel, oorsprong)
        if stand is not None:
            Standbestand(stand).make()
        self.stdout.write(gemaakt.openbaar.tekst)

    def _serve(self, opties: dict[str, Any]) -> None:
        if opties["stand"] is None or opties["socket"] is None:
            raise CommandError("Noem met --stand en --socket waar de stand staat en waar de verzegelaar vraagt.")
        bestand = Standbestand(opties["stand"])
        sleutel = read_key(opties["sleutel"])
        opvolger = read_key(opties["opvolger"]) if opties["opvolger"] else None
        bevestigers = [Sleutel.read(vkey) for vkey in opties["bevestiger"]]
        if opties["nieuwe_stand"]:
            bestand.make()
        elif not bestand.pad.exists():
            raise BestandFout(
                f"{bestand.pad} is er niet. Zonder stand kan er twee keer iets anders ondertekend worden. "
                "Is met deze sleutel nog nooit ondertekend? Start dan één keer met --nieuwe-stand."
            )
        ondertekenaar = Ondertekenaar(
            sleutel, bestand, opvolger=opvolger, bevestigers=bevestigers, eerste=opties["eerste"]
        )
        signal.signal(signal.SIGTERM, _stop)
        with Deur(opties["socket"], ondertekenaar, opties["groep"]) as deur:
            self.stdout.write(f"De ondertekenaar van {sleutel.naam} luistert op {opties['socket']}.")
            self.stdout.flush()
            try:
                deur.serve_forever()
            except KeyboardInterrupt:
                return


def _stop(_signaal: int, _plek: FrameType | None) -> None:
    raise SystemExit(0)
