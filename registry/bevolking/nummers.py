"""Numbers of fictitious persons: valid by their check rules, never twice, in a fixed order that looks like none.

BSN: the elfproef. The first 9,000 start with 9999, where nobody's BSN stands; the rest start with 9. Within 9999, those that start with
99999 come last: published test sets use them. A-nummer: registers.md section 2, and no two equal digits side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

IN_9999 = 9000
STAP_BSN, RUIMTE_BSN = 6_180_341, 9_990_000
STAP_A, BEGIN_A, RUIMTE_A = 55_278_643, 31_415_926, 90_000_000


def bsn_reeks() -> Iterator[str]:
    """BSNs, without end for any population that fits in a municipality (about nine million)."""
    for nummer, bsn in enumerate(_within_9999()):
        if nummer == IN_9999:
            break
        yield bsn
    for i in range(RUIMTE_BSN):
        bsn_of = _complete(90_000_000 + i * STAP_BSN % RUIMTE_BSN)
        if bsn_of is not None:
            yield bsn_of


def _within_9999() -> Iterator[str]:
    for begin, ruimte, stap in ((99_990_000, 9000, 3701), (99_999_000, 1000, 377)):
        for i in range(ruimte):
            bsn = _complete(begin + i * stap % ruimte)
            if bsn is not None:
                yield bsn


def _complete(acht: int) -> str | None:
    """These eight digits with the ninth that passes the elfproef, or None when there is none."""
    cijfers = str(acht)
    rest = sum(gewicht * int(c) for gewicht, c in zip(range(9, 1, -1), cijfers, strict=True)) % 11
    return None if rest > 9 else f"{cijfers}{rest}"


def a_nummer_reeks() -> Iterator[str]:
    """A-numbers: eight free digits, the last two follow from the rule."""
    einden = _endings()
    for i in range(RUIMTE_A):
        acht = str(10_000_000 + (BEGIN_A + i * STAP_A) % RUIMTE_A)
        if any(a == b for a, b in pairwise(acht)):
            continue
        som = sum(int(c) for c in acht) % 11
        gewogen = sum(int(c) << plaats for plaats, c in enumerate(acht)) % 11
        einde = next((e for e in einden.get((som, gewogen), ()) if e[0] != acht[-1]), None)
        if einde is not None:
            yield acht + einde


def _endings() -> dict[tuple[int, int], list[str]]:
    """The last two digits that fit each (sum mod 11, weighted sum mod 11) of the first eight."""
    uit: dict[tuple[int, int], list[str]] = {}
    for negen in range(10):
        for tien in range(10):
            if negen == tien:
                continue
            gewogen = -((negen << 8) + (tien << 9)) % 11
            for doel in (0, 5):
                uit.setdefault(((doel - negen - tien) % 11, gewogen), []).append(f"{negen}{tien}")
    return uit
