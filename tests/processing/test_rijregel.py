"""The row rule: which objects an autorisatie may be about. Ages beside an oracle that knows calendars and counts birthdays."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.autorisaties import RegelFout, compile_regel
from processing.rijregel import Begin, Leeftijd, RijregelFout, Voorwaarde, passes_row_rule, read_condition
from tests.deuren import PERSONEN, authorise, id_of, load
from tests.personen import person

VANDAAG = date(2026, 11, 26)
DAGEN = st.dates(date(1890, 1, 1), date(2030, 12, 31))
VORMEN = st.sampled_from([10, 7, 4])


def _age_on(geboren: date, dag: date) -> int:
    """Whole years; a birthday on 29 February is kept on 1 March where there is none."""
    jaren = dag.year - geboren.year
    verjaart = (geboren.month, geboren.day)
    if verjaart == (2, 29) and not calendar.isleap(dag.year):
        verjaart = (3, 1)
    return jaren - ((dag.month, dag.day) < verjaart)


def _days_of(vorm: str) -> list[date]:
    """Every day that this partial date may mean."""
    eerste = date(int(vorm[:4]), int(vorm[5:7] or 1), int(vorm[8:10] or 1))
    dagen = [eerste + timedelta(days=n) for n in range(366)]
    return [d for d in dagen if d.isoformat().startswith(vorm)]


@given(DAGEN, VORMEN, DAGEN, st.integers(0, 120), st.integers(1, 40))
def test_an_age_passes_where_every_day_that_may_be_meant_does(
    geboren: date, lengte: int, vandaag: date, vanaf: int, breedte: int
) -> None:
    vorm = geboren.isoformat()[:lengte]
    leeftijden = [_age_on(d, vandaag) for d in _days_of(vorm)]
    regel = (Leeftijd("p.g", vanaf, vanaf + breedte),)
    verwacht = all(vanaf <= leeftijd < vanaf + breedte for leeftijd in leeftijden)
    assert passes_row_rule(regel, {"p": {"g": vorm}}, vandaag) == verwacht


@pytest.mark.parametrize(
    ("geboren", "vandaag", "volwassen"),
    [
        ("2008-11-26", VANDAAG, True),
        ("2008-11-27", VANDAAG, False),
        ("2008", VANDAAG, False),
        ("2007", VANDAAG, True),
        ("2008-11", VANDAAG, False),
        ("2008-10", VANDAAG, True),
        ("2008-02-29", date(2026, 2, 28), False),
        ("2008-02-29", date(2026, 3, 1), True),
        ("onbekend", VANDAAG, False),
        (None, VANDAAG, False),
    ],
)
def test_who_is_surely_eighteen(geboren: str | None, vandaag: date, volwassen: bool) -> None:
    persoon = {"persoon": {"geboorte": {"datum": geboren} if geboren else {}}}
    assert passes_row_rule((Leeftijd("persoon.geboorte.datum", 18, None),), persoon, vandaag) == volwassen
    if not volwassen and geboren in {None, "onbekend", "2008"}:
        kind = (Leeftijd("persoon.geboorte.datum", None, 18),)
        assert not passes_row_rule(kind, persoon, vandaag), "not known to be a child either"


def test_every_condition_must_hold() -> None:
    regel = (
        Voorwaarde("a.b", frozenset({"1"})),
        Voorwaarde("c", frozenset({"x"}), omgekeerd=True),
        Begin("d", ("12",)),
    )
    assert passes_row_rule(regel, {"a": [{"b": "2"}, {"b": "1"}], "c": "y", "d": "1234AB"}, VANDAAG)
    assert not passes_row_rule(regel, {"a": {"b": "1"}, "c": "x", "d": "1234AB"}, VANDAAG)
    assert not passes_row_rule(regel, {"c": "y", "d": "1234AB"}, VANDAAG)
    assert not passes_row_rule(regel, {"a": {"b": "1"}, "c": "y", "d": "9912AB"}, VANDAAG)
    assert not passes_row_rule(regel, {"a": {"b": "1"}, "c": "y"}, VANDAAG)


@pytest.mark.parametrize(
    ("opgave", "woord"),
    [
        ({"in": ["x"]}, "pad"),
        ({"pad": "a"}, "heeft één van"),
        ({"pad": "a", "in": ["x"], "nietIn": ["y"]}, "heeft één van"),
        ({"pad": "a", "in": []}, "niet leeg"),
        ({"pad": "a", "in": [["x"]]}, "lijst van teksten"),
        ({"pad": "a", "begintMet": [1]}, "lijst van teksten"),
        ({"pad": "a", "begintMet": [""]}, "lijst van teksten"),
        ({"pad": "a", "leeftijdVanaf": "18"}, "heel getal"),
        ({"pad": "a", "leeftijdVanaf": True}, "heel getal"),
        ({"pad": "a", "leeftijdVanaf": 67, "leeftijdTot": 18}, "lager"),
        ({"pad": "a", "in": ["x"], "vanaf": 1}, "kent dit niet"),
    ],
)
def test_a_condition_that_cannot_be_says_why(opgave: dict[str, object], woord: str) -> None:
    with pytest.raises(RijregelFout, match=woord):
        read_condition(opgave)
    regel = {"register": "r", "objecttype": "o", "acties": ["raadplegen"], "velden": ["a"], "rijregel": [opgave]}
    with pytest.raises(RegelFout, match=woord):
        compile_regel(regel, VANDAAG, None)


@pytest.mark.usefixtures("bronhuis_db")
def test_outside_the_age_or_the_area_a_person_is_not_there() -> None:
    jong, oud = person(c01_03_10="20150101"), person(c01_03_10="19500101")
    load([jong, oud])
    regel = {"acties": ["raadplegen"], "velden": ["persoon.geboorte"]}
    kind = authorise("jeugd", rijregel=[{"pad": "persoon.geboorte.datum", "leeftijdTot": 18}], **regel).client()
    assert kind.get(f"{PERSONEN}/{id_of(jong)}").status_code == 200
    assert kind.get(f"{PERSONEN}/{id_of(oud)}").status_code == 404
    # Not by asking for the day on which the other was a child either.
    assert kind.get(f"{PERSONEN}/{id_of(oud)}", {"geldigOp": "1960-01-01"}).status_code == 404
    elders = authorise("wijk", rijregel=[{"pad": "verblijfplaats.postcode", "begintMet": ["0000"]}], **regel).client()
    assert elders.get(f"{PERSONEN}/{id_of(jong)}").status_code == 404
