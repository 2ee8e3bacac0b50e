"""What somebody sends as text stays text: in the program's log it makes no second line, no field and no command for a terminal."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
import structlog
from django.test import Client

from tests.deuren import INKOMEN, PERSONEN, api, employee
from tests.programmalog import overheard

pytestmark = pytest.mark.usefixtures("bronhuis_db")

LISTIG = [
    'x\n{"event": "vervalst", "level": "info"}',
    "x\r\nvervalst: ja",
    "\x1b[2J\x1b[31mvervalst",
    '", "vervalst": "ja',
    "=cmd|' /C calc'!A0",
    "x\u2028vervalst\u2029",
    "${jndi:ldap://vervalst.example/a}",
    "%0a%0dvervalst",
]


def lines(geschreven: str) -> list[dict[str, Any]]:
    """Every line that the log wrote, each a document of its own."""
    uit = []
    for regel in geschreven.split("\n"):
        if regel.strip():
            uit.append(json.loads(regel))
            assert "\x1b" not in regel
            assert "\r" not in regel
    return uit


@pytest.mark.parametrize("tekst", LISTIG)
def test_a_value_in_an_event_is_one_value_on_one_line(tekst: str) -> None:
    log = structlog.get_logger("proef")
    with overheard() as gehoord:
        log.error("gebeurtenis", waarde=tekst, **{"na\nam": tekst})
        log.error(tekst)
    gelezen = lines(gehoord.getvalue())
    assert len(gelezen) == 2
    assert gelezen[0]["event"] == "gebeurtenis"
    assert gelezen[0]["waarde"] == gelezen[0]["na\nam"] == gelezen[1]["event"] == tekst
    assert all("vervalst" not in regel for regel in gelezen), "no key of its own"


@pytest.mark.parametrize("tekst", LISTIG)
def test_what_is_asked_makes_no_line_of_its_own(tekst: str) -> None:
    client = api(*INKOMEN)
    with overheard() as gehoord:
        for antwoord in (
            client.get(f"{PERSONEN}/{uuid4()}", {tekst: tekst, "fields": tekst}),
            client.get(f"/api/{tekst}/v1/personen"),
            client.post(f"{PERSONEN}/_zoek", json.dumps({tekst: tekst}), content_type="application/json"),
            client.post("/oauth/v1/token", tekst, content_type="application/x-www-form-urlencoded"),
            Client().get(f"/mijn/{tekst}"),
            Client().post("/mijn/aanmelden", {"bsn": tekst}),
            Client().post("/beheer/aanmelden", {"naam": tekst, "wachtwoord": tekst}),
        ):
            assert antwoord.status_code < 500
    for regel in lines(gehoord.getvalue()):
        assert "vervalst" not in json.dumps(regel)


@pytest.mark.parametrize("tekst", LISTIG)
def test_the_reason_that_an_employee_gives_is_no_formula_and_no_second_line(tekst: str) -> None:
    """The mark of a case ends in the log that officers read and take along: only what a mark can be is taken."""
    gekozen = {"activiteit": "gegevensbeheer", "reden": "akte", "kenmerk": tekst}
    assert employee("beheer").post("/beheer/doel", gekozen).status_code == 400
