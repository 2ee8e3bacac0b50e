"""When the writer acts: a schedule made beforehand, that does not wait for what it drives (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Of twenty actions one is a list of twenty persons, the rest are about one: 39 lines.
LIJST, OM_DE = 20, 20


@dataclass(frozen=True, slots=True)
class Afspraak:
    """An action at `moment` (seconds after the beginning) that leaves so many lines."""

    moment: float
    regels: int


def appointments(per_seconde: float, seconden: float) -> Iterator[Afspraak]:
    """Actions that together leave `per_seconde` lines a second, evenly spread; raises ValueError for a pace that is none."""
    if per_seconde <= 0:
        raise ValueError(f"{per_seconde} regels per seconde is geen tempo")
    geschreven = nummer = 0
    while (moment := geschreven / per_seconde) < seconden:
        regels = LIJST if nummer % OM_DE == OM_DE - 1 else 1
        yield Afspraak(moment, regels)
        geschreven, nummer = geschreven + regels, nummer + 1
