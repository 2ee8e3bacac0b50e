"""`manage.py applicatie lijst|registreer|blokkeer|deblokkeer`: the software that acts for afnemers. Prints JSON, one applicatie a line."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from consumers.identificaties import OinFout
from consumers.management.commands.afnemer import found as found_afnemer
from consumers.models import Applicatie
from consumers.services import (
    blokkeer_applicatie,
    deblokkeer_applicatie,
    registreer_applicatie,
    registreer_leverancier,
)
from processing.intern import BRONHUIS


class Command(BaseCommand):
    """Register an applicatie, keep it out, or let it in again."""

    help = "Toon of registreer applicaties en voor wie ze werken, of houd er een buiten de deur. Sleutels: registreer_sleutel."

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, and which applicatie."""
        parser.add_argument("handeling", choices=["lijst", "registreer", "blokkeer", "deblokkeer"])
        parser.add_argument("--naam", help="naam van de applicatie; uniek")
        parser.add_argument("--leverancier", metavar="NAAM", help="de verwerker die haar draait (bij registreer)")
        parser.add_argument(
            "--afnemer", metavar="NAAM", action="append", default=[], help="voor wie zij werkt; mag vaker"
        )

        parser.add_argument(
            "--intern", action="store_true", help="dit is Bronhuis zelf (eens, bij een nieuwe installatie)"
        )

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act; an applicatie that stands gets the afnemers that were not there yet."""
        if opties["handeling"] == "lijst":
            for applicatie in Applicatie.objects.order_by("name"):
                self.stdout.write(json.dumps(as_row(applicatie), ensure_ascii=False))
            return
        if not opties["naam"]:
            raise CommandError("Noem de applicatie met --naam.")
        if opties["handeling"] == "registreer":
            applicatie = self.register(opties)
        else:
            applicatie = found(opties["naam"])
            (blokkeer_applicatie if opties["handeling"] == "blokkeer" else deblokkeer_applicatie)(applicatie.id)
            applicatie.refresh_from_db()
        self.stdout.write(json.dumps(as_row(applicatie), ensure_ascii=False))

    @staticmethod
    @transaction.atomic
    def register(opties: dict[str, Any]) -> Applicatie:
        """The applicatie as it stands from now on, without keys yet; raises CommandError."""
        if not opties["leverancier"] or not opties["afnemer"]:
            raise CommandError("Noem --leverancier, en met --afnemer voor wie de applicatie werkt.")
        afnemers = [found_afnemer(naam) for naam in opties["afnemer"]]
        try:
            leverancier = registreer_leverancier(opties["leverancier"])
        except OinFout as fout:
            raise CommandError(str(fout)) from fout
        id_ = BRONHUIS if opties["intern"] else None
        applicatie = registreer_applicatie(
            opties["naam"], leverancier=leverancier, afnemers=afnemers, jwks=None, id_=id_
        )
        if id_ and applicatie.id != id_:
            raise CommandError(f"{applicatie.name} staat al geregistreerd, en is niet Bronhuis zelf.")
        if applicatie.leverancier_id != leverancier.id:
            raise CommandError(f"{applicatie.name} staat al geregistreerd bij een andere leverancier.")
        return applicatie


def found(naam: str) -> Applicatie:
    """The applicatie with this name; raises CommandError with the names that there are."""
    applicatie: Applicatie | None = Applicatie.objects.filter(name=naam).first()
    if applicatie is None:
        namen = ", ".join(Applicatie.objects.order_by("name").values_list("name", flat=True)) or "geen"
        raise CommandError(f"Deze applicatie bestaat niet. Wel: {namen}.")
    return applicatie


def as_row(applicatie: Applicatie) -> dict[str, Any]:
    """An applicatie in one line, with the names of those it acts for and how many keys it has."""
    return {
        "id": str(applicatie.id),
        "naam": applicatie.name,
        "clientId": applicatie.client_id,
        "leverancier": applicatie.leverancier.naam,
        "afnemers": sorted(applicatie.afnemers.values_list("naam", flat=True)),
        "sleutels": len(applicatie.client_jwks.get("keys", [])),
        "actief": applicatie.actief,
    }
