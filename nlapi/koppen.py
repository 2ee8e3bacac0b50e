"""Headers of every answer: request id, trace, security headers (API Design Rules 32), the API's version, no banner."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nlapi import versies

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
NUL_TRACE, NUL_SPAN = "0" * 32, "0" * 16

API_KOPPEN = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
API_PADEN = ("/api/", "/oauth/", "/intern/", "/.well-known/")


@dataclass(frozen=True, slots=True)
class Spoor:
    """Trace of one request (W3C Trace Context): the caller's trace id if it sent a valid one, and a span of our own."""

    trace_id: str
    span_id: str
    ouder: str | None = None


def nieuw_spoor(traceparent: str | None = None) -> Spoor:
    """The trace that goes on from this header, or a new one where it is absent or not valid."""
    treffer = TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if treffer is None or treffer[1] == NUL_TRACE or treffer[2] == NUL_SPAN:
        return Spoor(secrets.token_hex(16), secrets.token_hex(8))
    return Spoor(treffer[1], secrets.token_hex(8), treffer[2])


def is_api(request: HttpRequest) -> bool:
    """Whether this path speaks the API's language: JSON and problem documents."""
    return request.path.startswith(API_PADEN)


class KoppenMiddleware:
    """Gives a request its id and trace, and an answer its headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Identify the request, and finish the answer."""
        request.verzoek_id = uuid4()  # type: ignore[attr-defined]
        request.spoor = nieuw_spoor(request.headers.get("traceparent"))  # type: ignore[attr-defined]
        response = self.get_response(request)
        finish(request, response)
        return response


def finish(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the headers that every answer has; for an API path all of rule 32, replacing what pages have."""
    response["X-Request-Id"] = str(request.verzoek_id)  # type: ignore[attr-defined]
    # A web server that finds no such header puts its own name and so tells what we run on.
    response["Server"] = "bronhuis"
    if not is_api(request):
        return
    for naam, waarde in API_KOPPEN.items():
        if naam != "Cache-Control" or not response.has_header("Cache-Control"):
            response[naam] = waarde
    if not response.has_header("API-Version"):
        versie = versies.version_of(request.path)
        if versie:
            response["API-Version"] = versie
