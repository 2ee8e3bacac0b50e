"""`manage.py getuige`: watch the log of a neighbour. Uses no PostgreSQL; see docs/operations/getuige.md."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.bronhuis_verify import ED25519, BewijsFout, Sleutel
from audit.buitenpost import is_loopback
from audit.gatverklaring import GatFout
from audit.getuige.app import OPSLAGVARIABELE, SLEUTELVARIABELE, make_app
from audit.getuige.getuige import Getuige
from audit.getuige.opslag import Logstand, Opslag
from audit.sleutelbestand import BestandFout, make_key, read_key

WORTEL = Path(__file__).resolve().parents[3]
DRADEN = 4
VERBINDINGEN = 64


class Command(BaseCommand):
    """Make a witness, tell it which logs to watch, start it, or let it go on after a gap."""

    help = (
        "Let als getuige op het log van een andere gemeente: maak een sleutel, voeg logs toe en start. "
        "Gebruikt geen PostgreSQL. Zie docs/operations/getuige.md."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, and what it needs."""
        handelingen = parser.add_subparsers(dest="handeling", required=True)

        def act(naam: str, uitleg: str, *bestanden: str) -> CommandParser:
            deel: CommandParser = handelingen.add_parser(naam, help=uitleg, description=uitleg)
            for bestand in bestanden:
                soort = {
                    "sleutel": "bestand met de sleutel van deze getuige",
                    "opslag": "SQLite-bestand van deze getuige",
                }
                deel.add_argument(f"--{bestand}", type=Path, required=True, metavar="FILE", help=soort[bestand])
            return deel

        act("maak-sleutel", "maak de sleutel van deze getuige", "sleutel").add_argument(
            "--naam", required=True, help="naam van deze getuige, bijvoorbeeld getuige.gemeente.example/1"
        )
        for naam, uitleg in (
            ("log-toevoegen", "houd een log bij, of neem een volgende sleutel van dat log aan"),
            ("sleutel-weg", "neem een oude sleutel van een log niet meer aan"),
        ):
            act(naam, uitleg, "opslag").add_argument("vkey", metavar="VKEY", help="sleutel van het log, in één woord")
        act("log-lijst", "toon welke logs deze getuige bijhoudt", "opslag")
        start = act("start", "start de getuige", "sleutel", "opslag")
        start.add_argument("--adres", default="127.0.0.1", help="adres waarop de getuige luistert (127.0.0.1)")
        start.add_argument("--poort", type=int, default=8017, help="poort waarop de getuige luistert (8017)")
        start.add_argument("--tls-certificaat", type=Path, metavar="FILE", help="certificaat in PEM")
        start.add_argument(
            "--tls-sleutel", type=Path, metavar="FILE", help="sleutel van het certificaat, in PEM (PKCS8)"
        )
        start.add_argument("--achter-proxy", action="store_true", help="een eigen proxy ervoor zorgt voor TLS")
        gat = act(
            "gat", "ga na een gat verder met een kleiner log, als twee mensen dat verklaarden", "sleutel", "opslag"
        )
        gat.add_argument(
            "--verklaring", type=Path, required=True, metavar="FILE", help="gatverklaring met handtekeningen"
        )
        gat.add_argument(
            "--bevestiger",
            action="append",
            required=True,
            metavar="VKEY",
            help="sleutel van wie een gat mag bevestigen; twee keer",
        )

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act."""
        try:
            match opties["handeling"]:
                case "maak-sleutel":
                    self.stdout.write(make_key(opties["sleutel"], opties["naam"]).openbaar_getuige.tekst)
                case "log-toevoegen" | "sleutel-weg":
                    self._keys(opties["handeling"], opened(opties["opslag"]), Sleutel.read(opties["vkey"]))
                case "log-lijst":
                    for log in opened(opties["opslag"]).logs():
                        self.stdout.write(as_row(log))
                case "gat":
                    self._gap(opties)
                case _:
                    start(opties)
        except (BestandFout, BewijsFout, GatFout) as fout:
            raise CommandError(str(fout)) from None
        except sqlite3.Error:
            raise CommandError(f"{opties['opslag']} is bezet of beschadigd.") from None

    def _keys(self, handeling: str, opslag: Opslag, sleutel: Sleutel) -> None:
        if sleutel.soort != ED25519:
            raise CommandError("Dit is de sleutel van een getuige, niet die van een log.")
        if handeling == "log-toevoegen":
            nieuw = opslag.add_key(sleutel.naam, sleutel)
            self.stdout.write(f"{sleutel.naam}: {'sleutel toegevoegd' if nieuw else 'deze sleutel was al bekend'}")
        elif opslag.remove_key(sleutel.naam, sleutel):
            self.stdout.write(f"{sleutel.naam}: sleutel weggehaald")
        else:
            raise CommandError("Deze sleutel was niet bekend, of het is de enige van dit log.")

    def _gap(self, opties: dict[str, Any]) -> None:
        try:
            getekend = opties["verklaring"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{opties['verklaring']} is niet te lezen.") from None
        getuige = Getuige(opened(opties["opslag"]), read_key(opties["sleutel"]))
        verklaring = getuige.accept_gap(getekend, [Sleutel.read(vkey) for vkey in opties["bevestiger"]])
        self.stdout.write(f"{verklaring.oorsprong}: verder vanaf {verklaring.herstelde_grootte} regels")


def opened(pad: Path) -> Opslag:
    """The file of a witness, made when it is not there yet; raises BestandFout."""
    opslag = Opslag(pad)
    opslag.prepare()
    return opslag


def as_row(log: Logstand) -> str:
    """A log in one line: name, number of lines, when it was seen, and its keys."""
    gezien = log.gezien.isoformat() if log.gezien else "nog niet gezien"
    return f"{log.oorsprong}\t{log.laatste.grootte}\t{gezien}\t{' '.join(s.tekst for s in log.sleutels)}"


def start(opties: dict[str, Any]) -> None:
    """Become the web server; returns only by CommandError or BestandFout."""
    tls = (opties["tls_certificaat"], opties["tls_sleutel"])
    if (tls[0] is None) != (tls[1] is None):
        raise CommandError("Noem het certificaat en de sleutel ervan allebei.")
    if tls[0] is None and not opties["achter_proxy"] and not is_loopback(opties["adres"]):
        raise CommandError(
            "Gebruik TLS: noem een certificaat, of zet --achter-proxy als een eigen proxy daarvoor zorgt."
        )
    make_app(opties["opslag"], opties["sleutel"])
    omgeving = os.environ | {
        OPSLAGVARIABELE: str(opties["opslag"].absolute()),
        SLEUTELVARIABELE: str(opties["sleutel"].absolute()),
    }
    sys.stdout.flush()
    os.execve(sys.executable, serve_command(opties["adres"], opties["poort"], *tls), omgeving)  # noqa: S606 - a fixed list


def serve_command(adres: str, poort: int, certificaat: Path | None = None, sleutel: Path | None = None) -> list[str]:
    """The command of the web server: one process with threads, since SQLite has one writer."""
    tls = (
        ["--ssl-certificate", str(certificaat.absolute()), "--ssl-keyfile", str(sleutel.absolute())]
        if certificaat and sleutel
        else []
    )
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "audit.getuige.app:from_environment"),
        *(
            "--working-dir",
            str(WORTEL),
            "--host",
            adres,
            "--port",
            str(poort),
            "--no-ws",
            "--workers",
            "1",
            "--blocking-threads",
            str(DRADEN),
        ),
        *("--backpressure", str(VERBINDINGEN), "--no-access-log", "--log-level", "info", *tls),
    ]
