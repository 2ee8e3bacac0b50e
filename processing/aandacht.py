"""Persons who get extra attention (well known, threatened, a colleague): every use about them becomes a signal.

That somebody has it is itself data about them: who reads the list, adds or ends leaves a line about that person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from nlapi.probleem import NietGevonden
from processing import kluis
from processing.doelbinding import Doelbinding, Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Betrokkene, Geleverd, OpenGebruik, Uitkomst, use
from processing.logboek import OBJECTTYPE, REGISTER
from processing.selectors import today
from processing.signalen import MARKERING

GETOOND = 100


@dataclass(frozen=True, slots=True)
class Aandacht:
    """One period of extra attention; `door` and `beeindigd_door` are meaningless keys of employees, moments are aware."""

    id: UUID
    betrokkene: UUID
    reden: str
    kenmerk: str
    door: str
    van: datetime
    tot: datetime | None
    beeindigd_door: str | None
    geldt: bool


def list_attention(
    claim: Doelbindingsclaim, aanroep: Aanroep, weergave: Callable[[tuple[Aandacht, ...]], bytes]
) -> Geleverd:
    """What holds first, newest first, at most GETOOND (+1 to show that there is more)."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        rijen = _fetch(
            """SELECT id, betrokkene, reden, kenmerk, door, van, tot, beeindigd_door, tot IS NULL OR tot > clock_timestamp() AS geldt
               FROM processing.bijzondere_aandacht ORDER BY geldt DESC, van DESC, id LIMIT %s""",
            [GETOOND + 1],
        )
        lijst = tuple(Aandacht(*rij) for rij in rijen)
        personen = dict.fromkeys(a.betrokkene for a in lijst)
        return Uitkomst(weergave(lijst), tuple(_subject(open_.doelbinding, p) for p in personen))

    vraag = Vraag(REGISTER, OBJECTTYPE, "bladeren", today(), aantal=GETOOND)
    return use(claim, None, vraag, aanroep, lees, soort=MARKERING)


def give_attention(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bsn: str,
    reden: str,
    kenmerk: str,
    tot: datetime | None,
    door: str,
    weergave: Callable[[bool], bytes],
) -> Geleverd:
    """Let every use about this person be looked at, until `tot` (aware, exclusive); `weergave` is told whether that was new."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        surrogaat = kluis.ensure_surrogate(bsn)
        ((nieuw,),) = _fetch(
            "SELECT processing.markeer_aandacht(%s, %s, %s, %s, %s)", [surrogaat, reden, kenmerk, tot, door]
        )
        return Uitkomst(weergave(nieuw), (_subject(open_.doelbinding, surrogaat),))

    vraag = Vraag(REGISTER, OBJECTTYPE, "zoeken", today(), zoeksleutels=frozenset({"burgerservicenummer"}))
    return use(claim, None, vraag, aanroep, lees, soort=MARKERING)


def end_attention(
    claim: Doelbindingsclaim, aanroep: Aanroep, aandacht: UUID, door: str, weergave: Callable[[], bytes]
) -> Geleverd:
    """End it now. Raises NietGevonden where it is unknown or ended."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        gevonden = _fetch("SELECT betrokkene FROM processing.bijzondere_aandacht WHERE id = %s", [aandacht])
        if not gevonden or _fetch("SELECT processing.beeindig_aandacht(%s, %s)", [aandacht, door]) != [(True,)]:
            raise NietGevonden
        return Uitkomst(weergave(), (_subject(open_.doelbinding, gevonden[0][0]),))

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today())
    return use(claim, None, vraag, aanroep, lees, soort=MARKERING)


def _subject(doelbinding: Doelbinding, surrogaat: UUID) -> Betrokkene:
    """The person as the line names them; what was given is that there is attention, and no line of the log."""
    velden = tuple(sorted(doelbinding.velden))
    return Betrokkene(
        kluis.bsn_of(surrogaat), surrogaat, "onderwerp", "geraadpleegd", velden, (), orjson.dumps([MARKERING])
    )


def _fetch(sql: str, waarden: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        rijen: list[tuple[Any, ...]] = cursor.fetchall()
        return rijen
