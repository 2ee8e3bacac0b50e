"""The register's own keys, and walking a groep's payload to protect or unprotect its BSNs.

The register and the log have different keys, so that their tables cannot be joined by anyone who holds a dump.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from processing.bescherming import Bescherming
from registry.model.definitie import Groep

VOORVOEGSEL = "bsn:"


@cache
def bescherming() -> Bescherming:
    """The register's keys."""
    return Bescherming.uit_ring(settings.SLEUTELS["register"])


def protected_paths(groep: Groep) -> tuple[str, ...]:
    """Paths of protected attributes within the groep (without the groep's own name)."""
    return tuple(a.pad.partition(".")[2] for a in groep.attributen if a.bescherming)


def place_of(tabel: str, voorkomen: UUID, pad: str) -> str:
    """What a protected value is bound to: table, row and path."""
    return f"{tabel}|{voorkomen}|{pad}"


def protect(waarde: str, plaats: str) -> str:
    """A value as it is stored: `bsn:<key id>:<base64>`."""
    ring = bescherming()
    return f"{VOORVOEGSEL}{ring.actief}:{base64.b64encode(ring.encrypt(waarde, plaats)).decode()}"


def reveal(opgeslagen: str, plaats: str) -> str:
    """The clear value of a stored one; raises SleutelFout."""
    _naam, sleutel_id, geheim = opgeslagen.split(":", 2)
    return bescherming().decrypt(base64.b64decode(geheim), plaats, sleutel_id)


def map_paths(gegevens: Any, paden: tuple[str, ...], werk: Callable[[str, str], Any]) -> Any:
    """A copy of a groep's payload in which `werk(path, value)` replaced the values at these paths; lists are walked."""
    for pad in paden:
        gegevens = _map(gegevens, pad.split("."), pad, werk)
    return gegevens


def _map(deel: Any, stappen: list[str], pad: str, werk: Callable[[str, str], Any]) -> Any:
    if isinstance(deel, list):
        return [_map(item, stappen, pad, werk) for item in deel]
    if not stappen:
        return werk(pad, deel) if isinstance(deel, str) else deel
    if isinstance(deel, dict) and stappen[0] in deel:
        return {**deel, stappen[0]: _map(deel[stappen[0]], stappen[1:], pad, werk)}
    return deel
