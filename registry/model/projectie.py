"""Cutting a document to granted paths. Pure. A granted path gives everything below it; lists are walked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Snede:
    """Granted paths as a tree: an empty node means everything below."""

    boom: Mapping[str, Any]

    def pas_toe(self, gegevens: Mapping[str, Any]) -> dict[str, Any]:
        """A copy with the granted leaves only; what becomes empty is left out."""
        uitkomst = _cut(gegevens, self.boom)
        return uitkomst if isinstance(uitkomst, dict) else {}


_NIETS = object()


def _cut(deel: Any, boom: Mapping[str, Any]) -> Any:
    if not boom:
        return deel
    if isinstance(deel, list):
        items = [item for item in (_cut(d, boom) for d in deel) if item is not _NIETS]
        return items or _NIETS
    if not isinstance(deel, dict):
        return _NIETS
    # In the order of the document: one answer has one form, in whatever process.
    uit = {}
    for naam, inhoud in deel.items():
        if naam in boom:
            waarde = _cut(inhoud, boom[naam])
            if waarde is not _NIETS:
                uit[naam] = waarde
    return uit or _NIETS


def compileer(paden: Iterable[str]) -> Snede:
    """The cut for these paths; a path below a granted one adds nothing."""
    boom: dict[str, Any] = {}
    gesorteerd = sorted(paden, key=lambda pad: pad.count("."))
    for pad in gesorteerd:
        niveau, stappen = boom, pad.split(".")
        for nummer, stap in enumerate(stappen):
            if stap in niveau and not niveau[stap]:
                break
            if nummer == len(stappen) - 1:
                niveau[stap] = {}
            else:
                niveau = niveau.setdefault(stap, {})
    return Snede(boom)


def snijd(gegevens: Mapping[str, Any], paden: Iterable[str]) -> dict[str, Any]:
    """`compileer(paden).pas_toe(gegevens)`."""
    return compileer(paden).pas_toe(gegevens)


def is_binnen(pad: str, toegestaan: Iterable[str]) -> bool:
    """Whether this path is granted: itself, or something above it."""
    toegestaan = toegestaan if isinstance(toegestaan, (set, frozenset)) else frozenset(toegestaan)
    stappen = pad.split(".")
    return any(".".join(stappen[: n + 1]) in toegestaan for n in range(len(stappen)))


def paden_in(gegevens: Any, voorvoegsel: str = "") -> frozenset[str]:
    """The leaf paths that really stand in a document; an empty object or list is no leaf."""
    gevonden: set[str] = set()
    _collect(gegevens, voorvoegsel, gevonden)
    return frozenset(gevonden)


def _collect(deel: Any, pad: str, gevonden: set[str]) -> None:
    if isinstance(deel, dict):
        for naam, waarde in deel.items():
            _collect(waarde, f"{pad}.{naam}" if pad else naam, gevonden)
    elif isinstance(deel, list):
        for item in deel:
            _collect(item, pad, gevonden)
    else:
        gevonden.add(pad)
