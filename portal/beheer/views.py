"""Read-only pages for employees; looking into the log leaves its own line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import uuid5

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.probleem import GeenToegang
from nlapi.routes import routesoort
from portal.beheer.autorisaties import overview
from portal.burger.bladzijde import first_period
from portal.burger.gebruik import as_sentences
from portal.burger.views import HTML, aanroep_van
from portal.formulier import read_bsn
from portal.fouten import FORMULIER, LEZEN, VERSTUREN, with_pages
from processing.gebruik import Aanroep
from processing.intern import BRONHUIS, TOEZICHT_LOG, claim_for
from processing.logboek import Regel, lines_of_person
from processing.models import Verwerkingsactiviteit
from processing.poort import PersoonsgegevensAntwoord

TOEZICHTHOUDER = "toezichthouder"
MAX_REGELS = 100
DAGEN = 366


def employee_call(request: HttpRequest) -> Aanroep:
    """The call of this employee: a key that means nothing outside this installation."""
    return replace(aanroep_van(request), eindgebruiker=str(uuid5(BRONHUIS, f"medewerker|{request.user.pk}")))


def for_employees(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for employees who are signed in; others go to the sign-in page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.is_active and request.user.is_staff):
            return HttpResponseRedirect(reverse("beheer-aanmelden"))
        return view(request, *args, **kwargs)

    return wrapped


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
def aanmelden(request: HttpRequest) -> HttpResponse:
    """Name and password; a second factor comes with the steward's own tasks."""
    fout = ""
    if request.method == "POST":
        medewerker = authenticate(
            request, username=request.POST.get("naam", ""), password=request.POST.get("wachtwoord", "")
        )
        if medewerker is not None and medewerker.is_staff:
            # Whoever was signed in here before, as a resident too, is signed out first.
            request.session.flush()
            login(request, medewerker)
            return HttpResponseRedirect(reverse("beheer-start"))
        fout = _("De naam of het wachtwoord klopt niet.")
    return render(request, "portal/beheer/aanmelden.html", {"fout": fout}, status=400 if fout else 200)


@routesoort("eigen")
@with_pages(*VERSTUREN)
def afmelden(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("start"))


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees
def start(request: HttpRequest) -> HttpResponse:
    """What there is to see here."""
    return render(request, "portal/beheer/start.html", {"medewerker": True})


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees
def autorisaties(request: HttpRequest) -> HttpResponse:
    """Every autorisatie with its versions and regels."""
    return render(request, "portal/beheer/autorisaties.html", {"autorisaties": overview(), "medewerker": True})


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees
def activiteiten(request: HttpRequest) -> HttpResponse:
    """The register of processing activities (AVG art. 30)."""
    rijen = Verwerkingsactiviteit.objects.prefetch_related("versies")
    overzicht = [{"activiteit": r, "versies": sorted(r.versies.all(), key=lambda v: -v.versie)} for r in rijen]
    return render(request, "portal/beheer/activiteiten.html", {"activiteiten": overzicht, "medewerker": True})


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@for_employees
def wie_zag(request: HttpRequest) -> HttpResponse:
    """The lines about one person: for the privacy officer, known in the log by a meaningless key."""
    if not request.user.groups.filter(name=TOEZICHTHOUDER).exists():
        raise GeenToegang("geen-toezichthouder", _("Alleen een toezichthouder mag in het verwerkingslog kijken."))
    bsn = read_bsn(request)
    if bsn is None:
        return HttpResponseRedirect(f"{reverse('beheer-log')}?fout=bsn")
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(regels: tuple[Regel, ...], _velden: frozenset[str]) -> bytes:
        inhoud = {
            "regels": as_sentences(regels[:MAX_REGELS], "toezicht"),
            "meer": len(regels) > MAX_REGELS,
            "toezicht": True,
            "medewerker": True,
        }
        return render_to_string("portal/beheer/wie_zag.html", inhoud, request=request).encode()

    geleverd = lines_of_person(
        claim,
        employee_call(request),
        bsn,
        first_period(DAGEN),
        weergave,
        aantal=MAX_REGELS,
        ook_vertrouwelijk=True,
        actie="zoeken",
    )
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees
def log(request: HttpRequest) -> HttpResponse:
    """The form that asks for whom."""
    fout = _("Vul een burgerservicenummer in van 9 cijfers dat klopt met de elfproef.") if "fout" in request.GET else ""
    return render(request, "portal/beheer/log.html", {"fout": fout, "medewerker": True})
