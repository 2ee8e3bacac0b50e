"""`manage.py demo_bevolking`: a file, or the register through the same door as `import_gbav`; twice is as good as once."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from registry.bevolking.rolverdeling import AANTAL, ROLLEN, rol
from registry.bevolking.voortgang import Voortgang
from registry.intern import client
from registry.management.commands import demo_bevolking


def run(*argumenten: str) -> str:
    uit = io.StringIO()
    call_command("demo_bevolking", *argumenten, stdout=uit)
    return uit.getvalue()


def test_uit_writes_json_lines(tmp_path):
    bestand = tmp_path / "bevolking.jsonl"
    run("--aantal", "60", "--uit", str(bestand))
    regels = bestand.read_text(encoding="utf-8").splitlines()
    assert len(regels) == 60
    assert json.loads(regels[0])["naam"] == "Bh000001"
    assert list(tmp_path.iterdir()) == [bestand]


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    with pytest.raises(CommandError, match="niet te schrijven"):
        run("--uit", str(tmp_path / "er-is-niets" / "bevolking.jsonl"))


@pytest.mark.parametrize("aantal", ["0", "-1", str(AANTAL - 1), "1000001", "veel", "²"])
def test_a_wrong_number_is_refused(aantal):
    with pytest.raises(CommandError, match="geef een aantal van"):
        run("--aantal", aantal)


def test_a_server_that_is_up_gets_the_work_in_parts(monkeypatch):
    gezonden: list[bytes] = []

    def send(inhoud: bytes, *, vervang: bool) -> tuple[int, dict[str, object]]:
        assert not vervang
        gezonden.append(inhoud)
        aantal = inhoud.count(b"\n")
        return 200, {
            "lijsten": aantal,
            "nieuw": aantal,
            "gewijzigd": 0,
            "ongewijzigd": 0,
            "voorkomensIngevoegd": 7,
            "voorkomensGesloten": 0,
            "meldingen": [],
        }

    monkeypatch.setenv("BRONHUIS_SLEUTELBESTAND", "bestaat")
    monkeypatch.setattr(client, "send", send)
    monkeypatch.setattr(demo_bevolking, "PER_KEER", 100)
    assert "250 fictieve personen: 250 nieuw" in run("--aantal", "250")
    assert sorted(d.count(b"\n") for d in gezonden) == [50, 100, 100]
    namen = sorted(json.loads(regel)["naam"] for deel in gezonden for regel in deel.splitlines())
    assert namen == [f"Bh{nummer:06}" for nummer in range(1, 251)]


def test_without_a_server_the_work_is_done_here(monkeypatch):
    monkeypatch.setenv("BRONHUIS_SLEUTELBESTAND", "bestaat")
    monkeypatch.setattr(client, "send", lambda _inhoud, *, vervang: None)
    monkeypatch.setattr(
        demo_bevolking,
        "_load_here",
        lambda deel: dict.fromkeys(demo_bevolking.TELLINGEN, 0) | {"lijsten": deel.count(b"\n"), "meldingen": []},
    )
    assert "60 fictieve personen" in run("--aantal", "60")


def test_rollen_says_who_is_in_every_population():
    rollen = [json.loads(regel) for regel in run("--rollen").splitlines()]
    assert {r["rol"]: r["bsn"] for r in rollen} == {naam: rol(naam).bsn for naam in ROLLEN}
    assert all(r["uitleg"] for r in rollen)


def test_a_server_that_refuses_is_one_line(monkeypatch):
    monkeypatch.setenv("BRONHUIS_SLEUTELBESTAND", "bestaat")
    monkeypatch.setattr(client, "send", lambda _inhoud, *, vervang: (409, {"detail": "Publiceer eerst het model brp."}))
    with pytest.raises(CommandError, match="Publiceer eerst"):
        run()


def test_production_refuses(settings):
    settings.MODUS = "productie"
    with pytest.raises(CommandError, match="alleen in demo en test"):
        run()


@pytest.mark.usefixtures("bronhuis_db")
def test_loading_twice_changes_nothing(monkeypatch):
    monkeypatch.setattr(client, "send", lambda _inhoud, *, vervang: None)
    run("--aantal", str(AANTAL))
    uit = run("--aantal", str(AANTAL))
    assert f"0 nieuw, 0 gewijzigd, {AANTAL} ongewijzigd" in uit
    assert "0 voorkomens ingevoegd, 0 gesloten, 0 meldingen" in uit


def test_progress_shows_now_and_then(monkeypatch):
    klok = iter([0.0, 1.0, 12.0, 13.0])
    monkeypatch.setattr("registry.bevolking.voortgang.time.monotonic", lambda: next(klok))
    uit = io.StringIO()
    voortgang = Voortgang(24_000, "personen", uit)
    for aantal in (1000, 12_000, 13_000):
        voortgang.show(aantal)
    voortgang.finish()
    assert uit.getvalue() == "12.000 van 24.000 personen, nog ongeveer 12 s\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_is_a_bar_that_goes_away(monkeypatch):
    klok = iter([0.0, 0.1, 1.0, 300.0])
    monkeypatch.setattr("registry.bevolking.voortgang.time.monotonic", lambda: next(klok))
    uit = Terminal()
    voortgang = Voortgang(2000, "personen", uit)
    for aantal in (10, 500, 1000):
        voortgang.show(aantal)
    voortgang.finish()
    assert uit.getvalue() == (
        "\r\x1b[K[######..................]  25 % 500 van 2.000 personen, nog ongeveer 3 s"
        "\r\x1b[K[############............]  50 % 1.000 van 2.000 personen, nog ongeveer 5 minuten"
        "\r\x1b[K"
    )
