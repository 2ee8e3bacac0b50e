"""What a time-stamp authority gives is looked at: each way in which a stamp does not hold is a refusal, and nothing of it gets further."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client import HashAlgorithm, TimeStampRequest, TimestampRequestBuilder, decode_timestamp_response

from audit import tijdstempel
from audit.stempelvorm import sort_certificates
from audit.tijdstempel import TijdstempelFout, ask_stamp, read_service, verify_stamp
from tests.audit.stempeldienst import (
    CODE,
    STEMPEL,
    Antwoord,
    Gedrag,
    Stempeldienst,
    granted,
    issue,
    open_service,
    right,
    zonder_openssl,
)

NOTITIE = "bronhuis.test/verwerkingslog\n4\n…\n\n— bronhuis.test/verwerkingslog …\n".encode()


def request_over(inhoud: bytes, *, nonce: bool = True) -> TimeStampRequest:
    return TimestampRequestBuilder().data(inhoud).hash_algorithm(HashAlgorithm.SHA512).nonce(nonce=nonce).build()


# What a bad authority does, or whoever is on the line.


def wrong_nonce(dienst: Stempeldienst, _vraag: bytes) -> Antwoord:
    return granted(dienst.reply(request_over(NOTITIE).as_bytes()))


def no_nonce(dienst: Stempeldienst, _vraag: bytes) -> Antwoord:
    return granted(dienst.reply(request_over(NOTITIE, nonce=False).as_bytes()))


def other_message(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    digest, ander = (request_over(tekst).message_imprint.message for tekst in (NOTITIE, b"iets anders"))
    assert digest in vraag
    return granted(dienst.reply(vraag.replace(digest, ander)))


def expired(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    dienst.tekenaar = issue("Klok 1", dienst.wortel, doel=STEMPEL, dagen=(-30, -1))
    return granted(dienst.reply(vraag))


def not_yet(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    dienst.tekenaar = issue("Klok 1", dienst.wortel, doel=STEMPEL, dagen=(1, 30))
    return granted(dienst.reply(vraag))


def other_purpose(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    """OpenSSL signs with no such certificate: it is put in the place of its twin, which has the same key."""
    tweeling = issue("Klok 1", dienst.wortel, doel=CODE, tweeling=dienst.tekenaar)
    echt, ander = (u.certificaat.public_bytes(Encoding.DER) for u in (dienst.tekenaar, tweeling))
    assert len(echt) == len(ander)
    antwoord = dienst.reply(vraag)
    assert antwoord.count(echt) == 1
    return granted(antwoord.replace(echt, ander))


def twin(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    """The same exchange with the right purpose: what the case above is refused for is the purpose."""
    tweeling = issue("Klok 1", dienst.wortel, doel=STEMPEL, tweeling=dienst.tekenaar)
    echt, ander = (u.certificaat.public_bytes(Encoding.DER) for u in (dienst.tekenaar, tweeling))
    return granted(dienst.reply(vraag).replace(echt, ander))


def touched(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    """Another moment than was signed, an hour before it."""
    antwoord = dienst.reply(vraag)
    tijd = decode_timestamp_response(antwoord).tst_info.gen_time
    echt, ander = (f"{moment:%Y%m%d%H%M%SZ}".encode() for moment in (tijd, tijd - timedelta(hours=1)))
    assert echt in antwoord
    return granted(antwoord.replace(echt, ander, 1))


def ungranted(dienst: Stempeldienst, _vraag: bytes) -> Antwoord:
    return granted(bytes.fromhex("30053003020102"))


def without_token(dienst: Stempeldienst, _vraag: bytes) -> Antwoord:
    return granted(bytes.fromhex("30053003020100"))


def cut_off(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    return granted(dienst.reply(vraag)[:-1])


def with_tail(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    return granted(dienst.reply(vraag) + b"\0")


def error(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    return "500 Internal Server Error", [], dienst.reply(vraag)


def elsewhere(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    return "302 Found", [("Location", "http://127.0.0.1:9/")], dienst.reply(vraag)


def huge(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    return granted(dienst.reply(vraag) + bytes(tijdstempel.LANGSTE_ANTWOORD))


REFUSED: list[tuple[Gedrag, str]] = [
    (wrong_nonce, "Nonce mismatch"),
    (no_nonce, "Nonce mismatch"),
    (other_message, "Mismatch between messages"),
    (expired, "certificate has expired"),
    (not_yet, "certificate is not yet valid"),
    (other_purpose, "purpose"),
    (touched, "digest failure"),
    (without_token, "Missing SignedData"),
    (cut_off, "ASN.1 parse error"),
    (with_tail, "ASN.1 parse error"),
    (lambda _d, _v: granted(b"<html>Welkom</html>"), "ASN.1 parse error"),
    (lambda _d, _v: granted(b""), "ASN.1 parse error"),
]  # fmt: skip
NONE_CAME: list[tuple[Gedrag, str]] = [
    (error, "status 500"),
    (elsewhere, "status 302"),
    (huge, "te lang"),
    (ungranted, "PKIStatus 2"),
]


@zonder_openssl
@pytest.mark.parametrize("gedrag", [right, twin])
def test_a_stamp_that_holds_says_when(tmp_path: Path, gedrag: Gedrag) -> None:
    with open_service(tmp_path, gedrag) as (dienst, url):
        antwoord, tijd = ask_stamp(dienst.service(url), NOTITIE)
    assert abs(tijd - datetime.now(UTC)) < timedelta(minutes=1)
    assert len(antwoord) == len((tmp_path / "antwoord.tsr").read_bytes())
    if gedrag is right:
        assert antwoord == (tmp_path / "antwoord.tsr").read_bytes()


@zonder_openssl
@pytest.mark.parametrize(("gedrag", "waarom"), REFUSED)
def test_a_stamp_that_does_not_hold_is_refused(tmp_path: Path, gedrag: Gedrag, waarom: str) -> None:
    with open_service(tmp_path, gedrag) as (dienst, url), pytest.raises(TijdstempelFout) as fout:
        ask_stamp(dienst.service(url), NOTITIE)
    assert fout.value.geweigerd
    assert waarom in fout.value.detail


@zonder_openssl
@pytest.mark.parametrize(("gedrag", "waarom"), NONE_CAME)
def test_an_authority_that_gives_none_is_no_refusal(tmp_path: Path, gedrag: Gedrag, waarom: str) -> None:
    with open_service(tmp_path, gedrag) as (dienst, url), pytest.raises(TijdstempelFout, match=waarom) as fout:
        ask_stamp(dienst.service(url), NOTITIE)
    assert not fout.value.geweigerd


@zonder_openssl
def test_a_root_that_we_do_not_trust_is_refused(tmp_path: Path) -> None:
    """One of the same name as well: it is the key that counts."""
    with open_service(tmp_path) as (dienst, url):
        for naam in ("Een ander", "Wortel van de tijd"):
            with pytest.raises(TijdstempelFout) as fout:
                ask_stamp(dienst.service(url, wortel=issue(naam)), NOTITIE)
            assert fout.value.geweigerd
        assert ask_stamp(dienst.service(url, issue("Een ander")), NOTITIE)


@zonder_openssl
def test_a_clock_that_is_far_from_ours_is_refused(tmp_path: Path) -> None:
    with open_service(tmp_path) as (dienst, url):
        verzoek = request_over(NOTITIE)
        antwoord, nu, vertrouwd = dienst.reply(verzoek.as_bytes()), datetime.now(UTC), dienst.service(url)
    assert abs(verify_stamp(vertrouwd, verzoek, antwoord, NOTITIE, nu) - nu) < timedelta(minutes=1)
    for anders in (timedelta(minutes=6), timedelta(minutes=-6)):
        with pytest.raises(TijdstempelFout, match="klok") as fout:
            verify_stamp(vertrouwd, verzoek, antwoord, NOTITIE, nu + anders)
        assert fout.value.geweigerd


@zonder_openssl
@pytest.mark.parametrize("in_stempel", [True, False])
def test_what_stands_between_may_be_in_the_stamp_in_any_order_or_in_the_file(tmp_path: Path, in_stempel: bool) -> None:
    """OpenSSL leaves a chain in the order of the chain, which is DER half of the time: ten keys show both."""
    with open_service(tmp_path) as (dienst, url):
        for _ in range(10 if in_stempel else 1):
            tussen = issue("Tussen", dienst.wortel)
            dienst.tekenaar = issue("Klok 2", tussen, doel=STEMPEL)
            dienst.keten = [tussen] if in_stempel else []
            assert ask_stamp(dienst.service(url, *([] if in_stempel else [tussen])), NOTITIE)
        dienst.keten = []
        with pytest.raises(TijdstempelFout):
            ask_stamp(dienst.service(url), NOTITIE)


@given(st.binary(max_size=400))
def test_what_is_no_response_keeps_its_bytes(inhoud: bytes) -> None:
    assert sorted(sort_certificates(inhoud)) == sorted(inhoud)


@zonder_openssl
def test_nothing_that_a_stranger_sends_gets_further_than_a_refusal(tmp_path: Path) -> None:
    with open_service(tmp_path) as (dienst, url):
        verzoek, vertrouwd = request_over(NOTITIE), dienst.service(url)
        antwoord = dienst.reply(verzoek.as_bytes())
    nu, gehouden = datetime.now(UTC), 0
    for plek in range(len(antwoord)):
        anders = antwoord[:plek] + bytes([antwoord[plek] ^ 0x41]) + antwoord[plek + 1 :]
        try:
            verify_stamp(vertrouwd, verzoek, anders, NOTITIE, nu)
            gehouden += 1
        except TijdstempelFout:
            pass
    # What CMS leaves outside the signature (version numbers, the name of the signature's algorithm) is all that may differ.
    assert gehouden < 30


# What the settings may say.


def test_no_address_is_no_authority() -> None:
    assert read_service("", "") is None
    assert read_service("", "/bestaat/niet.pem") is None


@pytest.mark.parametrize(
    ("url", "waarom"),
    [
        ("tsa.example", "moet een adres zijn"),
        ("ftp://tsa.example", "moet een adres zijn"),
        ("https://", "moet een adres zijn"),
        ("https://naam:wachtwoord@tsa.example", "zonder wachtwoord"),
        ("https://tsa.example/#hier", "moet een adres zijn"),
        ("https://tsa.example:poort", "geen adres"),
    ],
)
def test_an_address_that_cannot_be_is_refused(tmp_path: Path, url: str, waarom: str) -> None:
    bestand = issue("Wortel").write(tmp_path, "wortel")
    with pytest.raises(TijdstempelFout, match=waarom):
        read_service(url, str(bestand))
    dienst = read_service("http://tsa.example/tsr?van=ons", str(bestand))
    assert dienst is not None
    assert (len(dienst.wortels), dienst.tussen) == (1, ())


def test_a_file_without_a_root_is_refused(tmp_path: Path) -> None:
    wortel = issue("Wortel")
    los = issue("Klok", wortel, doel=STEMPEL).write(tmp_path, "los")
    (tmp_path / "leeg.pem").write_text("")
    for bestand, waarom in ((los, "wortelcertificaat"), (tmp_path / "leeg.pem", "PEM"), (tmp_path, "PEM")):
        with pytest.raises(TijdstempelFout, match=waarom):
            read_service("https://tsa.example", str(bestand))
    with pytest.raises(TijdstempelFout, match="PEM"):
        read_service("https://tsa.example", "")
