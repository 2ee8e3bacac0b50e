"""Which version answers under which path, for the header API-Version on errors (API Design Rules 29)."""

from __future__ import annotations

from collections.abc import Callable

_versies: list[tuple[str, Callable[[str], str | None]]] = []


def registreer(voorvoegsel: str, versie: Callable[[str], str | None]) -> None:
    """Let `versie(path)` tell the full version (semver) for paths under this prefix; None where there is no API."""
    if all(bestaand != voorvoegsel for bestaand, _ in _versies):
        _versies.append((voorvoegsel, versie))
        _versies.sort(key=lambda paar: -len(paar[0]))


def version_of(pad: str) -> str | None:
    """The version of the API at this path, or None."""
    for voorvoegsel, versie in _versies:
        if pad.startswith(voorvoegsel):
            return versie(pad)
    return None
