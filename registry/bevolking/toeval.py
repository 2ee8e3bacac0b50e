"""Chance that is the same on every platform and Python: SplitMix64 (Steele, Lea, Flood 2014), integers only.

Not `random`: its sequences of `choice` and `randrange` are not promised between Python versions. Never for secrets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")

MASKER = (1 << 64) - 1
GULDEN = 0x9E3779B97F4A7C15


class Toeval:
    """A stream of draws; two with the same seed give the same draws."""

    __slots__ = ("_stand",)

    def __init__(self, zaad: int) -> None:
        self._stand = (zaad * 0xD1342543DE82EF95 + 0x2545F4914F6CDD1D) & MASKER

    def draw(self) -> int:
        """64 bits."""
        self._stand = (self._stand + GULDEN) & MASKER
        z = self._stand
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASKER
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASKER
        return z ^ (z >> 31)

    def below(self, grens: int) -> int:
        """A number from 0 up to `grens` (the bias of 64 bits is of no matter here)."""
        return (self.draw() * grens) >> 64

    def between(self, laag: int, hoog: int) -> int:
        """A number from `laag` to `hoog`, both included."""
        return laag + self.below(hoog - laag + 1)

    def has_luck(self, procent: float) -> bool:
        """True in `procent` of 100 cases, by steps of 0.01."""
        return self.below(10_000) < round(procent * 100)

    def choose(self, keuzes: Sequence[T]) -> T:
        """One of these, each as likely."""
        return keuzes[self.below(len(keuzes))]

    def weigh(self, keuzes: Sequence[tuple[T, int]]) -> T:
        """One of these (choice, weight) pairs."""
        rest = self.below(sum(gewicht for _, gewicht in keuzes))
        for keuze, gewicht in keuzes:
            if rest < gewicht:
                return keuze
            rest -= gewicht
        raise AssertionError

    def day(self, eerste: date, laatste: date) -> date:
        """A day from `eerste` to `laatste`, both included; `eerste` when they are the wrong way round."""
        return eerste + timedelta(days=self.below(max(0, (laatste - eerste).days) + 1))
