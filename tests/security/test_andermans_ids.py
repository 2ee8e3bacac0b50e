"""A resident with the addresses of another: everything of somebody else is as unknown as what does not exist, and who I am is my session."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from nlapi.routes import alle_routes
from processing import kluis
from tests.deuren import INKOMEN, PERSONEN, api, id_of, load
from tests.personen import Persoonslijst, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

# With what belongs to the route besides the id: the id alone must make the difference.
VRAGEN: dict[str, list[tuple[str, str, dict[str, str]]]] = {
    "burger-toon": [("POST", "/mijn/brp/personen/{id}/toon", {"veld": "persoon.burgerservicenummer"})],
    "burger-eerder": [
        ("GET", "/mijn/brp/personen/{id}/eerder?veld=persoon.naam.voornamen", {}),
        ("GET", "/mijn/brp/personen/{id}/eerder?veld=verblijfplaats.straat", {}),
    ],
    "burger-bewijs": [("GET", "/mijn/gebruik/{regel}/bewijs", {})],
    "burger-papier": [("GET", "/mijn/gebruik/{regel}/papier", {})],
}
NUMMER = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(scope="module")
def mensen(bronhuis_db: None) -> tuple[Persoonslijst, Persoonslijst]:
    ik, ander = person(c01_02_40="Ikzelf"), person(c01_02_40="Iemandanders")
    load([ik, ander])
    for lijst in (ik, ander):
        assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    return ik, ander


def resident(lijst: Persoonslijst) -> Client:
    client = Client()
    assert client.post("/mijn/aanmelden", {"bsn": lijst.bsn}).status_code == 302
    return client


def line_of(lijst: Persoonslijst) -> str:
    pagina = resident(lijst).get("/mijn/gebruik?toon=los").content.decode()
    return str(re.findall(r'href="/mijn/gebruik/([0-9a-f-]{36})/bewijs"', pagina)[0])


def test_every_route_of_a_resident_with_an_id_is_here() -> None:
    met_id = {
        r.naam
        for r in alle_routes(get_resolver().url_patterns)
        if r.patroon.startswith("mijn") and "uuid:" in r.patroon
    }
    assert met_id == set(VRAGEN)


@pytest.mark.parametrize("naam", VRAGEN)
def test_what_is_of_another_is_as_unknown_as_what_is_not_there(
    naam: str, mensen: tuple[Persoonslijst, Persoonslijst]
) -> None:
    ik, ander = mensen
    client = resident(ik)
    for methode, pad, velden in VRAGEN[naam]:

        def ask(lijst: Persoonslijst | None, methode: str = methode, pad: str = pad, velden: Any = velden) -> Any:
            delen = {"id": id_of(lijst), "regel": line_of(lijst)} if lijst else {"id": uuid4(), "regel": uuid4()}
            adres = pad.format(**delen)
            return client.get(adres) if methode == "GET" else client.post(adres, velden)

        assert ask(ik).status_code == 200, pad
        andermans, onbekend = ask(ander), ask(None)
        assert (andermans.status_code, onbekend.status_code) == (404, 404), pad
        assert NUMMER.sub(b"", andermans.content) == NUMMER.sub(b"", onbekend.content)
        assert b"Iemandanders" not in andermans.content


@pytest.mark.parametrize("pad", ["/mijn", "/mijn/brp/personen", "/mijn/gebruik"])
def test_who_i_say_i_am_is_not_listened_to(pad: str, mensen: tuple[Persoonslijst, Persoonslijst]) -> None:
    """A number or a subject in query, body, header or cookie: my own page comes, or a refusal; never that of another."""
    ik, ander = mensen
    surrogaat = kluis.find_surrogate(ander.bsn)
    assert isinstance(surrogaat, UUID)
    namen = ("bsn", "burgerservicenummer", "sub", "subject", "betrokkene", "id", "object", "user")
    waarden = {"bsn": ander.bsn, "burgerservicenummer": ander.bsn} | dict.fromkeys(namen[2:], str(surrogaat))
    gewoon = resident(ik).get(pad).content.decode()
    # A page may lead back to the very address that was asked; what it shows is another matter.
    pogingen: list[Any] = [lambda c: c.post(pad, waarden)]
    for naam, waarde in waarden.items():
        kop = naam.capitalize()
        gevraagd = resident(ik).get(pad, {naam: waarde})
        assert gevraagd.status_code in {200, 400}
        assert "Iemandanders" not in gevraagd.content.decode()
        pogingen += [
            lambda c, k=kop, w=waarde: c.get(pad, headers={f"X-{k}": w, k: w, "X-Forwarded-User": w, "Remote-User": w}),
            lambda c, n=naam, w=waarde: (c.cookies.__setitem__(n, w), c.get(pad))[1],
        ]
    gegeven = 0
    for poging in pogingen:
        antwoord = poging(resident(ik))
        tekst = antwoord.content.decode()
        assert "Iemandanders" not in tekst
        assert ander.bsn not in tekst
        assert str(id_of(ander)) not in tekst
        gegeven += antwoord.status_code == 200
        assert antwoord.status_code in {200, 400, 405}, antwoord.status_code
        if antwoord.status_code == 200 and "Ikzelf" in gewoon:
            assert "Ikzelf" in tekst
    assert gegeven >= 2 * len(waarden), "headers and cookies change nothing, so the page comes"
