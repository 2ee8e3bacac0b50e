"""The count must be able to see: builds that break the promise on purpose, under the first two proeven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.chaos.opstelling import Opstelling
from tests.chaos.proef.postgres import kill_database
from tests.chaos.proef.webworker import WERKERS, kill_workers
from tests.chaos.ronde import under_load
from tests.chaos.uitslag import Uitslag

NAAM = "sabotage"
LOGT_LATER = "tests.security.sabotage.instellingen"
LEGT_LATER_VAST = "tests.security.sabotage.later_vastgelegd"


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """A build that logs after its answer, and one that does not wait until its lines are on disk: both must be caught."""
    with under_load(opstelling, "sabotage", werkers=WERKERS, DJANGO_SETTINGS_MODULE=LOGT_LATER) as ronde:
        ronde.warm_up()
        kill_workers(ronde, 6 if kort else 30)
    yield caught(ronde.uitslag(f"{NAAM}: logt later, webworker", None))
    later = (
        [("legt later vast", LEGT_LATER_VAST)]
        if kort
        else [("logt later", LOGT_LATER), ("legt later vast", LEGT_LATER_VAST)]
    )
    for naam, instellingen in later:
        with under_load(opstelling, "sabotage", DJANGO_SETTINGS_MODULE=instellingen) as ronde:
            ronde.warm_up()
            kill_database(ronde, 1 if kort else 5)
        yield caught(ronde.uitslag(f"{NAAM}: {naam}, PostgreSQL", None))


def caught(uitslag: Uitslag) -> Uitslag:
    """Turn the judgement: what must fail and does, is good."""
    assert uitslag.telling is not None
    gezien = uitslag.telling.ongelogd + uitslag.telling.verloren
    if gezien:
        return replace(uitslag, gebreken=(), opmerking=f"moet falen, en de telling ziet het: {gezien} regels")
    return replace(uitslag, gebreken=("de telling ziet niet dat deze bouw de belofte breekt",))
