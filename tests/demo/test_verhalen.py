"""The five stories: each plays alone and again, and what it prints works in a shell as it is printed."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from demo.verhalen import VERHALEN
from demo.verhalen.privacy import MEDEWERKER, is_outside_working_hours
from tests.demo.conftest import Installatie

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# What must be read in the shell after typing what the story printed.
TE_LEZEN = {
    "applicatie": ('"resultaten"', "Buitenluchtrede", "Hooibergpad", "veld-niet-toegestaan", "doelbinding-ontbreekt", "token-verlopen"),
    "inwoner": ("Buitenluchtrede", "Hooibergpad", "Suite Inkomen", "Recht op bijstand beoordelen"),
    "privacy": ("Z-2026-0117", MEDEWERKER[:8], "Controle van de kwaliteit", "klopt ("),
    "zegel": ("klopt", "Het zegel is verbroken", "gewijzigd nadat zij was verzegeld"),
    "beheer": ("Hannneke", "Hanneke", "schreef gegevens van u op of verbeterde ze"),
}  # fmt: skip


def commands(uit: str) -> list[str]:
    return [regel[6:] for regel in uit.splitlines() if regel.startswith("    $ ")]


def wait_for_next_code() -> None:
    """A code works once, and the story has just used it."""
    time.sleep(30.5 - time.time() % 30)


@pytest.mark.parametrize("naam", VERHALEN)
def test_a_story_plays_alone_and_what_it_prints_can_be_typed(
    installatie: Installatie, naam: str, tmp_path: Path
) -> None:
    gespeeld = installatie.play(naam)
    assert gespeeld.returncode == 0, gespeeld.stdout[-1500:] + gespeeld.stderr
    assert "Het verhaal klopte van begin tot eind" in gespeeld.stdout
    if naam in {"privacy", "beheer", "zegel"}:
        wait_for_next_code()
    regels = commands(gespeeld.stdout)
    gelezen = "\n".join(installatie.type(regels, tmp_path))
    assert [woord for woord in TE_LEZEN[naam] if woord not in gelezen] == []


def test_a_correction_that_was_made_is_made_again(installatie: Installatie) -> None:
    eerste, tweede = (installatie.play("beheer") for _ in range(2))
    assert (eerste.returncode, tweede.returncode) == (0, 0), eerste.stderr + tweede.stderr
    assert "Voor dit verhaal maakt zij eerst een typefout" in tweede.stdout


def test_no_story_puts_a_bsn_in_an_address(installatie: Installatie) -> None:
    gespeeld = installatie.play("inwoner")
    adressen = [deel for deel in gespeeld.stdout.split() if "://" in deel]
    assert adressen
    assert not [a for a in adressen if any(c.isdigit() and len(c) == 9 for c in a.replace("?", "/").split("/"))]


def test_a_story_that_does_not_exist_is_one_line(installatie: Installatie) -> None:
    gespeeld = installatie.play("burgemeester")
    assert gespeeld.returncode == 2
    assert gespeeld.stderr == "Dit verhaal is er niet. Kies uit: applicatie, inwoner, privacy, beheer, zegel, alle.\n"


@pytest.mark.parametrize(
    ("moment", "buiten"),
    [("2026-11-26T06:59", True), ("2026-11-26T07:00", False), ("2026-11-26T18:59", False), ("2026-11-26T19:00", True), ("2026-11-28T12:00", True)],
)  # fmt: skip
def test_the_privacy_story_knows_what_is_outside_working_hours(moment: str, *, buiten: bool) -> None:
    assert is_outside_working_hours(datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)) is buiten
