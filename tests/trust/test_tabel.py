"""The table of `make trust` is whole: each of the 56 once, every test that it names exists, and nothing is claimed without one."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.trust.__main__ import Verslag, show
from tests.trust.tabel import HIER, NUMMERS, WORTEL, Belofte, covers, make_targets, missing, read_table

TABEL = read_table()
GATEN = tomllib.loads((HIER / "gaten.toml").read_text(encoding="utf-8"))["gat"]


@cache
def functions_of(bestand: Path) -> frozenset[str]:
    """The names of the tests in a file, read from its syntax."""
    boom = ast.parse(bestand.read_text(encoding="utf-8"))
    return frozenset(k.name for k in boom.body if isinstance(k, ast.FunctionDef) and k.name.startswith("test_"))


def exists(toets: str) -> bool:
    """Whether this test is there: a file with tests in it, or one of its functions (of one case the run itself tells)."""
    bestand, _, functie = toets.partition("[")[0].partition("::")
    pad = WORTEL / bestand
    return pad.is_file() and bool(functions_of(pad)) and (not functie or functie in functions_of(pad))


def test_each_number_stands_there_once_and_in_order() -> None:
    assert [b.nummer for b in TABEL] == list(NUMMERS)
    assert missing(TABEL) == []
    assert missing(TABEL[:-1]) == ["T56"]


def test_every_row_says_what_holds_and_has_a_test_or_a_reason() -> None:
    for belofte in TABEL:
        assert len(belofte.wat) > 20, belofte.nummer
        assert belofte.toetsen or belofte.doel or belofte.komt_met, belofte.nummer
        # What is said to be missing is brought by something, and nothing is brought of what is whole.
        assert bool(belofte.mist) == bool(belofte.toetsen and (belofte.komt_met or belofte.doel)), belofte.nummer
        assert not belofte.doel or belofte.komt_met or belofte.doel in make_targets(), belofte.nummer


@pytest.mark.parametrize("belofte", [b for b in TABEL if b.toetsen], ids=lambda b: b.nummer)
def test_every_test_that_is_named_exists(belofte: Belofte) -> None:
    assert [t for t in belofte.toetsen if not exists(t)] == []
    assert len(set(belofte.toetsen)) == len(belofte.toetsen)


def test_a_test_that_is_not_there_is_seen() -> None:
    assert exists("tests/trust/test_tabel.py::test_a_test_that_is_not_there_is_seen")
    assert not exists("tests/trust/test_tabel.py::test_that_nobody_wrote")
    assert not exists("tests/trust/test_niets.py")
    assert not exists("tests/trust/tabel.py")


def test_every_closed_hole_has_a_test_that_exists() -> None:
    assert len(GATEN) >= 9
    assert [g["toets"] for g in GATEN if not exists(g["toets"])] == []
    assert all(g["wat"] for g in GATEN)
    assert max(Counter(g["wat"] for g in GATEN).values()) == 1


def test_a_word_that_no_row_has_is_refused() -> None:
    with pytest.raises(ValueError, match="toetss"):
        read_table('[T1]\nwat = "x"\ntoetss = []')


def test_how_a_row_is_judged() -> None:
    heel = Belofte("T1", "x", ("a", "b"))
    assert heel.judge({"a": True, "b": True}, ()) == ("groen", "")
    assert heel.judge({"a": True, "b": False}, ()) == ("rood", "b")
    assert heel.judge({"a": True}, ()) == ("rood", "b"), "what did not run shows nothing"
    deels = Belofte("T1", "x", ("a",), mist="de rest", komt_met="later")
    assert deels.judge({"a": True}, ()) == ("deels", "mist: de rest; komt met: later")
    assert deels.judge({"a": False}, ())[0] == "rood"
    assert Belofte("T1", "x", komt_met="later").judge({}, {"chaos"}) == ("nog niet", "komt met: later")
    elders = Belofte("T1", "x", doel="chaos")
    assert elders.judge({}, {"chaos"}) == ("elders", "zie make chaos")
    assert elders.judge({}, ()) == ("nog niet", "straks make chaos")
    straks = Belofte("T1", "x", doel="chaos", komt_met="later")
    assert straks.judge({}, {"chaos"}) == ("nog niet", "straks make chaos; komt met: later")


def test_the_exit_code_is_red_for_a_red_row_and_for_a_gap(capsys: pytest.CaptureFixture[str]) -> None:
    goed = {t: True for b in TABEL for t in b.toetsen}
    assert show(TABEL, goed) == 0
    assert re.search(r"0 rood; van de 56 ontbreken er 0\.", capsys.readouterr().out)
    assert show(TABEL[1:], goed) == 1
    assert "ontbreken er 1: T1" in capsys.readouterr().out
    assert show(TABEL, goed | {TABEL[0].toetsen[0]: False}) == 1
    assert re.search(r"^T1 +rood ", capsys.readouterr().out, re.MULTILINE)


def test_what_counts_of_a_run() -> None:
    class Bericht:
        def __init__(self, nodeid: str, when: str, outcome: str) -> None:
            self.nodeid, self.when, self.outcome = nodeid, when, outcome

    verslag = Verslag()
    for bericht in (
        Bericht("a.py::test_goed", "setup", "passed"),
        Bericht("a.py::test_goed", "call", "passed"),
        Bericht("a.py::test_fout[1]", "call", "passed"),
        Bericht("a.py::test_fout[2]", "call", "failed"),
        Bericht("a.py::test_over", "setup", "skipped"),
        Bericht("a.py::test_kapot", "call", "passed"),
        Bericht("a.py::test_kapot", "teardown", "failed"),
    ):
        verslag.pytest_runtest_logreport(bericht)
    assert verslag.passed("a.py::test_goed")
    for toets in ("a.py", "a.py::test_fout", "a.py::test_over", "a.py::test_kapot", "b.py"):
        assert not verslag.passed(toets), toets
    assert covers("a.py::test_x", "a.py::test_x[1]")
    assert not covers("a.py::test_x", "a.py::test_xy")


def test_a_target_that_the_makefile_has_is_known() -> None:
    assert {"trust", "chaos", "bench"} <= make_targets()
