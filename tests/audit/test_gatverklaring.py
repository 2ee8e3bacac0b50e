"""The gap statement: one way to write it, and two people who signed exactly it."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.bronhuis_verify import COSIGNATURE, ED25519, Handtekening, Sleutel
from audit.gatverklaring import (
    GatFout,
    Gatverklaring,
    check_verklaring,
    join_signed,
    open_verklaring,
    read_verklaring,
    split_signed,
)

VERKLARING = Gatverklaring(
    oorsprong="bronstede.example/verwerkingslog",
    oude_grootte=120,
    oude_wortel=b"o" * 32,
    herstelde_grootte=100,
    herstelde_wortel=b"h" * 32,
    moment=datetime(2026, 7, 1, 10, tzinfo=UTC),
    reden="De opslag ging stuk; reservekopie van 06:00 teruggezet.",
    bevestigers=("a.jansen", "b.devries"),
)


class Mens:
    def __init__(self, naam: str, prive: Ed25519PrivateKey | None = None) -> None:
        self.prive = prive or Ed25519PrivateKey.generate()
        self.sleutel = Sleutel(naam, ED25519, self.prive.public_key().public_bytes_raw())

    def sign(self, tekst: str) -> Handtekening:
        return Handtekening(self.sleutel.naam, self.sleutel.nummer, self.prive.sign(tekst.encode()))


JANSEN, DEVRIES, CHARLIE = Mens("a.jansen"), Mens("b.devries"), Mens("c.charlie")
ALLEN = (JANSEN.sleutel, DEVRIES.sleutel, CHARLIE.sleutel)


def signed(*mensen: Mens, verklaring: Gatverklaring = VERKLARING, over: str | None = None) -> str:
    tekst = verklaring.tekst
    return join_signed(tekst, [m.sign(over or tekst) for m in mensen])


def test_what_it_says() -> None:
    assert VERKLARING.tekst == (
        "bronhuis gatverklaring 1\n"
        "log: bronstede.example/verwerkingslog\n"
        "ondertekend: 120 b29vb29vb29vb29vb29vb29vb29vb29vb29vb29vb28=\n"
        "hersteld: 100 aGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGg=\n"
        "moment: 2026-07-01T10:00:00Z\n"
        "reden: De opslag ging stuk; reservekopie van 06:00 teruggezet.\n"
        "bevestigd door: a.jansen\n"
        "bevestigd door: b.devries\n"
    )
    assert VERKLARING.regel == f"gat 120 {VERKLARING.kenmerk}"
    assert read_verklaring(VERKLARING.tekst) == VERKLARING


@given(
    oud=st.integers(1, 2**63 - 1),
    minder=st.integers(1, 2**63 - 1),
    reden=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=500),
)
def test_every_statement_reads_back_as_it_was(oud: int, minder: int, reden: str) -> None:
    verklaring = replace(VERKLARING, oude_grootte=oud, herstelde_grootte=max(0, oud - minder), reden=reden)
    try:
        check_verklaring(verklaring)
    except GatFout:
        return
    assert read_verklaring(verklaring.tekst) == verklaring
    getekend = signed(JANSEN, DEVRIES, verklaring=verklaring)
    assert open_verklaring(getekend, ALLEN) == verklaring


def test_two_people_make_it_count() -> None:
    assert open_verklaring(signed(JANSEN, DEVRIES), ALLEN) == VERKLARING
    assert open_verklaring(signed(DEVRIES, CHARLIE, JANSEN), ALLEN) == VERKLARING
    for te_weinig in (
        signed(JANSEN),
        signed(DEVRIES),
        signed(JANSEN, JANSEN),
        signed(JANSEN, CHARLIE),
        VERKLARING.tekst,
    ):
        with pytest.raises(GatFout, match="niet bevestigd door"):
            open_verklaring(te_weinig, ALLEN)


def test_only_people_whom_the_signer_knows_count() -> None:
    assert open_verklaring(signed(JANSEN, DEVRIES), ALLEN[:2]) == VERKLARING
    for bekend in (ALLEN[:1], ALLEN[1:], ()):
        with pytest.raises(GatFout, match="niet bevestigd door"):
            open_verklaring(signed(JANSEN, DEVRIES), bekend)
    with pytest.raises(GatFout, match=r"niet bevestigd door a\.jansen"):
        open_verklaring(signed(Mens("a.jansen"), DEVRIES), ALLEN)


def test_one_key_under_two_names_is_one_person() -> None:
    dubbel = Mens("b.devries", JANSEN.prive)
    with pytest.raises(GatFout, match="dezelfde sleutel"):
        open_verklaring(signed(JANSEN, dubbel), (JANSEN.sleutel, dubbel.sleutel))


def test_a_signature_of_another_text_is_wrong() -> None:
    ander = replace(VERKLARING, herstelde_grootte=99).tekst
    with pytest.raises(GatFout, match=r"De handtekening van a\.jansen"):
        open_verklaring(signed(JANSEN, DEVRIES, over=ander), ALLEN)


def test_a_key_of_a_witness_is_not_that_of_a_person() -> None:
    getuige = Sleutel("a.jansen", COSIGNATURE, JANSEN.sleutel.openbaar)
    regel = Handtekening("a.jansen", getuige.nummer, JANSEN.prive.sign(VERKLARING.tekst.encode()))
    getekend = join_signed(VERKLARING.tekst, [regel, DEVRIES.sign(VERKLARING.tekst)])
    with pytest.raises(GatFout, match=r"niet bevestigd door a\.jansen"):
        open_verklaring(getekend, (getuige, DEVRIES.sleutel))


@pytest.mark.parametrize(
    "anders",
    [
        {"herstelde_grootte": 120},
        {"herstelde_grootte": 121},
        {"herstelde_grootte": -1},
        {"oude_grootte": 2**63},
        {"oude_wortel": b"kort"},
        {"reden": ""},
        {"reden": "  "},
        {"reden": "x" * 501},
        {"reden": "regel\nbevestigd door: b"},
        {"bevestigers": ("a.jansen", "a.jansen")},
        {"bevestigers": ("a jansen", "b")},
        {"bevestigers": ("a+jansen", "b")},
        {"oorsprong": "a\nondertekend: 1"},
        {"oorsprong": ""},
    ],
)
def test_a_statement_that_makes_no_sense_is_refused(anders: dict[str, object]) -> None:
    check_verklaring(VERKLARING)
    with pytest.raises(GatFout):
        check_verklaring(replace(VERKLARING, **anders))


@pytest.mark.parametrize(
    ("oud", "nieuw"),
    [
        ("gatverklaring 1", "gatverklaring 2"),
        ("120 ", "0120 "),
        ("T10:00:00Z", "T10:00:00+00:00"),
        ("T10", "T25"),
        ("b28=", "b29="),
        ("reden: ", "reden:"),
        ("bevestigd door: b.devries\n", ""),
        ("bevestigd door: b.devries\n", "bevestigd door: b.devries\nbevestigd door: c\n"),
        ("log: ", "\nlog: "),
    ],
)
def test_there_is_one_way_to_write_it(oud: str, nieuw: str) -> None:
    assert oud in VERKLARING.tekst
    with pytest.raises(GatFout):
        read_verklaring(VERKLARING.tekst.replace(oud, nieuw))


def test_below_the_text_are_signatures_only() -> None:
    tekst, handtekeningen = split_signed(signed(JANSEN, DEVRIES))
    assert (tekst, [h.naam for h in handtekeningen]) == (VERKLARING.tekst, ["a.jansen", "b.devries"])
    assert split_signed(VERKLARING.tekst) == (VERKLARING.tekst, ())
    for onder in ("gekras\n", "— a.jansen =\n", f"— a.jansen {base64.b64encode(b'kort').decode()}\n", "\n\n"):
        with pytest.raises(GatFout):
            split_signed(f"{VERKLARING.tekst}\n{onder}")
    with pytest.raises(GatFout, match="te veel"):
        split_signed(signed(*[JANSEN] * 17))
