"""What the queues need, from the table of requirements to arrays, every row accounted for."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.rules.deferred import Work
from planner.rules.groups import live_groups
from planner.rules.needs_table import NEEDS_FILE as NEEDS_FILE
from planner.rules.needs_table import NeedsTable, check_columns, placed
from planner.rules.presence import Floats, Indices

Bools = NDArray[np.bool_]
Places = tuple[Indices, Indices]
"""Row and interval positions of a table's rows, to index arrays ``[row, interval]``."""

_RESIDUE = 1e-6
"""Share of the work, or hours, that may be due before it has arrived: what rounding leaves."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What the queues need, arrays ``[row, interval]``.

    Rows are the plan's queues in its order, then, in pooled plans, sets of live queues; ``rows``
    has the positions of each row's queues. ``units`` are the rows that are judged together (the
    largest gap counts, once), the row of all their queues last: alone in separate plans, those of
    one connected group in pooled ones.

    ``required`` effective agents (``required_real``); ``floor`` people by ``min_agents`` and the
    open share of the interval, 0 for sets; ``open`` whether open in any part. ``carried`` agents
    busy with contacts of live queues. ``work`` the hours of the queues that can wait, by queue.
    """

    rows: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]
    required: Floats
    floor: Floats
    open: Bools
    carried: Floats
    work: Work

    def gap(self, covered: Floats, people: Floats) -> Floats:
        """Agents over (positive) or short (negative)."""
        gap = covered - self.required
        lower: Floats = np.where(self.open, np.minimum(gap, people - self.floor), gap)
        return lower

    def bare(self, plan: Plan) -> "Needs":
        """The needs before any plan is made: work that can wait is needed as it arrives."""
        required = self.required.copy()
        for i, queue in enumerate(plan.queues):
            if queue.deferred:
                arrived = self.work.arrived[i] / (plan.horizon.interval_minutes / 60)
                required[i] = np.where(self.work.workable[i], arrived, 0.0)
        return replace(self, required=required)


def needs_of(plan: Plan, table: pd.DataFrame) -> tuple[Needs, Places]:
    """The needs of a table with the columns of ``requirements.csv``, and where its rows stand.

    Parameters
    ----------
    table
        One row for each queue (in pooled plans also for sets of live queues: ``en|de``) and
        interval of the plan; ``interval_start`` (tz-aware), ``queue`` and ``required_real`` are
        read. ``arrived_hours`` and ``due_hours`` say when work that can wait comes in and must be
        done; a queue without them must be done as ``required_real`` says. ``required`` and
        ``occupancy`` of live queues are read where ``staffing.idle_share`` asks for them.

    Raises
    ------
    DataError
        Missing columns; rows that are missing, doubled, not a number, or of no queue or interval;
        work that is due before it arrives or while nobody may do it.
    """
    rows = placed(plan, table)
    return needs_in(plan, rows), (rows.row, rows.interval)


def needs_in(plan: Plan, rows: NeedsTable) -> Needs:
    """The needs of a table whose rows have their place; errors as of :func:`needs_of`."""
    if plan.staffing.idle_share > 0:
        check_columns(rows.frame, ("required", "occupancy"))
    count = len(plan.queues)
    open_share, floor = np.zeros((2, len(rows.rows), rows.intervals))
    for i, queue in enumerate(plan.queues):
        open_share[i] = inside(plan.horizon, queue.open, zone(queue.timezone))
        floor[i] = open_share[i] * queue.min_agents
    waits = np.array([queue.deferred for queue in plan.queues], dtype=bool).reshape(-1, 1)
    busy = np.nan_to_num(rows.array("required")[:count] * rows.array("occupancy")[:count])
    work = _work(rows, waits, open_share[:count] > 0, plan.horizon.interval_minutes / 60)
    _check_work(plan, work)
    return Needs(
        rows=rows.rows, units=_units(plan, rows.rows), required=rows.array("required_real"),
        floor=floor, open=open_share > 0, carried=np.where(waits, 0.0, busy), work=work,
    )  # fmt: skip


def _work(rows: NeedsTable, waits: Bools, open_: Bools, hours: float) -> Work:
    """Hours that come in and are due; without both of them, what is required is done at once."""
    count = len(waits)
    arrived, due, real = (
        rows.array(name)[:count] for name in ("arrived_hours", "due_hours", "required_real")
    )
    known = np.isfinite(arrived + due).all(axis=1, keepdims=True)
    return Work(
        arrived=np.where(waits, np.where(known, arrived, real * hours), 0.0),
        due=np.where(waits, np.where(known, due, real * hours), 0.0),
        workable=waits & (open_ | ~known),
    )


def _units(plan: Plan, rows: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Rows that are judged together, by the first of their queues."""
    groups = [*live_groups(plan), *((i,) for i, q in enumerate(plan.queues) if q.deferred)]
    return tuple(
        tuple(
            sorted(
                (number for number, queues in enumerate(rows) if set(queues) <= set(group)),
                key=lambda number: len(rows[number]),
            )
        )
        for group in sorted(groups)
    )


def _check_work(plan: Plan, work: Work) -> None:
    """Refuse work that is due before it has arrived, or while nobody may do it."""
    problems = []
    early = np.cumsum(work.due, axis=1) - np.cumsum(work.arrived, axis=1)
    for wrong, message in (
        (~(work.arrived >= 0) | ~(work.due >= 0), "is below 0"),
        (early > _RESIDUE * (1 + work.arrived.sum(axis=1, keepdims=True)),
         "is more, up to here, than has arrived"),
        ((work.due > _RESIDUE) & ~work.workable, "is due while the queue is closed"),
    ):  # fmt: skip
        for q in np.flatnonzero(wrong.any(axis=1)):
            k = int(np.argmax(wrong[q]))
            problems.append(
                Problem(
                    file=NEEDS_FILE, column="due_hours", value=f"{work.due[q, k]:g}",
                    message=f"of queue '{plan.queues[q].queue}' at {plan.horizon.starts[k]}Z "
                    f"{message}",
                )
            )  # fmt: skip
    if problems:
        raise DataError(problems)
