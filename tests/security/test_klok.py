"""A wrong clock of the web server: a token lives at most a minute longer by the database's time, and somebody is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from consumers import authentication
from consumers.management.commands.geef_token import Command as GeefToken
from consumers.models import Applicatie
from consumers.oauth.instellingen import TOKEN_SECONDEN
from consumers.oauth.tokens import sign
from processing import klok
from processing.intern import BIJHOUDING, claim_for
from tests.deuren import INKOMEN, PERSONEN, assert_problem, id_of, load
from tests.personen import person

pytestmark = [pytest.mark.usefixtures("bronhuis_db")]

NU = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("seconden", "over"), [(-1, False), (0, False), (60, False), (61, True), (7200, True)])
def test_a_minute_is_left_for_clocks_that_differ(seconden: int, over: bool) -> None:
    assert klok.is_past(NU - timedelta(seconds=seconden), NU) is over


def test_what_bronhuis_does_itself_has_no_token_that_ends() -> None:
    assert not klok.is_past(claim_for(BIJHOUDING).verloopt, datetime.now(UTC))


def test_a_clock_that_is_behind_lets_no_token_live_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lijst = person()
    load([lijst])
    pad = f"{PERSONEN}/{id_of(lijst)}"
    monkeypatch.setattr(authentication, "time", SimpleNamespace(time=lambda: time.time() - 7200))

    def ask(verlopen: int) -> Any:
        software = Applicatie.objects.get(name=INKOMEN[0])
        nu = int(time.time()) - TOKEN_SECONDEN - verlopen
        pas = sign(software, GeefToken.details(software, INKOMEN[1]), nu=nu)
        return Client(headers={"Authorization": f"Bearer {pas}"}).get(pad)

    assert ask(30).status_code == 200
    assert_problem(ask(65), 401, "token-verlopen")


def test_a_clock_that_differs_is_called_out_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    geroepen: list[dict[str, Any]] = []
    monkeypatch.setattr(klok, "log", SimpleNamespace(error=lambda wat, **meer: geroepen.append({"wat": wat, **meer})))
    monkeypatch.setattr(klok, "_gemeld", -klok.MELD_ELKE)
    klok.watch(datetime.now(UTC))
    assert geroepen == []
    for _ in range(2):
        klok.watch(datetime.now(UTC) + timedelta(hours=2))
    assert geroepen == [{"wat": "klok_wijkt_af", "seconden": -7200}]
