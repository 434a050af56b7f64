"""People on shift, open hours and meetings against counting minute by minute."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from planner.clock import Horizon, WeeklyWindow, zone
from planner.domain import OffQueue, Plan
from planner.rules.off_queue import off_queue
from planner.rules.on_shift import open_minutes, people_in
from planner.schedules import Schedule, schedule_of
from tests.support.tiny import shift_of, tiny_plan

PLACES = ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata")


@pytest.mark.parametrize("seed", range(20))
def test_intervals_and_open_hours_are_the_minutes_in_them(seed: int) -> None:
    random = np.random.default_rng(seed)
    step = int(random.choice([5, 15, 30, 60]))
    horizon = Horizon(date(2027, 3, 27), 2, "Australia/Lord_Howe", step)
    starts = random.integers(-900, horizon.minutes + 300, size=8).tolist()
    stretches = [(start, start + int(random.integers(1, 700))) for start in starts]
    minutes = np.zeros(horizon.intervals * step)
    for minute in range(len(minutes)):
        minutes[minute] = sum(start <= minute < end for start, end in stretches)
    assert people_in(horizon, stretches) == pytest.approx(minutes.reshape(-1, step).mean(axis=1))
    assert open_minutes(horizon, stretches) == (minutes[: horizon.minutes] > 0).sum()


def _random_plan(random: np.random.Generator) -> tuple[Plan, Schedule]:
    """Three people of two teams in different zones, with shifts around a night of clock changes."""
    here, there = random.choice(PLACES, size=2, replace=False).tolist()
    plan = tiny_plan(
        start="2027-10-29", days=3, people=("ana", "bob", "cy"), timezone=here,
        plan_timezone="Europe/Berlin",
    )  # fmt: skip
    second = replace(plan.teams[0], team="second", timezone=there)
    agents = (*plan.agents[:2], replace(plan.agents[2], team="second"))
    begin, end = sorted(random.choice(np.arange(0, 49), size=2, replace=False) * 30)
    window = WeeklyWindow(weekdays=(4, 5, 6), start=int(begin), end=int(end))
    row = OffQueue(activity="x", minutes=30, together=True, per="horizon", window=window)
    shifts = [
        shift_of(
            f"2027-10-{day} {random.integers(0, 24):02d}:{random.choice([0, 30]):02d} 6",
            agent=agent.agent, team=agent.team, timezone=here if agent.team == "team" else there,
        )
        for agent in agents
        for day in (29, 30)
    ]  # fmt: skip
    known = replace(plan, teams=(*plan.teams, second), agents=agents, off_queue=(row,))
    return known, schedule_of(shifts)


@pytest.mark.parametrize("seed", range(30))
def test_a_meeting_is_due_at_the_fullest_time_of_all_clocks(seed: int) -> None:
    plan, schedule = _random_plan(np.random.default_rng(seed))
    window = plan.off_queue[0].window
    fullest = 0
    for number in range(plan.horizon.intervals):
        start = plan.horizon.moment(number * plan.horizon.interval_minutes)
        minutes = [start + timedelta(minutes=i) for i in range(30)]
        there = 0
        for shift in schedule.shifts:
            walls = [m.astimezone(zone(plan.team[shift.team].timezone)) for m in minutes]
            there += all(
                shift.start <= m < shift.end
                and wall.weekday() in window.weekdays
                and window.start <= wall.hour * 60 + wall.minute < window.end
                for m, wall in zip(minutes, walls, strict=True)
            )
        fullest = max(fullest, there)
    found = [violation.amount for violation in off_queue(plan, schedule)]
    assert found == ([30.0 * fullest] if fullest >= 2 else [])
