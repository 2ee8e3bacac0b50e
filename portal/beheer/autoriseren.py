"""Changing autorisaties: a new version from a tick list of fields, withdrawing, and giving a first one. The old versions stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consumers.selectors import all_afnemers, names_of_afnemers
from nlapi.probleem import NietGevonden
from nlapi.routes import routesoort
from portal.beheer.autorisaties import overview
from portal.beheer.toegang import AUTORISATIEBEHEERDER, for_employees
from portal.fouten import FORMULIER, LEZEN, with_pages
from portal.tekst import label, translated
from processing.autorisaties import RegelFout
from processing.gevoelig import BIJZONDER, NATIONAAL_NUMMER, STRAFRECHTELIJK
from processing.models import Autorisatie, Autorisatieversie, Verwerkingsactiviteit, Wijze
from processing.selectors import today
from processing.services import registreer_autorisatie, trek_autorisatie_in, wijzig_autorisatie
from registry.catalogus import Soort, catalogus

ACTIES = ("raadplegen", "zoeken", "bladeren", "wijzigen")
MAXIMUM = 1000
GETOOND = frozenset({"acties", "velden", "zoeksleutels", "maximum", "geheimTonen"})
# Fields of the form for the articles that allow what the law protects more.
ARTIKELEN = {
    "artikel_bijzonder": BIJZONDER,
    "artikel_strafrechtelijk": STRAFRECHTELIJK,
    "artikel_nummer": NATIONAAL_NUMMER,
}


@dataclass(frozen=True, slots=True)
class Tik:
    """One box to tick."""

    waarde: str
    label: str
    aan: bool


@dataclass(frozen=True, slots=True)
class Groeptikken:
    """The fields of one groep."""

    titel: str
    velden: tuple[Tik, ...]


@dataclass(frozen=True, slots=True)
class Regelformulier:
    """One regel as a form; `plek` prefixes the names of its fields."""

    plek: str
    titel: str
    acties: tuple[Tik, ...]
    groepen: tuple[Groeptikken, ...]
    zoeksleutels: tuple[Tik, ...]
    maximum: str
    geheim_tonen: bool
    voorwaarden: bool


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees()
def autorisaties(request: HttpRequest) -> HttpResponse:
    """Every autorisatie with its versions and regels."""
    inhoud = {
        "autorisaties": overview(),
        "mag_wijzigen": AUTORISATIEBEHEERDER in request.rollen,  # type: ignore[attr-defined]
        "medewerker": True,
    }
    return render(request, "portal/beheer/autorisaties.html", inhoud)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(AUTORISATIEBEHEERDER)
def nieuw(request: HttpRequest) -> HttpResponse:
    """Give an afnemer a first autorisatie for an activity."""
    keuze = {naam: request.GET.get(naam, "") for naam in ("afnemer", "activiteit", "soort")}
    afnemers = {str(i): n for i, n in all_afnemers()}
    activiteiten = {str(a.pk): a.naam for a in Verwerkingsactiviteit.objects.filter(ingetrokken_op=None)}
    soorten = {s.naam: s for s in catalogus() if s.objecttype.persoonsgegevens}
    gekozen = keuze["afnemer"] in afnemers and keuze["activiteit"] in activiteiten and keuze["soort"] in soorten
    if not gekozen:
        inhoud = {
            "afnemers": afnemers, "activiteiten": activiteiten, "keuze": keuze, "medewerker": True,
            "soorten": {naam: f"{label(s.objecttype.titel)} ({label(s.model.titel)})" for naam, s in soorten.items()},
        }  # fmt: skip
        return render(request, "portal/beheer/autorisatie_kiezen.html", inhoud)
    bestaand = Autorisatie.objects.filter(
        activiteit_id=UUID(keuze["activiteit"]), afnemer_id=UUID(keuze["afnemer"]), ingetrokken_op=None
    ).first()
    if bestaand is not None:
        return HttpResponseRedirect(reverse("beheer-autorisatie", args=[bestaand.pk]))
    soort = soorten[keuze["soort"]]
    leeg = {
        "register": soort.model.register,
        "objecttype": soort.objecttype.naam,
        "acties": [],
        "velden": [],
        "maximum": 1,
    }

    def save(regels: list[dict[str, Any]], velden: dict[str, Any]) -> UUID:
        return registreer_autorisatie(UUID(keuze["activiteit"]), UUID(keuze["afnemer"]), regels=regels, **velden).pk

    kop = {"afnemer": afnemers[keuze["afnemer"]], "activiteit": activiteiten[keuze["activiteit"]], "nieuw": True}
    return _form(request, [leeg], None, kop, save)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(AUTORISATIEBEHEERDER)
def wijzigen(request: HttpRequest, autorisatie: UUID) -> HttpResponse:
    """A new version of a standing autorisatie; it counts from the next request on."""
    kop = _standing(autorisatie)
    huidig = kop.versies.get(versie=kop.huidige_versie)
    regels: list[dict[str, Any]] = list(huidig.regels)
    erbij = next((s for s in catalogus() if s.naam == request.GET.get("erbij")), None)
    if erbij and not any(
        (r["register"], r["objecttype"]) == (erbij.model.register, erbij.objecttype.naam) for r in regels
    ):
        regels.append(
            {
                "register": erbij.model.register,
                "objecttype": erbij.objecttype.naam,
                "acties": [],
                "velden": [],
                "maximum": 1,
            }
        )

    def save(nieuwe: list[dict[str, Any]], velden: dict[str, Any]) -> UUID:
        reden = velden.pop("reden")
        return wijzig_autorisatie(autorisatie, reden=reden, regels=nieuwe, **velden).pk

    namen = {
        "afnemer": names_of_afnemers([kop.afnemer_id]).get(kop.afnemer_id, ""),
        "activiteit": kop.activiteit.naam,
        "autorisatie": autorisatie,
        "erbij": [
            (s.naam, label(s.objecttype.titel))
            for s in catalogus()
            if not any((r["register"], r["objecttype"]) == (s.model.register, s.objecttype.naam) for r in regels)
        ],
    }
    return _form(request, regels, huidig, namen, save)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(AUTORISATIEBEHEERDER)
def intrekken(request: HttpRequest, autorisatie: UUID) -> HttpResponse:
    """Withdraw: uses in flight finish, the very next request is refused."""
    kop = _standing(autorisatie)
    reden = request.POST.get("reden", "").strip()
    fout = _("Schrijf op waarom u deze autorisatie intrekt.") if request.method == "POST" and not reden else ""
    if request.method == "POST" and not fout:
        trek_autorisatie_in(autorisatie, reden=reden)
        return HttpResponseRedirect(reverse("beheer-autorisaties"))
    inhoud = {
        "afnemer": names_of_afnemers([kop.afnemer_id]).get(kop.afnemer_id, ""),
        "activiteit": kop.activiteit.naam,
        "fout": fout,
        "medewerker": True,
    }
    return render(request, "portal/beheer/autorisatie_intrekken.html", inhoud, status=400 if fout else 200)


def _standing(autorisatie: UUID) -> Autorisatie:
    kop = Autorisatie.objects.select_related("activiteit").filter(pk=autorisatie, ingetrokken_op=None).first()
    if kop is None:
        raise NietGevonden
    return kop


def _form(
    request: HttpRequest,
    regels: Sequence[Mapping[str, Any]],
    huidig: Autorisatieversie | None,
    kop: Mapping[str, Any],
    save: Any,
) -> HttpResponse:
    fouten: dict[str, str] = {}
    if request.method == "POST":
        nieuwe = [_read_regel(request.POST, f"r{nr}", regel) for nr, regel in enumerate(regels)]
        velden = _read_decision(request.POST, fouten)
        nieuwe = [r for r in nieuwe if r["acties"] or r["velden"]]
        if not nieuwe:
            fouten["regels"] = _(
                "Kies ten minste één actie en één veld. Niets meer toestaan? Trek de autorisatie dan in."
            )
        for regel in nieuwe:
            if not regel["acties"] or not regel["velden"]:
                fouten["regels"] = _("Kies bij elk objecttype ten minste één actie en één veld, of geen van beide.")
        if not fouten:
            try:
                save(nieuwe, velden)
            except RegelFout as fout:
                fouten["regels"] = translated(str(fout))
            else:
                return HttpResponseRedirect(reverse("beheer-autorisaties"))
        regels = [_read_regel(request.POST, f"r{nr}", regel) for nr, regel in enumerate(regels)]
    besluit = huidig.besluit if huidig else {}
    algemeen = {
        "wijze": huidig.wijze if huidig else Wijze.COLLEGEBESLUIT.value,
        "kenmerk": besluit.get("kenmerk", ""),
        "datum": besluit.get("datum", ""),
        "vindplaats": besluit.get("vindplaats", ""),
        "geldig_van": huidig.geldig_van.isoformat() if huidig else today().isoformat(),
        "geldig_tot": huidig.geldig_tot.isoformat() if huidig and huidig.geldig_tot else "",
        "reden": "",
        **{naam: besluit.get("uitzonderingen", {}).get(categorie, "") for naam, categorie in ARTIKELEN.items()},
    }
    if request.method == "POST":
        algemeen = {naam: request.POST.get(naam, "") for naam in algemeen}
    alle = catalogus()
    formulieren = [
        _regel_form(f"r{nr}", regel, alle.nieuwste(str(regel["register"]), str(regel["objecttype"])))
        for nr, regel in enumerate(regels)
    ]
    inhoud = {
        **kop, "regels": formulieren, "algemeen": algemeen, "wijzen": Wijze.choices, "fouten": fouten, "medewerker": True,
    }  # fmt: skip
    return render(request, "portal/beheer/autorisatie.html", inhoud, status=400 if fouten else 200)


def _regel_form(plek: str, regel: Mapping[str, Any], soort: Soort | None) -> Regelformulier:
    """A regel as boxes; for what the model does not have (the log itself) the paths as they are."""
    woorden = {
        "raadplegen": _("raadplegen"),
        "zoeken": _("zoeken"),
        "bladeren": _("bladeren"),
        "wijzigen": _("wijzigen"),
    }
    gegeven = set(regel["velden"])
    if soort is None:
        titel = f"{regel['register']}/{regel['objecttype']}"
        groepen: tuple[Groeptikken, ...] = (Groeptikken(titel, tuple(Tik(v, v, aan=True) for v in sorted(gegeven))),)
        sleutels = tuple(Tik(s, s, aan=True) for s in regel.get("zoeksleutels", ()))
    else:
        titel = f"{label(soort.objecttype.titel)} ({label(soort.model.titel)})"
        groepen = tuple(
            Groeptikken(
                label(g.titel), tuple(Tik(a.pad, label(a.titel), aan=_granted(a.pad, gegeven)) for a in g.attributen)
            )
            for g in soort.objecttype.groepen.values()
        )
        sleutels = tuple(
            Tik(naam, f"{label(s.attribuut.titel)} ({naam})", aan=naam in regel.get("zoeksleutels", ()))
            for naam, s in soort.objecttype.zoeksleutels.items()
        )
    return Regelformulier(
        plek,
        titel,
        tuple(Tik(a, woorden[a], aan=a in regel["acties"]) for a in ACTIES),
        groepen,
        sleutels,
        str(regel.get("maximum", 1)),
        bool(regel.get("geheimTonen", False)),
        bool(regel.get("rijregel") or regel.get("combinaties") or regel.get("eindgebruikerVerplicht")),
    )


def _granted(pad: str, gegeven: set[str]) -> bool:
    stappen = pad.split(".")
    return any(".".join(stappen[: n + 1]) in gegeven for n in range(len(stappen)))


def _read_regel(post: QueryDict, plek: str, oud: Mapping[str, Any]) -> dict[str, Any]:
    """The regel that the boxes say; what the form does not show (row rule, combinations, own period) stays as it was."""
    maximum = post.get(f"{plek}-maximum", "").strip()
    vast = {k: v for k, v in oud.items() if k not in GETOOND}
    return vast | {
        "acties": [a for a in ACTIES if a in post.getlist(f"{plek}-acties")],
        "velden": sorted(set(post.getlist(f"{plek}-velden"))),
        "zoeksleutels": sorted(set(post.getlist(f"{plek}-zoeksleutels"))),
        "maximum": int(maximum) if maximum.isascii() and maximum.isdecimal() and 0 < int(maximum) <= MAXIMUM else 1,
        "geheimTonen": post.get(f"{plek}-geheim") == "ja",
    }


def _read_decision(post: QueryDict, fouten: dict[str, str]) -> dict[str, Any]:
    """The decision that the version rests on; what is wrong goes into `fouten`."""
    gelezen = {
        n: post.get(n, "").strip()
        for n in ("wijze", "kenmerk", "datum", "vindplaats", "geldig_van", "geldig_tot", "reden", *ARTIKELEN)
    }
    artikelen = {categorie: gelezen[naam] for naam, categorie in ARTIKELEN.items() if gelezen[naam]}
    if gelezen["wijze"] not in Wijze.values:
        fouten["wijze"] = _("Kies waarop deze autorisatie rust.")
    if not gelezen["kenmerk"]:
        fouten["kenmerk"] = _("Vul het kenmerk van het besluit in.")
    if gelezen["vindplaats"] and not gelezen["vindplaats"].startswith("https://"):
        fouten["vindplaats"] = _("Vul een adres in dat met https:// begint, of niets.")
    dagen: dict[str, date | None] = {}
    for naam in ("datum", "geldig_van", "geldig_tot"):
        try:
            dagen[naam] = date.fromisoformat(gelezen[naam]) if gelezen[naam] else None
        except ValueError:
            fouten[naam] = _("Vul een datum in, zoals 2026-05-26.")
    if "datum" not in fouten and dagen["datum"] is None:
        fouten["datum"] = _("Vul de datum van het besluit in.")
    if "geldig_van" not in fouten and dagen["geldig_van"] is None:
        fouten["geldig_van"] = _("Vul in vanaf welke dag dit geldt.")
    if not gelezen["reden"]:
        fouten["reden"] = _("Schrijf op waarom deze versie er komt.")
    van, tot = dagen.get("geldig_van"), dagen.get("geldig_tot")
    if van and tot and tot <= van:
        fouten["geldig_tot"] = _("De einddatum moet later zijn dan de begindatum.")
    return {
        "wijze": gelezen["wijze"],
        "besluit": {n: gelezen[n] for n in ("kenmerk", "datum", "vindplaats")}
        | ({"uitzonderingen": artikelen} if artikelen else {}),
        "geldig_van": van,
        "geldig_tot": tot,
        "reden": gelezen["reden"],
    }
