"""Base backups, the archive of the log of writes (WAL), and restoring both to a moment, for servers of our own.

A real installation does the same with its own tools (docs/operations/herstel.md). Restoring is physical: transaction numbers are part of
the sealed log, and a logical dump does not keep them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.lokaal.staat import Fout, write_private
from config.lokaal.wachtwoorden import SUPERUSER

if TYPE_CHECKING:
    from config.lokaal.postgres import Cluster


def archive_settings(archief: Path) -> dict[str, str]:
    """Settings of a server that copies each full piece of WAL to this folder, whole or not at all, and never over another."""
    half = f"{archief}/%f.deel"
    return {
        "archive_mode": "on",
        "archive_command": f'test ! -f "{archief}/%f" && cp "%p" "{half}" && sync "{half}" && mv "{half}" "{archief}/%f"',
        "archive_timeout": "60",
    }


def restore_settings(archief: Path, doel: Mapping[str, str]) -> dict[str, str]:
    """Settings by which a base backup is brought to `doel` (recovery_target_name or recovery_target_time, with its value).

    The server takes connections once it is there; where the archive does not reach that far, it does not start.
    """
    return {
        "restore_command": f'cp "{archief}/%f" "%p"',
        "recovery_target_action": "promote",
        "hot_standby": "off",
        **doel,
    }


def base_backup(cluster: Cluster, kopie: Path) -> None:
    """Copy the running server to this new folder, with the WAL that it needs, and check the copy; raises Fout."""
    cluster.run(
        "pg_basebackup",
        *("--host", str(cluster.socketmap), "--username", SUPERUSER, "--no-password"),
        *("--pgdata", str(kopie), "--wal-method", "stream", "--checkpoint", "fast"),
    )
    verify_backup(cluster, kopie)


def verify_backup(cluster: Cluster, kopie: Path) -> None:
    """Compare every file with the manifest of the backup, and read the WAL in it; raises Fout with the first that differs."""
    cluster.run("pg_verifybackup", "--exit-on-error", "--quiet", str(kopie))


def restore(kopie: Path, bron: Cluster, naar: Cluster) -> None:
    """Put the backup in the place of the data of `naar`, ready to start; its settings say from which archive and how far.

    Passwords of roles are in the data, so those of `bron` go along. Raises Fout where `naar` has data already.
    """
    naar.staat.prepare()
    if naar.data.exists():
        msg = f"{naar.data} is er al: zet nooit terug over gegevens heen."
        raise Fout(msg)
    adopt_markers(bron, naar)
    naar.copy_binaries()
    naar.run("pg_verifybackup", "--exit-on-error", "--quiet", str(kopie))
    copy_folder(naar, kopie, naar.data)
    naar.write_owned(naar.data / "recovery.signal", "")


def adopt_markers(bron: Cluster, naar: Cluster) -> None:
    """Let `naar` know that its data are whole and which passwords and roles stand in them: those of `bron`."""
    shutil.copyfile(bron.staat.wachtwoordbestand, naar.staat.wachtwoordbestand)
    naar.staat.wachtwoordbestand.chmod(0o600)
    write_private(naar.klaar, bron.klaar.read_bytes())
    write_private(naar.staat.map / "rollen.klaar", (bron.staat.map / "rollen.klaar").read_bytes())


def copy_folder(cluster: Cluster, van: Path, naar: Path) -> None:
    """Copy a data directory, owned by whom the server runs as."""
    shutil.copytree(van, naar, symlinks=True)
    if cluster.staat.eigenaar is not None:
        for pad in (naar, *naar.rglob("*")):
            shutil.chown(pad, cluster.staat.eigenaar.uid, cluster.staat.eigenaar.gid)


def take_backup(cluster: Cluster) -> Iterator[str]:
    """Make a checked backup in a new folder beside the data, and tell where it is; raises Fout when the server does not run."""
    if not cluster.is_running():
        msg = "PostgreSQL draait niet: doe eerst make start."
        raise Fout(msg)
    kopie = cluster.make_folder(cluster.staat.pg_map / "kopieen") / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    base_backup(cluster, kopie)
    yield f"Reservekopie gemaakt en nagekeken: {kopie}"
    yield "Sleutels staan er niet in. Bewaar die apart: zie docs/operations/herstel.md."
