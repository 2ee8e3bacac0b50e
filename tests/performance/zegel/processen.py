"""The real signer and the real sealer, for one database of the bench, with a log key of their own that lasts as long as the run."""

from __future__ import annotations

import contextlib
import secrets
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.ondertekenaar.stand import Standbestand
from audit.sleutelbestand import make_key
from config.lokaal.pidbestand import Pidbestand, last_line, wait_until
from config.lokaal.staat import KLOON, Fout
from config.lokaal.zegel import NIET_VOOR_ONDERTEKENAAR
from tests.performance.opstelling import Opstelling
from tests.performance.verbruik import cpu

TERMIJN = 60.0  # seconds until the signer listens


@dataclass(frozen=True)
class Zegelwerk:
    """The folder with key, stand and socket; starts and stops the two processes of one database."""

    opstelling: Opstelling
    database: str
    map: Path
    sleutel: str

    @property
    def omgeving(self) -> dict[str, str]:
        """What both processes need of the application's environment, as the sealer's role."""
        verzegelaar = self.opstelling.cluster.dsn("bronhuis_verzegelaar", self.database)
        return self.opstelling.omgeving(self.database) | {
            "DATABASE_URL": verzegelaar,
            "DATABASE_VERZEGELAAR_URL": verzegelaar,
            "BRONHUIS_LOGSLEUTEL": self.sleutel,
            "BRONHUIS_ONDERTEKENAAR": str(self._socket),
        }

    @property
    def log(self) -> Path:
        """What the sealer says."""
        return self.opstelling.staat.logs / "bench-zegel.log"

    @contextlib.contextmanager
    def signer(self) -> Iterator[None]:
        """Let the signer run for as long as the block lasts."""
        log = self.opstelling.staat.logs / "bench-ondertekenaar.log"
        opdracht = [
            "--sleutel",
            f"{self.map}/log.sleutel",
            "--stand",
            f"{self.map}/stand",
            "--socket",
            str(self._socket),
        ]
        omgeving = {
            n: w for n, w in self.omgeving.items() if n not in NIET_VOOR_ONDERTEKENAAR and "VERZEGELAAR" not in n
        }
        proces = self._signer.spawn([sys.executable, "manage.py", "ondertekenaar", *opdracht], log, omgeving, KLOON)
        try:
            wait_until(lambda: proces.poll() is not None or self._socket.is_socket(), TERMIJN)
            if proces.poll() is not None or not self._socket.is_socket():
                raise Fout(f"De ondertekenaar start niet: {last_line(log)}")
            yield
        finally:
            self._signer.stop()

    @contextlib.contextmanager
    def sealer(self) -> Iterator[None]:
        """Let the sealer run for as long as the block lasts."""
        self._sealer.spawn([sys.executable, "manage.py", "zegel"], self.log, self.omgeving, KLOON)
        try:
            yield
        finally:
            self._sealer.stop()

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far of sealer and signer; zero of one that does not run."""
        return _of(self._sealer), _of(self._signer)

    @property
    def _socket(self) -> Path:
        return self.map / "s"

    @property
    def _signer(self) -> Pidbestand:
        return Pidbestand(self.map / "ondertekenaar.pid")

    @property
    def _sealer(self) -> Pidbestand:
        return Pidbestand(self.map / "zegel.pid")


def _of(bestand: Pidbestand) -> float:
    pid = bestand.pid
    return cpu(pid) if pid is not None else 0.0


@contextlib.contextmanager
def open_zegelwerk(opstelling: Opstelling, database: str) -> Iterator[Zegelwerk]:
    """A new log key with an empty stand: nothing of this database was ever signed."""
    with tempfile.TemporaryDirectory(prefix="bronhuis-zegel-") as folder:
        Standbestand(Path(folder) / "stand").make()
        sleutel = make_key(Path(folder) / "log.sleutel", f"meting-{secrets.token_hex(4)}.example/verwerkingslog")
        yield Zegelwerk(opstelling, database, Path(folder), sleutel.openbaar.tekst)
