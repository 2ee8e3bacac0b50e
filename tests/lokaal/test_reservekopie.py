"""A backup of a server of our own: made and checked in one go, and refused where there is nothing to copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.lokaal.reservekopie import verify_backup
from config.lokaal.staat import Fout


def test_a_backup_is_made_and_checked_and_a_broken_one_is_named(draaiend):
    uitkomst = draaiend.run("reservekopie")
    assert uitkomst.returncode == 0, uitkomst.stderr
    kopie = Path(uitkomst.stdout.splitlines()[0].rpartition(": ")[2])
    assert kopie.parent.stat().st_mode & 0o077 == 0
    assert (kopie / "backup_manifest").is_file()
    verify_backup(draaiend.cluster, kopie)
    with (kopie / "global" / "pg_filenode.map").open("r+b") as bestand:
        byte = bestand.read(1)[0]
        bestand.seek(0)
        bestand.write(bytes([byte ^ 1]))
    with pytest.raises(Fout, match="pg_filenode"):
        verify_backup(draaiend.cluster, kopie)


def test_without_a_server_there_is_nothing_to_copy(kloon):
    uitkomst = kloon.run("reservekopie")
    assert uitkomst.returncode == 1
    assert "PostgreSQL draait niet: doe eerst make start." in uitkomst.stderr
