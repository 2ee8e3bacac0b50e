"""kill -9 of every process of PostgreSQL under load; the code that starts it always, starts it again."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from config.lokaal.postgres import Cluster
from tests.chaos.opstelling import Opstelling, start_services
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.uitslag import Uitslag

NAAM = "kill -9 PostgreSQL"
WEG = 4.0  # seconds that it is gone
LANG_WEG = 60.0  # seconds, the last time: as long as it takes an operator to see it


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """2 or 20 kills."""
    with under_load(opstelling, "postgres") as ronde:
        ronde.warm_up()
        herstel = kill_database(ronde, 2 if kort else 20, laatste=WEG if kort else LANG_WEG)
    yield ronde.uitslag(
        NAAM, herstel, opmerking=f"{2 if kort else 20} keer; herstel gerekend vanaf het begin van de herstart"
    )


def kill_database(ronde: Ronde, aantal: int, laatste: float = WEG) -> float:
    """Kill and start so many times, with good answers in between; returns the longest wait from the start to a good answer (seconds)."""
    langste = 0.0
    for nummer in range(1, aantal + 1):
        kill_all(ronde.opstelling.cluster)
        with ronde.no_logging():
            ronde.run_for(laatste if nummer == aantal else WEG)
        moment = time.monotonic()
        start_services(ronde.opstelling.staat)
        langste = max(langste, ronde.await_good(moment))
        ronde.run_for(1.0)
    return langste


def kill_all(cluster: Cluster) -> None:
    """The first process first, so that it makes no new ones; then whatever works in the data directory."""
    os.kill(int((cluster.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    for plek in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if plek.readlink() == cluster.data:
                os.kill(int(plek.parent.name), signal.SIGKILL)
