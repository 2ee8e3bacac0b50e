"""Where leaves come from: apps register a function in their own schema, and the sealer asks no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAAM = re.compile(r"[a-z][a-z0-9-]*")
NAAM_VAN_FUNCTIE = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True)
class Bron:
    """A source of leaves.

    `functie` (schema.name) takes (after xid, after id, before xid, at most) and gives (xid, id, zout, canonical bytes) in order of
    (xid, id), of committed transactions below that xid. `toets`, for a source whose leaves put down what stands elsewhere, takes nothing
    and gives (leaf or NULL, table, row) for every row that is not what its last leaf says. `verklaringen`, for a source of which leaves may
    lawfully be destroyed, takes nothing and gives (id, number of leaves, digest) of each declaration; a destroyed leaf comes without salt, and
    the 16 bytes of its declaration's id for bytes. The digest is a chain in order of (xid, id): SHA-256(so far, xid in 8 bytes, id in 16).
    `achterstand`, if there is one, takes (after xid, after id) and gives of all leaves after it (oldest moment, its age in seconds, how many).
    """

    naam: str
    functie: str
    toets: str | None = None
    verklaringen: str | None = None
    achterstand: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no name, or no name of a function: both become part of what the database is sent. Raises ValueError."""
        if not NAAM.fullmatch(self.naam):
            raise ValueError(f"{self.naam!r} is geen naam van een bron")
        for functie in (self.functie, self.toets, self.verklaringen, self.achterstand):
            if functie is not None and not NAAM_VAN_FUNCTIE.fullmatch(functie):
                raise ValueError(f"{functie!r} is geen functie in een schema")


GATEN = Bron("gat", "audit.bladen_van_gaten")
"""What restores lost, as two people declared it: the one source that is our own."""

_bronnen: dict[str, Bron] = {}


def register(bron: Bron) -> None:
    """Add a source; the same name twice must be the same source. Raises ValueError."""
    if _bronnen.setdefault(bron.naam, bron) != bron:
        raise ValueError(f"de bron {bron.naam} is al geregistreerd, met een andere functie")


def sources() -> Iterator[Bron]:
    """Every source, by name: the order in which a round takes them."""
    return iter(sorted(_bronnen.values(), key=lambda b: b.naam))
