"""The doors of the product as tests use them: HTTP with a token of an applicatie, loading through the intern route."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

from consumers.management.commands.geef_token import Command as GeefToken
from consumers.models import Applicatie
from consumers.oauth.tokens import sign
from registry.intern.client import DOEL
from registry.intern.pasje import make_pass
from tests.personen import Persoonslijst

INKOMEN = ("Suite Inkomen", "bijstand-beoordelen")
SCHULDEN = ("Suite Inkomen", "schuldhulp-verlenen")
BURGERZAKEN = ("Burgerzakenloket", "adresonderzoek")
TOEZICHT = ("Privacyconsole", "toezicht-verwerkingslog")
PERSONEN = "/api/brp/v1/personen"


def token(applicatie: str, activiteit: str) -> str:
    """A token signed as the token endpoint would; see tests/consumers for the endpoint itself."""
    software = Applicatie.objects.get(name=applicatie)
    return sign(software, GeefToken.details(software, activiteit))


def api(applicatie: str, activiteit: str, **koppen: str) -> Client:
    """A client that sends the token of this applicatie for this activity."""
    return Client(headers={"Authorization": f"Bearer {token(applicatie, activiteit)}", **koppen})


def load(lijsten: Iterable[Persoonslijst], *, vervang: bool = False) -> dict[str, Any]:
    """Load persons through the importer's door; returns its report."""
    inhoud = "\n".join(lijst.as_json() for lijst in lijsten)
    antwoord = Client().post(
        f"/intern/v1/personen?vervang={'true' if vervang else 'false'}",
        data=inhoud,
        content_type="application/octet-stream",
        headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL)},
    )
    assert antwoord.status_code == 200, antwoord.content
    rapport: dict[str, Any] = antwoord.json()
    return rapport


def search(client: Client, **zoeksleutels: Any) -> Any:
    """POST _zoek on personen with these keys."""
    return client.post(
        f"{PERSONEN}/_zoek", data=json.dumps({"zoeksleutels": zoeksleutels}), content_type="application/json"
    )


def id_of(lijst: Persoonslijst) -> UUID:
    """The object id of a loaded person."""
    antwoord = search(api(*INKOMEN), burgerservicenummer=lijst.bsn)
    assert antwoord.status_code == 200, antwoord.content
    return UUID(antwoord.json()["resultaten"][0]["id"])


def assert_problem(antwoord: Any, status: int, code: str) -> dict[str, Any]:
    """The one check of a refusal: status, media type, required members, code, headers."""
    assert antwoord.status_code == status, (antwoord.status_code, antwoord.content)
    assert antwoord["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = antwoord.json()
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(document)
    assert (document["status"], document["code"]) == (status, code)
    assert antwoord["Cache-Control"] == "no-store"
    return document
