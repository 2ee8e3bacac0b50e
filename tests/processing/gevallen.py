"""Cases of a decision for the oracle: each begins as one that is allowed, and then zero to three clauses are broken, or nearly.

A break need not succeed: a bound that lies exactly on its edge, a path that shares only letters, a second regel of the same object type.
What the outcome must be is the oracle's business, never this module's. The same seed gives the same cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import get_args
from uuid import UUID

from processing.doelbinding import Actie, Autorisatie, Claimdetail, Doelbindingsclaim, Regel, Vraag
from processing.gevoelig import Gevoelig
from processing.rijregel import read_condition
from tests.processing.orakel_doelbinding import Geval, lies_within

ACTIES: tuple[Actie, ...] = get_args(Actie)
REGISTERS = ("brp", "brp2", "BRP", "bag")
TYPEN = ("personen", "persoon", "personenlijsten")
# Some leaves and groups are named like the beginning of another, so that letters and steps differ.
BLADEREN = (
    "naam.voornaam", "naam.voornamen", "naam.geslachtsnaam", "naamgebruik.code", "adres.straat", "adres.straatnaam",
    "adres.woning.nummer", "adres.woning.nummertoevoeging", "adresregel.een", "bsn", "bsnOud", "geloof", "medisch.diagnose",
    "medisch.diagnoseDatum", "medischAdvies.arts", "straf.feit", "straf.feitcode", "strafmaat.jaren",
)  # fmt: skip
NERGENS = ("nAam.voornaam", "naa", "adres", "adres.woningnummer", "bs", "bsn.oud", "medis.diagnose", "straf.fei", "")
SLEUTELS = ("bsn", "bsnOud", "geslachtsnaam", "geboortedatum", "postcode", "huisnummer", "strafzaak")
SOORTEN = {
    "bijzonder": ("geloof", "medisch.diagnose", "medisch.diagnoseDatum", "medischAdvies.arts"),
    "strafrechtelijk": ("straf.feit", "straf.feitcode", "strafmaat.jaren", "medisch.diagnose"),
    "nationaal-nummer": ("bsn", "bsnOud"),
}
SLEUTELSOORTEN = {
    "bijzonder": ("geslachtsnaam",),
    "strafrechtelijk": ("strafzaak", "bsnOud"),
    "nationaal-nummer": ("bsn", "bsnOud"),
}
RIJREGELS = tuple(
    tuple(read_condition({"pad": "gemeente", "in": [code]}) for code in codes) for codes in ("", "a", "ab")
)


@dataclass
class Werk:
    """A case in the making: `regel` is the one that is meant to count, with others before and after it."""

    claim: Doelbindingsclaim
    detail: Claimdetail
    autorisatie: Autorisatie | None
    voor: list[Regel]
    regel: Regel
    na: list[Regel]
    vraag: Vraag

    def as_geval(self) -> Geval:
        regels = (*self.voor, self.regel, *self.na)
        return Geval(
            self.claim, self.detail, self.autorisatie and replace(self.autorisatie, regels=regels), self.vraag
        )  # fmt: skip


def uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def some(random: Random, of: tuple[str, ...] | list[str], least: int = 0, most: int = 99) -> list[str]:
    return random.sample(list(of), random.randint(min(least, len(of)), min(most, len(of))))


def outer(leaf: str) -> list[str]:
    """The leaf and every group above it."""
    steps = leaf.split(".")
    return [".".join(steps[:n]) for n in range(1, len(steps) + 1)]


def allowed(random: Random) -> Werk:
    """A use that everything allows, near its edges more often than not."""
    vandaag = random.choice([date(2024, 2, 29), date(2025, 3, 1), date(2024, 12, 31), date(2026, 1, 1)])
    maximum = random.choice([1, 2, 19, 20, 21, 100])
    al_gegeven = random.choice([0, 0, 1, maximum - 1, maximum // 2])
    aantal = random.choice([None, None, 0, 1, maximum, maximum - al_gegeven, maximum - 1])
    given = some(random, BLADEREN, 1, 6)
    sleutels = frozenset(some(random, SLEUTELS, 0, 3))
    verplicht = random.random() < 0.3
    vraag = Vraag(
        random.choice(REGISTERS),
        random.choice(TYPEN),
        random.choice(ACTIES),
        vandaag,
        None if random.random() < 0.35 else tuple(some(random, given) + some(random, given, 0, 1)),
        sleutels,
        aantal,
        min(al_gegeven, maximum - 1),
        verplicht or random.random() < 0.3,
    )
    regel = Regel(
        vraag.register,
        vraag.objecttype,
        frozenset({vraag.actie, *some(random, list(ACTIES), 0, 2)}),
        frozenset(random.choice(outer(leaf)) for leaf in given),
        sleutels | set(some(random, SLEUTELS)),
        random.choice(RIJREGELS),
        maximum,
        random.random() < 0.5,
        vandaag - timedelta(random.choice([0, 0, 1, 400])),
        random.choice([None, vandaag + timedelta(1), vandaag + timedelta(400)]),
        combinations(random, sleutels),
        verplicht,
    )
    detail = Claimdetail(uuid(random), uuid(random))
    claim = Doelbindingsclaim(uuid(random), uuid(random), f"jti-{random.random()}", datetime.now(UTC), (detail,))
    autorisatie = Autorisatie(
        detail.autorisatie, random.randint(1, 9), claim.afnemer, detail.activiteit, random.randint(1, 9), ()
    )  # fmt: skip
    werk = Werk(claim, detail, autorisatie, [], regel, [], vraag)
    add_sensitive(random, werk)
    werk.voor = [other(random, regel, vraag, helps=False) for _ in range(random.choice([0, 0, 1, 2]))]
    werk.na = [other(random, regel, vraag, helps=random.random() < 0.4) for _ in range(random.choice([0, 0, 1, 2]))]
    return werk


def combinations(random: Random, sleutels: frozenset[str]) -> tuple[frozenset[str], ...]:
    """None, or some that overlap, of which the keys hold one (when there are keys)."""
    if random.random() < 0.5:
        return ()
    held = frozenset(some(random, sorted(sleutels), 1))
    others = [held ^ {random.choice(SLEUTELS)}, held | set(some(random, SLEUTELS, 1, 2))]
    chosen = (
        [held, *[c for c in others if c]][: random.randint(1, 3)] if held else [frozenset(some(random, SLEUTELS, 1, 2))]
    )
    random.shuffle(chosen)
    return tuple(chosen)


def add_sensitive(random: Random, werk: Werk) -> None:
    """What the model calls sensitive, with an exception for at least every category that is met."""
    velden = {soort: frozenset(some(random, of, 1)) for soort, of in SOORTEN.items() if random.random() < 0.5}
    sleutels = {soort: frozenset(some(random, of, 1)) for soort, of in SLEUTELSOORTEN.items() if random.random() < 0.4}
    asked = werk.regel.velden if werk.vraag.velden is None else werk.vraag.velden
    met = {soort for soort, of in velden.items() if any(lies_within(leaf, pad) for leaf in of for pad in asked)}
    met |= {soort for soort, of in sleutels.items() if of & werk.vraag.zoeksleutels}
    assert werk.autorisatie is not None
    werk.vraag = replace(werk.vraag, gevoelig=Gevoelig(velden, sleutels))
    werk.autorisatie = replace(werk.autorisatie, uitzonderingen=frozenset(met | set(some(random, list(SOORTEN), 0, 2))))


def other(random: Random, regel: Regel, vraag: Vraag, *, helps: bool) -> Regel:
    """A regel beside the one that counts: of another type, day or action, or (`helps`) of the same with other bounds."""
    ruim = replace(
        regel,
        velden=frozenset({*regel.velden, *some(random, BLADEREN)}),
        zoeksleutels=frozenset(SLEUTELS),
        combinaties=(),
        maximum=regel.maximum * random.choice([1, 5]),
        eindgebruiker_verplicht=not regel.eindgebruiker_verplicht,
        geheim_tonen=not regel.geheim_tonen,
    )
    if helps:
        return ruim
    return random.choice(
        [
            replace(ruim, register=random.choice([r for r in REGISTERS if r != vraag.register])),
            replace(ruim, objecttype=random.choice([t for t in TYPEN if t != vraag.objecttype])),
            replace(ruim, geldig_van=vraag.vandaag + timedelta(random.choice([1, 30])), geldig_tot=None),
            replace(ruim, geldig_tot=vraag.vandaag - timedelta(random.choice([0, 1])), geldig_van=date(2020, 1, 1)),
            replace(ruim, acties=frozenset(some(random, [a for a in ACTIES if a != vraag.actie]))),
        ]
    )


def break_autorisatie(random: Random, werk: Werk) -> None:
    match random.randrange(6):
        case 0:
            werk.autorisatie = None
        case 1:
            werk.autorisatie = werk.autorisatie and replace(werk.autorisatie, id=uuid(random))
        case 2:
            werk.autorisatie = werk.autorisatie and replace(werk.autorisatie, activiteit=uuid(random))
        case 3:
            werk.autorisatie = werk.autorisatie and replace(werk.autorisatie, afnemer=uuid(random))
        case 4:
            werk.claim = replace(werk.claim, afnemer=uuid(random))
        case _:
            werk.detail = replace(werk.detail, activiteit=werk.detail.autorisatie)


def break_objecttype(random: Random, werk: Werk) -> None:
    if random.random() < 0.5:
        werk.vraag = replace(werk.vraag, register=random.choice([*REGISTERS, "", "br"]))
    else:
        werk.vraag = replace(werk.vraag, objecttype=random.choice([*TYPEN, "", "Personen"]))


def drop_others_of_type(werk: Werk) -> None:
    ours = (werk.vraag.register, werk.vraag.objecttype)
    werk.voor = [r for r in werk.voor if (r.register, r.objecttype) != ours]
    werk.na = [r for r in werk.na if (r.register, r.objecttype) != ours]


def break_day(random: Random, werk: Werk) -> None:
    if random.random() < 0.6:
        drop_others_of_type(werk)
    vandaag, dag = werk.vraag.vandaag, timedelta(1)
    van, tot = random.choice(
        [(vandaag + dag, None), (vandaag + dag, vandaag + 2 * dag), (date(2020, 1, 1), vandaag), (vandaag, vandaag),
         (date(2020, 1, 1), vandaag - dag), (vandaag, vandaag + dag)]
    )  # fmt: skip
    werk.regel = replace(werk.regel, geldig_van=van, geldig_tot=tot)


def break_actie(random: Random, werk: Werk) -> None:
    if random.random() < 0.6:
        drop_others_of_type(werk)
    werk.regel = replace(werk.regel, acties=frozenset(some(random, [a for a in ACTIES if a != werk.vraag.actie])))


def break_eindgebruiker(random: Random, werk: Werk) -> None:
    werk.regel = replace(werk.regel, eindgebruiker_verplicht=random.random() < 0.9)
    werk.vraag = replace(werk.vraag, eindgebruiker=random.random() < 0.1)


def break_veld(random: Random, werk: Werk) -> None:
    asked = list(werk.vraag.velden or ()) + some(random, [*BLADEREN, *NERGENS], 1, 2)
    if random.random() < 0.3:
        asked += asked[-1:]
    random.shuffle(asked)
    werk.vraag = replace(werk.vraag, velden=tuple(asked))
    if random.random() < 0.3:
        werk.regel = replace(werk.regel, velden=frozenset(some(random, sorted(werk.regel.velden))))


def break_zoeksleutel(random: Random, werk: Werk) -> None:
    used = werk.vraag.zoeksleutels | {random.choice([*SLEUTELS, "Bsn", "bs"])}
    werk.vraag = replace(werk.vraag, zoeksleutels=used)
    werk.regel = replace(werk.regel, zoeksleutels=frozenset(some(random, SLEUTELS)))


def break_combinatie(random: Random, werk: Werk) -> None:
    used = werk.vraag.zoeksleutels or frozenset(some(random, sorted(werk.regel.zoeksleutels), 0, 2))
    free = [s for s in SLEUTELS if s not in used]
    combinaties = [frozenset({random.choice(free), *some(random, sorted(used))}) for _ in range(random.randint(1, 3))]
    if random.random() < 0.1:
        combinaties.append(used)
    werk.vraag = replace(werk.vraag, zoeksleutels=used)
    werk.regel = replace(werk.regel, combinaties=tuple(combinaties))


def break_uitzondering(random: Random, werk: Werk) -> None:
    velden, sleutels = dict(werk.vraag.gevoelig.velden), dict(werk.vraag.gevoelig.sleutels)
    soort = random.choice(list(SOORTEN))
    if random.random() < 0.6:
        wanted = sorted(werk.regel.velden if werk.vraag.velden is None else werk.vraag.velden)
        near = [leaf for leaf in BLADEREN for pad in wanted if leaf.startswith(pad)]
        velden[soort] = frozenset(some(random, near or BLADEREN, 1, 3))
    else:
        sleutels[soort] = frozenset(some(random, sorted(werk.vraag.zoeksleutels) or SLEUTELS, 1, 2))
    werk.vraag = replace(werk.vraag, gevoelig=Gevoelig(velden, sleutels))
    if werk.autorisatie is not None and random.random() < 0.9:
        werk.autorisatie = replace(werk.autorisatie, uitzonderingen=werk.autorisatie.uitzonderingen - {soort})


def break_maximum(random: Random, werk: Werk) -> None:
    maximum = werk.regel.maximum
    match random.randrange(4):
        case 0:
            werk.vraag = replace(werk.vraag, al_gegeven=maximum + random.choice([-1, 0, 0, 1]))
        case 1:
            werk.vraag = replace(werk.vraag, aantal=maximum + random.choice([0, 1, 1, 50]))
        case 2:
            werk.regel = replace(werk.regel, maximum=0)
        case _:
            werk.vraag = replace(werk.vraag, al_gegeven=maximum, aantal=random.choice([None, 0, maximum]))


BREUKEN = (
    break_autorisatie, break_objecttype, break_day, break_actie, break_eindgebruiker, break_veld, break_zoeksleutel, break_combinatie,
    break_uitzondering, break_maximum,
)  # fmt: skip


def cases(zaad: int, aantal: int) -> Iterator[Geval]:
    """As many cases as asked; of every ten four are left whole, four get one break, one gets two and one three."""
    random = Random(zaad)
    for _ in range(aantal):
        werk = allowed(random)
        for breuk in random.sample(BREUKEN, random.choice([0, 0, 0, 0, 1, 1, 1, 1, 2, 3])):
            breuk(random, werk)
        yield werk.as_geval()
