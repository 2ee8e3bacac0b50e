"""A small log to judge: trees that grow, and trees that were rewritten from some leaf on."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

from audit.bronhuis_verify import Checkpoint, append_leaf, consistency_proof, fold, leaf_hash

OORSPRONG = "bronstede.example/verwerkingslog"


@dataclass(frozen=True)
class Proefboom:
    """A log whose leaves differ from those of another `tak` from number `vanaf` on."""

    tak: int = 0
    vanaf: int = 0
    oorsprong: str = OORSPRONG

    @functools.cache  # noqa: B019 - a handful of trees per run
    def leaf(self, nummer: int) -> bytes:
        tak = self.tak if nummer >= self.vanaf else 0
        return leaf_hash(hashlib.sha256(f"{tak} {nummer}".encode()).digest())

    @functools.cache  # noqa: B019
    def root(self, grootte: int, begin: int = 0) -> bytes:
        toppen: list[bytes] = []
        for nummer in range(grootte):
            append_leaf(toppen, nummer, self.leaf(begin + nummer))
        return fold(toppen)

    def checkpoint(self, grootte: int, *uitbreiding: str) -> Checkpoint:
        return Checkpoint(self.oorsprong, grootte, self.root(grootte), uitbreiding)

    def proof(self, oud: int, nieuw: int) -> tuple[bytes, ...]:
        def node(niveau: int, nummer: int) -> bytes:
            return self.root(1 << niveau, nummer << niveau)

        return tuple(consistency_proof(node, oud, nieuw)) if oud <= nieuw else ()
