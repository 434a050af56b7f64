"""Coverage: effective agents at work on each queue against the need, interval by interval.

``gap = min(covered − required_real, people − min_agents)``, the second only while the queue is
open and by the open share of the interval; the shortage of an interval is ``max(0, −gap)`` agents,
its surplus ``max(0, gap)``. What of ``previous.csv`` runs into the horizon is given to queues
first, against the bare need, so that it does not depend on the schedule that is judged.
"""

import numpy as np
import pandas as pd

from planner.clock import zone
from planner.domain import Plan
from planner.rules.allocation import allocate, effectiveness
from planner.rules.needs import Needs, needs_of
from planner.rules.presence import (
    Floats,
    Indices,
    Presence,
    Shares,
    cut,
    presence,
    previous_presence,
)
from planner.schedules import Schedule

COVERAGE_COLUMNS = (
    "interval_start", "local_start", "queue", "required", "covered", "people", "gap",
)  # fmt: skip


def coverage_table(plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> pd.DataFrame:
    """One row per row of ``needs``, with the columns of ``coverage.csv``.

    ``required`` is ``required_real`` in effective agents, ``covered`` effective agents at work on
    the queue, ``people`` heads; both are weighted by the part of the interval they are present.

    Parameters
    ----------
    needs
        One row for each queue and interval; ``interval_start`` (tz-aware), ``queue`` and
        ``required_real`` are read, ``local_start`` is passed on.

    Raises
    ------
    DataError
        When rows of ``needs`` are missing, doubled, or of no queue or interval of the plan.
    """
    wanted, at = needs_of(plan, needs)
    covered, people = previous_coverage(plan, wanted)
    at_work = presence(plan, schedule)
    shares = cut(at_work, plan.horizon)
    more = _totals(plan, at_work, shares, at_work.queue[shares.row])
    covered, people = covered + more[0], people + more[1]
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(needs["interval_start"]),
            "local_start": _local_starts(plan, needs),
            "queue": needs["queue"].to_numpy(),
            "required": wanted.required[at],
            "covered": covered[at],
            "people": people[at],
            "gap": wanted.gap(covered, people)[at],
        },
        columns=list(COVERAGE_COLUMNS),
    )


def previous_coverage(plan: Plan, needs: Needs) -> tuple[Floats, Floats]:
    """Effective agents and people, ``[queue, interval]``, of previous shifts that run in."""
    at_work = previous_presence(plan)
    shares = cut(at_work, plan.horizon)
    return _totals(plan, at_work, shares, allocate(plan, needs, at_work, shares))


def _totals(plan: Plan, at_work: Presence, shares: Shares, queue: Indices) -> tuple[Floats, Floats]:
    """Effective agents and people, ``[queue, interval]``; entries on no queue are left out."""
    shape = (len(plan.queues), plan.horizon.intervals)
    on = queue >= 0
    cell = queue[on] * shape[1] + shares.interval[on]
    weight = effectiveness(plan)[at_work.person[shares.row[on]]]
    size = shape[0] * shape[1]
    covered = np.bincount(cell, weights=weight * shares.share[on], minlength=size)
    people = np.bincount(cell, weights=shares.share[on], minlength=size)
    return covered.reshape(shape).astype(np.float64), people.reshape(shape).astype(np.float64)


def _local_starts(plan: Plan, needs: pd.DataFrame) -> pd.Series:
    """``local_start`` of the needs, or the ISO text of the wall clock in each queue's zone."""
    if "local_start" in needs:
        return needs["local_start"].reset_index(drop=True)
    starts = pd.DatetimeIndex(needs["interval_start"])
    text = np.full(len(needs), "", dtype=object)
    for name in pd.unique(needs["queue"]):
        rows = np.flatnonzero(needs["queue"] == name)
        local = starts[rows].tz_convert(zone(plan.queue[name].timezone))
        text[rows] = [moment.isoformat() for moment in local]
    return pd.Series(text)
