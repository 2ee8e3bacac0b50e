"""What the key may sign: each refusal beside its granted neighbour, and any row of requests whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bronhuis_verify import ED25519, Checkpoint, Sleutel
from audit.gatverklaring import Gatverklaring
from audit.ondertekenaar.regels import (
    Geweigerd,
    Ondertekenverzoek,
    Stand,
    advance,
    announce,
    announced,
    announcement,
    judge,
    may_continue,
    without_announcement,
)
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom

ECHT = Proefboom()
VERVALST = Proefboom(tak=1, vanaf=3)


def asks(boom: Proefboom, oud: int, nieuw: int, *uitbreiding: str) -> Ondertekenverzoek:
    return Ondertekenverzoek(boom.checkpoint(nieuw, *uitbreiding), boom.proof(oud, nieuw))


def stand(boom: Proefboom, grootte: int, *uitbreiding: str) -> Stand:
    return Stand(boom.checkpoint(grootte, *uitbreiding))


def gap(boom: Proefboom, oud: int, hersteld: int, **anders: object) -> Gatverklaring:
    return replace(
        Gatverklaring(
            oorsprong=OORSPRONG,
            oude_grootte=oud,
            oude_wortel=boom.root(oud),
            herstelde_grootte=hersteld,
            herstelde_wortel=boom.root(hersteld),
            moment=datetime(2026, 7, 1, 10, tzinfo=UTC),
            reden="Reservekopie teruggezet.",
            bevestigers=("a.jansen", "b.devries"),
        ),
        **anders,
    )


def key(naam: str = OORSPRONG) -> Sleutel:
    return Sleutel(naam, ED25519, Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def refused(waarop: Stand | None, verzoek: Ondertekenverzoek, waarom: str, *, eerste: bool = False) -> None:
    with pytest.raises(Geweigerd, match=waarom):
        judge(waarop, verzoek, eerste=eerste)


def test_the_first_one_is_empty_or_meant() -> None:
    assert judge(None, asks(ECHT, 0, 0)).grootte == 0
    assert judge(None, asks(ECHT, 0, 5), eerste=True).grootte == 5
    refused(None, asks(ECHT, 0, 5), "--eerste")


def test_a_log_grows() -> None:
    assert judge(stand(ECHT, 5), asks(ECHT, 5, 9)) == ECHT.checkpoint(9)
    refused(stand(ECHT, 5), Ondertekenverzoek(ECHT.checkpoint(9), ECHT.proof(4, 9)), "gaat niet verder")
    refused(stand(ECHT, 5), Ondertekenverzoek(ECHT.checkpoint(9)), "gaat niet verder")
    refused(stand(ECHT, 5), asks(VERVALST, 5, 9), "gaat niet verder")


def test_a_log_does_not_shrink() -> None:
    assert judge(stand(ECHT, 5), asks(ECHT, 5, 5)).grootte == 5
    refused(stand(ECHT, 5), asks(ECHT, 5, 4), "kleiner")
    refused(stand(ECHT, 5), asks(ECHT, 5, 0), "kleiner")


def test_one_size_has_one_root() -> None:
    assert judge(stand(ECHT, 5), asks(ECHT, 5, 5)) == ECHT.checkpoint(5)
    refused(stand(ECHT, 5), asks(VERVALST, 5, 5), "andere wortel")
    refused(stand(ECHT, 5), Ondertekenverzoek(ECHT.checkpoint(5, "weer zonnig"), (b"x" * 32,)), "gaat niet verder")


def test_one_key_signs_one_log() -> None:
    ander = Proefboom(oorsprong="elders.example/log")
    refused(stand(ECHT, 5), asks(ander, 5, 9), "niet van elders.example/log")


@pytest.mark.parametrize("woord", ["opvolger x", "gat 1 2", "opvolger", "gat"])
def test_lines_about_the_key_are_the_signers_own(woord: str) -> None:
    assert judge(stand(ECHT, 5), asks(ECHT, 5, 9, "weer zonnig")).uitbreiding == ("weer zonnig",)
    refused(stand(ECHT, 5), asks(ECHT, 5, 9, woord), "eigen gezag")
    refused(stand(ECHT, 5), asks(ECHT, 5, 5, woord), "eigen gezag")
    refused(None, asks(ECHT, 0, 0, woord), "eigen gezag")


def test_what_was_signed_is_signed_again_as_it_was() -> None:
    opvolger = key()
    gat = gap(ECHT, 9, 5)
    for regels in ((), (gat.regel,), (announcement(opvolger),), (gat.regel, announcement(opvolger))):
        laatste = ECHT.checkpoint(5, *regels)
        assert judge(Stand(laatste, (gat.kenmerk,)), Ondertekenverzoek(laatste, gat=gat)) == laatste
        zonder = without_announcement(laatste)
        assert judge(Stand(laatste, (gat.kenmerk,)), Ondertekenverzoek(zonder, gat=gat)) == zonder


# --- The gap


def test_a_restored_log_goes_on_after_two_people_say_so() -> None:
    gat = gap(ECHT, 9, 5)
    verder = Proefboom(tak=2, vanaf=5)
    verzoek = Ondertekenverzoek(verder.checkpoint(7, gat.regel), verder.proof(5, 7), gat)
    assert judge(stand(ECHT, 9), verzoek) == verder.checkpoint(7, gat.regel)
    assert advance(stand(ECHT, 9), verzoek, verzoek.checkpoint).gaten == (gat.kenmerk,)
    refused(stand(ECHT, 9), replace(verzoek, gat=None), "eigen gezag")
    zonder_regel = replace(verzoek, checkpoint=verder.checkpoint(7))
    refused(stand(ECHT, 9), replace(zonder_regel, gat=None), "kleiner")
    refused(stand(ECHT, 9), zonder_regel, "deze regel nodig")


def test_a_restored_log_that_grew_past_the_old_size_needs_it_too() -> None:
    gat, verder = gap(ECHT, 9, 5), Proefboom(tak=2, vanaf=5)
    refused(stand(ECHT, 9), asks(verder, 9, 12), "gaat niet verder")
    nieuw = verder.checkpoint(12, gat.regel)
    assert judge(stand(ECHT, 9), Ondertekenverzoek(nieuw, verder.proof(5, 12), gat)) == nieuw


@pytest.mark.parametrize(
    ("anders", "waarom"),
    [
        ({"oorsprong": "elders.example/log"}, "ander log"),
        ({"oude_grootte": 8}, "niet het checkpoint"),
        ({"oude_wortel": b"x" * 32}, "niet het checkpoint"),
        ({"herstelde_wortel": b"x" * 32}, "gaat niet verder"),
        ({"herstelde_grootte": 4}, "gaat niet verder"),
        ({"herstelde_grootte": 8}, "kleiner"),
    ],
)
def test_a_statement_about_something_else_opens_nothing(anders: dict[str, object], waarom: str) -> None:
    for velden, mag in (({}, True), (anders, False)):
        gat = gap(ECHT, 9, 5, **velden)
        verzoek = Ondertekenverzoek(ECHT.checkpoint(7, gat.regel), ECHT.proof(5, 7), gat)
        if mag:
            judge(stand(ECHT, 9), verzoek)
        else:
            refused(stand(ECHT, 9), verzoek, waarom)


def test_a_statement_counts_once() -> None:
    gat = gap(ECHT, 9, 5)
    verzoek = Ondertekenverzoek(ECHT.checkpoint(7, gat.regel), ECHT.proof(5, 7), gat)
    na = advance(stand(ECHT, 9), verzoek, judge(stand(ECHT, 9), verzoek))
    terug = advance(na, asks(ECHT, 7, 9), judge(na, asks(ECHT, 7, 9)))
    assert terug.laatste == ECHT.checkpoint(9)
    refused(terug, verzoek, "al gebruikt")


def test_the_line_of_the_gap_stands_alone() -> None:
    gat = gap(ECHT, 9, 5)
    for regels in ((gat.regel, gat.regel), (gat.regel, "opvolger x"), ("gat 9 00",), ("x" + gat.regel,)):
        refused(
            stand(ECHT, 9), Ondertekenverzoek(ECHT.checkpoint(7, *regels), ECHT.proof(5, 7), gat), "deze regel nodig"
        )
    verzoek = Ondertekenverzoek(ECHT.checkpoint(7, "weer zonnig", gat.regel), ECHT.proof(5, 7), gat)
    assert judge(stand(ECHT, 9), verzoek) == verzoek.checkpoint


def test_nothing_signed_has_no_gap() -> None:
    gat = gap(ECHT, 9, 5)
    refused(None, Ondertekenverzoek(ECHT.checkpoint(7), (), gat), "ook geen gat", eerste=True)


# --- The successor


def test_a_successor_is_named_once_and_last() -> None:
    opvolger = key()
    gezegd = announce(ECHT.checkpoint(5, "weer zonnig"), opvolger)
    assert gezegd.uitbreiding == ("weer zonnig", f"opvolger {opvolger.tekst}")
    assert (announced(gezegd), announce(gezegd, opvolger)) == (opvolger.tekst, gezegd)
    assert announce(ECHT.checkpoint(5), None) == ECHT.checkpoint(5)
    assert announced(ECHT.checkpoint(5, "weer zonnig")) is None


def test_after_the_announcement_only_the_successor_goes_on() -> None:
    oud, nieuw, derde = key(), key(), key()
    gewoon, gezegd = ECHT.checkpoint(5), announce(ECHT.checkpoint(5), nieuw)
    may_continue(gewoon, oud, None)
    may_continue(gewoon, oud, nieuw)
    may_continue(gezegd, oud, nieuw)
    may_continue(gezegd, nieuw, None)
    for sleutel, opvolger in ((oud, None), (oud, derde), (derde, None)):
        with pytest.raises(Geweigerd, match="wijst een andere sleutel aan"):
            may_continue(gezegd, sleutel, opvolger)
    for opvolger in (oud, key("elders.example/log")):
        with pytest.raises(Geweigerd, match="De opvolger"):
            may_continue(gewoon, oud, opvolger)


# --- Any row of requests


BOMEN = [Proefboom(), Proefboom(1, 3), Proefboom(2, 6)]
VERZOEKEN = st.tuples(st.sampled_from(BOMEN), st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans())


@settings(max_examples=150)
@given(st.lists(VERZOEKEN, max_size=25), st.booleans())
def test_no_row_of_requests_gives_a_fork(verzoeken: list[tuple[Proefboom, int, int, bool, bool]], eerste: bool) -> None:
    """Without a gap statement: sizes never go down, one root per size, and every two signed trees are one log."""
    waar: Stand | None = None
    ondertekend: list[tuple[Proefboom, Checkpoint]] = []
    for boom, oud, nieuw, goed, leeg in verzoeken:
        van = waar.laatste.grootte if goed and waar else oud
        verzoek = Ondertekenverzoek(boom.checkpoint(nieuw), () if leeg else boom.proof(van, nieuw))
        try:
            mag = judge(waar, verzoek, eerste=eerste)
        except Geweigerd:
            continue
        waar = advance(waar, verzoek, mag)
        ondertekend.append((boom, mag))
    groottes = [c.grootte for _, c in ondertekend]
    assert groottes == sorted(groottes)
    assert len({(c.grootte, c.wortel) for _, c in ondertekend}) == len(set(groottes))
    if ondertekend:
        boom = ondertekend[-1][0]
        assert all(c.wortel == boom.root(c.grootte) for _, c in ondertekend)
