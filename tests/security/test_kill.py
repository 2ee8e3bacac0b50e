"""kill -9 of web workers under load: nothing that was read is without its line. The sabotaged build shows that the count can find it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import Webserver, extra_webserver
from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, id_of, load, token
from tests.personen import person
from tests.security.belasting import Telling, compare, run

pytestmark = [pytest.mark.usefixtures("bronhuis_db")]

CLIENTS = 8
KILLS = 40


@contextmanager
def server_with_load(**anders: str) -> Iterator[tuple[Webserver, list[str], dict[str, str]]]:
    """A server with two workers, and paths and headers to read with."""
    lijsten = [person() for _ in range(20)]
    load(lijsten)
    paden = [f"{PERSONEN}/{id_of(lijst)}" for lijst in lijsten]
    omgeving = (
        web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"} | anders
    )
    with extra_webserver(omgeving, werkers=2, draden=4) as server:
        basis, settings.BASIS_URL = settings.BASIS_URL, server.url
        try:
            koppen = {"Authorization": f"Bearer {token(*INKOMEN)}"}
        finally:
            settings.BASIS_URL = basis
        yield server, paden, koppen


def measure(
    superuser: Callable[[], psycopg.Connection],
    genoeg: Callable[[Telling], bool],
    *,
    max_kills: int,
    deadline: float,
    **anders: str,
) -> Telling:
    with superuser() as root, server_with_load(**anders) as (server, paden, koppen):
        sinds = root.execute("SELECT clock_timestamp()").fetchall()[0][0]
        telling = run(server, paden, koppen, clients=CLIENTS, genoeg=genoeg, max_kills=max_kills, deadline=deadline)
        return compare(telling, root, sinds)


@pytest.mark.slow
def test_nothing_read_is_unlogged_after_kills(superuser: Callable[[], psycopg.Connection]) -> None:
    telling = measure(superuser, lambda t: len(t.gelezen) >= 300 and t.kills >= 4, max_kills=20, deadline=60)
    print(telling.as_line())
    assert telling.kills >= 4
    assert len(telling.gelezen) >= 300
    assert telling.ongelogd == 0


@pytest.mark.slow
def test_the_count_finds_a_build_that_logs_after_its_answer(superuser: Callable[[], psycopg.Connection]) -> None:
    telling = measure(
        superuser,
        lambda t: len(t.gelezen) >= 1500 and t.kills >= 10,
        max_kills=60,
        deadline=60,
        DJANGO_SETTINGS_MODULE="tests.security.sabotage.instellingen",
    )
    print("sabotage:", telling.as_line())
    assert telling.ongelogd > 0


@pytest.mark.long
def test_twenty_thousand_answers_and_kills_until_a_line_without_reader(
    superuser: Callable[[], psycopg.Connection],
) -> None:
    """The full form: 20,000 answers and enough kills that some line was written whose answer never arrived."""
    telling = measure(superuser, lambda t: len(t.gelezen) >= 20_000 and t.kills >= KILLS, max_kills=200, deadline=900)
    print(telling.as_line())
    assert len(telling.gelezen) >= 20_000
    assert telling.gelogd_niet_gelezen > 0
    assert telling.ongelogd == 0
