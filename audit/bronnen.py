"""Where leaves come from: apps register a function in their own schema, and the sealer asks no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAAM_VAN_FUNCTIE = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True)
class Bron:
    """A source of leaves.

    `functie` (schema.name) takes (after xid, after id, before xid, at most) and gives (xid, id, zout, canonical bytes) in order of
    (xid, id), of committed transactions below that xid. `achterstand`, if there is one, takes (after xid, after id) and gives of all leaves
    after it (oldest moment, its age in seconds, how many).
    """

    naam: str
    functie: str
    achterstand: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no name of a function: it becomes part of a statement. Raises ValueError."""
        for functie in (self.functie, self.achterstand):
            if functie is not None and not NAAM_VAN_FUNCTIE.fullmatch(functie):
                raise ValueError(f"{functie!r} is geen functie in een schema")


_bronnen: dict[str, Bron] = {}


def register(bron: Bron) -> None:
    """Add a source; the same name twice must be the same source. Raises ValueError."""
    if _bronnen.setdefault(bron.naam, bron) != bron:
        raise ValueError(f"de bron {bron.naam} is al geregistreerd, met een andere functie")


def sources() -> Iterator[Bron]:
    """Every source, by name: the order in which a round takes them."""
    return iter(sorted(_bronnen.values(), key=lambda b: b.naam))
