"""The cast: people a demo or test can count on, by a role that keeps its name, list and BSN in every population of the standard size or more.

`toneel` tells their lives; a test holds the two together. A new role gets the next number: numbers never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from registry.bevolking.lijst import list_name
from registry.bevolking.nummers import bsn_reeks


@dataclass(frozen=True, slots=True)
class Rol:
    """Somebody of the cast: the role, the name of their person list, their BSN."""

    naam: str
    lijst: str
    bsn: str


@dataclass(frozen=True, slots=True)
class Beschrijving:
    """The number of a role's person in the population, and what a demo can show with them (Dutch)."""

    nummer: int
    uitleg: str


ROLLEN: Mapping[str, Beschrijving] = MappingProxyType(
    {
        "gezin-ouder": Beschrijving(
            1, "moeder van een gezin met drie kinderen; voert de naam van haar man voor de hare"
        ),
        "gezin-andere-ouder": Beschrijving(2, "vader van dat gezin"),
        "jansen": Beschrijving(2, "dezelfde vader, met de achternaam Jansen"),
        "gezin-kind": Beschrijving(3, "hun oudste kind, geboren in 2014"),
        "gezin-kind-2": Beschrijving(4, "hun tweede kind, geboren in 2017"),
        "pasgeboren": Beschrijving(5, "hun derde kind, geboren op 5 december 2025"),
        "verhuisd": Beschrijving(6, "vier adressen; verhuisde op 15 maart 2025; verloor een paspoort"),
        "gescheiden": Beschrijving(7, "gescheiden in 2018; het kind woont hier"),
        "hertrouwd": Beschrijving(8, "de andere ouder van dat kind, hertrouwd in 2021"),
        "nieuwe-partner": Beschrijving(9, "met wie die hertrouwde"),
        "kind-van-gescheiden-ouders": Beschrijving(10, "het kind; alleen de eerste ouder heeft het gezag"),
        "geheim": Beschrijving(11, "moeder met geheimhouding 7, verhuisd na haar scheiding"),
        "geheim-andere-ouder": Beschrijving(12, "haar ex, zonder geheimhouding, die haar adres niet mag weten"),
        "geheim-kind": Beschrijving(13, "hun kind, met geheimhouding 7, op het geheime adres"),
        "overleden": Beschrijving(14, "overleden op 8 november 2024"),
        "weduwe": Beschrijving(15, "de vrouw van de overledene"),
        "in-onderzoek": Beschrijving(16, "adres in onderzoek sinds 1 september 2025; een eerder onderzoek is klaar"),
        "buitenland-geboren": Beschrijving(17, "geboren in Turkije in 1958, dag en maand onbekend; later Nederlander"),
        "datum-onbekend": Beschrijving(18, "de vrouw van die persoon; haar geboortedatum is onbekend"),
        "tweede-generatie": Beschrijving(19, "hun kind, geboren in Bronstede"),
        "statushouder": Beschrijving(20, "uit Syrië, drie verblijfstitels na elkaar"),
        "statushouder-kind": Beschrijving(21, "haar kind, in Syrië geboren en samen met haar gekomen"),
        "eu-burger": Beschrijving(22, "uit Polen, met letters die geen toetsenbord hier heeft; stemt voor Europa"),
        "geemigreerd": Beschrijving(23, "naar Spanje vertrokken op 1 juli 2023; bijhouding opgeschort (E)"),
        "niet-ingezetene": Beschrijving(24, "woont in België, staat in de RNI; bijhouding opgeschort (R)"),
        "gecorrigeerd": Beschrijving(25, "geboortedatum en huisnummer stonden fout en zijn verbeterd op 20 mei 2024"),
        "partnerschap-omgezet": Beschrijving(26, "partnerschap van twee vrouwen, omgezet in een huwelijk"),
        "partnerschap-omgezet-2": Beschrijving(27, "haar partner"),
        "kind-van-twee-moeders": Beschrijving(28, "hun kind"),
        "naamswijziging": Beschrijving(29, "kreeg in 2018 een andere achternaam"),
        "ouder-van-naamswijziging": Beschrijving(30, "bij wie die nieuwe naam ook op de lijst kwam"),
        "geslacht-gewijzigd": Beschrijving(31, "andere voornamen en ander geslacht sinds 2019"),
        "onder-curatele": Beschrijving(32, "staat onder curatele sinds 2020"),
        "briefadres": Beschrijving(33, "heeft alleen een briefadres"),
        "woonboot": Beschrijving(34, "woont op een plek zonder adres"),
        "adel": Beschrijving(35, "jonkheer"),
        "erkend-kind": Beschrijving(36, "door de vader erkend toen het kind twee was"),
        "erkend-kind-moeder": Beschrijving(37, "de moeder"),
        "erkend-kind-vader": Beschrijving(38, "de vader"),
        "ouder-van-levenloos-kind": Beschrijving(39, "een kind van deze ouder is levenloos geboren"),
        "honderdjarige": Beschrijving(40, "geboren in 1923; van de papieren kaart overgenomen"),
        "student": Beschrijving(41, "18 jaar, net op kamers"),
        "lange-naam": Beschrijving(42, "zeer lange voornamen en achternaam"),
        "kiesrecht-uitgesloten": Beschrijving(43, "door de rechter uitgesloten van kiesrecht"),
        "voogdij-kind": Beschrijving(44, "kind onder gezag van een derde; de vader is niet bekend"),
        "fout-opgenomen": Beschrijving(45, "lijst die er niet had mogen zijn; bijhouding opgeschort (F)"),
        "typefout": Beschrijving(46, "heet Hanneke, maar iemand typte Hannneke; niet verbeterd"),
    }
)
AANTAL = max(b.nummer for b in ROLLEN.values())


@lru_cache(maxsize=1)
def _bsns() -> tuple[str, ...]:
    return tuple(islice(bsn_reeks(), AANTAL))


def rol(naam: str) -> Rol:
    """Who plays this role; raises KeyError for a role that does not exist."""
    nummer = ROLLEN[naam].nummer
    return Rol(naam, list_name(nummer), _bsns()[nummer - 1])
