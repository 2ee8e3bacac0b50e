"""Load on a real server: clients that read every answer in full, and a count of what was served against what was logged."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

from config.lokaal.processen import Webserver

RUST = 6.2


@dataclass
class Telling:
    """What clients got in full: request ids of 200 answers with the object in them, and how many broke off."""

    gelezen: dict[UUID, str] = field(default_factory=dict)
    afgebroken: int = 0
    kills: int = 0
    gelogd: int = 0
    ongelogd: int = 0
    gelogd_niet_gelezen: int = 0

    def as_line(self) -> str:
        return (
            f"gelezen {len(self.gelezen)}, gelogd {self.gelogd}, gelogd maar niet gelezen {self.gelogd_niet_gelezen}, "
            f"ongelogd {self.ongelogd}, afgebroken {self.afgebroken}, kills {self.kills}"
        )


def run(
    server: Webserver,
    paden: list[str],
    koppen: dict[str, str],
    *,
    clients: int,
    genoeg: Callable[[Telling], bool],
    max_kills: int,
    deadline: float,
) -> Telling:
    """Read with `clients` threads while workers are killed, until `genoeg` or the deadline (seconds)."""
    telling, slot, klaar = Telling(), threading.Lock(), threading.Event()
    delen = urlsplit(server.url)

    def client(nummer: int) -> None:
        toeval = random.Random(nummer)
        verbinding: http.client.HTTPConnection | None = None
        while not klaar.is_set():
            try:
                verbinding = verbinding or http.client.HTTPConnection(delen.hostname or "", delen.port, timeout=20)
                verbinding.request("GET", toeval.choice(paden), headers=koppen)
                antwoord = verbinding.getresponse()
                inhoud = antwoord.read()
                if antwoord.status == 200:
                    with slot:
                        telling.gelezen[UUID(antwoord.headers["X-Request-Id"])] = json.loads(inhoud)["id"]
            except (OSError, http.client.HTTPException):
                with slot:
                    telling.afgebroken += 1
                if verbinding:
                    verbinding.close()
                verbinding = None

    draden = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for draad in draden:
        draad.start()
    einde = time.monotonic() + deadline
    toeval = random.Random(0)
    gezien: dict[int, float] = {}
    while time.monotonic() < einde and not genoeg(telling):
        nu = time.monotonic()
        gezien = {pid: gezien.get(pid, nu) for pid in server.worker_pids()}
        # The server gives up on a worker that dies again within 5.5 s of its restart: that is another fault than this one.
        oud = [pid for pid, sinds in gezien.items() if nu - sinds > RUST]
        if oud and telling.kills < max_kills:
            os.kill(toeval.choice(oud), signal.SIGKILL)
            telling.kills += 1
        klaar.wait(toeval.uniform(0.2, 0.6))
    klaar.set()
    for draad in draden:
        draad.join()
    return telling


def compare(telling: Telling, verbinding: psycopg.Connection, sinds: object) -> Telling:
    """Match what was read with the log, by request id and subject."""
    rijen = verbinding.execute(
        """SELECT h.verzoek, r.object::text FROM processing.handeling h JOIN processing.regel r ON r.handeling = h.id
           WHERE h.tijd >= %s AND h.soort = 'raadplegen'""",
        [sinds],
    ).fetchall()
    gelogd = set(rijen)
    gelezen = set(telling.gelezen.items())
    telling.gelogd = len(gelogd)
    telling.ongelogd = len(gelezen - gelogd)
    telling.gelogd_niet_gelezen = len(gelogd - gelezen)
    return telling
