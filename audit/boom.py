"""The tree of the log (RFC 6962, 2.1), pure: growing it, the proofs in it, and the tiles in which it is kept (C2SP tlog-tiles).

What an outsider needs to check a tree stands in `audit.bronhuis_verify`, and is the same code here. A tree is known by its complete
nodes (`Knopen`), whatever keeps them; a size counts leaves, from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.bronhuis_verify import (
    EMPTY_ROOT,
    HASHLENGTE,
    TEGELBREEDTE,
    TEGELHOOGTE,
    Knopen,
    LeesTegel,
    consistency_proof,
    fold,
    knopen_from_tiles,
    node_hash,
    range_hash,
    split,
    tile_path,
)

__all__ = [
    "EMPTY_ROOT",
    "TEGELBREEDTE",
    "Knoop",
    "Knopen",
    "LeesTegel",
    "Rand",
    "consistency_proof",
    "inclusion_proof",
    "knopen_from_tiles",
    "read_tile_path",
    "root",
    "tile_data",
    "tile_path",
    "tiles_between",
]

Knoop = tuple[int, int, bytes]
"""A complete node: level, index, hash (32 bytes)."""

TEGELPAD = re.compile(r"tile/(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def root(knopen: Knopen, grootte: int) -> bytes:
    """The root of the tree of this size; raises ValueError for a negative one."""
    if grootte < 0:
        raise ValueError(f"Een logboek van {grootte} bladen bestaat niet.")
    return range_hash(knopen, 0, grootte)


def inclusion_proof(knopen: Knopen, nummer: int, grootte: int) -> list[bytes]:
    """The path from leaf `nummer` up to the root of the tree of this size (RFC 6962, 2.1.1); raises ValueError."""
    if not 0 <= nummer < grootte:
        raise ValueError(f"Blad {nummer} bestaat niet in een logboek van {grootte} bladen.")
    begin, eind, pad = 0, grootte, []
    while eind - begin > 1:
        midden = begin + split(eind - begin)
        if nummer < midden:
            pad.append(range_hash(knopen, midden, eind))
            eind = midden
        else:
            pad.append(range_hash(knopen, begin, midden))
            begin = midden
    return pad[::-1]


@dataclass(frozen=True, slots=True)
class Rand:
    """The right edge of a tree: all that is needed to grow it. `toppen` are its complete subtrees, largest first (one per bit of `grootte`).

    Raises ValueError when those do not fit.
    """

    grootte: int = 0
    toppen: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.grootte < 0 or len(self.toppen) != self.grootte.bit_count():
            raise ValueError(
                f"{len(self.toppen)} deelbomen zijn niet de rand van een logboek van {self.grootte} bladen."
            )
        if any(len(top) != HASHLENGTE for top in self.toppen):
            raise ValueError(f"Een deelboom heeft een hash die geen {HASHLENGTE} bytes lang is.")

    @classmethod
    def load(cls, knopen: Knopen, grootte: int) -> Rand:
        """The edge of a tree of this size that is kept elsewhere; raises ValueError for a negative size."""
        if grootte < 0:
            raise ValueError(f"Een logboek van {grootte} bladen bestaat niet.")
        toppen, begin = [], 0
        for niveau in range(grootte.bit_length() - 1, -1, -1):
            if grootte >> niveau & 1:
                toppen.append(knopen(niveau, begin >> niveau))
                begin += 1 << niveau
        return cls(grootte, tuple(toppen))

    @property
    def wortel(self) -> bytes:
        """The root of the tree with this edge."""
        return fold(self.toppen)

    def append(self, blad: bytes) -> Rand:
        """The edge after one more leaf (a leaf hash)."""
        return self.extend([blad])[0]

    def extend(self, bladen: Iterable[bytes]) -> tuple[Rand, list[Knoop]]:
        """The edge after these leaves (leaf hashes), and every node that they made complete: a leaf first, then what it closed."""
        grootte, toppen, nieuw = self.grootte, list(self.toppen), list[Knoop]()
        for blad in bladen:
            niveau, nummer, knoop = 0, grootte, blad
            nieuw.append((0, nummer, knoop))
            while nummer & 1:
                niveau, nummer, knoop = niveau + 1, nummer >> 1, node_hash(toppen.pop(), knoop)
                nieuw.append((niveau, nummer, knoop))
            toppen.append(knoop)
            grootte += 1
        return Rand(grootte, tuple(toppen)), nieuw


def tiles_between(oud: int, nieuw: int) -> list[tuple[int, int, int]]:
    """Which tiles (level, index, width) a tree has to write when it grows from `oud` to `nieuw` leaves; raises ValueError.

    Every tile that changed, once, as wide as it is now: partial tiles of sizes in between have no checkpoint and need not exist.
    """
    if not 0 <= oud <= nieuw:
        raise ValueError(f"Van {oud} naar {nieuw} bladen groeit een logboek niet.")
    tegels, niveau = list[tuple[int, int, int]](), 0
    while oud != nieuw:
        nummers = range(oud // TEGELBREEDTE, -(-nieuw // TEGELBREEDTE))
        tegels.extend((niveau, nummer, min(TEGELBREEDTE, nieuw - nummer * TEGELBREEDTE)) for nummer in nummers)
        niveau, oud, nieuw = niveau + 1, oud >> TEGELHOOGTE, nieuw >> TEGELHOOGTE
    return tegels


def tile_data(knopen: Knopen, niveau: int, nummer: int, breedte: int) -> bytes:
    """The bytes of a tile: `breedte` hashes of 32 bytes, from the left."""
    begin = nummer * TEGELBREEDTE
    return b"".join(knopen(niveau * TEGELHOOGTE, plaats) for plaats in range(begin, begin + breedte))


def read_tile_path(pad: str) -> tuple[int, int, int]:
    """Level, index and width of the tile at this path; the inverse of `tile_path`. Raises ValueError for every other spelling."""
    delen = TEGELPAD.fullmatch(pad)
    if not delen:
        raise ValueError("Dit is geen pad van een tegel.")
    tegel = int(delen[1]), int(re.sub("[x/]", "", delen[2])), int(delen[3] or TEGELBREEDTE)
    if tile_path(*tegel) != pad:
        raise ValueError("Dit pad van een tegel is niet geschreven zoals het hoort.")
    return tegel
