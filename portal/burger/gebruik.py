"""Who used my data: log lines as sentences. Names of organisations and purposes, never of another person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from consumers.selectors import names_of_afnemers, names_of_applicaties
from portal.tekst import as_moment, label
from processing.intern import BRONHUIS, INZAGE_BETROKKENE
from processing.logboek import Regel
from processing.models import Verwerkingsactiviteitversie
from registry.catalogus import catalogus


@dataclass(frozen=True, slots=True)
class Gebruik:
    """One use on the page."""

    id: str
    wanneer: str
    wie: str
    applicatie: str
    doel: str
    uitleg: str
    grondslag: str
    wet: str
    wet_url: str
    wat: str
    velden: tuple[tuple[str, tuple[str, ...]], ...]
    zelf: bool


def as_sentences(regels: Iterable[Regel]) -> list[Gebruik]:
    """The lines in words, in the order given."""
    rijen = list(regels)
    afnemers = names_of_afnemers(r.afnemer for r in rijen)
    applicaties = names_of_applicaties(r.applicatie for r in rijen)
    versies = {
        (v.activiteit_id, v.versie): v
        for v in Verwerkingsactiviteitversie.objects.select_related("activiteit").filter(
            activiteit__in={r.activiteit for r in rijen}
        )
    }
    return [_sentence(r, versies[r.activiteit, r.activiteit_versie], afnemers, applicaties) for r in rijen]


def _sentence(
    regel: Regel, versie: Verwerkingsactiviteitversie, afnemers: dict[UUID, str], applicaties: dict[UUID, str]
) -> Gebruik:
    engels = translation.get_language() == "en"
    zelf = versie.activiteit.naam == INZAGE_BETROKKENE
    return Gebruik(
        id=str(regel.id),
        wanneer=as_moment(regel.tijd),
        wie=_("U zelf") if zelf else afnemers.get(regel.afnemer, _("Een organisatie die niet meer bestaat")),
        applicatie="" if regel.applicatie == BRONHUIS else applicaties.get(regel.applicatie, ""),
        doel=versie.titel,
        uitleg=versie.uitleg_en if engels and versie.uitleg_en else versie.uitleg,
        grondslag=versie.get_grondslag_display(),
        wet=versie.wettelijke_bron,
        wet_url=versie.wettelijke_bron_url,
        wat=_what(regel),
        velden=fields_in_words(regel),
        zelf=zelf,
    )


def _what(regel: Regel) -> str:
    if regel.register == "verwerkingslog":
        return _("bekeek wie uw gegevens gebruikte")
    if regel.betrokkenheid == "gerelateerde":
        return _("zag u genoemd staan als familie bij iemand anders")
    match regel.bevinding:
        case "gevonden":
            return _("vond u in een zoekopdracht")
        case "bijgehouden":
            return _("schreef gegevens van u op of verbeterde ze")
        case _:
            return _("bekeek uw gegevens")


def fields_in_words(regel: Regel) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The given fields by groep, with the labels of the model that is published now."""
    soort = catalogus().nieuwste(regel.register, regel.objecttype)
    if soort is None:
        return ()
    per_groep: dict[str, list[str]] = {}
    for pad in regel.velden:
        attribuut = soort.objecttype.attributen.get(pad)
        groep = soort.objecttype.groepen.get(pad.partition(".")[0])
        if attribuut and groep:
            per_groep.setdefault(label(groep.titel), []).append(label(attribuut.titel))
    return tuple((groep, tuple(dict.fromkeys(labels))) for groep, labels in per_groep.items())
