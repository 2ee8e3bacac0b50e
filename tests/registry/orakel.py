"""A naive bitemporal oracle: every load is kept whole, and an answer is found by reading the newest load that was known then.

Other thinking than the store: no intervals are closed, compared or indexed; days are compared as plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def earliest(gba: str | None) -> int:
    """A GBA date as a number of its earliest day; unknown or absent is before all."""
    if gba is None or gba == "00000000":
        return 0
    return int(gba[:4]) * 10_000 + (int(gba[4:6]) or 1) * 100 + (int(gba[6:]) or 1)


@dataclass
class Orakel:
    """What a source said at each moment: (moment, voorkomens of one stapel, newest first)."""

    ladingen: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)

    def said(self, moment: str, voorkomens: list[dict[str, Any]]) -> None:
        self.ladingen.append((moment, voorkomens))

    def answer(self, dag: int, moment: str) -> str | None:
        """The value that held on this day with the knowledge of this moment, or None."""
        bekend = [v for m, v in self.ladingen if m <= moment]
        if not bekend:
            return None
        # From new to old: the first that had begun, unless a newer one began even earlier or at the same time.
        for voorkomen in bekend[-1]:
            if not voorkomen["onjuist"] and earliest(voorkomen["begin"]) <= dag:
                return str(voorkomen["waarde"])
        return None
