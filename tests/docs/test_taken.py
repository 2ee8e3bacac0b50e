"""The list of tasks is that of the tests, and the kept pictures are those that the README shows."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[2]
BESTANDEN = {
    "Inwoner": "test_taken_inwoner.py",
    "Medewerker": "test_taken_beheer.py",
    "Ontwikkelaar": "test_taken_ontwikkelaar.py",
}
# What a task looks like when it goes wrong or finds nothing: tests beside the tasks, no tasks themselves.
ERBIJ = {
    "test_somebody_we_do_not_know_sees_an_empty_page_that_says_so",
    "test_a_form_that_is_not_complete_says_which_field",
}
SCHERMEN = WORTEL / "docs" / "screenshots"


def listed() -> list[tuple[str, str]]:
    tabel = re.findall(
        r"^\| (\w+) \| [^|]+ \| `(test_\w+)` \|$", (WORTEL / "docs/taken.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return [(wie, test) for wie, test in tabel]


def tasks_of(bestand: str) -> set[str]:
    boom = ast.parse((WORTEL / "tests/browser" / bestand).read_text(encoding="utf-8"))
    return {k.name for k in boom.body if isinstance(k, ast.FunctionDef) and k.name.startswith("test_")}


def test_every_task_is_a_test_and_every_test_of_a_task_is_listed() -> None:
    for wie, bestand in BESTANDEN.items():
        assert {test for w, test in listed() if w == wie} == tasks_of(bestand) - ERBIJ


def test_each_kind_of_person_has_five_tasks_or_more() -> None:
    aantal = Counter(wie for wie, _ in listed())
    assert set(aantal) == set(BESTANDEN)
    assert min(aantal.values()) >= 5


def test_the_ten_pictures_are_kept_small_and_shown() -> None:
    boom = ast.parse((WORTEL / "tests/browser/bezoek.py").read_text(encoding="utf-8"))
    (bewaard,) = [
        ast.literal_eval(k.value)
        for k in boom.body
        if isinstance(k, ast.Assign) and ast.unparse(k.targets[0]) == "BEWAARD"
    ]
    beelden = sorted(SCHERMEN.glob("*"))
    assert [b.name for b in beelden] == sorted(f"{naam}.png" for naam in bewaard)
    assert len(beelden) == 10
    assert [b.name for b in beelden if b.stat().st_size > 150_000] == []
    getoond = re.findall(r"\(docs/screenshots/([^)]+)\)", (WORTEL / "README.md").read_text(encoding="utf-8"))
    assert set(getoond) == {b.name for b in beelden}
