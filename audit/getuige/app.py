"""The witness over HTTP: a small WSGI application without Django (C2SP tlog-witness, and two pages to look at).

`make_app` for those who put it in a server of their own; `from_environment` is what `manage.py getuige start` lets granian load.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from audit.getuige.bladzijde import CSP, write_page
from audit.getuige.getuige import Getuige
from audit.getuige.opslag import Opslag
from audit.getuige.regels import GEWONE_TEKST, LANGSTE_VERZOEK, Afgewezen
from audit.sleutelbestand import read_key

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SLEUTELVARIABELE = "BRONHUIS_GETUIGE_SLEUTEL"
OPSLAGVARIABELE = "BRONHUIS_GETUIGE_OPSLAG"
CHECKPOINT = re.compile(r"/checkpoint/([0-9a-f]{64})")
KOPPEN = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What goes out."""

    status: int
    tekst: str
    soort: str = GEWONE_TEKST
    koppen: tuple[tuple[str, str], ...] = field(default=())


def make_app(opslag: Path, sleutel: Path) -> WSGIApplication:
    """The witness on this SQLite file with the key in this file; raises BestandFout."""
    bestand = Opslag(opslag)
    bestand.prepare()
    return app_of(Getuige(bestand, read_key(sleutel)))


def from_environment() -> WSGIApplication:
    """The witness whose files stand in the environment, with its log as JSON on stderr."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(os.fdopen(os.dup(2), "w", buffering=1)),
    )
    return make_app(Path(os.environ[OPSLAGVARIABELE]), Path(os.environ[SLEUTELVARIABELE]))


def app_of(getuige: Getuige) -> WSGIApplication:
    """The WSGI application of this witness."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            antwoord = answer(getuige, environ)
        except sqlite3.Error:
            antwoord = Antwoord(503, "De getuige kan nu niet bij zijn bestand.\n", koppen=(("Retry-After", "5"),))
        inhoud = antwoord.tekst.encode()
        koppen = [("Content-Type", antwoord.soort), ("Content-Length", str(len(inhoud))), *antwoord.koppen, *KOPPEN]
        start_response(f"{antwoord.status} {HTTPStatus(antwoord.status).phrase}", koppen)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [inhoud]

    return app


def answer(getuige: Getuige, environ: WSGIEnvironment) -> Antwoord:
    """The answer to one request; raises sqlite3.Error when the file cannot be read."""
    pad, methode = environ.get("PATH_INFO") or "/", environ["REQUEST_METHOD"]
    checkpoint = CHECKPOINT.fullmatch(pad)
    if checkpoint is None and pad not in {"/", "/sleutel", "/add-checkpoint"}:
        return Antwoord(404, "Deze bladzijde is er niet.\n")
    mag = ("POST",) if pad == "/add-checkpoint" else ("GET", "HEAD")
    if methode not in mag:
        return Antwoord(405, f"Dit adres kent alleen {' en '.join(mag)}.\n", koppen=(("Allow", ", ".join(mag)),))
    sleutel = getuige.sleutel.openbaar_getuige
    if checkpoint is not None:
        notitie = getuige.opslag.note(checkpoint[1])
        return Antwoord(404, "Deze getuige zag dit log nog niet.\n") if notitie is None else Antwoord(200, notitie)
    match pad:
        case "/":
            return Antwoord(200, write_page(sleutel, getuige.opslag.logs()), "text/html; charset=utf-8")
        case "/sleutel":
            return Antwoord(200, f"{sleutel.tekst}\n")
        case _:
            return add_checkpoint(getuige, environ)


def add_checkpoint(getuige: Getuige, environ: WSGIEnvironment) -> Antwoord:
    """The answer to a submission; a line in the log says what became of it, without the caller's own words."""
    try:
        regel = getuige.add_checkpoint(read_body(environ))
    except Afgewezen as afgewezen:
        log.warning("checkpoint_afgewezen", status=afgewezen.status)
        later = (("Retry-After", "5"),) if afgewezen.status == HTTPStatus.SERVICE_UNAVAILABLE else ()
        return Antwoord(afgewezen.status, afgewezen.tekst, afgewezen.soort, later)
    log.info("checkpoint_gezien")
    return Antwoord(200, regel)


def read_body(environ: WSGIEnvironment) -> bytes:
    """The body, as far as one byte past what is allowed; raises Afgewezen (413) when more is announced."""
    lengte = environ.get("CONTENT_LENGTH") or ""
    meest = LANGSTE_VERZOEK + 1
    if lengte.isdecimal() and int(lengte) > LANGSTE_VERZOEK:
        raise Afgewezen(413, f"Een verzoek heeft hooguit {LANGSTE_VERZOEK} bytes.\n")
    inhoud: bytes = environ["wsgi.input"].read(int(lengte) if lengte.isdecimal() else meest)
    return inhoud
