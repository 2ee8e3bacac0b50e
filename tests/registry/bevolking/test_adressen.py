"""Addresses: each exists once, whichever way one looks, and belongs to a municipality that does not exist."""

from __future__ import annotations

import re

import pytest

from registry.bevolking.adressen import BRONSTEDE, MAXIMUM, OOSTBRON, PER_STRAAT, STRATEN, WIJK, adres


def test_an_address_exists_once_by_street_by_postcode_and_by_bag_id():
    # Far apart, so that a repetition between districts would show too.
    series = [*range(40_000), *range(MAXIMUM - 40_000, MAXIMUM)]
    adressen = [adres(g, s) for g in (BRONSTEDE, OOSTBRON) for s in series]
    nummers = [(a.huisnummer, a.huisletter, a.toevoeging) for a in adressen]
    assert len({(a.gemeente.code, a.straat, *n) for a, n in zip(adressen, nummers, strict=True)}) == len(adressen)
    assert len({(a.postcode, *n) for a, n in zip(adressen, nummers, strict=True)}) == len(adressen)
    assert len({a.verblijfsobject for a in adressen}) == len(adressen)
    assert len({a.nummeraanduiding for a in adressen}) == len(adressen)


def test_every_district_is_whole():
    assert STRATEN * PER_STRAAT == MAXIMUM
    assert MAXIMUM % WIJK == 0


def test_a_postcode_lies_in_one_street():
    straten: dict[str, set[tuple[str, str]]] = {}
    for serie in range(100_000):
        a = adres(BRONSTEDE, serie)
        straten.setdefault(a.postcode, set()).add((a.gemeente.code, a.straat))
    assert all(len(s) == 1 for s in straten.values())


@pytest.mark.parametrize("serie", [0, 1, 12_345, MAXIMUM - 1])
def test_an_address_has_the_form_of_the_register(serie: int):
    a = adres(BRONSTEDE, serie)
    assert re.fullmatch(r"[1-9]\d{3}Q[A-Z]", a.postcode)
    assert a.verblijfsobject == f"999901{serie + 1:010d}"
    assert a.nummeraanduiding == f"999920{serie + 1:010d}"
    assert len(a.straat) <= 24
    assert 1 <= a.huisnummer <= 99999


def test_the_municipality_says_that_it_is_a_test():
    assert (BRONSTEDE.code, BRONSTEDE.woonplaats) == ("9999", "Bronstede")
    assert "test" in BRONSTEDE.naam
    assert "test" in OOSTBRON.naam


def test_a_full_municipality_refuses():
    with pytest.raises(ValueError, match="Bronstede"):
        adres(BRONSTEDE, MAXIMUM)
