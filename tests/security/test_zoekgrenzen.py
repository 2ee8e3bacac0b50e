"""A search that could be used to go through everybody is refused before it is carried out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from tests.deuren import PERSONEN, assert_problem, authorise, load
from tests.personen import Persoonslijst, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

NAAM_EN_DATUM = {"geslachtsnaam": "Achter", "geboortedatum": "1980-01-01"}
TE_RUIM: list[dict[str, Any]] = [
    {},
    {"geslachtsnaam": "*", "geboortedatum": "1980-01-01"},
    {"geslachtsnaam": "a*", "geboortedatum": "1980-01-01"},
    {"geslachtsnaam": "ab*", "geboortedatum": "1980-01-01"},
    {"geslachtsnaam": "*chter", "geboortedatum": "1980-01-01"},
    {"geslachtsnaam": "Ach*er", "geboortedatum": "1980-01-01"},
    {"geslachtsnaam": "", "geboortedatum": "1980-01-01"},
    {"geslachtsnaam": "Achter"},
    {"geboortedatum": "1980-01-01"},
    {"postcode": "9999ZZ"},
    {"huisnummer": 12},
    {"burgerservicenummer": "99999*"},
    {"burgerservicenummer": "9999"},
    {"burgerservicenummer": ""},
    {"burgerservicenummer": None},
    {"burgerservicenummer": ["999990019", "999990020"]},
]


@pytest.fixture(scope="module")
def lijst(bronhuis_db: None) -> Persoonslijst:
    lijst = person(c01_02_40="Achterhuis")
    load([lijst])
    return lijst


@pytest.fixture(scope="module")
def client(bronhuis_db: None) -> Client:
    """One that may use every key: what is refused, is refused for the question."""
    from registry.catalogus import catalogus

    soort = catalogus().nieuwste("brp", "personen")
    assert soort
    sleutels = list(soort.objecttype.zoeksleutels)
    return authorise("zoeker", acties=["zoeken"], velden=["persoon"], zoeksleutels=sleutels, geheimTonen=True).client()


def ask(client: Client, sleutels: dict[str, Any]) -> Any:
    vraag = json.dumps({"zoeksleutels": sleutels})
    return client.post(f"{PERSONEN}/_zoek", data=vraag, content_type="application/json")


@pytest.mark.parametrize("sleutels", TE_RUIM, ids=json.dumps)
def test_a_wildcard_or_too_little_to_go_on_is_refused(
    sleutels: dict[str, Any], client: Client, lijst: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    antwoord = ask(client, sleutels)
    assert_problem(antwoord, 400, "invoer-ongeldig")
    assert "Achterhuis" not in antwoord.content.decode()
    with superuser() as root:
        verzoek = [UUID(antwoord["X-Request-Id"])]
        assert root.execute("SELECT FROM processing.handeling WHERE verzoek = %s", verzoek).rowcount == 0


def test_enough_to_go_on_is_answered(client: Client, lijst: Persoonslijst) -> None:
    for sleutels in (
        {"geslachtsnaam": "Achterhuis", "geboortedatum": "1980-01-01"},
        {"geslachtsnaam": "Ach*", "geboortedatum": "1980-01-01"},
        {"burgerservicenummer": lijst.bsn},
    ):
        assert ask(client, sleutels).status_code == 200, sleutels
