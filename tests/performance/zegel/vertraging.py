"""Lag: a writer keeps its pace while signer and sealer run, and every line is followed to its signature."""

from __future__ import annotations

from dataclasses import dataclass

from config.lokaal.pidbestand import wait_until
from tests.performance.zegel.achterstand import Achterstand
from tests.performance.zegel.processen import Zegelwerk
from tests.performance.zegel.schrijver import Geschreven, Opdracht, Schrijver
from tests.performance.zegel.zicht import Zicht

RESPIJT, TERMIJN = 30.0, 120.0  # seconds until the last line must be signed; until the sealer has caught up beforehand


@dataclass(frozen=True)
class Vertraging:
    """The waits, what was written, and the CPU seconds of sealer, its backend and signer meanwhile."""

    achterstand: Achterstand
    geschreven: Geschreven
    verzegelaar: float
    backend: float
    ondertekenaar: float


def measure(zegelwerk: Zegelwerk, zicht: Zicht, per_seconde: float, seconden: float) -> Vertraging:
    """Write for so long and wait a little; what is not signed by then stays unsealed in the result."""
    dsn = zegelwerk.opstelling.cluster.dsn("bronhuis_app", zegelwerk.database)
    with zegelwerk.sealer():
        zicht.await_signed(zicht.leaves(), TERMIJN)
        voor, backend = zegelwerk.cpu(), zicht.sealer_cpu()
        begin = zicht.now()
        geschreven = Schrijver(Opdracht(dsn, per_seconde, seconden)).result()
        grootte = zicht.leaves()
        wait_until(lambda: zicht.signed() >= grootte, RESPIJT)
        na, backend = zegelwerk.cpu(), zicht.sealer_cpu() - backend
    return Vertraging(zicht.waiting_since(begin), geschreven, na[0] - voor[0], backend, na[1] - voor[1])
