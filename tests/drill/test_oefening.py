"""The restore drill is red when something is broken: a piece of the archive, a row, a line; and its comparisons see each difference."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.lokaal.staat import KLOON
from tests.drill.controles import Afdruk, differences
from tests.drill.uitslag import Uitslag


def drill(*woorden: str) -> subprocess.CompletedProcess[str]:
    opdracht = [sys.executable, "-m", "tests.drill", "--personen", "3", *woorden]
    return subprocess.run(opdracht, cwd=KLOON, capture_output=True, text=True, check=False, timeout=500)


@pytest.mark.long
@pytest.mark.parametrize(
    ("saboteer", "rood"),
    [
        ("wal", "| FOUT | PostgreSQL start niet"),
        ("rij", "| FOUT | gewijzigd: Blad"),
        ("weg", "processing.regel_"),
    ],
)
def test_what_was_broken_makes_the_drill_fail(saboteer: str, rood: str) -> None:
    uit = drill("--saboteer", saboteer)
    assert uit.returncode == 1, uit.stdout + uit.stderr
    assert rood in uit.stdout
    assert "DE OEFENING IS MISLUKT." in uit.stdout


@pytest.mark.long
def test_what_is_whole_passes() -> None:
    uit = drill()
    assert uit.returncode == 0, uit.stdout + uit.stderr
    assert " 0 fout. De oefening is geslaagd." in uit.stdout


def test_one_check_that_fails_fails_the_drill() -> None:
    assert not Uitslag().geslaagd, "a drill that checked nothing is none"
    goed, uitslag = Uitslag(), Uitslag()
    goed.check("a", "1", goed=True)
    assert goed.geslaagd
    uitslag.check("a", "1", goed=True)
    uitslag.check("b", "2", goed=False)
    assert not uitslag.geslaagd
    assert "| b | FOUT | 2 |" in uitslag.as_table().replace("  ", "").replace("Controle", "")


def test_every_table_counts() -> None:
    voor = Afdruk({"processing.regel": 3, "audit.blad": 4}, (4, b"w" * 32))
    assert differences(voor, voor) == []
    na = Afdruk({"processing.regel": 2, "audit.gat": 1}, (4, b"w" * 32))
    assert differences(voor, na) == [
        "audit.blad: 4 werd -",
        "audit.gat: - werd 1",
        "processing.regel: 3 werd 2",
    ]
