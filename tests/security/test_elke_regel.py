"""One line per person given, one line per refusal: counted exactly, whatever was asked and however it ended."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from nlapi.probleem import TeVeelVerzoeken
from nlapi.weergave import ApiWeergave
from tests.deuren import INKOMEN, PERSONEN, api, authorise, load, search
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize("aantal", [0, 1, 100])
def test_a_list_of_so_many_persons_has_so_many_lines(aantal: int, superuser: Callable[[], psycopg.Connection]) -> None:
    """Of nobody there is the search itself, without a person; all lines are of one action with the caller's trace."""
    naam = f"Lijst{secrets.token_hex(6)}"
    load([person(c01_02_40=naam) for _ in range(aantal)])
    client = _finder()
    antwoord = client.post(
        f"{PERSONEN}/_zoek",
        data=json.dumps({"zoeksleutels": {"geslachtsnaam": naam, "geboortedatum": "1980-01-01"}, "limit": 100}),
        content_type="application/json",
        headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"},
    )
    assert antwoord.status_code == 200, antwoord.content
    assert len(antwoord.json()["resultaten"]) == aantal
    verzoek = UUID(antwoord["X-Request-Id"])
    with superuser() as root:
        handelingen = root.execute(
            "SELECT id, aantal, trace_id FROM processing.handeling WHERE verzoek = %s", [verzoek]
        ).fetchall()
        assert [h[1:] for h in handelingen] == [(aantal, TRACE)]
        ((regels, mensen),) = root.execute(
            "SELECT count(*), count(DISTINCT betrokkene) FROM processing.regel WHERE handeling = %s",
            [handelingen[0][0]],
        ).fetchall()
    assert (regels, mensen) == (aantal, aantal)


def _finder() -> Client:
    """An applicatie that may find a hundred persons at once by name and date of birth."""
    return authorise(
        "lijst",
        acties=["zoeken"],
        velden=["persoon"],
        zoeksleutels=["geslachtsnaam", "geboortedatum"],
        geheimTonen=True,
        maximum=100,
    ).client()


REFUSED: dict[int, Callable[[Client], Any]] = {
    400: lambda c: c.get(f"{PERSONEN}/{uuid4()}?bestaatNiet=1"),
    401: lambda _c: Client().get(f"{PERSONEN}/{uuid4()}"),
    403: lambda c: c.get(PERSONEN),
    404: lambda c: c.get(f"{PERSONEN}/{uuid4()}"),
    405: lambda c: c.delete(f"{PERSONEN}/{uuid4()}"),
    406: lambda c: c.get(f"{PERSONEN}/{uuid4()}", headers={"Accept": "text/html"}),
    415: lambda c: c.post(f"{PERSONEN}/_zoek", data="a=b", content_type="application/x-www-form-urlencoded"),
    429: lambda c: c.get(f"{PERSONEN}/{uuid4()}"),
}


@pytest.mark.parametrize("status", REFUSED)
def test_a_refusal_has_one_line_that_outlives_what_was_rolled_back(
    status: int, superuser: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api(*INKOMEN)
    if status == 429:

        def refuse(*_args: Any, **_opties: Any) -> None:
            raise TeVeelVerzoeken(7)

        monkeypatch.setattr(ApiWeergave, "perform_authentication", refuse)
    antwoord = REFUSED[status](client)
    assert antwoord.status_code == status, antwoord.content
    verzoek = UUID(antwoord["X-Request-Id"])
    with superuser() as root:
        weigeringen = root.execute("SELECT status, code FROM processing.weigering WHERE verzoek = %s", [verzoek])
        assert weigeringen.fetchall() == [(status, antwoord.json()["code"])]
        assert root.execute("SELECT FROM processing.handeling WHERE verzoek = %s", [verzoek]).rowcount == 0


def test_a_granted_use_has_no_line_of_refusal(superuser: Callable[[], psycopg.Connection]) -> None:
    lijst = person()
    load([lijst])
    antwoord = search(api(*INKOMEN), burgerservicenummer=lijst.bsn)
    assert antwoord.status_code == 200
    with superuser() as root:
        verzoek = [UUID(antwoord["X-Request-Id"])]
        assert root.execute("SELECT FROM processing.weigering WHERE verzoek = %s", verzoek).rowcount == 0
        assert root.execute("SELECT FROM processing.handeling WHERE verzoek = %s", verzoek).rowcount == 1
