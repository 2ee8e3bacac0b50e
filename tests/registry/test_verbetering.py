"""Planning a correction, pure: whatever is asked, one truth stays for every day, nothing is lost, and what cannot be is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.opslag.lezen import Rij
from registry.verbetering import Verbetering, VerbeteringFout, apply, plan

VANDAAG = date(2026, 5, 1)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def row(begin: date = date(2020, 1, 1), eind: date | None = None, **anders: Any) -> Rij:
    rij = Rij(
        uuid4(), UUID(int=1), "adres", 0, 0, begin, eind, begin.isoformat(), MOMENT, None, False, {"straat": "Oud", "huis": {"nummer": "1"}},
        [{"veld": "adres.straat", "begin": "2026-01-01", "eind": None}], [{"veld": "adres.postcode", "waarde": "?", "reden": "patroon"}],
        "import", None, None, b"", {}, [],
    )  # fmt: skip
    return replace(rij, **anders)


def wish(rij: Rij | None, **anders: Any) -> Verbetering:
    vraag = Verbetering(
        "adres", 0, rij.id if rij else None, {"adres.straat": "Nieuw"}, "verbetering", None, "herstel", "A-1"
    )
    return replace(vraag, **anders)


def test_what_was_never_right_is_marked_and_replaced_over_its_whole_period() -> None:
    rij = row(eind=date(2024, 1, 1))
    gepland = plan([rij], wish(rij), VANDAAG)
    fout, goed = gepland.invoegen
    assert gepland.sluiten == (rij.id,)
    assert (fout.onjuist, fout.gegevens) == (True, rij.gegevens)
    assert (goed.onjuist, goed.gegevens) == (False, {"straat": "Nieuw", "huis": {"nummer": "1"}})
    assert {(o.begin, o.eind, o.begin_opgave) for o in gepland.invoegen} == {(rij.begin, rij.eind, "2020-01-01")}
    assert (goed.reden, goed.document, goed.bron) == ("herstel", {"kenmerk": "A-1"}, "Bronhuis")
    assert [o.pad for o in goed.onderzoek] == ["adres.straat"]


def test_a_misfit_goes_where_its_field_is_filled_in() -> None:
    rij = row()
    gepland = plan([rij], wish(rij, waarden={"adres.postcode": "9999ZZ"}), VANDAAG)
    assert [o.afwijkingen for o in gepland.invoegen if not o.onjuist] == [()]
    assert [len(o.afwijkingen) for o in gepland.invoegen if o.onjuist] == [1]


def test_a_groep_that_was_empty_begins() -> None:
    gepland = plan([], wish(None, wijze="wijziging", ingang="2021"), VANDAAG)
    (nieuw,) = gepland.invoegen
    assert gepland.sluiten == ()
    assert (nieuw.begin, nieuw.eind, nieuw.begin_opgave, nieuw.gegevens) == (
        date(2021, 1, 1),
        None,
        "2021",
        {"straat": "Nieuw"},
    )


def test_a_groep_whose_last_value_goes_has_no_successor() -> None:
    rij = row(gegevens={"straat": "Oud"})
    gepland = plan([rij], wish(rij, waarden={"adres.straat": None}), VANDAAG)
    assert [o.onjuist for o in gepland.invoegen] == [True]


@pytest.mark.parametrize(
    ("rijen", "anders", "veld"),
    [
        ([row()], {"voorkomen": uuid4()}, "voorkomen"),
        ([row()], {"voorkomen": None, "wijze": "wijziging", "ingang": "2021"}, "voorkomen"),
        ([], {"voorkomen": None, "wijze": "wijziging", "ingang": None}, "ingang"),
        ([row()], {"waarden": {"adres.straat": "Oud"}}, "waarden"),
        ([row()], {"wijze": "wijziging", "ingang": None}, "ingang"),
        ([row()], {"wijze": "wijziging", "ingang": "2026-05-02"}, "ingang"),
        ([row()], {"wijze": "wijziging", "ingang": "2020-01-01"}, "ingang"),
        ([row(eind=date(2024, 1, 1))], {"wijze": "wijziging", "ingang": "2024-01-01"}, "ingang"),
        ([row(onjuist=True)], {}, "voorkomen"),
        ([row(eind_registratie=MOMENT)], {}, "voorkomen"),
        ([row(groep="anders")], {}, "voorkomen"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(rijen: list[Rij], anders: dict[str, Any], veld: str) -> None:
    with pytest.raises(VerbeteringFout) as fout:
        plan(rijen, wish(rijen[0] if rijen else None, **anders), VANDAAG)
    assert fout.value.veld == veld
    assert str(fout.value).endswith(".")


@given(
    begin=st.dates(date(1990, 1, 1), date(2020, 1, 1)),
    lengte=st.none() | st.integers(2, 2000),
    wijze=st.sampled_from(["wijziging", "verbetering"]),
    dag=st.dates(date(1990, 1, 1), VANDAAG),
)
def test_one_truth_a_day_and_no_day_lost(begin: date, lengte: int | None, wijze: Any, dag: date) -> None:
    eind = begin + timedelta(lengte) if lengte else None
    rij = row(begin, eind)
    vraag = wish(rij, wijze=wijze, ingang=dag.isoformat())
    if wijze == "wijziging" and (dag <= begin or (eind is not None and dag >= eind)):
        with pytest.raises(VerbeteringFout):
            plan([rij], vraag, VANDAAG)
        return
    gepland = plan([rij], vraag, VANDAAG)
    waar = sorted((o.begin, o.eind or date.max) for o in gepland.invoegen if not o.onjuist)
    assert (waar[0][0], waar[-1][1]) == (begin, eind or date.max)
    assert all(een[1] == ander[0] for een, ander in pairwise(waar))
    assert all(van < tot for van, tot in waar)


@given(
    st.dictionaries(
        st.sampled_from(["adres.straat", "adres.huis.nummer", "adres.huis.letter"]), st.none() | st.text(min_size=1)
    )
)
def test_applying_touches_what_is_named_and_nothing_else(waarden: dict[str, str | None]) -> None:
    oud = {"straat": "Oud", "huis": {"nummer": "1"}, "rest": [1, 2]}
    kopie = {"straat": "Oud", "huis": {"nummer": "1"}, "rest": [1, 2]}
    nieuw = apply(oud, "adres", waarden)
    assert oud == kopie
    assert nieuw["rest"] == [1, 2]
    for pad, waarde in waarden.items():
        stappen = pad.split(".")[1:]
        gevonden: Any = nieuw
        for stap in stappen:
            gevonden = (gevonden or {}).get(stap)
        assert gevonden == waarde
    assert nieuw.get("huis") != {}
