"""What the queues need, from the table of requirements to arrays, every row accounted for."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.rules.presence import Floats, Indices

NEEDS_FILE = "requirements.csv"

Places = tuple[Indices, Indices]
"""Queue and interval positions of rows of a table, to index arrays ``[queue, interval]``."""

_MOST_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What the queues need, arrays ``[queue, interval]`` in the plan's order.

    ``required`` effective agents (``required_real``); ``floor`` people by ``min_agents`` and the
    open share of the interval; ``open`` whether the queue is open in any part of it.
    """

    required: Floats
    floor: Floats
    open: NDArray[np.bool_]

    def gap(self, covered: Floats, people: Floats) -> Floats:
        """Agents over (positive) or short (negative)."""
        gap = covered - self.required
        lower: Floats = np.where(self.open, np.minimum(gap, people - self.floor), gap)
        return lower


def needs_of(plan: Plan, table: pd.DataFrame) -> tuple[Needs, Places]:
    """The needs of a table with the columns of ``requirements.csv``, and where its rows stand.

    Parameters
    ----------
    table
        One row for each queue and interval of the plan; ``interval_start`` (tz-aware), ``queue``
        and ``required_real`` are read.

    Raises
    ------
    DataError
        Missing columns; rows that are missing, doubled, not a number, or of no queue or interval.
    """
    missing = [name for name in ("interval_start", "queue", "required_real") if name not in table]
    if missing:
        raise DataError(
            Problem(file=NEEDS_FILE, row=1, column=name, message="is missing") for name in missing
        )
    queue, interval = _queues(plan, table), _intervals(plan, table)
    required = pd.to_numeric(table["required_real"], errors="coerce").to_numpy(dtype=np.float64)
    problems = _bad_rows(table, queue, interval, required)
    if not problems:
        problems = _incomplete(plan, queue, interval)
    if problems:
        raise DataError(_shortened(problems))
    shape = (len(plan.queues), plan.horizon.intervals)
    needed = np.zeros(shape)
    needed[queue, interval] = required
    open_share = np.array([inside(plan.horizon, q.open, zone(q.timezone)) for q in plan.queues])
    open_share = open_share.reshape(shape)
    floor = open_share * np.array([q.min_agents for q in plan.queues]).reshape(-1, 1)
    return Needs(required=needed, floor=floor, open=open_share > 0), (queue, interval)


def _queues(plan: Plan, table: pd.DataFrame) -> Indices:
    """Position of each row's queue in the plan; -1 where there is none."""
    index = pd.Index([queue.queue for queue in plan.queues])
    return index.get_indexer(pd.Index(table["queue"])).astype(np.int64)


def _intervals(plan: Plan, table: pd.DataFrame) -> Indices:
    """Position of each row's interval; -1 where it is not on the grid of the horizon."""
    starts = pd.DatetimeIndex(table["interval_start"])
    if starts.tz is None:
        raise DataError([_no_offset()])
    moments = starts.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    passed = (moments - plan.horizon.starts[0]).astype(np.int64)
    step = plan.horizon.interval_minutes * 60
    on_grid = (passed % step == 0) & (passed >= 0) & (passed < step * plan.horizon.intervals)
    return np.where(on_grid & ~np.isnat(moments), passed // step, -1)


def _no_offset() -> Problem:
    return Problem(
        file=NEEDS_FILE, column="interval_start",
        message="instants with an offset are expected (2027-03-01T00:00:00Z?)",
    )  # fmt: skip


def _bad_rows(
    table: pd.DataFrame, queue: Indices, interval: Indices, required: Floats
) -> list[Problem]:
    checks = (
        ("queue", queue < 0, "is no queue of the plan"),
        ("interval_start", interval < 0, "is not the start of an interval of the horizon"),
        ("required_real", ~(np.isfinite(required) & (required >= 0)), "is not a number of agents"),
    )
    return [
        Problem(
            file=NEEDS_FILE, row=int(i) + 2, column=column, value=str(table[column].iloc[i]),
            message=message,
        )
        for column, wrong, message in checks
        for i in np.flatnonzero(wrong)
    ]  # fmt: skip


def _incomplete(plan: Plan, queue: Indices, interval: Indices) -> list[Problem]:
    """Rows that are doubled, and queues with intervals that have no row."""
    seen = np.zeros((len(plan.queues), plan.horizon.intervals), dtype=np.int64)
    np.add.at(seen, (queue, interval), 1)
    doubled = [
        Problem(
            file=NEEDS_FILE, row=int(i) + 2, column="interval_start",
            message=f"queue '{plan.queues[queue[i]].queue}' has this interval more than once",
        )
        for i in np.flatnonzero(seen[queue, interval] > 1)
    ]  # fmt: skip
    absent = [
        Problem(
            file=NEEDS_FILE, column="interval_start",
            message=f"queue '{plan.queues[q].queue}' has no row for {int((seen[q] == 0).sum())} of "
            f"{plan.horizon.intervals} intervals, the first "
            f"{plan.horizon.starts[np.argmin(seen[q])]}Z",
        )
        for q in np.flatnonzero((seen == 0).any(axis=1))
    ]  # fmt: skip
    return doubled + absent


def _shortened(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= _MOST_LISTED:
        return problems
    rest = len(problems) - _MOST_LISTED
    return [*problems[:_MOST_LISTED], Problem(file=NEEDS_FILE, message=f"and {rest} more problems")]
