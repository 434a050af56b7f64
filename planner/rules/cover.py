"""Cover: people of the right kind at work, whatever queue they take: enough, and not too many.

People are counted at work, not on a break nor in an off-queue activity, by the part of the interval
that they are there; previous shifts that run into the horizon count as work. ``min`` counts once
or, with ``per_agents``, for every started so many people at work in ``of_teams``. In an interval
that lies only partly in the row's window a limit counts by that share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import inside, local_times, zone
from planner.domain import Cover, Plan
from planner.rules.presence import Floats, Presence, cut, presence, previous_presence
from planner.rules.violations import TOLERANCE, Violation, breach, clock, count, figure
from planner.schedules import Schedule
from planner.sentences import on_day

_EPOCH = date(1970, 1, 1)
_ROUNDING = 1e-9


def cover(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Missing and excess cover in agent-hours: one breach for each row, limit and local date."""
    if not plan.cover:
        return
    before, own = previous_presence(plan), presence(plan, schedule)
    for row in plan.cover:
        counted = [row.counts(agent) for agent in plan.agents]
        earlier = _people(plan, counted, before)
        people = earlier + _people(plan, counted, own)
        share = inside(plan.horizon, [row.window], zone(row.timezone))
        if row.min:
            wanted = row.min * _times(plan, row, (before, own)) * share
            yield from _missing(plan, row, people, wanted)
        if row.max is not None:
            yield from _excess(plan, row, people, np.maximum(row.max, earlier), share)


def _times(plan: Plan, row: Cover, at_work: tuple[Presence, ...]) -> Floats:
    """How often ``min`` is asked for in every interval."""
    if row.per_agents is None:
        return np.ones(plan.horizon.intervals)
    concerned = [not row.of_teams or agent.team in row.of_teams for agent in plan.agents]
    total = np.sum([_people(plan, concerned, part) for part in at_work], axis=0)
    times: Floats = np.ceil(total / row.per_agents - _ROUNDING)
    return times


def _missing(plan: Plan, row: Cover, people: Floats, wanted: Floats) -> Iterator[Violation]:
    """Breaches of a row's minimum, given people at work and wanted in every interval."""
    for day in _by_day(plan, row, np.maximum(0.0, wanted - people)):
        yield breach(
            "cover", "", day=day.date, amount=day.hours,
            message=f"'{row.cover}' misses {figure(day.hours)} agent-hours on "
            f"{on_day(day.date)} ({row.timezone}), first at {day.first}; at {day.worst} "
            f"{figure(people[day.at])} of {figure(wanted[day.at])} people are at work.",
        )  # fmt: skip


def _excess(
    plan: Plan, row: Cover, people: Floats, most: Floats, share: Floats
) -> Iterator[Violation]:
    """Breaches of a row's maximum; what previous shifts alone exceed is not this schedule's."""
    for day in _by_day(plan, row, np.maximum(0.0, people - most) * share):
        yield breach(
            "max_cover", "", day=day.date, amount=day.hours,
            message=f"'{row.cover}' is exceeded by {figure(day.hours)} agent-hours on "
            f"{on_day(day.date)} ({row.timezone}), first at {day.first}; at work at "
            f"{day.worst}: {count(people[day.at], 'person', 'people')}, at most {row.max}.",
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Day:
    """Agent-hours of one local date, when they begin, and the interval where they are most."""

    date: date
    hours: float
    first: str
    worst: str
    at: int


def _by_day(plan: Plan, row: Cover, amount: Floats) -> Iterator[_Day]:
    """Agents missing or too many, added up by the local date of the row's zone."""
    local = local_times(plan.horizon.starts, zone(row.timezone))
    for day in np.unique(local.day[amount > TOLERANCE]):
        rows = np.flatnonzero((local.day == day) & (amount > TOLERANCE))
        worst = int(rows[np.argmax(amount[rows])])
        yield _Day(
            date=_EPOCH + timedelta(days=int(day)),
            hours=float(amount[rows].sum()) * plan.horizon.interval_minutes / 60,
            first=clock(local.minute[rows[0]]), worst=clock(local.minute[worst]), at=worst,
        )  # fmt: skip


def _people(plan: Plan, counted: Sequence[bool], part: Presence) -> Floats:
    """People at work of those counted, in every interval."""
    shares = cut(part, plan.horizon)
    mine: NDArray[np.bool_] = np.array(counted, dtype=bool)[part.person[shares.row]]
    total = np.bincount(
        shares.interval[mine], weights=shares.share[mine], minlength=plan.horizon.intervals
    )
    return total.astype(np.float64)
