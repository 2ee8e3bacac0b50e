"""Somebody walks away with a dump of the database: no BSN in it, and nothing to unlock one with."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from config.lokaal.postgres import OPDRACHTOMGEVING
from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, TOEZICHT, api, id_of, load
from tests.personen import person
from tests.security.test_bsn_nergens import forms

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]


@pytest.fixture(scope="module")
def gestolen(bronhuis_db: None) -> tuple[list[str], bytes]:
    """Persons who were loaded, read, looked up in the log and signed in; and the dump after that."""
    ouder, kind = person(), person()
    kind.met("02", {"01.20": ouder.bsn, "02.40": "Ouder", "85.10": "19800101"})
    load([ouder, kind])
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(kind)}").status_code == 200
    vraag = json.dumps({"burgerservicenummer": kind.bsn})
    assert (
        api(*TOEZICHT).post("/api/verwerkingslog/v1/regels/_zoek", vraag, content_type="application/json").status_code
        == 200
    )
    uitkomst = subprocess.run(
        [str(plugin.cluster.bin / "pg_dump"), "-d", plugin.cluster.superuser_dsn(plugin.database)],
        capture_output=True,
        env=OPDRACHTOMGEVING,
        check=True,
    )
    return [ouder.bsn, kind.bsn], uitkomst.stdout


def secrets_of(inhoud: Any) -> list[bytes]:
    """Every key in the key file, raw."""
    sleutels = [
        s for domein in ("register", "log") for ring in inhoud[domein]["sleutels"].values() for s in ring.values()
    ]
    return [base64.b64decode(s) for s in [*sleutels, inhoud["cursor"], inhoud["django_secret"]]]


def test_no_number_can_be_read_from_it(gestolen: tuple[list[str], bytes]) -> None:
    bsns, dump = gestolen
    assert b"brp_personen_voorkomen" in dump
    assert len(dump) > 100_000
    gevonden = [vorm for bsn in bsns for vorm in forms(bsn) | {bsn.encode().hex().encode()} if vorm in dump]
    assert gevonden == []


def test_nothing_to_unlock_it_with_is_in_it(gestolen: tuple[list[str], bytes]) -> None:
    _, dump = gestolen
    inhoud = json.loads(Path(os.environ["BRONHUIS_SLEUTELBESTAND"]).read_text())
    geheimen = secrets_of(inhoud)
    assert len(geheimen) >= 6
    for geheim in geheimen:
        for vorm in (geheim, geheim.hex().encode(), base64.b64encode(geheim), base64.urlsafe_b64encode(geheim)):
            assert vorm.rstrip(b"=") not in dump
    assert b"PRIVATE KEY" not in dump
