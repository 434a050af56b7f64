"""Files written and read back are identical, across clock changes and midnight.

Ten thousand shifts: ``python -m benchmarks.round_trip``.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from planner.schedules import Schedule
from tests.clocks.round_trip import differences
from tests.clocks.worlds import World, world


@pytest.mark.parametrize("seed", range(25))
def test_what_is_read_is_what_was_written(tmp_path: Path, seed: int) -> None:
    assert differences(world(seed), tmp_path / "out") == []


def test_a_difference_of_a_minute_would_be_found(tmp_path: Path) -> None:
    made = world(1)
    first, *rest = made.schedule.shifts
    place = tmp_path / "out"
    assert differences(made, place) == []
    moved = replace(first, date=first.date + timedelta(days=1), team="team1")
    late = World(made.plan, Schedule((replace(moved, shift=" free "), *rest)))
    assert [before.shift for before, _ in differences(late, place)] == [" free "]
