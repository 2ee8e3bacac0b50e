"""Every proef in its short form, each in a process of its own: `pytest -m chaos`. `make chaos` prints them as one table."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.lokaal.staat import KLOON
from tests.chaos.lijst import PROEVEN


@pytest.mark.chaos
@pytest.mark.parametrize("naam", PROEVEN)
def test_proef(naam: str) -> None:
    opdracht = [sys.executable, "-m", "tests.chaos", "--kort", "--alleen", naam]
    uitkomst = subprocess.run(opdracht, cwd=KLOON, capture_output=True, text=True, check=False)
    print(uitkomst.stdout)
    assert uitkomst.returncode == 0, uitkomst.stdout + uitkomst.stderr
