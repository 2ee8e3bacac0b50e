"""What a witness cosigns, and each refusal beside its granted neighbour; and any row of requests whatever."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bronhuis_verify import EMPTY_ROOT, write_hashes
from audit.getuige.regels import MAATTEKST, Afgewezen, Gezien, check_signed, judge, read_submission
from audit.notitie import Ondertekensleutel, add_lines, cosign, sign
from tests.audit.getuige.opstelling import LOG, body
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom

ECHT, VERVALST = Proefboom(), Proefboom(1, 3)
ANDER = Ondertekensleutel.generate(OORSPRONG)
VIJF = Gezien(5, ECHT.root(5))


def status_of(handeling: object) -> tuple[int, str]:
    with pytest.raises(Afgewezen) as fout:
        handeling()  # type: ignore[operator]
    return fout.value.status, fout.value.soort


def test_what_grows_is_seen() -> None:
    judge(Gezien(), 0, ECHT.checkpoint(0), ())
    judge(Gezien(), 0, ECHT.checkpoint(5), ())
    judge(VIJF, 5, ECHT.checkpoint(5), ())
    judge(VIJF, 5, ECHT.checkpoint(9), ECHT.proof(5, 9))


def test_the_log_says_that_it_shrank() -> None:
    assert status_of(lambda: judge(VIJF, 5, ECHT.checkpoint(4), ()))[0] == 400
    assert status_of(lambda: judge(VIJF, 9, ECHT.checkpoint(5), ()))[0] == 400


@pytest.mark.parametrize("oud", [0, 4, 6])
def test_another_size_is_answered_with_ours(oud: int) -> None:
    with pytest.raises(Afgewezen) as fout:
        judge(VIJF, oud, ECHT.checkpoint(9), ECHT.proof(oud, 9))
    assert (fout.value.status, fout.value.tekst, fout.value.soort) == (409, "5\n", MAATTEKST)


@pytest.mark.parametrize(
    ("boom", "nieuw", "bewijs"),
    [
        (VERVALST, 9, VERVALST.proof(5, 9)),
        (VERVALST, 5, ()),
        (ECHT, 9, ()),
        (ECHT, 9, ECHT.proof(4, 9)),
        (ECHT, 9, (*ECHT.proof(5, 9), EMPTY_ROOT)),
        (ECHT, 5, (EMPTY_ROOT,)),
    ],
)
def test_what_does_not_go_on_is_422(boom: Proefboom, nieuw: int, bewijs: tuple[bytes, ...]) -> None:
    judge(VIJF, 5, ECHT.checkpoint(9), ECHT.proof(5, 9))
    assert status_of(lambda: judge(VIJF, 5, boom.checkpoint(nieuw), bewijs))[0] == 422


def test_from_nothing_no_proof_is_possible() -> None:
    assert status_of(lambda: judge(Gezien(), 0, ECHT.checkpoint(5), (EMPTY_ROOT,)))[0] == 422


def test_a_request_reads_as_it_was_written() -> None:
    gelezen = read_submission(body(ECHT, 5, 9))
    assert (gelezen.oud, gelezen.bewijs, gelezen.checkpoint) == (5, ECHT.proof(5, 9), ECHT.checkpoint(9))
    assert read_submission(body(ECHT, 0, 9)).bewijs == ()
    check_signed(gelezen, [LOG.openbaar])


GOED = body(ECHT, 5, 9)


@pytest.mark.parametrize(
    ("inhoud", "status"),
    [
        (b"", 400),
        (b"\xff" + GOED, 400),
        (GOED.replace(b"old 5", b"old 05"), 400),
        (GOED.replace(b"old 5", b"old -5"), 400),
        (GOED.replace(b"old 5", b"old  5"), 400),
        (GOED.replace(b"old 5", b"old 5 "), 400),
        (GOED.replace(b"old 5", b"Old 5"), 400),
        (GOED.replace(b"old 5\n", b""), 400),
        (GOED.replace(b"old 5", b"old 5\r"), 400),
        (GOED.replace(b"old 5\n", b"old 5\nx\n"), 400),
        (GOED.replace(b"old 5\n", b"old 5\n" + write_hashes([b"kort"]).encode()), 400),
        (GOED.replace(b"old 5\n", b"old 5\n" + write_hashes([EMPTY_ROOT] * 64).encode()), 400),
        (GOED.replace(b"\n\n" + OORSPRONG.encode(), b"\n" + OORSPRONG.encode()), 400),
        (GOED.removesuffix(b"\n"), 400),
        (GOED.partition("—".encode())[0], 400),
        (GOED + GOED.splitlines(keepends=True)[-1] * 16, 400),
        (GOED + b"\n" * 65_536, 413),
        (b"old 0\n\n" + sign(ECHT.checkpoint(1), LOG).replace("\n1\n", "\n0\n").encode(), 422),
        (b"old 0\n\n" + sign(ECHT.checkpoint(1), LOG).replace("\n1\n", "\n00\n").encode(), 400),
        (b"old 0\n\nx\n0\nx\n\n", 400),
    ],
)
def test_another_form_is_refused(inhoud: bytes, status: int) -> None:
    assert inhoud != GOED
    assert status_of(lambda: read_submission(inhoud))[0] == status


def test_the_limits_are_reached() -> None:
    assert len(read_submission(GOED + GOED.splitlines(keepends=True)[-1] * 15).handtekeningen) == 16
    notitie = GOED.partition(b"\n\n")[2]
    assert len(read_submission(f"old 5\n{write_hashes([EMPTY_ROOT] * 63)}\n".encode() + notitie).bewijs) == 63


def test_only_the_logs_keys_count() -> None:
    met_twee = body(ECHT, 5, 9) + sign(ECHT.checkpoint(9), ANDER).rpartition("\n\n")[2].encode()
    check_signed(read_submission(met_twee), [ANDER.openbaar])
    check_signed(read_submission(met_twee), [LOG.openbaar, ANDER.openbaar])
    for sleutels in ((), [ANDER.openbaar], [Ondertekensleutel.generate("elders").openbaar]):
        assert status_of(lambda sleutels=sleutels: check_signed(read_submission(GOED), sleutels))[0] == 403
    getuigd = add_lines(sign(ECHT.checkpoint(9), LOG), [cosign(ECHT.checkpoint(9), ANDER, 1)])
    check_signed(read_submission(b"old 9\n\n" + getuigd.encode()), [LOG.openbaar])


def test_a_wrong_signature_of_a_known_key_is_refused_beside_a_right_one() -> None:
    fout = sign(ECHT.checkpoint(8), ANDER).rpartition("\n\n")[2].encode()
    check_signed(read_submission(GOED + fout), [LOG.openbaar])
    assert status_of(lambda: check_signed(read_submission(GOED + fout), [LOG.openbaar, ANDER.openbaar]))[0] == 403
    gewijzigd = GOED.replace(OORSPRONG.encode() + b"\n9\n", OORSPRONG.encode() + b"\n10\n")
    assert status_of(lambda: check_signed(read_submission(gewijzigd), [LOG.openbaar]))[0] == 403


BOMEN = [Proefboom(), Proefboom(1, 3), Proefboom(2, 6)]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(BOMEN), st.integers(0, 9), st.integers(0, 9), st.booleans()), max_size=25))
def test_no_row_of_requests_gives_a_fork(verzoeken: list[tuple[Proefboom, int, int, bool]]) -> None:
    gezien, getekend = Gezien(), []
    for boom, oud, nieuw, goed in verzoeken:
        van = gezien.grootte if goed else oud
        try:
            judge(gezien, van, boom.checkpoint(nieuw), boom.proof(van, nieuw))
        except Afgewezen:
            continue
        gezien = Gezien(nieuw, boom.root(nieuw))
        getekend.append((boom, gezien))
    groottes = [g.grootte for _, g in getekend]
    assert groottes == sorted(groottes)
    if getekend:
        boom = getekend[-1][0]
        assert all(g.wortel == boom.root(g.grootte) for _, g in getekend)
