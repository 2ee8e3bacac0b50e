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
def statisch(request: HttpRequest, bestand: str) -> HttpResponse:
    """A static file of the portal, in gzip to who takes that."""
    gevonden = find(bestand)
    if gevonden is None:
        raise Http404
    koppen = {"Cache-Control": gevonden.bewaren, "Vary": "Accept-Encoding"}
    if gevonden.ingepakt and "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(
            gevonden.ingepakt, content_type=gevonden.soort, headers=koppen | {"Content-Encoding": "gzip"}
        )
    return HttpResponse(gevonden.inhoud, content_type=gevonden.soort, headers=koppen)
