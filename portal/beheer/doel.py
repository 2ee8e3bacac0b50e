"""For what an employee looks: chosen before the first look, shown on every page, written with every look, and over after an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.routes import routesoort
from portal.beheer.toegang import GEGEVENSBEHEERDER, employee_call, for_employees
from portal.fouten import FORMULIER, with_pages
from processing.doelbinding import Doelbindingsclaim
from processing.gebruik import Aanroep, Toelichting
from processing.intern import BEHEERDOELEN, claim_for
from processing.models import Verwerkingsactiviteitversie
from processing.redenen import Reden, is_kenmerk

SLEUTEL = "kijkdoel"
DUUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kijkdoel:
    """The purpose that an employee chose: the name of an activity, its title, and why now."""

    activiteit: str
    titel: str
    toelichting: Toelichting

    @property
    def reden(self) -> str:
        """The reason in words."""
        return str(Reden(self.toelichting.reden).label)


def purposes() -> dict[str, str]:
    """Name and title of the activities for which employees may look here."""
    versies = Verwerkingsactiviteitversie.objects.select_related("activiteit").filter(
        activiteit__naam__in=BEHEERDOELEN, activiteit__ingetrokken_op=None
    )
    return {v.activiteit.naam: v.titel for v in versies if v.versie == v.activiteit.huidige_versie}


def current(request: HttpRequest) -> Kijkdoel | None:
    """What was chosen in this session and still holds."""
    gekozen = request.session.get(SLEUTEL)
    if not gekozen or datetime.fromisoformat(gekozen["tot"]) < datetime.now(UTC):
        return None
    return Kijkdoel(gekozen["activiteit"], gekozen["titel"], Toelichting(gekozen["reden"], gekozen["kenmerk"]))


def with_purpose(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a steward who said what for; others are asked first. The view gets the Kijkdoel as second argument."""

    @wraps(view)
    @for_employees(GEGEVENSBEHEERDER)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kijkdoel = current(request)
        if kijkdoel is None:
            verder = request.path if request.method in {"GET", "HEAD"} else reverse("beheer-zoeken")
            return HttpResponseRedirect(f"{reverse('beheer-doel')}?{urlencode({'verder': verder})}")
        return view(request, kijkdoel, *args, **kwargs)

    return wrapped


def call_for(request: HttpRequest, kijkdoel: Kijkdoel) -> tuple[Doelbindingsclaim, Aanroep]:
    """The claim of the chosen purpose and the call that names the employee and the reason."""
    claim = claim_for(kijkdoel.activiteit)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]
    return claim, employee_call(request, kijkdoel.toelichting)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(GEGEVENSBEHEERDER)
def doel(request: HttpRequest) -> HttpResponse:
    """Choose what for, why, and for which case; then go on where one was going."""
    mogelijk = purposes()
    verder = request.POST.get("verder") or request.GET.get("verder") or ""
    if not (verder.startswith("/beheer/") and url_has_allowed_host_and_scheme(verder, allowed_hosts=None)):
        verder = reverse("beheer-zoeken")
    gevuld = {naam: request.POST.get(naam, "").strip() for naam in ("activiteit", "reden", "kenmerk")}
    fouten: dict[str, str] = {}
    if request.method == "POST":
        if gevuld["activiteit"] not in mogelijk:
            fouten["activiteit"] = _("Kies waarvoor u kijkt.")
        if gevuld["reden"] not in Reden.values:
            fouten["reden"] = _("Kies waarom u nu kijkt.")
        if not is_kenmerk(gevuld["kenmerk"]):
            fouten["kenmerk"] = _("Vul het kenmerk van de zaak in: letters en cijfers, geen naam en geen BSN.")
        if not fouten:
            tot = (datetime.now(UTC) + DUUR).isoformat()
            request.session[SLEUTEL] = gevuld | {"titel": mogelijk[gevuld["activiteit"]], "tot": tot}
            return HttpResponseRedirect(verder)
    inhoud = {
        "doelen": mogelijk,
        "redenen": Reden.choices,
        "gevuld": gevuld,
        "fouten": fouten,
        "verder": verder,
        "medewerker": True,
    }
    return render(request, "portal/beheer/doel.html", inhoud, status=400 if fouten else 200)
