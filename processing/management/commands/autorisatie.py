"""`manage.py autorisatie lijst|versmal|trek-in|herstel`: what a steward does with an autorisatie, each as a new version with a reason."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processing.models import Autorisatie, Autorisatieversie
from processing.services import registreer_autorisatie, trek_autorisatie_in, wijzig_autorisatie


class Command(BaseCommand):
    """Show, narrow, withdraw or restore an autorisatie."""

    help = (
        "Toon autorisaties, versmal er een met een veld, trek er een in, of geef een ingetrokken autorisatie opnieuw."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, and which autorisatie."""
        parser.add_argument("handeling", choices=["lijst", "versmal", "trek-in", "herstel"])
        parser.add_argument("--activiteit", help="naam van de verwerkingsactiviteit")
        parser.add_argument(
            "--afnemer", help="id van de afnemer; nodig als er meer autorisaties zijn voor de activiteit"
        )
        parser.add_argument("--veld", help="veldpad dat vervalt (bij versmal)")
        parser.add_argument("--reden", default="")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act; prints JSON."""
        if opties["handeling"] == "lijst":
            for autorisatie in Autorisatie.objects.select_related("activiteit").order_by("activiteit__naam"):
                self.stdout.write(json.dumps(as_row(autorisatie)))
            return
        if not opties["activiteit"]:
            raise CommandError("Noem de verwerkingsactiviteit met --activiteit.")
        autorisatie = self.find(opties["activiteit"], opties["afnemer"], ingetrokken=opties["handeling"] == "herstel")
        reden = opties["reden"] or f"{opties['handeling']} via de opdrachtregel"
        match opties["handeling"]:
            case "versmal":
                autorisatie = wijzig_autorisatie(
                    autorisatie.id, regels=self.narrowed(autorisatie, opties["veld"]), reden=reden
                )
            case "trek-in":
                trek_autorisatie_in(autorisatie.id, reden=reden)
                autorisatie.refresh_from_db()
            case "herstel":
                eerste = autorisatie.versies.get(versie=1)
                autorisatie = registreer_autorisatie(
                    autorisatie.activiteit_id,
                    autorisatie.afnemer_id,
                    regels=eerste.regels,
                    wijze=eerste.wijze,
                    besluit=eerste.besluit,
                    geldig_van=eerste.geldig_van,
                    geldig_tot=eerste.geldig_tot,
                    reden=reden,
                )
        self.stdout.write(json.dumps(as_row(autorisatie)))

    @staticmethod
    def find(activiteit: str, afnemer: str | None, *, ingetrokken: bool) -> Autorisatie:
        """The one autorisatie that is meant; the newest where only ended ones can be meant."""
        gevonden = Autorisatie.objects.filter(
            activiteit__naam=activiteit, **({"afnemer_id": afnemer} if afnemer else {})
        )
        lopend = gevonden.filter(ingetrokken_op=None)
        if ingetrokken:
            lopend = lopend or gevonden.order_by("-ingetrokken_op")[:1]
        if len(lopend) != 1:
            raise CommandError(
                f"Er zijn {len(lopend)} lopende autorisaties voor {activiteit}; noem de afnemer met --afnemer."
            )
        return lopend[0]

    @staticmethod
    def narrowed(autorisatie: Autorisatie, veld: str | None) -> list[dict[str, Any]]:
        """The regels without this field; a granted groep is spelled out into the rest by the caller's model, so it must be named exactly."""
        if not veld:
            raise CommandError("Noem het veld dat vervalt met --veld.")
        regels: list[dict[str, Any]] = autorisatie.versies.get(versie=autorisatie.huidige_versie).regels
        smaller = [
            {**r, "velden": [v for v in r["velden"] if v != veld and not v.startswith(f"{veld}.")]} for r in regels
        ]
        if smaller == regels:
            velden = sorted({v for r in regels for v in r["velden"]})
            raise CommandError(f"{veld} staat niet als veld in de autorisatie. Wel: {', '.join(velden)}.")
        return [r for r in smaller if r["velden"]]


def as_row(autorisatie: Autorisatie) -> dict[str, Any]:
    """An autorisatie in one line."""
    versie: Autorisatieversie = autorisatie.versies.get(versie=autorisatie.huidige_versie)
    return {
        "id": str(autorisatie.id),
        "activiteit": autorisatie.activiteit.naam,
        "activiteitId": str(autorisatie.activiteit_id),
        "afnemer": str(autorisatie.afnemer_id),
        "versie": versie.versie,
        "velden": sorted({v for r in versie.regels for v in r["velden"]}),
        "ingetrokken": autorisatie.ingetrokken_op is not None,
    }
