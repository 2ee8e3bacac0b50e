"""What every page says about made-up persons: that they are, and whether a number may be of somebody real; never in production."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from registry import proefnummers
from registry.bevolking.nummers import IN_9999
from tests.deuren import load
from tests.personen import person
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

BLADZIJDEN = [
    "/",
    "/mijn/aanmelden",
    "/mijn/hulp",
    "/beheer/aanmelden",
    "/ontwikkelaars",
    "/ontwikkelaars/brp/v1",
    "/bestaat-niet",
]
ECHT = "kan hier ook van een echt mens zijn"
NIEMAND = "begint, is van niemand"
FICTIEF = "De gemeente Bronstede met code 9999 bestaat niet"


@pytest.fixture
def eerste(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the list that tells, one of this test alone; nothing is known yet."""
    naam = f"Bh-{uuid4().hex[:8]}"
    monkeypatch.setattr(proefnummers, "EERSTE", naam)
    monkeypatch.setattr(proefnummers, "_antwoord", proefnummers._Antwoord())
    return naam


def load_first(naam: str) -> None:
    load([dataclasses.replace(person(), naam=naam)])


@pytest.mark.parametrize("pad", BLADZIJDEN)
def test_every_page_says_that_everybody_is_made_up_and_their_numbers_are_nobodys(eerste: str, pad: str) -> None:
    tekst = words(Client().get(pad))
    assert eerste not in tekst
    assert [t in tekst for t in (FICTIEF, NIEMAND, ECHT)] == [True, True, False]


@pytest.mark.parametrize("pad", BLADZIJDEN)
def test_every_page_of_a_large_population_says_that_a_number_may_be_real(eerste: str, pad: str) -> None:
    load_first(eerste)
    tekst = words(Client().get(pad))
    assert [t in tekst for t in (FICTIEF, NIEMAND, ECHT)] == [True, False, True]


@pytest.mark.parametrize("pad", ["/", "/beheer/aanmelden", "/mijn/hulp"])
def test_production_says_none_of_it(eerste: str, pad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load_first(eerste)
    monkeypatch.setattr(settings, "MODUS", "productie")
    tekst = words(Client().get(pad))
    assert not [t for t in ("Bronstede met code", "verzonnen", "fictief", NIEMAND, ECHT) if t in tekst]


def test_it_is_the_first_list_beyond_the_numbers_of_nobody() -> None:
    assert proefnummers.EERSTE == f"Bh{IN_9999 + 1:06}" == "Bh009001"


def test_a_yes_is_kept_and_a_no_is_asked_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    nu, gegeven, gevraagd = [0.0], [False], list[float]()

    def was_loaded() -> bool:
        gevraagd.append(nu[0])
        return gegeven[0]

    monkeypatch.setattr("registry.proefnummers.time.monotonic", lambda: nu[0])
    monkeypatch.setattr(proefnummers, "_was_loaded", was_loaded)
    antwoord = proefnummers._Antwoord()
    assert [antwoord.get(), antwoord.get()] == [False, False]
    gegeven[0], nu[0] = True, 31.0
    assert antwoord.get()
    nu[0] = 99.0
    assert antwoord.get()
    assert gevraagd == [0.0, 31.0], "once at first, once after a while, never after a yes"


def test_a_page_is_shown_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise DatabaseError

    monkeypatch.setattr(proefnummers, "_was_loaded", away)
    assert proefnummers._Antwoord().get() is False
