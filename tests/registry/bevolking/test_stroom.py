"""The stream: the same bytes everywhere and always, a larger population begins like a smaller one, and memory stays flat."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from registry.bevolking import stroom
from registry.bevolking.rolverdeling import AANTAL

WORTEL = Path(__file__).parents[3]
# Changes only on purpose: demo's, tests and documents name people of this population.
SHA256 = "d8c4163c5d1882e4325dd9eb4692d96df24542681e12a66f023407c482ea7125"

GROEI = """
import resource, sys
from registry.bevolking import stroom
class Weg:
    def write(self, regel): return len(regel)
top = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
gemeten = {}
def meet(aantal):
    if aantal in (2000, 20000): gemeten[aantal] = top()
stroom.write(20000, Weg(), meet)
print(gemeten[20000] - gemeten[2000], "django" in sys.modules)
"""


def written(aantal: int) -> bytes:
    uit = io.BytesIO()
    stroom.write(aantal, uit)
    return uit.getvalue()


def test_the_default_population_has_always_the_same_bytes():
    assert hashlib.sha256(written(stroom.STANDAARD)).hexdigest() == SHA256
    assert stroom.STANDAARD == 2000


def test_a_larger_population_begins_like_a_smaller_one(regels: bytes):
    klein = written(500).splitlines()
    groot = regels.splitlines()
    gelijk = next((i for i, (a, b) in enumerate(zip(klein, groot, strict=False)) if a != b), len(klein))
    assert gelijk >= 480


@pytest.mark.parametrize("aantal", [AANTAL, 47, 48, 50, 199, 200, 201, 333])
def test_there_are_exactly_as_many_as_asked(aantal: int):
    assert written(aantal).count(b"\n") == aantal


def test_fewer_than_the_cast_is_refused():
    with pytest.raises(ValueError, match=str(AANTAL)):
        written(AANTAL - 1)


def test_progress_is_told_for_every_list():
    gehoord: list[int] = []
    stroom.write(60, io.BytesIO(), gehoord.append)
    assert gehoord == list(range(1, 61))


def test_memory_does_not_grow_with_the_population():
    uitkomst = subprocess.run([sys.executable, "-c", GROEI], cwd=WORTEL, capture_output=True, text=True, check=True)
    groei, django = uitkomst.stdout.split()
    per_kb = 1024 if sys.platform == "darwin" else 1
    assert int(groei) / per_kb < 4096, "more than 4 MB for 18,000 more people"
    assert django == "False"
