"""A small disk under the data directory of the cluster: a tmpfs, which only root may mount."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.lokaal.postgres import Cluster

RUIMTE = 120 * 1024**2  # bytes beside what stands there already: some WAL segments and a checkpoint


class KanNiet(Exception):
    """This machine does not allow it; the text says why."""


@contextmanager
def small_disk(cluster: Cluster) -> Iterator[Path]:
    """Move the stopped cluster to a disk of its own for as long as the block lasts; what was written there is gone afterwards.

    Yields the folder that is the disk. Raises KanNiet where mounting is not allowed.
    """
    if os.geteuid() != 0:
        raise KanNiet("alleen root kan een kleine schijf aankoppelen")
    plek = cluster.staat.pg_map
    cluster.stop()
    omvang = sum(pad.lstat().st_size for pad in plek.rglob("*")) + RUIMTE
    tijdelijk = Path(tempfile.mkdtemp(prefix="bronhuis-schijf-"))
    try:
        eigenaar = plek.stat()
        opties = f"size={omvang},mode=700,uid={eigenaar.st_uid},gid={eigenaar.st_gid}"
        if subprocess.run(["mount", "-t", "tmpfs", "-o", opties, "tmpfs", tijdelijk], check=False).returncode:
            raise KanNiet("aankoppelen mag hier niet")
        try:
            subprocess.run(["cp", "-a", f"{plek}/.", tijdelijk], check=True)
            subprocess.run(["mount", "--bind", tijdelijk, plek], check=True)
        finally:
            unmount(tijdelijk)
        try:
            yield plek
        finally:
            cluster.stop()
            unmount(plek)
    finally:
        shutil.rmtree(tijdelijk, ignore_errors=True)


def fill(map_: Path) -> Path:
    """Take all the room there is with one file, however much others take meanwhile, and return it."""
    ballast = map_ / "ballast"
    with ballast.open("wb") as uit:
        groot = 0
        for stap in (4 * 1024**2, 64 * 1024, 4096):
            with contextlib.suppress(OSError):
                while True:
                    os.posix_fallocate(uit.fileno(), groot, stap)
                    groot += stap
    return ballast


def unmount(plek: Path) -> None:
    """Take the disk away."""
    subprocess.run(["umount", plek], check=True)
