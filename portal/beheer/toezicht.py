"""Oversight: who saw a person, and what was done in the log by whom. Each question is itself a use, with the officer's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consumers.selectors import all_afnemers, names_of_afnemers, names_of_applicaties
from nlapi import cursor
from nlapi.parameters import Parameter
from nlapi.routes import routesoort
from portal.beheer.toegang import TOEZICHTHOUDER, employee_call, for_employees
from portal.burger.bladzijde import first_period, open_lines, seal_lines
from portal.burger.gebruik import as_sentences
from portal.burger.views import HTML, read_filled
from portal.formulier import read_bsn
from portal.fouten import LEZEN, VERSTUREN, with_pages
from portal.tekst import AMSTERDAM, as_moment, label
from processing import kluis
from processing.intern import BRONHUIS, TOEZICHT_LOG, claim_for
from processing.logboek import Handeling, Handelingfilter, Periode, Regel, actions, lines_of_person
from processing.models import Verwerkingsactiviteit
from processing.poort import PersoonsgegevensAntwoord
from processing.redenen import Reden
from processing.signalering import rules
from registry.catalogus import catalogus

MAX_REGELS = 100
DAGEN = 366
PER_PAGINA = 50
FILTERS = (
    Parameter("van", "datum"), Parameter("tot", "datum"), Parameter("afnemer", "uuid"), Parameter("activiteit", "uuid"),
    Parameter("medewerker", "uuid"), Parameter("verzoek", "uuid"), Parameter("minimaal", "geheel", minimum=0, maximum=1_000_000),
    Parameter("cursor", "tekst"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handelingbeeld:
    """One action on the page."""

    wanneer: str
    wie: str
    applicatie: str
    doel: str
    wat: str
    waarin: str
    aantal: int
    zoeksleutels: str
    reden: str
    kenmerk: str
    medewerker: str
    verzoek: str
    vertrouwelijk: bool
    buiten_werktijd: bool


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees(TOEZICHTHOUDER)
def log(request: HttpRequest) -> HttpResponse:
    """The form that asks for whom."""
    fout = _("Dit is geen burgerservicenummer.") if request.GET.get("fout") == "bsn" else ""
    return render(request, "portal/beheer/log.html", {"fout": fout, "medewerker": True}, status=400 if fout else 200)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*VERSTUREN)
@for_employees(TOEZICHTHOUDER)
def wie_zag(request: HttpRequest) -> HttpResponse:
    """The lines about one person, of the last year; older ones after the sealed page, which holds whom they are about."""
    binding = f"wie-zag|{request.user.pk}".encode()
    bsn, periode, vanaf = _asked_person(request, binding)
    if bsn is None:
        return HttpResponseRedirect(f"{reverse('beheer-log')}?fout=bsn")
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(regels: tuple[Regel, ...], _velden: frozenset[str]) -> bytes:
        inhoud = {
            "regels": as_sentences(regels[:MAX_REGELS], "toezicht"),
            "volgende": _seal_person(regels[MAX_REGELS - 1], periode, binding) if len(regels) > MAX_REGELS else "",
            "ouder": vanaf is not None,
            "toezicht": True,
            "medewerker": True,
        }
        return render_to_string("portal/beheer/wie_zag.html", inhoud, request=request).encode()

    geleverd = lines_of_person(
        claim,
        employee_call(request),
        bsn,
        periode,
        weergave,
        aantal=MAX_REGELS,
        vanaf=vanaf,
        ook_vertrouwelijk=True,
        actie="zoeken",
    )
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _asked_person(request: HttpRequest, binding: bytes) -> tuple[str | None, Periode, tuple[datetime, UUID] | None]:
    """Whom the officer asks about: the typed number, or the person of the sealed page. Raises OngeldigeInvoer for a bad cursor."""
    if "cursor" not in request.POST:
        return read_bsn(request), first_period(DAGEN), None
    vast = cursor.open(request.POST["cursor"], binding=binding)
    periode = Periode(datetime.fromisoformat(vast["van"]), datetime.fromisoformat(vast["tot"]))
    return (
        kluis.bsn_of(UUID(vast["betrokkene"])),
        periode,
        (datetime.fromisoformat(vast["tijd"]), UUID(vast["id"])),
    )


def _seal_person(laatste: Regel, periode: Periode, binding: bytes) -> str:
    inhoud = {
        "betrokkene": str(laatste.betrokkene),
        "tijd": laatste.tijd.isoformat(),
        "id": str(laatste.id),
        "van": periode.van.isoformat(),
        "tot": periode.tot.isoformat(),
    }
    return cursor.verzegel(inhoud, binding=binding)


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_employees(TOEZICHTHOUDER)
def handelingen(request: HttpRequest) -> HttpResponse:
    """What was done: filtered by period, organisation, purpose, employee key, request number and size; nobody's data stand in it."""
    vraag = read_filled(request, FILTERS)
    gekozen = {naam: vraag[naam] for naam in sorted(vraag) if naam != "cursor"}
    binding = f"handelingen|{request.user.pk}|{gekozen}".encode()
    periode, vanaf = _place(vraag, binding)
    filter_ = Handelingfilter(
        vraag.get("afnemer"),
        vraag.get("activiteit"),
        None,
        str(vraag["medewerker"]) if "medewerker" in vraag else None,
        vraag.get("verzoek"),
        vraag.get("minimaal", 0),
    )
    claim = claim_for(TOEZICHT_LOG)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]

    def weergave(rijen: tuple[Handeling, ...]) -> bytes:
        getoond = rijen[:PER_PAGINA]
        vraagtekst = request.GET.copy()
        vraagtekst.pop("cursor", None)
        inhoud: dict[str, Any] = {
            "handelingen": _pictures(getoond),
            "afnemers": all_afnemers(),
            "activiteiten": list(Verwerkingsactiviteit.objects.values_list("id", "naam")),
            "gekozen": {naam: str(waarde) for naam, waarde in gekozen.items()},
            "vraag": vraagtekst.urlencode(),
            "volgende": seal_lines(getoond[-1], periode, binding) if len(rijen) > PER_PAGINA else "",
            "ouder": vanaf is not None,
            "medewerker": True,
        }
        return render_to_string("portal/beheer/handelingen.html", inhoud, request=request).encode()

    geleverd = actions(claim, employee_call(request), periode, filter_, weergave, aantal=PER_PAGINA, vanaf=vanaf)
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _place(vraag: dict[str, Any], binding: bytes) -> tuple[Periode, tuple[datetime, UUID] | None]:
    """The asked days in Dutch time (default: the last week, for one request the last year), or where the sealed page goes on."""
    if "cursor" in vraag:
        return open_lines(vraag["cursor"], binding)
    nu = datetime.now(UTC) + timedelta(seconds=1)
    van = (
        datetime.combine(vraag["van"], time(), AMSTERDAM)
        if "van" in vraag
        else nu - timedelta(days=DAGEN if "verzoek" in vraag else 7)
    )
    tot = datetime.combine(vraag["tot"] + timedelta(days=1), time(), AMSTERDAM) if "tot" in vraag else nu
    return Periode(van, tot), None


def _pictures(rijen: tuple[Handeling, ...]) -> list[Handelingbeeld]:
    afnemers = names_of_afnemers(r.afnemer for r in rijen)
    applicaties = names_of_applicaties(r.applicatie for r in rijen)
    doelen = dict(Verwerkingsactiviteit.objects.filter(pk__in={r.activiteit for r in rijen}).values_list("pk", "naam"))
    alle = catalogus()
    _drempels, werktijden = rules()
    beelden = []
    for r in rijen:
        soort = alle.nieuwste(r.register, r.objecttype)
        beelden.append(
            Handelingbeeld(
                wanneer=as_moment(r.tijd),
                wie=afnemers.get(r.afnemer, ""),
                applicatie="Bronhuis" if r.applicatie == BRONHUIS else applicaties.get(r.applicatie, ""),
                doel=doelen.get(r.activiteit, ""),
                wat=r.soort,
                waarin=label(soort.objecttype.titel) if soort else f"{r.register}/{r.objecttype}",
                aantal=r.aantal,
                zoeksleutels=", ".join(r.zoeksleutels),
                reden=str(Reden(r.reden).label) if r.reden in Reden.values else "",
                kenmerk=r.kenmerk,
                medewerker=r.medewerker,
                verzoek=str(r.verzoek),
                vertrouwelijk=r.vertrouwelijk,
                buiten_werktijd=werktijden.outside(r.tijd) is not None,
            )
        )
    return beelden
