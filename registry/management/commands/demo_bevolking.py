"""`manage.py demo_bevolking`: the fictitious population, as a file or into the register through the door of `import_gbav`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nlapi.koppen import nieuw_spoor
from nlapi.probleem import Probleem
from processing.gebruik import Aanroep
from processing.intern import BIJHOUDING, claim_for
from registry.bevolking import rolverdeling, stroom
from registry.bevolking.adressen import BRONSTEDE
from registry.bevolking.nummers import IN_9999
from registry.bevolking.voortgang import Voortgang
from registry.gbav_laden import Laadopdracht, load_person_lists
from registry.intern import client

# Lists per request: seconds of work, and no more memory for a million people than for a thousand.
PER_KEER = 500
# Requests under way: as many as the local server has processes.
TEGELIJK = 2
TELLINGEN = ("lijsten", "nieuw", "gewijzigd", "ongewijzigd", "voorkomensIngevoegd", "voorkomensGesloten")
HOOGSTENS = 1_000_000


def _size(tekst: str) -> int:
    """The number of people asked."""
    aantal = int(tekst) if tekst.isascii() and tekst.isdecimal() else 0
    if not rolverdeling.AANTAL <= aantal <= HOOGSTENS:
        raise argparse.ArgumentTypeError(f"geef een aantal van {rolverdeling.AANTAL} tot en met {HOOGSTENS}")
    return aantal


class Command(BaseCommand):
    """Write or load the fictitious population."""

    help = f"Maak de fictieve bevolking van {BRONSTEDE.naam}: in het register (alleen demo en test), of met --uit in een bestand."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and where to."""
        parser.add_argument(
            "--aantal",
            type=_size,
            default=stroom.STANDAARD,
            metavar="N",
            help=f"aantal personen (standaard {stroom.STANDAARD})",
        )
        parser.add_argument(
            "--uit",
            type=Path,
            metavar="FILE",
            help="schrijf JSON-regels in dit bestand (- is standaarduitvoer) en laad niets",
        )

        parser.add_argument("--rollen", action="store_true", help="toon wie u in elke bevolking vindt, en laad niets")
        parser.add_argument("--voortgang", type=int, metavar="FD", help=argparse.SUPPRESS)

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do what was asked."""
        if opties["rollen"]:
            for naam, beschrijving in rolverdeling.ROLLEN.items():
                rol = {"rol": naam, "bsn": rolverdeling.rol(naam).bsn, "uitleg": beschrijving.uitleg}
                self.stdout.write(orjson.dumps(rol).decode())
            return
        aantal: int = opties["aantal"]
        # `make demo` keeps what we say in a logbook, and hands us the terminal for this one line.
        uit = sys.stderr if opties["voortgang"] is None else os.fdopen(opties["voortgang"], "w")
        voortgang = Voortgang(aantal, "personen", uit)
        if aantal > IN_9999:
            self.stderr.write(
                f"Let op: na {IN_9999} personen begint een BSN met 9, niet met 9999. Het kan ook van een echt mens zijn: alleen om te meten."
            )
        try:
            if opties["uit"] is not None:
                _write_file(aantal, opties["uit"], voortgang)
            else:
                self._load(aantal, voortgang)
        finally:
            voortgang.finish()

    def _load(self, aantal: int, voortgang: Voortgang) -> None:
        if settings.MODUS not in {"demo", "test"}:
            raise CommandError("Fictieve personen laden mag alleen in demo en test. Met --uit komen ze in een bestand.")
        totaal: Counter[str] = Counter()
        meldingen = 0
        for rapport in _reports(aantal):
            totaal.update({naam: rapport[naam] for naam in TELLINGEN})
            meldingen += len(rapport["meldingen"])
            voortgang.show(totaal["lijsten"])
        voortgang.finish()
        self.stdout.write(
            f"{totaal['lijsten']} fictieve personen: {totaal['nieuw']} nieuw, {totaal['gewijzigd']} gewijzigd, {totaal['ongewijzigd']} ongewijzigd"
        )
        self.stdout.write(
            f"{totaal['voorkomensIngevoegd']} voorkomens ingevoegd, {totaal['voorkomensGesloten']} gesloten, {meldingen} meldingen"
        )


def _write_file(aantal: int, bestand: Path, voortgang: Voortgang) -> None:
    if str(bestand) == "-":
        stroom.write(aantal, sys.stdout.buffer, voortgang.show)
        return
    half = bestand.with_name(f"{bestand.name}.half")
    try:
        with half.open("wb") as uit:
            stroom.write(aantal, uit, voortgang.show)
        half.replace(bestand)
    except OSError as fout:
        half.unlink(missing_ok=True)
        raise CommandError(f"{bestand} is niet te schrijven: {fout.strerror}.") from fout


def _reports(aantal: int) -> Iterator[dict[str, Any]]:
    """Load in parts; one report for each. Without a server the work is done in this process."""
    delen = _parts(aantal)
    if not os.environ.get("BRONHUIS_SLEUTELBESTAND"):
        yield from (_load_here(deel) for deel in delen)
        return
    with ThreadPoolExecutor(TEGELIJK) as verzenders:
        onderweg: deque[tuple[bytes, Future[tuple[int, Any] | None]]] = deque()
        # One part more than there are requests: made while the others are under way, and memory stays flat.
        for deel in delen:
            onderweg.append((deel, verzenders.submit(client.send, deel, vervang=False)))
            if len(onderweg) > TEGELIJK:
                yield _report_of(*onderweg.popleft())
        while onderweg:
            yield _report_of(*onderweg.popleft())


def _parts(aantal: int) -> Iterator[bytes]:
    """The population as JSON lines, `PER_KEER` lists at a time."""
    regels = (orjson.dumps(lijst) + b"\n" for lijst in stroom.person_lists(aantal))
    while deel := b"".join(islice(regels, PER_KEER)):
        yield deel


def _report_of(deel: bytes, verzending: Future[tuple[int, Any] | None]) -> Any:
    """What the server said of this part, or our own work where there is no server."""
    uitkomst = verzending.result()
    if uitkomst is None:
        return _load_here(deel)
    status, rapport = uitkomst
    if status != HTTPStatus.OK:
        raise CommandError(f"Laden is niet gelukt ({status}): {rapport.get('detail', 'geen uitleg')}")
    return rapport


def _load_here(deel: bytes) -> Any:
    try:
        geleverd = load_person_lists(
            Laadopdracht(io.BytesIO(deel)), claim_for(BIJHOUDING), Aanroep(uuid4(), nieuw_spoor())
        )
    except Probleem as fout:
        raise CommandError(f"Laden is niet gelukt: {fout.detail}") from fout
    return orjson.loads(geleverd.inhoud)
