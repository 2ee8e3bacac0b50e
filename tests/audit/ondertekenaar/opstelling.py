"""A signer in a folder of its own, and one that runs as a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from audit.notitie import Ondertekensleutel
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.server import Deur
from audit.ondertekenaar.stand import Standbestand
from tests.audit.ondertekenaar.proefboom import OORSPRONG

WORTEL = Path(__file__).resolve().parents[3]


def new_signer(map_: Path, sleutel: Ondertekensleutel | None = None, **opties: object) -> Ondertekenaar:
    """A signer on the stand in this folder, made when it is not there."""
    bestand = Standbestand(map_ / "stand.json")
    if not bestand.pad.exists():
        bestand.make()
    return Ondertekenaar(sleutel or Ondertekensleutel.generate(OORSPRONG), bestand, **opties)


def release(ondertekenaar: Ondertekenaar) -> None:
    """What the end of its process does: let go of the stand."""
    os.close(ondertekenaar._slot)


@contextlib.contextmanager
def listening(ondertekenaar: Ondertekenaar, pad: Path, **opties: object) -> Iterator[Path]:
    """The door of this signer, open as long as the block lasts."""
    with Deur(pad, ondertekenaar, **opties) as deur:
        draad = threading.Thread(target=deur.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        draad.start()
        try:
            yield pad
        finally:
            deur.shutdown()
            draad.join(5)


@contextlib.contextmanager
def process(programma: str, pad: Path, *argumenten: str) -> Iterator[subprocess.Popen[bytes]]:
    """Python that runs this text, until its socket is there."""
    pad.unlink(missing_ok=True)
    kind = subprocess.Popen([sys.executable, "-c", programma, *argumenten], cwd=WORTEL, stderr=subprocess.DEVNULL)
    try:
        wait_for(pad.exists)
        yield kind
    finally:
        kind.kill()
        kind.wait(10)


def wait_for(voorwaarde: object, seconden: float = 20) -> None:
    """Look again and again until it holds."""
    einde = time.monotonic() + seconden
    while not voorwaarde():  # type: ignore[operator]
        assert time.monotonic() < einde, "duurt te lang"
        time.sleep(0.02)
