"""The disk of the database full: data, log and WAL stand on it together."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import psycopg

from tests.chaos.opstelling import Opstelling, start_services
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.schijf import fill, small_disk
from tests.chaos.uitslag import Uitslag

NAAM = "schijf vol"
SEGMENTEN = 30  # more than PostgreSQL keeps ready


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """Full for 6 or 30 seconds, once or three times: first for tables, then for the WAL as well."""
    langste, keren, gestopt = 0.0, 1 if kort else 3, 0
    with small_disk(opstelling.cluster) as schijf, under_load(opstelling, "schijf") as ronde:
        for _ in range(keren):
            ronde.warm_up()
            ballast = fill(schijf)
            ronde.await_refused(time.monotonic())
            with ronde.no_logging(soms=True):
                ronde.run_for(3 if kort else 15)
                _use_up_wal(ronde)
                ronde.run_for(3 if kort else 15)
            ballast.unlink()
            moment = time.monotonic()
            # PostgreSQL gives up when it cannot write its WAL. Starting it again is what a service manager does, and all that is done.
            gestopt += not opstelling.cluster.is_running()
            start_services(opstelling.staat)
            langste = max(langste, ronde.await_good(moment))
    yield ronde.uitslag(
        NAAM, langste, opmerking=f"{keren} keer; PostgreSQL stopte {gestopt} keer en startte zonder reparatie"
    )


def _use_up_wal(ronde: Ronde) -> None:
    """Take the WAL segments that lay ready, until there is none and none can be made."""
    with contextlib.suppress(psycopg.Error), ronde.opstelling.superuser(ronde.database) as root:
        for _ in range(SEGMENTEN):
            root.execute("SELECT pg_logical_emit_message(false, 'chaos', 'vol'), pg_switch_wal()")
