"""A version may follow another of the same major version only when its readers can go on."""

from __future__ import annotations

import pytest

from config.lokaal.staat import KLOON
from registry.model.laden import laad
from registry.model.opvolging import objections

TEKST = (KLOON / "tests/modellen/parkeervergunningen/1.0.0.yaml").read_text()
HOGER = TEKST.replace("versie: 1.0.0", "versie: 1.1.0")
NIEUW = "            soort: {type: string, x-titel: {nl: a, en: a}, x-uitleg: {nl: a, en: a}}\n"


@pytest.mark.parametrize(
    ("nieuw", "bezwaar"),
    [
        (HOGER, ""),
        (HOGER + NIEUW, ""),
        (HOGER.replace("Nummer van de vergunning.", "Het nummer."), ""),
        (HOGER.replace("      tarief: {pad: vergunning.tarief, soort: bereik}\n", ""), "de zoeksleutel tarief"),
        (HOGER.replace("type: integer, x-eenheid: eurocent", "type: integer"), "vergunning.tarief heeft een andere soort"),
        ("\n".join(r for r in HOGER.splitlines() if "vanaf:" not in r), "het veld vergunning.vanaf is verdwenen"),
        (HOGER.replace("  parkeervergunningen:\n    enkelvoud", "  vergunningen:\n    enkelvoud"), "is verdwenen"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(nieuw: str, bezwaar: str) -> None:
    gevonden = objections(laad(TEKST), laad(nieuw))
    assert [bezwaar in b for b in gevonden] == ([True] if bezwaar else [])


def test_a_lower_version_cannot_follow() -> None:
    assert "lager dan 1.1.0" in objections(laad(HOGER), laad(TEKST))[0]
