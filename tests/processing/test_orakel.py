"""The decision and its parts beside oracles of another hand, on cases that begin as allowed and are then nearly broken.

The same cases every time; ORAKEL_ZAAD=number gives others, ORAKEL_GEVALLEN=number more or fewer (the mutation run asks fewer).
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from processing.doelbinding import Claimdetail, Doelbinding, Doelbindingsclaim, Geweigerd, choose_detail, decide
from processing.gevoelig import exceptions_of
from processing.rijregel import passes_row_rule, read_condition
from tests.processing import gevallen, gevallen_overig, gevallen_rijregel
from tests.processing.orakel_doelbinding import GRONDEN, Geval, Weigering, chosen, exceptions, verdict, violated
from tests.processing.orakel_rijregel import passes

ZAAD = int(os.environ.get("ORAKEL_ZAAD", "20240229"))
GEVALLEN = int(os.environ.get("ORAKEL_GEVALLEN", "10000"))


def _refused(fout: Geweigerd) -> Weigering:
    return Weigering(fout.code, fout.activiteit, fout.autorisatie, frozenset(fout.velden))


def _decided(geval: Geval) -> Weigering | dict[str, Any]:
    """What the engine says, in the words of the oracle."""
    try:
        gebruik = decide(geval.claim, geval.detail, geval.autorisatie, geval.vraag)
    except Geweigerd as fout:
        return _refused(fout)
    return {naam: getattr(gebruik, naam) for naam in (f.name for f in fields(Doelbinding))}


def _chosen(claim: Doelbindingsclaim, activiteit: UUID | None) -> Weigering | Claimdetail:
    try:
        return choose_detail(claim, activiteit)
    except Geweigerd as fout:
        return _refused(fout)


def _report(naam: str, aantal: int, counts: Counter[str], verschillen: list[Any]) -> None:
    """Counts for who runs with -s; then the first difference, if there is one."""
    print(f"\n{naam}: zaad {ZAAD}, {aantal} gevallen, verschillen {len(verschillen)}; {dict(counts.most_common())}")
    assert not verschillen, verschillen[0]


def test_decide_is_what_the_rules_in_words_say() -> None:
    alone: Counter[str] = Counter()
    told: Counter[str] = Counter()
    verschillen = []
    for geval in gevallen.cases(ZAAD, GEVALLEN):
        grounds = violated(geval)
        expected, found = verdict(geval, grounds), _decided(geval)
        told[expected.code if isinstance(expected, Weigering) else "toegestaan"] += 1
        alone.update(list(grounds) if len(grounds) == 1 else ())
        if found != expected:
            verschillen.append((geval, expected, found))
    _report("decide", GEVALLEN, told, verschillen)
    print("alleen deze grond:", {code: alone[code] for code in GRONDEN})
    assert told["toegestaan"] >= 0.3 * GEVALLEN
    assert all(alone[code] >= 0.02 * GEVALLEN for code in GRONDEN), alone


def test_a_call_is_about_the_purpose_that_the_rules_say() -> None:
    told: Counter[str] = Counter()
    verschillen = []
    for claim, activiteit in gevallen_overig.choices(ZAAD, GEVALLEN // 4):
        expected, found = chosen(claim, activiteit), _chosen(claim, activiteit)
        told[expected.code if isinstance(expected, Weigering) else "gekozen"] += 1
        if found != expected:
            verschillen.append((claim, activiteit, expected, found))
    _report("choose_detail", GEVALLEN // 4, told, verschillen)
    assert len(told) == 4, "one purpose, and each of the three refusals"
    assert min(told.values()) >= 0.05 * (GEVALLEN // 4)


def test_exceptions_are_those_of_the_law() -> None:
    told: Counter[str] = Counter()
    verschillen = []
    for grondslag, uitzondering, besluit in gevallen_overig.decisions(ZAAD, GEVALLEN // 4):
        expected = exceptions(grondslag, uitzondering, besluit)
        found = exceptions_of(grondslag, uitzondering, besluit)
        told[", ".join(sorted(expected)) or "geen"] += 1
        if found != expected:
            verschillen.append((grondslag, uitzondering, besluit, expected, found))
    _report("exceptions_of", GEVALLEN // 4, told, verschillen)
    assert len(told) == 8, "every subset of the three categories was met"


def test_a_row_rule_passes_whom_it_should() -> None:
    told: Counter[str] = Counter()
    verschillen = []
    for opgaven, gegevens, dag in gevallen_rijregel.cases(ZAAD, GEVALLEN // 2):
        expected = all(passes(opgave, gegevens, dag) for opgave in opgaven)
        found = passes_row_rule(tuple(map(read_condition, opgaven)), gegevens, date(*dag))
        told["voldoet" if expected else "voldoet niet"] += 1
        if found != expected:
            verschillen.append((opgaven, gegevens, dag, expected))
    _report("rijregel", GEVALLEN // 2, told, verschillen)
    assert min(told["voldoet"], told["voldoet niet"]) >= 0.3 * (GEVALLEN // 2)
