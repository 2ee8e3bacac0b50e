"""The witness by real sockets: every status beside its granted neighbour, two that race, and the pages."""

from __future__ import annotations

import http.client
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from audit.bronhuis_verify import Handtekening, open_note
from audit.gatverklaring import GatFout, join_signed
from audit.getuige import opslag as opslagmodule
from audit.getuige.app import make_app
from audit.getuige.getuige import Getuige
from audit.getuige.opslag import Opslag, origin_digest
from audit.getuige.regels import LANGSTE_VERZOEK, Afgewezen
from audit.notitie import Ondertekensleutel, add_lines, cosign, sign
from audit.sleutelbestand import BestandFout, make_key
from tests.audit.getuige.opstelling import LOG, body, new_witness, serving, witness_at
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom
from tests.audit.ondertekenaar.test_regels import gap

ECHT, VERVALST = Proefboom(), Proefboom(1, 3)
KENMERK = origin_digest(OORSPRONG)


@pytest.fixture
def getuige(tmp_path: Path) -> Getuige:
    return new_witness(tmp_path)


@pytest.fixture
def adres(getuige: Getuige) -> Iterator[str]:
    with witness_at(getuige) as adres:
        yield adres


def post(adres: str, inhoud: bytes) -> httpx.Response:
    return httpx.post(f"{adres}/add-checkpoint", content=inhoud, timeout=10)


def test_the_life_of_a_log(adres: str, getuige: Getuige) -> None:
    for oud, nieuw in ((0, 0), (0, 5), (5, 5), (5, 9)):
        antwoord = post(adres, body(ECHT, oud, nieuw))
        assert (antwoord.status_code, antwoord.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert antwoord.text.startswith("— getuige.buren.example/w1 ")
        notitie = add_lines(sign(ECHT.checkpoint(nieuw), LOG), [antwoord.text])
        wie = getuige.sleutel.openbaar_getuige
        assert open_note(notitie, LOG.openbaar, [wie], 1)[0] == ECHT.checkpoint(nieuw)
        bewaard = httpx.get(f"{adres}/checkpoint/{KENMERK}")
        assert (bewaard.text, bewaard.headers["Content-Type"]) == (notitie, "text/plain; charset=utf-8")


def refusals() -> list[tuple[bytes, int, str]]:
    ander = Ondertekensleutel.generate(OORSPRONG)
    elders = Proefboom(oorsprong="elders.example/log")
    return [
        (b"hallo", 400, "text/plain; charset=utf-8"),
        (body(ECHT, 9, 9).replace(b"old 9", b"old 10"), 400, "text/plain; charset=utf-8"),
        (body(ECHT, 5, 9, ander), 403, "text/plain; charset=utf-8"),
        (body(elders, 5, 9, Ondertekensleutel.generate(elders.oorsprong)), 404, "text/plain; charset=utf-8"),
        (body(ECHT, 0, 9), 409, "text/x.tlog.size"),
        (body(ECHT, 6, 9), 409, "text/x.tlog.size"),
        (body(VERVALST, 5, 9), 422, "text/plain; charset=utf-8"),
        (body(VERVALST, 5, 5), 422, "text/plain; charset=utf-8"),
        (b"old 5\n\n" + sign(ECHT.checkpoint(9), LOG).encode(), 422, "text/plain; charset=utf-8"),
        (b"x" * (LANGSTE_VERZOEK + 1), 413, "text/plain; charset=utf-8"),
    ]


@pytest.mark.parametrize(("inhoud", "status", "soort"), refusals())
def test_what_is_refused_changes_nothing(adres: str, inhoud: bytes, status: int, soort: str) -> None:
    assert post(adres, body(ECHT, 0, 5)).status_code == 200
    voor = httpx.get(f"{adres}/checkpoint/{KENMERK}").text
    antwoord = post(adres, inhoud)
    assert (antwoord.status_code, antwoord.headers["Content-Type"]) == (status, soort)
    assert "—" not in antwoord.text
    if status == 409:
        assert antwoord.text == "5\n"
    assert httpx.get(f"{adres}/checkpoint/{KENMERK}").text == voor
    assert post(adres, body(ECHT, 5, 9)).status_code == 200


def test_two_that_race_never_both_get_a_signature(adres: str, getuige: Getuige) -> None:
    """Two rewritten logs with a good key, twelve times at once: at each size one of the two is seen."""
    assert post(adres, body(ECHT, 0, 3)).status_code == 200
    bomen = {naam: Proefboom(naam, 3) for naam in (1, 2)}
    for poging in range(6):
        getuige.opslag.add_key(f"race{poging}", replace_name(LOG, f"race{poging}").openbaar)
        start = threading.Barrier(2)
        gezien: list[tuple[int, int]] = []

        def race(tak: int, naam: str, start: threading.Barrier, gezien: list[tuple[int, int]]) -> None:
            boom = replace(bomen[tak], oorsprong=naam)
            inhoud = body(boom, 0, 5, replace_name(LOG, naam))
            start.wait(5)
            gezien.append((tak, post(adres, inhoud).status_code))

        draden = [threading.Thread(target=race, args=(tak, f"race{poging}", start, gezien)) for tak in bomen]
        for draad in draden:
            draad.start()
        for draad in draden:
            draad.join(20)
        assert sorted(status for _, status in gezien) == [200, 409]
        winnaar = next(tak for tak, status in gezien if status == 200)
        notitie = httpx.get(f"{adres}/checkpoint/{origin_digest(f'race{poging}')}").text
        assert notitie.startswith(replace(bomen[winnaar], oorsprong=f"race{poging}").checkpoint(5).tekst)


def replace_name(sleutel: Ondertekensleutel, naam: str) -> Ondertekensleutel:
    return replace(sleutel, naam=naam)


def test_a_rival_that_comes_between_reading_and_writing_is_seen(
    getuige: Getuige, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The compare-and-set by itself: what was read is not what stands there when we write."""
    getuige.add_checkpoint(body(ECHT, 0, 3))
    met_slot = opslagmodule.read_log

    def old_news(db: sqlite3.Connection, oorsprong: str) -> object:
        log = met_slot(db, oorsprong)
        db.execute("UPDATE log SET grootte = 4, wortel = ?", (ECHT.root(4),))
        return log

    monkeypatch.setattr("audit.getuige.getuige.read_log", old_news)
    with pytest.raises(Afgewezen, match="3") as fout:
        getuige.add_checkpoint(body(ECHT, 3, 5))
    assert fout.value.status == 409
    log = getuige.opslag.log(OORSPRONG)
    assert log
    assert log.laatste.grootte == 3


def test_a_file_that_cannot_be_written_gives_no_signature(adres: str, getuige: Getuige, tmp_path: Path) -> None:
    monitor = sqlite3.connect(tmp_path / "getuige.sqlite", isolation_level=None)
    monitor.execute("BEGIN EXCLUSIVE")
    opslagmodule.WACHTTIJD, wachttijd = 0.1, opslagmodule.WACHTTIJD
    try:
        antwoord = post(adres, body(ECHT, 0, 5))
        assert (antwoord.status_code, antwoord.headers["Retry-After"]) == (503, "5")
        assert httpx.get(f"{adres}/").status_code == 503
    finally:
        opslagmodule.WACHTTIJD = wachttijd
        monitor.close()
    assert post(adres, body(ECHT, 0, 5)).status_code == 200
    (tmp_path / "getuige.sqlite").unlink()
    assert post(adres, body(ECHT, 5, 9)).status_code == 503
    assert not (tmp_path / "getuige.sqlite").exists()


def test_signatures_of_others_are_not_published(adres: str) -> None:
    vreemd = cosign(ECHT.checkpoint(5), Ondertekensleutel.generate("reclame.example/koop-nu"), 1)
    assert post(adres, body(ECHT, 0, 5) + vreemd.encode()).status_code == 200
    assert "reclame" not in httpx.get(f"{adres}/checkpoint/{KENMERK}").text


def test_keys_come_and_go(adres: str, getuige: Getuige) -> None:
    nieuw = Ondertekensleutel.generate(OORSPRONG)
    assert getuige.opslag.remove_key(OORSPRONG, LOG.openbaar) is False
    assert post(adres, body(ECHT, 0, 5)).status_code == 200
    assert post(adres, body(ECHT, 5, 6, nieuw)).status_code == 403
    assert [getuige.opslag.add_key(OORSPRONG, nieuw.openbaar) for _ in range(2)] == [True, False]
    assert post(adres, body(ECHT, 5, 6, nieuw)).status_code == 200
    assert getuige.opslag.remove_key(OORSPRONG, LOG.openbaar) is True
    assert post(adres, body(ECHT, 6, 7)).status_code == 403
    assert post(adres, body(ECHT, 6, 7, nieuw)).status_code == 200


# --- The gap


def test_a_log_goes_on_after_a_gap_that_a_person_accepts(adres: str, getuige: Getuige) -> None:
    mensen = [Ondertekensleutel.generate(naam) for naam in ("a.jansen", "b.devries")]
    verder = Proefboom(2, 5)
    assert post(adres, body(ECHT, 0, 9)).status_code == 200
    assert post(adres, body(verder, 5, 7)).status_code == 409

    def statement(**anders: object) -> str:
        tekst = gap(ECHT, 9, 5, **anders).tekst
        regels = [Handtekening(m.naam, m.openbaar.nummer, m.geheim.sign(tekst.encode())) for m in mensen]
        return join_signed(tekst, regels)

    sleutels = [m.openbaar for m in mensen]
    for anders, waarom in (
        ({"oude_wortel": b"x" * 32}, "een ander log"),
        ({"oude_grootte": 8}, "meer dan de verklaring"),
        ({"oude_grootte": 30, "herstelde_grootte": 9}, "kan zo verder"),
        ({"oorsprong": "elders.example/log"}, "houdt het log"),
    ):
        with pytest.raises(GatFout, match=waarom):
            getuige.accept_gap(statement(**anders), sleutels)
    with pytest.raises(GatFout, match="niet bevestigd"):
        getuige.accept_gap(statement(), sleutels[:1])
    assert post(adres, body(verder, 5, 7)).status_code == 409
    getuige.accept_gap(statement(), sleutels)
    assert post(adres, body(verder, 5, 7)).status_code == 200
    assert post(adres, body(ECHT, 7, 9)).status_code == 422
    assert "Reservekopie teruggezet." in httpx.get(f"{adres}/").text


# --- Pages


def test_the_page_is_plain_and_says_how_to_check(adres: str, getuige: Getuige) -> None:
    getuige.opslag.add_key("<script>alert(1)</script>", replace_name(LOG, "<script>").openbaar)
    post(adres, body(ECHT, 0, 5))
    antwoord = httpx.get(f"{adres}/")
    bladzijde = antwoord.text
    assert antwoord.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="nl">' in bladzijde
    assert f'<a href="checkpoint/{KENMERK}">{OORSPRONG}</a>' in bladzijde
    assert "<td>5</td>" in bladzijde
    assert re.search(r'<time datetime="[^"]+\+00:00">\d+ [a-z]+ 20\d\d, \d\d:\d\d:\d\d uur</time>', bladzijde)
    assert "nog niet" in bladzijde
    assert "<script" not in bladzijde
    assert getuige.sleutel.openbaar_getuige.tekst in httpx.get(f"{adres}/sleutel").text
    assert "Zelf nagaan" in bladzijde


def test_a_new_witness_has_a_page_too(tmp_path: Path) -> None:
    make_key(tmp_path / "sleutel", "getuige.buren.example/w1")
    with serving(make_app(tmp_path / "nieuw.sqlite", tmp_path / "sleutel")) as adres:
        assert "nog geen log" in httpx.get(f"{adres}/").text
    assert (tmp_path / "nieuw.sqlite").stat().st_mode & 0o777 == 0o600
    (tmp_path / "kapot.sqlite").write_text("dit is geen database" * 99)
    with pytest.raises(BestandFout, match="geen bestand van een getuige"):
        make_app(tmp_path / "kapot.sqlite", tmp_path / "sleutel")
    with pytest.raises(BestandFout, match="niet te openen"):
        Opslag(tmp_path / "geen map" / "a").prepare()


@pytest.mark.parametrize("pad", ["/", "/sleutel", f"/checkpoint/{KENMERK}", "/weg", "/add-checkpoint"])
def test_nothing_loads_runs_or_is_framed(adres: str, pad: str) -> None:
    koppen = httpx.get(f"{adres}{pad}").headers
    csp = koppen["Content-Security-Policy"]
    assert csp.startswith(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
    )
    assert "unsafe" not in csp
    assert (koppen["X-Content-Type-Options"], koppen["X-Frame-Options"]) == ("nosniff", "DENY")
    assert "script-src" not in csp


def test_the_style_is_the_one_that_the_header_names(adres: str) -> None:
    import base64
    import hashlib

    antwoord = httpx.get(f"{adres}/")
    (stijl,) = re.findall("<style>(.*?)</style>", antwoord.text, re.DOTALL)
    assert (
        base64.b64encode(hashlib.sha256(stijl.encode()).digest()).decode()
        in antwoord.headers["Content-Security-Policy"]
    )


def test_other_addresses_and_methods(adres: str) -> None:
    for pad in ("/weg", "/checkpoint/", f"/checkpoint/{'0' * 64}", f"/checkpoint/{KENMERK}", "/add-checkpoint/"):
        assert httpx.get(f"{adres}{pad}").status_code == 404
    assert httpx.get(f"{adres}/add-checkpoint").headers["Allow"] == "POST"
    assert (httpx.post(f"{adres}/").status_code, httpx.put(f"{adres}/sleutel").status_code) == (405, 405)
    delen = urlsplit(adres)
    kop = http.client.HTTPConnection(delen.hostname or "", delen.port)
    kop.request("HEAD", "/sleutel")
    antwoord = kop.getresponse()
    assert (antwoord.status, antwoord.read()) == (200, b"")
    kop.close()
