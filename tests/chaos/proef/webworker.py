"""kill -9 of web workers under load."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator

from tests.chaos.opstelling import Opstelling
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.uitslag import Uitslag

NAAM = "kill -9 webworker"
# The server gives up on a worker that dies again within 5.5 s of its restart: that is another fault than this one.
RUST = 6.2
WERKERS = 3
PAS_GELDIG = 400.0  # seconds after which the clients get a new token, of the 900 that one lives


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """5 or 200 kills."""
    with under_load(opstelling, "webworker", werkers=WERKERS) as ronde:
        ronde.warm_up()
        herstel, kills = kill_workers(ronde, 5 if kort else 200)
    yield ronde.uitslag(NAAM, herstel, opmerking=f"{kills} keer")


def kill_workers(ronde: Ronde, aantal: int) -> tuple[float, int]:
    """Kill so many workers at random moments; returns the longest wait for a good answer after a kill (seconds), and how many."""
    toeval = random.Random(0)
    gezien: dict[int, float] = {}
    momenten: list[float] = []
    pas = time.monotonic()
    while len(momenten) < aantal:
        nu = time.monotonic()
        if nu - pas > PAS_GELDIG:
            token = ronde.opstelling.token(ronde.database)
            ronde.last.koppen["Authorization"], pas = f"Bearer {token}", nu
        gezien = {pid: gezien.get(pid, nu) for pid in ronde.server.worker_pids()}
        oud = [pid for pid, sinds in gezien.items() if nu - sinds > RUST]
        if oud:
            os.kill(toeval.choice(oud), signal.SIGKILL)
            momenten.append(time.monotonic())
            # What is killed while it starts proves nothing: the next kill comes when there are answers again.
            ronde.await_good(momenten[-1])
        ronde.run_for(toeval.uniform(0.1, 0.5))
    return max(ronde.last.served_since(moment) or 0.0 for moment in momenten), len(momenten)
