"""Numbers: valid by rules written out here again, in the right range, never twice."""

from __future__ import annotations

from itertools import islice, pairwise

from registry.bevolking.nummers import IN_9999, a_nummer_reeks, bsn_reeks

GENOEG = 60_000


def elfproef(bsn: str) -> bool:
    d = [int(c) for c in bsn]
    som = 9 * d[0] + 8 * d[1] + 7 * d[2] + 6 * d[3] + 5 * d[4] + 4 * d[5] + 3 * d[6] + 2 * d[7] - d[8]
    return len(bsn) == 9 and som % 11 == 0


def test_bsns_pass_the_elfproef_and_are_unique():
    bsns = list(islice(bsn_reeks(), GENOEG))
    assert all(elfproef(b) for b in bsns)
    assert len(set(bsns)) == GENOEG


def test_the_first_9000_start_with_9999_and_the_others_with_another_9():
    bsns = list(islice(bsn_reeks(), GENOEG))
    assert IN_9999 == 9000
    assert all(b.startswith("9999") for b in bsns[:9000])
    assert all(b.startswith("9") and not b.startswith("9999") for b in bsns[9000:])


def test_a_population_of_8000_leaves_the_range_of_published_test_sets_alone():
    assert not [b for b in islice(bsn_reeks(), 8000) if b.startswith("99999")]


def test_a_numbers_follow_their_rule_and_are_unique():
    nummers = list(islice(a_nummer_reeks(), GENOEG))
    assert len(set(nummers)) == GENOEG
    for nummer in nummers:
        d = [int(c) for c in nummer]
        assert len(d) == 10
        assert d[0] != 0
        assert sum(d) % 11 in {0, 5}
        assert sum(c * 2**i for i, c in enumerate(d)) % 11 == 0
        assert all(a != b for a, b in pairwise(d))
