"""The proeven, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.chaos.proef import (
    failover,
    import_naast_zegel,
    klok,
    logfout,
    pool,
    postgres,
    sabotage,
    schijf_vol,
    trage_client,
    uitrol,
    wachtrij,
    webworker,
)
from tests.chaos.uitslag import Uitslag

Proef = Callable[..., Iterator[Uitslag]]

PROEVEN: Mapping[str, Proef] = {
    "webworker": webworker.run,
    "postgres": postgres.run,
    "wachtrij": wachtrij.run,
    "schijf": schijf_vol.run,
    "klok": klok.run,
    "pool": pool.run,
    "logfout": logfout.run,
    "trage_client": trage_client.run,
    "uitrol": uitrol.run,
    "failover": failover.run,
    "zegel": import_naast_zegel.run,
    "sabotage": sabotage.run,
}
