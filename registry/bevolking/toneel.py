"""The lives of the cast, written by hand: every day and name that a demo shows stands here. Who is who: `rolverdeling`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from registry.bevolking.adressen import Adres
from registry.bevolking.familie import HIER, Familie
from registry.bevolking.feiten import (
    Datum,
    Fout,
    Gezag,
    Nationaliteit,
    Onderzoek,
    Persoon,
    Plaats,
    Reisdocument,
    Verblijf,
    Verblijfstitel,
)
from registry.bevolking.levens import ONBEKEND, naturalise
from registry.bevolking.namen import NEDERLAND, NEDERLANDS, NEDERLANDSE, PER_NAAM, Geslachtsnaam, Herkomst
from registry.bevolking.verhalen import register_abroad

UTRECHT = Plaats("0344", NEDERLAND)
NIEUWE_WET = date(1985, 1, 1)


def _born(
    f: Familie, geslacht: str, voornamen: str, naam: str, geboren: date, *, plaats: Plaats = HIER, titel: str = ""
) -> Persoon:
    """A Dutch person of the cast with parents who are not in the population; `naam` may have a prefix before a slash."""
    voorvoegsel, _, achternaam = naam.rpartition("/")
    persoon = f.add(
        NEDERLANDS,
        geslacht,
        geboren,
        voornamen=voornamen,
        achternaam=Geslachtsnaam(voorvoegsel, achternaam),
        plaats=plaats,
        titel=titel,
    )
    f.name_parents(persoon)
    _make_dutch(persoon)
    return persoon


def _make_dutch(persoon: Persoon) -> None:
    reden = "001" if persoon.geboren.dag < NIEUWE_WET else "017"
    persoon.nationaliteiten.append(Nationaliteit(NEDERLANDSE, persoon.geboren, reden))


def _bear(
    f: Familie,
    ouders: Sequence[Persoon],
    geboren: date,
    geslacht: str,
    voornamen: str,
    *,
    naam_van: int = -1,
    erkend: date | None = None,
) -> Persoon:
    kind = f.bear(
        ouders, geboren, geslacht=geslacht, voornamen=voornamen, naam_van=naam_van, erkend=erkend, plaats=HIER
    )
    _make_dutch(kind)
    return kind


def _home(f: Familie, *mensen: Persoon, sinds: date | None = None) -> None:
    """A new address for these people, since their birth when no day is given."""
    for persoon in mensen if sinds is None else ():
        f.live_at([persoon], persoon.geboren.dag, f.uitgifte.address(), aangifte="A")
    if sinds is not None:
        f.live_at(mensen, sinds, f.uitgifte.address())


def _gezin(f: Familie) -> None:
    moeder = _born(f, "V", "Sanne Elisabeth", "de/Vries", date(1986, 4, 12))
    vader = _born(f, "M", "Jeroen", "Jansen", date(1984, 9, 30), plaats=UTRECHT)
    _home(f, moeder, vader)
    _home(f, moeder, vader, sinds=date(2011, 2, 1))
    f.marry(moeder, vader, date(2013, 6, 21))
    moeder.naamgebruik.append((date(2013, 6, 21), "V"))
    oudste = _bear(f, (moeder, vader), date(2014, 8, 3), "M", "Thijs")
    tweede = _bear(f, (moeder, vader), date(2017, 1, 19), "V", "Noor Sanne")
    _home(f, moeder, vader, oudste, tweede, sinds=date(2019, 10, 12))
    _bear(f, (moeder, vader), date(2025, 12, 5), "V", "Fleur")
    moeder.reisdocumenten.append(Reisdocument("PN", date(2021, 5, 4), date(2031, 5, 4)))
    vader.reisdocumenten.append(Reisdocument("NI", date(2020, 3, 2), date(2030, 3, 2)))


def _verhuisd(f: Familie) -> None:
    persoon = _born(f, "M", "Ruben Pieter", "van den/Heuvel", date(1988, 11, 2))
    _home(f, persoon)
    f.live_at([persoon], date(2012, 6, 1), f.uitgifte.address("9998"))
    _home(f, persoon, sinds=date(2019, 9, 1))
    _home(f, persoon, sinds=date(2025, 3, 15))
    persoon.reisdocumenten.append(Reisdocument("PN", date(2018, 7, 9), date(2028, 7, 9), (date(2022, 8, 20), "V")))
    persoon.reisdocumenten.append(Reisdocument("PN", date(2022, 9, 5), date(2032, 9, 5)))


def _gescheiden(f: Familie) -> None:
    moeder = _born(f, "V", "Marloes", "Kooistra", date(1983, 2, 14))
    vader = _born(f, "M", "Sander", "Veenstra", date(1981, 7, 8))
    nieuwe = _born(f, "V", "Chantal Maria", "Smeets", date(1985, 12, 24), plaats=UTRECHT)
    _home(f, moeder, vader, nieuwe)
    _home(f, moeder, vader, sinds=date(2008, 4, 1))
    huwelijk = f.marry(moeder, vader, date(2009, 5, 15))
    kind = _bear(f, (moeder, vader), date(2011, 10, 27), "V", "Merel")
    f.divorce(huwelijk, date(2018, 3, 6))
    _home(f, vader, sinds=date(2018, 3, 10))
    kind.gezag.append(Gezag(date(2018, 4, 20), "1"))
    f.marry(vader, nieuwe, date(2021, 8, 27))
    _home(f, vader, nieuwe, sinds=date(2021, 9, 1))


def _geheim(f: Familie) -> None:
    moeder = _born(f, "V", "Romy", "Oosterhof", date(1990, 1, 25))
    vader = _born(f, "M", "Dennis", "Zandstra", date(1987, 3, 17))
    _home(f, moeder, vader)
    _home(f, moeder, vader, sinds=date(2014, 5, 1))
    huwelijk = f.marry(moeder, vader, date(2015, 9, 4))
    kind = _bear(f, (moeder, vader), date(2017, 6, 30), "M", "Finn")
    f.divorce(huwelijk, date(2022, 2, 11))
    _home(f, moeder, kind, sinds=date(2022, 2, 25))
    kind.gezag.append(Gezag(date(2022, 4, 1), "1"))
    moeder.geheim = kind.geheim = "7"


def _overleden(f: Familie) -> None:
    man = _born(f, "M", "Klaas Hendrik", "Boersma", date(1938, 5, 19))
    vrouw = _born(f, "V", "Geertje", "Feenstra", date(1941, 8, 30))
    _home(f, man, vrouw)
    _home(f, man, vrouw, sinds=date(1963, 4, 26))
    f.marry(man, vrouw, date(1963, 4, 26))
    vrouw.naamgebruik.append((date(1996, 3, 1), "V"))
    _home(f, man, vrouw, sinds=date(2011, 11, 1))
    f.die(man, date(2024, 11, 8))


def _in_onderzoek(f: Familie) -> None:
    persoon = _born(f, "M", "Youri", "Timmer", date(1995, 6, 6))
    _home(f, persoon)
    _home(f, persoon, sinds=date(2017, 8, 1))
    _home(f, persoon, sinds=date(2021, 12, 1))
    persoon.onderzoeken += [
        Onderzoek("08", "1100", Datum(date(2025, 9, 1))),
        Onderzoek("08", "1000", Datum(date(2020, 5, 1), "maand"), date(2020, 9, 15), volgnummer=1),
        Onderzoek("01", "0320", Datum(date(2019, 2, 4)), date(2019, 4, 1)),
    ]


def _abroad(
    f: Familie, herkomst: Herkomst, geslacht: str, voornamen: str, naam: str, geboren: Datum, plaats: str
) -> Persoon:
    persoon = f.add(
        herkomst,
        geslacht,
        geboren,
        voornamen=voornamen,
        achternaam=Geslachtsnaam("", naam),
        plaats=Plaats(plaats, herkomst.land),
    )
    f.name_parents(persoon)
    persoon.nationaliteiten.append(
        Nationaliteit(herkomst.nationaliteit, ONBEKEND, "301", document=f"paspoort {herkomst.landnaam}")
    )
    return persoon


def _buitenland_geboren(f: Familie) -> None:
    turks = PER_NAAM["turks"]
    man = _abroad(f, turks, "M", "Mehmet", "Karaca", Datum(date(1958, 7, 1), "jaar"), "Yozgat")
    vrouw = _abroad(f, turks, "V", "Şerife", "Tuncer", Datum(date(1961, 7, 1), "onbekend"), "Yozgat")
    f.marry(man, vrouw, Datum(date(1980, 9, 10), "maand"), "H", Plaats("Yozgat", turks.land))
    f.settle((man, vrouw), date(1982, 3, 20), turks.land, f.uitgifte.address())
    for persoon in (man, vrouw):
        naturalise(persoon, date(1996, 10, 15))
    vrouw.naamgebruik.append((date(1997, 2, 3), "P"))
    kind = _bear(f, (vrouw, man), date(1985, 11, 9), "V", "Esra")
    _home(f, man, vrouw, kind, sinds=date(1998, 6, 15))
    _home(f, kind, sinds=date(2009, 9, 1))


def _statushouder(f: Familie) -> None:
    syrisch = PER_NAAM["syrisch"]
    moeder = _abroad(f, syrisch, "V", "Rasha", "Darwish", Datum(date(1989, 3, 1), "maand"), "Homs")
    vader = f.add(
        syrisch, "M", date(1984, 2, 2), voornamen="Samer", achternaam=Geslachtsnaam("", "Al Nasser"), in_bevolking=False
    )
    plaats = Plaats("Homs", syrisch.land)
    f.marry(moeder, vader, date(2009, 6, 12), "H", plaats)
    kind = f.bear((moeder, vader), date(2011, 4, 8), geslacht="V", voornamen="Lina", plaats=plaats)
    kind.nationaliteiten.append(Nationaliteit(syrisch.nationaliteit, ONBEKEND, "301", document="paspoort Syrië"))
    sinds = date(2016, 2, 17)
    f.settle((moeder, kind), sinds, syrisch.land, f.uitgifte.address())
    for persoon in (moeder, kind):
        persoon.titels += [
            Verblijfstitel("32", sinds),
            Verblijfstitel("26", date(2016, 11, 2), date(2021, 11, 2)),
            Verblijfstitel("27", date(2021, 11, 2)),
        ]
    _home(f, moeder, kind, sinds=date(2017, 1, 16))


def _eu_burger(f: Familie) -> None:
    pools = PER_NAAM["pools"]
    persoon = _abroad(f, pools, "M", "Łukasz Wojciech", "Świerczek", Datum(date(1991, 8, 15)), "Łódź")
    f.settle((persoon,), date(2013, 5, 6), pools.land, f.uitgifte.address())
    _home(f, persoon, sinds=date(2020, 7, 1))
    persoon.europees_kiesrecht = ("2", date(2014, 2, 3))


def _geemigreerd(f: Familie) -> None:
    persoon = _born(f, "V", "Petronella Maria", "van/Dongen", date(1957, 10, 10))
    _home(f, persoon)
    _home(f, persoon, sinds=date(1990, 3, 1))
    f.emigrate(persoon, date(2023, 7, 1), "6037", ("Calle de la Prueba 7", "00000 Ejemplo"))


def _niet_ingezetene(f: Familie) -> None:
    duits = PER_NAAM["duits"]
    persoon = f.add(
        duits,
        "V",
        date(1979, 4, 4),
        voornamen="Heike",
        achternaam=Geslachtsnaam("", "Lohmeyer"),
        plaats=Plaats("Münster", duits.land),
    )
    register_abroad(f, persoon, date(2018, 9, 12), "5010", ("Testlaan 12", "9999 Voorbeeldegem"))


def _gecorrigeerd(f: Familie) -> None:
    persoon = _born(f, "V", "Lotte Anna", "Meijerink", date(1992, 3, 21))
    _home(f, persoon)
    _home(f, persoon, sinds=date(2016, 1, 8))
    persoon.fouten += [
        Fout("01", {"03.10": "19920312"}, date(2024, 5, 20)),
        Fout("08", {"11.20": "199"}, date(2024, 5, 20)),
    ]


def _partnerschap_omgezet(f: Familie) -> None:
    een = _born(f, "V", "Femke", "Wiersma", date(1985, 5, 5))
    ander = _born(f, "V", "Maaike Johanna", "ter/Horst", date(1986, 6, 16))
    _home(f, een, ander)
    _home(f, een, ander, sinds=date(2010, 10, 1))
    verbintenis = f.marry(een, ander, date(2012, 12, 12), "P")
    _bear(f, (een, ander), date(2016, 2, 29), "M", "Hidde", naam_van=0)
    f.convert(verbintenis, date(2020, 9, 18))


def _naamswijziging(f: Familie) -> None:
    kind = f.add(
        NEDERLANDS, "V", date(1993, 7, 7), voornamen="Iris", achternaam=Geslachtsnaam("", "Blokzijl"), plaats=HIER
    )
    ouder = _born(f, "V", "Wilma", "Haverkamp", date(1966, 1, 11))
    _make_dutch(kind)
    f.relate(kind, ouder, "02")
    vader = f.add(
        NEDERLANDS,
        "M",
        date(1964, 4, 2),
        voornamen="Harm",
        achternaam=Geslachtsnaam("", "Blokzijl"),
        in_bevolking=False,
    )
    f.relate(kind, vader, "03")
    _home(f, ouder)
    _home(f, ouder, sinds=date(1989, 5, 1))
    f.live_at((kind,), kind.geboren.dag, _address(ouder), aangifte="A")
    _home(f, kind, sinds=date(2015, 9, 1))
    f.rename(kind, date(2018, 5, 23), "KB naamswijziging", geslachtsnaam="Haverkamp")


def _address(persoon: Persoon) -> Adres:
    adres = persoon.verblijven[-1].adres
    assert adres is not None  # noqa: S101 - the cast lives at addresses
    return adres


def _geslacht_gewijzigd(f: Familie) -> None:
    persoon = _born(f, "M", "Bram", "Lindeboom", date(1997, 9, 19))
    _home(f, persoon)
    f.rename(persoon, date(2019, 4, 3), "latere vermelding geslacht", voornamen="Britt", geslacht="V")
    _home(f, persoon, sinds=date(2022, 2, 1))


def _alone(f: Familie) -> None:
    """People of the cast who stand alone, in the order of their numbers."""
    onder_curatele = _born(f, "M", "Evert", "Postma", date(1971, 12, 1))
    _home(f, onder_curatele)
    onder_curatele.gezag.append(Gezag(date(2020, 6, 9), curatele="1"))
    briefadres = _born(f, "M", "Olaf", "Zwart", date(1978, 2, 28))
    _home(f, briefadres)
    f.live_at((briefadres,), date(2024, 1, 15), f.uitgifte.address(), functie="B")
    woonboot = _born(f, "V", "Wilma Tineke", "Vonk", date(1960, 7, 3))
    _home(f, woonboot)
    woonboot.verblijven.append(
        Verblijf(date(2005, 5, 20), gemeente="9999", locatie='Woonboot "De Fictie" t/o de sluis')
    )
    adel = _born(f, "M", "Floris Willem", "van/Veldhuizen", date(1969, 3, 9), titel="JH")
    _home(f, adel)


def _erkend_kind(f: Familie) -> None:
    kind = f.add(
        NEDERLANDS, "M", date(2018, 8, 18), voornamen="Sem", achternaam=Geslachtsnaam("", "Dekker"), plaats=HIER
    )
    moeder = _born(f, "V", "Kim", "Dekker", date(1994, 5, 1))
    vader = _born(f, "M", "Rick", "Spaans", date(1992, 10, 20))
    _make_dutch(kind)
    _home(f, moeder, vader)
    f.relate(kind, moeder, "02")
    f.relate(kind, vader, "03", erkend=date(2020, 9, 7))
    f.live_at((kind,), kind.geboren.dag, _address(moeder), aangifte="A")
    _home(f, moeder, vader, kind, sinds=date(2020, 11, 1))


def _levenloos_kind(f: Familie) -> None:
    ouder = _born(f, "V", "Carlijn", "Rozendaal", date(1989, 9, 9))
    _home(f, ouder)
    kind = f.add(
        NEDERLANDS,
        "V",
        date(2021, 3, 30),
        voornamen="Evi",
        achternaam=Geslachtsnaam("", "Rozendaal"),
        plaats=HIER,
        in_bevolking=False,
    )
    f.relate(kind, ouder, "02").is_levenloos = True


def _last(f: Familie) -> None:
    """The last single people of the cast, in the order of their numbers."""
    oud = _born(f, "V", "Neeltje Alida", "van der/Bijl", date(1923, 2, 11))
    _home(f, oud)
    _home(f, oud, sinds=date(2014, 4, 1))
    student = _born(f, "V", "Yara", "Doornbos", date(2007, 6, 14))
    _home(f, student)
    _home(f, student, sinds=date(2025, 8, 25))
    lang = _born(
        f,
        "M",
        "Adriaan Bernardus Cornelis Diederik Everhardus Franciscus Gerardus Hieronymus Ignatius Jacobus Karel Lambertus Maximiliaan",
        "van/Nieuwenhuizen-Kloosterman tot den Ouden Grooten Hof van Bronstede en Oostbron",
        date(1975, 1, 2),
    )
    _home(f, lang)
    uitgesloten = _born(f, "M", "Kevin", "Brouwer", date(1990, 12, 12))
    _home(f, uitgesloten)
    uitgesloten.uitgesloten_tot = date(2028, 3, 1)
    kind = f.add(
        NEDERLANDS, "V", date(2012, 5, 12), voornamen="Tess", achternaam=Geslachtsnaam("", "Grootveld"), plaats=UTRECHT
    )
    moeder = f.add(
        NEDERLANDS,
        "V",
        date(1990, 2, 2),
        voornamen="Daphne",
        achternaam=Geslachtsnaam("", "Grootveld"),
        in_bevolking=False,
    )
    f.relate(kind, moeder, "02")
    _make_dutch(kind)
    _home(f, kind)
    kind.gezag.append(Gezag(date(2019, 11, 5), "D"))
    fout = _born(f, "M", "Tom", "Onbestaand", date(2000, 1, 1))
    _home(f, fout)
    fout.opschorting = (date(2021, 6, 1), "F")


def _typefout(f: Familie) -> None:
    """Somebody whose given name was typed wrong, and nobody noticed yet."""
    persoon = _born(f, "V", "Hannneke", "de/Waard", date(1984, 9, 27))
    _home(f, persoon)


TONELEN: tuple[Callable[[Familie], None], ...] = (
    _gezin,
    _verhuisd,
    _gescheiden,
    _geheim,
    _overleden,
    _in_onderzoek,
    _buitenland_geboren,
    _statushouder,
    _eu_burger,
    _geemigreerd,
    _niet_ingezetene,
    _gecorrigeerd,
    _partnerschap_omgezet,
    _naamswijziging,
    _geslacht_gewijzigd,
    _alone,
    _erkend_kind,
    _levenloos_kind,
    _last,
    _typefout,
)


def perform(f: Familie) -> None:
    """All of the cast."""
    for toneel in TONELEN:
        toneel(f)
