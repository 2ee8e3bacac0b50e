"""Loaded before Django (`-p tests.plugin`): services up, one migrated template database per run, one clone per worker.

Tests run as the application's role against a real, committed database. Nothing is cleaned up between tests: each makes its own
persons. The superuser and the owner are used to make the databases, and by tests that play an attacker.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.lokaal.diensten import start_diensten
from config.lokaal.omgeving import web_omgeving
from config.lokaal.postgres import Cluster
from config.lokaal.staat import KLOON, open_staat

SJABLOON = "bronhuis_sjabloon"
RUN = os.environ.setdefault("BRONHUIS_TESTRUN", str(os.getpid()))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alleen")

# A copy of the clone (tests/docs) uses the services of the clone that it was made of.
staat = open_staat("test", Path(os.environ.get("BRONHUIS_TESTKLOON", KLOON)))
cluster = Cluster(staat)
database = f"bronhuis_test_{WORKER}"


def _clear_orphan() -> None:
    """A clone that was thrown away at this path may have left its test database behind: nobody has its passwords any more."""
    if staat.pg_map.is_dir() and not staat.wachtwoordbestand.exists():
        cluster.stop()
        shutil.rmtree(staat.pg_map)


def _prepare() -> None:
    with staat.slot("tests.slot"):
        _clear_orphan()
        for _regel in start_diensten(staat):
            pass
        merk = staat.map / "testrun"
        if not merk.exists() or merk.read_text() != RUN:
            cluster.verwijder_database(SJABLOON)
            cluster.maak_database(SJABLOON)
            _manage("migrate", "--no-input")
            _manage("publiceer")
            _manage("demo_inrichting")
            merk.write_text(RUN)
        cluster.verwijder_database(database)
        cluster.maak_database(database, SJABLOON)


def _manage(*opdracht: str) -> None:
    omgeving = web_omgeving(staat) | {
        "DATABASE_URL": cluster.dsn("bronhuis_app", SJABLOON),
        "DATABASE_OWNER_URL": cluster.dsn("bronhuis_migratie", SJABLOON),
    }
    uitkomst = subprocess.run(
        [sys.executable, "manage.py", *opdracht], cwd=KLOON, env=omgeving, capture_output=True, text=True, check=False
    )
    if uitkomst.returncode:
        sys.exit(f"manage.py {' '.join(opdracht)} is niet gelukt:\n{uitkomst.stdout[-2000:]}{uitkomst.stderr[-4000:]}")


_prepare()
os.environ |= {
    **{k: v for k, v in web_omgeving(staat).items() if k.startswith(("BRONHUIS_", "REDIS_", "DJANGO_"))},
    "DATABASE_URL": cluster.dsn("bronhuis_app", database),
    "BRONHUIS_MODUS": "test",
    "BRONHUIS_HOSTS": "127.0.0.1,localhost,testserver",
    "BRONHUIS_POOL": "16",
}
os.environ.pop("DATABASE_OWNER_URL", None)
GEDEELD = Path(KLOON).parent / "shared"
