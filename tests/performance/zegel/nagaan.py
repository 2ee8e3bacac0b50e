"""How fast the log is checked: by the control, by an outsider who has all of it, and line by line."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg

from audit import bronhuis_verify, opslag
from audit.bewijs import proof_of
from audit.boom import consistency_proof
from audit.bronhuis_verify import Sleutel, Verslag, check_line, verify_consistency
from audit.bronnen import GATEN
from audit.controle import Rondgang
from audit.opslag import BEGIN, Verzegeld, Vraag, asker
from config.lokaal.staat import Fout
from tests.performance.zegel.bronnen import BESLUITEN, BEWAARD, BRON

BRONNEN = {bron.naam: bron for bron in (BEWAARD, BESLUITEN, GATEN, BRON)}
STUK, PROEVEN = 10_000, 200


@dataclass(frozen=True)
class Snelheden:
    """Leaves a second of a whole round and of `alles`; milliseconds (median) to make and to check a proof of a line and of growth."""

    ronde_bladen: int
    ronde: float
    alles_bladen: int
    alles: float
    regel_maken: float
    regel_nagaan: float
    groei_maken: float
    groei_nagaan: float


def measure(verbinding: psycopg.Connection[Any], sleutel: str, folder: Path) -> Snelheden:
    """Over a connection as bronhuis_verzegelaar, nobody writing; `folder` is for what an outsider would have in files."""
    vraag, openbaar = asker(verbinding), Sleutel.read(sleutel)
    ronde_bladen, ronde = _round(vraag)
    alles_bladen, alles = _everything(vraag, sleutel, folder)
    maken, nagaan = _lines(vraag, openbaar)
    groei_maken, groei_nagaan = _growth(vraag)
    return Snelheden(ronde_bladen, ronde, alles_bladen, alles, maken, nagaan, groei_maken, groei_nagaan)


def _round(vraag: Vraag) -> tuple[int, float]:
    rondgang, klaar, begin = Rondgang(), False, time.perf_counter()
    while not klaar:
        _, klaar = rondgang.step(vraag, tuple(BRONNEN.values()))
    duur = time.perf_counter() - begin
    if rondgang.bevindingen:
        raise Fout(f"De controle had {rondgang.bevindingen} bevindingen in een log waar niemand aan kwam.")
    return rondgang.rand.grootte, rondgang.rand.grootte / duur


def _everything(vraag: Vraag, sleutel: str, folder: Path) -> tuple[int, float]:
    """Let the outsider's program read the first tree that was signed, from a file."""
    ((grootte, notitie),) = vraag(
        "SELECT grootte, notitie FROM audit.checkpoint WHERE grootte > 0 ORDER BY grootte LIMIT 1", ()
    )
    bladen, checkpoint = folder / "bladen.jsonl", folder / "checkpoint.txt"
    checkpoint.write_text(notitie, encoding="utf-8")
    with bladen.open("wb") as uit:
        na = dict.fromkeys(BRONNEN, BEGIN)
        for van in range(0, grootte, STUK):
            verzegeld, inhouden = opslag.leaves(vraag, van, min(grootte, van + STUK)), dict[int, tuple[bytes, bytes]]()
            for naam, bron in BRONNEN.items():
                eigen = [blad for blad in verzegeld if blad.bron == naam]
                rijen = opslag.source_leaves(vraag, bron, na[naam], 2**62, len(eigen)) if eigen else []
                gelezen = {id_: (zout or b"", inhoud or b"") for _, id_, zout, inhoud in rijen}
                inhouden |= {blad.nummer: gelezen[blad.id] for blad in eigen}
                if eigen:
                    na[naam] = eigen[-1].xid, eigen[-1].id
            for blad in verzegeld:
                uit.write(_as_json(blad, *inhouden.pop(blad.nummer)))
    opdracht = ["alles", str(bladen), "--sleutel", sleutel, "--checkpoint", str(checkpoint)]
    begin = time.perf_counter()
    uitkomst = subprocess.run(
        [sys.executable, "-I", bronhuis_verify.__file__, *opdracht], capture_output=True, text=True, check=False
    )
    duur = time.perf_counter() - begin
    if uitkomst.returncode:
        raise Fout(f"bronhuis_verify.py alles: {(uitkomst.stdout + uitkomst.stderr)[-400:]}")
    return grootte, grootte / duur


def _as_json(blad: Verzegeld, zout: bytes, inhoud: bytes) -> bytes:
    kop = f'{{"nummer":{blad.nummer},"inzet":"{blad.inzet.hex()}","zout":"{zout.hex()}","regel":'
    return kop.encode() + inhoud + b"}\n"


def _lines(vraag: Vraag, sleutel: Sleutel) -> tuple[float, float]:
    """Proofs of lines from all over the tree: made as for a resident's download, checked as `regel` does."""
    grootte, toeval, maken, nagaan = (
        opslag.last_checkpoint(vraag).grootte,
        random.Random(5),
        list[float](),
        list[float](),
    )
    for nummer in toeval.sample(range(grootte), min(PROEVEN, grootte)):
        (blad,) = opslag.leaves(vraag, nummer, nummer + 1)
        voor = blad.xid, UUID(int=max(0, blad.id.int - 1))
        ((_, _, zout, inhoud),) = opslag.source_leaves(vraag, BRONNEN[blad.bron], voor, blad.xid + 1, 1)
        with _timed(maken):
            bewijs = proof_of(vraag, blad.bron, blad.id)
        document = {
            "vorm": "bronhuis-regel-1",
            "regel": json.loads(inhoud or b""),
            "zout": (zout or b"").hex(),
            "bewijs": bewijs,
        }
        with _timed(nagaan):
            check_line(document, Verslag(), sleutel)
    return median(maken), median(nagaan)


def _growth(vraag: Vraag) -> tuple[float, float]:
    """Proofs that the newest tree goes on from older ones."""
    nieuw, toeval, maken, nagaan = opslag.last_checkpoint(vraag), random.Random(5), list[float](), list[float]()
    oude = vraag("SELECT grootte, wortel FROM audit.checkpoint WHERE grootte > 0 AND grootte < %s", (nieuw.grootte,))
    for oud, wortel in toeval.sample(oude, min(PROEVEN, len(oude))):
        with _timed(maken):
            pad = consistency_proof(opslag.nodes(vraag, nieuw.grootte), oud, nieuw.grootte)
        with _timed(nagaan):
            verify_consistency(oud, nieuw.grootte, wortel, nieuw.wortel, pad)
    return median(maken or [0.0]), median(nagaan or [0.0])


@contextlib.contextmanager
def _timed(tijden: list[float]) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    tijden.append((time.perf_counter() - begin) * 1000)
