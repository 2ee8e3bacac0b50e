"""`manage.py geef_token --applicatie NAAM [--activiteit NAAM]`: a usable token on the screen. Demo and test only."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consumers.models import Applicatie
from consumers.oauth.aanvraag import as_detail
from consumers.oauth.tokens import sign
from processing.selectors import activiteit_met_naam, activiteiten_van, autorisatie_voor

EEN_DAG = 86_400


class Command(BaseCommand):
    """Print a token."""

    help = "Toon een bruikbaar token van een applicatie (alleen in demo en test)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which applicatie, and for which activity."""
        parser.add_argument("--applicatie", required=True)
        parser.add_argument(
            "--activiteit", help="naam van de verwerkingsactiviteit; zonder: alle van de eerste afnemer"
        )
        parser.add_argument("--zonder-doel", action="store_true", help="een token zonder doel, om de weigering te zien")
        parser.add_argument("--verlopen", action="store_true", help="een token van gisteren, om de weigering te zien")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Sign a token with the details that the token endpoint would grant."""
        if settings.MODUS not in {"demo", "test"}:
            raise CommandError("geef_token werkt alleen in demo en test.")
        applicatie = Applicatie.objects.filter(name=opties["applicatie"]).first()
        if applicatie is None:
            namen = ", ".join(Applicatie.objects.values_list("name", flat=True)) or "geen"
            raise CommandError(f"Deze applicatie bestaat niet. Wel: {namen}.")
        details = [] if opties["zonder_doel"] else self.details(applicatie, opties["activiteit"])
        if not details and not opties["zonder_doel"]:
            raise CommandError("Er is geen autorisatie voor deze applicatie en activiteit.")
        self.stdout.write(sign(applicatie, details, nu=int(time.time()) - EEN_DAG if opties["verlopen"] else None))

    @staticmethod
    def details(applicatie: Applicatie, naam: str | None) -> list[dict[str, str]]:
        """Details of the first afnemer that has what was asked."""
        for afnemer in applicatie.afnemers.order_by("naam").values_list("pk", flat=True):
            activiteiten = [activiteit_met_naam(naam)] if naam else [a for a, _ in activiteiten_van(afnemer)]
            gevonden = [(a, autorisatie_voor(afnemer, a)) for a in activiteiten if a is not None]
            details = [
                as_detail(applicatie, afnemer, a, autorisatie) for a, autorisatie in gevonden if autorisatie is not None
            ]
            if details:
                return details
        return []
