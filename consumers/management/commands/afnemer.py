"""`manage.py afnemer lijst|registreer|blokkeer|deblokkeer`: who uses data. Prints JSON, one afnemer a line."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consumers.identificaties import OinFout
from consumers.models import Afnemer
from consumers.selectors import afnemer_by_name
from consumers.services import blokkeer_afnemer, deblokkeer_afnemer, registreer_afnemer


class Command(BaseCommand):
    """Register an afnemer, keep it out, or let it in again."""

    help = "Toon of registreer afnemers (organisatie, team of derde), of houd er een buiten de deur."

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, and which afnemer."""
        parser.add_argument("handeling", choices=["lijst", "registreer", "blokkeer", "deblokkeer"])
        parser.add_argument("--naam", help="naam van de afnemer; uniek")
        parser.add_argument(
            "--soort", choices=Afnemer.Soort.values, help="een geheim geldt voor derden (bij registreer)"
        )
        parser.add_argument("--oin", help="OIN, 20 tekens; een team deelt dat van zijn organisatie")
        parser.add_argument("--onder", metavar="NAAM", help="de afnemer waar deze bij hoort")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act; what was registered before stays as it is."""
        if opties["handeling"] == "lijst":
            for afnemer in Afnemer.objects.order_by("naam"):
                self.stdout.write(json.dumps(as_row(afnemer), ensure_ascii=False))
            return
        if not opties["naam"]:
            raise CommandError("Noem de afnemer met --naam.")
        if opties["handeling"] == "registreer":
            afnemer = self.register(opties)
        else:
            afnemer = found(opties["naam"])
            (blokkeer_afnemer if opties["handeling"] == "blokkeer" else deblokkeer_afnemer)(afnemer.id)
            afnemer.refresh_from_db()
        self.stdout.write(json.dumps(as_row(afnemer), ensure_ascii=False))

    @staticmethod
    def register(opties: dict[str, Any]) -> Afnemer:
        """The afnemer as it stands from now on; raises CommandError where it stands with other content already."""
        boven = found(opties["onder"]) if opties["onder"] else None
        soort, oin = opties["soort"], opties["oin"] or (boven.oin if boven else None)
        if not soort or not oin:
            raise CommandError("Noem --soort en --oin (of --onder: dan geldt het OIN daarvan).")
        try:
            afnemer = registreer_afnemer(opties["naam"], soort=soort, oin=oin, bovenliggend=boven)
        except OinFout as fout:
            raise CommandError(str(fout)) from fout
        if (afnemer.soort, afnemer.oin) != (soort, oin) or (boven and afnemer.bovenliggend_id != boven.id):
            raise CommandError(f"{afnemer.naam} staat al geregistreerd, anders dan u opgeeft. Er is niets gewijzigd.")
        return afnemer


def found(naam: str) -> Afnemer:
    """The afnemer with this name; raises CommandError with the names that there are."""
    afnemer = afnemer_by_name(naam)
    if afnemer is None:
        namen = ", ".join(Afnemer.objects.order_by("naam").values_list("naam", flat=True)) or "geen"
        raise CommandError(f"Deze afnemer bestaat niet. Wel: {namen}.")
    return afnemer


def as_row(afnemer: Afnemer) -> dict[str, Any]:
    """An afnemer in one line."""
    return {
        "id": str(afnemer.id),
        "naam": afnemer.naam,
        "soort": afnemer.soort,
        "oin": afnemer.oin,
        "actief": afnemer.actief,
    }
