"""A long import beside the sealer, while readers read: the seal must not fall behind."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from config.lokaal.pidbestand import Pidbestand
from config.lokaal.staat import KLOON
from config.lokaal.zegel import signer_pidbestand, socket_of, start_signer
from tests.chaos.opstelling import Opstelling, write_persons
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.uitslag import Uitslag

NAAM = "import naast het zegel"
ACHTERSTAND_HOOGSTENS = 60.0  # seconds between a line and its place in the tree
PER_BESTAND = 500
ACHTERSTAND = """SELECT coalesce(extract(epoch FROM clock_timestamp() - min(r.tijd)), 0)::float8 FROM processing.regel r
                 WHERE NOT EXISTS (SELECT FROM audit.blad b WHERE b.id = r.id)"""


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """500 or 5,000 persons."""
    with under_load(opstelling, "zegel", clients=4) as ronde, sealer(ronde) as log, Achterstand(ronde) as achterstand:
        ronde.warm_up()
        begin = time.monotonic()
        with tempfile.TemporaryDirectory() as map_:
            for nummer in range(1 if kort else 10):
                bestand = Path(map_) / f"{nummer}.jsonl"
                write_persons(bestand, PER_BESTAND)
                opstelling.manage(ronde.database, "import_gbav", str(bestand), BRONHUIS_BASIS_URL=ronde.server.url)
        duur = time.monotonic() - begin
        ronde.run_for(6)
        ronde.await_good(time.monotonic())
        fouten = log.read_text(errors="replace").count("zegel_verbroken")
    gebreken = []
    if achterstand.hoogste > ACHTERSTAND_HOOGSTENS:
        gebreken.append(f"het zegel liep {achterstand.hoogste:.0f} s achter")
    if not achterstand.verzegeld:
        gebreken.append("er werd niets verzegeld")
    if fouten:
        gebreken.append(f"het zegel meldt {fouten} bevindingen")
    personen = PER_BESTAND * (1 if kort else 10)
    yield ronde.uitslag(NAAM, None, gebreken, f"{personen} personen in {duur:.0f} s, {achterstand.verzegeld} bladen; het zegel liep hoogstens {achterstand.hoogste:.1f} s achter")  # fmt: skip


@contextlib.contextmanager
def sealer(ronde: Ronde) -> Iterator[Path]:
    """The signer of the state and a sealer in this run's database; yields the sealer's log."""
    staat = ronde.opstelling.staat
    verzegelaar = ronde.opstelling.cluster.dsn("bronhuis_verzegelaar", ronde.database)
    omgeving = ronde.opstelling.omgeving(
        ronde.database,
        DATABASE_URL=verzegelaar,
        DATABASE_VERZEGELAAR_URL=verzegelaar,
        BRONHUIS_ONDERTEKENAAR=str(socket_of(staat)),
    )
    # The tree of this database is new, and a signer signs no second tree: it gets a new stand, as a new installation has.
    signer_pidbestand(staat).stop()
    _forget_key(staat.zegelmap, staat.logsleutel)
    os.environ.pop("BRONHUIS_LOGSLEUTEL", None)
    start_signer(staat)
    omgeving["BRONHUIS_LOGSLEUTEL"] = staat.logsleutel.read_text().strip()
    with tempfile.TemporaryDirectory() as map_:
        log, bestand = Path(map_) / "zegel.log", Pidbestand(Path(map_) / "zegel.pid")
        bestand.spawn([sys.executable, "manage.py", "zegel"], log, omgeving, KLOON)
        try:
            yield log
        finally:
            bestand.stop()
            signer_pidbestand(staat).stop()


def _forget_key(map_: Path, openbaar: Path) -> None:
    for pad in (openbaar, map_ / "log.sleutel", map_ / "stand"):
        pad.unlink(missing_ok=True)


class Achterstand:
    """Looks every half second how old the oldest line is that has no place in the tree yet."""

    def __init__(self, ronde: Ronde) -> None:
        self.hoogste, self.verzegeld = 0.0, 0
        self._ronde, self._klaar = ronde, threading.Event()
        self._draad = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._draad.start()
        return self

    def __exit__(self, *_fout: object) -> None:
        self._klaar.set()
        self._draad.join()

    def _watch(self) -> None:
        with self._ronde.opstelling.superuser(self._ronde.database) as root:
            begonnen = False
            while not self._klaar.wait(0.5):
                ((seconden, bladen),) = root.execute(f"SELECT ({ACHTERSTAND}), (SELECT count(*) FROM audit.blad)".encode()).fetchall()  # fmt: skip
                self.verzegeld, begonnen = bladen, begonnen or bladen > 0
                # The lines of the template are older than this sealer: its first turn takes them all.
                if begonnen:
                    self.hoogste = max(self.hoogste, seconden)
