"""The deny table: expected outcomes written by hand in one file. Each refused case stands beside a granted one; nothing is computed.

Pages are visited with a client that enforces CSRF and sends no token: that is what a forged form is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from consumers.models import Applicatie
from consumers.oauth.tokens import sign
from nlapi.routes import alle_routes
from processing.models import Autorisatie
from tests.deuren import (
    BURGERZAKEN,
    INKOMEN,
    PERSONEN,
    SCHULDEN,
    TOEZICHT,
    a_signal,
    api,
    authorise,
    code_of,
    employee,
    load,
    looking,
    search,
)
from tests.personen import Persoonslijst, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

TABEL = list(csv.DictReader((Path(__file__).parent / "weigertabel.csv").open(encoding="utf-8"), delimiter=";"))
PERSONAS = {
    "niemand", "vervalser", "doelloos", "vreemde-activiteit", "inkomen", "schulden", "burgerzaken", "toezicht", "derde", "wijk", "inwoner",
    "toezichthouder", "beheerder", "beheerder-zonder-doel", "autorisatiebeheerder", "archiefbeheerder", "halverwege",
}  # fmt: skip
DOSSIER = "/beheer/dossier/brp/personen/{id}"
PADEN: dict[str, str] = {
    "register-object": PERSONEN + "/{id}", "register-voorkomens": PERSONEN + "/{id}/voorkomens", "register-zoek": f"{PERSONEN}/_zoek",
    "register-verzameling": f"{PERSONEN}?limit=100", "register-openapi": "/api/brp/v1/openapi.json",
    "verwerkingslog-openapi": "/api/verwerkingslog/v1/openapi.json", "verwerkingslog-regels-zoek": "/api/verwerkingslog/v1/regels/_zoek",
    "intern-personen-laden": "/intern/v1/personen", "burger-register": "/mijn/brp/personen", "burger-gebruik": "/mijn/gebruik",
    "burger-start": "/mijn", "burger-aanmelden": "/mijn/aanmelden", "burger-afmelden": "/mijn/afmelden", "burger-hulp": "/mijn/hulp",
    "burger-toon": "/mijn/brp/personen/{id}/toon", "burger-eerder": "/mijn/brp/personen/{id}/eerder?veld=persoon.naam.geslachtsnaam",
    "burger-verlopen": "/mijn/verlopen", "burger-sessie": "/mijn/sessie",
    "burger-bewijs": "/mijn/gebruik/00000000-0000-4000-8000-000000000000/bewijs", "burger-papier": "/mijn/gebruik/00000000-0000-4000-8000-000000000000/papier", "beheer-zegel": "/beheer/zegel", "beheer-bewaren": "/beheer/bewaren", "beheer-bewaren-stop": "/beheer/bewaren/stop",
    "beheer-bewaren-opheffen": "/beheer/bewaren/stop/00000000-0000-4000-8000-000000000000/opheffen", "beheer-bewaren-deel": "/beheer/bewaren/1999-01-01/2jaar",
    "controleer": "/controleer", "controleer-programma": "/controleer/bronhuis_verify.py",
    "zegel-checkpoint": "/.well-known/verwerkingslog/checkpoint", "zegel-tegel": "/.well-known/verwerkingslog/tile/0/x999/999",
    "zegel-sleutel": "/.well-known/verwerkingslog/sleutel", "zegel-tijdstempel": "/.well-known/verwerkingslog/tijdstempel",
    "zegel-gestempeld": "/.well-known/verwerkingslog/tijdstempel/checkpoint",
    "beheer-start": "/beheer", "beheer-aanmelden": "/beheer/aanmelden", "beheer-afmelden": "/beheer/afmelden",
    "beheer-autorisaties": "/beheer/autorisaties", "beheer-activiteiten": "/beheer/activiteiten", "beheer-log": "/beheer/log",
    "beheer-wie-zag": "/beheer/log/wie-zag", "beheer-handelingen": "/beheer/handelingen", "beheer-tweede-stap": "/beheer/tweede-stap",
    "beheer-koppelen": "/beheer/koppelen", "beheer-doel": "/beheer/doel", "beheer-zoeken": "/beheer/zoeken",
    "beheer-zoekformulier": "/beheer/zoeken/brp/personen", "beheer-gevonden": "/beheer/zoeken/brp/personen/gevonden",
    "beheer-dossier": DOSSIER, "beheer-historie": f"{DOSSIER}/historie", "beheer-toon": f"{DOSSIER}/toon",
    "beheer-corrigeren": f"{DOSSIER}/corrigeer/persoon/0", "beheer-opslaan": f"{DOSSIER}/corrigeer/persoon/0/opslaan",
    "beheer-autorisatie-nieuw": "/beheer/autorisaties/nieuw", "beheer-autorisatie": "/beheer/autorisaties/{autorisatie}",
    "beheer-autorisatie-intrekken": "/beheer/autorisaties/{autorisatie}/intrekken", "beheer-activiteit-nieuw": "/beheer/activiteiten/nieuw",
    "beheer-activiteit": "/beheer/activiteiten/adresonderzoek", "beheer-activiteit-intrekken": "/beheer/activiteiten/adresonderzoek/intrekken",
    "beheer-signalen": "/beheer/signalen", "beheer-signaal": "/beheer/signalen/{signaal}",
    "beheer-signaal-uitkomst": "/beheer/signalen/{signaal}/uitkomst", "beheer-aandacht": "/beheer/aandacht",
    "beheer-aandacht-markeer": "/beheer/aandacht/markeer", "beheer-aandacht-einde": f"/beheer/aandacht/{uuid4()}/einde",
    "oauth-token": "/oauth/v1/token", "oauth-revoke": "/oauth/v1/revoke", "oauth-jwks": "/oauth/v1/jwks",
    "oauth-metadata": "/.well-known/oauth-authorization-server", "healthz": "/healthz", "veiligheidsmelding": "/.well-known/security.txt",
    "start": "/", "ontwikkelaars": "/ontwikkelaars",
    "ontwikkelaars-api": "/ontwikkelaars/brp/v1", "ontwikkelaars-referentie": "/ontwikkelaars/brp/v1/referentie",
    "ontwikkelaars-probeer": "/ontwikkelaars/brp/v1/probeer/zoekPersoon",
    "ontwikkelaars-antwoord": "/ontwikkelaars/brp/v1/probeer/zoekPersoon/antwoord",
    "statisch": "/static/portal/portal.css",
}  # fmt: skip


@pytest.fixture(scope="module")
def mensen(bronhuis_db: None) -> dict[str, Persoonslijst]:
    """Three residents with a marker per groep: plain, secret, and one of another municipality."""
    made = {"gewoon": person(), "geheim": person(c07_70_10="7"), "elders": person(c08_09_10="9998")}
    for naam, lijst in made.items():
        lijst.met("04", {"05.10": "0001", "82.30": f"merk-nationaliteiten-{naam}", "85.10": "19800101"})
        lijst.met("05", {"02.40": f"merk-partners-{naam}", "85.10": "20100101"})
        lijst.met("09", {"02.40": f"merk-kinderen-{naam}", "85.10": "20110101"})
        lijst.voorkomens[0]["elementen"]["01.02.40"] = f"merk-persoon-{naam}"
        for voorkomen in lijst.voorkomens:
            if voorkomen["categorie"] == "08":
                voorkomen["elementen"]["08.11.15"] = f"merk-verblijfplaats-{naam}"
            if voorkomen["categorie"] == "07":
                voorkomen["elementen"]["07.71.20"] = f"merk-inschrijving-{naam}"
    load(made.values())
    return made


def signed_in(aanmelden: Callable[[Client], object]) -> Client:
    """A browser with a session, that enforces CSRF from then on."""
    client = Client(enforce_csrf_checks=True)
    client.handler.enforce_csrf_checks = False
    aanmelden(client)
    client.handler.enforce_csrf_checks = True
    return client


def with_password_only(client: Client) -> None:
    """An employee with an app, who did not give its code yet."""
    code_of("beheer")
    client.post("/beheer/aanmelden", {"naam": "beheer", "wachtwoord": "demo-beheer"})


@pytest.fixture(scope="module")
def clients(mensen: dict[str, Persoonslijst]) -> dict[str, Client]:
    suite = Applicatie.objects.get(name="Suite Inkomen")
    return {
        "niemand": Client(enforce_csrf_checks=True),
        "vervalser": Client(headers={"Authorization": "Bearer " + sign(suite, [])[:-8] + "AAAAAAAA"}),
        "doelloos": Client(headers={"Authorization": f"Bearer {sign(suite, [])}"}),
        "vreemde-activiteit": api(*INKOMEN, VerwerkingsactiviteitId=str(uuid4())),
        "inkomen": api(*INKOMEN),
        "schulden": api(*SCHULDEN),
        "burgerzaken": api(*BURGERZAKEN),
        "toezicht": api(*TOEZICHT),
        "derde": authorise("derde", soort="derde", acties=["raadplegen"], velden=["persoon"], geheimTonen=False).client(),
        "wijk": authorise(
            "wijk", soort="derde", acties=["raadplegen", "zoeken"], velden=["verblijfplaats"], zoeksleutels=["postcode"], geheimTonen=True,
            rijregel=[{"pad": "verblijfplaats.gemeenteVanInschrijving", "in": ["9999"]}],
        ).client(),
        "inwoner": signed_in(lambda c: c.post("/mijn/aanmelden", {"bsn": mensen["gewoon"].bsn})),
        "toezichthouder": signed_in(lambda c: employee("toezicht", c)),
        "beheerder": signed_in(lambda c: looking(client=c)),
        "beheerder-zonder-doel": signed_in(lambda c: employee("beheer", c)),
        "autorisatiebeheerder": signed_in(lambda c: employee("autorisaties", c)),
        "archiefbeheerder": signed_in(lambda c: employee("archief", c)),
        "halverwege": signed_in(with_password_only),
    }  # fmt: skip


def _body(route: str, lijst: Persoonslijst) -> tuple[str, str]:
    match route:
        case "register-zoek":
            return json.dumps({"zoeksleutels": {"burgerservicenummer": lijst.bsn}}), "application/json"
        case "verwerkingslog-regels-zoek":
            return json.dumps({"burgerservicenummer": lijst.bsn}), "application/json"
        case "intern-personen-laden":
            return person().as_json(), "application/octet-stream"
        case "oauth-token":
            return "{}", "application/json"
        case _:
            return f"bsn={lijst.bsn}", "application/x-www-form-urlencoded"


@pytest.mark.parametrize("rij", TABEL, ids=lambda r: f"{r['route']}-{r['methode']}-{r['persona']}-{r['wie']}")
def test_the_table_holds(rij: dict[str, str], mensen: dict[str, Persoonslijst], clients: dict[str, Client]) -> None:
    lijst = mensen.get(rij["wie"], mensen["gewoon"])
    pad = PADEN[rij["route"]]
    if "{id}" in pad:
        eigen = (
            rij["wie"] in mensen
            and search(clients["burgerzaken"], burgerservicenummer=lijst.bsn).json()["resultaten"][0]["id"]
        )
        pad = pad.format(id=eigen or uuid4())
    if "{autorisatie}" in pad:
        staand = Autorisatie.objects.filter(activiteit__naam="adresonderzoek", ingetrokken_op=None)[0]
        pad = pad.format(autorisatie=staand.pk if rij["wie"] == "gewoon" else uuid4())
    if "{signaal}" in pad:
        pad = pad.format(signaal=a_signal() if rij["wie"] == "gewoon" else uuid4())
    inhoud, soort = (
        _body(rij["route"], lijst) if rij["methode"] in {"POST", "PUT"} else ("", "application/octet-stream")
    )
    antwoord = clients[rij["persona"]].generic(rij["methode"], pad, inhoud, content_type=soort)
    assert antwoord.status_code == int(rij["status"]), antwoord.content[:300]
    if rij["code"]:
        assert antwoord.json()["code"] == rij["code"]
    tekst = antwoord.content.decode()
    gezien = {
        g
        for g in ("persoon", "partners", "kinderen", "verblijfplaats", "nationaliteiten", "inschrijving")
        if f"merk-{g}-{rij['wie']}" in tekst
    }
    verwacht = set(rij["zichtbaar"].split())
    if verwacht == {"eigen"}:
        assert "merk-persoon-gewoon" in tekst
        assert "merk-persoon-geheim" not in tekst
    elif rij["route"] != "register-verzameling":
        assert gezien == verwacht
    else:
        assert not gezien - verwacht


def test_every_route_and_persona_is_in_the_table() -> None:
    assert {r["route"] for r in TABEL} == {r.naam for r in alle_routes(get_resolver().url_patterns)}
    assert {r["persona"] for r in TABEL} == PERSONAS


def test_at_least_a_quarter_is_granted() -> None:
    gegeven = [r for r in TABEL if r["status"] == "200"]
    print(f"{len(TABEL)} rijen, {len(gegeven)} gegeven")
    assert len(gegeven) * 4 >= len(TABEL)


def test_an_unknown_a_secret_and_an_outside_object_are_one_and_the_same(
    mensen: dict[str, Persoonslijst], clients: dict[str, Client]
) -> None:
    def ask(persona: str, object_id: str) -> dict[str, Any]:
        document: dict[str, Any] = clients[persona].get(f"{PERSONEN}/{object_id}").json()
        document.pop("instance")
        return document

    def ids(wie: str) -> str:
        return str(search(clients["burgerzaken"], burgerservicenummer=mensen[wie].bsn).json()["resultaten"][0]["id"])

    assert ask("derde", str(uuid4())) == ask("derde", ids("geheim"))
    assert ask("wijk", str(uuid4())) == ask("wijk", ids("elders"))
