"""The standard population and one of 6,000, read back from their JSON lines."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from registry.bevolking import stroom


@pytest.fixture(scope="session")
def regels() -> bytes:
    uit = io.BytesIO()
    stroom.write(6000, uit)
    return uit.getvalue()


@pytest.fixture(scope="session")
def lijsten(regels: bytes) -> list[dict[str, Any]]:
    return [json.loads(regel) for regel in regels.splitlines()]


@pytest.fixture(scope="session")
def standaard() -> list[dict[str, Any]]:
    """The people of the demo, as many as there are by default."""
    uit = io.BytesIO()
    stroom.write(stroom.STANDAARD, uit)
    return [json.loads(regel) for regel in uit.getvalue().splitlines()]
