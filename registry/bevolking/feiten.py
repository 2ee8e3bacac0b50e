"""The facts of fictitious lives, before they become voorkomens: people, kinship, unions, homes, nationalities.

Facts say what happened and when; `categorieen` says how a person list writes that down. A Persoon with nummer 0 is not in the
population: a relative of whom only a name and a birth are known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from registry.bevolking.adressen import Adres
from registry.bevolking.namen import Herkomst

Precisie = Literal["dag", "maand", "jaar", "onbekend"]

# Nothing in the population happened after this day: the same bytes tomorrow.
PEILDATUM = date(2026, 1, 1)
# The day on which paper person cards became person lists.
CONVERSIE = date(1994, 10, 1)


def add_years(dag: date, jaren: int) -> date:
    """That many years later; 29 February becomes 28 February where it must."""
    try:
        return dag.replace(year=dag.year + jaren)
    except ValueError:
        return dag.replace(year=dag.year + jaren, day=28)


def add_days(dag: date, dagen: int) -> date:
    """That many days later."""
    return dag + timedelta(days=dagen)


@dataclass(frozen=True, slots=True)
class Datum:
    """A day, and how much of it is known."""

    dag: date
    precisie: Precisie = "dag"

    @property
    def gba(self) -> str:
        """Eight digits, zeros for what is not known."""
        voluit = f"{self.dag:%Y%m%d}"
        return {"dag": voluit, "maand": voluit[:6] + "00", "jaar": voluit[:4] + "0000", "onbekend": "00000000"}[
            self.precisie
        ]


@dataclass(frozen=True, slots=True)
class Plaats:
    """Where something happened: a municipality code when in the Netherlands, else the name of a place."""

    plaats: str
    land: str


@dataclass(frozen=True, slots=True)
class Identiteit:
    """Name and gender from a day on; `aanleiding` is why they changed ("" at birth)."""

    vanaf: Datum
    voornamen: str
    voorvoegsel: str
    geslachtsnaam: str
    geslacht: str
    titel: str = ""
    aanleiding: str = ""


@dataclass(slots=True)
class Ouderschap:
    """A child and one of its parents; `plek` is the parent's category on the child's list."""

    kind: Persoon
    ouder: Persoon
    plek: Literal["02", "03"]
    vanaf: Datum
    is_erkend: bool = False
    is_levenloos: bool = False


@dataclass(slots=True)
class Sluiting:
    """A union entered into, or changed into the other kind."""

    datum: Datum
    plaats: Plaats
    soort: Literal["H", "P"]


@dataclass(slots=True)
class Ontbinding:
    """The end of a union; `reden` O (death) or S (dissolved)."""

    datum: Datum
    plaats: Plaats
    reden: Literal["O", "S"]


@dataclass(slots=True)
class Verbintenis:
    """A marriage or registered partnership of two people."""

    partners: tuple[Persoon, Persoon]
    sluitingen: list[Sluiting]
    ontbinding: Ontbinding | None = None

    def other(self, persoon: Persoon) -> Persoon:
        """The partner of this one."""
        een, ander = self.partners
        return ander if persoon is een else een


@dataclass(slots=True)
class Verblijf:
    """A home from a day on: an address, a described place, or a country (`regels` are the lines of the address there)."""

    vanaf: date
    adres: Adres | None = None
    gemeente: str = ""
    functie: Literal["W", "B"] = "W"
    locatie: str = ""
    land: str = ""
    regels: tuple[str, ...] = ()
    vestiging: tuple[str, date] | None = None
    aangifte: str = "I"


@dataclass(slots=True)
class Nationaliteit:
    """A nationality; reasons are codes of table 37. `einde` is (day, reason)."""

    code: str
    vanaf: Datum
    reden: str
    einde: tuple[date, str] | None = None
    document: str = ""


@dataclass(slots=True)
class Verblijfstitel:
    """A residence title (code of table 56)."""

    code: str
    ingang: date
    einde: date | None = None


@dataclass(slots=True)
class Reisdocument:
    """A passport (PN) or identity card (NI); `inhouding` is (day, code)."""

    soort: Literal["PN", "NI"]
    uitgifte: date
    geldig_tot: date
    inhouding: tuple[date, str] | None = None


@dataclass(slots=True)
class Gezag:
    """Custody of a minor, or guardianship of an adult, as a court gave it."""

    vanaf: date
    gezag: str = ""
    curatele: str = ""


@dataclass(slots=True)
class Onderzoek:
    """Doubt about a category, group or element of one voorkomen: `masker` is the last four digits of 83.10."""

    categorie: str
    masker: str
    begin: Datum
    eind: date | None = None
    volgnummer: int = 0


@dataclass(slots=True)
class Fout:
    """A mistake that stood in the newest voorkomen of a category until it was corrected."""

    categorie: str
    elementen: dict[str, str]
    hersteld: date


@dataclass(eq=False, slots=True)
class Persoon:
    """A fictitious person. `laatste` is the last day on which something happened to them so far."""

    nummer: int
    bsn: str
    a_nummer: str
    herkomst: Herkomst
    geboren: Datum
    geboorteplaats: Plaats
    identiteiten: list[Identiteit]
    laatste: date
    ouders: list[Ouderschap] = field(default_factory=list)
    kinderen: list[Ouderschap] = field(default_factory=list)
    verbintenissen: list[Verbintenis] = field(default_factory=list)
    verblijven: list[Verblijf] = field(default_factory=list)
    nationaliteiten: list[Nationaliteit] = field(default_factory=list)
    titels: list[Verblijfstitel] = field(default_factory=list)
    reisdocumenten: list[Reisdocument] = field(default_factory=list)
    gezag: list[Gezag] = field(default_factory=list)
    naamgebruik: list[tuple[date, str]] = field(default_factory=list)
    onderzoeken: list[Onderzoek] = field(default_factory=list)
    fouten: list[Fout] = field(default_factory=list)
    overleden: Datum | None = None
    overlijdensplaats: Plaats | None = None
    opschorting: tuple[date, str] | None = None
    geheim: str = "0"
    verificatie: tuple[date, str] | None = None
    europees_kiesrecht: tuple[str, date] | None = None
    uitgesloten_tot: date | None = None

    @property
    def in_bevolking(self) -> bool:
        """Whether this person has a person list here."""
        return self.nummer > 0

    @property
    def nu(self) -> Identiteit:
        """Name and gender today."""
        return self.identiteiten[-1]

    @property
    def leeft_hier(self) -> bool:
        """Whether the list is still kept up."""
        return self.opschorting is None

    @property
    def ingeschreven(self) -> date:
        """The day from which there is a person list."""
        begin = self.verblijven[0].vanaf if self.verblijven else self.geboren.dag
        return max(begin, CONVERSIE)

    def age(self, dag: date) -> int:
        """Whole years on a day."""
        g = self.geboren.dag
        return dag.year - g.year - ((dag.month, dag.day) < (g.month, g.day))

    def touch(self, dag: date) -> None:
        """Note that something happened on this day."""
        self.laatste = max(self.laatste, dag)
