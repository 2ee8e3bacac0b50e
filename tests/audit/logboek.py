"""A log in memory for tests: leaves, the tree over them, signed checkpoints, and a folder with what a log publishes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from audit import boom
from audit.bronhuis_verify import Checkpoint, canonical, commitment, leaf_hash, write_proof
from audit.notitie import Ondertekensleutel, add_lines, cosign, sign

NAAM = "gemeente.example/verwerkingslog"
LOG = Ondertekensleutel.generate(NAAM)
GETUIGE = Ondertekensleutel.generate("getuige.example/w1")
ANDERE_GETUIGE = Ondertekensleutel.generate("getuige.example/w2")
BEGIN = 1_795_680_000
"""POSIX seconds: a day in 2026 on which these logs begin."""


def leaves(aantal: int, merk: str = "") -> list[bytes]:
    """Leaf hashes, all different; another mark gives another log."""
    return [leaf_hash(commitment(bytes(32), f"{merk}{nummer}".encode())) for nummer in range(aantal)]


def nodes(bladen: Sequence[bytes]) -> boom.Knopen:
    """The complete nodes over these leaves."""
    _, knopen = boom.Rand().extend(bladen)
    tabel = {(niveau, nummer): knoop for niveau, nummer, knoop in knopen}
    return lambda niveau, nummer: tabel[niveau, nummer]


class Logboek:
    """A log of these leaves, signed by `sleutel`."""

    def __init__(self, bladen: Sequence[bytes], sleutel: Ondertekensleutel = LOG) -> None:
        self.bladen, self.sleutel = list(bladen), sleutel
        self.knopen = nodes(bladen)

    def checkpoint(self, grootte: int | None = None) -> Checkpoint:
        grootte = len(self.bladen) if grootte is None else grootte
        return Checkpoint(self.sleutel.naam, grootte, boom.root(self.knopen, grootte))

    def note(self, grootte: int | None = None, **getuigen: int) -> str:
        """The signed checkpoint of this size; `w1=…` and `w2=…` are the times of witnesses."""
        checkpoint = self.checkpoint(grootte)
        sleutels = {"w1": GETUIGE, "w2": ANDERE_GETUIGE}
        regels = [cosign(checkpoint, sleutels[naam], tijd) for naam, tijd in getuigen.items()]
        return add_lines(sign(checkpoint, self.sleutel), regels)

    def proof(self, nummer: int, grootte: int | None = None, **getuigen: int) -> str:
        grootte = len(self.bladen) if grootte is None else grootte
        return write_proof(nummer, boom.inclusion_proof(self.knopen, nummer, grootte), self.note(grootte, **getuigen))

    def publish(self, map_: Path, grootte: int | None = None, **getuigen: int) -> None:
        """Write what a log of this size shows: its tiles and its checkpoint."""
        grootte = len(self.bladen) if grootte is None else grootte
        map_.mkdir(parents=True, exist_ok=True)
        for tegel in boom.tiles_between(0, grootte):
            pad = map_ / boom.tile_path(*tegel)
            pad.parent.mkdir(parents=True, exist_ok=True)
            pad.write_bytes(boom.tile_data(self.knopen, *tegel))
        (map_ / "checkpoint").write_bytes(self.note(grootte, **getuigen).encode())


def publish_witness(map_: Path, notitie: str, naam: str = NAAM) -> None:
    """Write what a witness shows of the log with this name."""
    pad = map_ / "checkpoint" / hashlib.sha256(naam.encode()).hexdigest()
    pad.parent.mkdir(parents=True, exist_ok=True)
    pad.write_bytes(notitie.encode())


class _Stil(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives
        pass

    def handle(self) -> None:
        """Answer, unless who asked hung up: the program does so by design when an answer is too long."""
        with suppress(ConnectionError):
            super().handle()


@contextmanager
def served(map_: Path) -> Iterator[str]:
    """The address at which this folder is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Stil, directory=str(map_))) as server:
        draad = Thread(target=partial(server.serve_forever, poll_interval=0.02), daemon=True)
        draad.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            draad.join()


def lines(aantal: int) -> list[tuple[dict[str, Any], bytes]]:
    """Lines of the log with their salts, one per second since BEGIN."""
    return [
        (
            {
                "id": f"regel-{nummer}",
                "tijd": f"2026-11-26T08:{nummer // 60 % 60:02}:{nummer % 60:02}.000Z",
                "velden": ["naam"],
            },
            hashlib.sha256(b"zout %d" % nummer).digest(),
        )
        for nummer in range(aantal)
    ]


def commitments(regels: Sequence[tuple[dict[str, Any], bytes]]) -> list[bytes]:
    """What these lines are bound to."""
    return [commitment(zout, canonical(regel)) for regel, zout in regels]
