"""Which new leaves say to be older than they can be: the quick look and the thorough one agree, whatever stands around the moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bronhuis_verify import MARGE, backdated, canonical
from audit.nieuwe_bladen import Nieuw
from audit.verzegelaar import too_old

VORIGE = datetime(2026, 3, 1, 12, tzinfo=UTC)
GRENS = VORIGE - timedelta(seconds=MARGE)
# Texts that look like the field that is looked for.
TEKST = st.sampled_from(["", "x", '"tijd":"', '"tijd":"9999-12-31T23:59:59.999999Z"', "tijd", '\\"tijd":"'])


def _leaf(**velden: Any) -> Nieuw:
    return Nieuw(1, UUID(int=1), b"\0" * 32, canonical(velden))


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@given(st.integers(-2_000_000, 2_000_000), TEKST, TEKST, st.booleans())
def test_the_quick_look_says_what_the_thorough_one_says(afstand: int, voor: str, na: str, diep: bool) -> None:
    moment = GRENS + timedelta(microseconds=afstand)
    rest = {"a": {"tijd": _text(VORIGE)}} if diep else {}
    blad = _leaf(tijd=_text(moment), soort=voor, velden=[na, voor], **rest)
    assert list(too_old([blad], int(VORIGE.timestamp()))) == [blad] * backdated(moment, int(VORIGE.timestamp()))


@pytest.mark.parametrize(
    ("tekst", "oud"),
    [("2026-03-01T12:49:59+01:00", True), ("2026-03-01T12:50:00+01:00", False), ("2026-03-01T12:59:00+02:00", True)],
)
def test_a_moment_of_another_form_is_read_in_full(tekst: str, oud: bool) -> None:
    """As another source may write it: text says nothing about the order then."""
    assert bool(list(too_old([_leaf(tijd=tekst)], int(VORIGE.timestamp())))) is oud


def test_a_leaf_without_content_is_passed_over() -> None:
    """Its action is gone: it says nothing, so nothing too old."""
    assert list(too_old([Nieuw(1, UUID(int=1), b"\0" * 32, b"")], int(VORIGE.timestamp()))) == []
