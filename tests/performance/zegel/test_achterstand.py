"""How long a line waited: to the first signed tree that holds it, no earlier and no later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.zegel.achterstand import Achterstand, lags, nearest_rank


def test_a_line_waits_for_the_first_tree_that_holds_it() -> None:
    """A tree of size 3 holds the leaves 0, 1 and 2; leaf 3 waits for the next one."""
    gevonden = lags([(2, 1.0), (3, 1.5), (0, 0.5)], [(0, 0.0), (3, 5.0), (9, 10.0)])
    assert gevonden == Achterstand((4.0, 4.5, 8.5), 0)


def test_what_has_no_place_or_no_signature_counts_as_unsealed() -> None:
    assert lags([(None, 1.0), (9, 1.0), (8, 1.0)], [(9, 2.0)]) == Achterstand((1.0,), 2)
    assert lags([(0, 1.0)], []) == Achterstand((), 1)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.floats(0, 100)), max_size=30), st.lists(st.integers(0, 60), unique=True)
)
def test_every_line_counts_once(regels: list[tuple[int, float]], groottes: list[int]) -> None:
    """By walking along the checkpoints, as somebody would on paper."""
    checkpoints = [(grootte, 100.0 + grootte) for grootte in sorted(groottes)]
    verwacht = [next((m for g, m in checkpoints if g > nummer), None) for nummer, _ in regels]
    gevonden = lags(regels, checkpoints)
    assert gevonden.onverzegeld == verwacht.count(None)
    wachten = [m - moment for m, (_, moment) in zip(verwacht, regels, strict=True) if m is not None]
    assert gevonden.seconden == tuple(sorted(wachten))


def test_a_percentile_is_one_of_the_values() -> None:
    honderd = [float(n) for n in range(1, 101)]
    assert [nearest_rank(honderd, deel) for deel in (1, 50, 95, 99, 99.1, 100)] == [1, 50, 95, 99, 100, 100]
    assert nearest_rank([7.0], 1) == 7.0
    assert nearest_rank([], 99) == 0.0


@pytest.mark.parametrize("deel", [0, -1, 100.1])
def test_what_is_no_percentage_is_refused(deel: float) -> None:
    with pytest.raises(ValueError, match="geen percentage"):
        nearest_rank([1.0], deel)
