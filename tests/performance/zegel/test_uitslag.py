"""What a run says of its targets, and where it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.performance.zegel.achterstand import Achterstand
from tests.performance.zegel.inhalen import Inhaalslag
from tests.performance.zegel.kosten import Leesronde, Vergelijking, compare
from tests.performance.zegel.schrijver import Geschreven
from tests.performance.zegel.uitslag import BEGIN, EINDE, Uitslag, publish, tables, targets
from tests.performance.zegel.vertraging import Vertraging

INSTELLINGEN = {"opdracht": "make bench-zegel", "seconden": 60.0, "regels_per_seconde": 500.0}


def _read(paar: int, *, aan: bool, web: float, zegel: float = 0.0) -> Leesronde:
    return Leesronde(paar, aan, 100, 50.0, 9.0, 0, web, 1.0, 0.1, verzegelaar=zegel, verzegelaar_backend=zegel)


def _run(wachten: tuple[float, ...] = (3.0,), over: int = 0, per_seconde: float = 30_000.0, **rest: Any) -> Uitslag:
    vertraging = Vertraging(Achterstand(wachten, over), Geschreven(10, 20, 0.1, 1.0), 1.0, 2.0, 0.1)
    inhalen = Inhaalslag(400_000, 400_000 / per_seconde)
    return Uitslag("2026-01-01 00:00", "een machine", INSTELLINGEN, inhalen=inhalen, vertraging=vertraging, **rest)


def test_what_seals_is_counted_in_where_that_is_asked() -> None:
    rondes = [_read(1, aan=False, web=1.0), _read(1, aan=True, web=1.0, zegel=0.1), _read(2, aan=False, web=3.0)]
    assert compare(rondes, met=False) == Vergelijking(2.0 / 3.0, 1.0, 1.0)
    met = compare([*rondes, _read(2, aan=True, web=3.0, zegel=0.4)], met=True)
    assert met is not None
    assert (met.midden, met.laagst, met.hoogst) == pytest.approx((3.5 / 3.0, 1.1, 1.2))


def test_without_a_pair_nothing_is_compared() -> None:
    assert compare([_read(1, aan=False, web=1.0), _read(2, aan=True, web=1.0)], met=True) is None


@pytest.mark.parametrize(
    ("run", "gemist"),
    [
        (_run(), set()),
        (_run(wachten=(15.1,)), {"≤ 15 s"}),
        (_run(over=1), {"0"}),
        (_run(per_seconde=19_999.0), {"≥ 20,000 leaves/s"}),
        (_run(bevindingen=1), {"0"}),
        (_run(lezingen=[_read(1, aan=False, web=1.0), _read(1, aan=True, web=1.0, zegel=0.09)]), set()),
        (_run(lezingen=[_read(1, aan=False, web=1.0), _read(1, aan=True, web=1.0, zegel=0.11)]), {"≤ +10%"}),
    ],
)
def test_a_target_is_met_or_missed(run: Uitslag, gemist: set[str]) -> None:
    assert {d.doel for d in targets(run) if not d.gehaald} == gemist
    assert tables(run).count("**missed**") == len(gemist)


def test_publishing_keeps_the_last_two_and_the_page_around_them(tmp_path: Path) -> None:
    document, uitslagen = tmp_path / "b.md", tmp_path / "b.json"
    document.write_text(f"boven\n{BEGIN}\noud\n{EINDE}\nonder\n")
    for dag in (1, 2, 3):
        run = _run()
        run.wanneer = f"2026-01-0{dag} 00:00"
        publish(run, document, uitslagen)
    tekst = document.read_text()
    assert tekst.startswith("boven\n")
    assert tekst.endswith("\nonder\n")
    assert [tekst.count(f"### 2026-01-0{dag}") for dag in (1, 2, 3)] == [0, 1, 1]
    assert tekst.index("### 2026-01-03") < tekst.index("### 2026-01-02")
    assert [run["wanneer"][:10] for run in json.loads(uitslagen.read_text())] == ["2026-01-02", "2026-01-03"]
    assert json.loads(uitslagen.read_text())[0]["vertraging"]["achterstand"]["p99"] == 3.0
