"""How far the seal is behind: seen without a sealer, called out after a minute, and gone when what waited is sealed."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from audit import achterstand
from audit.achterstand import Achterstand, backlog, call_out
from audit.bronnen import Bron
from audit.opslag import asker
from audit.tasks import bewaak_zegel
from config.lokaal.staat import KLOON
from tests.audit.verwerkingslog import BRON, Logboek, open_logboek

MINUUT = timedelta(minutes=1)


@pytest.fixture
def logboek() -> Iterator[Logboek]:
    with open_logboek("achter") as logboek:
        yield logboek


def standing(logboek: Logboek) -> Achterstand:
    return backlog(asker(logboek.proces.verbinding), [BRON])


def make_older(logboek: Logboek, minuten: int) -> None:
    with logboek.attacker() as root:
        root.execute("UPDATE processing.regel SET tijd = tijd - make_interval(mins => %s)", [minuten])


def called(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    gebeurtenissen = [r.msg for r in caplog.records if isinstance(r.msg, dict)]
    return [g for g in gebeurtenissen if g["event"] == "zegel_achter"]


def test_a_minute_is_no_alarm_and_more_is() -> None:
    assert not Achterstand(duur=MINUUT, aantal=1).te_lang
    assert Achterstand(duur=MINUUT + timedelta(milliseconds=1), aantal=1).te_lang
    assert not Achterstand().te_lang


def test_without_a_sealer_what_waits_is_seen_and_called_out(logboek: Logboek, caplog: pytest.LogCaptureFixture) -> None:
    eerder = standing(logboek).aantal
    logboek.write(2, betrokkenen=3)
    logboek.write(1, betrokkenen=0)
    logboek.refuse()
    stand = standing(logboek)
    assert stand.aantal == eerder + 8, "lines, an action without lines, and a refusal"
    make_older(logboek, 5)
    stand = standing(logboek)
    assert stand.te_lang
    assert timedelta(minutes=5) <= stand.duur < timedelta(minutes=10)
    assert call_out(stand)
    (gebeurtenis,) = called(caplog)
    assert (gebeurtenis["level"], gebeurtenis["aantal"]) == ("error", stand.aantal)
    assert 300 <= gebeurtenis["seconden"] < 600
    assert set(gebeurtenis) <= {"event", "level", "logger", "timestamp", "aantal", "seconden"}, "nothing about whom"


def test_a_place_without_a_signature_waits_too_and_a_signature_ends_it(
    logboek: Logboek, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    logboek.seal()
    assert standing(logboek) == Achterstand()
    logboek.write(1, betrokkenen=2)
    make_older(logboek, 3)

    def weg(*_: Any) -> str:
        raise ConnectionError

    with monkeypatch.context() as stuk:
        stuk.setattr(logboek.proces, "teken", weg)
        while not placed(logboek):
            with contextlib.suppress(ConnectionError):
                logboek.proces.seal()
        stand = standing(logboek)
        assert (stand.aantal, stand.te_lang) == (2, True)
    logboek.seal()
    assert standing(logboek) == Achterstand()
    assert not call_out(standing(logboek))
    assert called(caplog) == []


def placed(logboek: Logboek) -> bool:
    """Whether all lines have a place: a transaction elsewhere on the server may hold the horizon back."""
    ((wacht,),) = asker(logboek.proces.verbinding)(
        "SELECT aantal FROM processing.achterstand(coalesce((SELECT max(xid) FROM audit.blad), '0'), 'ffffffff-ffff-ffff-ffff-ffffffffffff')",
        (),
    )
    return bool(wacht == 0)


def test_the_sealer_calls_out_itself_once_a_minute(
    logboek: Logboek, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    logboek.write(1)
    make_older(logboek, 2)
    einde = Event()
    beurten: list[int] = []

    def stuk() -> int:
        beurten.append(1)
        if len(beurten) == 3:
            einde.set()
        raise ConnectionError

    monkeypatch.setattr(logboek.proces, "seal", stuk)
    logboek.proces.run(0.0, stop=einde)
    assert len(beurten) == 3
    assert len(called(caplog)) == 1, "sealing failed in each turn; that was called out once"


def test_a_source_that_cannot_tell_counts_for_nothing(logboek: Logboek) -> None:
    logboek.write(1)
    assert backlog(asker(logboek.proces.verbinding), [Bron("verwerkingslog", "processing.bladen")]) == Achterstand()
    with pytest.raises(ValueError, match="geen functie"):
        Bron("x", "processing.bladen", "pg_sleep(9); --")


@pytest.mark.usefixtures("bronhuis_db")
@pytest.mark.parametrize(("grens", "achter"), [(timedelta(days=1000), False), (-MINUUT, True)])
def test_task_and_command_tell_it_as_the_application(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, grens: timedelta, *, achter: bool
) -> None:
    monkeypatch.setattr(achterstand, "GRENS", grens)
    uit = io.StringIO()
    if achter:
        with pytest.raises(SystemExit) as einde:
            call_command("zegelstand", stdout=uit)
        assert einde.value.code == 1
    else:
        call_command("zegelstand", stdout=uit)
    stand = json.loads(uit.getvalue())
    assert stand["achter"] is achter
    assert set(stand) == {"seconden", "aantal", "oudste", "achter"}
    with caplog.at_level(logging.ERROR):
        bewaak_zegel()
    assert len(called(caplog)) == int(achter)


def test_the_worker_knows_every_task_of_its_schedule() -> None:
    """In a process of its own: what this test imported, no worker did."""
    vraag = "from config.celery import app; app.loader.import_default_modules(); print(*app.tasks)"
    uit = subprocess.run([sys.executable, "-c", vraag], cwd=KLOON, env=os.environ, capture_output=True, check=True)
    rooster = {taak["task"]: taak["schedule"] for taak in settings.CELERY_BEAT_SCHEDULE.values()}
    assert rooster["audit.tasks.bewaak_zegel"] <= MINUUT
    assert set(rooster) <= set(uit.stdout.decode().split())
