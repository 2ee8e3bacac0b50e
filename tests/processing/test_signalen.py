"""The rules of signals, apart from any log: what each says on its bounds, and what no rule may ever do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.intern import BIJHOUDING, INZAGE_BETROKKENE
from processing.signalen import (
    AMSTERDAM,
    MARKERING,
    Drempel,
    Drempels,
    Signaalsoort,
    Signaalstof,
    Werktijden,
    judge,
    read_hours,
    read_thresholds,
)

GEWOON, UREN = Drempels(), Werktijden(vrij=frozenset({date(2026, 4, 27)}))
DONDERDAG = datetime(2026, 5, 28, 11, tzinfo=AMSTERDAM)
STOF = Signaalstof(uuid4(), DONDERDAG, "raadplegen", "adresonderzoek", medewerker=True)


def kinds(stof: Signaalstof, drempels: Drempels = GEWOON, uren: Werktijden = UREN) -> list[tuple[str, str]]:
    return [(s.soort.value, s.uitleg) for s in judge(stof, drempels, uren)]


def test_an_ordinary_use_is_no_signal() -> None:
    assert kinds(STOF) == []


@pytest.mark.parametrize(
    ("eerder", "nu", "signaal"),
    [(0, 50, False), (50, 51, True), (0, 51, True), (51, 52, False), (51, 51, False)],
)
def test_many_persons_is_one_signal_where_the_threshold_is_crossed(eerder: int, nu: int, *, signaal: bool) -> None:
    stof = replace(STOF, eerder_uur=eerder, personen_uur=nu, eerder_dag=0, personen_dag=nu)
    assert kinds(stof) == ([("veel-betrokkenen", "uur")] if signaal else [])


def test_an_applicatie_alone_may_see_more_than_an_employee() -> None:
    stof = replace(STOF, eerder_uur=0, personen_uur=60, eerder_dag=0, personen_dag=300)
    assert kinds(stof) == [("veel-betrokkenen", "uur"), ("veel-betrokkenen", "dag")]
    assert kinds(replace(stof, medewerker=False)) == []
    assert kinds(replace(stof, activiteit=BIJHOUDING)) == []


@pytest.mark.parametrize(
    ("moment", "waarom"),
    [
        (datetime(2026, 5, 28, 7, 0, tzinfo=AMSTERDAM), None),
        (datetime(2026, 5, 28, 6, 59, 59, tzinfo=AMSTERDAM), "avond-of-nacht"),
        (datetime(2026, 5, 28, 19, 0, tzinfo=AMSTERDAM), "avond-of-nacht"),
        (datetime(2026, 5, 30, 11, 0, tzinfo=AMSTERDAM), "weekend"),
        (datetime(2026, 4, 27, 11, 0, tzinfo=AMSTERDAM), "vrije-dag"),
        # In summer it is nine in the Netherlands when it is seven in UTC; in winter eight.
        (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), None),
        (datetime(2026, 1, 15, 5, 30, tzinfo=UTC), "avond-of-nacht"),
    ],
)
def test_hours_are_those_of_the_netherlands(moment: datetime, waarom: str | None) -> None:
    assert kinds(replace(STOF, tijd=moment)) == ([("buiten-werktijd", waarom)] if waarom else [])
    assert kinds(replace(STOF, tijd=moment, medewerker=False)) == [], "an applicatie has no working hours"


def test_who_works_on_in_the_evening_is_one_signal() -> None:
    avond = datetime(2026, 5, 28, 20, tzinfo=AMSTERDAM)
    assert kinds(replace(STOF, tijd=avond, vorige=avond - timedelta(minutes=59))) == [], "goes on"
    assert len(kinds(replace(STOF, tijd=avond, vorige=avond - timedelta(minutes=61)))) == 1, "a new start"
    om_zeven = datetime(2026, 5, 28, 19, 10, tzinfo=AMSTERDAM)
    assert len(kinds(replace(STOF, tijd=om_zeven, vorige=om_zeven - timedelta(minutes=20)))) == 1, "was still at work"


def test_somebody_with_attention_is_a_signal_each_time_but_not_to_themselves() -> None:
    wie = (uuid4(), uuid4())
    signalen = judge(replace(STOF, aandacht=wie), GEWOON, UREN)
    assert [(s.soort, s.betrokkene) for s in signalen] == [(Signaalsoort.AANDACHT, w) for w in wie]
    assert kinds(replace(STOF, aandacht=wie, activiteit=INZAGE_BETROKKENE)) == []
    assert kinds(replace(STOF, aandacht=wie, soort=MARKERING)) == []


MOMENTEN = st.integers(0, 4_000_000_000).map(lambda seconden: datetime.fromtimestamp(seconden, UTC))
STOFFEN = st.builds(
    Signaalstof,
    handeling=st.uuids(),
    tijd=MOMENTEN,
    soort=st.sampled_from(["raadplegen", "zoeken", MARKERING]),
    activiteit=st.sampled_from(["adresonderzoek", BIJHOUDING, INZAGE_BETROKKENE]),
    medewerker=st.booleans(),
    vorige=st.none() | MOMENTEN,
    aandacht=st.lists(st.uuids(), max_size=3).map(tuple),
    personen_uur=st.none() | st.integers(0, 20_000),
    eerder_uur=st.none() | st.integers(0, 20_000),
    personen_dag=st.none() | st.integers(0, 20_000),
    eerder_dag=st.none() | st.integers(0, 20_000),
)


@given(STOFFEN)
def test_a_signal_is_always_about_this_action_and_never_names_another_person(stof: Signaalstof) -> None:
    signalen = judge(stof, GEWOON, UREN)
    assert {s.handeling for s in signalen} <= {stof.handeling}
    assert {s.betrokkene for s in signalen} <= {None, *stof.aandacht}
    for s in signalen:
        assert (s.aantal is None) == (s.drempel is None) == (s.soort is not Signaalsoort.VEEL)
        assert s.aantal is None or (s.drempel is not None and s.aantal > s.drempel)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(1, 100))
def test_a_growing_count_crosses_once(groei: list[int], grens: int) -> None:
    drempels = Drempels(medewerker=Drempel(grens, 1_000_000))
    gezien, signalen = 0, 0
    for erbij in groei:
        stof = replace(STOF, eerder_uur=gezien, personen_uur=gezien + erbij, eerder_dag=0, personen_dag=0)
        signalen += len(judge(stof, drempels, UREN))
        gezien += erbij
    assert signalen == (gezien > grens)


def test_settings_are_read_and_a_bad_one_is_told() -> None:
    drempels = read_thresholds("medewerker=5/9 adresonderzoek=1/2 gegevensbeheer=geen")
    assert drempels.of("x", medewerker=True) == Drempel(5, 9)
    assert drempels.of("adresonderzoek", medewerker=False) == Drempel(1, 2)
    assert drempels.of("gegevensbeheer", medewerker=True) is None
    assert drempels.of(BIJHOUDING, medewerker=True) is None, "what is not named keeps its default"
    uren = read_hours("ma-za 08:00-17:30", "2026-12-25 2026-12-26")
    assert uren.dagen == frozenset(range(6))
    assert uren.outside(datetime(2026, 12, 25, 12, tzinfo=AMSTERDAM)) == "vrije-dag"
    for slecht in ("medewerker=geen", "adresonderzoek=5", "adresonderzoek 5/9"):
        with pytest.raises(ValueError, match="drempel"):
            read_thresholds(slecht)
    for slecht in ("vr-ma 08:00-17:00", "ma-vr 19:00-07:00", "werkdagen", "ma-vr 8-17"):
        with pytest.raises(ValueError, match=r"werktijd|eindigt"):
            read_hours(slecht)
