"""What a measurement costs the machine: CPU seconds of the web processes and of PostgreSQL, and the memory of the web processes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from config.lokaal.processen import child_pids

TIK = os.sysconf("SC_CLK_TCK")
# What the server does for all: its cost per transaction is told apart from that of the backends.
ACHTERGROND = (b"checkpointer", b"background writer", b"walwriter", b"autovacuum", b"logical replication", b"io worker")


@dataclass(frozen=True)
class Stand:
    """CPU seconds so far: the web processes, the backends of PostgreSQL, the rest of PostgreSQL."""

    web: float
    backends: float
    achtergrond: float

    def __sub__(self, eerder: Stand) -> Stand:
        return Stand(self.web - eerder.web, self.backends - eerder.backends, self.achtergrond - eerder.achtergrond)


def measure(web: Iterable[int], postmaster: int) -> Stand:
    """The stand now. Backends that ended count through the postmaster, which waited for them."""
    backends, achtergrond = cpu(postmaster, kinderen=True), 0.0
    for pid in child_pids(postmaster):
        with contextlib.suppress(OSError):
            naam = Path(f"/proc/{pid}/cmdline").read_bytes()
            if any(soort in naam for soort in ACHTERGROND):
                achtergrond += cpu(pid)
            else:
                backends += cpu(pid)
    return Stand(sum(cpu(pid) for pid in web), backends, achtergrond)


def memory(pids: Iterable[int]) -> int:
    """Proportional set size of these processes together, in bytes: shared pages are counted once."""
    totaal = 0
    for pid in pids:
        for regel in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if regel.startswith("Pss:"):
                totaal += int(regel.split()[1]) * 1024
    return totaal


def cpu(pid: int, *, kinderen: bool = False) -> float:
    """User and system time of a process with all its threads; with `kinderen` that of its ended children too."""
    velden = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(v) for v in velden[11 : 15 if kinderen else 13]) / TIK
