"""Submitting to a witness: what is kept is verified first, and what a witness says is told apart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.bronhuis_verify import COSIGNATURE, Sleutel, VormFout, open_note
from audit.buitenpost import is_loopback
from audit.getuige.getuige import Getuige
from audit.getuigen import Conflict, GetuigeAdres, GetuigeFout, submit
from audit.notitie import Ondertekensleutel, add_lines, cosign, sign
from tests.audit.getuige.opstelling import LOG, new_witness, serving, witness_at
from tests.audit.ondertekenaar.proefboom import Proefboom

ECHT, VERVALST = Proefboom(), Proefboom(1, 3)
WIE = Ondertekensleutel.generate("getuige.buren.example/w1")


@pytest.fixture
def getuige(tmp_path: Path) -> Getuige:
    return new_witness(tmp_path)


@pytest.fixture
def adres(getuige: Getuige) -> Iterator[GetuigeAdres]:
    with witness_at(getuige) as url:
        yield GetuigeAdres(f"{url}/", getuige.sleutel.openbaar_getuige)


def give(adres: GetuigeAdres, boom: Proefboom, oud: int, nieuw: int) -> str | Conflict:
    return submit(adres, sign(boom.checkpoint(nieuw), LOG), oud, boom.proof(oud, nieuw), 5)


def test_a_line_or_the_size_that_it_holds(adres: GetuigeAdres) -> None:
    regel = give(adres, ECHT, 0, 5)
    assert isinstance(regel, str)
    assert open_note(add_lines(sign(ECHT.checkpoint(5), LOG), [regel]), LOG.openbaar, [adres.sleutel], 1)
    assert give(adres, ECHT, 3, 9) == Conflict(5)
    assert isinstance(give(adres, ECHT, 5, 9), str)


def test_a_fork_is_told_apart_from_a_fault(adres: GetuigeAdres) -> None:
    give(adres, ECHT, 0, 5)
    for oud, nieuw in ((5, 5), (5, 9)):
        with pytest.raises(GetuigeFout, match="tekent niet") as fout:
            give(adres, VERVALST, oud, nieuw)
        assert fout.value.status == 422
    ander = Ondertekensleutel.generate(ECHT.oorsprong)
    with pytest.raises(GetuigeFout, match="niet ondertekend met een sleutel") as fout:
        submit(adres, sign(ECHT.checkpoint(9), ander), 5, ECHT.proof(5, 9), 5)
    assert fout.value.status == 403
    with pytest.raises(VormFout):
        submit(adres, "geen notitie", 5)


def other_checkpoint() -> str:
    return cosign(ECHT.checkpoint(4), WIE, int(time.time()))


def other_key() -> str:
    return cosign(ECHT.checkpoint(5), Ondertekensleutel.generate(WIE.naam), int(time.time()))


def log_signature() -> str:
    return sign(ECHT.checkpoint(5), replace(LOG, naam=ECHT.oorsprong)).rpartition("\n\n")[2]


def right() -> str:
    return cosign(ECHT.checkpoint(5), WIE, int(time.time()))


@pytest.mark.parametrize(
    ("status", "koppen", "antwoord", "waarom"),
    [
        ("200 OK", [], lambda: other_key() + right() + log_signature(), ""),
        ("200 OK", [], right, ""),
        ("200 OK", [], other_checkpoint, "klopt"),
        ("200 OK", [], other_key, "andere sleutel"),
        ("200 OK", [], log_signature, "andere sleutel"),
        ("200 OK", [], lambda: "", "geen handtekening"),
        ("200 OK", [], lambda: "<html>Welkom</html>", "geen handtekening"),
        ("200 OK", [], lambda: cosign(ECHT.checkpoint(5), WIE, int(time.time()) + 3600), "klok"),
        ("200 OK", [], lambda: cosign(ECHT.checkpoint(5), WIE, int(time.time()) - 3600), "klok"),
        ("200 OK", [], lambda: "x" * 70_000, "te lang"),
        ("200 OK", [], lambda: right()[:-9], "geen handtekening"),
        ("302 Found", [("Location", "http://127.0.0.1:9/")], right, "302"),
        ("409 Conflict", [], lambda: "vijf\n", "welke grootte"),
        ("409 Conflict", [], lambda: "0\n", "ander log"),
        ("503 Service Unavailable", [], lambda: "even  niet\n", "503.: even niet"),
    ],
)
def test_what_comes_back_is_looked_at(status: str, koppen: list[Any], antwoord: Callable[[], str], waarom: str) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        inhoud = antwoord().encode()
        start_response(status, [("Content-Length", str(len(inhoud))), *koppen])
        return [inhoud]

    with serving(app) as url:
        adres = GetuigeAdres(url, WIE.openbaar_getuige)
        if not waarom:
            assert open_note(
                sign(ECHT.checkpoint(5), LOG) + str(give(adres, ECHT, 0, 5)), LOG.openbaar, [adres.sleutel], 1
            )
            return
        with pytest.raises(GetuigeFout, match=waarom):
            give(adres, ECHT, 0, 5)


def test_a_witness_that_is_slow_or_away() -> None:
    def drips(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("200 OK", [])
        for _ in range(20):
            time.sleep(0.1)
            yield b"x"

    notitie = sign(ECHT.checkpoint(5), LOG)
    begin = time.monotonic()
    with serving(drips) as url, pytest.raises(GetuigeFout, match=r"te langzaam|niet te bereiken"):
        submit(GetuigeAdres(url, WIE.openbaar_getuige), notitie, 0, (), 0.3)
    assert time.monotonic() - begin < 1.5
    with pytest.raises(GetuigeFout, match="niet te bereiken") as fout:
        submit(GetuigeAdres("http://127.0.0.1:9", WIE.openbaar_getuige), notitie, 0, (), 1)
    assert fout.value.status is None


@pytest.mark.parametrize(
    "url", ["https://getuige.example", "https://getuige.example/pad/", "http://localhost:8001", "http://[::1]:1"]
)
def test_an_address_that_may_be(url: str) -> None:
    assert GetuigeAdres(url, WIE.openbaar_getuige).indienen == f"{url.rstrip('/')}/add-checkpoint"


@pytest.mark.parametrize(
    ("url", "waarom"),
    [
        ("http://getuige.example", "niet beveiligd"),
        ("http://10.0.0.1", "niet beveiligd"),
        ("http://127.0.0.1.getuige.example", "niet beveiligd"),
        ("ftp://getuige.example", "https://"),
        ("getuige.example", "https://"),
        ("https://", "https://"),
        ("https://naam:wachtwoord@getuige.example", "https://"),
        ("https://getuige.example/?a=b", "https://"),
        ("https://getuige.example:poort", "geen adres"),
    ],
)
def test_an_address_that_may_not_be(url: str, waarom: str) -> None:
    with pytest.raises(GetuigeFout, match=waarom):
        GetuigeAdres(url, WIE.openbaar_getuige)


def test_plain_http_is_said_to_be_meant() -> None:
    adres = GetuigeAdres("http://getuige.intern", WIE.openbaar_getuige, achter_proxy=True)
    assert adres.indienen.scheme == "http"
    assert [is_loopback(h) for h in ("127.9.9.9", "::1", "localhost", "localhost.example", "0.0.0.0")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(GetuigeFout, match="niet die van een getuige"):
        GetuigeAdres("https://getuige.example", LOG.openbaar)
    assert Sleutel.read(WIE.openbaar_getuige.tekst).soort == COSIGNATURE
