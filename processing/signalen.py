"""Which uses deserve a second look: many persons, outside hours, somebody with extra attention, a family name of one's own. Pure.

A signal is no accusation: it is a question to a toezichthouder, who writes down what they found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from processing.intern import BIJHOUDING, INZAGE_BETROKKENE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Marking somebody is itself a use about them; it need not be looked at again.
MARKERING = "bijzondere-aandacht"
# An employee who goes on working in the evening is one signal, not one per use.
ONDERBREKING = timedelta(hours=1)
DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
WERKTIJD = re.compile(r"(?P<van>[a-z]{2})-(?P<tot>[a-z]{2}) (?P<begin>\d\d:\d\d)-(?P<eind>\d\d:\d\d)")
DREMPEL = re.compile(r"(?P<naam>[a-z0-9-]+)=(?:(?P<uur>\d+)/(?P<dag>\d+)|geen)")

Buiten = Literal["avond-of-nacht", "weekend", "vrije-dag"]


class Signaalsoort(models.TextChoices):
    """Why a use deserves a look."""

    VEEL = "veel-betrokkenen", _("Veel personen")
    BUITEN = "buiten-werktijd", _("Buiten werktijd")
    AANDACHT = "gemarkeerde-persoon", _("Persoon met bijzondere aandacht")
    NAAM = "zelfde-geslachtsnaam", _("Zelfde achternaam als de medewerker")
    CANARIE = "canarie", _("Controle van het log mislukt")


class Signaaluitkomst(models.TextChoices):
    """What a toezichthouder found; the signal stays open with NADER."""

    TERECHT = "terecht", _("Het gebruik was terecht")
    ONTERECHT = "onterecht", _("Het gebruik was onterecht, geen misbruik")
    NADER = "nader-onderzoek", _("Nader onderzoek nodig")
    MISBRUIK = "misbruik", _("Misbruik")


class Aandachtreden(models.TextChoices):
    """Why somebody gets extra attention: closed, so that nothing about them ends up beside the log."""

    BEKEND = "bekend-persoon", _("Bekend persoon")
    BEDREIGD = "bedreigd-persoon", _("Persoon die wordt bedreigd")
    COLLEGA = "collega", _("Medewerker van de gemeente")
    ONDERZOEK = "lopend-onderzoek", _("Er loopt een onderzoek")


@dataclass(frozen=True, slots=True)
class Drempel:
    """More distinct persons than this within an hour, or within a day, is a signal."""

    uur: int
    dag: int


@dataclass(frozen=True, slots=True)
class Drempels:
    """By name of the activiteit; None: never a signal. For others what holds for a medewerker, or for an applicatie without one."""

    medewerker: Drempel = Drempel(50, 200)
    applicatie: Drempel = Drempel(2_000, 10_000)
    # A load touches everybody, and every resident may look at their own.
    activiteiten: Mapping[str, Drempel | None] = field(
        default_factory=lambda: {BIJHOUDING: None, INZAGE_BETROKKENE: None}
    )

    def of(self, activiteit: str, *, medewerker: bool) -> Drempel | None:
        """What holds for this use."""
        return self.activiteiten.get(activiteit, self.medewerker if medewerker else self.applicatie)


@dataclass(frozen=True, slots=True)
class Werktijden:
    """Hours in Europe/Amsterdam, half-open, on weekdays (0 is Monday) that are no holiday."""

    dagen: frozenset[int] = frozenset(range(5))
    begin: time = time(7)
    eind: time = time(19)
    vrij: frozenset[date] = frozenset()

    def outside(self, moment: datetime) -> Buiten | None:
        """Why this (aware) moment is outside working hours; None when it is not."""
        plaatselijk = moment.astimezone(AMSTERDAM)
        if plaatselijk.date() in self.vrij:
            return "vrije-dag"
        if plaatselijk.weekday() not in self.dagen:
            return "weekend"
        return None if self.begin <= plaatselijk.time() < self.eind else "avond-of-nacht"


@dataclass(frozen=True, slots=True)
class Signaalstof:
    """What the rules need of one action. Moments are aware; `vorige` is the employee's use before this one, within a day.

    The numbers of persons are there at the last action of a piece only; `eerder` is without that piece.
    """

    handeling: UUID
    tijd: datetime
    soort: str
    activiteit: str
    medewerker: bool
    vorige: datetime | None = None
    aandacht: tuple[UUID, ...] = ()
    personen_uur: int | None = None
    eerder_uur: int | None = None
    personen_dag: int | None = None
    eerder_dag: int | None = None


@dataclass(frozen=True, slots=True)
class Signaal:
    """One mark on one action; `uitleg` is a word of a closed list, `drempel` what `aantal` went over."""

    handeling: UUID
    soort: Signaalsoort
    uitleg: str
    betrokkene: UUID | None = None
    aantal: int | None = None
    drempel: int | None = None


def judge(stof: Signaalstof, drempels: Drempels, werktijden: Werktijden) -> tuple[Signaal, ...]:
    """The marks of this action, none for most."""
    return (*_many(stof, drempels), *_outside_hours(stof, werktijden), *_attention(stof))


def _many(stof: Signaalstof, drempels: Drempels) -> tuple[Signaal, ...]:
    """Only where a threshold was crossed: who stays above it is one signal."""
    drempel = drempels.of(stof.activiteit, medewerker=stof.medewerker)
    if drempel is None:
        return ()
    tellingen = (
        ("uur", stof.eerder_uur, stof.personen_uur, drempel.uur),
        ("dag", stof.eerder_dag, stof.personen_dag, drempel.dag),
    )
    return tuple(
        Signaal(stof.handeling, Signaalsoort.VEEL, uitleg, aantal=nu, drempel=grens)
        for uitleg, eerder, nu, grens in tellingen
        if nu is not None and nu > grens >= (eerder or 0)
    )


def _outside_hours(stof: Signaalstof, werktijden: Werktijden) -> tuple[Signaal, ...]:
    waarom = werktijden.outside(stof.tijd) if stof.medewerker else None
    if waarom is None:
        return ()
    vorige = stof.vorige
    if vorige is not None and stof.tijd - vorige <= ONDERBREKING and werktijden.outside(vorige) is not None:
        return ()
    return (Signaal(stof.handeling, Signaalsoort.BUITEN, waarom),)


def _attention(stof: Signaalstof) -> tuple[Signaal, ...]:
    if stof.soort == MARKERING or stof.activiteit == INZAGE_BETROKKENE:
        return ()
    return tuple(Signaal(stof.handeling, Signaalsoort.AANDACHT, "aandacht", betrokkene=wie) for wie in stof.aandacht)


def read_thresholds(tekst: str) -> Drempels:
    """Thresholds from `naam=uur/dag` or `naam=geen`, with spaces between; raises ValueError.

    A name is an activiteit, or `medewerker` or `applicatie` for all others. What is not named keeps its default.
    """
    gewoon, per_naam = Drempels(), dict[str, Drempel | None]()
    for deel in tekst.split():
        treffer = DREMPEL.fullmatch(deel)
        if treffer is None:
            raise ValueError(f"{deel!r} is geen drempel: schrijf naam=uur/dag of naam=geen")
        per_naam[treffer["naam"]] = Drempel(int(treffer["uur"]), int(treffer["dag"])) if treffer["uur"] else None
    algemeen = {naam: per_naam.pop(naam, getattr(gewoon, naam)) for naam in ("medewerker", "applicatie")}
    for naam, drempel in algemeen.items():
        if drempel is None:
            raise ValueError(f"{naam}=geen kan niet: noem de activiteiten waarvoor geen drempel geldt")
    return Drempels(algemeen["medewerker"], algemeen["applicatie"], {**gewoon.activiteiten, **per_naam})


def read_hours(tekst: str, vrij: str = "") -> Werktijden:
    """Working hours from `ma-vr 07:00-19:00` and holidays from dates with spaces between; raises ValueError."""
    treffer = WERKTIJD.fullmatch(tekst.strip())
    if treffer is None or not {treffer["van"], treffer["tot"]} <= set(DAGEN):
        raise ValueError(f"{tekst!r} is geen werktijd: schrijf bijvoorbeeld ma-vr 07:00-19:00")
    van, tot = DAGEN.index(treffer["van"]), DAGEN.index(treffer["tot"])
    begin, eind = time.fromisoformat(treffer["begin"]), time.fromisoformat(treffer["eind"])
    if van > tot or begin >= eind:
        raise ValueError(f"{tekst!r} eindigt voor het begint")
    return Werktijden(
        frozenset(range(van, tot + 1)), begin, eind, frozenset(date.fromisoformat(dag) for dag in vrij.split())
    )
