"""Pages for everyone: the front door, the developers' page, and static files."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nlapi.routes import routesoort
from portal.fouten import with_pages
from registry.catalogus import catalogus

STATISCH = Path(__file__).parent / "static" / "portal"


@routesoort("openbaar")
@require_safe
@with_pages
def start(request: HttpRequest) -> HttpResponse:
    """Three doors: residents, employees, developers."""
    return render(request, "portal/start.html", {})


@routesoort("openbaar")
@require_safe
@with_pages
def ontwikkelaars(request: HttpRequest) -> HttpResponse:
    """Which APIs there are and how to begin."""
    modellen = sorted(catalogus().modellen.values(), key=lambda m: (m.register, m.hoofdversie))
    return render(request, "portal/ontwikkelaars.html", {"modellen": modellen})


@cache
def _files() -> dict[str, bytes]:
    return {p.relative_to(STATISCH).as_posix(): p.read_bytes() for p in STATISCH.rglob("*") if p.is_file()}


@routesoort("openbaar")
@require_safe
def statisch(_request: HttpRequest, bestand: str) -> HttpResponse:
    """A static file of the portal; the set is fixed when the process starts, so no path can reach another file."""
    inhoud = _files().get(bestand)
    if inhoud is None:
        raise Http404
    soort = mimetypes.guess_type(bestand)[0] or "application/octet-stream"
    return HttpResponse(inhoud, content_type=soort, headers={"Cache-Control": "public, max-age=3600"})
