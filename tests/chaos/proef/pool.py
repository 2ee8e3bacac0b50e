"""More clients than connections, and questions that take long."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.chaos import trekker
from tests.chaos.opstelling import Opstelling
from tests.chaos.ronde import under_load
from tests.chaos.uitslag import Uitslag

NAAM = "pool uitgeput"
POOL, CLIENTS = 2, 50
HANGT = 10.0  # seconds
TRAAG = "PERFORM pg_sleep(1.5); RETURN NEW;"


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """10 or 60 seconds."""
    with under_load(opstelling, "pool", clients=CLIENTS, vooraf=trekker.install, BRONHUIS_POOL=str(POOL)) as ronde:
        ronde.warm_up()
        with opstelling.superuser(ronde.database) as root:
            trekker.do(root, TRAAG)
            ronde.await_refused(time.monotonic())
            ronde.run_for(10 if kort else 60)
            trekker.do(root, trekker.RUST)
        herstel = ronde.await_good(time.monotonic())
    langste = ronde.last.langste
    gebreken = [f"een client wachtte {langste:.1f} s"] if langste > HANGT else []
    if not ronde.telling().niet_nu:
        gebreken.append("de pool raakte niet uitgeput")
    if ronde.last.afgebroken:
        gebreken.append("verbindingen werden verbroken")
    yield ronde.uitslag(NAAM, herstel, gebreken, f"{CLIENTS} clients, {POOL} verbindingen per proces; langste wacht {langste:.1f} s")  # fmt: skip
