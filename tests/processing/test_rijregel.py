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
        ({"pad": "a", "leeftijdVanaf": 18, "leeftijdTot": 18}, "lager"),
        ({"pad": "a", "leeftijdTot": 151}, "heel getal"),
        ({"pad": "a", "leeftijdVanaf": -1}, "heel getal"),
        ({"pad": "a", "leeftijdVanaf": 18.0}, "heel getal"),
        ({"pad": "", "in": ["x"]}, "pad"),
        ({"pad": 1, "in": ["x"]}, "pad"),
        ({"pad": "a", "in": "x"}, "lijst van teksten"),
        ({"pad": "a", "in": [None]}, "lijst van teksten"),
        ({"pad": "a", "in": ["x"], "leeftijdTot": 3}, "heeft één van"),
        ({"pad": "a", "begintMet": ["x"], "leeftijdVanaf": 3}, "heeft één van"),
        ({"pad": "a", "in": ["x"], "vanaf": 1, "op": 2, "tot": 3, "bij": 4}, "kent dit niet: bij, op, tot, vanaf"),
    ],
)
def test_a_condition_that_cannot_be_says_why(opgave: dict[str, object], woord: str) -> None:
    with pytest.raises(RijregelFout, match=woord):
        read_condition(opgave)
    regel = {"register": "r", "objecttype": "o", "acties": ["raadplegen"], "velden": ["a"], "rijregel": [opgave]}
    with pytest.raises(RegelFout, match=woord):
        compile_regel(regel, VANDAAG, None)


def test_a_condition_that_can_be_is_what_it_says() -> None:
    assert read_condition({"pad": "a", "leeftijdVanaf": 0, "leeftijdTot": 1}) == Leeftijd("a", 0, 1)
    assert read_condition({"pad": "a", "leeftijdVanaf": 150}) == Leeftijd("a", 150, None)
    assert read_condition({"pad": "a", "leeftijdTot": 150}) == Leeftijd("a", None, 150)
    assert read_condition({"pad": "a", "leeftijdVanaf": None, "leeftijdTot": 3}) == Leeftijd("a", None, 3)
    assert read_condition({"pad": "a", "begintMet": ["12", "1", "34"]}) == Begin("a", ("1", "12", "34"))
    assert read_condition({"pad": "a", "in": ["x", 1, False]}) == Voorwaarde("a", frozenset({"x", 1, False}))
    assert read_condition({"pad": "a", "nietIn": ["x"]}) == Voorwaarde("a", frozenset({"x"}), omgekeerd=True)


@pytest.mark.parametrize(
    "geen_dag", ["1234AB", "2008-02-30", "2008-13", "2008-00", "0000", "20080101", "2008-01-01T00", "٢٠٠٨"]
)
def test_what_is_no_date_has_no_age(geen_dag: str) -> None:
    for regel in (Leeftijd("d", 0, None), Leeftijd("d", None, 150)):
        assert not passes_row_rule((regel,), {"d": geen_dag}, VANDAAG)


def test_on_the_last_day_of_its_month_or_year_a_part_of_a_date_is_old_enough() -> None:
    for geboren, vandaag in (
        ("2008-02", date(2026, 2, 28)),
        ("2006-11", date(2024, 11, 30)),
        ("2008", date(2026, 12, 31)),
    ):
        regel = (Leeftijd("d", 18, None),)
        oud_genoeg = geboren != "2008-02"  # 29 February 2008 may be meant, and that birthday is the next day
        assert passes_row_rule(regel, {"d": geboren}, vandaag) == oud_genoeg
        assert not passes_row_rule(regel, {"d": geboren}, vandaag - timedelta(days=1))


def test_a_group_is_among_no_values() -> None:
    for regel, uitkomst in (
        (Voorwaarde("a", frozenset({"x"})), False),
        (Voorwaarde("a", frozenset({"x"}), omgekeerd=True), True),
    ):
        assert passes_row_rule((regel,), {"a": {"b": "x"}}, VANDAAG) == uitkomst
        assert passes_row_rule((regel,), {"a": [{"b": "x"}, {"b": "y"}]}, VANDAAG) == uitkomst


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
