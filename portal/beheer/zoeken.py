"""Finding objects: by the keys and combinations that the model declares, by POST (a BSN comes in no address), for a stated purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.probleem import NietGevonden, OngeldigeInvoer
from nlapi.routes import routesoort
from portal.beheer.doel import Kijkdoel, call_for, with_purpose
from portal.beheer.invoer import key_fields, read_keys
from portal.beheer.zelfdenaam import mark_same_name
from portal.burger.views import HTML
from portal.fouten import LEZEN, VERSTUREN, again, with_pages
from portal.tekst import as_value, label
from processing.gebruik import Geleverd
from processing.poort import PersoonsgegevensAntwoord
from processing.rijregel import values_at
from registry.api.zoekvraag import check_combination
from registry.beeld import Objectbeeld
from registry.catalogus import Soort, catalogus
from registry.model.definitie import Attribuut
from registry.selectors import Levering, Tijdvraag, Vrager, zoek

AANTAL = 10


@dataclass(frozen=True, slots=True)
class Vondst:
    """One found object: enough to recognise it, no protected number."""

    id: str
    kenmerken: tuple[tuple[str, str], ...]


def personal_soort(register: str, objecttype: str) -> Soort:
    """The published personal object type of this name; raises NietGevonden."""
    soort = catalogus().nieuwste(register, objecttype)
    if soort is None or not soort.objecttype.persoonsgegevens:
        raise NietGevonden
    return soort


def recognisable(soort: Soort) -> tuple[Attribuut, ...]:
    """By what people recognise an object: the attributes it can be found by, save protected numbers."""
    attributen = {s.attribuut.pad: s.attribuut for s in soort.objecttype.zoeksleutels.values()}
    return tuple(a for a in attributen.values() if not a.bescherming and a.soort != "punt")


def as_vondst(soort: Soort, beeld: Objectbeeld) -> Vondst:
    """A found object in the words of the model."""
    gegevens = [{d.rij.groep: d.gegevens} for d in beeld.delen]
    regels = []
    for attribuut in recognisable(soort):
        waarden = [as_value(attribuut, w) for deel in gegevens for w in values_at(deel, attribuut.pad)]
        if waarden:
            regels.append((label(attribuut.titel), ", ".join(dict.fromkeys(waarden))))
    return Vondst(str(beeld.id), tuple(regels))


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@with_purpose
def kies(request: HttpRequest, kijkdoel: Kijkdoel) -> HttpResponse:
    """In which register to look."""
    soorten = sorted((s for s in catalogus() if s.objecttype.persoonsgegevens), key=lambda s: s.naam)
    registers = [
        {
            "register": s.model.register,
            "objecttype": s.objecttype.naam,
            "titel": label(s.objecttype.titel),
            "model": label(s.model.titel),
            "omschrijving": label(s.objecttype.omschrijving),
        }
        for s in soorten
    ]
    return render(
        request, "portal/beheer/kies.html", {"registers": registers, "kijkdoel": kijkdoel, "medewerker": True}
    )


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@with_purpose
def formulier(request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str) -> HttpResponse:
    """The search form of one object type."""
    soort = personal_soort(register, objecttype)
    return render(request, "portal/beheer/zoeken.html", _form(soort, kijkdoel, {}, {}, ""))


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@with_purpose
def gevonden(request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str) -> HttpResponse:
    """What was found, at most ten, without protected numbers."""
    soort = personal_soort(register, objecttype)
    gegeven = {naam: str(waarde) for naam, waarde in request.POST.items()}
    waarden, fouten = read_keys(soort.objecttype.zoeksleutels, gegeven)
    melding = _missing(soort, waarden) if not fouten else ""
    if fouten or melding:
        return again(request, "portal/beheer/zoeken.html", _form(soort, kijkdoel, gegeven, fouten, melding))
    claim, aanroep = call_for(request, kijkdoel)

    def weergave(levering: Levering) -> bytes:
        mark_same_name(request, soort, levering)
        vondsten = [as_vondst(soort, beeld) for beeld in levering.objecten]
        inhoud = {
            "vondsten": vondsten,
            "meer": levering.vervolg is not None,
            "aantal": AANTAL,
            **_names(soort, kijkdoel),
        }
        return render_to_string("portal/beheer/gevonden.html", inhoud, request=request).encode()

    velden = tuple(a.pad for a in recognisable(soort))
    geleverd = zoek(soort, Vrager(claim, None, aanroep), waarden, Tijdvraag(), velden, weergave, aantal=AANTAL)
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


def _names(soort: Soort, kijkdoel: Kijkdoel) -> dict[str, Any]:
    return {
        "register": soort.model.register,
        "objecttype": soort.objecttype.naam,
        "titel": label(soort.objecttype.titel),
        "kijkdoel": kijkdoel,
        "medewerker": True,
    }


def _missing(soort: Soort, waarden: Mapping[str, Any]) -> str:
    try:
        check_combination(soort.objecttype, waarden)
    except OngeldigeInvoer:
        return _("Vul genoeg in om gericht te zoeken. Dat kan zo:")
    return ""


def _form(
    soort: Soort, kijkdoel: Kijkdoel, gegeven: Mapping[str, str], fouten: Mapping[str, str], melding: str
) -> dict[str, Any]:
    sleutels = soort.objecttype.zoeksleutels
    combinaties = [
        " + ".join(label(sleutels[naam].attribuut.titel) for naam in sleutels if naam in combinatie)
        for combinatie in soort.objecttype.zoekcombinaties
    ]
    return {
        "velden": key_fields(sleutels, gegeven, fouten),
        "fouten": fouten or melding,
        "melding": melding,
        "combinaties": list(dict.fromkeys(combinaties)),
        **_names(soort, kijkdoel),
    }
