"""What the demo may count on: in the population of the standard size each phenomenon occurs, and more than once or by a role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from registry.bevolking import stroom

Lijst = dict[str, Any]
Rijen = dict[tuple[str, int], list[dict[str, str]]]


def stapels(lijst: Lijst) -> Rijen:
    """The elements per category and stapel, newest first."""
    uit: Rijen = {}
    for v in lijst["voorkomens"]:
        uit.setdefault((v["categorie"], v["stapel"]), []).append(v["elementen"])
    return uit


def of_category(rijen: Rijen, *categorieen: str) -> list[dict[str, str]]:
    """Every voorkomen of these categories."""
    return [e for (c, _), eigen in rijen.items() if c in categorieen for e in eigen]


def has(categorie: str, element: str, *waarden: str) -> Callable[[Rijen], bool]:
    """Whether some voorkomen of the category has the element, with one of these values where any are given."""
    sleutel = f"{categorie}.{element}"
    return lambda rijen: any(
        sleutel in e and (not waarden or e[sleutel] in waarden) for e in of_category(rijen, categorie)
    )


def moved(rijen: Rijen) -> bool:
    return any(len({e.get("08.11.80") for e in eigen} - {None}) > 1 for (c, _), eigen in rijen.items() if c == "08")


def is_partial(rijen: Rijen) -> bool:
    return any(w.endswith("00") for e in of_category(rijen, "01") for k, w in e.items() if k == "01.03.10")


def has_foreign_document(rijen: Rijen) -> bool:
    return any(
        w.startswith(("geboorteakte ", "huwelijksakte ", "akte ", "overlijdensakte ")) and not w.endswith("Nederland")
        for c in ("01", "05", "06")
        for e in of_category(rijen, c)
        for k, w in e.items()
        if k == f"{c}.82.30"
    )


def is_corrected(rijen: Rijen) -> bool:
    return any(k.endswith(".84.10") for eigen in rijen.values() for e in eigen for k in e)


def is_investigated(rijen: Rijen) -> bool:
    return any(k.endswith(".83.10") for eigen in rijen.values() for e in eigen for k in e)


VERSCHIJNSELEN: dict[str, tuple[int, Callable[[Rijen], bool]]] = {
    "verhuizing": (500, moved),
    "huwelijk": (400, has("05", "15.10", "H")),
    "partnerschap": (20, has("05", "15.10", "P")),
    "scheiding": (50, has("05", "07.40", "S")),
    "geboorte van een kind": (400, has("09", "03.10")),
    "overlijden": (15, has("06", "08.10")),
    "weduwschap": (5, has("05", "07.40", "O")),
    "verbetering": (5, is_corrected),
    "geheimhouding": (5, has("07", "70.10", "1", "2", "3", "4", "5", "6", "7")),
    "opschorting": (20, has("07", "67.20")),
    "onderzoek": (4, is_investigated),
    "onvolledige geboortedatum": (5, is_partial),
    "buitenlands document": (40, has_foreign_document),
    "vestiging uit het buitenland": (40, has("08", "14.10")),
    "vertrek naar het buitenland": (5, has("08", "13.10")),
    "verblijfstitel": (5, has("10", "39.10")),
    "gezag": (2, has("11", "32.10")),
    "curatele": (1, has("11", "33.10")),
    "reisdocument": (100, has("12", "35.10")),
    "kiesrecht": (2, lambda rijen: bool(of_category(rijen, "13"))),
}


@pytest.fixture(scope="module")
def rijen(standaard: list[Lijst]) -> list[Rijen]:
    return [stapels(lijst) for lijst in standaard]


def test_there_are_two_thousand_of_them(standaard: list[Lijst]) -> None:
    assert len(standaard) == stroom.STANDAARD == 2000


@pytest.mark.parametrize("naam", VERSCHIJNSELEN)
def test_each_phenomenon_occurs(rijen: list[Rijen], naam: str) -> None:
    ten_minste, toon = VERSCHIJNSELEN[naam]
    assert sum(toon(r) for r in rijen) >= ten_minste, naam


def test_households_are_of_different_sizes_and_no_address_exists_twice(standaard: list[Lijst]) -> None:
    bewoners: Counter[str] = Counter()
    adressen: dict[str, set[tuple[str, ...]]] = {}
    for lijst in standaard:
        for (c, _), eigen in stapels(lijst).items():
            if c == "08" and "08.11.80" in eigen[0] and "08.84.10" not in eigen[0]:
                e = eigen[0]
                bewoners[e["08.11.80"]] += 1
                adres = tuple(e.get(f"08.{k}", "") for k in ("11.10", "11.20", "11.30", "11.40", "11.60"))
                adressen.setdefault(e["08.11.80"], set()).add(adres)
    assert set(bewoners.values()) >= {1, 2, 3, 4, 5}
    assert all(len(a) == 1 for a in adressen.values())
    assert len({a for groep in adressen.values() for a in groep}) == len(adressen)


def test_every_bsn_is_in_the_range_of_nobody(rijen: list[Rijen]) -> None:
    bsns = [r[("01", 0)][0]["01.01.20"] for r in rijen]
    assert len(set(bsns)) == len(bsns)
    assert all(b.startswith("9999") for b in bsns)


def test_the_municipality_is_one_of_our_own_that_was_never_given_out(rijen: list[Rijen]) -> None:
    ingeschreven = Counter(e["08.09.10"] for r in rijen for e in r[("08", 0)][:1])
    assert ingeschreven["9999"] > 1900
    assert set(ingeschreven) <= {"9999", "9998", "1999"}
