"""Voorkomens of one occurrence of a category, from old to new, and the hand that writes them down with the right dates and documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.bevolking.adressen import BRONSTEDE
from registry.bevolking.feiten import CONVERSIE, PEILDATUM, Datum, Fout, Onderzoek, Persoon, add_days
from registry.bevolking.namen import NEDERLAND
from registry.bevolking.toeval import Toeval

ZAAD = 0x42_72_6F_6E
DAG_VOOR_CONVERSIE = add_days(CONVERSIE, -1)


@dataclass(slots=True)
class Rij:
    """One voorkomen: valid since `begin`, recorded on `opneming`."""

    begin: str
    opneming: date
    elementen: dict[str, str]
    is_onjuist: bool = False


@dataclass(slots=True)
class Stapel:
    """The voorkomens of one occurrence, oldest first. Elements are given without their category."""

    categorie: str
    nummer: int = 0
    heeft_begin: bool = True
    rijen: list[Rij] = field(default_factory=list)

    def add(self, begin: str, opneming: date, elementen: dict[str, str]) -> None:
        """Add a newer voorkomen; what is recorded later is never recorded earlier."""
        if self.rijen:
            opneming = max(opneming, self.rijen[-1].opneming)
        self.rijen.append(Rij(begin, opneming, {k: w for k, w in elementen.items() if w}))

    def correct(self, fout: Fout) -> None:
        """Put the mistake where it stood, marked onjuist (84.10), under the voorkomen that corrects it."""
        goed = self.rijen.pop()
        self.rijen.append(Rij(goed.begin, goed.opneming, goed.elementen | fout.elementen, is_onjuist=True))
        zonder_akte = {k: w for k, w in goed.elementen.items() if k[:2] != "81"}
        bewijs = _document(fout.hersteld, "correctie na onderzoek") if self.categorie not in {"08", "10"} else {}
        self.rijen.append(Rij(goed.begin, fout.hersteld, zonder_akte | bewijs))

    def voorkomens(self, onderzoeken: list[Onderzoek]) -> list[dict[str, Any]]:
        """The importer's form, newest first."""
        uit = []
        for volgnummer, rij in enumerate(reversed(self.rijen)):
            elementen = dict(rij.elementen)
            for o in onderzoeken:
                if o.volgnummer == volgnummer:
                    hoofd = int(self.categorie) + (50 if volgnummer else 0)
                    elementen |= {"83.10": f"{hoofd:02d}{o.masker}", "83.20": o.begin.gba}
                    if o.eind:
                        elementen["83.30"] = f"{o.eind:%Y%m%d}"
            if rij.is_onjuist:
                elementen["84.10"] = "O"
            if self.heeft_begin:
                elementen |= {"85.10": rij.begin, "86.10": f"{rij.opneming:%Y%m%d}"}
            sleutels = {f"{self.categorie}.{k}": elementen[k] for k in sorted(elementen)}
            uit.append(
                {"categorie": self.categorie, "stapel": self.nummer, "volgnummer": volgnummer, "elementen": sleutels}
            )
        return uit


def _document(dag: date, beschrijving: str, gemeente: str = BRONSTEDE.code) -> dict[str, str]:
    return {"82.10": gemeente, "82.20": f"{dag:%Y%m%d}", "82.30": beschrijving}


class Schrijver:
    """Knows when this person's list was opened and closed, and what proves what."""

    def __init__(self, persoon: Persoon) -> None:
        self.persoon = persoon
        self.toeval = Toeval(ZAAD + persoon.nummer)
        self.ingeschreven = persoon.ingeschreven
        self.gesloten = persoon.opschorting[0] if persoon.opschorting else date.max
        self.gemeente = persoon.verblijven[0].gemeente if persoon.verblijven else BRONSTEDE.code

    def is_open(self, dag: date) -> bool:
        """Whether the list was still kept up that day."""
        return dag < self.gesloten

    def recorded(self, dag: date) -> date:
        """The day on which an event was written down: some days later, and not before there was a list."""
        if dag <= self.ingeschreven:
            return self.ingeschreven
        return min(add_days(dag, self.toeval.weigh(((0, 25), (1, 25), (3, 20), (6, 20), (21, 10)))), PEILDATUM)

    def deed(self, soort: str, land: str, gemeente: str, opneming: date, buitenlands: str) -> dict[str, str]:
        """What proves an event: the paper card before there were lists, a Dutch deed (81), or a foreign document (82)."""
        if opneming == CONVERSIE:
            return _document(DAG_VOOR_CONVERSIE, "PK", self.gemeente)
        if land == NEDERLAND:
            reeks = "ABCDEFGH"[self.toeval.below(8)]
            return {"81.10": gemeente, "81.20": f"{soort}{reeks}A{self.toeval.between(1, 9999):04d}"}
        return _document(opneming, buitenlands)

    def document(self, dag: date, beschrijving: str) -> dict[str, str]:
        """A document (82) kept by the municipality."""
        if dag == CONVERSIE:
            return _document(DAG_VOOR_CONVERSIE, "PK", self.gemeente)
        return _document(dag, beschrijving)

    def relative(self, ander: Persoon, dag: date, *, met_geslacht: bool) -> dict[str, str]:
        """Groups 01-04 of a relative as known on a day; numbers only of people who are in the population."""
        identiteit = next((i for i in reversed(ander.identiteiten) if i.vanaf.dag <= dag), ander.identiteiten[0])
        return {
            "01.10": ander.a_nummer,
            "01.20": ander.bsn,
            "02.10": identiteit.voornamen,
            "02.20": identiteit.titel,
            "02.30": identiteit.voorvoegsel,
            "02.40": identiteit.geslachtsnaam,
            "03.10": ander.geboren.gba,
            "03.20": ander.geboorteplaats.plaats,
            "03.30": ander.geboorteplaats.land,
            "04.10": identiteit.geslacht if met_geslacht else "",
        }

    def renamings(self, ander: Persoon, na: date) -> list[Datum]:
        """Days after `na` on which a relative got another name or gender while this list was kept up."""
        return [i.vanaf for i in ander.identiteiten[1:] if i.vanaf.dag > na and self.is_open(i.vanaf.dag)]
