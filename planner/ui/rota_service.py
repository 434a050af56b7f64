"""What a rota achieves under a demand: service, short hours and their money, queue by queue."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.rules.coverage import judged
from planner.rules.needs import needs_in
from planner.rules.needs_table import placed
from planner.service import levels_in, mean_level

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What a rota gives: effective agents and people, ``[row, interval]``.

    Rows are the plan's queues in its order, then in pooled plans sets of live queues.
    """

    covered: Floats
    people: Floats


@dataclass(frozen=True, kw_only=True)
class Service:
    """A rota under a demand.

    ``queues`` has one row a queue with ``queue, channel, target, service_level, required_hours,
    covered_hours, gross_hours, short_hours, spare_hours``; service levels are shares of offered
    contacts, NaN for work that can wait. ``service_level`` is the mean over live contacts.
    """

    queues: pd.DataFrame
    service_level: float
    short_hours: float
    shortage_cost: float
    surplus_cost: float

    @property
    def gap_cost(self) -> float:
        """Money for what is short and what is spare."""
        return self.shortage_cost + self.surplus_cost


def cover_of(plan: Plan, coverage: pd.DataFrame) -> Cover:
    """The rota's side of ``coverage.csv``.

    Raises
    ------
    DataError
        When the table does not hold each queue and interval of the plan once.
    """
    table = placed(plan, coverage.rename(columns={"required": "required_real"}))
    return Cover(covered=table.array("covered"), people=table.array("people"))


def nobody(plan: Plan) -> Cover:
    """The cover of no rota at all, whatever the rows."""
    nothing = np.zeros((1, plan.horizon.intervals))
    return Cover(covered=nothing, people=nothing)


def service_of(
    plan: Plan, needs: pd.DataFrame, cover: Cover, *, forecast: pd.DataFrame | None = None
) -> Service:
    """Service and shortage of a rota when the demand is ``needs``.

    Everybody stays on the queue that the rota gave. Idle time of live agents is not used for other
    work.

    Parameters
    ----------
    needs
        The table of :func:`planner.staffing.require`.
    forecast
        The table that it was made of, which says how far the contacts may stray.
    """
    rows = placed(plan, needs)
    wanted = needs_in(plan, rows)
    covered, people = (
        np.broadcast_to(values, wanted.required.shape) for values in (cover.covered, cover.people)
    )
    found = judged(plan, wanted, (rows.row, rows.interval), covered=covered, people=people)
    hours = plan.horizon.interval_minutes / 60
    by_queue = levels_in(plan, rows, wanted, covered=covered, people=people, forecast=forecast)
    levels = {name: mean_level(level, volume) for name, (level, volume) in by_queue.items()}
    names = [queue.queue for queue in plan.queues]
    own = slice(len(names))
    table = pd.DataFrame(
        {
            "queue": names,
            "channel": [queue.channel for queue in plan.queues],
            "target": [np.nan if q.deferred else q.service_level for q in plan.queues],
            "service_level": [levels.get(name, np.nan) for name in names],
            "required_hours": found.required[own].sum(1) * hours,
            "covered_hours": covered[own].sum(1) * hours,
            "gross_hours": rows.array("gross")[own].sum(1) * hours,
            "short_hours": np.maximum(-found.gap[own], 0.0).sum(1) * hours,
            "spare_hours": np.maximum(found.gap[own], 0.0).sum(1) * hours,
        }
    )
    short, spare = found.shortage, found.surplus
    return Service(
        queues=table,
        service_level=_mean_level(by_queue, levels),
        short_hours=float(short.sum()) * hours,
        shortage_cost=float(found.shortage_cost(plan.prices).sum()) * hours,
        surplus_cost=plan.prices.surplus_per_hour * float(spare.sum()) * hours,
    )


def _mean_level(
    by_queue: Mapping[str, tuple[Floats, Floats]], levels: Mapping[str, float]
) -> float:
    """Mean of the queues' levels, weighted by contacts; NaN without live contacts."""
    if not levels:
        return float("nan")
    contacts = [volume.sum() for _, volume in by_queue.values()]
    return float(np.average(list(levels.values()), weights=contacts))
