"""The outermost gate: personal-data bytes leave only with the receipt of exactly these bytes.

Default deny. A route that was not declared answers 500; a body on a `persoonsgegevens` route needs either the receipt of its
own digest or to be a problem document that the error handler made. Streaming is refused: nobody can sign for a stream.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from nlapi import toegangslog
from nlapi.afhandeling import antwoord
from nlapi.probleem import InterneFout, ProbleemResponse
from nlapi.routes import soort_van
from processing.gebruik import Geleverd

log = structlog.get_logger(__name__)

DOORVERWIJZING = frozenset({301, 302, 303, 307, 308})
# Answers that may not even tell a length.
ZONDER_INHOUD = frozenset({204, 304})
# An error without a body (a method that is not there) carries nothing.
ZONDER_GEGEVENS = 400


class PersoonsgegevensAntwoord(HttpResponse):
    """The only answer that may carry personal data: made from delivered bytes, and holds their receipt."""

    def __init__(self, geleverd: Geleverd, *, content_type: str, status: int = 200) -> None:
        super().__init__(geleverd.inhoud, content_type=content_type, status=status)
        self.bewijs = geleverd.bewijs


def may_leave(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this answer may leave: see the module."""
    if isinstance(response, (ProbleemResponse, OpenDataAntwoord)):
        return True
    if request.resolver_match is None:
        return not response.streaming and not getattr(response, "content", b"")
    soort = soort_van(request)
    if soort is None:
        return False
    if soort != "persoonsgegevens":
        return True
    if response.streaming or not isinstance(response, HttpResponse):
        return False
    bewijs = getattr(response, "bewijs", None)
    if bewijs is not None:
        return bool(bewijs.sha256 == hashlib.sha256(response.content).digest())
    return (response.status_code in DOORVERWIJZING or response.status_code >= ZONDER_GEGEVENS) and not response.content


class OpenDataAntwoord(HttpResponse):
    """An answer of open data, on a route that may also carry personal data; the model decides which, never the caller."""

    def __init__(self, inhoud: bytes, *, persoonsgegevens: bool, content_type: str) -> None:
        if persoonsgegevens:
            msg = "persoonsgegevens gaan alleen met een ontvangstbewijs naar buiten"
            raise ValueError(msg)
        super().__init__(inhoud, content_type=content_type)


class Poort:
    """Middleware, first in the list: nothing comes after it on the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the answer out, or an error in its place."""
        response = self._answer(request)
        toegangslog.record(
            request, response, "openbaar" if isinstance(response, OpenDataAntwoord) else soort_van(request)
        )
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not may_leave(request, response):
            route = request.resolver_match.route if request.resolver_match else None
            log.error("verwerkingslog_ontbreekt", route=route, methode=request.method)
            response.close()
            return antwoord(InterneFout(code="verwerkingslog-ontbreekt"), request)
        if isinstance(response, HttpResponse) and response.status_code not in ZONDER_INHOUD:
            # A known length goes out in one piece; without it the server cuts the answer in chunks.
            response["Content-Length"] = str(len(response.content))
            if request.method == "HEAD":
                response.content = b""
        return response
