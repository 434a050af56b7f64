"""Work that can wait: when it arrives, when it must be done, and an even pace in between.

Contacts of one queue are interchangeable: only the cumulated hours count. Work can be done in open
intervals, from the one of its arrival on, and is due in the last open interval that ends by its due
time, but never before it can be done at all.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, Horizon, inside, zone
from planner.domain import Plan, Queue
from planner.staffing.need import Demand, Need
from planner.staffing.poisson_tail import Array

_EPSILON = 1e-6
_DIGITS = 12

Indices = NDArray[np.int64]


def deferred_need(plan: Plan, queue: Queue, demand: Demand) -> Need:
    """Work of a queue that can wait, by arrival and by when it is due, and an even pace.

    ``required_real`` is only a default: all that arrives in an interval is worked at an even pace
    over the open time from then until it is due. Any other choice whose cumulated hours keep
    between those of ``arrived_hours`` and ``due_hours`` does as well.
    """
    hours = plan.horizon.interval_minutes / 60
    opening = Opening.of(plan.horizon, queue)
    waiting = np.array([contacts for _, contacts in demand.backlog], dtype=float)
    each = np.append(demand.aht_s, np.full(waiting.size, demand.aht_s[0])) / 3600
    contacts = np.append(demand.contacts, waiting)
    work = work_of(queue, opening, contacts * each, ages=[age for age, _ in demand.backlog])
    arrived = demand.contacts * each[: opening.share.size]
    load, none = arrived / hours, np.full_like(arrived, np.nan)
    arrived[0] += (waiting * each[opening.share.size :]).sum()
    pace = work.pace(contacts * each) / hours
    return Need(
        volume=demand.contacts, aht_s=demand.aht_s, erlangs=load, plain=load, required_real=pace,
        required=np.maximum(pace, queue.min_agents * opening.share),
        service_level=none, abandon=none, occupancy=none, asa_s=none,
        arrived_hours=arrived, due_hours=work.due(contacts * each),
        handled=work.pace(np.append(demand.mean, waiting)), lost=np.zeros_like(arrived),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Open time of a queue, interval by interval.

    ``share`` of each interval of the horizon; ``minutes`` of those and of the week after them;
    ``before`` of the week before, backwards from the start; ``clock`` as in ``queues.csv``.
    """

    share: Array
    minutes: Array
    before: Array
    step: int
    clock: str

    @classmethod
    def of(cls, horizon: Horizon, queue: Queue) -> "Opening":
        """The queue's opening hours on its own clock, around a horizon."""
        step, place = horizon.interval_minutes, zone(queue.timezone)
        after = replace(horizon, days=horizon.days + WEEK_DAYS + 1)
        week = replace(horizon, start=horizon.start - timedelta(days=WEEK_DAYS), days=WEEK_DAYS)
        return cls(
            share=inside(horizon, queue.open, place),
            minutes=np.round(inside(after, queue.open, place) * step),
            before=np.round(inside(week, queue.open, place) * step)[::-1],
            step=step, clock=queue.clock,
        )  # fmt: skip

    def next_open(self, interval: Indices) -> Indices:
        """The first open interval from each on; one after all known ones where there is none."""
        known = np.append(np.flatnonzero(self.minutes > 0), self.minutes.size)
        return known[np.searchsorted(known, interval)]

    def deadline(self, interval: Indices, hours: float, *, ages: list[float]) -> Indices:
        """The interval in which work is due that is to be done within so many hours.

        ``interval`` of its arrival, the last of them those of work that had waited for ``ages``
        hours at the start. Beyond the horizon it is some interval after its end.
        """
        known = np.flatnonzero(self.minutes > 0)
        waited = [age * 60 for age in ages]
        counted = np.full_like(self.minutes, self.step)
        if self.clock == "open":
            counted = self.minutes
            waited = [self._open_minutes_before(minutes) for minutes in waited]
        ends = np.cumsum(counted)[known]
        begun = (np.cumsum(counted) - counted)[interval]
        begun[interval.size - len(ages) :] -= waited
        last = np.searchsorted(ends, begun + hours * 60 + _EPSILON, side="right") - 1
        found = np.where(last >= 0, np.append(known, 0)[last], 0)
        return np.maximum(found, self.next_open(interval))

    def _open_minutes_before(self, minutes: float) -> float:
        """How many of the last minutes before the start were open, all weeks being alike."""
        weeks, rest = divmod(minutes, WEEK_DAYS * DAY_MINUTES)
        edges = np.arange(self.before.size + 1) * self.step
        passed = np.append(0.0, np.cumsum(self.before))
        return float(weeks * passed[-1] + np.interp(rest, edges, passed))


@dataclass(frozen=True, kw_only=True)
class Work:
    """Pieces of work: from which interval to which one each is done.

    ``row`` says of which arrival a piece is the ``part``; what is not done within the horizon is
    left out of it.
    """

    row: Indices
    part: Array
    first: Indices
    last: Indices
    open_minutes: Array

    def due(self, amount: Array) -> Array:
        """What is due in each interval, of amounts that arrive by row."""
        size = self.open_minutes.size
        return np.bincount(self.last, amount[self.row] * self.part, minlength=size).astype(float)

    def pace(self, amount: Array) -> Array:
        """What is done in each interval, each piece at an even pace over its open time."""
        size = self.open_minutes.size
        passed = np.append(0.0, np.cumsum(self.open_minutes))
        rate = amount[self.row] * self.part / (passed[self.last + 1] - passed[self.first])
        change = np.bincount(self.first, rate, minlength=size + 1)
        change -= np.bincount(self.last + 1, rate, minlength=size + 1)
        pace = np.round(np.cumsum(change)[:size], _DIGITS)
        done: Array = np.maximum(pace, 0.0) * self.open_minutes
        return done


def work_of(queue: Queue, opening: Opening, hours: Array, *, ages: list[float]) -> Work:
    """When the work of each row is due.

    Rows are the intervals of the horizon, then the backlog, whose ``ages`` are in hours. Of what is
    due after the horizon, as much may stay undone as the backlog held; the rest is due at the end
    of the last open interval. What arrives after that is work of the next horizon.

    Parameters
    ----------
    hours
        Hours of work of each row.
    """
    size = opening.share.size
    arrival = np.append(np.arange(size), np.zeros(len(ages), dtype=np.int64))
    first = opening.next_open(arrival)
    doable = np.flatnonzero(first < size)
    limit, most = queue.due_within_hours, queue.complete_share
    shares = ((most, limit), (1 - most, 2 * limit)) if most < 1 else ((1.0, limit),)
    due = [opening.deadline(arrival, within, ages=ages)[doable] for _, within in shares]
    part = [np.full(doable.size, share) for share, _ in shares]
    row, last = np.tile(doable, len(shares)), np.concatenate(due)
    done, end = np.concatenate(part), int(first[doable].max(initial=0))
    later = last >= size
    undated = float((hours[row] * done)[later].sum())
    if undated > 0:
        done[later] *= max(0.0, undated - hours[size:].sum()) / undated
    return Work(
        row=row, part=done, first=first[row], last=np.where(later, end, last),
        open_minutes=opening.minutes[:size],
    )  # fmt: skip
