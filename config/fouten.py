"""Django's own error hooks: a problem document on API paths, a page for people elsewhere."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse

from nlapi.afhandeling import antwoord, as_probleem, refuse
from nlapi.koppen import is_api
from nlapi.probleem import GeenToegang, InterneFout, NietGevonden, OngeldigeInvoer, Probleem
from portal.fouten import pagina


def _answer(request: HttpRequest, probleem: Probleem) -> HttpResponse:
    return antwoord(refuse(request, probleem), request) if is_api(request) else pagina(probleem, request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what Django itself refuses (host, size, form)."""
    probleem = as_probleem(exception)
    return _answer(request, probleem if probleem.status == 400 else OngeldigeInvoer([]))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, GeenToegang("geen-toegang", "U hebt geen toegang tot deze pagina."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, NietGevonden())


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database said "not now"; the exception is the one being handled."""
    fout = sys.exc_info()[1]
    return _answer(request, as_probleem(fout) if fout is not None else InterneFout())
