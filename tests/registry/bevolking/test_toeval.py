"""Chance: the published reference values of SplitMix64, and draws within their bounds."""

from __future__ import annotations

from datetime import date

from registry.bevolking.toeval import Toeval


def test_draws_are_those_of_splitmix64():
    toeval = Toeval(0)
    toeval._stand = 1234567
    # Reference: the test vector of Rosetta Code's "Pseudo-random numbers/Splitmix64", seed 1234567.
    assert [toeval.draw() for _ in range(5)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_draws_stay_within_their_bounds():
    toeval = Toeval(7)
    assert {toeval.between(1, 3) for _ in range(200)} == {1, 2, 3}
    assert {toeval.weigh((("a", 1), ("b", 2), ("nooit", 0))) for _ in range(200)} == {"a", "b"}
    dagen = {toeval.day(date(2024, 2, 28), date(2024, 3, 1)) for _ in range(200)}
    assert dagen == {date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)}
    assert toeval.day(date(2024, 2, 28), date(2023, 1, 1)) == date(2024, 2, 28)
    assert not any(toeval.has_luck(0) for _ in range(200))
    assert all(toeval.has_luck(100) for _ in range(200))
