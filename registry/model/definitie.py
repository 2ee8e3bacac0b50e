"""An information model in memory: frozen, complete, and free of any rule that is not in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from processing.gevoelig import Gevoelig

Attribuutsoort = Literal["tekst", "geheel", "bedrag", "ja-nee", "datum", "onvolledige-datum", "tijdstip", "punt"]
Sleutelsoort = Literal["exact", "begint-met", "bereik", "tekst", "geo"]


@dataclass(frozen=True, slots=True)
class Tekst:
    """A text in the two languages of the product."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Attribuut:
    """A leaf of a groep. `pad` starts with the groep and has no list marks; `lijst` says that the leaf itself is a list."""

    pad: str
    naam: str
    soort: Attribuutsoort
    lijst: bool
    schema: Mapping[str, Any]
    bescherming: str | None
    regel: str | None
    avg: str
    codelijst: str | None
    gba: str | Mapping[str, Any] | None
    relatie: Mapping[str, str] | None
    titel: Tekst
    uitleg: Tekst


@dataclass(frozen=True, slots=True)
class Groep:
    """A part of an object with a history of its own (a BRP category, a MIM groep)."""

    naam: str
    titel: Tekst
    omschrijving: Tekst
    meervoudig: bool
    schema: Mapping[str, Any]
    attributen: tuple[Attribuut, ...]
    gba: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Zoeksleutel:
    """A key by which objects may be found."""

    naam: str
    pad: str
    groep: str
    soort: Sleutelsoort
    attribuut: Attribuut


@dataclass(frozen=True, slots=True)
class Betrokkenheid:
    """Where a person stands in an object: the path of the BSN (None: the object itself is the person) and the role."""

    pad: str | None
    groep: str | None
    rol: str


@dataclass(frozen=True, slots=True)
class Geheim:
    """Which values of which attribute make an object secret to third parties."""

    pad: str
    waarden: frozenset[Any]


@dataclass(frozen=True, eq=False)
class Objecttype:
    """One kind of object of a register."""

    naam: str
    enkelvoud: str
    titel: Tekst
    omschrijving: Tekst
    persoonsgegevens: bool
    bewaartermijn: Mapping[str, Any]
    identificatie: str | None
    betrokkenen: tuple[Betrokkenheid, ...]
    geheim: Geheim | None
    zoeksleutels: Mapping[str, Zoeksleutel]
    zoekcombinaties: tuple[frozenset[str], ...]
    groepen: Mapping[str, Groep]

    @cached_property
    def attributen(self) -> Mapping[str, Attribuut]:
        """Every attribute by its path."""
        return {a.pad: a for groep in self.groepen.values() for a in groep.attributen}

    @cached_property
    def paden(self) -> tuple[str, ...]:
        """Every leaf path, in the order of the file."""
        return tuple(self.attributen)

    @cached_property
    def gevoelig(self) -> Gevoelig:
        """What of it the law protects more, per category of the AVG; a key counts as the attribute that it looks in."""
        velden, sleutels = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for attribuut in self.attributen.values():
            if attribuut.avg != "gewoon":
                velden[attribuut.avg].add(attribuut.pad)
        for sleutel in self.zoeksleutels.values():
            if sleutel.attribuut.avg != "gewoon":
                sleutels[sleutel.attribuut.avg].add(sleutel.naam)
        return Gevoelig(*({c: frozenset(namen) for c, namen in deel.items()} for deel in (velden, sleutels)))

    @cached_property
    def beschermd(self) -> Mapping[str, tuple[str, ...]]:
        """Per groep the paths of its protected attributes, without the groep's own name."""
        return {
            naam: tuple(a.pad.partition(".")[2] for a in groep.attributen if a.bescherming)
            for naam, groep in self.groepen.items()
        }


@dataclass(frozen=True, eq=False)
class Informatiemodel:
    """A register's model in one version; `bron_tekst` is the file as it was."""

    register: str
    versie: str
    hoofdversie: int
    titel: Tekst
    omschrijving: Tekst
    rol: str
    bron: Mapping[str, Any]
    fair: Mapping[str, Any]
    objecttypen: Mapping[str, Objecttype]
    bron_tekst: str
