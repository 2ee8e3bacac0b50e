"""Fixtures of the tests that run the outsider's program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audit.buitenstaander import (
    BESTAND,
    Buitenstaander,
    Web,
)
from tests.audit.logboek import (
    served,
)


@pytest.fixture
def buiten(tmp_path: Path) -> Buitenstaander:
    shutil.copy(BESTAND, tmp_path)
    return Buitenstaander(tmp_path)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    (tmp_path / "web").mkdir()
    with served(tmp_path / "web") as adres:
        yield Web(tmp_path / "web", adres)
