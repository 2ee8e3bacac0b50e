"""Correcting one groep of one object: a form from the model, a reason, a document; the old stays, marked or ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.probleem import NietGevonden, OngeldigeInvoer
from nlapi.routes import routesoort
from portal.beheer.doel import Kijkdoel, call_for, with_purpose
from portal.beheer.invoer import InvoerFout, Veld, as_typed, editable, partial_date, typed
from portal.beheer.toegang import employee_call
from portal.beheer.zelfdenaam import mark_same_name
from portal.beheer.zoeken import personal_soort
from portal.burger.views import HTML
from portal.fouten import LEZEN, VERSTUREN, again, with_pages
from portal.tekst import as_date, label, translated
from processing.gebruik import Geleverd, Toelichting
from processing.intern import BIJHOUDING, claim_for
from processing.poort import PersoonsgegevensAntwoord
from processing.redenen import Reden, is_kenmerk
from processing.rijregel import values_at
from registry.beeld import Deel
from registry.catalogus import Soort
from registry.model.definitie import Attribuut, Groep
from registry.selectors import Levering, Tijdvraag, Vrager, raadpleeg
from registry.verbeteren import AlleenAanDeBron, Verbeterd, verbeter
from registry.verbetering import Verbetering, Wijze

SJABLOON = "portal/beheer/corrigeren.html"
WIJZEN: tuple[Wijze, ...] = ("wijziging", "verbetering")


def _groep(soort: Soort, naam: str) -> Groep:
    if naam not in soort.objecttype.groepen:
        raise NietGevonden
    return soort.objecttype.groepen[naam]


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@with_purpose
def formulier(
    request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str, object_id: UUID, groep: str, stapel: int
) -> HttpResponse:
    """The form with what stands there now."""
    soort = personal_soort(register, objecttype)
    if soort.model.rol != "bron":
        raise AlleenAanDeBron
    return _show(request, kijkdoel, soort, object_id, _groep(soort, groep), stapel)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@with_purpose
def opslaan(
    request: HttpRequest, kijkdoel: Kijkdoel, register: str, objecttype: str, object_id: UUID, groep: str, stapel: int
) -> HttpResponse:
    """Make the correction, or show the form again with what was typed and what is wrong with it."""
    soort = personal_soort(register, objecttype)
    van_model = _groep(soort, groep)
    gegeven = {naam: str(waarde) for naam, waarde in request.POST.items()}
    try:
        verbetering = _read(van_model, stapel, gegeven)
        claim = claim_for(BIJHOUDING)
        request.doelbindingsclaim = claim  # type: ignore[attr-defined]
        aanroep = employee_call(request, Toelichting(verbetering.reden, verbetering.document))

        def weergave(verbeterd: Verbeterd) -> bytes:
            inhoud = {
                "gewijzigd": _changes(van_model, verbeterd, verbetering),
                "wijze": verbetering.wijze,
                "groeptitel": label(van_model.titel),
                **_names(soort, kijkdoel, object_id),
            }
            return render_to_string("portal/beheer/gecorrigeerd.html", inhoud, request=request).encode()

        geleverd = verbeter(soort, claim, aanroep, object_id, verbetering, weergave)
    except _Fouten as probleem:
        fouten = probleem.per_veld
    except OngeldigeInvoer as probleem:
        fouten = {f.naam: translated(f.reden) for f in probleem.fouten}
    else:
        return PersoonsgegevensAntwoord(geleverd, content_type=HTML)
    # Nothing is read again for this: it shows what was typed, and what is wrong with it.
    inhoud = _form(van_model, stapel, _typed_fields(van_model, gegeven, fouten), gegeven, fouten)
    return again(request, SJABLOON, inhoud | _names(soort, kijkdoel, object_id))


class _Fouten(Exception):
    """What is wrong with the form, by field."""

    def __init__(self, per_veld: dict[str, str]) -> None:
        super().__init__("formulier")
        self.per_veld = per_veld


def _read(groep: Groep, stapel: int, gegeven: Mapping[str, str]) -> Verbetering:
    """The correction that the form asks for; raises _Fouten."""
    fouten: dict[str, str] = {}
    waarden: dict[str, Any] = {}
    for attribuut in editable(groep):
        tekst = gegeven.get(attribuut.pad, "")
        if attribuut.bescherming and not tekst.strip():
            continue
        try:
            waarden[attribuut.pad] = typed(attribuut, tekst)
        except InvoerFout as fout:
            fouten[attribuut.pad] = str(fout)
    wijze = gegeven.get("wijze", "")
    if wijze not in WIJZEN:
        fouten["wijze"] = _("Kies of er iets veranderde, of dat er iets fout stond.")
    ingang = None
    if wijze == "wijziging":
        try:
            ingang = partial_date(gegeven.get("ingang", ""))
        except InvoerFout as fout:
            fouten["ingang"] = str(fout)
    if gegeven.get("reden") not in Reden.values:
        fouten["reden"] = _("Kies waarom u dit wijzigt.")
    if not is_kenmerk(gegeven.get("document", "").strip()):
        fouten["document"] = _("Vul het kenmerk van het document in: letters en cijfers, geen naam en geen BSN.")
    voorkomen = gegeven.get("voorkomen", "")
    try:
        gezien = UUID(voorkomen) if voorkomen else None
    except ValueError:
        fouten["voorkomen"], gezien = _("Open dit formulier opnieuw vanuit het dossier."), None
    if fouten:
        raise _Fouten(fouten)
    return Verbetering(
        groep.naam, stapel, gezien, waarden, cast("Wijze", wijze), ingang, gegeven["reden"], gegeven["document"].strip()
    )


def _show(
    request: HttpRequest, kijkdoel: Kijkdoel, soort: Soort, object_id: UUID, groep: Groep, stapel: int
) -> HttpResponse:
    """The form with what stands there now, read and logged like any look."""
    claim, aanroep = call_for(request, kijkdoel)
    velden = tuple(
        a.pad
        for a in soort.objecttype.attributen.values()
        if not a.bescherming and a.pad.partition(".")[0] == groep.naam
    )

    def weergave(levering: Levering) -> bytes:
        mark_same_name(request, soort, levering)
        deel = next((d for d in levering.objecten[0].delen if d.rij.stapel == stapel), None)
        staand = {"voorkomen": str(deel.rij.id), "geldig_van": as_date(deel.rij.begin_opgave)} if deel else {}
        inhoud = _form(groep, stapel, _standing_fields(groep, deel), staand, {}) | _names(soort, kijkdoel, object_id)
        return render_to_string(SJABLOON, inhoud, request=request).encode()

    geleverd = raadpleeg(soort, Vrager(claim, None, aanroep), object_id, Tijdvraag(), velden, weergave)
    return PersoonsgegevensAntwoord(cast("Geleverd", geleverd), content_type=HTML)


def _form(
    groep: Groep, stapel: int, velden: list[Veld], gegeven: Mapping[str, str], fouten: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "velden": velden,
        "algemeen": {naam: gegeven.get(naam, "") for naam in ("wijze", "ingang", "reden", "document")},
        "voorkomen": gegeven.get("voorkomen", ""),
        "leeg": not gegeven.get("voorkomen"),
        "geldig_van": gegeven.get("geldig_van", ""),
        "fouten": dict(fouten),
        "redenen": Reden.choices,
        "groep": groep.naam,
        "groeptitel": label(groep.titel),
        "stapel": stapel,
    }


def _standing_fields(groep: Groep, deel: Deel | None) -> list[Veld]:
    """The fields with what stands in the register."""

    def standing(a: Attribuut) -> str:
        waarden = values_at({groep.naam: deel.gegevens}, a.pad) if deel else []
        return as_typed(a, waarden if a.lijst else waarden[0]) if waarden else ""

    return [_field(a, standing(a), "") for a in editable(groep)]


def _typed_fields(groep: Groep, gegeven: Mapping[str, str], fouten: Mapping[str, str]) -> list[Veld]:
    """The fields with what was typed."""
    return [_field(a, gegeven.get(a.pad, ""), fouten.get(a.pad, "")) for a in editable(groep)]


def _field(a: Attribuut, waarde: str, fout: str) -> Veld:
    soort = "lijst" if a.lijst else a.soort
    return Veld(a.pad, label(a.titel), label(a.uitleg), waarde, soort, fout, beschermd=bool(a.bescherming))


def _changes(groep: Groep, verbeterd: Verbeterd, verbetering: Verbetering) -> list[tuple[str, str, str]]:
    """Label, old and new value of every field that changed; a protected number is told to have changed, not shown."""
    oud = verbeterd.weg[0].gegevens if verbeterd.weg else {}
    goed = [i.opgave for i in verbeterd.erbij if not i.opgave.onjuist]
    nieuw = goed[-1].gegevens if goed else {}
    regels = []
    for a in editable(groep):
        if a.pad not in verbetering.waarden:
            continue
        was, werd = (", ".join(as_typed(a, w) for w in values_at({groep.naam: g}, a.pad)) for g in (oud, nieuw))
        if was != werd:
            regels.append((label(a.titel), "", _("gewijzigd")) if a.bescherming else (label(a.titel), was, werd))
    return regels


def _names(soort: Soort, kijkdoel: Kijkdoel, object_id: UUID) -> dict[str, Any]:
    return {
        "register": soort.model.register,
        "objecttype": soort.objecttype.naam,
        "titel": label(soort.objecttype.titel),
        "object": object_id,
        "kijkdoel": kijkdoel,
        "medewerker": True,
    }
