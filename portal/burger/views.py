"""A citizen's coming and going, and help: pages without personal data. Those with them are in `overzicht`, `gegevens` and `gebruikpagina`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.parameters import Parameter, lees_query
from nlapi.probleem import NietGeauthenticeerd, NietGevonden
from nlapi.routes import routesoort
from portal.burger.sessie import current, sign_in
from portal.formulier import read_bsn
from portal.fouten import FORMULIER, LEZEN, VERSTUREN, with_pages
from processing.gebruik import Aanroep

HTML = "text/html; charset=utf-8"


def aanroep_van(request: HttpRequest) -> Aanroep:
    """The call behind this page view."""
    return Aanroep(request.verzoek_id, request.spoor)  # type: ignore[attr-defined]


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
def aanmelden(request: HttpRequest) -> HttpResponse:
    """The simulator in place of DigiD: type a BSN. Demo and test only."""
    if settings.MODUS not in {"demo", "test"}:
        raise NietGevonden
    fout = ""
    if request.method == "POST":
        bsn = read_bsn(request)
        if bsn is not None:
            sign_in(request, bsn)
            return HttpResponseRedirect(reverse("burger-start"))
        fout = _("Dit is geen burgerservicenummer. Het heeft 9 cijfers en klopt met de elfproef.")
    return render(request, "portal/burger/aanmelden.html", {"fout": fout}, status=400 if fout else 200)


@routesoort("eigen")
@never_cache
@with_pages(*VERSTUREN)
def afmelden(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return HttpResponseRedirect(f"{reverse('burger-verlopen')}?afgemeld=ja")


@routesoort("openbaar")
@never_cache
@with_pages(*LEZEN)
def verlopen(request: HttpRequest) -> HttpResponse:
    """Where a session ends: after the sign-out button, or after too long without a click."""
    return render(request, "portal/burger/verlopen.html", {"afgemeld": request.GET.get("afgemeld") == "ja"})


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
def sessie(request: HttpRequest) -> HttpResponse:
    """Keep the session going (every request does): 204, or 401 when it has ended. Asked by the page's own script."""
    if current(request) is None:
        raise NietGeauthenticeerd("sessie-verlopen", _("Uw sessie is verlopen. Meld u opnieuw aan."))
    return HttpResponse(status=204)


def read_filled(request: HttpRequest, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The query parameters; a field of a form that was left empty counts as not given."""
    gevuld = request.GET.copy()
    for naam in [naam for naam, waarden in gevuld.lists() if waarden == [""]]:
        del gevuld[naam]
    request.GET = gevuld  # type: ignore[assignment]
    return lees_query(request, parameters)


@routesoort("openbaar")
@with_pages(*LEZEN)
def hulp(request: HttpRequest) -> HttpResponse:
    """Help in plain words."""
    return render(request, "portal/burger/hulp.html", {"burger": current(request) is not None})
