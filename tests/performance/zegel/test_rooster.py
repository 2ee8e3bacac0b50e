"""The writer's schedule: the pace that was asked, evenly, mostly one line at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.zegel.rooster import LIJST, appointments


@given(st.floats(0.5, 2000), st.floats(0, 20))
def test_the_pace_is_kept_at_every_moment(tempo: float, seconden: float) -> None:
    """Before each action exactly so many lines were due as its moment says, and nothing is due at or after the end."""
    geschreven = 0
    for afspraak in appointments(tempo, seconden):
        assert afspraak.moment == pytest.approx(geschreven / tempo)
        assert afspraak.moment < seconden
        geschreven += afspraak.regels
    assert geschreven / tempo >= seconden or not geschreven


def test_ten_minutes_hold_three_hundred_thousand_lines() -> None:
    afspraken = list(appointments(500, 600))
    assert 300_000 <= sum(a.regels for a in afspraken) < 300_000 + LIJST
    assert [a.regels for a in afspraken[:20]] == [1] * 19 + [LIJST]


@pytest.mark.parametrize("tempo", [0, -1])
def test_a_pace_that_is_none_is_refused(tempo: float) -> None:
    with pytest.raises(ValueError, match="geen tempo"):
        list(appointments(tempo, 1))
