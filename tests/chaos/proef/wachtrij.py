"""kill -9 of Redis and of the Celery worker under load: reads and lines go on, and what stood in the queue is done afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from config.lokaal.pidbestand import Pidbestand, wait_until
from config.lokaal.processen import child_pids, worker_command
from config.lokaal.redis import Redisserver
from config.lokaal.staat import KLOON
from tests.chaos.opstelling import Opstelling, start_services
from tests.chaos.ronde import under_load
from tests.chaos.uitslag import Uitslag

NAAM = "kill -9 Redis en worker"
OPDRACHTEN = 3
GEDAAN = (
    "logdelen_overgeslagen"  # what the daily task says of itself in an installation where it has no role of its own
)
ZETTEN = """import sys
from config.celery import app
for _ in range(int(sys.argv[1])):
    app.send_task("processing.tasks.houd_logdelen_vooruit")
"""
SCHRIJFTERMIJN = 1.5  # seconds: Redis syncs what it holds to disk every second
HERSTEL = 60.0  # seconds in which the queue must go on


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """5 or 60 seconds without."""
    redis = Redisserver(opstelling.staat)
    with under_load(opstelling, "wachtrij") as ronde, tempfile.TemporaryDirectory() as map_:
        omgeving = opstelling.omgeving(ronde.database)
        log, bestand = Path(map_) / "worker.log", Pidbestand(Path(map_) / "worker.pid")
        ronde.warm_up()
        with worker(bestand, log, omgeving, Path(map_)):
            assert wait_until(lambda: GEDAAN in read(log), HERSTEL), "de worker start niet"
        subprocess.run([sys.executable, "-c", ZETTEN, str(OPDRACHTEN)], cwd=KLOON, env=omgeving, check=True)
        ronde.run_for(SCHRIJFTERMIJN)
        pid, vanaf = redis.pidbestand.pid, time.monotonic()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        ronde.run_for(5 if kort else 60)
        tot = time.monotonic()
        start_services(opstelling.staat)
        eerder = read(log).count(GEDAAN)
        with worker(bestand, log, omgeving, Path(map_)):
            # A worker does the daily task once at its start as well.
            hervat = wait_until(lambda: read(log).count(GEDAAN) >= eerder + OPDRACHTEN + 1, HERSTEL)
            herstel = time.monotonic() - tot
    binnen = [a for a in ronde.last.antwoorden if vanaf <= a.begin and a.eind <= tot]
    gebreken = []
    if anders := sum(a.status != HTTPStatus.OK for a in binnen):
        gebreken.append(f"{anders} van {len(binnen)} lezingen mislukt zonder Redis")
    if not binnen:
        gebreken.append("er werd niets gelezen zonder Redis")
    if not hervat:
        gebreken.append("de wachtrij ging niet verder")
    yield ronde.uitslag(
        NAAM, herstel, gebreken, f"{len(binnen)} lezingen zonder Redis; herstel: tot de wachtrij leeg is"
    )


@contextlib.contextmanager
def worker(bestand: Pidbestand, log: Path, omgeving: dict[str, str], map_: Path) -> Iterator[None]:
    """A worker that is killed, with its children, at the end of the block."""
    proces = bestand.spawn(worker_command("chaos@bronhuis", map_ / "rooster"), log, omgeving, KLOON)
    try:
        yield
    finally:
        for pid in (proces.pid, *child_pids(proces.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        proces.wait()


def read(log: Path) -> str:
    """What the worker said so far."""
    return log.read_text(errors="replace") if log.exists() else ""
