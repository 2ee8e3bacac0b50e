"""One object as a steward sees it: its state at two moments of choice, its whole history, and a protected number when there is a reason.

Protected numbers are not read until they are asked for: what the page masks, the log does not say was given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.parameters import Parameter
from nlapi.probleem import Fout, NietGevonden, OngeldigeInvoer
from nlapi.routes import routesoort
from portal.beheer.doel import Kijkdoel, call_for, with_purpose
from portal.beheer.zelfdenaam import mark_same_name
from portal.beheer.zoeken import personal_soort
from portal.burger.register import sections_of
from portal.burger.views import HTML, read_filled
from portal.fouten import LEZEN, VERSTUREN, again, with_pages
from portal.tekst import AMSTERDAM, as_date, as_moment, as_value, label
from processing.gebruik import Geleverd
from processing.poort import PersoonsgegevensAntwoord
from processing.redenen import Reden
from processing.rijregel import values_at
from registry.beeld import Deel
from registry.catalogus import Soort
from registry.model.definitie import Attribuut
from registry.model.projectie import paden_in
from registry.selectors import Levering, Tijdvraag, Vrager, raadpleeg, voorkomens

TIJD = (Parameter("geldigOp", "datum"), Parameter("beschikbaarOp", "tekst", max_lengte=40))


@dataclass(frozen=True, slots=True)
class Masker:
    """A protected attribute that was not read: the page offers to show it."""

    pad: str
    label: str


@dataclass(frozen=True, slots=True)
class Stapel:
    """One groep as it stands, for the links to its history and its correction form."""

    groep: str
    stapel: int
    titel: str


@dataclass(frozen=True, slots=True)
class Stand:
    """One voorkomen in the history: both times, what it says, and where it came from."""

    groep: str
    stapel: int
    geldig_van: str
    geldig_tot: str
    vastgelegd: str
    vervangen: str
    onjuist: bool
    waarden: tuple[tuple[str, str], ...]
    bron: str
    reden: str
    document: str


def unprotected(soort: Soort) -> tuple[str, ...]:
    """Every leaf path that is read without being asked for."""
    return tuple(a.pad for a in soort.objecttype.attributen.values() if not a.bescherming)


def masks(soort: Soort) -> tuple[Masker, ...]:
    """The protected attributes of this object type."""
    return tuple(
        Masker(a.pad, f"{label(soort.objecttype.groepen[a.pad.partition('.')[0]].titel)}: {label(a.titel)}")
        for a in soort.objecttype.attributen.values()
        if a.bescherming
    )


def _names(soort: Soort, kijkdoel: Kijkdoel, object_id: UUID) -> dict[str, Any]:
    return {
        "register": soort.model.register,
        "objecttype": soort.objecttype.naam,
        "enkelvoud": soort.objecttype.enkelvoud,
        "titel": label(soort.objecttype.titel),
        "object": object_id,
        "kopie": soort.model.rol != "bron",
        "kijkdoel": kijkdoel,
        "medewerker": True,
    }


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@with_purpose
def dossier(request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str, object_id: UUID) -> HttpResponse:
    """The state on a day (geldigOp) as it was known at a moment (beschikbaarOp); both default to now."""
    soort = personal_soort(register, objecttype)
    vraag = read_filled(request, TIJD)
    beschikbaar_op = _moment(vraag.get("beschikbaarOp"))
    claim, aanroep = call_for(request, kijkdoel)

    def weergave(levering: Levering) -> bytes:
        mark_same_name(request, soort, levering)
        (beeld,) = levering.objecten
        stapels = [
            Stapel(d.rij.groep, d.rij.stapel, label(soort.objecttype.groepen[d.rij.groep].titel)) for d in beeld.delen
        ]
        leeg = [g for g in soort.objecttype.groepen.values() if g.naam not in {s.groep for s in stapels}]
        hoogste = {s.groep: s.stapel for s in stapels}
        inhoud = {
            "secties": sections_of(soort, beeld),
            "stapels": stapels,
            "nieuw": [
                Stapel(g.naam, hoogste[g.naam] + 1 if g.naam in hoogste else 0, label(g.titel))
                for g in soort.objecttype.groepen.values()
                if g.meervoudig or g in leeg
            ],
            "maskers": masks(soort),
            "redenen": Reden.choices,
            "geldig_op": levering.tijd.geldig_op,
            "beschikbaar_op": beschikbaar_op.astimezone(AMSTERDAM) if beschikbaar_op else None,
            "tijdreis": bool(vraag),
            **_names(soort, kijkdoel, object_id),
        }
        return render_to_string("portal/beheer/dossier.html", inhoud, request=request).encode()

    geleverd = raadpleeg(
        soort,
        Vrager(claim, None, aanroep),
        object_id,
        Tijdvraag(vraag.get("geldigOp"), beschikbaar_op),
        unprotected(soort),
        weergave,
    )
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


def _moment(tekst: str | None) -> datetime | None:
    """The moment in Dutch local time that a browser's field gives ("2026-05-26T14:30"), aware; raises OngeldigeInvoer."""
    if tekst is None:
        return None
    try:
        moment = datetime.fromisoformat(tekst)
    except ValueError:
        reden = _("Vul datum en tijd in, zoals 2026-05-26 14:30.")
        raise OngeldigeInvoer([Fout("query", "beschikbaarOp", "tijdstip", reden)]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@with_purpose
def toon(request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str, object_id: UUID) -> HttpResponse:
    """One protected number of this object, for a reason of its own; a look of its own in the log."""
    soort = personal_soort(register, objecttype)
    attribuut = soort.objecttype.attributen.get(request.POST.get("pad", ""))
    if attribuut is None or not attribuut.bescherming:
        raise NietGevonden
    reden = request.POST.get("reden", "")
    if reden not in Reden.values:
        inhoud = {"pad": attribuut.pad, "redenen": Reden.choices, **_names(soort, kijkdoel, object_id)}
        return again(request, "portal/beheer/toon_reden.html", {"label": label(attribuut.titel), **inhoud})
    kijkdoel = replace(kijkdoel, toelichting=replace(kijkdoel.toelichting, reden=reden))
    claim, aanroep = call_for(request, kijkdoel)

    def weergave(levering: Levering) -> bytes:
        (beeld,) = levering.objecten
        waarden = [w for d in beeld.delen for w in values_at({d.rij.groep: d.gegevens}, attribuut.pad)]
        inhoud = {"label": label(attribuut.titel), "waarden": waarden, **_names(soort, kijkdoel, object_id)}
        return render_to_string("portal/beheer/toon.html", inhoud, request=request).encode()

    geleverd = raadpleeg(soort, Vrager(claim, None, aanroep), object_id, Tijdvraag(), (attribuut.pad,), weergave)
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@with_purpose
def historie(request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str, object_id: UUID) -> HttpResponse:
    """Everything that was ever registered about this object, on both axes: when it held, and when we knew."""
    soort = personal_soort(register, objecttype)
    claim, aanroep = call_for(request, kijkdoel)

    def weergave(levering: Levering) -> bytes:
        mark_same_name(request, soort, levering)
        (beeld,) = levering.objecten
        groepen = [
            {"titel": label(g.titel), "standen": [_stand(g.attributen, d) for d in _newest_first(beeld.delen, g.naam)]}
            for g in soort.objecttype.groepen.values()
        ]
        inhoud = {"groepen": [g for g in groepen if g["standen"]], **_names(soort, kijkdoel, object_id)}
        return render_to_string("portal/beheer/historie.html", inhoud, request=request).encode()

    geleverd = voorkomens(soort, Vrager(claim, None, aanroep), object_id, Tijdvraag(), unprotected(soort), weergave)
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


def _newest_first(delen: tuple[Deel, ...], groep: str) -> list[Deel]:
    """The states of a groep; of one moment what holds comes before what was marked incorrect."""
    rijen = [d for d in delen if d.rij.groep == groep]

    def order(d: Deel) -> tuple[int, float, bool, int]:
        return d.rij.stapel, -d.rij.begin_registratie.timestamp(), d.rij.onjuist, -d.rij.begin.toordinal()

    return sorted(rijen, key=order)


def _stand(attributen: tuple[Attribuut, ...], deel: Deel) -> Stand:
    rij = deel.rij
    gevuld = paden_in({rij.groep: deel.gegevens})
    waarden = [
        (label(a.titel), ", ".join(as_value(a, w) for w in values_at({rij.groep: deel.gegevens}, a.pad)))
        for a in attributen
        if a.pad in gevuld
    ]
    return Stand(
        groep=rij.groep,
        stapel=rij.stapel,
        geldig_van=as_date(rij.begin_opgave) or _("onbekend"),
        geldig_tot=as_date(rij.eind),
        vastgelegd=as_moment(rij.begin_registratie),
        vervangen=as_moment(rij.eind_registratie) if rij.eind_registratie else "",
        onjuist=rij.onjuist,
        waarden=tuple(waarden),
        bron=rij.bron,
        reden=str(Reden(rij.reden).label) if rij.reden in Reden.values else rij.reden or "",
        document=str((rij.document or {}).get("kenmerk", "")),
    )
