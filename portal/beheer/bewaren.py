"""How long the log stays, what may go, and what stops it. Numbers of lines and ids of employees; never a person or a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consumers.selectors import all_afnemers
from nlapi.probleem import NietGevonden
from nlapi.routes import routesoort
from portal.beheer.toegang import ARCHIEFBEHEERDER, employee_key, for_employees
from portal.formulier import read_bsn
from portal.fouten import FORMULIER, LEZEN, with_pages
from portal.tekst import as_date, as_moment
from processing import kluis
from processing.bewaarmodellen import Bewaartermijn, Vernietiging, Vernietigingsstop, Vernietigingsverklaring
from processing.models import Verwerkingsactiviteit
from processing.selectors import today
from processing.termijnen import phrase, standing_misfits
from processing.vernietigen import (
    BEWAARD,
    Logdeel,
    VernietigingFout,
    confirm,
    impose_stop,
    lift_stop,
    open_proposal,
    part,
    parts,
    preview,
    propose,
    standing_stops,
    withdraw,
)
from registry.catalogus import catalogus

GETOOND = 100


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees(ARCHIEFBEHEERDER)
def bewaren(request: HttpRequest) -> HttpResponse:
    """What may go, what was proposed, what stops it, what went, and the terms behind it all."""
    dag, wie = today(), _colleagues(request)
    voorstellen = list(Vernietiging.objects.filter(ingetrokken_op=None, uitgevoerd_op=None))
    bezet = {(v.kwartaal, v.klasse) for v in voorstellen}
    vrij = [d for d in parts() if d.is_due(dag) and (d.kwartaal, d.klasse) not in bezet]
    inhoud = {
        "vrij": [(_name(d.kwartaal, d.klasse), as_date(d.vervalt), _address(d)) for d in vrij],
        "voorstellen": [
            (_name(v.kwartaal, v.klasse), v, as_moment(v.voorgesteld_op), wie(v.voorgesteld_door), _address(v))
            for v in voorstellen
        ],
        "stops": [_as_row(s) for s in standing_stops()],
        "verklaringen": [
            (_name(v.kwartaal, v.klasse), v, as_moment(v.tijd), wie(v.vernietiging.voorgesteld_door), wie(v.vernietiging.bevestigd_door))
            for v in Vernietigingsverklaring.objects.select_related("vernietiging")[:GETOOND]
        ],
        "termijnen": Bewaartermijn.objects.select_related("activiteit").filter(vervallen_op=None),
        "wanverhoudingen": [(naam, phrase(wat)) for naam, wat in standing_misfits()],
        "medewerker": True,
    }  # fmt: skip
    return render(request, "portal/beheer/bewaren.html", inhoud)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(ARCHIEFBEHEERDER)
def deel(request: HttpRequest, kwartaal: str, klasse: str) -> HttpResponse:
    """One part: what would go and what stays; propose, confirm somebody else's proposal, or take it back."""
    logdeel = _part(kwartaal, klasse)
    if not logdeel.is_due(today()):
        raise NietGevonden
    fout, zelf = "", UUID(employee_key(request.user))  # type: ignore[arg-type]
    voorstel = open_proposal(logdeel)
    if request.method == "POST":
        try:
            match request.POST.get("actie"), voorstel:
                case "stel-voor", None:
                    propose(logdeel, zelf, today())
                case "bevestig", Vernietiging():
                    confirm(voorstel.pk, zelf)
                case "trek-in", Vernietiging():
                    withdraw(voorstel.pk, zelf)
                case _:
                    raise VernietigingFout(_("Dit is intussen veranderd. Bekijk de bladzijde opnieuw."))
        except VernietigingFout as reden:
            fout = str(reden)
        else:
            return HttpResponseRedirect(request.path)
    inhoud = {
        "naam": _name(logdeel.kwartaal, logdeel.klasse),
        "vervalt": as_date(logdeel.vervalt),
        "voorbeeld": preview(logdeel),
        "bewaard": logdeel.klasse == BEWAARD,
        "voorstel": voorstel,
        "wanneer": as_moment(voorstel.voorgesteld_op) if voorstel else "",
        "wie": _colleagues(request)(voorstel.voorgesteld_door) if voorstel else "",
        "eigen": bool(voorstel and voorstel.voorgesteld_door == zelf),
        "anders": bool(voorstel and _numbers(voorstel) != _numbers(preview(logdeel))),
        "fout": fout,
        "medewerker": True,
    }
    return render(request, "portal/beheer/bewaren_deel.html", inhoud, status=400 if fout else 200)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(ARCHIEFBEHEERDER)
def stop(request: HttpRequest) -> HttpResponse:
    """Impose a stop on what is filled in."""
    activiteiten = {str(a.pk): a.naam for a in Verwerkingsactiviteit.objects.all()}
    afnemers = {str(i): n for i, n in all_afnemers()}
    registers = sorted({s.model.register for s in catalogus()} | {"verwerkingslog"})
    gekozen = {n: request.POST.get(n, "").strip() for n in ("register", "activiteit", "afnemer", "reden", "kenmerk")}
    fouten: dict[str, str] = {}
    if request.method == "POST":
        bsn = read_bsn(request) if request.POST.get("bsn", "").strip() else None
        if request.POST.get("bsn", "").strip() and bsn is None:
            fouten["bsn"] = _("Dit is geen burgerservicenummer.")
        if not gekozen["reden"]:
            fouten["reden"] = _("Schrijf op waarom deze regels moeten blijven.")
        if not gekozen["kenmerk"]:
            fouten["kenmerk"] = _("Vul het kenmerk van de zaak of de vordering in.")
        for naam, mogelijk in (("register", registers), ("activiteit", activiteiten), ("afnemer", afnemers)):
            if gekozen[naam] and gekozen[naam] not in mogelijk:
                fouten[naam] = _("Kies er een uit de lijst.")
        if not fouten:
            impose_stop(
                UUID(employee_key(request.user)),  # type: ignore[arg-type]
                reden=gekozen["reden"],
                kenmerk=gekozen["kenmerk"],
                register=gekozen["register"],
                activiteit_id=gekozen["activiteit"] or None,
                afnemer=gekozen["afnemer"] or None,
                betrokkene=kluis.ensure_surrogate(bsn) if bsn else None,
            )
            return HttpResponseRedirect(reverse("beheer-bewaren"))
    inhoud = {
        "registers": registers, "activiteiten": activiteiten, "afnemers": afnemers, "gekozen": gekozen, "fouten": fouten, "medewerker": True,
    }  # fmt: skip
    return render(request, "portal/beheer/bewaren_stop.html", inhoud, status=400 if fouten else 200)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(ARCHIEFBEHEERDER)
def opheffen(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """Lift a stop, after a look at what that means."""
    rij = standing_stops().filter(pk=stop_id).first()
    if rij is None:
        raise NietGevonden
    if request.method == "POST":
        lift_stop(stop_id, UUID(employee_key(request.user)))  # type: ignore[arg-type]
        return HttpResponseRedirect(reverse("beheer-bewaren"))
    return render(request, "portal/beheer/bewaren_opheffen.html", {"stop": _as_row(rij), "medewerker": True})


def _part(kwartaal: str, klasse: str) -> Logdeel:
    try:
        logdeel = part(date.fromisoformat(kwartaal), klasse)
    except ValueError:
        logdeel = None
    if logdeel is None:
        raise NietGevonden
    return logdeel


def _name(kwartaal: date, klasse: str) -> str:
    """A part in words: "eerste kwartaal van 2019, 5 jaar"."""
    hoeveelste = [_("eerste kwartaal"), _("tweede kwartaal"), _("derde kwartaal"), _("vierde kwartaal")]
    termijn = _("langer bewaard") if klasse == BEWAARD else _("%(n)s jaar") % {"n": klasse.removesuffix("jaar")}
    return f"{hoeveelste[kwartaal.month // 3]} {kwartaal.year}, {termijn}"


def _address(wat: Logdeel | Vernietiging) -> str:
    return reverse("beheer-bewaren-deel", args=[wat.kwartaal.isoformat(), wat.klasse])


def _numbers(wat: Any) -> tuple[int, ...]:
    return wat.regels, wat.handelingen, wat.weigeringen, wat.door_stop, wat.door_termijn


def _as_row(rij: Vernietigingsstop) -> dict[str, Any]:
    afnemers: Iterable[tuple[UUID, str]] = all_afnemers() if rij.afnemer else ()
    waarvan = [
        rij.register,
        str(rij.activiteit) if rij.activiteit else "",
        *(naam for i, naam in afnemers if i == rij.afnemer),
        _("één persoon") if rij.over_persoon else "",
    ]
    return {
        "id": rij.pk,
        "waarvan": ", ".join(w for w in waarvan if w) or _("het hele log"),
        "reden": rij.reden,
        "kenmerk": rij.kenmerk,
        "sinds": as_moment(rij.ingesteld_op),
    }


def _colleagues(request: HttpRequest) -> Any:
    """Names of employees by their key, for colleagues; a key of somebody who left stays a key."""
    namen = {UUID(employee_key(m)): m.get_username() for m in User.objects.filter(is_staff=True)}
    zelf = UUID(employee_key(request.user))  # type: ignore[arg-type]
    return lambda sleutel: _("u") if sleutel == zelf else namen.get(sleutel, str(sleutel)[:8])
