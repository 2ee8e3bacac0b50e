"""Items 28 and 29 of the conformance checklist (../shared/standards/nl-api.md, section 11), and its 10.2 and 10.3: how we are found."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from config import veiligheidsmelding
from config.lokaal.staat import KLOON
from nlapi.publicatie import RegistratieOnvolledig, don_registration

pytestmark = pytest.mark.usefixtures("bronhuis_db")


def registration(*opdracht: str) -> dict[str, Any]:
    uit = StringIO()
    call_command("don_registratie", *opdracht, stdout=uit)
    gelezen: dict[str, Any] = json.loads(uit.getvalue())
    return gelezen


@pytest.fixture(scope="module")
def accepts(gedeeld: Path) -> jsonschema_rs.Validator:
    """What the API register of developer.overheid.nl takes."""
    contract = json.loads((gedeeld / "contracts/don-api-register-openapi.json").read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(
        {"$ref": "#/components/schemas/ApiInput", "components": contract["components"]}, validate_formats=True
    )


@pytest.mark.shared
@pytest.mark.parametrize("register", ["brp", "verwerkingslog"])
def test_28_the_registration_is_what_the_register_takes(accepts: jsonschema_rs.Validator, register: str) -> None:
    registratie = registration(register)
    assert [str(f) for f in accepts.iter_errors(registratie)] == []
    assert {"oasUrl", "organisationUri", "contact"} <= set(registratie)
    assert all(registratie["contact"].values())
    adres = registratie["oasUrl"].removeprefix(settings.BASIS_URL)
    antwoord = Client(headers={"Origin": "https://developer.overheid.nl"}).get(adres)
    assert antwoord.status_code == 200
    assert antwoord.json()["openapi"].startswith("3.0.")


@pytest.mark.shared
def test_28_the_contract_refuses_what_is_none(accepts: jsonschema_rs.Validator) -> None:
    goed = registration("brp")
    for kapot in ({**goed, "contact": "wij"}, {**goed, "oasUrl": 1}):
        assert not accepts.is_valid(kapot)


def test_28_what_the_register_would_refuse_is_said_before() -> None:
    with pytest.raises(CommandError, match="organisationUri"):
        registration("brp", "--organisatie", "")
    with pytest.raises(CommandError, match="Er is geen API honden v0"):
        registration("honden")
    with pytest.raises(RegistratieOnvolledig, match=r"contact\.email"):
        don_registration(
            {"openapi": "3.0.3", "info": {"contact": {"name": "x", "url": "https://x"}}},
            oas_url="https://x/o", organisatie_uri="https://x",
        )  # fmt: skip


def test_29_publiccode_has_its_keys() -> None:
    kaart = yaml.safe_load((KLOON / "publiccode.yml").read_text(encoding="utf-8"))
    for pad in (
        "publiccodeYmlVersion", "name", "url", "softwareType", "platforms", "categories", "developmentStatus", "description.nl.shortDescription",
        "description.nl.longDescription", "description.nl.features", "legal.license", "legal.mainCopyrightOwner", "legal.repoOwner",
        "intendedAudience.countries", "localisation.localisationReady", "localisation.availableLanguages", "maintenance.type",
        "maintenance.contacts",
    ):  # fmt: skip
        deel: Any = kaart
        for stap in pad.split("."):
            deel = deel[stap]
        assert deel, pad
    tekst = kaart["description"]["nl"]
    assert len(tekst["shortDescription"]) <= 150
    assert 150 <= len(tekst["longDescription"]) <= 10_000
    assert kaart["softwareType"] in {"standalone/web", "standalone/backend"}
    assert kaart["legal"]["license"] == "EUPL-1.2"
    assert set(kaart["localisation"]["availableLanguages"]) == {code for code, _ in settings.LANGUAGES}
    project = tomllib.loads((KLOON / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (kaart["softwareVersion"], kaart["legal"]["license"]) == (project["version"], project["license"])


def test_29_security_txt_has_a_contact_and_a_future_end() -> None:
    antwoord = Client().get("/.well-known/security.txt")
    assert (antwoord.status_code, antwoord["Content-Type"]) == (200, "text/plain; charset=utf-8")
    velden = dict(regel.split(": ", 1) for regel in antwoord.content.decode().splitlines())
    assert re.match(r"mailto:.+@.+|https://", velden["Contact"])
    nu = datetime.now(UTC)
    assert nu < datetime.fromisoformat(velden["Expires"]) < nu + timedelta(days=366)
    assert velden["Preferred-Languages"] == "nl, en"


def test_29_security_txt_names_https_addresses_only(settings: Any) -> None:
    settings.VEILIGHEIDSMELDING = {"contact": "veilig@gemeente.example", "beleid": "https://gemeente.example/veilig"}
    settings.BASIS_URL = "https://bronhuis.gemeente.example"
    regels = veiligheidsmelding.security_txt(datetime(2026, 1, 1, tzinfo=UTC)).splitlines()
    assert regels == [
        "Contact: mailto:veilig@gemeente.example",
        "Expires: 2026-06-30T00:00:00Z",
        "Preferred-Languages: nl, en",
        "Canonical: https://bronhuis.gemeente.example/.well-known/security.txt",
        "Policy: https://gemeente.example/veilig",
    ]
    settings.BASIS_URL = "http://127.0.0.1:8000"
    assert "Canonical" not in veiligheidsmelding.security_txt(datetime(2026, 1, 1, tzinfo=UTC))
