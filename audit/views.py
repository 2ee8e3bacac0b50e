"""What everybody may fetch of the sealed log: the newest checkpoint, its time-stamp, and the tiles (C2SP tlog-tiles). Hashes only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit import opslag
from audit.bewijs import cosigned
from audit.boom import read_tile_path
from audit.verbinding import ask
from nlapi.afhandeling import antwoord, refuse
from nlapi.probleem import MethodeNietToegestaan, NietGevonden
from nlapi.routes import routesoort

TEKST = "text/plain; charset=utf-8"
# A tile never changes once it is there; a checkpoint is followed by another within seconds.
VAST, KORT = "public, max-age=31536000, immutable", "public, max-age=5"


@routesoort("openbaar")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """GET the newest signed checkpoint with the signatures of witnesses; 404 while nothing was sealed."""
    if request.method not in {"GET", "HEAD"}:
        return _only_get(request)
    getekend = opslag.last_checkpoint(ask)
    if not getekend.notitie:
        return antwoord(refuse(request, NietGevonden()), request)
    return _given(cosigned(ask, getekend).encode(), TEKST, KORT)


@routesoort("openbaar")
def tegel(request: HttpRequest, pad: str) -> HttpResponse:
    """GET one tile of hashes, full or partial; 404 for what the tree does not have (yet)."""
    if request.method not in {"GET", "HEAD"}:
        return _only_get(request)
    try:
        gevraagd = read_tile_path(f"tile/{pad}")
    except ValueError:
        return antwoord(refuse(request, NietGevonden()), request)
    hashes = opslag.read_tile(ask, *gevraagd)
    if hashes is None:
        return antwoord(refuse(request, NietGevonden()), request)
    return _given(hashes, "application/octet-stream", VAST)


@routesoort("openbaar")
def sleutel(request: HttpRequest) -> HttpResponse:
    """GET the public key of this log as a verifier key; 404 where none was configured."""
    if request.method not in {"GET", "HEAD"}:
        return _only_get(request)
    if not settings.LOGSLEUTEL:
        return antwoord(refuse(request, NietGevonden()), request)
    return _given(f"{settings.LOGSLEUTEL}\n".encode(), TEKST, KORT)


@routesoort("openbaar")
def tijdstempel(request: HttpRequest) -> HttpResponse:
    """GET the newest time-stamp (RFC 3161, a whole response) over a checkpoint of this log; 404 where there is none."""
    if request.method not in {"GET", "HEAD"}:
        return _only_get(request)
    stempel = opslag.last_stamp(ask)
    if stempel is None:
        return antwoord(refuse(request, NietGevonden()), request)
    return _given(stempel.antwoord, "application/timestamp-reply", KORT)


@routesoort("openbaar")
def gestempeld(request: HttpRequest) -> HttpResponse:
    """GET the checkpoint that the newest time-stamp is over: exactly the bytes that were stamped; 404 where there is none."""
    if request.method not in {"GET", "HEAD"}:
        return _only_get(request)
    stempel = opslag.last_stamp(ask)
    if stempel is None:
        return antwoord(refuse(request, NietGevonden()), request)
    return _given(stempel.notitie.encode(), TEKST, KORT)


def _only_get(request: HttpRequest) -> HttpResponse:
    return antwoord(refuse(request, MethodeNietToegestaan(["GET", "HEAD"])), request)


def _given(inhoud: bytes, soort: str, bewaren: str) -> HttpResponse:
    koppen = {"Cache-Control": bewaren, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(inhoud, content_type=soort, headers=koppen)
