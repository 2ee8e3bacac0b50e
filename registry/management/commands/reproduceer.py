"""`manage.py reproduceer LIJN [LIJN ...]`: rebuild what a log line says was given, and compare the digest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nlapi.probleem import Probleem
from registry.reproductie import reproduce


class Command(BaseCommand):
    """Rebuild the canonical bytes of log lines."""

    help = "Herbouw uit de voorkomens van een logregel wat er is gegeven, en vergelijk de afdruk. Toont geen gegevens, tenzij --toon."

    def add_arguments(self, parser: CommandParser) -> None:
        """Lines, and whether to print the bytes."""
        parser.add_argument("lijn", nargs="+", type=UUID, metavar="LIJN")
        parser.add_argument("--toon", action="store_true", help="toon de herbouwde bytes (persoonsgegevens)")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """One line of output per log line; fails when any does not agree."""
        fout = 0
        for lijn in opties["lijn"]:
            try:
                uitkomst = reproduce(lijn)
            except Probleem as probleem:
                raise CommandError(f"Controleren is niet gelukt: {probleem.detail}") from probleem
            if uitkomst.klopt:
                self.stdout.write(f"{lijn} klopt ({len(uitkomst.inhoud)} bytes)")
            else:
                fout += 1
                self.stdout.write(f"{lijn} klopt niet: {uitkomst.reden}")
            for voorkomen in uitkomst.ontbreekt:
                self.stdout.write(f"  voorkomen {voorkomen} ontbreekt")
            for voorkomen in uitkomst.gewijzigd:
                self.stdout.write(f"  voorkomen {voorkomen} is gewijzigd nadat het is vastgelegd")
            if opties["toon"]:
                self.stdout.write(uitkomst.inhoud.decode())
        if fout:
            raise CommandError(f"{fout} van {len(opties['lijn'])} regels klopt niet.")
