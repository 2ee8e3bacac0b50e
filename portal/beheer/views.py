"""The first page of /beheer: what there is to do for the roles of this employee."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from nlapi.routes import routesoort
from portal.beheer.doel import current
from portal.beheer.toegang import for_employees
from portal.fouten import LEZEN, with_pages


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees()
def start(request: HttpRequest) -> HttpResponse:
    """The tasks of this employee's roles."""
    inhoud = {"rollen": request.rollen, "kijkdoel": current(request), "medewerker": True}  # type: ignore[attr-defined]
    return render(request, "portal/beheer/start.html", inhoud)
