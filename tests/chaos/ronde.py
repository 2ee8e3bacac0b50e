"""One run under load: a fresh database, a web server, clients that read, and somebody who watches the log beside them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import psycopg

from config.lokaal.pidbestand import wait_until
from config.lokaal.processen import WEB_DRADEN, WEB_WERKERS, Webserver
from tests.chaos.belasting import Antwoord, Belasting
from tests.chaos.opstelling import Opstelling
from tests.chaos.telling import Logregel, Telling, count
from tests.chaos.uitslag import Uitslag, shortcomings
from tests.chaos.waker import Waker

WARM = 60.0  # seconds that the first good answers may take
GEDULD = 90.0  # seconds that a proef waits for the first good answer after its fault: three times what is allowed
PERSONEN = "/api/brp/v1/personen"


@dataclass
class Ronde:
    """What a proef has at hand while the load runs, and what it hands in afterwards."""

    opstelling: Opstelling
    database: str
    server: Webserver
    last: Belasting
    waker: Waker
    log: set[Logregel] = field(default_factory=set)
    storingen: list[tuple[float, float]] = field(default_factory=list)
    soms_gelogd: bool = False

    def warm_up(self, aantal: int = 100) -> None:
        """Wait until so many answers were good: what breaks must break something that worked."""
        assert wait_until(lambda: sum(a.status == HTTPStatus.OK for a in self.last.antwoorden[:]) >= aantal, WARM)

    def run_for(self, seconden: float) -> None:
        """Let the load go on for so long."""
        time.sleep(seconden)

    def await_good(self, moment: float) -> float:
        """Seconds from this moment until the first good answer after it; GEDULD when there was none by then."""
        wait_until(lambda: self.last.served_since(moment) is not None, GEDULD)
        return self.last.served_since(moment) or GEDULD

    def await_refused(self, moment: float) -> None:
        """Wait until a client that asked after this moment was refused with 503: from then on the fault is felt."""

        def refused() -> bool:
            return any(
                a.status == HTTPStatus.SERVICE_UNAVAILABLE and a.begin >= moment for a in self.last.antwoorden[:]
            )

        assert wait_until(refused, GEDULD), "de storing wordt niet gevoeld"

    @contextlib.contextmanager
    def no_logging(self, *, soms: bool = False) -> Iterator[None]:
        """For as long as the block lasts nothing can be logged: no data may come out, public data must.

        With `soms` a line may still get through (a disk that is full has a hole here and there), and then its data may too.
        """
        begin, self.soms_gelogd = time.monotonic(), soms
        try:
            yield
        finally:
            self.storingen.append((begin, time.monotonic()))

    def telling(self) -> Telling:
        """The numbers; only after the load has stopped."""
        return count(self.last.antwoorden, self.waker.gezien, self.log)

    def uitslag(self, proef: str, herstel: float | None, gebreken: Sequence[str] = (), opmerking: str = "") -> Uitslag:
        """The row of this run; only after the load has stopped."""
        telling = self.telling()
        alle = (*shortcomings(telling, herstel), *self._during_faults(), *gebreken)
        return Uitslag(proef, telling, len(self.last.afgebroken), herstel, alle, opmerking)

    def _during_faults(self) -> Iterator[str]:
        if not self.storingen:
            return
        binnen, openbaar = self._within(self.last.antwoorden), self._within(self.last.openbaar)
        gegeven = sum(a.status == HTTPStatus.OK for a in binnen)
        if gegeven and not self.soms_gelogd:
            yield f"{gegeven} keer gegevens gegeven terwijl er niet gelogd kon worden"
        if not any(a.status == HTTPStatus.SERVICE_UNAVAILABLE for a in binnen):
            yield "de storing trof niets: deze proef zegt niets"
        if not openbaar or any(a.status != HTTPStatus.OK for a in openbaar):
            goed = sum(a.status == HTTPStatus.OK for a in openbaar)
            yield f"openbare gegevens lagen stil: {goed} van {len(openbaar)} vragen beantwoord"

    def _within(self, antwoorden: Sequence[Antwoord]) -> list[Antwoord]:
        return [a for a in antwoorden if any(van <= a.begin and a.eind <= tot for van, tot in self.storingen)]


@contextlib.contextmanager
def under_load(
    opstelling: Opstelling,
    naam: str,
    *,
    clients: int = 8,
    werkers: int = WEB_WERKERS,
    draden: int = WEB_DRADEN,
    vooraf: Callable[[psycopg.Connection[Any]], None] | None = None,
    pas: Mapping[str, str] | None = None,
    **anders: str,
) -> Iterator[Ronde]:
    """Everything of a run, for as long as the block lasts; `vooraf` changes the database before the server starts, `pas` the
    environment in which the clients' token is made; what the log holds is read when the load has stopped."""
    database = opstelling.database(f"chaos_{naam}")
    if vooraf is not None:
        with opstelling.superuser(database) as root:
            vooraf(root)
    with load_on(opstelling, database, clients=clients, werkers=werkers, draden=draden, pas=pas, **anders) as ronde:
        yield ronde
    opstelling.drop(database)


@contextlib.contextmanager
def load_on(
    opstelling: Opstelling,
    database: str,
    *,
    clients: int = 8,
    werkers: int = WEB_WERKERS,
    draden: int = WEB_DRADEN,
    pas: Mapping[str, str] | None = None,
    **anders: str,
) -> Iterator[Ronde]:
    """The same on a database that stands there already, and stays."""
    with opstelling.server(database, werkers=werkers, draden=draden, **anders) as server:
        token = opstelling.token(database, **pas) if pas else opstelling.pas(database)
        koppen = {"Authorization": f"Bearer {token}"}
        last = Belasting([server.url], paths_of(opstelling, database), koppen, clients)
        with Waker(lambda: opstelling.superuser(database)) as waker:
            ronde = Ronde(opstelling, database, server, last, waker)
            with last:
                yield ronde
            ronde.log = waker.final()


def paths_of(opstelling: Opstelling, database: str) -> list[str]:
    """The addresses of the persons of the template."""
    with opstelling.superuser(database) as root:
        return [
            f"{PERSONEN}/{wie}" for (wie,) in root.execute("SELECT id FROM registry.brp_personen_object").fetchall()
        ]
