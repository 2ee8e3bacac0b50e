"""A web process does not start on an unsafe installation, and says in one line why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.lokaal.sleutels import ensure_sleutels
from config.lokaal.staat import KLOON
from tests import plugin

pytestmark = pytest.mark.usefixtures("bronhuis_db")


def start(**anders: str) -> subprocess.CompletedProcess[str]:
    """Import the WSGI application in a process of its own."""
    omgeving = {**os.environ, **anders}
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=KLOON,
        env=omgeving,
        capture_output=True,
        text=True,
        check=False,
    )


def sleutelbestand(map_: Path, **anders: object) -> str:
    inhoud = json.loads(ensure_sleutels(plugin.staat).read_text()) | anders
    bestand = map_ / "sleutels.json"
    bestand.write_text(json.dumps(inhoud))
    bestand.chmod(0o600)
    return str(bestand)


def test_a_good_installation_starts() -> None:
    uitkomst = start()
    assert uitkomst.returncode == 0, uitkomst.stderr


def test_other_keys_than_the_databases_are_refused(tmp_path: Path) -> None:
    sleutels = json.loads(ensure_sleutels(plugin.staat).read_text())
    sleutels["register"]["sleutels"]["r1"]["hmac"] = sleutels["cursor"]
    uitkomst = start(BRONHUIS_SLEUTELBESTAND=sleutelbestand(tmp_path, register=sleutels["register"]))
    assert uitkomst.returncode != 0
    assert "horen niet bij deze database" in uitkomst.stderr


def test_equal_keys_of_register_and_log_are_refused(tmp_path: Path) -> None:
    sleutels = json.loads(ensure_sleutels(plugin.staat).read_text())
    uitkomst = start(
        BRONHUIS_SLEUTELBESTAND=sleutelbestand(
            tmp_path, log={"actief": "r1", "sleutels": sleutels["register"]["sleutels"]}
        )
    )
    assert uitkomst.returncode != 0
    assert "Sleutels van register en log zijn gelijk" in uitkomst.stderr


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"BRONHUIS_SLEUTELBESTAND": "/bestaat/niet"}, "Het sleutelbestand is er niet of is onleesbaar"),
        ({"BRONHUIS_SLEUTELBESTAND": ""}, "BRONHUIS_SLEUTELBESTAND ontbreekt"),
        ({"DATABASE_URL": ""}, "DATABASE_URL ontbreekt"),
        ({"BRONHUIS_MODUS": "productie"}, "geen https-adres"),
        ({"BRONHUIS_MODUS": "los"}, "demo, test of productie"),
    ],
)
def test_what_is_missing_or_lax_is_refused(anders: dict[str, str], zin: str) -> None:
    uitkomst = start(**anders)
    assert uitkomst.returncode != 0
    assert zin in uitkomst.stderr


def test_a_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    bestand = sleutelbestand(tmp_path)
    Path(bestand).chmod(0o644)
    assert "alleen voor de eigenaar leesbaar" in start(BRONHUIS_SLEUTELBESTAND=bestand).stderr


@pytest.mark.parametrize("rol", ["superuser", "bronhuis_migratie", "bronhuis_lezer"])
def test_another_database_role_is_refused(rol: str) -> None:
    url = (
        plugin.cluster.superuser_dsn(plugin.database)
        if rol == "superuser"
        else plugin.cluster.dsn(rol, plugin.database)
    )
    uitkomst = start(DATABASE_URL=url)
    assert uitkomst.returncode != 0
    assert "databaserol" in uitkomst.stderr
