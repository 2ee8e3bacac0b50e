"""Every text of the pages is there in English too, and a browser that asks for English gets it."""

from __future__ import annotations

import gettext
import re

import pytest
from django.test import Client

from config.lokaal.staat import KLOON

PORTAL = KLOON / "portal"
CATALOGUS = PORTAL / "locale" / "en" / "LC_MESSAGES"


def texts() -> set[str]:
    """Every text that templates and views hand to gettext."""
    gevonden = {
        m[2] for p in PORTAL.rglob("*.html") for m in re.finditer(r"""\{% translate (["'])(.*?)\1 %\}""", p.read_text())
    }
    return gevonden | {
        t for p in PORTAL.rglob("*.py") for t in re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)*)"\s*\)', p.read_text())
    }


def test_every_text_has_an_english_one() -> None:
    with (CATALOGUS / "django.mo").open("rb") as bestand:
        engels = gettext.GNUTranslations(bestand)
    gevonden = texts()
    assert len(gevonden) > 100
    assert sorted(t for t in gevonden if engels.gettext(t) == t) == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    bron = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (CATALOGUS / "django.po").read_text(), re.MULTILINE))
    with (CATALOGUS / "django.mo").open("rb") as bestand:
        engels = gettext.GNUTranslations(bestand)
    assert {t: engels.gettext(t) for t in bron} == bron


@pytest.mark.usefixtures("bronhuis_db")
@pytest.mark.parametrize(("taal", "kop"), [("nl", "Aanmelden"), ("en", "Sign in"), ("de", "Aanmelden")])
def test_a_page_speaks_the_language_of_the_browser(taal: str, kop: str) -> None:
    pagina = Client(headers={"Accept-Language": taal}).get("/mijn/aanmelden").content.decode()
    assert f"<h1>{kop}</h1>" in pagina
    assert f'<html lang="{taal if taal != "de" else "nl"}">' in pagina
