"""The main line: a person is found and read for a purpose, as of today and an earlier day; every use leaves its line."""

from __future__ import annotations

import json

import pytest

from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, TOEZICHT, api, assert_problem, id_of, load, search
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")


def test_a_person_is_found_read_and_logged() -> None:
    lijst = person()
    straat = next(v["elementen"]["08.11.10"] for v in lijst.voorkomens if v["categorie"] == "08")
    lijst.voorkomens.append(
        {
            "categorie": "08",
            "stapel": 0,
            "volgnummer": 1,
            "elementen": {"08.09.10": "9999", "08.11.10": "Oudestraat", "08.85.10": "20000101"},
        }
    )
    load([lijst])
    client = api(*INKOMEN)

    gevonden = search(client, burgerservicenummer=lijst.bsn)
    assert gevonden.status_code == 200
    assert [r["gegevens"]["persoon"]["burgerservicenummer"] for r in gevonden.json()["resultaten"]] == [lijst.bsn]

    nu = client.get(f"{PERSONEN}/{id_of(lijst)}").json()
    eerder = client.get(f"{PERSONEN}/{id_of(lijst)}?geldigOp=2010-01-01").json()
    assert nu["gegevens"]["verblijfplaats"]["straat"] == straat
    assert eerder["gegevens"]["verblijfplaats"]["straat"] == "Oudestraat"
    assert "inschrijving" not in nu["gegevens"]

    regels = api(*TOEZICHT).post(
        "/api/verwerkingslog/v1/regels/_zoek",
        data=json.dumps({"burgerservicenummer": lijst.bsn}),
        content_type="application/json",
    )
    assert regels.status_code == 200
    soorten = [r["bevinding"] for r in regels.json()["regels"]]
    assert soorten.count("geraadpleegd") == 2
    assert soorten.count("gevonden") >= 1
    assert soorten.count("bijgehouden") == 1


def test_what_is_not_allowed_is_refused_and_says_why() -> None:
    lijst = person()
    load([lijst])
    client = api(*INKOMEN)
    object_id = id_of(lijst)
    document = assert_problem(
        client.get(f"{PERSONEN}/{object_id}?fields=inschrijving.geheimhouding"), 403, "veld-niet-toegestaan"
    )
    assert document["fouten"][0]["naam"] == "inschrijving.geheimhouding"
    assert_problem(client.get(PERSONEN), 403, "actie-niet-toegestaan")
    assert_problem(
        search(client, geslachtsnaam="Jansen", geboortedatum="1980-01-01"), 403, "zoeksleutel-niet-toegestaan"
    )
    assert api(*BURGERZAKEN).get(PERSONEN).status_code == 200
