"""Somebody outside: a folder with a copy of the program, and the logs and witnesses at an address that it is pointed at."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from audit import bronhuis_verify
from audit.bronhuis_verify import leaf_hash
from audit.notitie import Ondertekensleutel
from tests.audit.logboek import (
    ANDERE_GETUIGE,
    GETUIGE,
    LOG,
    NAAM,
    Logboek,
    commitments,
    lines,
    publish_witness,
)

BESTAND = Path(bronhuis_verify.__file__)
SLEUTEL = ("--sleutel", LOG.openbaar.tekst)
W1, W2 = (("--getuige", sleutel.openbaar_getuige.tekst) for sleutel in (GETUIGE, ANDERE_GETUIGE))
AANTAL = 700
REGELS = lines(AANTAL)
INZETTEN = commitments(REGELS)
LOGBOEK = Logboek([leaf_hash(inzet) for inzet in INZETTEN])
# The same leaves, signed by somebody who has the name but not the key.
NAMAAK = Logboek(LOGBOEK.bladen, Ondertekensleutel.generate(NAAM))


@dataclass(frozen=True)
class Uitkomst:
    code: int
    tekst: str


def judged(code: int, tekst: str) -> Uitkomst:
    """What came out, if that is an answer: a code with its words, and nothing of how the program is made."""
    assert "Traceback" not in tekst, tekst
    assert "er ging iets mis in dit programma" not in tekst, tekst
    assert {0: "Klopt.\n", 1: "Klopt niet: ", 2: "Kan niet "}[code] in tekst
    return Uitkomst(code, tekst)


@dataclass(frozen=True)
class Buitenstaander:
    """Somebody with a folder and a copy of the program."""

    map: Path

    def run(self, *opdracht: str, invoer: str = "") -> Uitkomst:
        """Run the program by itself, as it is meant to be used."""
        proces = subprocess.run(
            [sys.executable, "-I", "bronhuis_verify.py", *opdracht],
            cwd=self.map, input=invoer, capture_output=True, text=True, check=False, encoding="utf-8", timeout=60,
        )  # fmt: skip
        return judged(proces.returncode, proces.stdout + proces.stderr)

    def ask(self, *opdracht: str, invoer: str = "") -> Uitkomst:
        """The same in this process: quicker, for the many questions."""
        scherm = io.StringIO()
        toetsen = io.TextIOWrapper(io.BytesIO(invoer.encode()))
        with chdir(self.map), redirect_stdout(scherm), redirect_stderr(scherm), patch.object(sys, "stdin", toetsen):
            try:
                code = bronhuis_verify.main(opdracht)
            except SystemExit as einde:
                code = int(str(einde.code))
        return judged(code, scherm.getvalue())

    def write(self, naam: str, inhoud: str | Mapping[str, Any]) -> str:
        tekst = inhoud if isinstance(inhoud, str) else json.dumps(inhoud, ensure_ascii=False)
        (self.map / naam).write_bytes(tekst.encode("utf-8", "surrogatepass"))
        return naam


@dataclass(frozen=True)
class Web:
    """A web server with a log and two witnesses, each in a folder that a test may fill as it likes."""

    map: Path
    adres: str

    @property
    def log(self) -> str:
        return f"{self.adres}/log"

    @property
    def getuigen(self) -> tuple[str, ...]:
        return ("--getuige-url", f"{self.adres}/w1", "--getuige-url", f"{self.adres}/w2")

    def publish(self, logboek: Logboek, grootte: int | None = None, **getuigen: int) -> None:
        shutil.rmtree(self.map / "log", ignore_errors=True)
        logboek.publish(self.map / "log", grootte, **getuigen)

    def witness(self, naam: str, notitie: str) -> None:
        publish_witness(self.map / naam, notitie)
