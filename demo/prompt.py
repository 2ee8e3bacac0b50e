"""The prompt of the server: manage.py commands, as `make beheer` runs them, through one process that stays open."""

from __future__ import annotations

import json
import subprocess
import threading
from functools import cache


class Prompt:
    """One open process for all commands of a run."""

    def __init__(self) -> None:
        self._slot = threading.Lock()
        self._proces = subprocess.Popen(
            ["make", "-s", "beheer", "OPDRACHT=demo_opdrachten"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, opdracht: tuple[str, ...]) -> list[str]:
        """The lines that this command printed; raises RuntimeError with what it said when it failed."""
        with self._slot:
            regel = self._exchange(f"{json.dumps(opdracht)}\n")
        if not regel:
            raise RuntimeError(f"{opdracht[0]}: de opdrachtregel van de server stopte")
        uitkomst = json.loads(regel)
        if uitkomst["fout"]:
            raise RuntimeError(f"{opdracht[0]}: {uitkomst['fout']}")
        return [str(r) for r in uitkomst["regels"]]

    def _exchange(self, regel: str) -> str:
        """Send one line, and read the line that answers it; empty when there is no process any more."""
        invoer, uitvoer = self._proces.stdin, self._proces.stdout
        if invoer is None or uitvoer is None:
            return ""
        try:
            invoer.write(regel)
            invoer.flush()
        except BrokenPipeError:
            return ""
        return uitvoer.readline()


@cache
def _prompt() -> Prompt:
    return Prompt()


def steward(*opdracht: str) -> list[str]:
    """What somebody does at the prompt of the server; returns the printed lines. Raises RuntimeError."""
    return _prompt().run(opdracht)


def sabotage(regel: str) -> str:
    """What the owner of the server does behind everybody's back; returns the command that does the same. Raises RuntimeError."""
    opdracht = ["make", "-s", "sabotage", f"REGEL={regel}"]
    uitkomst = subprocess.run(opdracht, capture_output=True, text=True, check=False)
    if uitkomst.returncode:
        raise RuntimeError(f"sabotage: {uitkomst.stderr.strip()[-300:]}")
    return " ".join(opdracht)
