"""How long log lines stay: the class of an activity against the terms that the law gives. Pure.

A line's class is chosen when it is written and never changes (design, section 4); so what is judged here is judged before the first line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Termijn:
    """At least `minimum` and at most `maximum` whole years (None: no end), for a register or an activity, by which law."""

    van: str
    minimum: int
    maximum: int | None
    wettelijke_bron: str


def years_of(klasse: str) -> int:
    """Years that a class stays, counted from the end of its quarter; raises ValueError for what is no class of years."""
    return int(klasse.removesuffix("jaar"))


@dataclass(frozen=True, slots=True)
class Wanverhouding:
    """A class of `jaren` years that is too short or too long for a term."""

    jaren: int
    termijn: Termijn

    @property
    def te_kort(self) -> bool:
        """Too short; otherwise too long."""
        return self.jaren < self.termijn.minimum


def misfits(klasse: str, termijnen: Iterable[Termijn]) -> list[Wanverhouding]:
    """Each term that the class does not keep to."""
    jaren = years_of(klasse)
    return [
        Wanverhouding(jaren, t) for t in termijnen if jaren < t.minimum or (t.maximum is not None and jaren > t.maximum)
    ]
