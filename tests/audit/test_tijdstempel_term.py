"""Time-stamps in the sealing process: once a day and when the tree has grown, called out when they do not come, never in the way of the seal."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

from audit import opslag, tijdstempel
from audit.opslag import asker
from audit.stand import stamp_state
from audit.tijdstempel import read_service
from tests.audit.stempeldienst import answers_another, issue, open_service, right, zonder_openssl
from tests.audit.traag import dripping
from tests.audit.verwerkingslog import Logboek, open_logboek


class Beurten(Event):
    """Stops the sealing process after so many turns."""

    def __init__(self, aantal: int) -> None:
        super().__init__()
        self.aantal = aantal

    def is_set(self) -> bool:
        self.aantal -= 1
        return self.aantal < 0


def _seal_and_stamp(logboek: Logboek, keren: int = 1) -> None:
    if keren:
        logboek.write(keren)
    logboek.seal()
    logboek.proces.stamp()


def _later(logboek: Logboek, uren: float) -> None:
    """As if what was asked was so many hours ago."""
    with logboek.attacker() as root:
        for tabel, kolom in (("tijdstempel", "ontvangen"), ("tijdstempel_gemist", "tijd")):
            root.execute(
                f"UPDATE audit.{tabel} SET {kolom} = {kolom} - make_interval(secs => %s)".encode(), [uren * 3600]
            )


def _stamps(logboek: Logboek) -> list[int]:
    return [g for (g,) in asker(logboek.proces.verbinding)("SELECT grootte FROM audit.tijdstempel ORDER BY 1", ())]


@zonder_openssl
def test_once_a_day_and_only_when_the_tree_has_grown_also_after_a_restart(tmp_path: Path) -> None:
    with open_service(tmp_path) as (dienst, url), open_logboek("stempel") as logboek:
        logboek.proces.tijdstempeldienst = dienst.service(url)
        logboek.proces.stamp()
        assert dienst.vragen == [], "nothing was signed yet"
        _seal_and_stamp(logboek, 2)
        assert _stamps(logboek) == [2]
        _seal_and_stamp(logboek, 3)
        logboek.proces.stamp()
        assert (_stamps(logboek), len(dienst.vragen)) == ([2], 1), "not within a day"
        _later(logboek, 23.9)
        logboek.proces.stamp()
        with logboek.connect("bronhuis_verzegelaar") as opnieuw:  # a sealer that starts again remembers nothing itself
            tijdstempel.stamp_when_due(asker(opnieuw), dienst.service(url))
            assert (_stamps(logboek), len(dienst.vragen)) == ([2], 1)
            _later(logboek, 0.2)
            assert tijdstempel.stamp_when_due(asker(opnieuw), dienst.service(url))
        assert _stamps(logboek) == [2, 5]
        _later(logboek, 100)
        _seal_and_stamp(logboek, 0)
        assert (_stamps(logboek), len(dienst.vragen)) == ([2, 5], 2), "the tree did not grow"
        laatste = opslag.last_stamp(asker(logboek.proces.verbinding))
        assert laatste is not None
        assert laatste.antwoord == (tmp_path / "antwoord.tsr").read_bytes()
        assert laatste.notitie == opslag.last_checkpoint(asker(logboek.proces.verbinding)).notitie


@zonder_openssl
def test_a_refused_stamp_is_called_out_and_not_kept_and_asked_again_half_an_hour_later(tmp_path: Path) -> None:
    with open_service(tmp_path, answers_another) as (dienst, url), open_logboek("weigerstempel") as logboek:
        logboek.proces.tijdstempeldienst = dienst.service(url)
        with capture_logs() as regels:
            _seal_and_stamp(logboek, 2)
        (regel,) = [r for r in regels if r["event"] == "tijdstempel_geweigerd"]
        assert (regel["log_level"], "mismatch" in regel["detail"].lower()) == ("error", True)
        assert _stamps(logboek) == []
        stand = stamp_state(asker(logboek.proces.verbinding))
        assert (stand.geweigerd, stand.reden) == (True, "Het tijdstempel klopt niet.")
        dienst.gedrag = right
        _seal_and_stamp(logboek, 1)
        _later(logboek, 0.4)
        logboek.proces.stamp()
        assert (_stamps(logboek), len(dienst.vragen)) == ([], 1), "one try in half an hour"
        _later(logboek, 0.2)
        logboek.proces.stamp()
        assert _stamps(logboek) == [3]
        stand = stamp_state(asker(logboek.proces.verbinding))
        assert (stand.gemist, stand.wacht_sinds, stand.te_laat) == (None, None, False)


@pytest.mark.parametrize("weg", [True, False], ids=["away", "hangs"])
def test_an_authority_that_is_away_or_hangs_holds_no_sealing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weg: bool
) -> None:
    monkeypatch.setattr(tijdstempel, "TERMIJN", 0.3)
    bestand = issue("Wortel").write(tmp_path, "wortel")
    with dripping([]) as url, open_logboek("wegstempel") as logboek:
        logboek.proces.tijdstempeldienst = read_service("http://127.0.0.1:9" if weg else url, str(bestand))
        vraag = asker(logboek.proces.verbinding)
        logboek.write(2)
        with capture_logs() as regels:
            _run_until_sealed(logboek)
            assert _missed(logboek) == [False]
            logboek.write(3)
            _run_until_sealed(logboek)
        assert opslag.last_checkpoint(vraag).grootte == 5
        assert _missed(logboek) == [False], "one try in half an hour, and what did not come is no refusal"
        assert [r["log_level"] for r in regels if r["event"] == "tijdstempel_blijft_uit"] == ["warning"]
        assert [r for r in regels if r["event"] == "zegel_wacht"] == []
        assert not stamp_state(vraag).te_laat
        with logboek.attacker() as root:
            root.execute("UPDATE audit.checkpoint SET getekend = getekend - interval '49 hours'")
        assert stamp_state(vraag).te_laat


def _missed(logboek: Logboek) -> list[bool]:
    vraag = asker(logboek.proces.verbinding)
    return [geweigerd for (geweigerd,) in vraag("SELECT geweigerd FROM audit.tijdstempel_gemist ORDER BY tijd", ())]


def _run_until_sealed(logboek: Logboek) -> None:
    """Turns of the process as it runs, until nothing waits: a transaction elsewhere on the server may hold the seal back for a moment."""
    einde = time.monotonic() + 20
    logboek.proces.run(0, stop=Beurten(2))
    while logboek.waiting() and time.monotonic() < einde:
        logboek.proces.run(0, stop=Beurten(1))
