"""Reading activities and autorisaties. They hold no personal data; the log is read in `processing.logboek`."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Min, Q

from processing.models import Autorisatie, Verwerkingsactiviteit, Verwerkingsactiviteitversie

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def today() -> date:
    """The calendar day in the Netherlands: validity of autorisaties and activities is counted in it."""
    return datetime.now(AMSTERDAM).date()


def autorisatie_voor(afnemer: UUID, activiteit: UUID) -> UUID | None:
    """The autorisatie that this afnemer has for this activity today, or None."""
    vandaag = today()
    geldig = Autorisatie.objects.filter(
        Q(versies__geldig_tot=None) | Q(versies__geldig_tot__gt=vandaag),
        afnemer_id=afnemer,
        activiteit_id=activiteit,
        ingetrokken_op=None,
        activiteit__ingetrokken_op=None,
        versies__versie=F("huidige_versie"),
        versies__geldig_van__lte=vandaag,
    )
    return geldig.values_list("pk", flat=True).first()


def activiteit_met_naam(naam: str) -> UUID | None:
    """The id of the activity with this name, or None."""
    return Verwerkingsactiviteit.objects.filter(naam=naam).values_list("pk", flat=True).first()


def activiteiten_van(afnemer: UUID) -> list[tuple[UUID, str]]:
    """Activities for which this afnemer has an autorisatie that was not withdrawn: (id, name), by name."""
    houdt = Autorisatie.objects.filter(afnemer_id=afnemer, ingetrokken_op=None)
    return list(Verwerkingsactiviteit.objects.filter(autorisaties__in=houdt).distinct().values_list("pk", "naam"))


def logging_since() -> date | None:
    """The day from which this installation can tell who used data: there is no use before the first activity. None without any."""
    eerste: datetime | None = Verwerkingsactiviteitversie.objects.aggregate(eerste=Min("vastgelegd_op"))["eerste"]
    return eerste.astimezone(AMSTERDAM).date() if eerste else None
