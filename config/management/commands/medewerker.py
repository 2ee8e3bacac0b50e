"""`manage.py medewerker lijst|registreer|wachtwoord|blokkeer|deblokkeer|ontkoppel`: who may sign in at /beheer, and with which roles."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.beheer.toegang import ARCHIEFBEHEERDER, AUTORISATIEBEHEERDER, GEGEVENSBEHEERDER, TOEZICHTHOUDER

ROLLEN = (TOEZICHTHOUDER, GEGEVENSBEHEERDER, AUTORISATIEBEHEERDER, ARCHIEFBEHEERDER)


class Command(BaseCommand):
    """Register an employee, change roles, give a new password, keep out, or let couple another app."""

    help = (
        "Toon of registreer medewerkers voor /beheer en hun rollen, geef een nieuw wachtwoord, houd er een buiten de deur, "
        "of laat er een een andere app koppelen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, who, and the roles."""
        handelingen = ["lijst", "registreer", "wachtwoord", "blokkeer", "deblokkeer", "ontkoppel"]
        parser.add_argument("handeling", choices=handelingen)
        parser.add_argument("--naam", help="aanmeldnaam; staat niet in het log van inwoners")
        parser.add_argument(
            "--rol", action="append", choices=ROLLEN, default=[], help="bij registreer: alle rollen; mag vaker"
        )

        parser.add_argument(
            "--achternaam",
            help="bij registreer: dan is op de werklijst van de toezichthouder te zien wie familie bekijkt",
        )

    @transaction.atomic
    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act; prints JSON. A new password is shown once."""
        if opties["handeling"] == "lijst":
            for medewerker in User.objects.filter(is_staff=True).order_by("username"):
                self.stdout.write(json.dumps(as_row(medewerker), ensure_ascii=False))
            return
        if not opties["naam"]:
            raise CommandError("Noem de medewerker met --naam.")
        wachtwoord = ""
        if opties["handeling"] == "registreer":
            medewerker, nieuw = User.objects.get_or_create(username=opties["naam"], defaults={"is_staff": True})
            if not medewerker.is_staff:
                raise CommandError("Deze naam is van een gebruiker die geen medewerker is.")
            medewerker.groups.set([Group.objects.get_or_create(name=rol)[0] for rol in opties["rol"]])
            if opties["achternaam"] is not None:
                medewerker.last_name = opties["achternaam"]
                medewerker.save(update_fields=["last_name"])
            wachtwoord = new_password(medewerker) if nieuw else ""
        else:
            medewerker = found(opties["naam"])
            match opties["handeling"]:
                case "wachtwoord":
                    wachtwoord = new_password(medewerker)
                case "ontkoppel":
                    TOTPDevice.objects.filter(user=medewerker).delete()
                case handeling:
                    medewerker.is_active = handeling == "deblokkeer"
                    medewerker.save(update_fields=["is_active"])
        self.stdout.write(json.dumps(as_row(medewerker) | ({"wachtwoord": wachtwoord} if wachtwoord else {})))


def new_password(medewerker: User) -> str:
    """A new random password; sessions with the old one end."""
    wachtwoord = secrets.token_urlsafe(18)
    medewerker.set_password(wachtwoord)
    medewerker.save()
    return wachtwoord


def found(naam: str) -> User:
    """The employee with this name; raises CommandError."""
    medewerker = User.objects.filter(username=naam, is_staff=True).first()
    if medewerker is None:
        raise CommandError("Deze medewerker bestaat niet (zie: medewerker lijst).")
    return medewerker


def as_row(medewerker: User) -> dict[str, Any]:
    """An employee in one line."""
    return {
        "naam": medewerker.username,
        "achternaam": medewerker.last_name,
        "rollen": sorted(medewerker.groups.values_list("name", flat=True)),
        "actief": medewerker.is_active,
        "app": TOTPDevice.objects.filter(user=medewerker, confirmed=True).exists(),
    }
