"""Who used somebody's data: log lines as sentences, for that person or for oversight. Names of organisations, never of another person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consumers.selectors import names_of_afnemers, names_of_applicaties
from portal.tekst import AMSTERDAM, as_date, as_moment, label
from portal.velden import Groepvelden, by_groep
from processing.bewaren import years_of
from processing.intern import BRONHUIS, INZAGE_BETROKKENE
from processing.logboek import OBJECTTYPE, REGISTER, Regel
from processing.models import Verwerkingsactiviteitversie
from processing.vernietigen import BEWAARD
from registry.catalogus import Catalogus, catalogus

Lezer = Literal["betrokkene", "toezicht"]
ONDERWERP = "onderwerp"


@dataclass(frozen=True, slots=True)
class Gebruik:
    """One use on the page. Texts of an activity are Dutch, save `uitleg` where there is an English one (`uitleg_taal`)."""

    id: str
    wanneer: str
    wie: str
    applicatie: str
    doel: str
    uitleg: str
    uitleg_taal: str
    grondslag: str
    wet: str
    wet_url: str
    wat: str
    velden: tuple[Groepvelden, ...]
    verzoek: str
    zelf: bool
    vertrouwelijk: bool
    bron: str = ""
    bewaard_tot: str = ""


def as_sentences(regels: Iterable[Regel], lezer: Lezer = "betrokkene") -> list[Gebruik]:
    """The lines in words, in the order given; `lezer` is who reads them: the person they are about, or an officer."""
    rijen = list(regels)
    afnemers = names_of_afnemers(r.afnemer for r in rijen)
    applicaties = names_of_applicaties(r.applicatie for r in rijen)
    alle = catalogus()
    versies = versions_of(r.activiteit for r in rijen)

    def sentence(regel: Regel) -> Gebruik:
        versie = versies[regel.activiteit, regel.activiteit_versie]
        zelf = versie.activiteit.naam == INZAGE_BETROKKENE
        uitleg, taal = explanation(versie, lezer)
        return Gebruik(
            id=str(regel.id),
            wanneer=as_moment(regel.tijd),
            wie=_who(regel, zelf, afnemers, lezer),
            applicatie="" if regel.applicatie == BRONHUIS else applicaties.get(regel.applicatie, ""),
            doel=versie.titel,
            uitleg=uitleg,
            uitleg_taal=taal,
            grondslag=versie.get_grondslag_display(),
            wet=versie.wettelijke_bron,
            wet_url=versie.wettelijke_bron_url,
            wat=_what(regel, lezer),
            velden=_fields(regel, alle),
            verzoek=str(regel.verzoek),
            zelf=zelf,
            vertrouwelijk=regel.vertrouwelijk,
            bron=register_name(alle, regel.register, regel.objecttype),
            bewaard_tot=_kept_until(regel),
        )

    return [sentence(r) for r in rijen]


def versions_of(activiteiten: Iterable[UUID]) -> dict[tuple[UUID, int], Verwerkingsactiviteitversie]:
    """Every version of these activities, by id and version."""
    rijen = Verwerkingsactiviteitversie.objects.select_related("activiteit").filter(activiteit__in=set(activiteiten))
    return {(v.activiteit_id, v.versie): v for v in rijen}


def register_name(alle: Catalogus, register: str, objecttype: str) -> str:
    """A register as people know it; the log is one too."""
    if (register, objecttype) == (REGISTER, OBJECTTYPE):
        return _("Verwerkingslog")
    soort = alle.nieuwste(register, objecttype)
    return label(soort.model.titel) if soort else register


def _kept_until(regel: Regel) -> str:
    """The day until which this line stays: its class says how many years. One that outlived its class stays for a reason of its own."""
    if regel.bewaarklasse == BEWAARD:
        return _("het niet langer nodig is; hij blijft langer dan gewoonlijk")
    dag = timezone.localtime(regel.tijd, AMSTERDAM).date()
    jaar = dag.year + years_of(regel.bewaarklasse)
    try:
        return as_date(dag.replace(year=jaar))
    except ValueError:
        return as_date(dag.replace(year=jaar, day=28))


def _fields(regel: Regel, alle: Catalogus) -> tuple[Groepvelden, ...]:
    """The given fields with the labels of the model as it is published now; the log's own fields are no fields of a person."""
    soort = alle.nieuwste(regel.register, regel.objecttype)
    return by_groep(soort, regel.velden) if soort else ()


def explanation(versie: Verwerkingsactiviteitversie, lezer: Lezer) -> tuple[str, str]:
    """Why, and in which language that is: to the person in plain words, to an officer the purpose as it was registered."""
    if lezer == "toezicht":
        return versie.doel, "nl"
    if translation.get_language() == "en" and versie.uitleg_en:
        return versie.uitleg_en, "en"
    return versie.uitleg, "nl"


def _who(regel: Regel, zelf: bool, afnemers: dict[UUID, str], lezer: Lezer) -> str:
    if zelf:
        return _("U zelf") if lezer == "betrokkene" else _("De inwoner zelf")
    return name_of(afnemers, regel.afnemer)


def name_of(afnemers: dict[UUID, str], afnemer: UUID) -> str:
    """The name of an organisation, also when it is no more."""
    return afnemers.get(afnemer, _("Een organisatie die niet meer bestaat"))


def _what(regel: Regel, lezer: Lezer) -> str:
    """What was done, without who: the verb and the rest of the sentence. Of a relative's record it says no more than that."""
    voor_betrokkene, voor_toezicht = phrases(regel.bevinding, regel.betrokkenheid)
    return voor_betrokkene if lezer == "betrokkene" else voor_toezicht


def phrases(bevinding: str, betrokkenheid: str) -> tuple[str, str]:
    """What was done, to the person themselves and to oversight. Who the lines of the log were about is its `onderwerp`."""
    if betrokkenheid == ONDERWERP:
        return _("bekeek wie uw gegevens gebruikte"), _("bekeek wie de gegevens van deze persoon gebruikte")
    familie = betrokkenheid == "gerelateerde"
    match bevinding, familie:
        case "gevonden", False:
            return _("vond u in een zoekopdracht"), _("vond deze persoon in een zoekopdracht")
        case "gevonden", True:
            return (
                _("vond in een zoekopdracht iemand bij wie u als familie staat"),
                _("vond in een zoekopdracht iemand bij wie deze persoon als familie staat"),
            )
        case "bijgehouden", False:
            return (
                _("schreef gegevens van u op of verbeterde ze"),
                _("schreef gegevens van deze persoon op of verbeterde ze"),
            )
        case "bijgehouden", True:
            return (
                _("schreef u op als familie bij iemand anders, of verbeterde dat"),
                _("schreef deze persoon op als familie bij iemand anders, of verbeterde dat"),
            )
        case _, True:
            return (
                _("zag u genoemd staan als familie bij iemand anders"),
                _("zag deze persoon genoemd staan als familie bij iemand anders"),
            )
        case _:
            return _("bekeek uw gegevens"), _("bekeek gegevens van deze persoon")
