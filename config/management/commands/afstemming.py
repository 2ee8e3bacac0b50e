"""`manage.py afstemming FILE`: lay an access log beside the processing log. Here, since only the whole URLconf knows which paths give personal data."""

from __future__ import annotations

import re
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nlapi.routes import soort_of_address
from processing.afstemming import DELEN, Leeswijze, compare, keep, read_row
from registry.catalogus import catalogus

GETOOND = 1000


class Command(BaseCommand):
    """Compare, print the request ids of what is missing, and keep the numbers."""

    help = (
        "Leg een toegangslog (JSON-regels of een patroon) naast het verwerkingslog. Eindigt met 1 als een antwoord met persoonsgegevens "
        "geen handeling heeft, of een weigering geen regel."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and how to read it."""
        parser.add_argument("bestand", metavar="FILE", help="toegangslog, of - voor standaardinvoer")
        parser.add_argument(
            "--namen",
            default="",
            help=f"namen van de delen in de JSON, zoals verzoek=request_id,pad=uri; delen: {', '.join(DELEN)}",
        )
        parser.add_argument("--patroon", help=f"reguliere expressie met als groepen: {', '.join(DELEN)}")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Print numbers per day; exit code 1 when something is missing."""
        leeswijze = reading_of(opties["patroon"], opties["namen"])
        try:
            with open_log(opties["bestand"]) as bestand:
                uitkomst = compare(read_row(regel, leeswijze, soort_at) for regel in bestand)
        except OSError as fout:
            raise CommandError("Dit bestand is niet te lezen.") from fout
        keep(uitkomst)
        for dag, d in sorted(uitkomst.dagen.items()):
            self.stdout.write(
                f"{dag}: {d.verzoeken} verzoeken, {len(d.ongelogd)} ongelogd, {len(d.ongeweigerd)} geweigerd zonder regel, "
                f"{d.niet_in_toegangslog} gelogd maar niet in het toegangslog"
            )
        if uitkomst.onleesbaar:
            self.stdout.write(f"{uitkomst.onleesbaar} regels niet te lezen")
        mist = [("ongelogd", v) for v in uitkomst.ongelogd] + [
            ("geweigerd zonder regel", v) for v in uitkomst.ongeweigerd
        ]
        for soort, verzoek in mist[:GETOOND]:
            self.stdout.write(f"{soort}: {verzoek}")
        if mist:
            sys.exit(1)


def open_log(bestand: str) -> AbstractContextManager[TextIO]:
    """The file, or standard input; bytes that are no text stand in no part that matters."""
    return nullcontext(sys.stdin) if bestand == "-" else Path(bestand).open(encoding="utf-8", errors="replace")


def reading_of(patroon: str | None, namen: str) -> Leeswijze:
    """How to read a row; raises CommandError."""
    if patroon is None:
        paren = dict(deel.split("=", 1) for deel in namen.split(",") if "=" in deel)
        if vreemd := set(paren) - set(DELEN):
            raise CommandError(f"Onbekende delen: {', '.join(sorted(vreemd))}.")
        return Leeswijze(namen=paren)
    try:
        gelezen = re.compile(patroon)
    except re.error as fout:
        raise CommandError("Dit patroon is geen reguliere expressie.") from fout
    if mist := {"verzoek", "pad", "status", "moment"} - set(gelezen.groupindex):
        raise CommandError(f"Het patroon mist de groepen: {', '.join(sorted(mist))}.")
    return Leeswijze(gelezen)


def soort_at(pad: str) -> str | None:
    """What the route at this path gives; a register of open data gives no personal data on the routes of the others."""
    soort, delen = soort_of_address(pad)
    if soort == "persoonsgegevens" and "objecttype" in delen:
        gevonden = catalogus().nieuwste(delen.get("register", ""), delen["objecttype"])
        if gevonden is not None and not gevonden.objecttype.persoonsgegevens:
            return "openbaar"
    return soort
