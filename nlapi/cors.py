"""CORS (API Design Rules 33): an allow-list by Origin; the OpenAPI documents and open data are for everyone."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

METHODEN = "GET, HEAD, POST, PATCH, DELETE"
KOPPEN = "Authorization, Content-Type, VerwerkingsactiviteitId, Eindgebruiker, traceparent"


class CorsMiddleware:
    """Answers preflights of listed origins and marks answers for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a preflight, or mark the answer."""
        origin = request.headers.get("Origin")
        if origin is None or not request.path.startswith("/api/"):
            return self.get_response(request)
        bekend = origin in settings.CORS_TOEGESTAAN
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers and bekend:
            response: HttpResponseBase = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = METHODEN
            response["Access-Control-Allow-Headers"] = KOPPEN
        else:
            response = self.get_response(request)
        if bekend:
            response["Access-Control-Allow-Origin"] = origin
            response["Vary"] = "Origin"
        return response
