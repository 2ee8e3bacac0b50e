"""The pair of servers: what was acknowledged is on the new primary, and without a standby nothing is acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial

import psycopg
import pytest

from config.lokaal.pidbestand import wait_until
from config.lokaal.postgres import SOCKETNAAM
from config.lokaal.staat import KLOON, Fout
from config.lokaal.wachtwoorden import SUPERUSER
from tests.chaos.tweeling import Tweeling, tweeling

pytestmark = [pytest.mark.slow]
DJANGO = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, pg_is_in_recovery()")
    print(*cursor.fetchone(), connection.connection.info.host)
"""


@pytest.fixture(scope="module")
def paar() -> Iterator[Tweeling]:
    with tweeling() as paar:
        with psycopg.connect(paar.url(SUPERUSER)) as root:
            root.execute("CREATE TABLE public.proef (nummer bigint PRIMARY KEY)")
        yield paar


class Schrijver(threading.Thread):
    """Writes numbers, a commit each, until its server is gone; `bevestigd` are those of which the commit returned."""

    def __init__(self, url: str, begin: int) -> None:
        super().__init__(daemon=True)
        self.url, self.volgende, self.bevestigd = url, begin, list[int]()

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as verbinding:
                while True:
                    verbinding.execute("INSERT INTO public.proef VALUES (%s)", [self.volgende])
                    self.bevestigd.append(self.volgende)
                    self.volgende += 1
        except psycopg.Error:
            return


def _numbers(url: str) -> set[int]:
    with psycopg.connect(url) as lezer:
        return {nummer for (nummer,) in lezer.execute("SELECT nummer FROM public.proef")}


def _shows(url: str, nummers: set[int]) -> bool:
    return nummers <= _numbers(url)


def _fail_over(paar: Tweeling, begin: int) -> list[int]:
    """Lose the primary while four write; gives what was acknowledged to them."""
    schrijvers = [Schrijver(paar.url(SUPERUSER), begin + 1_000_000 * nummer) for nummer in range(4)]
    for schrijver in schrijvers:
        schrijver.start()
    assert wait_until(lambda: all(len(s.bevestigd) > 20 for s in schrijvers), 30)
    paar.kill_primary()
    for schrijver in schrijvers:
        schrijver.join(30)
    paar.promote()
    return [nummer for schrijver in schrijvers for nummer in schrijver.bevestigd]


@pytest.mark.parametrize(("rondes", "begin"), [(2, 0), pytest.param(10, 10**10, marks=pytest.mark.long)])
def test_what_was_acknowledged_is_on_the_new_primary_again_and_again(paar: Tweeling, rondes: int, begin: int) -> None:
    bevestigd: set[int] = set()
    for ronde in range(rondes):
        oud, vanaf = paar.primair, begin + ronde * 10**8
        bevestigd |= set(_fail_over(paar, vanaf))
        assert paar.primair != oud
        assert bevestigd <= _numbers(paar.url(SUPERUSER))
        paar.rejoin()
        assert paar.standby == oud
        with psycopg.connect(paar.url(SUPERUSER), autocommit=True) as schrijver:
            schrijver.execute("INSERT INTO public.proef VALUES (%s)", [vanaf + 99_000_000])
            bevestigd.add(vanaf + 99_000_000)
        # A commit returned, so the standby has it on disk; it shows it once it has replayed that far.
        assert wait_until(partial(_shows, paar.standby_dsn(SUPERUSER), bevestigd), 30)
    print(f"{rondes} keer overgenomen, {len(bevestigd)} bevestigd, 0 weg")


def test_without_a_standby_no_commit_returns(paar: Tweeling) -> None:
    paar.kill_standby()
    with psycopg.connect(paar.primair_dsn(SUPERUSER), autocommit=True) as schrijver:
        klaar = threading.Event()

        def schrijf() -> None:
            schrijver.execute("INSERT INTO public.proef VALUES (-1)")
            klaar.set()

        draad = threading.Thread(target=schrijf, daemon=True)
        pid = schrijver.info.backend_pid
        draad.start()

        def wacht() -> bool:
            with paar.connect() as kijker:
                wat = "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event = 'SyncRep'"
                return bool(kijker.execute(wat, [pid]).fetchall())

        assert wait_until(wacht, 30)
        assert not klaar.is_set()
        assert -1 not in _numbers(paar.primair_dsn(SUPERUSER)), "what was not acknowledged is not shown either"
        paar.rejoin()
        assert klaar.wait(30)
        draad.join(30)
    assert -1 in _numbers(paar.primair_dsn(SUPERUSER))


def test_a_primary_that_lives_is_not_passed_over(paar: Tweeling) -> None:
    with pytest.raises(Fout, match="leeft nog"):
        paar.promote()
    assert not paar.primair_dsn(SUPERUSER).startswith(paar.standby_dsn(SUPERUSER))


def test_a_lost_primary_takes_no_writes_and_the_other_may_go_on_alone(paar: Tweeling) -> None:
    oud, dsn = paar.primair, paar.primair_dsn(SUPERUSER)
    paar.kill_primary()
    assert oud.processes() == []
    assert not (oud.socketmap / SOCKETNAAM).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn, connect_timeout=5)
    with pytest.raises((Fout, OSError)):
        oud.start()
    paar.promote(alleen=True)
    with psycopg.connect(paar.url(SUPERUSER), autocommit=True) as schrijver:
        schrijver.execute("INSERT INTO public.proef VALUES (-2)")
    paar.rejoin()
    assert wait_until(lambda: -2 in _numbers(paar.standby_dsn(SUPERUSER)), 30)
    # That one went on alone is not what the next one does.
    paar.kill_primary()
    paar.promote()
    with paar.connect() as root:
        assert root.execute("SHOW synchronous_standby_names").fetchall() == [("*",)]
    paar.rejoin()


def test_django_reaches_whichever_takes_writes(paar: Tweeling) -> None:
    """The web server's DATABASE_URL names both servers, and stays what it is."""
    url = paar.url("bronhuis_app")

    def primary() -> list[str]:
        uit = subprocess.run(
            [sys.executable, "-c", DJANGO],
            cwd=KLOON,
            env=os.environ | {"DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
        assert uit.returncode == 0, uit.stderr
        return uit.stdout.split()

    assert primary() == ["bronhuis_app", "False", str(paar.primair.socketmap)]
    voor = paar.primair
    paar.kill_primary()
    paar.promote(alleen=True)
    assert primary() == ["bronhuis_app", "False", str(paar.primair.socketmap)]
    assert paar.primair != voor
    paar.rejoin()
