"""`manage.py import_gbav` without a running server: the same load, done in this process."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nlapi.koppen import nieuw_spoor
from nlapi.probleem import Probleem
from processing.gebruik import Aanroep
from processing.intern import BIJHOUDING, claim_for
from registry.gbav_laden import Laadopdracht, load_person_lists
from registry.intern import client


class Command(BaseCommand):
    """Load person lists."""

    help = "Laad persoonslijsten (GBA-V CSV of JSON-regels)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The same arguments as the thin client."""
        parser.add_argument("bestand")
        parser.add_argument("--vervang", action="store_true")
        parser.add_argument("--volledig", action="store_true")
        parser.add_argument("--rapport")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Load in this process and print the report."""
        if opties["vervang"] and settings.MODUS not in {"demo", "test"}:
            raise CommandError("--vervang mag alleen in demo en test.")
        argumenten = [
            opties["bestand"],
            *(["--volledig"] if opties["volledig"] else []),
            *(["--rapport", opties["rapport"]] if opties["rapport"] else []),
        ]
        gelezen = client.parse(argumenten)
        try:
            opdracht = Laadopdracht(io.BytesIO(client.read_input(opties["bestand"])), vervang=opties["vervang"])
            geleverd = load_person_lists(opdracht, claim_for(BIJHOUDING), Aanroep(uuid4(), nieuw_spoor()))
        except Probleem as fout:
            raise CommandError(f"Laden is niet gelukt: {fout.detail}") from fout
        client.report(200, orjson.loads(geleverd.inhoud), gelezen)
