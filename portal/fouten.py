"""Error pages for people. They pass the gate as problem documents do: made by the error handler, without anything that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nlapi.afhandeling import refuse
from nlapi.probleem import GeenToegang, MethodeNietToegestaan, OngeldigeInvoer, Probleem, ProbleemResponse
from portal import voorkeuren

LEZEN = ("GET", "HEAD")
FORMULIER = ("GET", "HEAD", "POST")
VERSTUREN = ("POST",)


class ProbleemPagina(ProbleemResponse):
    """A problem as a page."""


def pagina(probleem: Probleem, request: HttpRequest) -> ProbleemPagina:
    """The page of this problem, with the request's number to report."""
    # Rendered without the request: nothing of what was asked or of who asks can reach an error page.
    inhoud = render_to_string(
        "portal/fout.html",
        {"probleem": probleem, "verzoek": getattr(request, "verzoek_id", None)},
        request=None,
    )
    response = ProbleemPagina(inhoud, status=probleem.status, content_type="text/html; charset=utf-8")
    for naam, waarde in probleem.koppen.items():
        response[naam] = waarde
    response["Cache-Control"] = "no-store"
    return response


def again(request: HttpRequest, sjabloon: str, inhoud: dict[str, Any]) -> ProbleemPagina:
    """A form once more, with what was typed and what is wrong with it: an error of the visitor, so it leaves a refusal line.

    `inhoud` holds our own texts and the visitor's own input, never anything that was read from a register.
    """
    refuse(request, OngeldigeInvoer([]))
    response = ProbleemPagina(
        render_to_string(sjabloon, inhoud, request=request), status=400, content_type="text/html; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    return response


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or from a session that ended."""
    return pagina(
        refuse(
            request,
            GeenToegang(
                "formulier-verlopen",
                _("Dit formulier is verlopen. Ga terug, ververs de pagina en probeer het opnieuw."),
            ),
        ),
        request,
    )


def with_pages(*methoden: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view one of our pages: these methods only, `?taal=` and `?thema=` obeyed, and a Problem leaves its refusal line and becomes a page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methoden:
                    raise MethodeNietToegestaan(methoden)
                return voorkeuren.chosen(request) or view(request, *args, **kwargs)
            except Probleem as probleem:
                return pagina(refuse(request, probleem), request)

        return wrapped

    return decorate
