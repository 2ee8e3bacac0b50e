"""Addresses of Bronstede and its neighbour: places that do not exist. Each number is one address, with BAG ids of its own.

Municipality codes 9999 and 9998 are not given out (table 33); the letters of the postcodes start with Q, which ours do not use in practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

STAMMEN = (
    "Ankersmid", "Avondrood", "Bakenwacht", "Balkenmaat", "Bellefleur", "Bladgoud", "Boekbinder", "Boterwaag", "Bronwater", "Brugwachter",
    "Buitenlucht", "Daggeld", "Dauwtrap", "Dobbelsteen", "Doornroos", "Draaiorgel", "Drieklank", "Duizendblad", "Eendracht", "Ellemaat",
    "Erfpacht", "Fakkel", "Fluisterbos", "Galmgat", "Ganzenveer", "Gildebrief", "Glasblazer", "Grasduin", "Griffel", "Grondtoon",
    "Haardvuur", "Handdruk", "Havik", "Hazelnoot", "Hemelwater", "Hooiberg", "Houtskool", "IJkmeester", "Inktvis", "Jaagpad",
    "Kaarsenmaker", "Kadaster", "Kalkoven", "Kantklos", "Karveel", "Keerpunt", "Klaverblad", "Klokgelui", "Knipmes", "Koekoek",
    "Kompas", "Korenmaat", "Kroonlijst", "Kwartier", "Landmeter", "Lantaarn", "Leemkuil", "Leesplank", "Lichtmis", "Loodlijn",
    "Luchtbel", "Maanlicht", "Marskramer", "Meetlint", "Mosterdzaad", "Munter", "Nachtwacht", "Noorderzon", "Ochtendmist", "Oeverzegge",
    "Omloop", "Pannenbakker", "Passer", "Peillood", "Perkament", "Pottenbakker", "Rekenlat", "Rietsnijder", "Roerdomp", "Rozenkrans",
    "Scharensliep", "Schelpkalk", "Schoolbord", "Slagboom", "Spinrag", "Stadsbron", "Sterrenkijker", "Steltloper", "Stoepkrijt", "Tegenwind",
    "Timmerman", "Tolbaken", "Touwslager", "Uurwerk", "Veerdienst", "Vingerhoed", "Vlinderslag", "Voorjaar", "Waagmeester", "Waterlijn",
    "Weegschaal", "Windroos", "Wolkbreuk", "Zandloper", "Zegelring", "Zeilmaker", "Zilverlinde", "Zomerdijk", "Zonnewijzer", "Zuidenwind",
)  # fmt: skip
EINDEN = (
    "straat", "laan", "weg", "hof", "plein", "pad", "kade", "singel", "dreef", "steeg", "plantsoen", "erf", "gaarde", "wal", "dijk",
    "gracht", "park", "baan", "zoom", "veld", "kamp", "akker", "bocht", "ring", "oord", "tuin", "plaats", "brink", "einde", "trap",
    "rede", "hoek", "werf", "markt", "poort", "brug", "terras", "stee", "loop", "burcht",
)  # fmt: skip
STRATEN = len(STAMMEN) * len(EINDEN)
GEWOON, MET_LETTER, MET_TOEVOEGING = 300, 60, 40
PER_STRAAT = GEWOON + MET_LETTER + MET_TOEVOEGING
# A district is filled before the next one; the number of streets must be a multiple of its streets.
WIJK = 40 * PER_STRAAT
STAP_WIJK = 6043
PER_POSTCODE = 20
POSTCODES_PER_STRAAT = GEWOON // PER_POSTCODE
MAXIMUM = STRATEN * PER_STRAAT


@dataclass(frozen=True, slots=True)
class Gemeente:
    """A municipality that is not one; `postcodes` is the first four digits of its first postcode."""

    code: str
    naam: str
    woonplaats: str
    postcodes: int


BRONSTEDE = Gemeente("9999", "Bronstede (testgemeente)", "Bronstede", 7000)
OOSTBRON = Gemeente("9998", "Oostbron (testgemeente)", "Oostbron", 4000)


@dataclass(frozen=True, slots=True)
class Adres:
    """One addressable object in the Netherlands."""

    gemeente: Gemeente
    straat: str
    huisnummer: int
    huisletter: str
    toevoeging: str
    postcode: str
    verblijfsobject: str
    nummeraanduiding: str


def adres(gemeente: Gemeente, serie: int) -> Adres:
    """Address number `serie` of a municipality: another number is another address. Raises ValueError when the municipality is full."""
    if not 0 <= serie < MAXIMUM:
        raise ValueError(f"{gemeente.naam} heeft {MAXIMUM} adressen")
    wijk, plaats = divmod(serie, WIJK)
    straat, positie = divmod(wijk * WIJK + plaats * STAP_WIJK % WIJK, PER_STRAAT)
    huisnummer, letter, toevoeging = _number(positie)
    cijfers, tweede = divmod(straat * POSTCODES_PER_STRAAT + (huisnummer - 1) // PER_POSTCODE, 26)
    return Adres(
        gemeente=gemeente,
        straat=STAMMEN[straat % len(STAMMEN)]
        + EINDEN[(straat // len(STAMMEN) + 7 * (straat % len(STAMMEN))) % len(EINDEN)],
        huisnummer=huisnummer,
        huisletter=letter,
        toevoeging=toevoeging,
        postcode=f"{gemeente.postcodes + cijfers}Q{chr(ord('A') + tweede)}",
        verblijfsobject=f"{gemeente.code}01{serie + 1:010d}",
        nummeraanduiding=f"{gemeente.code}20{serie + 1:010d}",
    )


def _number(positie: int) -> tuple[int, str, str]:
    """House number, letter and addition at this place in the street."""
    if positie < GEWOON:
        return positie + 1, "", ""
    positie -= GEWOON
    if positie < MET_LETTER:
        return 1 + 4 * (positie // 2), "AB"[positie % 2], ""
    positie -= MET_LETTER
    return 2 + 8 * (positie // 2), "", ("bis", "2")[positie % 2]


def adresreeks(gemeente: Gemeente) -> Iterator[Adres]:
    """Every address once."""
    return (adres(gemeente, serie) for serie in count())
