"""`manage.py demo_inrichting`: the demo's activities, afnemers, applicaties and autorisaties. Idempotent; demo and test only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.inrichting import (
    ACTIVITEITEN,
    APPLICATIES,
    GELDIG_VAN,
    GEMEENTE,
    LEVERANCIER,
    OIN,
    TERMIJNEN,
    TOEGANGEN,
    set_up_canary,
)
from consumers import services as consumenten
from processing import services as verwerkingen
from processing.intern import BRONHUIS
from processing.termijnen import set_term
from registry.catalogus import catalogus

MEDEWERKERS = (
    ("toezicht", ("toezichthouder",)),
    ("beheer", ("gegevensbeheerder",)),
    ("autorisaties", ("autorisatiebeheerder",)),
    ("archief", ("archiefbeheerder",)),
    ("archief2", ("archiefbeheerder",)),
)


class Command(BaseCommand):
    """Set up the demo municipality."""

    help = "Richt de demo in: activiteiten, afnemers, applicaties en autorisaties."

    @transaction.atomic
    def handle(self, *_args: Any, **_opties: Any) -> None:
        """Everything in one transaction; a second run changes nothing."""
        if settings.MODUS not in {"demo", "test"}:
            raise CommandError("demo_inrichting werkt alleen in demo en test.")
        gemeente = consumenten.registreer_afnemer(GEMEENTE, soort="organisatie", oin=OIN)
        leverancier = consumenten.registreer_leverancier(LEVERANCIER)
        namen = dict.fromkeys(t.afnemer for t in TOEGANGEN)
        afnemers = {
            naam: consumenten.registreer_afnemer(naam, soort="team", oin=OIN, bovenliggend=gemeente) for naam in namen
        }
        activiteiten = {a.naam: verwerkingen.registreer_activiteit(a.naam, **a.as_version()) for a in ACTIVITEITEN}
        for register, minimum, maximum, bron, url in TERMIJNEN:
            set_term(register=register, minimum=minimum, maximum=maximum, bron=bron, url=url)
        soorten = [s for s in catalogus() if s.objecttype.persoonsgegevens]
        for toegang in TOEGANGEN:
            verwerkingen.registreer_autorisatie(
                activiteiten[toegang.activiteit].id,
                afnemers[toegang.afnemer].id,
                regels=toegang.regels(soorten),
                wijze=toegang.wijze,
                besluit={
                    "kenmerk": f"B&W-2026-{toegang.activiteit}",
                    "datum": GELDIG_VAN.isoformat(),
                    "vindplaats": "https://gemeente.example/besluiten",
                },
                geldig_van=GELDIG_VAN,
                reden="inrichting van de demo",
            )
        consumenten.registreer_applicatie(
            "Bronhuis", leverancier=leverancier, afnemers=[gemeente], jwks={}, id_=BRONHUIS
        )
        for naam, voor in APPLICATIES:
            consumenten.registreer_applicatie(
                naam, leverancier=leverancier, afnemers=[afnemers[a] for a in voor], jwks=None
            )
        set_up_canary(OIN)
        for naam, rollen in MEDEWERKERS:
            self.make_employee(naam, rollen)
        self.stdout.write(f"{len(activiteiten)} activiteiten, {len(afnemers)} teams, {len(APPLICATIES)} applicaties")

    @staticmethod
    def make_employee(naam: str, rollen: tuple[str, ...]) -> None:
        """An employee of the demo with the password `demo-<name>`; README says so."""
        medewerker, nieuw = User.objects.get_or_create(username=naam, defaults={"is_staff": True})
        if nieuw:
            medewerker.set_password(f"demo-{naam}")
            medewerker.save()
        medewerker.groups.add(*(Group.objects.get_or_create(name=rol)[0] for rol in rollen))
