"""Failover to a synchronous standby: the primary killed under load, the standby promoted, the old primary rewound and joined again."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.opstelling import Opstelling
from tests.chaos.uitslag import Uitslag, not_run

NAAM = "failover"


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """1 or 10 times; waits for the pair of clusters."""
    yield not_run(NAAM, "het paar van twee clusters (tests/chaos/tweeling.py) is er nog niet")
