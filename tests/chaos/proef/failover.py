"""Failover to a synchronous standby: the primary killed under load, the standby promoted, the old primary rewound and joined again."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Iterator

from config.lokaal.omgeving import DATABASE
from tests.chaos.opstelling import Opstelling, build
from tests.chaos.ronde import load_on
from tests.chaos.uitslag import Uitslag, not_run

NAAM = "failover"
PAAR = "tests.chaos.tweeling"


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """1 or 10 times: kill, promote, and join the old one again before the next."""
    if importlib.util.find_spec(PAAR) is None:
        yield not_run(NAAM, f"er is geen paar van clusters ({PAAR})")
        return
    langste, keren = 0.0, 1 if kort else 10
    with importlib.import_module(PAAR).tweeling() as paar:
        hier = Opstelling(paar.primair.staat, paar.primair, opstelling.melden, paar.url)
        build(hier, DATABASE)
        with load_on(hier, DATABASE) as ronde:
            for _ in range(keren):
                ronde.warm_up()
                moment = time.monotonic()
                paar.kill_primary()
                # Alone until the other is back: otherwise every answer waits for it.
                paar.promote(alleen=True)
                langste = max(langste, ronde.await_good(moment))
                paar.rejoin()
                ronde.run_for(2.0)
    yield ronde.uitslag(NAAM, langste, opmerking=f"{keren} keer; herstel gerekend vanaf het afbreken")
