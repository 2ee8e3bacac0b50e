"""The canary: it flies by the path of every use, and whatever is missing of that is called out and put on the worklist."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command

from audit.bronhuis_verify import Checkpoint
from audit.notitie import Ondertekensleutel, sign
from audit.zegelproces import Zegelproces
from config.inrichting import OIN
from processing import canarie, tasks
from processing.models import Autorisatie
from processing.services import trek_autorisatie_in
from registry.identificaties import is_bsn
from tests import plugin
from tests.audit.verwerkingslog import BRON

pytestmark = pytest.mark.usefixtures("bronhuis_db")
ROOT = Callable[[], psycopg.Connection]


def command(*woorden: str) -> tuple[int, str]:
    uit = io.StringIO()
    try:
        call_command("canarie", *woorden, stdout=uit)
    except SystemExit as einde:
        return int(einde.code or 0), uit.getvalue()
    return 0, uit.getvalue()


@pytest.fixture
def gemeld(superuser: ROOT) -> Callable[[], list[str]]:
    """What came on the worklist since the test began."""

    def alles() -> list[tuple[UUID, str]]:
        with superuser() as root:
            return root.execute(
                "SELECT id, uitleg FROM processing.signaal WHERE soort = 'canarie' ORDER BY tijd"
            ).fetchall()

    eerder = {id_ for id_, _ in alles()}
    return lambda: [uitleg for id_, uitleg in alles() if id_ not in eerder]


@pytest.fixture
def zegel() -> Iterator[Zegelproces]:
    sleutel = Ondertekensleutel.generate("bronhuis.test/canarie")

    def teken(checkpoint: Checkpoint, _pad: Any) -> str:
        return sign(checkpoint, sleutel)

    with psycopg.connect(plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database), autocommit=True) as verbinding:
        yield Zegelproces(verbinding, (BRON,), sleutel.naam, teken)


def test_a_flight_is_one_use_about_nobody_real(superuser: ROOT) -> None:
    assert is_bsn(canarie.PROEFNUMMER)
    assert canarie.PROEFNUMMER.startswith("9999")
    handeling = canarie.fly()
    with superuser() as root:
        rijen = root.execute(
            "SELECT h.soort, h.applicatie, w.naam, r.betrokkenheid FROM processing.handeling h JOIN processing.regel r ON r.handeling = h.id "
            "JOIN processing.verwerkingsactiviteit w ON w.id = h.activiteit WHERE h.id = %s",
            [handeling],
        ).fetchall()
    assert rijen == [("inzage-logboek", canarie.APPLICATIE, canarie.CANARIE, "onderwerp")]


def test_all_is_well_when_the_line_is_seen_and_sealed(zegel: Zegelproces, gemeld: Callable[[], list[str]]) -> None:
    zegel.seal()
    handeling = canarie.fly()
    assert handeling is not None
    assert canarie.find_fault(handeling) == "niet-verzegeld"
    # The sealer works while the canary waits.
    assert canarie.watch(handeling, wacht=lambda _seconden: zegel.seal() and None) is None
    assert gemeld() == []
    code, tekst = command("--termijn", "0")
    assert (code, "niet-verzegeld" in tekst) == (1, True), "nobody seals now"
    assert gemeld() == ["niet-verzegeld"]


def test_a_line_that_is_not_there_is_called_out(
    gemeld: Callable[[], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    tasks.controleer_canarie(str(uuid4()))
    assert gemeld() == ["geen-regel"]
    gebeurtenissen = [
        r.msg for r in caplog.records if isinstance(r.msg, dict) and r.msg["event"] == "canarie_zonder_regel"
    ]
    assert [(g["level"], g["bevinding"]) for g in gebeurtenissen] == [("error", "geen-regel")]


def test_the_task_flies_and_looks_a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[tuple[list[str], float]] = []
    monkeypatch.setattr(
        tasks.controleer_canarie, "apply_async", lambda args, countdown: later.append((args, countdown))
    )
    tasks.laat_canarie_vliegen()
    (((handeling,), countdown),) = later
    assert (canarie.find_fault(UUID(handeling)) == "geen-regel", countdown) == (False, 60)


def test_without_its_autorisatie_it_says_so_and_setting_up_again_heals_it(gemeld: Callable[[], list[str]]) -> None:
    staand = Autorisatie.objects.get(activiteit__naam=canarie.CANARIE, ingetrokken_op=None)
    trek_autorisatie_in(staand.pk, reden="proef")
    try:
        code, tekst = command()
        assert (code, "geen-antwoord" in tekst) == (1, True)
        tasks.laat_canarie_vliegen()
        assert gemeld() == ["geen-antwoord", "geen-antwoord"]
    finally:
        assert command("inrichten", "--oin", OIN)[0] == 0
    assert canarie.fly() is not None
    aantal = Autorisatie.objects.filter(activiteit__naam=canarie.CANARIE).count()
    command("inrichten", "--oin", OIN)
    assert Autorisatie.objects.filter(activiteit__naam=canarie.CANARIE).count() == aantal, "again changes nothing"
    with pytest.raises(CommandError, match="OIN"):
        command("inrichten")
