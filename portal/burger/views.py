"""The citizen's pages. Pages with personal data are rendered inside the transaction that logs the look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nlapi import cursor
from nlapi.parameters import Parameter, lees_query
from nlapi.probleem import NietGevonden
from nlapi.routes import routesoort
from portal.burger.gebruik import as_sentences
from portal.burger.register import houder_key, personal_types, sections
from portal.burger.sessie import Burger, current, for_citizens, sign_in
from portal.fouten import with_pages
from portal.tekst import label
from processing.gebruik import Aanroep, Geleverd
from processing.intern import INZAGE_BETROKKENE, claim_for
from processing.logboek import Periode, Regel, lines_of_person
from processing.poort import PersoonsgegevensAntwoord
from registry.catalogus import catalogus
from registry.identificaties import is_bsn
from registry.selectors import Levering, Tijdvraag, Vrager, zoek

HTML = "text/html; charset=utf-8"
PERIODEN = {"week": 7, "maand": 31, "jaar": 366}
PER_PAGINA = 20


def aanroep_van(request: HttpRequest) -> Aanroep:
    """The call behind this page view."""
    return Aanroep(request.verzoek_id, request.spoor)  # type: ignore[attr-defined]


@routesoort("eigen")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_pages
def aanmelden(request: HttpRequest) -> HttpResponse:
    """The simulator in place of DigiD: type a BSN. Demo and test only."""
    if settings.MODUS not in {"demo", "test"}:
        raise NietGevonden
    fout = ""
    if request.method == "POST":
        bsn = request.POST.get("bsn", "").strip()
        if is_bsn(bsn):
            sign_in(request, bsn)
            return HttpResponseRedirect(reverse("burger-start"))
        fout = _("Dit is geen burgerservicenummer. Het heeft 9 cijfers en klopt met de elfproef.")
    return render(request, "portal/burger/aanmelden.html", {"fout": fout}, status=400 if fout else 200)


@routesoort("eigen")
@require_POST
@with_pages
def afmelden(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return HttpResponseRedirect(reverse("start"))


@routesoort("eigen")
@never_cache
@require_safe
@with_pages
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
@require_safe
@with_pages
@for_citizens
def register(request: HttpRequest, burger: Burger, register: str, objecttype: str) -> HttpResponse:
    """My data in one register, as of today or another day."""
    soort = catalogus().nieuwste(register, objecttype)
    sleutel = houder_key(soort) if soort and soort.objecttype.persoonsgegevens else None
    if soort is None or sleutel is None:
        raise NietGevonden
    op = lees_query(request, (Parameter("op", "datum"),)).get("op")
    claim = claim_for(INZAGE_BETROKKENE)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(levering: Levering) -> bytes:
        inhoud = {
            "titel": label(soort.objecttype.titel),
            "model": label(soort.model.titel),
            "omschrijving": label(soort.model.omschrijving),
            "rol": soort.model.rol,
            "objecten": sections(levering),
            "op": levering.tijd.geldig_op,
            "gekozen": op,
            "burger": True,
        }
        return render_to_string("portal/burger/register.html", inhoud, request=request).encode()

    geleverd = zoek(
        soort,
        Vrager(claim, None, aanroep_van(request)),
        {sleutel.naam: burger.bsn},
        Tijdvraag(op),
        None,
        weergave,
        bevinding="geraadpleegd",
        van=burger.bsn,
    )
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


@routesoort("persoonsgegevens")
@never_cache
@require_safe
@with_pages
@for_citizens
def gebruik(request: HttpRequest, burger: Burger) -> HttpResponse:
    """Who used my data, newest first."""
    vraag = lees_query(request, (Parameter("periode", "tekst", max_lengte=10), Parameter("cursor", "tekst")))
    keuze = vraag.get("periode", "maand") if vraag.get("periode", "maand") in PERIODEN else "maand"
    binding = f"gebruik|{burger.surrogaat}|{keuze}".encode()
    periode, vanaf = _period(PERIODEN[keuze], vraag.get("cursor"), binding)
    claim = claim_for(INZAGE_BETROKKENE)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(regels: tuple[Regel, ...], _velden: frozenset[str]) -> bytes:
        getoond = regels[:PER_PAGINA]
        volgende = ""
        if len(regels) > PER_PAGINA:
            laatste = getoond[-1]
            vast = {
                "tijd": laatste.tijd.isoformat(),
                "id": str(laatste.id),
                "van": periode.van.isoformat(),
                "tot": periode.tot.isoformat(),
            }
            volgende = cursor.verzegel(vast, binding=binding)
        inhoud: dict[str, Any] = {
            "regels": as_sentences(getoond),
            "periode": keuze,
            "perioden": [("week", _("een week")), ("maand", _("een maand")), ("jaar", _("een jaar"))],
            "volgende": volgende,
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


def _period(dagen: int, gegeven: str | None, binding: bytes) -> tuple[Periode, tuple[datetime, UUID] | None]:
    if gegeven is None:
        tot = datetime.now(UTC) + timedelta(seconds=1)
        return Periode(tot - timedelta(days=dagen), tot), None
    vast = cursor.open(gegeven, binding=binding)
    periode = Periode(datetime.fromisoformat(vast["van"]), datetime.fromisoformat(vast["tot"]))
    return periode, (datetime.fromisoformat(vast["tijd"]), UUID(vast["id"]))


@routesoort("openbaar")
@require_safe
@with_pages
def hulp(request: HttpRequest) -> HttpResponse:
    """Help in plain words."""
    return render(request, "portal/burger/hulp.html", {"burger": current(request) is not None})
