"""Logging impossible: every route to personal data answers 503 with Retry-After, without one marker; public data go on."""

from __future__ import annotations

import itertools
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from functools import cache
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
from tests.deuren import INKOMEN, PERSONEN, TOEZICHT, a_signal, code_of, id_of, load, token
from tests.personen import Persoonslijst, new_bsn, person

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

    def resident() -> httpx.Client:
        browser = httpx.Client(base_url=url, timeout=30)
        send(browser, "/mijn/aanmelden", "/mijn/aanmelden", {"bsn": lijst.bsn})
        return browser

    def pagina(pad: str) -> httpx.Response:
        return resident().get(pad)

    def send(browser: httpx.Client, formulierpad: str, pad: str, formulier: dict[str, str]) -> httpx.Response:
        sleutel = browser.get(formulierpad).text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        return browser.post(pad, data=formulier | {"csrfmiddlewaretoken": sleutel}, headers={"Origin": url})

    def employee(naam: str) -> httpx.Client:
        browser = httpx.Client(base_url=url, timeout=30)
        send(browser, "/beheer/aanmelden", "/beheer/aanmelden", {"naam": naam, "wachtwoord": f"demo-{naam}"})
        send(browser, "/beheer/tweede-stap", "/beheer/tweede-stap", {"code": code_of(naam)})
        return browser

    @cache
    def own_line() -> str:
        """The address of a line about this resident, found while the log still worked."""
        return (
            pagina("/mijn/gebruik")
            .text.partition('href="/mijn/gebruik/')[2]
            .partition('"')[0]
            .join(("/mijn/gebruik/", ""))
        )

    def steward() -> httpx.Client:
        browser = employee("beheer")
        doel = {"activiteit": "gegevensbeheer", "reden": "kwaliteit", "kenmerk": "Z-2026-1"}
        send(browser, "/beheer/doel", "/beheer/doel", doel)
        return browser

    @cache
    def signal() -> str:
        """The address of a signal, made while the log still worked."""
        return f"/beheer/signalen/{a_signal()}"

    def mark(bsn: str) -> httpx.Response:
        formulier = {"bsn": bsn, "reden": "bekend-persoon", "kenmerk": "FG-1"}
        return send(employee("toezicht"), "/beheer/log", "/beheer/aandacht/markeer", formulier)

    @cache
    def attentions() -> Iterator[str]:
        """Where attention can be ended, for each time that this is asked: given while the log still worked."""
        for _ in range(2):
            mark(new_bsn())
        pagina = employee("toezicht").get("/beheer/aandacht").text
        return iter(re.findall(r'action="(/beheer/aandacht/[0-9a-f-]{36}/einde)"', pagina))

    def correct(browser: httpx.Client) -> httpx.Response:
        nieuw = {
            "nationaliteiten.nationaliteit": "0001",
            "wijze": "wijziging",
            "ingang": "01-02-2020",
            "reden": "akte",
            "document": "A-1",
        }
        # A groep that is still empty, at a place that no other call of this test takes.
        stapel = next(hoger)
        return send(browser, "/beheer/doel", f"{dossier}/corrigeer/nationaliteiten/{stapel}/opslaan", nieuw)

    dossier, zoek = f"/beheer/dossier/brp/personen/{object_id}", "/beheer/zoeken/brp/personen"
    hoger = itertools.count(secrets.randbelow(1_000_000) + 1)
    probeer = "/ontwikkelaars/brp/v1/probeer/raadpleegPersoon"

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
        "burger-toon": lambda: send(
            resident(), "/mijn/hulp", f"/mijn/brp/personen/{object_id}/toon", {"veld": "persoon.burgerservicenummer"}
        ),
        "burger-eerder": lambda: pagina(f"/mijn/brp/personen/{object_id}/eerder?veld=persoon.naam.voornamen"),
        "burger-start": lambda: pagina("/mijn"),
        "burger-gebruik": lambda: pagina("/mijn/gebruik"),
        "burger-bewijs": lambda: pagina(own_line()),
        "burger-papier": lambda: pagina(own_line().replace("/bewijs", "/papier")),
        "beheer-wie-zag": lambda: send(employee("toezicht"), "/beheer/log", "/beheer/log/wie-zag", {"bsn": lijst.bsn}),
        "ontwikkelaars-antwoord": lambda: send(
            httpx.Client(base_url=url, timeout=30),
            probeer,
            f"{probeer}/antwoord",
            {"path-objectId": str(object_id), "token": inkomen},
        ),
        "beheer-handelingen": lambda: employee("toezicht").get("/beheer/handelingen"),
        "beheer-signalen": lambda: employee("toezicht").get("/beheer/signalen"),
        "beheer-signaal": lambda: employee("toezicht").get(signal()),
        "beheer-signaal-uitkomst": lambda: send(
            employee("toezicht"),
            "/beheer/log",
            f"{signal()}/uitkomst",
            {"uitkomst": "terecht", "toelichting": "Gezien en in orde."},
        ),
        "beheer-aandacht": lambda: employee("toezicht").get("/beheer/aandacht"),
        "beheer-aandacht-markeer": lambda: mark(new_bsn()),
        "beheer-aandacht-einde": lambda: send(employee("toezicht"), "/beheer/log", next(attentions()), {}),
        "beheer-gevonden": lambda: send(steward(), zoek, f"{zoek}/gevonden", {"burgerservicenummer": lijst.bsn}),
        "beheer-dossier": lambda: steward().get(dossier),
        "beheer-historie": lambda: steward().get(f"{dossier}/historie"),
        "beheer-toon": lambda: send(
            steward(), "/beheer/doel", f"{dossier}/toon", {"pad": "persoon.burgerservicenummer", "reden": "akte"}
        ),
        "beheer-corrigeren": lambda: steward().get(f"{dossier}/corrigeer/persoon/0"),
        "beheer-opslaan": lambda: correct(steward()),
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
