"""An oracle of row rules by another hand: a calendar of its own, birthdays counted one by one, partial dates tried day by day.

Nothing of `processing.rijregel` or `datetime` is used: a day is (year, month, day), and a condition is the JSON that the decision holds.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

Dag = tuple[int, int, int]
Json = dict[str, Any]
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 400 == 0 if year % 100 == 0 else year % 4 == 0


def days_of(year: int, month: int) -> list[Dag]:
    return [(year, month, day) for day in range(1, LENGTHS[month - 1] + 1 + (month == 2 and is_leap(year)))]


@cache
def meanings(text: str) -> tuple[Dag, ...]:
    """Every day that a date may mean; none when it tells nothing. There is no year 0."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) or text.startswith("0000"):
        return ()
    parts = [int(part) for part in text.split("-")]
    months = [m for m in range(1, 13) if len(parts) < 2 or m == parts[1]]
    days = [day for month in months for day in days_of(parts[0], month)]
    return tuple(day for day in days if len(parts) < 3 or day[2] == parts[2])


@cache
def age(born: Dag, today: Dag) -> int:
    """Whole years: the birthdays that have been. Before the birth there is one less than none for every birthday still to come."""
    year, month, day = born

    def birthday(in_year: int) -> Dag:
        return (in_year, 3, 1) if (month, day) == (2, 29) and not is_leap(in_year) else (in_year, month, day)

    been = [y for y in range(year + 1, today[0] + 1) if birthday(y) <= today]
    to_come = [y for y in range(today[0], year + 1) if birthday(y) > today]
    return len(been) - len(to_come)


def found(value: Any, steps: list[str]) -> list[Any]:
    """The values at a path; lists on the way are every one of their members."""
    if isinstance(value, list):
        return [x for member in value for x in found(member, steps)]
    if not steps:
        return [] if value is None else [value]
    return found(value.get(steps[0]), steps[1:]) if isinstance(value, dict) else []


def passes(opgave: Json, gegevens: Json, today: Dag) -> bool:
    """Whether one condition, as JSON, holds on an object as it is today. The rules leave open whether true is 1: here it is."""
    values = found(gegevens, opgave["pad"].split("."))
    if "in" in opgave:
        return any(value == x for value in values for x in opgave["in"])
    if "nietIn" in opgave:
        return not passes({"pad": opgave["pad"], "in": opgave["nietIn"]}, gegevens, today)
    if "begintMet" in opgave:
        return any(isinstance(v, str) and v[: len(begin)] == begin for v in values for begin in opgave["begintMet"])
    years = range(opgave.get("leeftijdVanaf", -10_000), opgave.get("leeftijdTot", 10_000))
    return any(
        isinstance(v, str) and bool(meanings(v)) and all(age(day, today) in years for day in meanings(v))
        for v in values
    )
