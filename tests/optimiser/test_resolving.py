"""A schedule put back into the search's arrays: nothing is lost, and what cannot be is named."""

import pytest

from planner.errors import DataError
from planner.optimiser.resolving import Standing
from tests.why.desk import EARLY, LATE, desk, needed, rota


def test_a_schedule_comes_back_as_it_was() -> None:
    plan = desk(EARLY, LATE)
    made = rota(ana=[EARLY], ben=[LATE])
    standing = Standing(plan, needed(plan, 1.0, 9, 24), made)
    again = standing.schedule(standing.now)
    assert [(s.agent, s.shift, s.start) for s in again.shifts] == [
        (s.agent, s.shift, s.start) for s in made.shifts
    ]


def test_a_day_with_two_shifts_and_strangers_are_all_named() -> None:
    plan = desk(EARLY)
    with pytest.raises(DataError) as told:
        Standing(plan, needed(plan, 1.0, 9, 17), rota(ana=[EARLY, EARLY], zoe=[EARLY]))
    assert sorted(str(problem.column) for problem in told.value.problems) == [
        "ana on 2027-03-01", "zoe on 2027-03-01",
    ]  # fmt: skip
    assert "is of nobody in agents.csv" in str(told.value)
