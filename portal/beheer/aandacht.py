"""Persons with extra attention: who has it, giving it by BSN, and ending it. The list never shows who they are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.routes import routesoort
from portal.beheer.toegang import TOEZICHTHOUDER, employee_call, employee_key, for_employees, names_of_employees
from portal.burger.views import HTML
from portal.formulier import read_bsn
from portal.fouten import LEZEN, VERSTUREN, again, with_pages
from portal.tekst import AMSTERDAM, as_moment
from processing.aandacht import GETOOND, Aandacht, end_attention, give_attention, list_attention
from processing.intern import TOEZICHT_LOG, claim_for
from processing.poort import PersoonsgegevensAntwoord
from processing.redenen import is_kenmerk
from processing.selectors import today
from processing.signalen import Aandachtreden

SJABLOON = "portal/beheer/aandacht.html"


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_employees(TOEZICHTHOUDER)
def lijst(request: HttpRequest) -> HttpResponse:
    """Who gives attention to how many, since when and why; and the form."""
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(rijen: tuple[Aandacht, ...]) -> bytes:
        namen = names_of_employees()
        inhoud = {
            "lijst": [_row(a, namen) for a in rijen[:GETOOND]],
            "meer": len(rijen) > GETOOND,
            "gelezen": True,
            **_form(),
        }
        return render_to_string(SJABLOON, inhoud, request=request).encode()

    return PersoonsgegevensAntwoord(list_attention(claim, employee_call(request), weergave), content_type=HTML)


def _row(a: Aandacht, namen: dict[str, str]) -> dict[str, Any]:
    return {
        "id": a.id,
        "nummer": str(a.betrokkene)[:8],
        "reden": Aandachtreden(a.reden).label,
        "kenmerk": a.kenmerk,
        "door": namen.get(a.door, a.door[:8]),
        "van": as_moment(a.van),
        "tot": as_moment(a.tot) if a.tot else "",
        "geldt": a.geldt,
    }


def _form() -> dict[str, Any]:
    return {"redenen": Aandachtreden.choices, "medewerker": True}


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@for_employees(TOEZICHTHOUDER)
def markeer(request: HttpRequest) -> HttpResponse:
    """Give somebody extra attention."""
    bsn = read_bsn(request)
    gevuld = {naam: request.POST.get(naam, "").strip() for naam in ("reden", "kenmerk", "tot")}
    fouten: dict[str, str] = {}
    if bsn is None:
        fouten["bsn"] = _("Dit is geen burgerservicenummer.")
    if gevuld["reden"] not in Aandachtreden.values:
        fouten["reden"] = _("Kies waarom deze persoon aandacht krijgt.")
    if not is_kenmerk(gevuld["kenmerk"]):
        fouten["kenmerk"] = _("Vul het kenmerk van de zaak in: letters en cijfers, geen naam en geen BSN.")
    tot = None
    if gevuld["tot"]:
        try:
            tot = _end_of(gevuld["tot"])
        except ValueError:
            fouten["tot"] = _("Kies een dag na vandaag, of laat dit leeg.")
    if fouten or bsn is None:
        gevuld["kenmerk"] = gevuld["kenmerk"] if is_kenmerk(gevuld["kenmerk"]) else ""
        return again(request, SJABLOON, _form() | {"gevuld": gevuld, "fouten": fouten})
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]
    door = employee_key(request.user)  # type: ignore[arg-type]

    def weergave(nieuw: bool) -> bytes:
        return _done(request, "gegeven" if nieuw else "al")

    geleverd = give_attention(
        claim, employee_call(request), bsn, gevuld["reden"], gevuld["kenmerk"], tot, door, weergave
    )
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _end_of(tekst: str) -> datetime:
    """The end of this day in Dutch time; raises ValueError for what is no day after today."""
    dag = date.fromisoformat(tekst)
    if dag <= today():
        raise ValueError
    return datetime.combine(dag + timedelta(days=1), time(), AMSTERDAM)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@for_employees(TOEZICHTHOUDER)
def beeindig(request: HttpRequest, aandacht: UUID) -> HttpResponse:
    """End it now."""
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]
    door = employee_key(request.user)  # type: ignore[arg-type]
    geleverd = end_attention(claim, employee_call(request), aandacht, door, lambda: _done(request, "beeindigd"))
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _done(request: HttpRequest, wat: str) -> bytes:
    inhoud = {"wat": wat, "medewerker": True}
    return render_to_string("portal/beheer/aandacht_gedaan.html", inhoud, request=request).encode()
