"""The writer: uses data as the application does, on a schedule, through the product's own functions. Runs in a process of its own.

Open loop: an action that is late is carried out at once and the next ones keep their moments, so a slow log cannot slow down who measures it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any
from uuid import uuid4

import psycopg

from tests.performance.zegel.rooster import Afspraak, appointments

VERBINDINGEN, PERSONEN = 4, 5_000

_WIE = b"""SELECT a.id, a.huidige_versie, w.huidige_versie, t.applicatie, a.afnemer_id FROM processing.autorisatie a
    JOIN processing.verwerkingsactiviteit w ON w.id = a.activiteit_id, processing.toegang_applicatie t
    WHERE w.naam = 'bijstand-beoordelen' AND a.ingetrokken_op IS NULL AND t.actief LIMIT 1"""
_OPEN = b"""SELECT uitkomst FROM processing.open_gebruik(%s, %s, %s, %s, %s, 'meting', 'brp', 'personen', 'raadplegen', false)"""
_LEG_VAST = b"""SELECT handeling FROM processing.record_use(%s, 'l1', '{burgerservicenummer}', '{persoon.naam,persoon.geboorte,verblijfplaats}',
    current_date, clock_timestamp(), %s, %s, %s, %s, NULL)"""


@dataclass(frozen=True)
class Opdracht:
    """Lines a second for so many seconds, over a connection as bronhuis_app."""

    dsn: str
    per_seconde: float
    seconden: float


@dataclass(frozen=True)
class Geschreven:
    """What was written, how late the latest action began (seconds after its moment), and the writer's own CPU seconds."""

    handelingen: int
    regels: int
    te_laat: float
    cpu: float


class Schrijver:
    """A writer under way; `result` waits for it."""

    def __init__(self, opdracht: Opdracht) -> None:
        """Start it."""
        context = multiprocessing.get_context("spawn")
        self._hier, daar = context.Pipe(duplex=False)
        self._proces = context.Process(target=_child, args=(daar, opdracht))
        self._proces.start()
        daar.close()

    def result(self) -> Geschreven:
        """Wait until the schedule is done; raises RuntimeError when the writer failed."""
        try:
            uitslag: Geschreven = self._hier.recv()
        except EOFError:
            raise RuntimeError("de schrijver is gestopt zonder uitslag") from None
        finally:
            self._proces.join()
        return uitslag


def _child(pijp: Connection, opdracht: Opdracht) -> None:
    rij = iter(list(appointments(opdracht.per_seconde, opdracht.seconden)))
    slot, gedaan, fouten = threading.Lock(), list[tuple[int, float]](), list[BaseException]()
    personen = [_person() for _ in range(PERSONEN)]
    begin = time.monotonic() + 0.5

    def work(nummer: int) -> None:
        try:
            with psycopg.connect(opdracht.dsn, autocommit=True) as app:
                (wie,) = app.execute(_WIE).fetchall()
                kring = itertools.islice(itertools.cycle(personen), nummer * PERSONEN // VERBINDINGEN, None)
                while afspraak := _next(rij, slot):
                    wacht = begin + afspraak.moment - time.monotonic()
                    if wacht > 0:
                        time.sleep(wacht)
                    _use(app, wie, list(itertools.islice(kring, afspraak.regels)))
                    gedaan.append((afspraak.regels, -wacht))
        except BaseException as fout:
            fouten.append(fout)
            raise

    draden = [threading.Thread(target=work, args=(nummer,)) for nummer in range(VERBINDINGEN)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    if not fouten:
        laat = max((te_laat for _, te_laat in gedaan), default=0.0)
        pijp.send(Geschreven(len(gedaan), sum(regels for regels, _ in gedaan), max(0.0, laat), time.process_time()))


def _next(rij: Iterator[Afspraak], slot: threading.Lock) -> Afspraak | None:
    with slot:
        return next(rij, None)


def _use(app: psycopg.Connection[Any], wie: tuple[Any, ...], personen: list[dict[str, Any]]) -> None:
    with app.transaction():
        ((uitkomst,),) = app.execute(_OPEN, wie).fetchall()
        if uitkomst != "open":
            raise RuntimeError(f"het gebruik ging niet open: {uitkomst}")
        app.execute(
            _LEG_VAST,
            (json.dumps(personen), secrets.token_bytes(32), uuid4(), secrets.token_hex(16), secrets.token_hex(8)),
        )


def _person() -> dict[str, Any]:
    """Somebody as record_use gets them: two groepen, a handful of fields."""
    return {
        "kandidaat": str(uuid4()),
        "sleutel": secrets.token_hex(32),
        "bsn": None,
        "object": str(uuid4()),
        "betrokkenheid": "houder",
        "soort": "geraadpleegd",
        "velden": "{persoon.naam.voornamen,persoon.naam.geslachtsnaam,persoon.geboorte.datum,verblijfplaats.straat,verblijfplaats.postcode}",
        "voorkomens": f"{{{uuid4()},{uuid4()}}}",
        "digest": hashlib.sha256(secrets.token_bytes(8)).hexdigest(),
    }
