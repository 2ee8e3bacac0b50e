"""Things that happen to fictitious people: being born, marrying, moving, dying. Each verb keeps both sides of a relation alike.

`Uitgifte` hands out numbers and addresses, each once; a Familie is a handful of people who are generated together, so that memory
does not grow with the population.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from registry.bevolking.adressen import BRONSTEDE, OOSTBRON, Adres, adresreeks
from registry.bevolking.feiten import (
    PEILDATUM,
    Datum,
    Identiteit,
    Ontbinding,
    Ouderschap,
    Persoon,
    Plaats,
    Sluiting,
    Verbintenis,
    Verblijf,
    add_days,
)
from registry.bevolking.namen import GEBOORTEGEMEENTEN, NEDERLAND, Geslachtsnaam, Herkomst
from registry.bevolking.nummers import a_nummer_reeks, bsn_reeks
from registry.bevolking.toeval import Toeval

HIER = Plaats(BRONSTEDE.code, NEDERLAND)


class Uitgifte:
    """Gives out numbers and addresses, each one once."""

    def __init__(self) -> None:
        self.aantal = 0
        self._bsn = bsn_reeks()
        self._a_nummer = a_nummer_reeks()
        self._adressen = {g.code: adresreeks(g) for g in (BRONSTEDE, OOSTBRON)}

    def numbers(self) -> tuple[int, str, str]:
        """Number in the population, BSN and A-number of the next person."""
        self.aantal += 1
        return self.aantal, next(self._bsn), next(self._a_nummer)

    def address(self, gemeente: str = BRONSTEDE.code) -> Adres:
        """An address where nobody lives yet."""
        return next(self._adressen[gemeente])


class Familie:
    """People generated together, in the order in which they get their person lists."""

    def __init__(self, uitgifte: Uitgifte, toeval: Toeval) -> None:
        self.uitgifte = uitgifte
        self.toeval = toeval
        self.personen: list[Persoon] = []

    def add(
        self,
        herkomst: Herkomst,
        geslacht: str,
        geboren: date | Datum,
        *,
        voornamen: str = "",
        achternaam: Geslachtsnaam | None = None,
        plaats: Plaats | None = None,
        titel: str = "",
        in_bevolking: bool = True,
    ) -> Persoon:
        """Somebody new; names, place and numbers are drawn where not given."""
        datum = geboren if isinstance(geboren, Datum) else Datum(geboren)
        naam = achternaam or self.toeval.choose(herkomst.geslachtsnamen)
        voornamen = voornamen or self.given_names(herkomst, geslacht, datum.dag.year)
        nummer, bsn, a_nummer = self.uitgifte.numbers() if in_bevolking else (0, "", "")
        identiteit = Identiteit(datum, voornamen, naam.voorvoegsel, naam.naam, geslacht, titel)
        persoon = Persoon(
            nummer, bsn, a_nummer, herkomst, datum, plaats or self.birthplace(herkomst), [identiteit], datum.dag
        )
        if in_bevolking:
            self.personen.append(persoon)
        return persoon

    def given_names(self, herkomst: Herkomst, geslacht: str, jaar: int) -> str:
        """One to three given names."""
        keuze = herkomst.given_names(geslacht, jaar)
        aantal = self.toeval.weigh(((1, 55), (2, 33), (3, 12)))
        return " ".join(dict.fromkeys(self.toeval.choose(keuze) for _ in range(aantal)))

    def birthplace(self, herkomst: Herkomst) -> Plaats:
        """A place in the country that the names come from."""
        if herkomst.land == NEDERLAND:
            return HIER if self.toeval.has_luck(45) else Plaats(self.toeval.choose(GEBOORTEGEMEENTEN), NEDERLAND)
        return Plaats(self.toeval.choose(herkomst.plaatsen), herkomst.land)

    def name_parents(self, persoon: Persoon) -> None:
        """Parents of whom only a name and a birth are known; a few people have one parent only."""
        moeder = self._outsider(persoon, "V", None)
        self.relate(persoon, moeder, "02")
        if self.toeval.has_luck(96):
            eerste = persoon.identiteiten[0]
            vader = self._outsider(persoon, "M", Geslachtsnaam(eerste.voorvoegsel, eerste.geslachtsnaam))
            self.relate(persoon, vader, "03")

    def _outsider(self, kind: Persoon, geslacht: str, naam: Geslachtsnaam | None) -> Persoon:
        geboren = add_days(kind.geboren.dag, -self.toeval.between(20 * 365, 41 * 365))
        precisie: Literal["dag", "jaar", "onbekend"] = "dag"
        if kind.herkomst.land != NEDERLAND:
            precisie = self.toeval.weigh((("dag", 80), ("jaar", 15), ("onbekend", 5)))
        return self.add(kind.herkomst, geslacht, Datum(geboren, precisie), achternaam=naam, in_bevolking=False)

    def relate(
        self, kind: Persoon, ouder: Persoon, plek: Literal["02", "03"], *, erkend: date | None = None
    ) -> Ouderschap:
        """Make somebody the parent of a child: from its birth, or from the day of recognition."""
        band = Ouderschap(kind, ouder, plek, Datum(erkend) if erkend else kind.geboren, is_erkend=erkend is not None)
        kind.ouders.append(band)
        ouder.kinderen.append(band)
        for persoon in (kind, ouder):
            persoon.touch(band.vanaf.dag)
        return band

    def bear(
        self,
        ouders: Sequence[Persoon],
        geboren: date,
        *,
        geslacht: str = "",
        voornamen: str = "",
        naam_van: int = -1,
        erkend: date | None = None,
        plaats: Plaats | None = None,
    ) -> Persoon:
        """A child of one or two parents, living where the first parent lives that day (if that is in the Netherlands)."""
        eerste = ouders[naam_van].nu
        geslacht = geslacht or self.toeval.weigh((("M", 51), ("V", 49)))
        if plaats is None:
            plaats = HIER if self.toeval.has_luck(70) else Plaats(self.toeval.choose(GEBOORTEGEMEENTEN), NEDERLAND)
        kind = self.add(
            ouders[naam_van].herkomst,
            geslacht,
            geboren,
            voornamen=voornamen,
            achternaam=Geslachtsnaam(eerste.voorvoegsel, eerste.geslachtsnaam),
            plaats=plaats,
        )
        self.relate(kind, ouders[0], "02")
        if len(ouders) > 1:
            self.relate(kind, ouders[1], "03", erkend=erkend)
        thuis = next((v for v in reversed(ouders[0].verblijven) if v.vanaf <= geboren), None)
        if thuis is not None:
            kind.verblijven.append(Verblijf(geboren, thuis.adres, thuis.gemeente, locatie=thuis.locatie, aangifte="A"))
        return kind

    def live_at(
        self,
        bewoners: Sequence[Persoon],
        vanaf: date,
        adres: Adres,
        *,
        aangifte: str = "I",
        functie: Literal["W", "B"] = "W",
    ) -> None:
        """Let these people move to an address."""
        for persoon in bewoners:
            melder = aangifte if persoon.age(vanaf) >= 16 or aangifte != "I" else "G"
            persoon.verblijven.append(Verblijf(vanaf, adres, adres.gemeente.code, functie, aangifte=melder))
            persoon.touch(vanaf)

    def settle(self, bewoners: Sequence[Persoon], vanaf: date, land: str, adres: Adres) -> None:
        """Let these people come from abroad."""
        for persoon in bewoners:
            persoon.verblijven.append(Verblijf(vanaf, adres, adres.gemeente.code, vestiging=(land, vanaf)))
            persoon.touch(vanaf)

    def emigrate(self, persoon: Persoon, vanaf: date, land: str, regels: tuple[str, ...]) -> None:
        """Let somebody leave the country; the list is no longer kept up."""
        gemeente = persoon.verblijven[-1].gemeente
        persoon.verblijven.append(Verblijf(vanaf, gemeente=gemeente, land=land, regels=regels))
        persoon.opschorting = (vanaf, "E")
        persoon.touch(vanaf)

    def marry(
        self, een: Persoon, ander: Persoon, dag: date | Datum, soort: Literal["H", "P"] = "H", plaats: Plaats = HIER
    ) -> Verbintenis:
        """A marriage (H) or registered partnership (P)."""
        datum = dag if isinstance(dag, Datum) else Datum(dag)
        verbintenis = Verbintenis((een, ander), [Sluiting(datum, plaats, soort)])
        for persoon in (een, ander):
            persoon.verbintenissen.append(verbintenis)
            persoon.touch(datum.dag)
        return verbintenis

    def convert(self, verbintenis: Verbintenis, dag: date) -> None:
        """Change a registered partnership into a marriage."""
        verbintenis.sluitingen.append(Sluiting(Datum(dag), HIER, "H"))
        for persoon in verbintenis.partners:
            persoon.touch(dag)

    def divorce(self, verbintenis: Verbintenis, dag: date) -> None:
        """End a union by divorce."""
        verbintenis.ontbinding = Ontbinding(Datum(dag), HIER, "S")
        for persoon in verbintenis.partners:
            persoon.touch(dag)

    def die(self, persoon: Persoon, dag: date, plaats: Plaats = HIER) -> None:
        """Let somebody die; a union that still stood ends with it."""
        persoon.overleden = Datum(dag)
        persoon.overlijdensplaats = plaats
        persoon.opschorting = (dag, "O")
        persoon.touch(dag)
        for verbintenis in persoon.verbintenissen:
            if verbintenis.ontbinding is None:
                verbintenis.ontbinding = Ontbinding(Datum(dag), plaats, "O")
                verbintenis.other(persoon).touch(dag)

    def rename(self, persoon: Persoon, dag: date, aanleiding: str, **nieuw: str) -> None:
        """Another name or gender from a day on."""
        oud = persoon.nu
        persoon.identiteiten.append(
            Identiteit(
                Datum(dag),
                nieuw.get("voornamen", oud.voornamen),
                nieuw.get("voorvoegsel", oud.voorvoegsel),
                nieuw.get("geslachtsnaam", oud.geslachtsnaam),
                nieuw.get("geslacht", oud.geslacht),
                oud.titel,
                aanleiding,
            )
        )
        persoon.touch(dag)

    def after(self, persoon: Persoon, dagen: int = 60) -> date:
        """Some day after the last thing that happened to somebody, not later than the day of the population."""
        return self.toeval.day(min(add_days(persoon.laatste, dagen), PEILDATUM), PEILDATUM)
