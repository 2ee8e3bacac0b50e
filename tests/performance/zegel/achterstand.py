"""How long a line waits for its seal: from its own moment to the first signature under a tree that holds it (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Achterstand:
    """Seconds per sealed line, from small to large, and how many lines no signed tree holds."""

    seconden: tuple[float, ...]
    onverzegeld: int

    def percentile(self, deel: float) -> float:
        """The smallest wait that at least `deel` percent of the sealed lines stayed within; 0 where nothing was sealed."""
        return nearest_rank(self.seconden, deel)


def lags(regels: Iterable[tuple[int | None, float]], checkpoints: Sequence[tuple[int, float]]) -> Achterstand:
    """`regels`: (number of the leaf, or None without a place; moment). `checkpoints`: (size, moment of signing), from small to large.

    Moments are in seconds of one clock. A tree of size n holds the leaves 0 up to n - 1.
    """
    groottes = [grootte for grootte, _ in checkpoints]
    wachten, onverzegeld = list[float](), 0
    for nummer, moment in regels:
        plek = len(groottes) if nummer is None else bisect_right(groottes, nummer)
        if plek == len(groottes):
            onverzegeld += 1
        else:
            wachten.append(checkpoints[plek][1] - moment)
    return Achterstand(tuple(sorted(wachten)), onverzegeld)


def nearest_rank(gesorteerd: Sequence[float], deel: float) -> float:
    """The `deel`-th percentile of values from small to large, as one of them; 0 of none. Raises ValueError outside (0, 100]."""
    if not 0 < deel <= 100:
        raise ValueError(f"{deel} is geen percentage")
    return gesorteerd[ceil(len(gesorteerd) * deel / 100) - 1] if gesorteerd else 0.0
