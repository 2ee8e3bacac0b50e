"""The database gone under a running web server: 503 with Retry-After and no data, public data go on, and all is well once it is back."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import InterfaceError, connection

from config.lokaal.omgeving import web_omgeving
from config.lokaal.pidbestand import wait_until
from config.lokaal.processen import Webserver, extra_webserver
from nlapi.afhandeling import as_probleem
from registry import catalogus as catalogusmodule
from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, id_of, load, token
from tests.personen import person

pytestmark = [pytest.mark.usefixtures("bronhuis_db")]

ZONDER_WACHTEN = 4.0  # seconds: what waits for a connection gives up after 2


@pytest.fixture
def server() -> Iterator[Webserver]:
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with extra_webserver(omgeving, werkers=1) as gestart:
        yield gestart
    # The pool of this process lost its connections as well: other tests must not find them.
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def shut(*, dicht: bool) -> None:
    """Let nobody into this worker's database any more, and end the connections of the application; or open it again."""
    with psycopg.connect(plugin.cluster.superuser_dsn(), autocommit=True) as root:
        root.execute(f'ALTER DATABASE "{plugin.database}" ALLOW_CONNECTIONS {not dicht}'.encode())
        if dicht:
            einde = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = 'bronhuis_app'"
            )
            root.execute(einde, [plugin.database])


@pytest.mark.slow
def test_without_a_database_503_soon_and_public_data_go_on(server: Webserver) -> None:
    lijst = person()
    load([lijst])
    pad = f"{server.url}{PERSONEN}/{id_of(lijst)}"
    basis, settings.BASIS_URL = settings.BASIS_URL, server.url
    koppen = {"Authorization": f"Bearer {token(*INKOMEN)}"}
    settings.BASIS_URL = basis
    assert httpx.get(pad, headers=koppen).status_code == 200
    assert httpx.get(f"{server.url}/api/brp/v1/openapi.json").status_code == 200
    connection.close()

    shut(dicht=True)
    try:
        begin = time.monotonic()
        dicht = [httpx.get(pad, headers=koppen, timeout=30) for _ in range(2)]
        # A page for somebody who is signed in: who that is, only the database knows.
        dicht.append(httpx.get(f"{server.url}/mijn", headers={"Cookie": f"sessionid={'a' * 32}"}, timeout=30))
        openbaar = [httpx.get(f"{server.url}{p}", timeout=30) for p in ("/api/brp/v1/openapi.json", "/ontwikkelaars")]
        duur = time.monotonic() - begin
    finally:
        shut(dicht=False)
    assert [a.status_code for a in dicht] == [503] * 3
    assert all("Retry-After" in a.headers and lijst.bsn not in a.text for a in dicht)
    assert [a.status_code for a in openbaar] == [200, 200]
    assert duur < ZONDER_WACHTEN * 3
    assert wait_until(lambda: httpx.get(pad, headers=koppen, timeout=30).status_code == 200, 15)


def test_a_connection_that_was_gone_already_is_503_too() -> None:
    probleem = as_probleem(InterfaceError("connection is closed"))
    assert (probleem.status, "Retry-After" in probleem.koppen) == (503, True)


def test_what_was_never_known_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogusmodule, "_catalogus", catalogusmodule.Catalogus())

    def gone() -> catalogusmodule.Catalogus:
        raise InterfaceError

    monkeypatch.setattr(catalogusmodule, "catalogus", gone)
    with pytest.raises(InterfaceError):
        catalogusmodule.published()
