"""The count itself, on made-up answers: a count that sees nothing would call every build good."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tests.chaos.belasting import Antwoord
from tests.chaos.telling import Telling, count
from tests.chaos.uitslag import Uitslag, not_run, shortcomings, table


def answer(status: int = 200, *, wacht: bool = False, verzoek: UUID | None = None) -> Antwoord:
    return Antwoord(0.0, 1.0, status, verzoek or uuid4(), uuid4() if status == 200 else None, wacht)


def line(antwoord: Antwoord) -> tuple[UUID, UUID]:
    assert antwoord.verzoek is not None
    assert antwoord.object is not None
    return antwoord.verzoek, antwoord.object


def test_every_answer_with_its_line_is_good() -> None:
    antwoorden = [answer() for _ in range(3)]
    telling = count(antwoorden, [], [*map(line, antwoorden), (uuid4(), uuid4())])
    assert telling == Telling(3, 3, 4, 0, 0, 0, 0, 0)
    assert shortcomings(telling, 29.9) == []


def test_an_answer_without_its_line_is_unlogged_even_if_another_line_has_its_object() -> None:
    gelezen, ander = answer(), answer()
    telling = count([gelezen], [], [line(ander), (uuid4(), line(gelezen)[1])])
    assert (telling.ongelogd, telling.verloren) == (1, 0)
    assert shortcomings(telling, None) == ["1 antwoorden zonder regel"]


def test_a_line_that_was_seen_and_is_gone_is_lost_read_or_not() -> None:
    gelezen, ongelezen = answer(), answer()
    telling = count([gelezen], [line(gelezen), line(ongelezen)], [])
    assert (telling.ongelogd, telling.verloren) == (0, 2)
    assert shortcomings(telling, None) == ["2 regels verloren"]


def test_errors_are_told_apart() -> None:
    goed = answer()
    telling = count([goed, answer(503, wacht=True), answer(503), answer(500), answer(401)], [], [line(goed)])
    assert (telling.niet_nu, telling.zonder_wacht, telling.andere_fouten) == (2, 1, 1)
    assert shortcomings(telling, None) == ["1 keer een 5xx die geen 503 is", "1 keer 503 zonder Retry-After"]


@pytest.mark.parametrize(("herstel", "goed"), [(None, True), (29.9, True), (30.0, False)])
def test_recovery_takes_less_than_half_a_minute(herstel: float | None, goed: bool) -> None:
    antwoord = answer()
    assert (shortcomings(count([antwoord], [], [line(antwoord)]), herstel) == []) is goed


def test_a_proef_in_which_nothing_was_read_proves_nothing() -> None:
    assert shortcomings(count([answer(503, wacht=True)], [], []), None) == [
        "er werd niets gelezen: deze proef zegt niets"
    ]


def test_the_table_is_aligned_and_says_what_did_not_run() -> None:
    antwoord = answer()
    telling = count([antwoord], [], [line(antwoord)])
    rijen = table(
        [
            Uitslag("kort", telling, herstel=1.26),
            not_run("een lange naam", "geen root"),
            Uitslag("stuk", gebreken=("x",)),
        ]
    ).splitlines()
    assert rijen[2].endswith("1.3 s  goed")
    assert rijen[3].endswith("niet gedraaid")
    assert rijen[4].endswith("FOUT")
    assert rijen[2].index("goed") == rijen[3].index("niet") == rijen[4].index("FOUT")
    assert rijen[5:] == ["een lange naam: geen root", "stuk: x"]
