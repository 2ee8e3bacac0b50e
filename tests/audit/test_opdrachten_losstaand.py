"""The commands of signer, witness and gap statement: without a database, and every refusal with a line that says what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import httpx
import pytest
from django.core.management import CommandError, call_command

from audit.bronhuis_verify import open_note, read_note
from audit.gatverklaring import read_verklaring, split_signed
from audit.notitie import sign
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import Ondertekenverzoek
from audit.ondertekenaar.stand import Standbestand
from audit.ondertekenaar.vragen import Geweigerd, request_signature
from audit.sleutelbestand import read_key
from config.lokaal.processen import free_port
from tests.audit.getuige.opstelling import LOG, body
from tests.audit.ondertekenaar.opstelling import release, wait_for
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom

WORTEL = Path(__file__).resolve().parents[2]
ECHT = Proefboom()


def run(*opdracht: object) -> str:
    uit = StringIO()
    call_command(*map(str, opdracht), stdout=uit)
    return uit.getvalue()


def alone(*opdracht: object) -> subprocess.Popen[str]:
    """The command as a neighbour types it: nothing of ours in the environment."""
    woorden = [sys.executable, "manage.py", *map(str, opdracht)]
    omgeving = {"PATH": os.environ["PATH"]}
    return subprocess.Popen(
        woorden, cwd=WORTEL, env=omgeving, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.fixture
def zegel(tmp_path: Path) -> Path:
    run(
        "ondertekenaar",
        "--maak-sleutel",
        "--oorsprong",
        OORSPRONG,
        "--sleutel",
        tmp_path / "s",
        "--stand",
        tmp_path / "st",
    )
    return tmp_path


@pytest.fixture
def ondertekenaar(zegel: Path) -> Iterator[subprocess.Popen[str]]:
    with alone(
        "ondertekenaar", "--sleutel", zegel / "s", "--stand", zegel / "st", "--socket", zegel / "sock"
    ) as proces:
        try:
            wait_for((zegel / "sock").exists)
            yield proces
        finally:
            proces.kill()


# --- The signer


def test_the_signer_starts_alone_signs_and_stops(zegel: Path, ondertekenaar: subprocess.Popen[str]) -> None:
    for oud, nieuw in ((0, 0), (0, 5)):
        notitie = request_signature(zegel / "sock", ECHT.checkpoint(nieuw), ECHT.proof(oud, nieuw))
        assert open_note(notitie, read_key(zegel / "s").openbaar)
    with pytest.raises(Geweigerd):
        request_signature(zegel / "sock", ECHT.checkpoint(3))
    kaart = Path(f"/proc/{ondertekenaar.pid}/maps").read_text()
    assert "cryptography" in kaart
    assert "psycopg" not in kaart
    assert "libpq" not in kaart
    ondertekenaar.send_signal(signal.SIGTERM)
    uit, fouten = ondertekenaar.communicate(timeout=10)
    assert (ondertekenaar.returncode, uit) == (0, f"De ondertekenaar van {OORSPRONG} luistert op {zegel / 'sock'}.\n")
    assert '"event": "checkpoint_ondertekend"' in fouten
    assert '"event": "checkpoint_geweigerd"' in fouten
    assert not (zegel / "sock").exists()


def test_a_second_signer_on_the_same_stand_is_refused(zegel: Path, ondertekenaar: subprocess.Popen[str]) -> None:
    with pytest.raises(CommandError, match="draait al"):
        run("ondertekenaar", "--sleutel", zegel / "s", "--stand", zegel / "st", "--socket", zegel / "sock2")


def test_a_start_that_could_fork_is_refused(zegel: Path) -> None:
    start = ["ondertekenaar", "--sleutel", zegel / "s", "--stand", zegel / "st", "--socket", zegel / "sock"]
    with pytest.raises(CommandError, match="is er al"):
        run(*start, "--nieuwe-stand")
    (zegel / "st").rename(zegel / "weg")
    with pytest.raises(CommandError, match="één keer met --nieuwe-stand"):
        run(*start)
    (zegel / "weg").rename(zegel / "st")
    ondertekenaar = Ondertekenaar(read_key(zegel / "s"), Standbestand(zegel / "st"))
    ondertekenaar.sign(Ondertekenverzoek(ECHT.checkpoint(0)))
    release(ondertekenaar)
    with pytest.raises(CommandError, match="Haal --eerste weg"):
        run(*start, "--eerste")
    (zegel / "s").chmod(0o644)
    with pytest.raises(CommandError, match="chmod 600"):
        run(*start)
    (zegel / "s").chmod(0o600)
    (zegel / "PG_VERSION").write_text("18")
    with pytest.raises(CommandError, match="gegevensmap van PostgreSQL"):
        run(*start)
    assert not (zegel / "sock").exists()


@pytest.mark.parametrize(
    ("opdracht", "waarom"),
    [
        (["--maak-sleutel"], "--oorsprong"),
        (["--maak-sleutel", "--oorsprong", "a b"], "kan niet 'a b' heten"),
        (["--maak-sleutel", "--oorsprong", "a", "--stand", "{map}/st"], "hoort bij een andere sleutel"),
        (["--stand", "{map}/st"], "--socket"),
        (["--stand", "{map}/st", "--socket", "{map}/sock"], "is er niet"),
    ],
)
def test_the_signer_says_what_is_missing(zegel: Path, opdracht: list[str], waarom: str) -> None:
    with pytest.raises(CommandError, match=waarom):
        run("ondertekenaar", "--sleutel", zegel / "nieuw", *[woord.replace("{map}", str(zegel)) for woord in opdracht])
    assert not (zegel / "nieuw").exists()


# --- The gap statement


def test_two_people_write_and_sign_a_statement(zegel: Path) -> None:
    sleutel = read_key(zegel / "s")
    ondertekenaar = Ondertekenaar(sleutel, Standbestand(zegel / "st"))
    for oud, nieuw in ((0, 0), (0, 5), (5, 9)):
        ondertekenaar.sign(Ondertekenverzoek(ECHT.checkpoint(nieuw), ECHT.proof(oud, nieuw)))
    release(ondertekenaar)
    (zegel / "hersteld").write_text(sign(ECHT.checkpoint(5), sleutel))
    vkeys = [
        run("gatverklaring", "maak-sleutel", "--naam", naam, "--sleutel", zegel / naam).strip()
        for naam in ("a.jansen", "b.devries")
    ]
    maak = [
        "gatverklaring",
        "maak",
        "--verklaring",
        zegel / "gat",
        "--laatste",
        zegel / "st",
        "--hersteld",
        zegel / "hersteld",
    ]
    mensen = ["--bevestiger", "a.jansen", "--bevestiger", "b.devries"]
    with pytest.raises(CommandError, match="precies twee mensen"):
        run(*maak, "--reden", "x", "--bevestiger", "a.jansen")
    with pytest.raises(CommandError, match="verschillende mensen"):
        run(*maak, "--reden", "x", "--bevestiger", "a.jansen", "--bevestiger", "a.jansen")
    assert not (zegel / "gat").exists()
    tekst = run(*maak, "--reden", "De opslag ging stuk.", *mensen)
    with pytest.raises(CommandError, match="niet te gebruiken"):
        run(*maak, "--reden", "Nog eens.", *mensen)
    verklaring = read_verklaring(tekst)
    assert (verklaring.oude_grootte, verklaring.herstelde_wortel) == (9, ECHT.root(5))
    teken = ["gatverklaring", "onderteken", "--verklaring", zegel / "gat", "--sleutel"]
    with pytest.raises(CommandError, match="Er is niets ondertekend"):
        run(*teken, zegel / "a.jansen")
    assert split_signed((zegel / "gat").read_text()) == (tekst, ())
    with pytest.raises(CommandError, match=r"noemt .* niet"):
        run(*teken, zegel / "s", "--akkoord")
    for naam in ("a.jansen", "b.devries", "a.jansen"):
        assert verklaring.kenmerk in run(*teken, zegel / naam, "--akkoord")
    getekend = (zegel / "gat").read_text()
    assert [h.naam for h in split_signed(getekend)[1]] == ["a.jansen", "b.devries"]
    bevestigers = [deel for vkey in vkeys for deel in ("--bevestiger", vkey)]
    start = ["--sleutel", zegel / "s", "--stand", zegel / "st", "--socket", zegel / "sock", *bevestigers]
    verder = Proefboom(2, 5)
    with alone("ondertekenaar", *start) as proces:
        try:
            wait_for((zegel / "sock").exists)
            eerste = verder.checkpoint(7, verklaring.regel)
            notitie = request_signature(zegel / "sock", eerste, verder.proof(5, 7), gat=getekend)
            assert read_note(notitie)[0] == eerste
        finally:
            proces.kill()


# --- The witness


def test_a_witness_starts_alone_and_stops(tmp_path: Path) -> None:
    sleutel, opslag, poort = tmp_path / "s", tmp_path / "o", free_port()
    run("getuige", "maak-sleutel", "--naam", "getuige.buren.example/1", "--sleutel", sleutel)
    assert "sleutel toegevoegd" in run("getuige", "log-toevoegen", "--opslag", opslag, LOG.openbaar.tekst)
    assert "al bekend" in run("getuige", "log-toevoegen", "--opslag", opslag, LOG.openbaar.tekst)
    with pytest.raises(CommandError, match="de enige"):
        run("getuige", "sleutel-weg", "--opslag", opslag, LOG.openbaar.tekst)
    with alone("getuige", "start", "--sleutel", sleutel, "--opslag", opslag, "--poort", poort) as proces:
        try:
            adres = f"http://127.0.0.1:{poort}"

            def answers() -> bool:
                try:
                    return httpx.get(f"{adres}/sleutel").is_success
                except httpx.HTTPError:
                    return False

            wait_for(answers)
            assert httpx.post(f"{adres}/add-checkpoint", content=body(ECHT, 0, 5)).status_code == 200
            klein = httpx.post(f"{adres}/add-checkpoint", content=body(ECHT, 0, 9))
            assert (klein.status_code, klein.text, klein.headers["Content-Type"]) == (409, "5\n", "text/x.tlog.size")
            groot = httpx.post(f"{adres}/add-checkpoint", content=(b"x" * 40_000 for _ in range(2)))
            assert groot.status_code == 413
            proces.send_signal(signal.SIGTERM)
            _, fouten = proces.communicate(timeout=20)
        finally:
            proces.kill()
    assert proces.returncode == 0
    assert '"event": "checkpoint_gezien"' in fouten
    assert f"{OORSPRONG}\t5\t20" in run("getuige", "log-lijst", "--opslag", opslag)


@pytest.mark.parametrize(
    ("opdracht", "waarom"),
    [
        (["start", "--sleutel", "{map}/s", "--opslag", "{map}/o", "--adres", "0.0.0.0"], "Gebruik TLS"),
        (["start", "--sleutel", "{map}/s", "--opslag", "{map}/o", "--tls-certificaat", "x"], "allebei"),
        (["start", "--sleutel", "{map}/niet", "--opslag", "{map}/o"], "is er niet"),
        (["log-toevoegen", "--opslag", "{map}/o", "onzin"], "geschreven als"),
        (["log-toevoegen", "--opslag", "{map}/o", "{vkey}"], "de sleutel van een getuige"),
        (["log-lijst", "--opslag", "{map}/s"], "geen bestand van een getuige"),
        (["maak-sleutel", "--naam", "a", "--sleutel", "{map}/s"], "is er al"),
        (
            ["gat", "--sleutel", "{map}/s", "--opslag", "{map}/o", "--verklaring", "{map}/x", "--bevestiger", "y"],
            "niet te lezen",
        ),
    ],
)
def test_the_witness_says_what_is_wrong(tmp_path: Path, opdracht: list[str], waarom: str) -> None:
    vkey = run("getuige", "maak-sleutel", "--naam", "getuige.buren.example/1", "--sleutel", tmp_path / "s").strip()
    with pytest.raises(CommandError, match=waarom):
        run("getuige", *[woord.replace("{map}", str(tmp_path)).replace("{vkey}", vkey) for woord in opdracht])
