"""Measuring: every kind of work in turn, round after round, so that what the machine does meanwhile falls on all of them alike."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from tests.performance import verbruik
from tests.performance.lastgever import Uitslag

WERK = ("a1", "a2", "b", "c", "d", "e")
OPWARMEN = 2.0


@dataclass(frozen=True)
class Meting:
    """One run; times in milliseconds, CPU in milliseconds per request, the client's CPU as a share of one core."""

    werk: str
    personen: int
    klanten: int
    ronde: int
    per_seconde: float
    p50: float
    p95: float
    p99: float
    fouten: int
    cpu_web: float
    cpu_backends: float
    cpu_achtergrond: float
    client: float

    @property
    def cpu(self) -> float:
        """CPU per request of the web process and its backend together, in milliseconds."""
        return self.cpu_web + self.cpu_backends

    def as_dict(self) -> dict[str, Any]:
        """For JSON, rounded to what can be told apart."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


Doen = Callable[[str, int, float], Uitslag]


def measure(
    doen: Doen,
    stand: Callable[[], verbruik.Stand],
    melden: Callable[[str], None],
    *,
    werk: tuple[str, ...],
    personen: int,
    klanten: tuple[int, ...],
    rondes: int,
    seconden: float,
) -> Iterator[Meting]:
    """Every kind of work for every number of clients: a1, a2, b … and again, `rondes` times. `doen(werk, klanten, seconden)` runs one."""
    for aantal in klanten:
        for ronde in range(1, rondes + 1):
            for soort in werk:
                if ronde == 1:
                    doen(soort, aantal, OPWARMEN)
                voor = stand()
                uitslag = doen(soort, aantal, seconden)
                meting = _meting(soort, personen, aantal, ronde, uitslag, stand() - voor)
                melden(_line(meting, rondes))
                yield meting


def _meting(werk: str, personen: int, klanten: int, ronde: int, uitslag: Uitslag, gebruikt: verbruik.Stand) -> Meting:
    aantal = max(1, uitslag.aantal)
    p50, p95, p99 = percentiles(uitslag.tijden)
    return Meting(
        werk=werk,
        personen=personen,
        klanten=klanten,
        ronde=ronde,
        per_seconde=uitslag.aantal / uitslag.seconden,
        p50=p50,
        p95=p95,
        p99=p99,
        fouten=uitslag.fouten,
        cpu_web=gebruikt.web / aantal * 1000,
        cpu_backends=gebruikt.backends / aantal * 1000,
        cpu_achtergrond=gebruikt.achtergrond / aantal * 1000,
        client=uitslag.client_cpu / uitslag.seconden,
    )


def percentiles(tijden: array[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds; zero where nothing was measured."""
    if len(tijden) < 2:
        return (0.0, 0.0, 0.0)
    delen = quantiles(tijden, n=100)
    return delen[49] * 1000, delen[94] * 1000, delen[98] * 1000


def medians(metingen: list[Meting]) -> dict[tuple[str, int, int], Meting]:
    """Per (kind of work, persons, clients) the run with the median of the throughput, with the medians of all it measured."""
    groepen: dict[tuple[str, int, int], list[Meting]] = {}
    for m in metingen:
        groepen.setdefault((m.werk, m.personen, m.klanten), []).append(m)
    velden = ("per_seconde", "p50", "p95", "p99", "cpu_web", "cpu_backends", "cpu_achtergrond", "client")
    return {
        sleutel: Meting(
            werk=sleutel[0],
            personen=sleutel[1],
            klanten=sleutel[2],
            ronde=0,
            fouten=sum(m.fouten for m in groep),
            **{veld: median(getattr(m, veld) for m in groep) for veld in velden},
        )
        for sleutel, groep in groepen.items()
    }


def ratio(metingen: list[Meting], boven: str, onder: str, personen: int, klanten: int) -> float | None:
    """The median over the rounds of the throughput of one kind of work as a share of another's in the same round."""
    per_ronde: dict[int, dict[str, float]] = {}
    for m in metingen:
        if (m.personen, m.klanten) == (personen, klanten):
            per_ronde.setdefault(m.ronde, {})[m.werk] = m.per_seconde
    delen = [r[boven] / r[onder] for r in per_ronde.values() if boven in r and onder in r]
    return median(delen) if delen else None


def estimate(*, werk: int, personen: int, klanten: int, rondes: int, seconden: float) -> float:
    """How long the runs take, in seconds: measured, warmed up, and a little around each."""
    runs = werk * personen * klanten
    return runs * (rondes * (seconden + 1.0) + OPWARMEN + 1.0) + personen * 60


def _line(m: Meting, rondes: int) -> str:
    return (
        f"{time.strftime('%H:%M:%S')}  {m.personen:>7} personen  {m.klanten:>2} klanten  ronde {m.ronde}/{rondes}  {m.werk:<2} "
        f"{m.per_seconde:9.1f}/s  p50 {m.p50:7.2f}  p95 {m.p95:7.2f} ms  cpu {m.cpu:6.3f} ms  lastgever {m.client:4.0%}"
        + (f"  FOUTEN {m.fouten}" if m.fouten else "")
    )
