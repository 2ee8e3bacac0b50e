"""Static files of the portal: read once, named by their digest so that a browser may keep them, and nothing else reachable."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAP = Path(__file__).parent / "static" / "portal"
ADRES = "/static/portal/"
# Under its own name a file may change with a release; under the name with its digest it never does.
EIGEN_NAAM = "public, max-age=3600"
MET_AFDRUK = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Bestand:
    """One static file as it is answered."""

    inhoud: bytes
    soort: str
    bewaren: str


@cache
def _files() -> tuple[dict[str, Bestand], dict[str, str]]:
    """Every file by each of its two names, and the name with digest by the plain one; fixed when the process starts."""
    bestanden: dict[str, Bestand] = {}
    namen: dict[str, str] = {}
    for pad in sorted(p for p in MAP.rglob("*") if p.is_file()):
        inhoud = pad.read_bytes()
        naam = pad.relative_to(MAP).as_posix()
        stam, _, achtervoegsel = naam.rpartition(".")
        met_afdruk = f"{stam}.{hashlib.sha256(inhoud).hexdigest()[:12]}.{achtervoegsel}"
        soort = mimetypes.guess_type(naam)[0] or "application/octet-stream"
        if soort.startswith("text/"):
            soort += "; charset=utf-8"
        bestanden[naam] = Bestand(inhoud, soort, EIGEN_NAAM)
        bestanden[met_afdruk] = Bestand(inhoud, soort, MET_AFDRUK)
        namen[naam] = met_afdruk
    return bestanden, namen


def find(naam: str) -> Bestand | None:
    """The file with this name, with or without digest; no path leads to another file."""
    return _files()[0].get(naam)


def address_of(naam: str) -> str:
    """The address with digest; raises KeyError for a file that is not there."""
    return ADRES + _files()[1][naam]
