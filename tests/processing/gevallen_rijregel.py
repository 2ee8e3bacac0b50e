"""Row rules as JSON with an object and a day, near their edges: birthdays a day off, values that only begin alike, types that only look equal."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.processing.orakel_rijregel import LENGTHS, Dag, Json, days_of, is_leap

PADEN = (
    "gemeente",
    "adres.gemeente",
    "adressen.gemeente",
    "adressen.wijk.code",
    "adre.gemeente",
    "kenmerken",
    "niets.hier",
    "adres",
    "adressen.wijk",
    "teller",
    "vlag",
)
CODES = ("0363", "0363 ", "363", "036", "03630001", "0599", "", 1, 0, 363, True, False)
DAGEN: tuple[Dag, ...] = (
    (2024, 2, 29),
    (2025, 2, 28),
    (2025, 3, 1),
    (2024, 3, 1),
    (2024, 12, 31),
    (2025, 1, 1),
    (2100, 2, 28),
    (2100, 3, 1),
)
VAAG = (
    "onbekend",
    "",
    "0000",
    "0000-01-01",
    "2008-00",
    "2008-13",
    "2008-02-30",
    "2007-02-29",
    "2008-3",
    "08-03-2008",
    "20080314",
    "2008-03-14T00:00",
    "-2008",
    " 2008",
)


def shift(day: Dag, by: int) -> Dag:
    """The day before (-1), the same (0) or the day after (1), along the calendar by hand."""
    year, month, number = day
    if by == 0:
        return day
    if by > 0:
        if number < len(days_of(year, month)):
            return (year, month, number + 1)
        return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
    if number > 1:
        return (year, month, number - 1)
    return days_of(year, month - 1)[-1] if month > 1 else (year - 1, 12, 31)


def birth(random: Random, today: Dag, years: int) -> Any:
    """Somebody about this old: on the edge, a part of a date around it, or nothing that counts."""
    year, month, day = shift(today, random.choice([-1, 0, 0, 1]))
    year -= max(0, years + random.choice([-1, 0, 0, 0, 1]))
    if random.random() < 0.15:
        year -= year % 4
        month, day = 2, 29 if is_leap(year) else 28
    day = min(day, LENGTHS[month - 1] + (month == 2 and is_leap(year)))
    text = f"{year:04}-{month:02}-{day:02}"
    kind = random.random()
    if kind < 0.6:
        return text
    if kind < 0.9:
        return text[: random.choice([4, 7])]
    return random.choice([*VAAG, None, 20080314, True])


def code(random: Random) -> Any:
    return random.choice([*CODES, None, "0363"])


def an_object(random: Random, geboren: Any) -> Json:
    gegevens: Json = {
        "gemeente": code(random),
        "adres": {"gemeente": code(random)},
        "adressen": [
            {"gemeente": code(random), "wijk": {"code": code(random)}} for _ in range(random.randint(0, 3))
        ],
        "kenmerken": [code(random) for _ in range(random.randint(0, 3))],
        "teller": random.choice([0, 1, 363, None]),
        "vlag": random.choice([True, False]),
        "geboorte": {"datum": geboren},
    }  # fmt: skip
    for pad in list(gegevens):
        if random.random() < 0.1:
            del gegevens[pad]
    return gegevens


def condition(random: Random, years: int) -> Json:
    kind = random.random()
    if kind < 0.5:
        grenzen = {"leeftijdVanaf": years, "leeftijdTot": years + random.choice([1, 2, 18])}
        if random.random() < 0.5:
            grenzen = random.choice([{"leeftijdVanaf": years}, {"leeftijdTot": years + 1}])
        return {"pad": random.choice(["geboorte.datum"] * 9 + ["geboorte"]), **grenzen}
    pad = random.choice(PADEN)
    if kind < 0.65:
        teksten = [c for c in CODES if isinstance(c, str) and c]
        return {"pad": pad, "begintMet": random.sample(teksten, random.randint(1, 2))}
    return {"pad": pad, random.choice(["in", "nietIn"]): random.sample(CODES, random.randint(1, 3))}


def cases(zaad: int, aantal: int) -> Iterator[tuple[list[Json], Json, Dag]]:
    random = Random(zaad)
    for _ in range(aantal):
        today, years = random.choice(DAGEN), random.choice([0, 1, 12, 16, 18, 65])
        opgaven = [condition(random, years) for _ in range(random.choice([0, 1, 1, 1, 2, 3]))]
        yield opgaven, an_object(random, birth(random, today, years)), today
