"""Pages for everyone: the front door and static files. The developers' page is in `portal.ontwikkelaars`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nlapi.routes import routesoort
from portal.fouten import LEZEN, with_pages
from portal.statisch import find


@routesoort("openbaar")
@with_pages(*LEZEN)
def start(request: HttpRequest) -> HttpResponse:
    """Three doors: residents, employees, developers."""
    return render(request, "portal/start.html", {})


@routesoort("openbaar")
@with_pages(*LEZEN)
def statisch(_request: HttpRequest, bestand: str) -> HttpResponse:
    """A static file of the portal."""
    gevonden = find(bestand)
    if gevonden is None:
        raise Http404
    return HttpResponse(gevonden.inhoud, content_type=gevonden.soort, headers={"Cache-Control": gevonden.bewaren})
