"""Values in words, in both languages; texts that the pages show for other apps are translated too (`test_talen` has those of the pages)."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from portal import tekst
from registry.model.definitie import Attribuut, Tekst

PORTAL = Path(tekst.__file__).parent
TALEN = PORTAL / "locale" / "en" / "LC_MESSAGES"


def attribute(soort: Any) -> Attribuut:
    leeg = Tekst("", "")
    return Attribuut("g.a", "a", soort, False, {}, None, None, "gewoon", None, None, None, leeg, leeg)


@pytest.mark.parametrize(
    ("waarde", "nl", "en"),
    [
        (None, "", ""),
        ("2004-05-26", "26 mei 2004", "26 May 2004"),
        ("2020-03", "maart 2020", "March 2020"),
        ("2020", "2020", "2020"),
        ("onbekend", "onbekend", "unknown"),
        (date(2026, 1, 2), "2 januari 2026", "2 January 2026"),
        ("19660013", "19660013", "19660013"),
        ("2021-13", "2021-13", "2021-13"),
    ],
)
def test_dates_in_words(waarde: Any, nl: str, en: str) -> None:
    with translation.override("nl"):
        assert tekst.as_date(waarde) == nl
    with translation.override("en"):
        assert tekst.as_date(waarde) == en


@pytest.mark.parametrize(
    ("soort", "waarde", "nl", "en"),
    [
        ("bedrag", 123450, "€ 1.234,50", "€1,234.50"),
        ("bedrag", 7, "€ 0,07", "€0.07"),
        ("bedrag", -250, "€ -2,50", "-€2.50"),
        ("ja-nee", True, "ja", "yes"),
        ("ja-nee", False, "nee", "no"),
        ("punt", {"lat": 52.1, "lon": 5.3}, "52.1, 5.3", "52.1, 5.3"),
        ("tijdstip", "2026-07-01T10:00:00Z", "1 juli 2026 12:00", "1 July 2026 12:00"),
        ("tijdstip", "gisteren", "gisteren", "gisteren"),
        ("geheel", 0, "0", "0"),
        ("tekst", "E", "E", "E"),
    ],
)
def test_values_in_words(soort: str, waarde: Any, nl: str, en: str) -> None:
    with translation.override("nl"):
        assert tekst.as_value(attribute(soort), waarde) == nl
    with translation.override("en"):
        assert tekst.as_value(attribute(soort), waarde) == en


def test_a_moment_is_in_dutch_time_in_summer_and_winter() -> None:
    assert tekst.as_moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 juli 2026 00:30"
    assert tekst.as_moment(datetime(2026, 1, 1, 22, 30, tzinfo=UTC)) == "1 januari 2026 23:30"


def test_a_period_has_a_beginning_or_nothing() -> None:
    assert tekst.as_period("2026-01-01", None) == "vanaf 1 januari 2026"
    assert tekst.as_period(date(2026, 1, 1), date(2027, 1, 1)) == "vanaf 1 januari 2026 tot 1 januari 2027"
    assert tekst.as_period(None, None) == ""


NAMEN = {"_", "gettext_lazy"}


def used_texts() -> set[str]:
    """Every text that code and templates of the portal ask for."""
    gevonden: set[str] = set()
    for bestand in PORTAL.rglob("*.py"):
        for knoop in ast.walk(ast.parse(bestand.read_text(encoding="utf-8"))):
            if isinstance(knoop, ast.Call) and isinstance(knoop.func, ast.Name) and knoop.func.id in NAMEN:
                assert isinstance(knoop.args[0], ast.Constant), f"{bestand.name}: {ast.unparse(knoop)}"
                gevonden.add(str(knoop.args[0].value))
    for bestand in PORTAL.rglob("*.html"):
        inhoud = bestand.read_text(encoding="utf-8")
        gevonden |= {t for _, t in re.findall(r"""{% translate (["'])(.*?)\1""", inhoud)}
        for blok in re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", inhoud, re.DOTALL):
            gevonden.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", blok))
    return gevonden


def source_texts() -> dict[str, str]:
    paren = re.findall(
        r'^msgid "(.+)"\nmsgstr "(.+)"$', (TALEN / "django.po").read_text(encoding="utf-8"), re.MULTILINE
    )
    return {nl.replace('\\"', '"'): en.replace('\\"', '"') for nl, en in paren}


def test_no_english_text_is_left_over() -> None:
    """Those that no page asks for by name are texts of other apps: they must stand there."""
    elders = "\n".join(
        b.read_text(encoding="utf-8")
        for app in ("processing", "registry", "nlapi", "config")
        for b in (PORTAL.parent / app).rglob("*.py")
    )
    samengesteld = {t for t in source_texts() if t.startswith(("Mogelijk zijn: ", "Controleer: "))}
    assert sorted(used_texts() - set(source_texts())) == []
    over = set(source_texts()) - used_texts() - samengesteld
    assert sorted(t for t in over if t not in elders and t != "Kies week, maand of jaar.") == []


def test_what_a_correction_may_be_told_is_translated() -> None:
    """The reasons that `registry` gives a steward: of identifiers, and of what cannot be corrected so."""
    from registry import identificaties, verbetering

    boom = ast.parse(Path(verbetering.__file__).read_text(encoding="utf-8"))
    redenen = [
        str(k.args[1].value)
        for k in ast.walk(boom)
        if isinstance(k, ast.Call) and isinstance(k.func, ast.Name) and k.func.id == "VerbeteringFout"
        if isinstance(k.args[1], ast.Constant)
    ]
    assert len(redenen) > 5
    bron = source_texts()
    assert [t for t in [*redenen, *(r[1] for r in identificaties.REGELS.values())] if t not in bron] == []


def test_closed_lists_are_translated() -> None:
    from processing.models import Bewaarklasse, Grondslag, Wijze
    from processing.redenen import Reden

    bron = source_texts()
    with translation.override("nl"):
        assert [
            str(k.label) for lijst in (Bewaarklasse, Grondslag, Wijze, Reden) for k in lijst if str(k.label) not in bron
        ] == []


def test_sentences_for_residents_are_short() -> None:
    """B1: at most 20 words in a sentence; texts for officers and developers are left out."""
    zinnen = [
        zin
        for pad in (PORTAL / "templates" / "portal" / "burger").glob("*.html")
        for _, t in re.findall(r"""{% translate (["'])(.*?)\1""", pad.read_text(encoding="utf-8"))
        for zin in re.split(r"(?<=[.?!]) ", t)
    ]
    assert [z for z in zinnen if len(z.split()) > 20] == []
