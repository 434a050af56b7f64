"""Minimum cover: people of the right kind at work, whatever queue they take.

Previous shifts that run into the horizon count as work. In an interval that lies only partly in
the row's window the minimum counts by that share.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import inside, local_times, zone
from planner.domain import Cover, Plan
from planner.rules.presence import Floats, Presence, cut, presence, previous_presence
from planner.rules.violations import TOLERANCE, Violation, breach, figure, on_day
from planner.schedules import Schedule

_EPOCH = date(1970, 1, 1)


def cover(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Missing minimum cover in agent-hours: one breach for each row and local date."""
    if not any(row.min for row in plan.cover):
        return
    at_work = (presence(plan, schedule), previous_presence(plan))
    for row in plan.cover:
        if row.min:
            yield from _missing(plan, row, _people(plan, row, at_work))


def _missing(plan: Plan, row: Cover, people: Floats) -> Iterator[Violation]:
    """Breaches of one row, given its people in every interval."""
    step = plan.horizon.interval_minutes / 60
    wanted = (row.min or 0) * inside(plan.horizon, [row.window], zone(row.timezone))
    short = np.maximum(0.0, wanted - people)
    local = local_times(plan.horizon.starts, zone(row.timezone))
    for day in np.unique(local.day[short > TOLERANCE]):
        rows = np.flatnonzero((local.day == day) & (short > TOLERANCE))
        when = _EPOCH + timedelta(days=int(day))
        worst = rows[np.argmax(short[rows])]
        clock = _clock(local.minute[rows[0]]), _clock(local.minute[worst])
        yield breach(
            "cover", "", day=when, amount=short[rows].sum() * step,
            message=f"'{row.cover}' misses {figure(short[rows].sum() * step)} agent-hours on "
            f"{on_day(when)} ({row.timezone}), first at {clock[0]}; at {clock[1]} "
            f"{figure(people[worst])} of {figure(wanted[worst])} people are at work.",
        )  # fmt: skip


def _people(plan: Plan, row: Cover, at_work: tuple[Presence, ...]) -> Floats:
    """People at work whom the row counts, in every interval."""
    counted: NDArray[np.bool_] = np.array([row.counts(agent) for agent in plan.agents], dtype=bool)
    total = np.zeros(plan.horizon.intervals)
    for part in at_work:
        shares = cut(part, plan.horizon)
        mine = counted[part.person[shares.row]]
        weights = shares.share[mine]
        total += np.bincount(shares.interval[mine], weights=weights, minlength=len(total))
    return total


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
