"""Who is at work when, as arrays: one entry for each stretch at ``work``.

Time is minutes since the horizon's start. Presence in a part of an interval counts by that part,
exactly, whatever the stretch's own resolution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from planner.clock import Horizon
from planner.domain import Plan
from planner.schedules import WORK, Schedule

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

NO_QUEUE = -1


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Stretches at work; arrays of one length.

    ``person`` and ``queue`` are positions in the plan's people and queues (``NO_QUEUE`` where the
    stretch names none); ``start`` and ``end`` minutes since the horizon's start.
    """

    person: Indices
    queue: Indices
    start: Floats
    end: Floats


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Presence cut into intervals; ``row`` is the stretch that an entry was cut from.

    ``share`` is the part of the interval, 0 to 1.
    """

    row: Indices
    interval: Indices
    share: Floats


def presence(plan: Plan, schedule: Schedule) -> Presence:
    """Everybody at work by the schedule's activities; strangers to the plan are left out."""
    people = {agent.agent: i for i, agent in enumerate(plan.agents)}
    queues = {queue.queue: i for i, queue in enumerate(plan.queues)}
    rows = [
        (people[shift.agent], queues.get(part.queue, NO_QUEUE), part.start, part.end)
        for shift in schedule.shifts
        if shift.agent in people
        for part in shift.activities
        if part.activity == WORK
    ]
    return Presence(
        person=np.array([row[0] for row in rows], dtype=np.int64),
        queue=np.array([row[1] for row in rows], dtype=np.int64),
        start=minutes(plan.horizon, [row[2] for row in rows]),
        end=minutes(plan.horizon, [row[3] for row in rows]),
    )


def previous_presence(plan: Plan) -> Presence:
    """What of ``previous.csv`` runs into the horizon: work without breaks, on no queue yet.

    In the order of the people's ids, then of the shifts' starts.
    """
    people = {agent.agent: i for i, agent in enumerate(plan.agents)}
    running = [
        shift
        for shift in sorted(plan.previous, key=lambda shift: (shift.agent, shift.start))
        if shift.end > plan.horizon.first and shift.agent in people
    ]
    return Presence(
        person=np.array([people[shift.agent] for shift in running], dtype=np.int64),
        queue=np.full(len(running), NO_QUEUE, dtype=np.int64),
        start=minutes(plan.horizon, [shift.start for shift in running]),
        end=minutes(plan.horizon, [shift.end for shift in running]),
    )


def cut(at_work: Presence, horizon: Horizon) -> Shares:
    """Presence by interval: one entry for each interval that a stretch touches."""
    step, total = horizon.interval_minutes, horizon.intervals * horizon.interval_minutes
    start, end = np.clip(at_work.start, 0, total), np.clip(at_work.end, 0, total)
    first = np.floor(start / step).astype(np.int64)
    touched = np.where(end > start, np.ceil(end / step).astype(np.int64) - first, 0)
    row = np.repeat(np.arange(len(touched)), touched)
    before = np.repeat(np.cumsum(touched) - touched, touched)
    interval = first[row] + np.arange(len(row)) - before
    inside = np.minimum(end[row], (interval + 1) * step) - np.maximum(start[row], interval * step)
    return Shares(row=row, interval=interval, share=inside / step)


def minutes(horizon: Horizon, moments: Sequence[datetime]) -> Floats:
    """Minutes from the horizon's start to each instant."""
    seconds = np.array([moment.timestamp() for moment in moments], dtype=np.float64)
    passed: Floats = (seconds - horizon.first.timestamp()) / 60
    return passed
