"""The README's five minutes: its commands, typed line by line against a running server, give what it says they give."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.demo.conftest import WORTEL, Installatie


def five_minutes() -> list[str]:
    """The commands of the section, each on one line and without its remark."""
    deel = (WORTEL / "README.md").read_text().split("## Five minutes", 1)[1].split("\n## ", 1)[0]
    blok = "\n".join(regel[4:] for regel in deel.splitlines() if regel.startswith("    "))
    return [re.sub(r"\s+# .*$", "", regel) for regel in re.sub(r"\\\n\s*", "", blok).splitlines() if regel.strip()]


def test_every_command_of_the_five_minutes_does_what_it_says(installatie: Installatie, tmp_path: Path) -> None:
    regels = [regel.replace("http://127.0.0.1:8000", installatie.url) for regel in five_minutes()]
    assert len(regels) == 6
    _token, zoeken, _id, eerder, historie, geweigerd = installatie.type(regels, tmp_path)
    (gevonden,) = json.loads(zoeken)["resultaten"]
    assert gevonden["gegevens"]["verblijfplaats"]["straat"] == "Buitenluchtrede"
    assert json.loads(eerder)["geldigOp"] == "2015-01-01"
    assert json.loads(eerder)["gegevens"]["verblijfplaats"]["straat"] != "Buitenluchtrede"
    assert len(json.loads(historie)["voorkomens"]) > 4
    assert json.loads(geweigerd)["status"] == 403
    assert json.loads(geweigerd)["fouten"][0]["naam"].startswith("gezag")
