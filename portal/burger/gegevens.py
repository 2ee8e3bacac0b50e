"""My data in one register: the page, a protected number when it is asked for, and the history of one datum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from nlapi.parameters import Parameter
from nlapi.probleem import NietGevonden
from nlapi.routes import routesoort
from portal.burger.bladzijde import open_objects, seal_objects
from portal.burger.eigen import own_register
from portal.burger.historie import changes
from portal.burger.register import Sectie, absent_groups, sections_of
from portal.burger.sessie import Burger, for_citizens
from portal.burger.views import HTML, read_filled
from portal.fouten import LEZEN, VERSTUREN, with_pages
from portal.tekst import label
from portal.velden import by_groep, label_of
from processing.gebruik import Geleverd
from processing.poort import PersoonsgegevensAntwoord
from processing.rijregel import values_at
from registry.selectors import Levering, Tijdvraag, raadpleeg, voorkomens, zoek


@dataclass(frozen=True, slots=True)
class Persoonsblad:
    """One object of the citizen on the page; `afwezig` are groepen of which there is nothing."""

    id: UUID
    secties: list[Sectie]
    afwezig: list[str]


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def register(request: HttpRequest, burger: Burger, register: str, objecttype: str) -> HttpResponse:
    """My data in one register, as of today or another day."""
    inzage = own_register(request, register, objecttype)
    vraag = read_filled(request, (Parameter("op", "datum"), Parameter("cursor", "tekst")))
    op = vraag.get("op")
    binding = f"register|{burger.surrogaat}|{inzage.naam}|{op}".encode()
    vervolg, tijd = open_objects(vraag["cursor"], binding) if "cursor" in vraag else (None, Tijdvraag(op))
    velden = inzage.open_fields
    masked = frozenset(inzage.velden) - frozenset(velden)

    def weergave(levering: Levering) -> bytes:
        bladen = [
            Persoonsblad(b.id, sections_of(inzage.soort, b, masked), absent_groups(inzage.soort, b, velden))
            for b in levering.objecten
        ]
        inhoud = {
            "bladen": bladen,
            "eerste": vervolg.gegeven + 1 if vervolg else 1,
            "op": levering.tijd.geldig_op,
            "gekozen": op,
            "niet": by_groep(inzage.soort, inzage.niet),
            "volgende": seal_objects(levering, binding),
            **inzage.texts,
        }
        return render_to_string("portal/burger/register.html", inhoud, request=request).encode()

    geleverd = zoek(
        inzage.soort,
        inzage.vrager,
        {inzage.sleutel.naam: burger.bsn},
        tijd,
        velden,
        weergave,
        vervolg=vervolg,
        bevinding="geraadpleegd",
        van=burger.bsn,
    )
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@for_citizens
def toon(request: HttpRequest, burger: Burger, register: str, objecttype: str, object_id: UUID) -> HttpResponse:
    """One protected number on my own record, and nothing else; a look of its own in the log."""
    inzage = own_register(request, register, objecttype)
    attribuut = inzage.attribuut(request.POST.get("veld", ""))
    if not attribuut.bescherming:
        raise NietGevonden

    def weergave(levering: Levering) -> bytes:
        (beeld,) = levering.objecten
        waarden = [w for d in beeld.delen for w in values_at({d.rij.groep: d.gegevens}, attribuut.pad)]
        inhoud = {
            "label": label(attribuut.titel),
            "groep": label(inzage.soort.objecttype.groepen[attribuut.pad.partition(".")[0]].titel),
            "uitleg": label(attribuut.uitleg),
            "waarden": waarden,
            **inzage.texts,
        }
        return render_to_string("portal/burger/toon.html", inhoud, request=request).encode()

    geleverd = raadpleeg(
        inzage.soort, inzage.vrager, object_id, Tijdvraag(), (attribuut.pad,), weergave, van=burger.bsn
    )
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def eerder(request: HttpRequest, burger: Burger, register: str, objecttype: str, object_id: UUID) -> HttpResponse:
    """How one datum on my own record changed. Only that datum is read."""
    inzage = own_register(request, register, objecttype)
    vraag = read_filled(request, (Parameter("veld", "tekst", verplicht=True, max_lengte=200),))
    attribuut = inzage.attribuut(vraag["veld"])
    if attribuut.bescherming:
        raise NietGevonden

    def weergave(levering: Levering) -> bytes:
        (beeld,) = levering.objecten
        inhoud = {
            "label": label_of(inzage.soort, attribuut.pad),
            "uitleg": label(attribuut.uitleg),
            "veld": attribuut.pad,
            "verlopen": changes(attribuut, beeld.delen),
            **inzage.texts,
        }
        return render_to_string("portal/burger/eerder.html", inhoud, request=request).encode()

    geleverd = voorkomens(
        inzage.soort, inzage.vrager, object_id, Tijdvraag(), (attribuut.pad,), weergave, van=burger.bsn
    )
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)
