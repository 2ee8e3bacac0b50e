"""Logging impossible: every route to personal data answers 503 with Retry-After, without one marker; public data go on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from uuid import UUID

import httpx
import psycopg
import pytest
from django.conf import settings

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import Webserver, extra_webserver
from registry.intern.client import DOEL
from registry.intern.pasje import make_pass
from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, TOEZICHT, id_of, load, token
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

RECORD = "processing.record_use(jsonb, text, text[], text[], date, timestamptz, bytea, uuid, text, text, text)"
OPEN = "processing.open_gebruik(uuid, integer, integer, uuid, uuid, text, text, text, text, boolean)"


@pytest.fixture(scope="module")
def lijst() -> Persoonslijst:
    made = person(c01_02_10="Merkteken-voornaam", c08_11_10="Merktekenstraat")
    load([made])
    return made


@pytest.fixture(scope="module")
def server(lijst: Persoonslijst) -> Iterator[Webserver]:
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with extra_webserver(omgeving, werkers=1) as gestart:
        yield gestart


def routes(url: str, lijst: Persoonslijst, object_id: UUID) -> dict[str, Callable[[], httpx.Response]]:
    """A call per route with personal data that succeeds when logging is possible."""
    # The extra server has an address of its own, and with it another issuer.
    settings_url, settings.BASIS_URL = settings.BASIS_URL, url
    try:
        inkomen, toezicht = token(*INKOMEN), token(*TOEZICHT)
        burgerzaken = token("Burgerzakenloket", "adresonderzoek")
    finally:
        settings.BASIS_URL = settings_url
    client = httpx.Client(base_url=url, timeout=30)

    def met(tok: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {tok}"}

    def pagina(pad: str) -> httpx.Response:
        burger = httpx.Client(base_url=url, timeout=30)
        sleutel = burger.get("/mijn/aanmelden").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        burger.post("/mijn/aanmelden", data={"bsn": lijst.bsn, "csrfmiddlewaretoken": sleutel}, headers={"Origin": url})
        return burger.get(pad)

    def wie_zag() -> httpx.Response:
        medewerker = httpx.Client(base_url=url, timeout=30)
        for pad, formulier in (
            ("/beheer/aanmelden", {"naam": "toezicht", "wachtwoord": "demo-toezicht"}),
            ("/beheer/log", {"bsn": lijst.bsn}),
        ):
            sleutel = medewerker.get(pad).text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
            doel = "/beheer/log/wie-zag" if pad == "/beheer/log" else pad
            antwoord = medewerker.post(doel, data=formulier | {"csrfmiddlewaretoken": sleutel}, headers={"Origin": url})
        return antwoord

    return {
        "register-verzameling": lambda: client.get(PERSONEN, headers=met(burgerzaken)),
        "register-zoek": lambda: client.post(
            f"{PERSONEN}/_zoek", json={"zoeksleutels": {"burgerservicenummer": lijst.bsn}}, headers=met(inkomen)
        ),
        "register-object": lambda: client.get(f"{PERSONEN}/{object_id}", headers=met(inkomen)),
        "register-voorkomens": lambda: client.get(f"{PERSONEN}/{object_id}/voorkomens", headers=met(inkomen)),
        "verwerkingslog-regels-zoek": lambda: client.post(
            "/api/verwerkingslog/v1/regels/_zoek", json={"burgerservicenummer": lijst.bsn}, headers=met(toezicht)
        ),
        "intern-personen-laden": lambda: client.post(
            "/intern/v1/personen",
            content=person().as_json(),
            headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL), "Content-Type": "application/octet-stream"},
        ),
        "burger-register": lambda: pagina("/mijn/brp/personen"),
        "burger-gebruik": lambda: pagina("/mijn/gebruik"),
        "beheer-wie-zag": wie_zag,
    }


def test_every_route_with_personal_data_is_in_this_test(server: Webserver, lijst: Persoonslijst) -> None:
    from django.urls import get_resolver

    from nlapi.routes import alle_routes

    gevonden = {r.naam for r in alle_routes(get_resolver().url_patterns) if r.soort == "persoonsgegevens"}
    assert gevonden == set(routes(server.url, lijst, UUID(int=0)))


@pytest.mark.parametrize("functie", [RECORD, OPEN])
def test_without_the_log_no_personal_data(
    server: Webserver, lijst: Persoonslijst, superuser: Callable[[], psycopg.Connection], functie: str
) -> None:
    aanroepen = routes(server.url, lijst, id_of(lijst))
    goed = {naam: aanroep() for naam, aanroep in aanroepen.items()}
    assert {naam: a.status_code for naam, a in goed.items()} == dict.fromkeys(aanroepen, 200)
    assert sum("Merkteken" in a.text for a in goed.values()) >= 3
    with superuser() as root:
        root.execute(f"REVOKE EXECUTE ON FUNCTION {functie} FROM bronhuis_app")
        try:
            kapot = {naam: aanroep() for naam, aanroep in aanroepen.items()}
            openbaar = httpx.get(f"{server.url}/api/brp/v1/openapi.json").status_code
        finally:
            root.execute(f"GRANT EXECUTE ON FUNCTION {functie} TO bronhuis_app")
    print(json.dumps({naam: a.status_code for naam, a in kapot.items()}))
    assert {naam: a.status_code for naam, a in kapot.items()} == dict.fromkeys(aanroepen, 503)
    assert all("Retry-After" in a.headers for a in kapot.values())
    assert [naam for naam, a in kapot.items() if "Merkteken" in a.text or lijst.bsn in a.text] == []
    assert openbaar == 200
