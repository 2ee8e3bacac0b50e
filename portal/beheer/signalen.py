"""The worklist of signals: uses that deserve a second look, why, and what came of it. Looking and judging are uses of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consumers.selectors import names_of_afnemers, names_of_applicaties
from nlapi import cursor
from nlapi.parameters import Parameter
from nlapi.probleem import Fout, OngeldigeInvoer
from nlapi.routes import routesoort
from portal.beheer.toegang import TOEZICHTHOUDER, employee_call, employee_key, for_employees, names_of_employees
from portal.burger.views import HTML, read_filled
from portal.fouten import LEZEN, VERSTUREN, again, with_pages
from portal.tekst import as_moment, label
from processing.intern import BRONHUIS, TOEZICHT_LOG, claim_for
from processing.models import Verwerkingsactiviteit
from processing.poort import PersoonsgegevensAntwoord
from processing.redenen import NEGEN_CIJFERS, Reden
from processing.signalen import Signaalsoort, Signaaluitkomst
from processing.werklijst import (
    STATEN,
    Oordeel,
    Plaats,
    Signaalfilter,
    Staat,
    Werklijst,
    Werkpunt,
    one_signal,
    record_outcome,
    worklist,
)
from registry.catalogus import catalogus

PER_PAGINA = 50
LENGTE = 1000
FILTERS = (
    Parameter("soort", "tekst"),
    Parameter("staat", "tekst"),
    Parameter("cursor", "tekst"),
)
KEUZES = {"soort": tuple(Signaalsoort.values), "staat": STATEN}


@dataclass(frozen=True, slots=True)
class Signaalbeeld:
    """One signal on the page."""

    id: UUID
    soort: str
    waarom: str
    staat: str
    wanneer: str
    wie: str
    medewerker: str
    sleutel: str
    applicatie: str
    doel: str
    wat: str
    personen: int
    reden: str
    kenmerk: str
    verzoek: UUID | None
    eigen: bool


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_employees(TOEZICHTHOUDER)
def signalen(request: HttpRequest) -> HttpResponse:
    """Open signals first; filtered by kind and state, with how many there are of each."""
    vraag = read_filled(request, FILTERS)
    gekozen = {naam: vraag[naam] for naam in sorted(vraag) if naam != "cursor"}
    if vreemd := [naam for naam, waarde in gekozen.items() if waarde not in KEUZES[naam]]:
        raise OngeldigeInvoer([Fout("query", naam, "keuze", _("Kies uit de lijst.")) for naam in vreemd])
    binding = f"signalen|{request.user.pk}|{gekozen}".encode()
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(lijst: Werklijst) -> bytes:
        getoond = lijst.punten[:PER_PAGINA]
        vraagtekst = request.GET.copy()
        vraagtekst.pop("cursor", None)
        inhoud: dict[str, Any] = {
            "signalen": _pictures(request, getoond),
            "tellingen": _counts(lijst),
            "soorten": Signaalsoort.choices,
            "staten": [(s, _state(s)) for s in STATEN],
            "gekozen": gekozen,
            "vraag": vraagtekst.urlencode(),
            "volgende": _seal(getoond[-1].plaats, binding) if len(lijst.punten) > PER_PAGINA else "",
            "ouder": "cursor" in vraag,
            "medewerker": True,
        }
        return render_to_string("portal/beheer/signalen.html", inhoud, request=request).encode()

    vanaf = _open(vraag["cursor"], binding) if "cursor" in vraag else None
    filter_ = Signaalfilter(vraag.get("soort"), vraag.get("staat"))
    geleverd = worklist(claim, employee_call(request), filter_, weergave, aantal=PER_PAGINA, vanaf=vanaf)
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _seal(plaats: Plaats, binding: bytes) -> str:
    rang, tijd, id_ = plaats
    return cursor.verzegel({"rang": rang, "tijd": tijd.isoformat(), "id": str(id_)}, binding=binding)


def _open(gegeven: str, binding: bytes) -> Plaats:
    vast = cursor.open(gegeven, binding=binding)
    return vast["rang"], datetime.fromisoformat(vast["tijd"]), UUID(vast["id"])


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_employees(TOEZICHTHOUDER)
def signaal(request: HttpRequest, signaal: UUID) -> HttpResponse:
    """One signal: the use, why it was marked, what colleagues found, and the form to say what you found."""
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(punt: Werkpunt, oordelen: tuple[Oordeel, ...]) -> bytes:
        (beeld,) = _pictures(request, (punt,))
        namen = names_of_employees()
        gegeven = [
            (str(Signaaluitkomst(o.uitkomst).label), as_moment(o.gegeven), namen.get(o.door, o.door), o.toelichting)
            for o in oordelen
        ]
        inhoud = {"signaal": beeld, "oordelen": gegeven, **_form(punt.id)}
        return render_to_string("portal/beheer/signaal.html", inhoud, request=request).encode()

    return PersoonsgegevensAntwoord(one_signal(claim, employee_call(request), signaal, weergave), content_type=HTML)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@for_employees(TOEZICHTHOUDER)
def uitkomst(request: HttpRequest, signaal: UUID) -> HttpResponse:
    """Write what was found; about one's own use that is for a colleague (403)."""
    gekozen = request.POST.get("uitkomst", "")
    toelichting = request.POST.get("toelichting", "").strip()
    fouten: dict[str, str] = {}
    if gekozen not in Signaaluitkomst.values:
        fouten["uitkomst"] = _("Kies wat u vond.")
    if not 10 <= len(toelichting) <= LENGTE:
        fouten["toelichting"] = _("Schrijf in 10 tot 1000 tekens op waarom.")
    elif NEGEN_CIJFERS.search(toelichting):
        fouten["toelichting"] = _("Schrijf geen burgerservicenummer op.")
    if fouten:
        # What was typed, without what looks like a number of somebody.
        getypt = NEGEN_CIJFERS.sub("", toelichting)
        inhoud = _form(signaal) | {"gevuld": {"uitkomst": gekozen, "toelichting": getypt}, "fouten": fouten}
        return again(request, "portal/beheer/signaal.html", inhoud)
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]
    door = employee_key(request.user)  # type: ignore[arg-type]

    def weergave() -> bytes:
        inhoud = {"gedaan": str(Signaaluitkomst(gekozen).label), "id": signaal, "medewerker": True}
        return render_to_string("portal/beheer/signaal_gedaan.html", inhoud, request=request).encode()

    geleverd = record_outcome(claim, employee_call(request), signaal, gekozen, toelichting, door, weergave)
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _form(signaal: UUID) -> dict[str, Any]:
    return {"id": signaal, "uitkomsten": Signaaluitkomst.choices, "lengte": LENGTE, "medewerker": True}


def _counts(lijst: Werklijst) -> list[tuple[str, str, list[tuple[Staat, int]]]]:
    """Per kind that occurs: its value, its name, and how many there are in each state."""
    return [
        (soort, str(naam), [(staat, lijst.tellingen.get((soort, staat), 0)) for staat in STATEN])
        for soort, naam in Signaalsoort.choices
        if any(s == soort for s, _staat in lijst.tellingen)
    ]


def _state(staat: Staat) -> str:
    return {"open": _("Nog open"), "onderzoek": _("In onderzoek"), "klaar": _("Afgehandeld")}[staat]


def explain(punt: Werkpunt) -> str:
    """Why it was marked, in one sentence."""
    match punt.uitleg:
        case "uur":
            return _("%(aantal)s personen in een uur; de drempel is %(drempel)s.") % _numbers(punt)
        case "dag":
            return _("%(aantal)s personen in een dag; de drempel is %(drempel)s.") % _numbers(punt)
        case uitleg:
            return {
                "avond-of-nacht": _("Gebruikt in de avond of de nacht."),
                "weekend": _("Gebruikt in het weekend."),
                "vrije-dag": _("Gebruikt op een vrije dag."),
                "aandacht": _("Het gaat over een persoon met bijzondere aandacht."),
                "zelfde-naam": _("De medewerker heet van achternaam hetzelfde als de persoon."),
                "geen-antwoord": _("De proefvraag kreeg geen antwoord."),
                "geen-regel": _("De proefvraag kwam niet binnen een minuut in het overzicht van de proefpersoon."),
                "niet-verzegeld": _("De regel van de proefvraag was na een minuut niet verzegeld."),
            }.get(uitleg, uitleg)


def _numbers(punt: Werkpunt) -> dict[str, int | None]:
    return {"aantal": punt.aantal, "drempel": punt.drempel}


def _pictures(request: HttpRequest, punten: tuple[Werkpunt, ...]) -> list[Signaalbeeld]:
    met = [p for p in punten if p.activiteit]
    afnemers = names_of_afnemers(cast(UUID, p.afnemer) for p in met)
    applicaties = names_of_applicaties(cast(UUID, p.applicatie) for p in met)
    doelen = dict(Verwerkingsactiviteit.objects.filter(pk__in={p.activiteit for p in met}).values_list("pk", "naam"))
    medewerkers, eigen = names_of_employees(), employee_key(request.user)  # type: ignore[arg-type]

    def picture(p: Werkpunt) -> Signaalbeeld:
        soort = catalogus().nieuwste(p.register, p.objecttype) if p.register and p.objecttype else None
        waarin = label(soort.objecttype.titel) if soort else f"{p.register}/{p.objecttype}"
        return Signaalbeeld(
            id=p.id,
            soort=str(Signaalsoort(p.soort).label),
            waarom=explain(p),
            staat=_state(p.staat),
            wanneer=as_moment(p.tijd),
            wie=afnemers.get(p.afnemer, "") if p.afnemer else "",
            medewerker=medewerkers.get(p.medewerker, p.medewerker[:8]),
            sleutel=p.medewerker,
            applicatie="Bronhuis" if p.applicatie == BRONHUIS else applicaties.get(cast(UUID, p.applicatie), ""),
            doel=doelen.get(cast(UUID, p.activiteit), ""),
            wat=f"{p.wat}: {waarin}" if p.wat else "",
            personen=p.personen,
            reden=str(Reden(p.reden).label) if p.reden in Reden.values else "",
            kenmerk=p.kenmerk,
            verzoek=p.verzoek,
            eigen=bool(p.medewerker) and p.medewerker == eigen,
        )

    return [picture(p) for p in punten]
