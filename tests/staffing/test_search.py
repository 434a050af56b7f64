"""Just enough agents from a guess: every answer is tight, also where the margin is not straight."""

from collections.abc import Callable

import numpy as np
import pytest

from planner.staffing.poisson_tail import Array
from planner.staffing.search import TOLERANCE, Indices, smallest_real_near

ROOTS = np.array([0.4, 1.0, 7.25, 60.0, 900.0])
SHAPES: dict[str, Callable[[Array], Array]] = {
    "straight": lambda over: over,
    "bent": lambda over: np.minimum(over, 0.01 * over),
    "steep, then flat": lambda over: np.tanh(over * 5),
    "with a step": lambda over: over + np.where(over >= 0, 0.5, -0.5),
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("factor", [0.5, 0.97, 1.0, 1.3])
def test_so_many_are_enough_and_a_millionth_fewer_are_not(shape: str, factor: float) -> None:
    def margin(agents: Array, which: Indices) -> Array:
        return SHAPES[shape](agents - ROOTS[which])

    found = smallest_real_near(margin, ROOTS * factor, np.ones(ROOTS.size))
    assert (margin(found, np.arange(ROOTS.size)) >= 0).all()
    assert (found - ROOTS <= 1.01 * TOLERANCE).all()


def test_nobody_asked_is_nobody_needed() -> None:
    none = np.array([])
    assert smallest_real_near(lambda agents, _: agents, none, none).size == 0
