"""Uses grouped per month, purpose and organisation, as one sentence each, with the single times below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consumers.selectors import names_of_afnemers
from portal.burger.gebruik import Gebruik, as_sentences, explanation, name_of, phrases, register_name, versions_of
from processing.intern import INZAGE_BETROKKENE
from processing.inzage import Gebruiksgroep, Gebruikskeuze, Gebruiksoverzicht
from registry.catalogus import catalogus

# What is told of a group in which more than one thing was done: the nearest to the person first.
VOORRANG = (
    ("geraadpleegd", "houder"),
    ("geraadpleegd", "onderwerp"),
    ("bijgehouden", "houder"),
    ("gevonden", "houder"),
    ("geraadpleegd", "gerelateerde"),
    ("bijgehouden", "gerelateerde"),
    ("gevonden", "gerelateerde"),
)


@dataclass(frozen=True, slots=True)
class Gebruikszin:
    """One group on the page. `maand_code` and the ids lead to all its lines; `meer` says that they are not all here."""

    wie: str
    wat: str
    hoe_vaak: str
    doel: str
    uitleg: str
    uitleg_taal: str
    grondslag: str
    wet: str
    wet_url: str
    zelf: bool
    regels: tuple[Gebruik, ...]
    meer: bool
    maand_code: str
    afnemer: UUID
    activiteit: UUID


@dataclass(frozen=True, slots=True)
class Keuze:
    """One thing to choose in a filter."""

    waarde: str
    naam: str
    gekozen: bool


def as_groups(overzicht: Gebruiksoverzicht) -> list[Gebruikszin]:
    """The groups in words, in the order given."""
    afnemers = names_of_afnemers(g.afnemer for g in overzicht.groepen)
    versies = versions_of(g.activiteit for g in overzicht.groepen)

    def sentence(groep: Gebruiksgroep) -> Gebruikszin:
        versie = versies[groep.activiteit, groep.activiteit_versie]
        zelf = versie.activiteit.naam == INZAGE_BETROKKENE
        uitleg, taal = explanation(versie, "betrokkene")
        regels = overzicht.regels.get(groep.sleutel, ())
        return Gebruikszin(
            wie=_("U zelf") if zelf else name_of(afnemers, groep.afnemer),
            wat=_verb(groep),
            hoe_vaak=_how_often(groep.keren, groep.maand),
            doel=versie.titel,
            uitleg=uitleg,
            uitleg_taal=taal,
            grondslag=versie.get_grondslag_display(),
            wet=versie.wettelijke_bron,
            wet_url=versie.wettelijke_bron_url,
            zelf=zelf,
            regels=tuple(as_sentences(regels)),
            meer=len({r.handeling for r in regels}) < groep.keren,
            maand_code=f"{groep.maand:%Y-%m}",
            afnemer=groep.afnemer,
            activiteit=groep.activiteit,
        )

    return [sentence(groep) for groep in overzicht.groepen]


def _verb(groep: Gebruiksgroep) -> str:
    eerste = next((soort for soort in VOORRANG if soort in groep.soorten), next(iter(groep.soorten)))
    return phrases(*eerste)[0]


def _how_often(keren: int, maand: date) -> str:
    waarden = {"keren": keren, "maand": date_format(maand, "F Y")}
    return _("1 keer in %(maand)s") % waarden if keren == 1 else _("%(keren)s keer in %(maand)s") % waarden


def organisations(keuzes: Iterable[Gebruikskeuze], gekozen: UUID | None) -> list[Keuze]:
    """The organisations of the period, by name; a chosen one that is not among them stays chosen, without a name."""
    ids = {k.afnemer for k in keuzes}
    namen = names_of_afnemers(ids)
    return _choices({str(i): name_of(namen, i) for i in ids}, str(gekozen) if gekozen else "")


def purposes(keuzes: Iterable[Gebruikskeuze], gekozen: UUID | None) -> list[Keuze]:
    """The purposes of the period, by title."""
    versies = versions_of(k.activiteit for k in keuzes)
    titels = {str(i): v.titel for (i, _versie), v in sorted(versies.items(), key=lambda paar: paar[0][1])}
    return _choices(titels, str(gekozen) if gekozen else "")


def registers(keuzes: Iterable[Gebruikskeuze], gekozen: str) -> list[Keuze]:
    """The registers of the period, by name."""
    alle = catalogus()
    return _choices(
        {f"{k.register}/{k.objecttype}": register_name(alle, k.register, k.objecttype) for k in keuzes}, gekozen
    )


def _choices(namen: dict[str, str], gekozen: str) -> list[Keuze]:
    if gekozen and gekozen not in namen:
        namen = namen | {gekozen: _("niets in deze periode")}
    return [
        Keuze(waarde, naam, waarde == gekozen) for waarde, naam in sorted(namen.items(), key=lambda n: n[1].lower())
    ]
