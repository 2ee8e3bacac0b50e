"""The table of 56 promises as data, and what the outcome of tests makes of each row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HIER = Path(__file__).parent
WORTEL = HIER.parents[1]
NUMMERS = tuple(f"T{nummer}" for nummer in range(1, 57))
Uitslag = Literal["groen", "deels", "rood", "elders", "nog niet"]


@dataclass(frozen=True, slots=True)
class Belofte:
    """One row: see the head of tabel.toml."""

    nummer: str
    wat: str
    toetsen: tuple[str, ...] = ()
    mist: str = ""
    komt_met: str = ""
    doel: str = ""

    def judge(self, uitkomsten: Mapping[str, bool], doelen: Iterable[str]) -> tuple[Uitslag, str]:
        """What is shown, and in words what is not; `uitkomsten` says per test of the table whether all of it passed."""
        rood = [t for t in self.toetsen if not uitkomsten.get(t, False)]
        rest = [f"mist: {self.mist}"] if self.mist else []
        elders = bool(self.doel and self.doel in doelen and not self.komt_met)
        if self.doel:
            rest.append(f"{'zie' if elders else 'straks'} make {self.doel}")
        if self.komt_met:
            rest.append(f"komt met: {self.komt_met}")
        if rood:
            return "rood", "; ".join(rood)
        if self.toetsen:
            return ("deels" if self.mist else "groen"), "; ".join(rest)
        return ("elders" if elders else "nog niet"), "; ".join(rest)


def read_table(tekst: str | None = None) -> list[Belofte]:
    """The rows as they stand in the file, in its order; raises ValueError (TOML, or a word that no row has)."""
    inhoud = tomllib.loads(tekst if tekst is not None else (HIER / "tabel.toml").read_text(encoding="utf-8"))
    try:
        return [
            Belofte(nummer, **{k: tuple(w) if k == "toetsen" else w for k, w in rij.items()})
            for nummer, rij in inhoud.items()
        ]
    except TypeError as fout:
        raise ValueError(str(fout)) from fout


def missing(beloften: Iterable[Belofte]) -> list[str]:
    """Numbers of the 56 that have no row."""
    return [n for n in NUMMERS if n not in {b.nummer for b in beloften}]


def make_targets() -> set[str]:
    """The targets of the Makefile that people use."""
    return set(re.findall(r"^([a-z-]+):.*## ", (WORTEL / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def covers(toets: str, node: str) -> bool:
    """Whether this test of the table (a file, a function, or one case) is or holds this node of pytest."""
    return node == toets or node.startswith((f"{toets}::", f"{toets}["))
