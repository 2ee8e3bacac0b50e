"""`manage.py canarie [inrichten --oin OIN]`: one flight of the canary, or what it needs before the first."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.inrichting import set_up_canary
from processing.canarie import TERMIJN, fly, watch


class Command(BaseCommand):
    """Fly, or set up."""

    help = (
        "Gebruik gegevens van de proefpersoon en kijk of dat in het log staat, te zien is en verzegeld is; eindigt met 1 als er iets ontbreekt. "
        "Met inrichten: maak de activiteit, afnemer, applicatie en autorisatie die daarvoor nodig zijn."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("handeling", nargs="?", choices=["vlieg", "inrichten"], default="vlieg")
        parser.add_argument("--oin", help="bij inrichten: het OIN van de gemeente")
        parser.add_argument("--termijn", type=float, default=TERMIJN, help="seconden waarbinnen alles er moet zijn")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Print what was found."""
        if opties["handeling"] == "inrichten":
            if not opties["oin"]:
                raise CommandError("Noem het OIN van de gemeente met --oin.")
            set_up_canary(opties["oin"])
            self.stdout.write("De canarie kan vliegen.")
            return
        handeling = fly()
        gebrek = watch(handeling, opties["termijn"])
        if gebrek is None:
            self.stdout.write(
                f"Handeling {handeling}: gelogd, te zien voor de proefpersoon, en verzegeld waar dat loopt."
            )
            return
        self.stdout.write(f"Handeling {handeling or 'zonder nummer'}: {gebrek}.")
        sys.exit(1)
