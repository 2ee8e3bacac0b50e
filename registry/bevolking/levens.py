"""How a life usually goes: growing up or coming from abroad, a nationality, papers; and what is odd about a few people's lists."""

from __future__ import annotations

from datetime import date

from registry.bevolking.adressen import BRONSTEDE, OOSTBRON
from registry.bevolking.familie import HIER, Familie
from registry.bevolking.feiten import (
    PEILDATUM,
    Datum,
    Fout,
    Nationaliteit,
    Onderzoek,
    Persoon,
    Plaats,
    Reisdocument,
    Verblijfstitel,
    add_days,
    add_years,
)
from registry.bevolking.namen import GEBOORTEGEMEENTEN, HERKOMSTEN, NEDERLAND, NEDERLANDSE, Herkomst

NIEUWE_WET = date(1985, 1, 1)
EINDE_TWEEDE_NATIONALITEIT = date(2015, 1, 31)
TIJDELIJKE_BESCHERMING = date(2022, 3, 10)
VLUCHTELINGEN = frozenset({"syrisch", "eritrees"})
ONBEKEND = Datum(date(1900, 1, 1), "onbekend")
MEERDERJARIG = 18


def origin(f: Familie) -> Herkomst:
    """Where names come from, by their share in the municipality."""
    return f.toeval.weigh(HERKOMSTEN)


def adult(f: Familie, herkomst: Herkomst, geslacht: str, geboren: date, tot: date) -> Persoon:
    """Somebody with parents, a nationality and homes before `tot`, at least a year after they came of age; then the story takes over."""
    hier_geboren = herkomst.land == NEDERLAND or (geboren.year >= 1970 and f.toeval.has_luck(45))
    datum = Datum(geboren)
    if hier_geboren:
        plaats = HIER if f.toeval.has_luck(45) else Plaats(f.toeval.choose(GEBOORTEGEMEENTEN), NEDERLAND)
    else:
        plaats = f.birthplace(herkomst)
        datum = Datum(geboren, f.toeval.weigh((("dag", 84), ("jaar", 9), ("maand", 4), ("onbekend", 3))))
    persoon = f.add(herkomst, geslacht, datum, plaats=plaats)
    f.name_parents(persoon)
    if hier_geboren:
        _grow_up(f, persoon, tot)
    else:
        # Most came after 1962; everybody came before the day on which the story takes over.
        laatst = add_days(tot, -30)
        eerste = max(add_years(geboren, MEERDERJARIG), date(1962, 1, 1))
        if herkomst.naam == "oekraïens" and laatst > TIJDELIJKE_BESCHERMING and f.toeval.has_luck(80):
            eerste = TIJDELIJKE_BESCHERMING
        f.settle([persoon], f.toeval.day(min(eerste, laatst), laatst), herkomst.land, f.uitgifte.address())
    give_nationality(f, persoon)
    return persoon


def _grow_up(f: Familie, persoon: Persoon, tot: date) -> None:
    geboren = persoon.geboren.dag
    thuis = BRONSTEDE if persoon.geboorteplaats == HIER or f.toeval.has_luck(40) else OOSTBRON
    f.live_at([persoon], geboren, f.uitgifte.address(thuis.code), aangifte="A")
    zelfstandig = f.toeval.day(add_years(geboren, MEERDERJARIG), add_years(geboren, 27))
    if zelfstandig < add_days(tot, -90) and f.toeval.has_luck(55):
        f.live_at([persoon], zelfstandig, f.uitgifte.address())


def give_nationality(f: Familie, persoon: Persoon) -> None:
    """Dutch by birth, by naturalisation, or another; who is not Dutch and not from the EU has a residence title."""
    p, herkomst = persoon, persoon.herkomst
    geboren, vestiging = p.geboren.dag, p.verblijven[0].vestiging
    reden = "001" if geboren < NIEUWE_WET else "017"
    if herkomst.nationaliteit == NEDERLANDSE or (
        herkomst.naam in {"surinaams", "indonesisch"} and geboren < date(1975, 11, 25)
    ):
        p.nationaliteiten.append(Nationaliteit(NEDERLANDSE, p.geboren, reden))
        return
    if vestiging is None and f.toeval.has_luck(88):
        p.nationaliteiten.append(Nationaliteit(NEDERLANDSE, p.geboren, reden))
        if geboren < EINDE_TWEEDE_NATIONALITEIT and f.toeval.has_luck(70):
            p.nationaliteiten.append(
                Nationaliteit(herkomst.nationaliteit, p.geboren, "301", (EINDE_TWEEDE_NATIONALITEIT, "404"))
            )
            p.touch(EINDE_TWEEDE_NATIONALITEIT)
        return
    sinds = vestiging[1] if vestiging else geboren
    vreemd = Nationaliteit(
        herkomst.nationaliteit, ONBEKEND if vestiging else p.geboren, "301", document=f"paspoort {herkomst.landnaam}"
    )
    p.nationaliteiten.append(vreemd)
    genaturaliseerd = f.toeval.day(add_years(sinds, 5), add_years(sinds, 15))
    if genaturaliseerd < add_days(PEILDATUM, -60) and f.toeval.has_luck(60) and p.age(genaturaliseerd) >= MEERDERJARIG:
        naturalise(p, genaturaliseerd)
    elif herkomst.is_eu:
        if f.toeval.has_luck(40):
            p.europees_kiesrecht = ("2", add_days(sinds, 40))
    else:
        admit(p, sinds)


def naturalise(persoon: Persoon, dag: date) -> None:
    """Let somebody become Dutch; another nationality is no longer recorded."""
    for nationaliteit in persoon.nationaliteiten:
        nationaliteit.einde = (max(dag, EINDE_TWEEDE_NATIONALITEIT), "404")
        persoon.touch(nationaliteit.einde[0])
    persoon.nationaliteiten.append(Nationaliteit(NEDERLANDSE, Datum(dag), "027", document="KB naturalisatie"))
    persoon.touch(dag)


def admit(persoon: Persoon, sinds: date) -> None:
    """Residence titles (table 56) in the order in which they are given."""
    naam = persoon.herkomst.naam
    reeks: tuple[tuple[str, int], ...]
    if naam in VLUCHTELINGEN:
        reeks = (("32", 0), ("26", 1), ("27", 6))
    elif naam == "oekraïens" and sinds >= TIJDELIJKE_BESCHERMING:
        reeks = (("46", 0),)
    else:
        reeks = (("21", 0), ("25", 6))
    dagen = [(code, add_years(sinds, jaren)) for code, jaren in reeks if add_years(sinds, jaren) < PEILDATUM]
    for code, dag in dagen:
        einde = add_years(dag, 5) if code in {"21", "26"} else None
        persoon.titels.append(Verblijfstitel(code, dag, einde))
        persoon.touch(dag)


def give_papers(f: Familie, persoon: Persoon) -> None:
    """Passports and identity cards of Dutch citizens; an old one was handed in."""
    if (
        not any(n.code == NEDERLANDSE for n in persoon.nationaliteiten)
        or not persoon.leeft_hier
        or f.toeval.has_luck(25)
    ):
        return
    jaren = 10 if persoon.age(PEILDATUM) >= MEERDERJARIG + 10 else 5
    for soort in f.toeval.choose((("PN",), ("NI",), ("PN", "NI"))):
        begin = max(
            add_years(PEILDATUM, -jaren), add_days(persoon.ingeschreven, 30), persoon.nationaliteiten[-1].vanaf.dag
        )
        uitgifte = f.toeval.day(begin, add_days(PEILDATUM, -30))
        if uitgifte > add_days(PEILDATUM, -30):
            continue
        vorige = add_days(add_years(uitgifte, -5), 12)
        if vorige >= begin and f.toeval.has_luck(40):
            inname = (uitgifte, f.toeval.weigh((("I", 85), ("V", 15))))
            persoon.reisdocumenten.append(Reisdocument(soort, vorige, add_years(vorige, 5), inname))
        persoon.reisdocumenten.append(Reisdocument(soort, uitgifte, add_years(uitgifte, jaren)))


def add_oddities(f: Familie, persoon: Persoon) -> None:
    """What only a few lists have: secrecy, doubt, a corrected mistake, a verification, a court's decision."""
    p, toeval = persoon, f.toeval
    give_papers(f, p)
    if toeval.has_luck(2):
        p.geheim = toeval.weigh((("7", 60), ("2", 15), ("1", 10), ("3", 8), ("5", 4), ("6", 3)))
    # Before there was a list nothing on it was doubted, checked or corrected.
    rust = max(p.laatste, p.ingeschreven)
    if toeval.has_luck(1):
        p.verificatie = (toeval.day(min(add_days(rust, 60), PEILDATUM), PEILDATUM), "verklaring onder ede")
    if not p.leeft_hier or rust > add_days(PEILDATUM, -400):
        return
    hersteld = toeval.day(add_days(rust, 90), add_days(PEILDATUM, -100))
    if toeval.has_luck(2):
        p.onderzoeken.append(_doubt(f, hersteld))
    elif toeval.has_luck(3):
        p.fouten.append(_mistake(f, p, hersteld))
    if p.age(PEILDATUM) >= MEERDERJARIG and toeval.has_luck(0.2):
        p.uitgesloten_tot = add_years(hersteld, 3)


TWIJFEL = (
    ("08", "1000", 30),
    ("08", "9999", 12),
    ("08", "1120", 18),
    ("01", "0310", 14),
    ("01", "0240", 10),
    ("02", "0210", 8),
    ("03", "0000", 8),
)


def _doubt(f: Familie, begin: date) -> Onderzoek:
    categorie, masker = f.toeval.weigh(tuple(((c, m), gewicht) for c, m, gewicht in TWIJFEL))
    eind = add_days(begin, f.toeval.between(20, 90)) if f.toeval.has_luck(35) else None
    return Onderzoek(categorie, masker, Datum(begin, "maand" if f.toeval.has_luck(10) else "dag"), eind)


def _mistake(f: Familie, persoon: Persoon, hersteld: date) -> Fout:
    """A misspelt name of the person, a parent or a child, or a house letter that is not there."""
    mogelijk = [("01", persoon.nu.voornamen)]
    mogelijk += [(o.plek, o.ouder.nu.voornamen) for o in persoon.ouders]
    mogelijk += [("09", o.kind.nu.voornamen) for o in persoon.kinderen[:1]]
    if persoon.verblijven[-1].adres is not None and f.toeval.has_luck(45):
        return Fout("08", {"11.30": f.toeval.choose("CDEF")}, hersteld)
    categorie, goed = f.toeval.choose(mogelijk)
    return Fout(categorie, {"02.10": goed[:-1] if len(goed) > 3 else f"{goed}a"}, hersteld)
