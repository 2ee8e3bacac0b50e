"""Partial dates (BRP): stored as given, compared by their earliest and latest day. Source: Logisch Ontwerp GBA, 8 digits with zeros.

JSON forms: "2004-05-26", "2020-03", "2020", "onbekend".
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

ONBEKEND = "onbekend"
EERSTE_DAG = date.min
LAATSTE_DAG = date.max
VORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
ACHT = re.compile(r"\d{8}")


class OnvolledigeDatumFout(ValueError):
    """Not a (partial) date; the message says in Dutch what is wrong."""


@lru_cache(maxsize=50_000)
def from_gba(waarde: str) -> str:
    """The JSON form of 8 GBA digits; raises OnvolledigeDatumFout."""
    if not ACHT.fullmatch(waarde):
        raise OnvolledigeDatumFout("geen 8 cijfers")
    jaar, maand, dag = waarde[:4], waarde[4:6], waarde[6:]
    if jaar == "0000":
        if (maand, dag) != ("00", "00"):
            raise OnvolledigeDatumFout("een maand of dag zonder jaar")
        return ONBEKEND
    if maand == "00":
        if dag != "00":
            raise OnvolledigeDatumFout("een dag zonder maand")
        return jaar
    vorm = f"{jaar}-{maand}" if dag == "00" else f"{jaar}-{maand}-{dag}"
    earliest_day(vorm)
    return vorm


def to_gba(vorm: str) -> str:
    """8 GBA digits of a JSON form; raises OnvolledigeDatumFout."""
    if vorm == ONBEKEND:
        return "00000000"
    earliest_day(vorm)
    return vorm.replace("-", "").ljust(8, "0")


def _parts(vorm: str) -> tuple[int, int | None, int | None]:
    treffer = VORM.fullmatch(vorm)
    if treffer is None:
        raise OnvolledigeDatumFout("geen datum in de vorm JJJJ, JJJJ-MM of JJJJ-MM-DD")
    jaar, maand, dag = (int(deel) if deel else None for deel in treffer.groups())
    if not jaar:
        raise OnvolledigeDatumFout("jaar 0 bestaat niet")
    return jaar, maand, dag


@lru_cache(maxsize=50_000)
def earliest_day(vorm: str | None) -> date:
    """The first day that a partial date can be; unknown or absent: the first day there is. Raises OnvolledigeDatumFout."""
    if vorm is None or vorm == ONBEKEND:
        return EERSTE_DAG
    jaar, maand, dag = _parts(vorm)
    return _day(jaar, maand or 1, dag or 1)


def latest_day(vorm: str | None) -> date:
    """The last day that a partial date can be; unknown or absent: the last day there is. Raises OnvolledigeDatumFout."""
    if vorm is None or vorm == ONBEKEND:
        return LAATSTE_DAG
    jaar, maand, dag = _parts(vorm)
    if dag is not None and maand is not None:
        return _day(jaar, maand, dag)
    laatste_maand = maand or 12
    if not 1 <= laatste_maand <= 12:
        raise OnvolledigeDatumFout("deze datum bestaat niet")
    return date(jaar, laatste_maand, calendar.monthrange(jaar, laatste_maand)[1])


def _day(jaar: int, maand: int, dag: int) -> date:
    try:
        return date(jaar, maand, dag)
    except ValueError:
        raise OnvolledigeDatumFout("deze datum bestaat niet") from None
