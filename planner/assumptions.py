"""What a schedule that names only shifts is taken to do inside them.

Breaks take the middle of their windows, at an interval's start where one lies in the window, and
everybody at work takes the queue that is shortest of people. Both are said in a note by whoever
uses them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from planner.domain import Break, Plan
from planner.rules.allocation import LIVE, allocate, joint_queues
from planner.rules.coverage import rows_covered
from planner.rules.groups import live_name
from planner.rules.hands import nobody, previous_hands
from planner.rules.needs import needs_of
from planner.rules.presence import Presence, cut, presence
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch


def with_middle_breaks(plan: Plan, shift: Shift) -> Shift:
    """The shift filled with work on no queue yet, each break in the middle of its window.

    Windows are clipped to the shift; a break starts with the interval nearest the middle, if one
    begins in its window. A break that would run into the one before starts after it.
    A shift of an unknown template is work from start to end.
    """
    kind = plan.shift.get(shift.shift)
    length = shift.end - shift.start
    due = [(*_window(rest, length), rest) for rest in (kind.breaks if kind else ())]
    before = (shift.start - plan.horizon.first).total_seconds() / 60
    step = plan.horizon.interval_minutes
    parts, at = [], shift.start
    for low, high, rest in sorted(due, key=lambda window: window[0] + window[1]):
        free = max(low, (at - shift.start).total_seconds() / 60)
        into = max(free, _near_middle(before + free, before + high, step) - before)
        begin = shift.start + timedelta(minutes=into)
        end = begin + timedelta(minutes=rest.minutes)
        if end > shift.end:
            continue
        if begin > at:
            parts.append(Stretch(start=at, end=begin, activity=WORK))
        activity = BREAK if rest.paid else MEAL
        parts.append(Stretch(start=begin, end=end, activity=activity, paid=rest.paid))
        at = end
    if at < shift.end:
        parts.append(Stretch(start=at, end=shift.end, activity=WORK))
    return replace(shift, activities=tuple(parts))


def with_queues(plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> Schedule:
    """The schedule with everybody at work given to queues where the shortage falls most.

    Interval by interval, people of the fewest queues first; queues that the schedule names are
    given anew. Work that can wait is needed as ``required_real`` says. In pooled plans people are
    given to all their live queues at once, or to one that can wait.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``, see :func:`planner.rules.needs.needs_of`.
    """
    wanted, _ = needs_of(plan, needs)
    covered, people = rows_covered(plan, wanted, previous_hands(plan, wanted, nobody()))
    left = replace(wanted, required=wanted.required - covered, floor=wanted.floor - people)
    at_work = presence(plan, schedule)
    count = np.array([len(agent.queues) for agent in plan.agents], dtype=np.int64)
    order = np.argsort(count[at_work.person], kind="stable")
    rows = Presence(
        person=at_work.person[order], queue=at_work.queue[order], start=at_work.start[order],
        end=at_work.end[order],
    )  # fmt: skip
    shares = cut(rows, plan.horizon)
    taken = allocate(plan, left, rows, shares, choices=joint_queues(plan, wanted))
    together = [live_name(plan, agent.agent) for agent in plan.agents]
    pieces: list[list[_Piece]] = [[] for _ in range(len(order))]
    for row, interval, queue in zip(
        shares.row.tolist(), shares.interval.tolist(), taken.tolist(), strict=True
    ):
        alone = plan.queues[queue].queue if queue >= 0 else ""
        name = together[rows.person[row]] if queue == LIVE else alone
        pieces[order[row]].append(_Piece(interval, name))
    return _filled(plan, schedule, iter(pieces))


@dataclass(frozen=True, slots=True)
class _Piece:
    """An interval of a stretch at work and the queue taken in it."""

    interval: int
    queue: str


def _filled(plan: Plan, schedule: Schedule, pieces: Iterator[list[_Piece]]) -> Schedule:
    """The schedule with stretches at work cut where the queue changes; pieces in their order."""
    shifts = []
    for shift in schedule.shifts:
        if shift.agent not in plan.agent:
            shifts.append(shift)
            continue
        parts: list[Stretch] = []
        for part in shift.activities:
            parts += _cut_up(plan, part, next(pieces)) if part.activity == WORK else [part]
        shifts.append(replace(shift, activities=tuple(parts)))
    return Schedule(tuple(shifts))


def _cut_up(plan: Plan, part: Stretch, pieces: Sequence[_Piece]) -> list[Stretch]:
    """A stretch at work as one stretch for each queue in turn; as it is where nothing is known."""
    if not pieces:
        return [part]
    changes = [
        pieces[0],
        *(b for a, b in pairwise(pieces) if a.queue != b.queue),
    ]
    starts = [part.start, *(_start(plan, piece.interval) for piece in changes[1:])]
    return [
        replace(part, start=begin, end=end, queue=piece.queue)
        for begin, end, piece in zip(starts, [*starts[1:], part.end], changes, strict=True)
    ]


def _start(plan: Plan, interval: int) -> datetime:
    return plan.horizon.moment(interval * plan.horizon.interval_minutes)


def _window(rest: Break, length: timedelta) -> tuple[float, float]:
    """Earliest and latest start in minutes, clipped to the shift."""
    last = max(0, round(length.total_seconds() / 60) - rest.minutes)
    return min(rest.earliest, last), min(rest.latest, last)


def _near_middle(low: float, high: float, step: int) -> float:
    """The multiple of ``step`` nearest the middle, or the middle where none lies between."""
    middle = (low + high) // 2
    grid = [at for at in (middle // step * step, (middle // step + 1) * step) if low <= at <= high]
    return min(grid, key=lambda at: abs(at - middle), default=middle)
