"""The service that the people really present give: the Erlang model turned around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan, Queue
from planner.rules.needs import needs_of
from planner.rules.needs_table import NeedsTable, placed
from planner.rules.presence import Floats
from planner.staffing import erlang
from planner.staffing.pooled_need import Pool

READ_COLUMNS = ("volume", "aht_s", "erlangs")


def modelled_service_levels(
    plan: Plan, needs: pd.DataFrame, coverage: pd.DataFrame
) -> dict[str, float]:
    """Share of contacts answered in time by queue, weighted by contacts.

    Each interval stands for itself: its effective agents (``covered``) meet its own load, taken at
    its mean. In pooled plans the queues of a set are one queue whose contacts meet everybody
    present who serves any of them, each queue with its own target; of all sets that hold a queue
    the lowest level counts. That is still the most that can be hoped for, since the people of a set
    have other contacts too: simulation tells. Queues whose work can wait, and those without
    contacts, are absent.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``. Without ``volume``, ``aht_s`` and ``erlangs`` nothing can
        be said of any queue.
    coverage
        Columns of ``coverage.csv``, row by row as ``needs``.
    """
    if any(name not in needs for name in READ_COLUMNS):
        return {}
    wanted, at = needs_of(plan, needs)
    table = placed(plan, needs)
    covered = np.zeros(wanted.required.shape)
    covered[at] = np.maximum(coverage["covered"].to_numpy(dtype=float), 0.0)
    levels: dict[str, float] = {}
    for unit in wanted.units:
        sets = [_Set.of(plan, table, wanted.rows[row], covered[row]) for row in unit]
        for number in wanted.rows[unit[-1]]:
            queue, volume = plan.queues[number], np.nan_to_num(table.array("volume")[number])
            if not queue.deferred and volume.sum() > 0:
                own = [each.level(queue) for each in sets if queue in each.pool.queues]
                levels[queue.queue] = _mean(np.min(own, axis=0), volume)
    return {name: levels[name] for name in plan.queue if name in levels}


def _mean(levels: Floats, volume: Floats) -> float:
    """Mean weighted by contacts of the intervals in which the queue is open; 0 without any."""
    weight = np.where(np.isnan(levels), 0.0, volume)
    return float(np.average(np.nan_to_num(levels), weights=weight)) if weight.any() else 0.0


@dataclass(frozen=True, kw_only=True)
class _Set:
    """Queues and everybody who serves any of them, in the open part of each interval.

    ``open`` says which intervals have one.
    """

    open: NDArray[np.bool_]
    pool: Pool
    slots: Floats

    @classmethod
    def of(cls, plan: Plan, table: NeedsTable, members: Sequence[int], covered: Floats) -> "_Set":
        queues = [plan.queues[i] for i in members]
        shares = [inside(plan.horizon, queue.open, zone(queue.timezone)) for queue in queues]
        share = np.max(shares, axis=0)
        busy = share > 0
        erlangs, aht_s = (
            np.nan_to_num(table.array(name)[list(members)][:, busy])
            for name in ("erlangs", "aht_s")
        )
        pool = Pool(queues, erlangs / share[busy], np.where(aht_s > 0, aht_s, 1.0))
        return cls(open=busy, pool=pool, slots=covered[busy] / share[busy] * pool.slots)

    def level(self, queue: Queue) -> Floats:
        """Service level of one of the queues by interval; NaN where all are closed."""
        levels = np.full(self.open.shape, np.nan)
        levels[self.open] = erlang.service_level(
            self.pool.load, self.slots, aht=self.pool.handle_s, within=queue.answer_within_s,
            patience=self.pool.patience_s, definition=queue.service_level_definition,
        )  # fmt: skip
        return levels
