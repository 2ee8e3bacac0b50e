"""`manage.py publiceer [FILE ...]`: publish information models (default: all that Bronhuis ships)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.model.laden import ModelFout
from registry.opslag.publicatie import PublicatieFout, publish

MEEGELEVERD = Path(__file__).resolve().parents[2] / "informatiemodellen"


class Command(BaseCommand):
    """Publish information models as the owner of the database."""

    help = (
        "Publiceer informatiemodellen: tabellen, eindpunten, documentatie. Zonder bestand: alle meegeleverde modellen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Files to publish."""
        parser.add_argument("bestanden", nargs="*", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Publish each file; a faulty one stops the command and leaves nothing half done."""
        for bestand in opties["bestanden"] or sorted(MEEGELEVERD.rglob("*.yaml")):
            try:
                model, nieuw = publish(bestand.read_text(encoding="utf-8"))
            except OSError as fout:
                raise CommandError(f"{bestand} is niet te lezen.") from fout
            except ModelFout as fout:
                raise CommandError(
                    f"{bestand.name} is geen geldig informatiemodel:\n" + "\n".join(f"  - {f}" for f in fout.fouten)
                ) from fout
            except PublicatieFout as fout:
                raise CommandError(str(fout)) from fout
            self.stdout.write(
                f"{model.register} {model.versie}: {'gepubliceerd' if nieuw else 'stond al gepubliceerd'}"
            )
