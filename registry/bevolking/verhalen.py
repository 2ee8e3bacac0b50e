"""The kinds of households of which the population is made, each with the most people that it can need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from registry.bevolking.familie import HIER, Familie
from registry.bevolking.feiten import PEILDATUM, Persoon, Plaats, Verblijf, add_days, add_years
from registry.bevolking.huishouden import Huishouden, birthday, join, plan_children, plan_moves, start
from registry.bevolking.levens import MEERDERJARIG, adult, give_nationality, origin
from registry.bevolking.namen import HERKOMSTEN, NEDERLAND, NEDERLANDS

# Addresses that do not exist, in countries that do.
BUITENLAND: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("5010", ("Testlaan 1", "9999 Voorbeeldegem")),
    ("6037", ("Calle de la Prueba 2", "00000 Ejemplo")),
    ("6029", ("Musterweg 3", "00000 Musterstadt")),
    ("5007", ("Voorbeeldweg 4", "Paramaribo")),
    ("6043", ("Örnek Sokak 5", "00000 Ankara")),
)
RNI = "1999"
RNI_SINDS = date(2014, 1, 6)


def single(f: Familie) -> None:
    """Somebody alone; some were married to a person who is not in the population."""
    leeftijd = f.toeval.weigh(((20, 8), (24, 14), (30, 18), (40, 16), (52, 16), (64, 14), (76, 10), (86, 4)))
    persoon = _alone(f, leeftijd + f.toeval.below(8))
    if persoon.age(PEILDATUM) > 30 and f.toeval.has_luck(30):
        _former_union(f, persoon)
    if f.toeval.has_luck(40) and persoon.laatste < add_days(PEILDATUM, -200):
        f.live_at([persoon], f.after(persoon), f.uitgifte.address())
    _mourn(f, (persoon,))


def _alone(f: Familie, leeftijd: int) -> Persoon:
    geboren = birthday(f, leeftijd)
    vroegst = add_years(geboren, MEERDERJARIG + 1)
    alleen = f.toeval.day(vroegst, max(vroegst, min(add_years(geboren, 40), add_days(PEILDATUM, -60))))
    persoon = adult(f, origin(f), f.toeval.choose("MV"), geboren, alleen)
    f.live_at([persoon], alleen, f.uitgifte.address())
    return persoon


def _former_union(f: Familie, persoon: Persoon) -> None:
    """A marriage that is over, with somebody who has no list here."""
    begin = max(persoon.laatste, add_years(persoon.geboren.dag, 21))
    gehuwd = f.toeval.day(begin, add_years(begin, 6))
    gescheiden = f.toeval.day(add_years(gehuwd, 1), add_years(gehuwd, 12))
    if gescheiden >= add_days(PEILDATUM, -250):
        return
    herkomst = persoon.herkomst
    geslacht = "M" if persoon.nu.geslacht == "V" else "V"
    ex = f.add(herkomst, geslacht, add_days(persoon.geboren.dag, f.toeval.between(-900, 900)), in_bevolking=False)
    in_buitenland = herkomst.land != NEDERLAND and f.toeval.has_luck(50)
    plek = Plaats(f.toeval.choose(herkomst.plaatsen), herkomst.land) if in_buitenland else HIER
    f.divorce(f.marry(persoon, ex, gehuwd, "H", plek), gescheiden)


def couple(f: Familie) -> None:
    """Two people without children; of old ones, one may have died."""
    leeftijd = f.toeval.weigh(((23, 12), (30, 18), (40, 10), (52, 18), (62, 20), (72, 14), (80, 8))) + f.toeval.below(8)
    huis = start(f, origin(f), leeftijd, geslachten=f.toeval.weigh((("VM", 92), ("MM", 4), ("VV", 4))))
    plan_moves(huis, f.toeval.below(3))
    huis.play()
    _mourn(f, huis.ouders)


def _mourn(f: Familie, mensen: tuple[Persoon, ...]) -> None:
    """The older people are, the likelier it is that one of them has died."""
    for persoon in mensen:
        boven = persoon.age(PEILDATUM) - 66
        if boven > 0 and f.toeval.has_luck(min(60, 3 * boven)) and persoon.laatste < add_days(PEILDATUM, -120):
            vroegst = max(add_days(persoon.laatste, 60), add_years(persoon.geboren.dag, 62))
            f.die(persoon, f.toeval.day(vroegst, add_days(PEILDATUM, -25)))
            return


def family(f: Familie) -> None:
    """Two parents with one to four children; some part."""
    huis = start(f, origin(f), 26 + f.toeval.below(36))
    _bring_up(f, huis, 4)
    huis.play()


def _bring_up(f: Familie, huis: Huishouden, hoogstens: int) -> None:
    plan_children(huis, min(hoogstens, f.toeval.weigh(((1, 28), (2, 46), (3, 20), (4, 6)))))
    plan_moves(huis, f.toeval.weigh(((0, 20), (1, 40), (2, 28), (3, 12))))
    if f.toeval.has_luck(24):
        huis.plan(f.toeval.day(add_years(huis.samen, 3), add_years(huis.samen, 22)), huis.part)


def single_parent(f: Familie) -> None:
    """One parent with one to three children; the other parent is known by name, or not at all."""
    geboren = birthday(f, 24 + f.toeval.below(30))
    samen = f.toeval.day(add_years(geboren, 20), min(add_years(geboren, 30), add_days(PEILDATUM, -200)))
    huis = Huishouden(f, (adult(f, origin(f), "V", geboren, samen),), samen)
    plan_children(huis, f.toeval.weigh(((1, 50), (2, 38), (3, 12))))
    plan_moves(huis, f.toeval.below(2))
    huis.play()
    if f.toeval.has_luck(70):
        ander = f.add(origin(f), "M", add_days(geboren, -f.toeval.below(2000)), in_bevolking=False)
        for kind in huis.kinderen:
            f.relate(kind, ander, "03")


def generations(f: Familie) -> None:
    """Grandparents and up to three children, of whom some have a household of their own here."""
    huis = start(f, origin(f), 56 + f.toeval.below(30))
    plan_children(huis, f.toeval.weigh(((1, 20), (2, 50), (3, 30))))
    plan_moves(huis, f.toeval.below(3))
    huis.play()
    for kind in huis.kinderen:
        vroegst = max(add_days(kind.laatste, 90), add_years(kind.geboren.dag, 21))
        samen = f.toeval.day(vroegst, add_years(vroegst, 8))
        if samen < add_days(PEILDATUM, -300) and f.toeval.has_luck(70):
            eigen = join(f, kind, samen, "M" if kind.nu.geslacht == "V" else "V")
            _bring_up(f, eigen, 3)
            eigen.play()
    _mourn(f, huis.ouders)


def newcomers(f: Familie) -> None:
    """A family that came from abroad together some years ago, with children born there."""
    herkomst = f.toeval.weigh(tuple((h, g) for h, g in HERKOMSTEN if h is not NEDERLANDS))
    vestiging = f.toeval.day(date(2008, 1, 1), add_days(PEILDATUM, -120))
    een = f.add(herkomst, "V", f.toeval.day(add_years(vestiging, -40), add_years(vestiging, -24)))
    ander = f.add(herkomst, "M", add_days(een.geboren.dag, -f.toeval.below(3000)))
    plek = f.birthplace(herkomst)
    f.marry(een, ander, f.toeval.day(add_years(een.geboren.dag, 20), add_years(een.geboren.dag, 23)), "H", plek)
    mensen = [een, ander]
    geboren = add_years(een.geboren.dag, 23)
    for _ in range(f.toeval.between(1, 3)):
        geboren = f.toeval.day(add_days(geboren, 300), add_days(geboren, 1200))
        if geboren < add_days(vestiging, -30):
            mensen.append(f.bear((een, ander), geboren, naam_van=1, plaats=plek))
    f.settle(mensen, vestiging, herkomst.land, f.uitgifte.address())
    for persoon in mensen:
        if persoon in {een, ander}:
            f.name_parents(persoon)
        give_nationality(f, persoon)
    laatste = max(p.laatste for p in mensen)
    if laatste < add_days(PEILDATUM, -200) and f.toeval.has_luck(60):
        f.live_at(mensen, f.toeval.day(add_days(laatste, 90), add_days(PEILDATUM, -30)), f.uitgifte.address())


def emigrant(f: Familie) -> None:
    """Somebody who left the country."""
    persoon = _alone(f, 30 + f.toeval.below(45))
    land, regels = f.toeval.choose(BUITENLAND)
    if persoon.laatste < add_days(PEILDATUM, -100):
        f.emigrate(persoon, f.after(persoon), land, regels)


def non_resident(f: Familie) -> None:
    """Somebody abroad who is registered as a non-resident (RNI): a list that nobody keeps up."""
    geboren = birthday(f, 25 + f.toeval.below(45))
    persoon = f.add(
        f.toeval.choose([h for h, _ in HERKOMSTEN if h.is_eu and h is not NEDERLANDS]), f.toeval.choose("MV"), geboren
    )
    register_abroad(f, persoon, f.toeval.day(RNI_SINDS, add_days(PEILDATUM, -60)), *f.toeval.choose(BUITENLAND))


def register_abroad(f: Familie, persoon: Persoon, sinds: date, land: str, regels: tuple[str, ...]) -> None:
    """Register somebody as a non-resident."""
    f.name_parents(persoon)
    persoon.verblijven.append(Verblijf(sinds, gemeente=RNI, land=land, regels=regels, aangifte=""))
    persoon.opschorting = (sinds, "R")
    give_nationality(f, persoon)


def housemates(f: Familie) -> None:
    """Young people who share an address and nothing else."""
    adres = f.uitgifte.address()
    for _ in range(f.toeval.between(2, 4)):
        geboren = birthday(f, 20 + f.toeval.below(7))
        sinds = f.toeval.day(add_years(geboren, 19), add_days(PEILDATUM, -30))
        persoon = adult(f, origin(f), f.toeval.choose("MV"), geboren, sinds)
        f.live_at([persoon], sinds, adres)


# Story, the most people it makes, and how often it comes.
VERHALEN: tuple[tuple[Callable[[Familie], None], int, int], ...] = (
    (single, 1, 300),
    (couple, 2, 250),
    (family, 6, 260),
    (single_parent, 4, 60),
    (generations, 20, 60),
    (newcomers, 5, 40),
    (emigrant, 1, 20),
    (non_resident, 1, 10),
    (housemates, 4, 15),
)


def tell(f: Familie, ruimte: int) -> None:
    """One story that needs no more than `ruimte` people."""
    passend = tuple((verhaal, gewicht) for verhaal, hoogstens, gewicht in VERHALEN if hoogstens <= ruimte)
    f.toeval.weigh(passend)(f)
