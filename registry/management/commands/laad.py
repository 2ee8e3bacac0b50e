"""`manage.py laad REGISTER/OBJECTTYPE FILE|-`: objects of any register from JSON lines, through the door of every load."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nlapi.koppen import nieuw_spoor
from nlapi.probleem import Probleem
from processing.gebruik import Aanroep
from processing.intern import BIJHOUDING, claim_for
from registry.catalogus import catalogus
from registry.objecten_laden import load_objects

GETOOND = 20


class Command(BaseCommand):
    """Load objects."""

    help = (
        "Laad objecten van een register uit JSON-regels; dezelfde naam van dezelfde bron is hetzelfde object. "
        "Een regel die niet past, wordt niet geladen en gemeld, zonder de waarde."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which register, from which file, and whose names these are."""
        parser.add_argument("soort", metavar="REGISTER/OBJECTTYPE")
        parser.add_argument("bestand", metavar="FILE", help="bestand met JSON-regels, of - voor standaardinvoer")
        parser.add_argument("--bron", required=True, help="naam van de bron; staat bij elk gegeven")
        parser.add_argument("--rapport", type=Path, metavar="FILE", help="schrijf het hele rapport als JSON")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Load in this process and print the report; a refused line makes the command fail, the others are loaded."""
        register, _, objecttype = opties["soort"].partition("/")
        soort = catalogus().nieuwste(register, objecttype)
        if soort is None:
            namen = ", ".join(sorted({s.naam for s in catalogus()})) or "geen"
            raise CommandError(f"Dit objecttype is niet gepubliceerd. Wel: {namen}.")
        if soort.model.rol != "bron":
            raise CommandError("Dit register is een kopie of staat elders. Laad gegevens aan de bron.")
        try:
            inhoud = sys.stdin.buffer.read() if opties["bestand"] == "-" else Path(opties["bestand"]).read_bytes()
        except OSError as fout:
            raise CommandError(f"{opties['bestand']} is niet te lezen.") from fout
        aanroep = Aanroep(uuid4(), nieuw_spoor())
        try:
            geleverd = load_objects(soort, opties["bron"], inhoud.split(b"\n"), claim_for(BIJHOUDING), aanroep)
        except Probleem as fout:
            raise CommandError(f"Laden is niet gelukt: {fout.detail}") from fout
        rapport = orjson.loads(geleverd.inhoud)
        if opties["rapport"]:
            opties["rapport"].write_text(json.dumps(rapport, indent=1, ensure_ascii=False), encoding="utf-8")
        self.report(rapport)

    def report(self, rapport: dict[str, Any]) -> None:
        """Print counts and remarks; raises CommandError when lines were refused."""
        self.stdout.write(
            f"{rapport['regels']} objecten: {rapport['nieuw']} nieuw, {rapport['gewijzigd']} gewijzigd, {rapport['ongewijzigd']} ongewijzigd"
        )
        self.stdout.write(
            f"{rapport['voorkomensIngevoegd']} voorkomens ingevoegd, {rapport['voorkomensGesloten']} gesloten"
        )
        for melding in rapport["meldingen"][:GETOOND]:
            lot = "niet geladen" if melding["geweigerd"] else "wel geladen"
            self.stdout.write(f"  regel {melding['rij']}, {melding['plek']}: {melding['reden']} ({lot})")
        if len(rapport["meldingen"]) > GETOOND:
            self.stdout.write(f"  en nog {len(rapport['meldingen']) - GETOOND}; zie --rapport")
        if geweigerd := {m["rij"] for m in rapport["meldingen"] if m["geweigerd"]}:
            raise CommandError(f"{len(geweigerd)} van {rapport['regels']} regels niet geladen.")
