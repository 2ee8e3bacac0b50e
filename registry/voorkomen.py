"""What an importer or a steward hands to the store: one voorkomen, with BSNs in clear (here and nowhere after)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Onderzoek:
    """An attribute under investigation; `begin` and `eind` are partial dates as given."""

    pad: str
    begin: str | None
    eind: str | None


@dataclass(frozen=True, slots=True)
class Afwijking:
    """A value as the source gave it that does not fit its attribute, and why not."""

    pad: str
    waarde: str
    reden: str


@dataclass(frozen=True, slots=True)
class Voorkomenopgave:
    """One voorkomen to register; `begin` is the earliest day of `begin_opgave`, `eind` is exclusive."""

    groep: str
    stapel: int
    volgnummer: int
    gegevens: dict[str, Any]
    begin_opgave: str | None
    begin: date
    eind: date | None
    onjuist: bool = False
    onderzoek: tuple[Onderzoek, ...] = ()
    afwijkingen: tuple[Afwijking, ...] = ()
    bron: str = ""
    reden: str | None = None
    document: dict[str, Any] | None = None
