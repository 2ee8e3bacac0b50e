"""Middleware for pages only: sessions, languages, forms and their protection mean nothing to an API, and cost it as much as a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.module_loading import import_string

from nlapi.koppen import is_api

Afhandeling = Callable[[HttpRequest], HttpResponseBase]


class Paginalaag:
    """Runs the middleware of settings.PAGINALAAG around a page, and none of it around an API path."""

    def __init__(self, get_response: Afhandeling) -> None:
        self.direct = get_response
        self.voor_view: list[Callable[..., HttpResponseBase | None]] = []
        self.pagina = get_response
        for pad in reversed(settings.PAGINALAAG):
            laag = import_string(pad)(self.pagina)
            # Django asks each middleware before a view; it only sees this one.
            if hasattr(laag, "process_view"):
                self.voor_view.insert(0, laag.process_view)
            self.pagina = cast("Afhandeling", convert_exception_to_response(laag))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with or without the layers; an API speaks the installation's own language, whatever page this thread made before."""
        if not is_api(request):
            return self.pagina(request)
        translation.deactivate()
        return self.direct(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """What Django asks before a view: the first layer that answers has answered."""
        if is_api(request):
            return None
        for vraag in self.voor_view:
            antwoord = vraag(request, view, args, kwargs)
            if antwoord is not None:
                return antwoord
        return None
