"""What a register has about somebody, made ready for a page: per groep the data with source, since when, and remarks. Generic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.tekst import as_date, as_moment, as_value, label
from processing.doelbinding import values_at
from registry.beeld import Deel, Objectbeeld
from registry.catalogus import Soort, catalogus
from registry.model.definitie import Attribuut, Zoeksleutel
from registry.selectors import Levering


@dataclass(frozen=True, slots=True)
class Gegeven:
    """One datum on the page."""

    label: str
    waarde: str
    uitleg: str
    in_onderzoek: bool
    afwijkend: bool


@dataclass(frozen=True, slots=True)
class Kaart:
    """One voorkomen on the page."""

    gegevens: tuple[Gegeven, ...]
    bron: str
    sinds: str
    vastgelegd: str


@dataclass(frozen=True, slots=True)
class Sectie:
    """One groep on the page."""

    titel: str
    omschrijving: str
    kaarten: tuple[Kaart, ...]


def houder_key(soort: Soort) -> Zoeksleutel | None:
    """The key by which a houder's own objects are found, if the model has one."""
    houder = next((b.pad for b in soort.objecttype.betrokkenen if b.rol == "houder"), None)
    sleutels = soort.objecttype.zoeksleutels.values()
    return next((s for s in sleutels if s.pad == houder and s.soort == "exact"), None)


def personal_types() -> list[Soort]:
    """Published object types in which a citizen can find their own data, newest version of each."""
    alle = catalogus()
    gevonden = {
        s.naam: alle.nieuwste(s.model.register, s.objecttype.naam) for s in alle if s.objecttype.persoonsgegevens
    }
    return sorted((s for s in gevonden.values() if s and houder_key(s)), key=lambda s: s.naam)


def sections(levering: Levering) -> list[list[Sectie]]:
    """Per object its groepen in the order of the model."""
    return [_sections_of(levering.soort, beeld) for beeld in levering.objecten]


def _sections_of(soort: Soort, beeld: Objectbeeld) -> list[Sectie]:
    secties = []
    for groep in soort.objecttype.groepen.values():
        kaarten = tuple(_card(soort, deel) for deel in beeld.delen if deel.rij.groep == groep.naam)
        if kaarten:
            secties.append(Sectie(label(groep.titel), label(groep.omschrijving), kaarten))
    return secties


def _card(soort: Soort, deel: Deel) -> Kaart:
    onderzoek = {o["veld"] for o in deel.onderzoek if not o["eind"]}
    afwijkend = {a["veld"]: a["waarde"] for a in deel.afwijkingen}
    gegevens = []
    for attribuut in soort.objecttype.groepen[deel.rij.groep].attributen:
        waarden = values_at({deel.rij.groep: deel.gegevens}, attribuut.pad)
        if waarden:
            gegevens.append(
                _datum(attribuut, ", ".join(as_value(attribuut, w) for w in waarden), onderzoek, afwijkend=False)
            )
        elif attribuut.pad in afwijkend:
            gegevens.append(_datum(attribuut, afwijkend[attribuut.pad], onderzoek, afwijkend=True))
    return Kaart(tuple(gegevens), deel.rij.bron, as_date(deel.rij.begin_opgave), as_moment(deel.rij.begin_registratie))


def _datum(attribuut: Attribuut, waarde: str, onderzoek: set[Any], *, afwijkend: bool) -> Gegeven:
    return Gegeven(label(attribuut.titel), waarde, label(attribuut.uitleg), attribuut.pad in onderzoek, afwijkend)
