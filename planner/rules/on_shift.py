"""Who is on shift, at work or on a break: by team and interval, and when a site is open at all."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np

from planner.clock import Horizon
from planner.domain import Plan
from planner.rules.presence import Floats
from planner.schedules import Shift

Spans = Sequence[tuple[int, int]]
"""Starts and ends in minutes since the horizon's start."""


def spans(plan: Plan, team: str, shifts: Iterable[Shift]) -> Spans:
    """Shifts of a team's people; strangers to the plan are left out."""
    return [
        (plan.horizon.minute_of(shift.start), plan.horizon.minute_of(shift.end))
        for shift in shifts
        if shift.agent in plan.agent and plan.agent[shift.agent].team == team
    ]


def people_in(horizon: Horizon, stretches: Spans) -> Floats:
    """People on shift in every interval, by the part of it that they are there."""
    step, total = horizon.interval_minutes, horizon.intervals * horizon.interval_minutes
    change = np.zeros(total + 1)
    for end, sign in ((0, 1.0), (1, -1.0)):
        at = np.clip([stretch[end] for stretch in stretches], 0, total).astype(np.int64)
        np.add.at(change, at, sign)
    people: Floats = np.cumsum(change)[:total].reshape(-1, step).mean(axis=1)
    return people


def open_minutes(horizon: Horizon, stretches: Spans) -> int:
    """Elapsed minutes of the horizon in which at least one of these stretches runs."""
    passed, until = 0, 0
    for start, end in sorted(stretches):
        start, end = max(start, until), min(end, horizon.minutes)
        passed += max(0, end - start)
        until = max(until, end)
    return passed


def inside_horizon(horizon: Horizon, shifts: Iterable[Shift]) -> Iterator[Shift]:
    """Shifts that start inside the horizon."""
    return (shift for shift in shifts if _starts_inside(horizon, shift.start))


def _starts_inside(horizon: Horizon, start: datetime) -> bool:
    return horizon.first <= start < horizon.last
