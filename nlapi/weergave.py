"""The base of API views: JSON in, bytes out. Views make their own bytes; nothing is rendered after the transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import IO, Any

import orjson
from django.http import HttpResponse
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from nlapi.routes import Routesoort

# The ranges that JSON falls under; the most specific one that was sent decides (RFC 9110, 12.5.1).
JSON_BEREIKEN = ("application/json", "application/*", "*/*")
NUL = re.compile(r"q=0(\.0{0,3})?")


class DubbeleSleutel(ValueError):
    """A JSON object names one key twice."""


def _unique(paren: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({sleutel for sleutel, _ in paren}) != len(paren):
        raise DubbeleSleutel
    return dict(paren)


class JsonParser(BaseParser):
    """application/json by RFC 8259: UTF-8, no NaN, no key twice."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parsed body; raises ParseError."""
        inhoud = stream.read()
        try:
            orjson.loads(inhoud)
            return json.loads(inhoud, object_pairs_hook=_unique)
        except (ValueError, RecursionError) as fout:
            raise ParseError from fout


class JsonRenderer(BaseRenderer):
    """Only there for negotiation: views hand over bytes."""

    media_type = "application/json"
    format = "json"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """JSON bytes."""
        return orjson.dumps(data)


def _range(deel: str) -> tuple[str, bool]:
    """A media range of an Accept header, and whether it is welcome: a quality of zero means it is not."""
    bereik, *parameters = (stuk.replace(" ", "").lower() for stuk in deel.split(";"))
    return bereik, not any(NUL.fullmatch(parameter) for parameter in parameters)


class AlleenJson(BaseContentNegotiation):
    """application/json or nothing: an Accept header that leaves no JSON is 406."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser | None:
        """The JSON parser where the Content-Type is JSON."""
        mediatype = (request.content_type or "").partition(";")[0].strip().lower()
        return next((p for p in parsers if p.media_type in {mediatype, "*/*"}), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The JSON renderer; raises NotAcceptable."""
        accept = request.headers.get("Accept", "*/*")
        welkom = dict(_range(deel) for deel in accept.split(",") if deel.strip()) or {"*/*": True}
        if next((welkom[bereik] for bereik in JSON_BEREIKEN if bereik in welkom), False):
            return renderers[0], "application/json"
        raise NotAcceptable


class ApiWeergave(APIView):
    """An API view: declares its routesoort, negotiates JSON, answers every other method with 405."""

    routesoort: Routesoort
    parser_classes: Sequence[type[BaseParser]] = (JsonParser,)
    renderer_classes = (JsonRenderer,)
    content_negotiation_class = AlleenJson
    permission_classes = ()
    throttle_classes = ()
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options"]

    @property
    def allowed_methods(self) -> list[str]:
        """What the header Allow says: without OPTIONS, since that is 405 here."""
        return [methode for methode in super().allowed_methods if methode != "OPTIONS"]

    def perform_authentication(self, request: Request) -> None:
        """Verify the token, and keep its claim on the request for the refusal line."""
        super().perform_authentication(request)
        if request.auth is not None:
            request._request.doelbindingsclaim = request.auth  # type: ignore[attr-defined]

    def options(self, request: Any, *_args: Any, **_kwargs: Any) -> Any:
        """No browsable API: 405 with the methods that there are."""
        raise MethodNotAllowed("OPTIONS")


class JsonAntwoord(HttpResponse):
    """JSON bytes that hold no personal data."""

    def __init__(self, inhoud: bytes, status: int = 200, koppen: Mapping[str, str] | None = None) -> None:
        super().__init__(inhoud, status=status, content_type="application/json")
        for naam, waarde in (koppen or {}).items():
            self[naam] = waarde
