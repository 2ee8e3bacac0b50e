"""Letting the rules of `processing.signalen` judge what was logged: each action once, in the order of the log."""

from __future__ import annotations

from functools import cache
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction

from processing.signalen import Drempels, Signaal, Signaalstof, Werktijden, judge, read_hours, read_thresholds

PER_KEER = 2_000

_STOF = """SELECT xid::text, id, tijd, soort, activiteit, medewerker, vorige, aandacht, personen_uur, eerder_uur, personen_dag, eerder_dag
    FROM processing.signaalstof(%s)"""


@cache
def rules() -> tuple[Drempels, Werktijden]:
    """The thresholds and hours of this installation; raises ValueError where they are not well-formed."""
    return read_thresholds(settings.SIGNAALDREMPELS), read_hours(settings.WERKTIJDEN, settings.VRIJE_DAGEN)


def judge_log(aantal: int = PER_KEER) -> tuple[int, int]:
    """Judge the actions that nobody judged yet, at most `aantal` per transaction; returns how many, and how many signals they gave."""
    beoordeeld, gelegd = 0, 0
    while (stuk := _judge_piece(aantal))[0]:
        beoordeeld, gelegd = beoordeeld + stuk[0], gelegd + stuk[1]
        if stuk[0] < aantal:
            break
    return beoordeeld, gelegd


@transaction.atomic
def _judge_piece(aantal: int) -> tuple[int, int]:
    drempels, werktijden = rules()
    with connection.cursor() as cursor:
        cursor.execute(_STOF, [aantal])
        rijen = cursor.fetchall()
        if not rijen:
            return 0, 0
        signalen = [s for rij in rijen for s in judge(_stof(rij), drempels, werktijden)]
        cursor.execute(
            "SELECT processing.leg_signalen_vast(%s::xid8, %s, %s)",
            [rijen[-1][0], rijen[-1][1], orjson.dumps([_row(s) for s in signalen]).decode()],
        )
        (gelegd,) = cursor.fetchone()
    return len(rijen), gelegd


def _stof(rij: tuple[object, ...]) -> Signaalstof:
    delen = list(rij[1:])
    delen[6] = tuple(delen[6])  # type: ignore[arg-type]
    return Signaalstof(*delen)  # type: ignore[arg-type]


def _row(signaal: Signaal) -> dict[str, object]:
    return {
        "handeling": str(signaal.handeling),
        "soort": signaal.soort.value,
        "uitleg": signaal.uitleg,
        "betrokkene": str(signaal.betrokkene) if signaal.betrokkene else None,
        "aantal": signaal.aantal,
        "drempel": signaal.drempel,
    }


def record_same_name(betrokkene: UUID | None) -> None:
    """Mark the opened gebruik of this transaction: the employee has the family name of whom they look at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT processing.record_zelfde_naam(%s)", [betrokkene])
