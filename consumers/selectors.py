"""Reading afnemers and applicaties: names for ids. No personal data here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from consumers.models import Afnemer, Applicatie


def names_of_afnemers(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name per afnemer id; unknown ids are absent."""
    return dict(Afnemer.objects.filter(pk__in=set(ids)).values_list("pk", "naam"))


def names_of_applicaties(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name per applicatie id; unknown ids are absent."""
    return dict(Applicatie.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def all_afnemers() -> list[tuple[UUID, str]]:
    """Id and name of every afnemer, by name."""
    return list(Afnemer.objects.order_by("naam").values_list("pk", "naam"))


def afnemer_by_name(naam: str) -> Afnemer | None:
    """The afnemer with this name, or None."""
    return Afnemer.objects.filter(naam=naam).first()
