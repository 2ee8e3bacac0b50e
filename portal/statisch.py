"""Static files of the portal: read once, named by their digest so that a browser may keep them, and nothing else reachable."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

MAP = Path(__file__).parent / "static"
ADRES = "/static/"
# The style sheet of every page, made of these. The NL Design System goes in a cascade layer, so that our layout wins without
# a contest of selectors; its files lie unmodified in vendor/.
STIJL = "portal/stijl.css"
NLDS = ("vendor/utrecht-component-library-css-9.0.4/index.css", "vendor/utrecht-component-library-css-9.0.4/html.css")
TOKENS, INDELING = "portal/tokens.css", "portal/portal.css"
# Under its own name a file may change with a release; under the name with its digest it never does.
EIGEN_NAAM = "public, max-age=3600"
MET_AFDRUK = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Bestand:
    """One static file as it is answered; `ingepakt` is the same in gzip where that is worth it."""

    inhoud: bytes
    ingepakt: bytes | None
    soort: str
    bewaren: str


@cache
def _files() -> tuple[dict[str, Bestand], dict[str, str]]:
    """Every file by each of its two names, and the name with digest by the plain one; fixed when the process starts."""
    bestanden: dict[str, Bestand] = {}
    namen: dict[str, str] = {}
    los = {p.relative_to(MAP).as_posix(): p.read_bytes() for p in MAP.rglob("*") if p.is_file()}
    for naam, inhoud in sorted((los | {STIJL: _style(los)}).items()):
        stam, _, achtervoegsel = naam.rpartition(".")
        met_afdruk = f"{stam}.{hashlib.sha256(inhoud).hexdigest()[:12]}.{achtervoegsel}"
        soort = mimetypes.guess_type(naam)[0] or "application/octet-stream"
        if soort.startswith("text/"):
            soort += "; charset=utf-8"
        ingepakt = gzip.compress(inhoud, 9, mtime=0)
        kleiner = ingepakt if len(ingepakt) < 0.8 * len(inhoud) else None
        bestanden[naam] = Bestand(inhoud, kleiner, soort, EIGEN_NAAM)
        bestanden[met_afdruk] = Bestand(inhoud, kleiner, soort, MET_AFDRUK)
        namen[naam] = met_afdruk
    return bestanden, namen


def _style(los: dict[str, bytes]) -> bytes:
    """The whole style sheet, with the municipality's own tokens where it set them; raises OSError when that file cannot be read."""
    tokens = Path(settings.HUISSTIJL).read_bytes() if settings.HUISSTIJL else los[TOKENS]
    nlds = b"\n".join(los[naam] for naam in NLDS)
    return b"@layer nlds {\n" + nlds + b"\n}\n" + tokens + b"\n" + los[INDELING]


def find(naam: str) -> Bestand | None:
    """The file with this name, with or without digest; no path leads to another file."""
    return _files()[0].get(naam)


def address_of(naam: str) -> str:
    """The address with digest; raises KeyError for a file that is not there."""
    return ADRES + _files()[1][naam]
