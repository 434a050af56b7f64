"""Work that can wait within the optimiser: when to do it is a choice like any other.

Every deferred queue is a player beside the people: given prices of the intervals, its work goes
where people cost least between arrival and due time. Its work in an interval is need of that
interval. Of one queue's work only the cumulative curves count (arrived ≥ done ≥ due); done in order
of arrival, every hour has its own window, and the windows of later hours lie later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan, Queue
from planner.optimiser.kernels.cover import soft_prices
from planner.optimiser.kernels.depth import steep_prices
from planner.optimiser.kernels.packed import Facts, Guide
from planner.optimiser.kernels.parcels import cheapest, fill_up, room_for, spread_out
from planner.optimiser.needs import column_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

DUST = 1e-9
COARSE = 8
"""Parcels whose windows differ by less than this fraction of their length move together."""
REFITS = 2
"""Queues that share people take turns so many times."""
EASING = 0.3
"""A settling step moves the work this share towards where it would go at the present prices."""


@dataclass(frozen=True, kw_only=True)
class Parcels:
    """Amounts in effective agents for one interval, and windows; see ``kernels/parcels``."""

    amount: Floats
    first: Ints
    last: Ints


@dataclass(frozen=True, kw_only=True)
class DeferredQueue:
    """One deferred queue: its work in parcels, the finest and, for easing, few and coarse ones.

    ``column`` its position in the plan; ``open`` 1 where work may be done; ``arrived`` and ``due``
    effective agents for one interval by interval, not cumulative.
    """

    column: int
    open: Bytes
    arrived: Floats
    due: Floats
    fine: Parcels
    coarse: Parcels


def deferred_queues(plan: Plan, needs: pd.DataFrame) -> tuple[DeferredQueue, ...]:
    """The deferred queues of a plan with the work that the table of needs gives them.

    Parameters
    ----------
    needs
        Columns ``queue``, ``interval_start``, ``required_real`` and, where known,
        ``arrived_hours`` and ``due_hours``; without those every interval's work is done in it.
    """
    return tuple(
        _queue(plan, queue, column, needs)
        for column, queue in enumerate(plan.queues)
        if queue.deferred
    )


def _queue(plan: Plan, queue: Queue, column: int, needs: pd.DataFrame) -> DeferredQueue:
    rows = needs[needs["queue"] == queue.queue]
    hours = plan.horizon.interval_minutes / 60
    open_ = (inside(plan.horizon, queue.open, zone(queue.timezone)) > 0).astype(np.uint8)
    arrived = due = column_of(plan, rows, "required_real")
    if has_curves(rows):
        arrived = column_of(plan, rows, "arrived_hours") / hours
        due = column_of(plan, rows, "due_hours") / hours
    else:
        open_ = np.ones_like(open_)
    fine = parcels_of(arrived, due)
    return DeferredQueue(
        column=column, open=open_, arrived=arrived, due=due, fine=fine, coarse=_coarse(fine)
    )


def has_curves(rows: pd.DataFrame) -> bool:
    """Whether the rows of a queue say when work arrives and when it is due."""
    names = ["arrived_hours", "due_hours"]
    return set(names) <= set(rows.columns) and bool(
        np.isfinite(rows[names].to_numpy(dtype=float)).all()
    )


def parcels_of(arrived: Floats, due: Floats) -> Parcels:
    """Cut work into parcels, first come first done: whatever arrives and is due alike is one."""
    came, must = np.cumsum(arrived), np.cumsum(due)
    total = must[-1] if len(must) else 0.0
    cuts = np.unique(np.concatenate([came[came < total], must, [0.0]]))
    keep = np.concatenate([[True], np.diff(cuts) > DUST * max(1.0, total)])
    cuts = cuts[keep]
    if total - cuts[-1] > 0:
        cuts[-1] = total if len(cuts) > 1 else cuts[-1]
    low, high = cuts[:-1], cuts[1:]
    middle = (low + high) / 2
    last = np.minimum(np.searchsorted(must, middle), len(must) - 1)
    first = np.minimum(np.searchsorted(came, middle), last)
    return Parcels(
        amount=np.ascontiguousarray(high - low), first=first.astype(np.int64),
        last=last.astype(np.int64),
    )  # fmt: skip


def _coarse(fine: Parcels) -> Parcels:
    amount: list[float] = []
    first: list[int] = []
    last: list[int] = []
    begin = end = 0
    for hours, opens, closes in zip(fine.amount, fine.first, fine.last, strict=True):
        loose = (closes - opens + 1) // COARSE
        if amount and opens - begin <= loose and closes - end <= loose:
            amount[-1] += hours
            first[-1] = int(opens)
        else:
            amount.append(float(hours))
            first.append(int(opens))
            last.append(int(closes))
            begin, end = int(opens), int(closes)
    return Parcels(
        amount=np.array(amount), first=np.array(first, dtype=np.int64),
        last=np.array(last, dtype=np.int64),
    )  # fmt: skip


class DeferredWork:
    """The deferred queues of one problem against its rows.

    ``rows[e, s]``: whether row ``s`` holds the work of deferred queue ``e``. Work is passed in and
    out as arrays ``[interval, e]`` in effective agents; ``lack`` arrays hold it already and are
    changed with it.
    """

    def __init__(self, queues: Sequence[DeferredQueue], rows: Bytes, parts: Ints) -> None:
        self.queues, self.parts = tuple(queues), parts
        self.rows = np.ascontiguousarray(rows, dtype=np.uint8)

    def __len__(self) -> int:
        return len(self.queues)

    def even(self, intervals: int) -> Floats:
        """All work spread evenly over its windows."""
        work = np.zeros((intervals, len(self.queues)))
        flat = np.zeros(intervals)
        for e, queue in enumerate(self.queues):
            work[:, e] = self._spread(queue, flat, 1.0)
        return work

    def need(self, work: Floats) -> Floats:
        """What work adds to the rows' needs."""
        return np.asarray(work @ self.rows.astype(float), dtype=float)

    def least_cost(self, sets: Floats) -> float:
        """Money below which no timing of the work can be, at these prices of the rows."""
        return sum(
            cheapest(self.price(sets, e), q.open, q.fine.amount, q.fine.first, q.fine.last)
            for e, q in enumerate(self.queues)
        )

    def step(self, sets: Floats, work: Floats, lack: Floats, step: float, spread: float) -> None:
        """Move all work a share ``step`` towards where it costs least at these prices."""
        for e, queue in enumerate(self.queues):
            change = step * (self._spread(queue, self.price(sets, e), spread) - work[:, e])
            self._change(e, change, work, lack)

    def settle(
        self, facts: Facts, lack: Floats, thin: Floats, work: Floats, *, softness: float,
        guide: Guide, blend: float, steps: int, spread: float,
    ) -> None:  # fmt: skip
        """Let the work follow the rounded prices for some steps; the people stay."""
        now = Guide(np.zeros_like(lack), np.zeros_like(thin))
        for _ in range(steps if self.queues else 0):
            soft_prices(facts, lack, thin, softness, now.sets, now.cover)
            steep_prices(facts, lack, now.sets)
            self.step((1 - blend) * now.sets + blend * guide.sets, work, lack, EASING, spread)

    def refit(self, lack: Floats, work: Floats, guide: Guide, spread: float) -> None:
        """Move the work to where people are free: never dearer, and little is left short.

        What finds nobody free within its window stays in it, spread by the guide's prices.
        """
        free, done = np.zeros(len(lack)), np.zeros(len(lack))
        for e in list(range(len(self.queues))) * (REFITS if len(self.queues) > 1 else 1):
            queue = self.queues[e]
            self._change(e, -work[:, e], work, lack)
            room_for(lack, self.parts, self.rows[e], queue.open, free)
            left = np.zeros_like(queue.fine.amount)
            fill_up(free, queue.fine.amount, queue.fine.first, queue.fine.last, done, left)
            if left.any():
                price = self.price(guide.sets, e)
                late = np.zeros(len(lack))
                spread_out(price, queue.open, left, queue.fine.first, queue.fine.last, spread, late)
                self._change(e, late, work, lack)
            self._change(e, done, work, lack)

    def price(self, sets: Floats, e: int) -> Floats:
        """Money of an effective agent of a queue's work by interval."""
        return np.ascontiguousarray(sets @ self.rows[e].astype(float))

    def _spread(self, queue: DeferredQueue, price: Floats, spread: float) -> Floats:
        fresh = np.zeros(len(price))
        coarse = queue.coarse
        spread_out(price, queue.open, coarse.amount, coarse.first, coarse.last, spread, fresh)
        return fresh

    def _change(self, e: int, change: Floats, work: Floats, lack: Floats) -> None:
        work[:, e] += change
        lack[:, self.rows[e].astype(bool)] += change[:, None]


class IdleTime:
    """Idle people of live queues who do work that can wait, taken off the rows' lack.

    ``rows[pool, s]``: whether the people of a pool serve any work that row ``s`` holds.
    """

    def __init__(self, rows: Bytes, intervals: int) -> None:
        self.rows = rows.astype(float)
        self.amount = np.zeros((intervals, len(rows)))

    def update(self, lack: Floats, fresh: Floats) -> None:
        """Replace the effective agents by interval and pool that ``lack`` counts on."""
        lack += (self.amount - fresh) @ self.rows
        self.amount = fresh
