"""Pages for everyone, static files and errors; and no path of a model in code or templates of the portal."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

import portal
from nlapi.probleem import ProbleemResponse
from portal import statisch
from registry.model.laden import laad
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

PORTAL = Path(portal.__file__).parent
WORTEL = PORTAL.parent


def test_the_front_door_has_three_doors() -> None:
    pagina = Client().get("/").content.decode()
    assert [f'href="{pad}"' in pagina for pad in ("/mijn", "/beheer", "/ontwikkelaars")] == [True] * 3


def test_static_files_have_their_digest_in_the_name_and_are_kept() -> None:
    pagina = Client().get("/").content.decode()
    adressen = re.findall(r'href="(/static/portal/[^"]+)"', pagina)
    assert len(adressen) == 2, "the icon and one style sheet"
    for adres in adressen:
        antwoord = Client().get(adres)
        assert antwoord.status_code == 200
        assert "immutable" in antwoord["Cache-Control"]
        assert hashlib.sha256(antwoord.content).hexdigest()[:12] in adres
    kaal = Client().get("/static/portal/portal.css")
    assert (kaal["Cache-Control"], kaal["Content-Type"]) == (statisch.EIGEN_NAAM, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    "pad", ["../settings.py", "%2e%2e/apps.py", "../../apps.py", "onbekend.css", "portal.000000000000.css"]
)
def test_no_other_file_is_reachable(pad: str) -> None:
    assert Client().get(f"/static/portal/{pad}").status_code == 404


def test_developers_find_every_published_document() -> None:
    client = Client()
    pagina = client.get("/ontwikkelaars").content.decode()
    documenten = re.findall(r'href="((?:/api/|/\.well-known/)[^"]+)"', pagina)
    assert len(documenten) >= 3
    assert [d for d in documenten if client.get(d).status_code != 200] == []


def test_the_example_is_a_search_that_the_register_knows() -> None:
    tekst = words(Client().get("/ontwikkelaars"))
    assert f"curl -s {settings.BASIS_URL}/oauth/v1/token" in tekst
    treffer = re.search(r"/api/[a-z-]+/v\d+/[a-z-]+/_zoek .*? -d '(\{.*?\})'", tekst)
    assert treffer
    assert list(json.loads(treffer[1])) == ["zoeksleutels"]
    detail = re.search(r"authorization_details=(\[.*?\])'", tekst)
    assert detail
    assert json.loads(detail[1])[0]["type"] == "urn:nl:bronhuis:doelbinding"


@pytest.mark.parametrize(
    ("methode", "pad", "status"),
    [("GET", "/bestaat-niet", 404), ("GET", "/mijn/", 404), ("DELETE", "/", 405), ("POST", "/ontwikkelaars", 405)],
)
def test_an_error_is_a_page_with_a_number(methode: str, pad: str, status: int) -> None:
    antwoord = Client().generic(methode, pad)
    assert antwoord.status_code == status
    assert antwoord["Content-Type"] == "text/html; charset=utf-8"
    assert antwoord["Cache-Control"] == "no-store"
    assert isinstance(antwoord, ProbleemResponse)
    assert f"Nummer van dit verzoek: {antwoord['X-Request-Id']}" in words(antwoord)


def test_a_form_from_elsewhere_is_refused_with_a_page() -> None:
    antwoord = Client(enforce_csrf_checks=True).post("/mijn/aanmelden", {"bsn": "999990019"})
    assert antwoord.status_code == 403
    assert "verlopen" in words(antwoord)
    assert "999990019" not in antwoord.content.decode()


def test_help_tells_whom_to_ask() -> None:
    tekst = words(Client().get("/mijn/hulp"))
    assert settings.OPENAPI_CONTACT["email"] in tekst
    assert "Autoriteit Persoonsgegevens" in tekst


def test_no_path_of_a_model_stands_in_the_portal() -> None:
    modellen = [*WORTEL.glob("registry/informatiemodellen/*/*.yaml"), *WORTEL.glob("tests/modellen/*/*.yaml")]
    paden = {
        pad
        for bestand in modellen
        for objecttype in laad(bestand.read_text(encoding="utf-8")).objecttypen.values()
        for blad in objecttype.paden
        for pad in (blad, blad.rpartition(".")[0])
        if "." in pad
    }
    assert len(paden) > 150
    bestanden = [b for b in PORTAL.rglob("*") if b.suffix in {".py", ".html"}]
    assert len(bestanden) > 25
    gevonden = {
        (b.relative_to(WORTEL).as_posix(), pad)
        for b in bestanden
        for pad in re.findall(r"[a-zA-Z]+(?:\.[a-zA-Z]+)+", b.read_text(encoding="utf-8"))
        if pad in paden
    }
    assert gevonden == set()
