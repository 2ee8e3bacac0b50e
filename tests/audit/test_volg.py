"""Following a log: against itself as it was, and against its witnesses."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from unittest.mock import patch

import pytest

from audit import bronhuis_verify
from audit.bronhuis_verify import leaf_hash
from tests.audit.buitenstaander import (
    LOGBOEK,
    NAMAAK,
    SLEUTEL,
    W1,
    W2,
    Buitenstaander,
    Web,
)
from tests.audit.logboek import (
    BEGIN,
    GETUIGE,
    LOG,
    Logboek,
)


def test_a_monitor_sees_a_log_grow_and_remembers_it(buiten: Buitenstaander, web: Web) -> None:
    vraag = ("volg", web.log, *SLEUTEL, "--stand", "stand.json", "--eenmalig")
    web.publish(LOGBOEK, 100)
    eerste = buiten.ask(*vraag)
    assert eerste.code == 0
    assert "dit is de eerste keer" in eerste.tekst
    for grootte in (100, 256, 300, 699):
        web.publish(LOGBOEK, grootte)
        assert buiten.ask(*vraag).code == 0
    stand = json.loads((buiten.map / "stand.json").read_text())
    assert stand == {"vorm": "bronhuis-stand-1", "checkpoint": LOGBOEK.note(699)}
    assert sorted(p.name for p in buiten.map.iterdir()) == ["bronhuis_verify.py", "stand.json", "web"]


def rewritten(plek: int, grootte: int) -> Logboek:
    """The same log with one line replaced, signed by the same key."""
    bladen = LOGBOEK.bladen[:grootte]
    bladen[plek] = leaf_hash(b"herschreven")
    return Logboek(bladen)


@pytest.mark.parametrize(
    ("later", "woorden"),
    [
        (rewritten(0, 700), "De eerste 500 bladen zijn niet meer die van het oude checkpoint."),
        (rewritten(499, 501), "De eerste 500 bladen zijn niet meer"),
        (rewritten(250, 500), "twee verschillende logboeken van 500 bladen"),
        (Logboek(LOGBOEK.bladen[:499]), "Het logboek toont 499 bladen, maar de bewaarde stand zag er al 500"),
        (Logboek([]), "Het logboek toont 0 bladen"),
        (Logboek([*LOGBOEK.bladen[:10], *LOGBOEK.bladen[11:]]), "De eerste 500 bladen zijn niet meer"),
    ],
    ids=["oude regel herschreven", "laatste regel herschreven", "splitsing", "kleiner", "leeg", "regel weg"],
)
def test_a_monitor_sees_a_changed_history_and_keeps_what_it_knew(
    buiten: Buitenstaander, web: Web, later: Logboek, woorden: str
) -> None:
    vraag = ("volg", web.log, *SLEUTEL, "--stand", "stand.json", "--eenmalig")
    web.publish(LOGBOEK, 500)
    assert buiten.ask(*vraag).code == 0
    bewaard = (buiten.map / "stand.json").read_bytes()
    web.publish(later)
    for _ in range(2):
        uitkomst = buiten.ask(*vraag)
        assert uitkomst.code == 1
        assert woorden in uitkomst.tekst
        for notitie in (LOGBOEK.note(500), later.note()):
            assert f"--- ondertekend stuk ---\n{notitie}" in uitkomst.tekst, "both signed notes are the evidence"
    assert (buiten.map / "stand.json").read_bytes() == bewaard


def test_a_monitor_sees_tiles_that_do_not_fit_their_checkpoint(buiten: Buitenstaander, web: Web) -> None:
    vraag = ("volg", web.log, *SLEUTEL, "--stand", "stand.json", "--eenmalig")
    web.publish(LOGBOEK, 500)
    assert buiten.ask(*vraag).code == 0
    web.publish(rewritten(3, 700))
    (web.map / "log/checkpoint").write_bytes(LOGBOEK.note().encode())
    uitkomst = buiten.ask(*vraag)
    assert uitkomst.code == 1
    assert "De tegels die het logboek toont, passen niet" in uitkomst.tekst


def test_a_monitor_compares_with_witnesses(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK, 600, w1=BEGIN)
    web.witness("w1", LOGBOEK.note(600, w1=BEGIN))
    web.witness("w2", LOGBOEK.note(400, w2=BEGIN - 60))
    vraag = ("volg", web.log, *SLEUTEL, *web.getuigen, *W1, *W2, "--eenmalig", "--geduld", "0")
    uitkomst = buiten.ask(*vraag)
    assert uitkomst.code == 0
    assert "/w1: de eerste 600 bladen zijn dezelfde gebleven." in uitkomst.tekst
    assert "/w2: de eerste 400 bladen zijn dezelfde gebleven." in uitkomst.tekst

    web.witness("w2", LOGBOEK.note(650, w2=BEGIN))
    ouder = buiten.ask(*vraag)
    assert ouder.code == 1
    assert "Het logboek toont 600 bladen, maar getuige" in ouder.tekst
    assert "zag er al 650" in ouder.tekst

    web.witness("w2", rewritten(5, 550).note(w2=BEGIN))
    gesplitst = buiten.ask(*vraag)
    assert gesplitst.code == 1
    assert "De eerste 550 bladen zijn niet meer die van het oude checkpoint." in gesplitst.tekst
    assert rewritten(5, 550).note(w2=BEGIN) in gesplitst.tekst


def test_a_log_gets_time_to_show_what_a_witness_saw_first(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    web.publish(LOGBOEK, 600)
    web.witness("w1", LOGBOEK.note(700, w1=BEGIN))
    vragen: list[str] = []
    echt = bronhuis_verify.fetch

    def fetch(adres: str, hoogstens: int) -> bytes | None:
        vragen.append(adres)
        if vragen.count(f"{web.log}/checkpoint") == 2:
            web.publish(LOGBOEK)
        return echt(adres, hoogstens)

    opdracht = ["volg", web.log, *SLEUTEL, "--getuige-url", f"{web.adres}/w1", "--eenmalig", "--geduld", "30"]
    with patch.object(bronhuis_verify, "fetch", fetch):
        assert bronhuis_verify.main(opdracht) == 0, capsys.readouterr().out
    assert vragen.count(f"{web.log}/checkpoint") == 2


def test_a_witness_that_cannot_be_used_leaves_the_answer_open(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK, 600)
    web.witness("w1", LOGBOEK.note(600, w1=BEGIN))
    vraag = ("volg", web.log, *SLEUTEL, *web.getuigen, *W1, *W2, "--eenmalig", "--stand", "stand.json")
    onbekend = buiten.ask(*vraag)
    assert onbekend.code == 2
    assert "/w2 kent dit logboek niet." in onbekend.tekst
    assert (buiten.map / "stand.json").exists(), "the log itself is right"
    for notitie in ("zomaar", NAMAAK.note(600, w2=BEGIN), LOGBOEK.note(600), LOGBOEK.note(600, w2=BEGIN)[:-9]):
        web.witness("w2", notitie)
        assert buiten.ask(*vraag).code == 2
    # What is wrong goes before what is open.
    web.publish(rewritten(1, 600))
    assert buiten.ask(*vraag).code == 1


def test_a_monitor_alarms_when_witnesses_saw_nothing_new_for_long(buiten: Buitenstaander, web: Web) -> None:
    vraag = ("volg", web.log, *SLEUTEL, "--eenmalig", "--hoogstens-oud", "3600")
    nu = int(time.time())
    web.publish(LOGBOEK, w1=nu - 60)
    assert buiten.ask(*vraag, *W1).code == 0
    zonder = buiten.ask(*vraag)
    assert zonder.code == 2
    assert "zegt alleen een getuige" in zonder.tekst
    web.publish(LOGBOEK, w1=nu - 4000)
    oud = buiten.ask(*vraag, *W1)
    assert oud.code == 1
    assert "Het checkpoint is oud" in oud.tekst
    assert buiten.ask("volg", web.log, *SLEUTEL, *W1, *W2, "--nodig", "2", "--eenmalig").code == 1


def test_keys_that_do_not_fit_are_told_before_anything_else(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK)
    for keuzes in (("--getuige", GETUIGE.openbaar.tekst), ("--getuige", LOG.openbaar_getuige.tekst), ("--nodig", "1")):
        assert buiten.ask("volg", web.log, *SLEUTEL, *keuzes).code == 2


@pytest.mark.parametrize("inhoud", ["", "geen json", "{}", '{"vorm": "bronhuis-stand-1", "checkpoint": 1}', "namaak"])
def test_a_stand_that_cannot_be_used_is_not_thrown_away(buiten: Buitenstaander, web: Web, inhoud: str) -> None:
    web.publish(LOGBOEK)
    if inhoud == "namaak":
        inhoud = json.dumps({"vorm": "bronhuis-stand-1", "checkpoint": NAMAAK.note()})
    stand = buiten.write("stand.json", inhoud)
    assert buiten.ask("volg", web.log, *SLEUTEL, "--eenmalig", "--stand", stand).code == 2
    assert (buiten.map / stand).read_text() == inhoud


def test_a_log_that_does_not_answer_or_is_not_signed(buiten: Buitenstaander, web: Web) -> None:
    assert buiten.ask("volg", web.log, *SLEUTEL, "--eenmalig").code == 2
    (web.map / "log").mkdir()
    for inhoud, code in (("<html>", 2), ("x" * (2 << 20), 2), (NAMAAK.note(), 1), (LOGBOEK.note()[:-10], 2)):
        (web.map / "log/checkpoint").write_bytes(inhoud.encode())
        assert buiten.ask("volg", web.log, *SLEUTEL, "--eenmalig").code == code
    assert buiten.ask("volg", "http://127.0.0.1:9", *SLEUTEL, "--eenmalig").code == 2
    web.publish(LOGBOEK)
    assert buiten.ask("volg", web.log, *SLEUTEL, "--eenmalig", "--stand", "geen/map/stand.json").code == 2


def test_a_monitor_goes_on_until_something_is_wrong(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK, 300)
    with subprocess.Popen(
        [sys.executable, "-I", "bronhuis_verify.py", "volg", web.log, *SLEUTEL, "--elke", "0"],
        cwd=buiten.map, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    ) as proces:  # fmt: skip
        assert proces.stdout
        assert proces.stdout.readline() == "Klopt.\n"
        # In place, so that no round finds half a log.
        (web.map / "log/checkpoint").write_bytes(rewritten(3, 300).note().encode())
        rest = proces.stdout.read()
    assert proces.returncode == 1
    assert "twee verschillende logboeken van 300 bladen" in rest
