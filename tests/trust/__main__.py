"""`make trust`: run every test that a promise of the table names, once, and print per number whether it holds. Exit 1 on red or a gap."""

from __future__ import annotations

import os
import sys
from collections import Counter

import pytest

from tests.trust.tabel import Belofte, covers, make_targets, missing, read_table


class Verslag:
    """Hears from pytest which tests ran and how they ended; a test that was skipped shows nothing."""

    def __init__(self) -> None:
        self.gezien: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep each outcome that counts: of the call itself, and of what went wrong around it."""
        if report.when == "call" or report.outcome != "passed":
            self.gezien.setdefault(report.nodeid, set()).add(report.outcome)

    def passed(self, toets: str) -> bool:
        """Whether something of this test ran and all of it passed."""
        uitkomsten = [u for node, u in self.gezien.items() if covers(toets, node)]
        return bool(uitkomsten) and all(u == {"passed"} for u in uitkomsten)


def main(opties: list[str]) -> int:
    """Run and print; extra arguments go to pytest."""
    beloften = read_table()
    toetsen = sorted({t for b in beloften for t in b.toetsen})
    verslag = Verslag()
    aantal = os.environ.get("N", "2")
    pytest.main(["-q", "-n", aantal, "--dist", "loadfile", *opties, *toetsen], plugins=[verslag])
    uitkomsten = {t: verslag.passed(t) for t in toetsen}
    return show(beloften, uitkomsten)


def show(beloften: list[Belofte], uitkomsten: dict[str, bool]) -> int:
    """Print the table with its totals; the exit code."""
    doelen, totalen = make_targets(), Counter[str]()
    print()
    for belofte in beloften:
        uitslag, rest = belofte.judge(uitkomsten, doelen)
        totalen[uitslag] += 1
        print(f"{belofte.nummer:<4} {uitslag:<9} {belofte.wat}")
        for toets in belofte.toetsen:
            print(f"{'':14} {'groen' if uitkomsten[toets] else 'ROOD ':<6} {toets}")
        if rest and uitslag != "rood":
            print(f"{'':14} {rest}")
    weg = missing(beloften)
    print("\n" + ", ".join(f"{totalen[u]} {u}" for u in ("groen", "deels", "elders", "nog niet", "rood")), end="")
    print(f"; van de {len(beloften) + len(weg)} ontbreken er {len(weg)}{': ' + ', '.join(weg) if weg else ''}.")
    return 1 if weg or totalen["rood"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
