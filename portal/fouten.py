"""Error pages for people. They pass the gate as problem documents do: made by the error handler, without anything that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nlapi.afhandeling import refuse
from nlapi.probleem import GeenToegang, Probleem, ProbleemResponse


class ProbleemPagina(ProbleemResponse):
    """A problem as a page."""


def pagina(probleem: Probleem, request: HttpRequest) -> ProbleemPagina:
    """The page of this problem, with the request's number to report."""
    inhoud = render_to_string(
        "portal/fout.html",
        {"probleem": probleem, "verzoek": getattr(request, "verzoek_id", None), "zonder_sessie": True},
        request=None,
    )
    response = ProbleemPagina(inhoud, status=probleem.status, content_type="text/html; charset=utf-8")
    for naam, waarde in probleem.koppen.items():
        response[naam] = waarde
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


def with_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a Problem raised in a page's view leave its refusal line and become a page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Probleem as probleem:
            return pagina(refuse(request, probleem), request)

    return wrapped
