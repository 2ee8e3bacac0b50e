"""A how-to page as something that can be executed: its fenced blocks in order, and a workshop in which they are carried out.

The convention stands in the info string of a block, which a reader of the rendered page does not see:

- `file=PATH` is a file to make; `file=PATH after="LINE"` are lines to put below that line of a file (as `text`: the formatter would
  make whole Python of a fragment);
- `sh` are commands to type; with `fails` one of them is meant to fail;
- `text` is what they print, where `…` stands for anything;
- `text form=PATH` is a form at /beheer, filled in by its labels; `text form` is the form that came next.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ADRES = "http://127.0.0.1:8000"
EINDE = "--- einde van dit blok ---"
GEDULD = 400.0


class ReceptFout(AssertionError):
    """The page does not do what it says; says where."""


@dataclass(frozen=True)
class Blok:
    """A fenced block: its language, what its info string adds, its text, and the line of the page where it begins."""

    taal: str
    extra: Mapping[str, str]
    tekst: str
    regel: int


def blocks(pagina: str) -> list[Blok]:
    """The fenced blocks of a page, in order."""
    uit = []
    for treffer in re.finditer(r"^```([^\n]*)\n(.*?)^```$", pagina, re.DOTALL | re.MULTILINE):
        taal, *rest = shlex.split(treffer[1])
        extra = {naam: waarde for naam, _, waarde in (deel.partition("=") for deel in rest)}
        uit.append(Blok(taal, extra, treffer[2], pagina[: treffer.start()].count("\n") + 1))
    return uit


def copy_of_clone(kloon: Path, doel: Path) -> Path:
    """The files of the clone as they are now (committed or not), with the same virtual environment."""
    lijst = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=kloon, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for naam in filter(None, lijst.split("\0")):
        if (kloon / naam).is_file():
            (doel / naam).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(kloon / naam, doel / naam)
    (doel / ".venv").symlink_to(kloon / ".venv")
    return doel


VAN_MAKE = {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}


class Schelp:
    """One shell for a whole page: what a block sets, the next one has."""

    def __init__(self, map_: Path, omgeving: Mapping[str, str]) -> None:
        # A reader does not type inside of make; these tests may run inside of it.
        eigen = {naam: waarde for naam, waarde in omgeving.items() if naam not in VAN_MAKE}
        self._proces = subprocess.Popen(
            ["bash", "--norc"], cwd=map_, env=eigen, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, opdrachten: str, *, may_fail: bool) -> str:
        """What these commands print; raises ReceptFout when one fails that was not meant to, or when it takes too long."""
        assert self._proces.stdin
        assert self._proces.stdout
        wekker = threading.Timer(GEDULD, self._proces.kill)
        wekker.start()
        try:
            self._proces.stdin.write(f"set {'+' if may_fail else '-'}e\n{opdrachten}\nprintf '%s\\n' '{EINDE}'\n")
            self._proces.stdin.flush()
            gezien = []
            for regel in self._proces.stdout:
                if regel.rstrip("\n").endswith(EINDE):
                    gezien.append(regel.rstrip("\n").removesuffix(EINDE))
                    return "".join(gezien)
                gezien.append(regel)
        finally:
            wekker.cancel()
        raise ReceptFout("een opdracht is niet gelukt:\n" + "".join(gezien))

    def close(self) -> None:
        """End the shell."""
        assert self._proces.stdin
        self._proces.stdin.close()
        self._proces.wait(timeout=10)
        assert self._proces.stdout
        self._proces.stdout.close()


def agrees(verwacht: str, geprint: str) -> bool:
    """Whether the output is what the page shows, line by line; `…` stands for anything."""
    patroon = r".*?".join(re.escape(deel) for deel in verwacht.strip().split("…"))
    kaal = "\n".join(regel.rstrip() for regel in geprint.strip().splitlines())
    return re.fullmatch(patroon, kaal, re.DOTALL) is not None


@dataclass
class Werkplaats:
    """Where a page is carried out. `start` is played when the page says `make start`; it returns the address of the server."""

    map: Path
    omgeving: dict[str, str]
    start: Callable[[], str]
    vul_in: Callable[[str, dict[str, str]], None] | None = None
    adres: str = ""

    def carry_out(self, pagina: str) -> int:
        """Do what the page says; returns how many outputs were compared. Raises ReceptFout."""
        schelp, geprint, vergeleken = Schelp(self.map, self.omgeving), None, 0
        try:
            for blok in blocks(pagina):
                tekst = blok.tekst.replace(ADRES, self.adres or ADRES)
                if "form" in blok.extra:
                    assert self.vul_in
                    self.vul_in(blok.extra["form"], dict(r.split(": ", 1) for r in tekst.splitlines()))
                elif "file" in blok.extra:
                    self._write(blok, tekst)
                elif blok.taal == "sh" and tekst.strip() == "make start":
                    self.adres = self.start()
                elif blok.taal == "sh":
                    geprint = self._run(schelp, blok, tekst)
                elif blok.taal == "text":
                    vergeleken += 1
                    if geprint is None or not agrees(tekst, geprint):
                        raise ReceptFout(f"regel {blok.regel}: er staat\n{tekst}\nmaar dit kwam\n{geprint}")
        finally:
            schelp.close()
        return vergeleken

    @staticmethod
    def _run(schelp: Schelp, blok: Blok, tekst: str) -> str:
        try:
            return schelp.run(tekst, may_fail="fails" in blok.extra)
        except ReceptFout as fout:
            raise ReceptFout(f"regel {blok.regel}: {fout}") from None

    def _write(self, blok: Blok, tekst: str) -> None:
        pad = self.map / blok.extra["file"]
        anker = blok.extra.get("after")
        if anker is None:
            pad.parent.mkdir(parents=True, exist_ok=True)
            pad.write_text(tekst, encoding="utf-8")
            return
        regels = pad.read_text(encoding="utf-8").splitlines(keepends=True)
        plekken = [nr for nr, regel in enumerate(regels) if regel.strip() == anker.strip()]
        if len(plekken) != 1:
            raise ReceptFout(f"regel {blok.regel}: {anker!r} staat {len(plekken)} keer in {blok.extra['file']}")
        pad.write_text("".join([*regels[: plekken[0] + 1], tekst, *regels[plekken[0] + 1 :]]), encoding="utf-8")
