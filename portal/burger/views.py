"""The citizen's pages. Pages with personal data are rendered inside the transaction that logs the look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.parameters import Parameter, lees_query
from nlapi.probleem import Fout, NietGeauthenticeerd, NietGevonden, OngeldigeInvoer
from nlapi.routes import routesoort
from portal.burger.bladzijde import first_period, open_lines, open_objects, seal_lines, seal_objects
from portal.burger.gebruik import as_sentences
from portal.burger.register import houder_key, personal_types, sections
from portal.burger.sessie import Burger, current, for_citizens, sign_in
from portal.formulier import read_bsn
from portal.fouten import FORMULIER, LEZEN, VERSTUREN, with_pages
from portal.tekst import label
from processing.gebruik import Aanroep, Geleverd
from processing.intern import INZAGE_BETROKKENE, claim_for
from processing.logboek import Regel, lines_of_person
from processing.poort import PersoonsgegevensAntwoord
from registry.catalogus import catalogus
from registry.selectors import Levering, Tijdvraag, Vrager, zoek

HTML = "text/html; charset=utf-8"
PERIODEN = {"week": 7, "maand": 31, "jaar": 366}
PER_PAGINA = 20


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


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def start(request: HttpRequest, _burger: Burger) -> HttpResponse:
    """Which registers there are; no data yet."""
    registers = [
        {
            "titel": label(s.objecttype.titel),
            "omschrijving": label(s.model.omschrijving),
            "naam": label(s.model.titel),
            "register": s.model.register,
            "objecttype": s.objecttype.naam,
        }
        for s in personal_types()
    ]
    return render(request, "portal/burger/start.html", {"registers": registers, "burger": True})


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def register(request: HttpRequest, burger: Burger, register: str, objecttype: str) -> HttpResponse:
    """My data in one register, as of today or another day."""
    soort = catalogus().nieuwste(register, objecttype)
    sleutel = houder_key(soort) if soort and soort.objecttype.persoonsgegevens else None
    if soort is None or sleutel is None:
        raise NietGevonden
    vraag = read_filled(request, (Parameter("op", "datum"), Parameter("cursor", "tekst")))
    op = vraag.get("op")
    binding = f"register|{burger.surrogaat}|{soort.naam}|{op}".encode()
    vervolg, tijd = open_objects(vraag["cursor"], binding) if "cursor" in vraag else (None, Tijdvraag(op))
    claim = claim_for(INZAGE_BETROKKENE)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(levering: Levering) -> bytes:
        inhoud = {
            "titel": label(soort.objecttype.titel),
            "model": label(soort.model.titel),
            "omschrijving": label(soort.model.omschrijving),
            "objecten": sections(levering),
            "eerste": vervolg.gegeven + 1 if vervolg else 1,
            "op": levering.tijd.geldig_op,
            "gekozen": op,
            "volgende": seal_objects(levering, binding),
            "burger": True,
        }
        return render_to_string("portal/burger/register.html", inhoud, request=request).encode()

    geleverd = zoek(
        soort,
        Vrager(claim, None, aanroep_van(request)),
        {sleutel.naam: burger.bsn},
        tijd,
        None,
        weergave,
        vervolg=vervolg,
        bevinding="geraadpleegd",
        van=burger.bsn,
    )
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


def read_filled(request: HttpRequest, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The query parameters; a field of a form that was left empty counts as not given."""
    gevuld = request.GET.copy()
    for naam in [naam for naam, waarden in gevuld.lists() if waarden == [""]]:
        del gevuld[naam]
    request.GET = gevuld  # type: ignore[assignment]
    return lees_query(request, parameters)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def gebruik(request: HttpRequest, burger: Burger) -> HttpResponse:
    """Who used my data, newest first."""
    vraag = read_filled(request, (Parameter("periode", "tekst", max_lengte=10), Parameter("cursor", "tekst")))
    keuze = vraag.get("periode", "maand")
    if keuze not in PERIODEN:
        raise OngeldigeInvoer([Fout("query", "periode", "keuze", "Kies week, maand of jaar.")])
    binding = f"gebruik|{burger.surrogaat}|{keuze}".encode()
    periode, vanaf = (
        open_lines(vraag["cursor"], binding) if "cursor" in vraag else (first_period(PERIODEN[keuze]), None)
    )
    claim = claim_for(INZAGE_BETROKKENE)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(regels: tuple[Regel, ...], _velden: frozenset[str]) -> bytes:
        getoond = regels[:PER_PAGINA]
        inhoud: dict[str, Any] = {
            "regels": as_sentences(getoond),
            "periode": keuze,
            "perioden": [("week", _("een week")), ("maand", _("een maand")), ("jaar", _("een jaar"))],
            "ouder": vanaf is not None,
            "volgende": seal_lines(getoond[-1], periode, binding) if len(regels) > PER_PAGINA else "",
            "burger": True,
        }
        return render_to_string("portal/burger/gebruik.html", inhoud, request=request).encode()

    geleverd = lines_of_person(
        claim,
        aanroep_van(request),
        burger.bsn,
        periode,
        weergave,
        aantal=PER_PAGINA,
        vanaf=vanaf,
        ook_vertrouwelijk=False,
    )
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


@routesoort("openbaar")
@with_pages(*LEZEN)
def hulp(request: HttpRequest) -> HttpResponse:
    """Help in plain words."""
    return render(request, "portal/burger/hulp.html", {"burger": current(request) is not None})
