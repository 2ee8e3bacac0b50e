"""Autorisaties ready for a page: the decision they rest on and, per regel, what is allowed in the words of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consumers.selectors import names_of_afnemers
from portal.tekst import as_date, as_moment, as_period, label
from portal.velden import Groepvelden, by_groep, label_of
from processing.models import Autorisatie, Autorisatieversie
from processing.rijregel import Begin, Leeftijd, Voorwaarde, read_condition
from registry.catalogus import Catalogus, Soort, catalogus


@dataclass(frozen=True, slots=True)
class Regelbeeld:
    """One regel on the page."""

    waarop: str
    acties: tuple[str, ...]
    velden: tuple[Groepvelden, ...]
    zoeksleutels: tuple[str, ...]
    voorwaarden: tuple[str, ...]
    maximum: int
    geheim_tonen: bool
    geldig: str


@dataclass(frozen=True, slots=True)
class Versiebeeld:
    """One version on the page."""

    nummer: int
    huidig: bool
    wijze: str
    kenmerk: str
    datum: str
    vindplaats: str
    geldig: str
    reden: str
    vastgelegd: str
    regels: tuple[Regelbeeld, ...]


@dataclass(frozen=True, slots=True)
class Autorisatiebeeld:
    """One autorisatie on the page, newest version first."""

    id: str
    afnemer: str
    activiteit: str
    ingetrokken: str
    reden: str
    versies: tuple[Versiebeeld, ...]


def overview() -> list[Autorisatiebeeld]:
    """Every autorisatie, by activity and afnemer."""
    rijen = list(Autorisatie.objects.select_related("activiteit").prefetch_related("versies"))
    namen = names_of_afnemers(r.afnemer_id for r in rijen)
    alle = catalogus()
    beelden = [
        Autorisatiebeeld(
            str(r.pk),
            namen.get(r.afnemer_id, _("Een organisatie die niet meer bestaat")),
            r.activiteit.naam,
            as_moment(r.ingetrokken_op) if r.ingetrokken_op else "",
            r.ingetrokken_reden,
            tuple(_version(v, r.huidige_versie, alle) for v in sorted(r.versies.all(), key=lambda v: -v.versie)),
        )
        for r in rijen
    ]
    return sorted(beelden, key=lambda b: (b.activiteit, b.afnemer, b.ingetrokken))


def _version(versie: Autorisatieversie, huidig: int, alle: Catalogus) -> Versiebeeld:
    besluit: Mapping[str, Any] = versie.besluit
    return Versiebeeld(
        nummer=versie.versie,
        huidig=versie.versie == huidig,
        wijze=versie.get_wijze_display(),
        kenmerk=str(besluit.get("kenmerk", "")),
        datum=as_date(besluit.get("datum")),
        vindplaats=_link(besluit.get("vindplaats")),
        geldig=as_period(versie.geldig_van, versie.geldig_tot),
        reden=versie.reden,
        vastgelegd=as_moment(versie.vastgelegd_op),
        regels=tuple(_regel(r, alle) for r in versie.regels),
    )


def _link(waarde: object) -> str:
    """An https address, or nothing: what stands in a besluit is typed by people and becomes a link here."""
    return waarde if isinstance(waarde, str) and waarde.startswith("https://") else ""


def _regel(regel: Mapping[str, Any], alle: Catalogus) -> Regelbeeld:
    register, objecttype = str(regel["register"]), str(regel["objecttype"])
    soort = alle.nieuwste(register, objecttype)
    acties = {
        "raadplegen": _("raadplegen"),
        "zoeken": _("zoeken"),
        "bladeren": _("bladeren"),
        "wijzigen": _("wijzigen"),
    }
    return Regelbeeld(
        waarop=f"{label(soort.objecttype.titel)} ({label(soort.model.titel)})" if soort else f"{register}/{objecttype}",
        acties=tuple(acties.get(a, a) for a in regel["acties"]),
        velden=by_groep(soort, regel["velden"]),
        zoeksleutels=tuple(dict.fromkeys(_key(soort, naam) for naam in regel.get("zoeksleutels", ()))),
        voorwaarden=(*(_condition(soort, v) for v in regel.get("rijregel", ())), *_more_conditions(soort, regel)),
        maximum=int(regel.get("maximum", 1)),
        geheim_tonen=bool(regel.get("geheimTonen", False)),
        geldig=as_period(regel.get("geldigVan"), regel.get("geldigTot")),
    )


def _key(soort: Soort | None, naam: str) -> str:
    sleutel = soort.objecttype.zoeksleutels.get(naam) if soort else None
    return label_of(soort, sleutel.pad) if sleutel else naam


def _more_conditions(soort: Soort | None, regel: Mapping[str, Any]) -> list[str]:
    """What a search must hold, and whether somebody must be named, in words."""
    uit = []
    if regel.get("combinaties"):
        keuzes = [_(" en ").join(_key(soort, sleutel) for sleutel in c) for c in regel["combinaties"]]
        uit.append(_("zoeken ten minste op: %(keuzes)s") % {"keuzes": _("; of ").join(keuzes)})
    if regel.get("eindgebruikerVerplicht"):
        uit.append(_("alleen met de sleutel van de medewerker die vraagt"))
    return uit


def _condition(soort: Soort | None, voorwaarde: Mapping[str, Any]) -> str:
    """One condition of the row rule in words."""
    veld = label_of(soort, voorwaarde["pad"])
    match read_condition(voorwaarde):
        case Leeftijd(vanaf=int(vanaf), tot=None):
            return _("leeftijd: %(vanaf)s jaar of ouder") % {"vanaf": vanaf}
        case Leeftijd(vanaf=vanaf, tot=tot):
            return _("leeftijd: van %(vanaf)s tot %(tot)s jaar") % {"vanaf": vanaf or 0, "tot": tot}
        case Begin(waarden=waarden):
            return _("%(veld)s begint met: %(waarden)s") % {"veld": veld, "waarden": ", ".join(waarden)}
        case Voorwaarde(waarden=waarden, omgekeerd=omgekeerd):
            zin = _("%(veld)s is geen van: %(waarden)s") if omgekeerd else _("%(veld)s is een van: %(waarden)s")
            return zin % {"veld": veld, "waarden": ", ".join(sorted(map(str, waarden)))}
