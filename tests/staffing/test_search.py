"""Just enough agents from a guess: every answer is tight, also where the margin is not straight."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from planner.staffing.poisson_tail import Array
from planner.staffing.search import (
    Indices,
    smallest_real_near,
    smallest_whole,
    smallest_whole_in_runs,
)

A_MILLIONTH = 1e-6

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
    assert (found - ROOTS <= 1.01 * A_MILLIONTH).all()


def test_nobody_asked_is_nobody_needed() -> None:
    none = np.array([])
    assert smallest_real_near(lambda agents, _: agents, none, none).size == 0


def counted(margin: Callable[[Array, Indices], Array]) -> tuple[list[int], Any]:
    """A margin, and how many queues it is asked about, call by call."""
    asked: list[int] = []

    def asking(agents: Array, which: Indices) -> Array:
        asked.append(which.size)
        return margin(agents, which)

    return asked, asking


@pytest.mark.parametrize("factor", [0.5, 0.97, 1.0, 1.3])
def test_a_straight_margin_is_found_in_a_few_steps(factor: float) -> None:
    asked, margin = counted(lambda agents, which: agents - ROOTS[which])
    smallest_real_near(margin, ROOTS * factor, np.ones(ROOTS.size))
    assert len(asked) <= 7
    assert sum(asked) <= 33


@pytest.mark.parametrize(("factor", "calls"), [(0.5, 12), (0.99, 8), (1.0, 6), (3.0, 12)])
def test_a_curved_margin_takes_a_few_steps_more(factor: float, calls: int) -> None:
    roots = ROOTS[1:]
    asked, margin = counted(lambda agents, which: np.log(agents / roots[which]))
    found = smallest_real_near(margin, roots * factor, np.ones(roots.size))
    assert found == pytest.approx(roots, abs=A_MILLIONTH)
    assert len(asked) <= calls


@pytest.mark.parametrize(("factor", "calls"), [(0.01, 20), (0.9, 14), (1.0, 2), (1.1, 14)])
def test_whole_numbers_from_far_and_near_in_few_steps(factor: float, calls: int) -> None:
    needed = np.array([1, 2, 2.5, 7, 64, 900.2])
    asked, margin = counted(lambda agents, which: agents - needed[which])
    found = smallest_whole(margin, needed * factor, np.ones(needed.size))
    assert found.tolist() == [1, 2, 3, 7, 64, 901]
    assert len(asked) <= calls


@pytest.mark.parametrize("guess", [0.5, 6.0, 2000.0])
def test_queues_in_runs_need_what_they_need_alone(guess: float) -> None:
    """Two runs of rising need: equal neighbours, just enough, leaps, and a run of one."""
    needed = np.array([1, 1, 2, 2.5, 7, 7, 7, 30, 64, 900.2, 5])
    asked, margin = counted(lambda agents, which: agents - needed[which])
    guesses = np.full(needed.size, guess)
    found = smallest_whole_in_runs(margin, guesses, np.ones(needed.size), np.array([0, 10]))
    assert found.tolist() == np.ceil(needed).tolist()
    assert asked[0] == 3, "the ends of the runs come first"


def test_equal_ends_settle_what_lies_between() -> None:
    asked, margin = counted(lambda agents, _: agents - 4.0)
    many = np.full(1000, 4.0)
    found = smallest_whole_in_runs(margin, many, np.ones(many.size), np.array([0]))
    assert (found == 4).all()
    assert sum(asked) <= 4


def test_a_whole_number_that_is_just_enough_stays_whole() -> None:
    found = smallest_real_near(
        lambda agents, which: agents - ROOTS[which], 0.9 * ROOTS, np.ones(ROOTS.size)
    )
    assert found[[1, 3, 4]].tolist() == [1, 60, 900]
