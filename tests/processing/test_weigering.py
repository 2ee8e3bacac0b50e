"""What a refusal of the decision tells: its code, each part at fault for machines, in what order, and a sentence that names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from processing.doelbinding import (
    CLAIMTYPE,
    STANDAARD_AANTAL,
    Autorisatie,
    Claimdetail,
    Doelbindingsclaim,
    Geweigerd,
    Regel,
    Vraag,
    choose_detail,
    decide,
)
from processing.gevoelig import BIJZONDER, NATIONAAL_NUMMER, Gevoelig, phrase

VANDAAG = date(2026, 11, 24)
DETAIL = Claimdetail(UUID(int=1), UUID(int=2))
CLAIM = Doelbindingsclaim(UUID(int=3), UUID(int=4), "jti", datetime(2030, 1, 1, tzinfo=UTC), (DETAIL,))
REGEL = Regel(
    "brp", "personen", frozenset({"zoeken"}), frozenset({"a", "d"}), frozenset({"k", "l"}), (), 50, False, VANDAAG, None
)  # fmt: skip
AUTORISATIE = Autorisatie(DETAIL.autorisatie, 1, CLAIM.afnemer, DETAIL.activiteit, 1, (REGEL,))
VRAAG = Vraag("brp", "personen", "zoeken", VANDAAG)
GEVOELIG = Gevoelig(
    {BIJZONDER: frozenset({"d.e", "a.b", "z"})}, {NATIONAAL_NUMMER: frozenset({"l"}), BIJZONDER: frozenset({"k"})}
)


def refusal(regel: Regel = REGEL, **anders: Any) -> Geweigerd:
    with pytest.raises(Geweigerd) as geweigerd:
        decide(CLAIM, DETAIL, replace(AUTORISATIE, regels=(regel,)), replace(VRAAG, **anders))
    assert geweigerd.value.status == 403
    return geweigerd.value


def parts(geweigerd: Geweigerd) -> list[tuple[str, str, str]]:
    return [(f.plaats, f.naam, f.code) for f in geweigerd.fouten]


@pytest.mark.parametrize(
    ("anders", "woord"),
    [
        ({"register": "bag"}, "bag/personen"),
        ({"vandaag": date(2026, 11, 23)}, "brp/personen geldt vandaag niet"),
        ({"actie": "bladeren"}, "bladeren"),
        ({"aantal": 51}, "ten hoogste 50"),
    ],
)
def test_what_is_about_no_part_names_none(anders: dict[str, Any], woord: str) -> None:
    geweigerd = refusal(**anders)
    assert (geweigerd.fouten, geweigerd.velden) == ((), ())
    assert woord in geweigerd.detail


def test_fields_are_named_as_they_were_asked() -> None:
    geweigerd = refusal(velden=("x.y", "a.b", "ab", "x"))
    assert geweigerd.velden == ("x.y", "ab", "x")
    assert parts(geweigerd) == [("query", pad, "veld-niet-toegestaan") for pad in ("x.y", "ab", "x")]
    assert "x.y, ab, x" in geweigerd.detail


def test_keys_are_named_sorted_and_are_no_fields() -> None:
    geweigerd = refusal(zoeksleutels=frozenset({"zz", "k", "bb", "m", "q", "c"}))
    assert geweigerd.velden == ()
    assert parts(geweigerd) == [("body", naam, "zoeksleutel-niet-toegestaan") for naam in ("bb", "c", "m", "q", "zz")]
    assert "bb, c, m, q, zz" in geweigerd.detail


def test_a_combination_says_which_ones_would_do() -> None:
    combinaties = (frozenset("klmnop"), frozenset({"q"}))
    geweigerd = refusal(replace(REGEL, combinaties=combinaties), zoeksleutels=frozenset({"k"}))
    assert (geweigerd.code, geweigerd.fouten) == ("zoekcombinatie-niet-toegestaan", ())
    assert "k, l, m, n, o, p; of q" in geweigerd.detail


def test_an_end_user_is_asked_for_by_the_name_of_the_header() -> None:
    geweigerd = refusal(replace(REGEL, eindgebruiker_verplicht=True))
    assert parts(geweigerd) == [("header", "Eindgebruiker", "verplicht")]


def test_what_lacks_an_exception_is_named_sorted_fields_and_keys_together() -> None:
    geweigerd = refusal(gevoelig=GEVOELIG, zoeksleutels=frozenset({"l", "k"}))
    assert geweigerd.velden == ("a.b", "d.e", "k", "l")
    assert parts(geweigerd) == [("query", naam, "uitzondering-ontbreekt") for naam in ("a.b", "d.e", "k", "l")]
    assert [f.reden for f in geweigerd.fouten] == ["bijzonder gegeven (AVG art. 9)"] * 3 + [
        "nationaal nummer (UAVG art. 46)"
    ]
    assert "a.b, d.e, k, l" in geweigerd.detail


def test_a_plan_that_lacks_an_exception_is_told_of_every_field_with_its_law() -> None:
    tekst = phrase([("a.b", BIJZONDER), ("l", NATIONAAL_NUMMER)])
    assert "a.b: bijzonder gegeven (AVG art. 9); l: nationaal nummer (UAVG art. 46)" in tekst
    assert "uitzonderingen" in tekst


def test_a_refusal_before_a_purpose_was_chosen_carries_none() -> None:
    with pytest.raises(Geweigerd) as geweigerd:
        choose_detail(replace(CLAIM, details=()), None)
    assert (geweigerd.value.activiteit, geweigerd.value.autorisatie, geweigerd.value.velden) == (None, None, ())
    assert (geweigerd.value.code, geweigerd.value.fouten) == ("doelbinding-ontbreekt", ())


def test_the_usual_number_is_twenty_and_none_is_none() -> None:
    assert STANDAARD_AANTAL == 20
    for gevraagd, gegeven in ((None, 20), (0, 0), (1, 1), (50, 50)):
        assert decide(CLAIM, DETAIL, AUTORISATIE, replace(VRAAG, aantal=gevraagd)).aantal == gegeven


def test_what_nobody_said_allows_and_demands_nothing() -> None:
    regel = Regel("r", "o", frozenset(), frozenset(), frozenset(), (), 1, False, VANDAAG, None)
    assert (regel.combinaties, regel.eindgebruiker_verplicht) == ((), False)
    assert AUTORISATIE.uitzonderingen == frozenset()
    assert (VRAAG.velden, VRAAG.zoeksleutels, VRAAG.aantal, VRAAG.al_gegeven) == (None, frozenset(), None, 0)
    assert (VRAAG.eindgebruiker, VRAAG.gevoelig) == (False, Gevoelig({}, {}))


def test_the_type_in_the_token_is_the_one_that_was_agreed() -> None:
    assert CLAIMTYPE == "urn:nl:bronhuis:doelbinding"
