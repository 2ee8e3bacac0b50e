"""What sealing costs a read: the same reads over HTTP with the sealer stopped and running, in turn, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from statistics import median

from tests.performance.lastgever import Uitslag
from tests.performance.meting import percentiles
from tests.performance.verbruik import Stand
from tests.performance.zegel.processen import Zegelwerk
from tests.performance.zegel.zicht import Zicht

TERMIJN = 120.0


@dataclass(frozen=True)
class Leesronde:
    """One run, CPU in milliseconds per read: of the web processes, of all backends but the sealer's, and of what seals."""

    paar: int
    aan: bool
    lezingen: int
    per_seconde: float
    p95: float
    fouten: int
    web: float
    backends: float
    achtergrond: float
    verzegelaar: float = 0.0
    verzegelaar_backend: float = 0.0
    ondertekenaar: float = 0.0

    @property
    def zonder(self) -> float:
        """The read itself."""
        return self.web + self.backends

    @property
    def met(self) -> float:
        """The read and its share of sealing and of the control."""
        return self.zonder + self.verzegelaar + self.verzegelaar_backend + self.ondertekenaar


@dataclass(frozen=True)
class Vergelijking:
    """Sealing on as a share of sealing off: of the medians, and the smallest and largest of the pairs."""

    midden: float
    laagst: float
    hoogst: float


def compare(rondes: list[Leesronde], *, met: bool) -> Vergelijking | None:
    """CPU per read with sealing on against off, with what seals counted in (`met`) or not; None without a pair."""
    aan = {r.paar: r.met if met else r.zonder for r in rondes if r.aan}
    uit = {r.paar: r.zonder for r in rondes if not r.aan}
    delen = [aan[paar] / uit[paar] for paar in aan.keys() & uit.keys() if uit[paar]]
    if not delen:
        return None
    return Vergelijking(median(aan.values()) / median(uit.values()), min(delen), max(delen))


def measure(
    zegelwerk: Zegelwerk, zicht: Zicht, lees: Callable[[], Uitslag], stand: Callable[[], Stand], paren: int
) -> Iterator[Leesronde]:
    """Off, on, off, on … `lees` does one run of reads. A run with sealing on begins sealed and ends when its own lines are signed."""
    lees()
    for paar in range(1, paren + 1):
        for aan in (False, True):
            with zegelwerk.sealer() if aan else nullcontext():
                if aan:
                    zicht.await_signed(zicht.leaves(), TERMIJN)
                yield _round(zegelwerk, zicht, lees, stand, paar, aan=aan)


def _round(
    zegelwerk: Zegelwerk, zicht: Zicht, lees: Callable[[], Uitslag], stand: Callable[[], Stand], paar: int, *, aan: bool
) -> Leesronde:
    # Read in this order, so that the difference of the outer two holds the inner two whole.
    voor, backend_voor, zegel_voor = stand(), zicht.sealer_cpu(), zegelwerk.cpu()
    uitslag = lees()
    gebruikt, backend_tijdens = stand() - voor, zicht.sealer_cpu() - backend_voor
    if aan:
        zicht.await_signed(zicht.leaves(), TERMIJN)
    verzegelaar, ondertekenaar = (na - eerst for na, eerst in zip(zegelwerk.cpu(), zegel_voor, strict=True))
    keer = 1000 / max(1, uitslag.aantal)
    return Leesronde(
        paar=paar,
        aan=aan,
        lezingen=uitslag.aantal,
        per_seconde=uitslag.aantal / uitslag.seconden,
        p95=percentiles(uitslag.tijden)[1],
        fouten=uitslag.fouten,
        web=gebruikt.web * keer,
        backends=(gebruikt.backends - backend_tijdens) * keer,
        achtergrond=gebruikt.achtergrond * keer,
        verzegelaar=verzegelaar * keer,
        verzegelaar_backend=(zicht.sealer_cpu() - backend_voor) * keer,
        ondertekenaar=ondertekenaar * keer,
    )
