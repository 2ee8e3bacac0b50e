"""Reading ahead: the same leaves in the same places, whoever read them, and never a batch that does not follow on what has a place."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from audit import opslag
from audit.bronnen import GATEN
from audit.nieuwe_bladen import TransactienummersTerug, Vooruitlezer, read_leaves, reading_ahead
from audit.opslag import BEGIN, LAATSTE_PLAATS, asker
from audit.verzegelaar import place_leaves
from tests.audit.verwerkingslog import BRON, Logboek, open_logboek

STAP = 7


@pytest.fixture(scope="module")
def logboek() -> Iterator[Logboek]:
    with open_logboek("vooruit") as logboek:
        yield logboek


@pytest.fixture
def lezer(logboek: Logboek) -> Iterator[Vooruitlezer]:
    logboek.write(3, betrokkenen=20)
    with logboek.connect("bronhuis_verzegelaar") as verbinding, reading_ahead(verbinding) as lezer:
        yield lezer


def _place_all(logboek: Logboek, lezer: Vooruitlezer | None) -> None:
    while logboek.waiting() and place_leaves(logboek.proces.verbinding, [BRON, GATEN], STAP, lezer).nieuw:
        pass


def _assert_whole(logboek: Logboek) -> None:
    vraag = asker(logboek.proces.verbinding)
    logboek.seal()
    verzegeld = opslag.leaves(vraag, 0, 10**6)
    bron = opslag.source_leaves(vraag, BRON, BEGIN, 2**63 - 1, 10**6)
    assert [(b.xid, b.id) for b in verzegeld] == [(xid, id_) for xid, id_, _zout, _inhoud in bron]
    assert [b.nummer for b in verzegeld] == list(range(len(bron)))


def test_what_is_read_ahead_gets_the_places_it_would_have_had(logboek: Logboek, lezer: Vooruitlezer) -> None:
    _place_all(logboek, lezer)
    _assert_whole(logboek)


def test_another_sealer_in_between_makes_what_was_read_ahead_worthless(logboek: Logboek, lezer: Vooruitlezer) -> None:
    place_leaves(logboek.proces.verbinding, [BRON], STAP, lezer)
    with logboek.connect("bronhuis_verzegelaar") as ander:
        place_leaves(ander, [BRON], STAP + 1)
    _place_all(logboek, lezer)
    _assert_whole(logboek)


def test_a_placing_that_failed_begins_again_where_it_was(logboek: Logboek, lezer: Vooruitlezer) -> None:
    verbinding = logboek.proces.verbinding
    with verbinding.transaction(force_rollback=True):
        assert place_leaves(verbinding, [BRON], STAP, lezer).nieuw == STAP
    _place_all(logboek, lezer)
    _assert_whole(logboek)


def test_the_next_batch_is_read_before_it_is_asked_for(logboek: Logboek, lezer: Vooruitlezer) -> None:
    na = opslag.last_place(asker(logboek.proces.verbinding), BRON, 2**62)
    eerste = lezer(BRON, na, STAP)
    (onderweg,) = lezer._onderweg.values()
    volgende = onderweg[2].result()
    assert lezer(BRON, (eerste[-1].xid, eerste[-1].id), STAP) is volgende
    assert [b.id for b in volgende] == [
        b.id for b in read_leaves(asker(logboek.proces.verbinding), BRON, (eerste[-1].xid, eerste[-1].id), STAP)
    ]


def test_what_goes_wrong_ahead_is_said_to_who_asks_and_does_not_stay(logboek: Logboek) -> None:
    verbinding = logboek.connect("bronhuis_verzegelaar")
    with reading_ahead(verbinding) as lezer:
        with pytest.raises(TransactienummersTerug):
            lezer(BRON, (2**62, BEGIN[1]), STAP)
        assert lezer(BRON, BEGIN, STAP)
        verbinding.close()
        assert lezer.closed
        with pytest.raises(psycopg.OperationalError):
            lezer(BRON, (1, BEGIN[1]), STAP)


def test_the_last_place_of_a_source_is_never_sought_through_the_log(logboek: Logboek) -> None:
    """A source without leaves beside one with many: whatever the statistics say, the plan goes by source and number."""
    logboek.seal()
    with logboek.attacker() as root:
        root.execute("ANALYZE audit.blad")
        root.execute("SET plan_cache_mode = force_generic_plan")
        root.execute("SET enable_seqscan = off")
        root.execute(
            f"PREPARE plaats(text, text, bigint) AS {LAATSTE_PLAATS.replace('%s', '{}').format('$1', '$2', '$3')}"
        )
        plan = "\n".join(r for (r,) in root.execute("EXPLAIN EXECUTE plaats('gat', 'gat', 1000)"))
    assert "blad_bron_nummer_idx" in plan
    assert "Sort" not in plan
    assert opslag.last_place(asker(logboek.proces.verbinding), GATEN, 10**6) == BEGIN
