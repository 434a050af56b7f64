"""The service that the people really present give: the Erlang model turned around."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan, Queue, Staffing
from planner.rules.needs import Needs, needs_in
from planner.rules.needs_table import NeedsTable, placed
from planner.rules.presence import Floats
from planner.staffing.attendance import Attendance
from planner.staffing.offered import SPREAD_COLUMN, offered_by_queue
from planner.staffing.pooled_need import Pool

READ_COLUMNS = ("volume", "aht_s", "erlangs")


def modelled_service_levels(
    plan: Plan, needs: pd.DataFrame, coverage: pd.DataFrame, *,
    forecast: pd.DataFrame | None = None,
) -> dict[str, float]:  # fmt: skip
    """Share of contacts answered in time by queue, expected over chance, weighted by contacts.

    Each interval stands for itself. Its people are there or not, each on their own, as often as
    absence and shrinkage let them; its load strays from the mean as the forecast says. In pooled
    plans the queues of a set are one queue whose contacts meet everybody present who serves any of
    them, each queue with its own target; of all sets that hold a queue the lowest level counts.
    That is still the most that can be hoped for, since the people of a set have other contacts
    too: simulation tells. Queues whose work can wait, and those without contacts, are absent.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``. Without ``volume``, ``aht_s`` and ``erlangs`` nothing can
        be said of any queue.
    coverage
        ``covered`` and ``people`` of ``coverage.csv``, row by row as ``needs``.
    forecast
        Columns of ``forecast.csv``; without it, or without its ``cv``, the mean load is certain.
    """
    found = service_levels_by_interval(plan, needs, coverage, forecast=forecast)
    return {name: mean_level(levels, volume) for name, (levels, volume) in found.items()}


def service_levels_by_interval(
    plan: Plan, needs: pd.DataFrame, coverage: pd.DataFrame, *,
    forecast: pd.DataFrame | None = None,
) -> dict[str, tuple[Floats, Floats]]:  # fmt: skip
    """Share of contacts answered in time (NaN: closed) and contacts, by queue and interval.

    What :func:`modelled_service_levels` takes the means of.
    """
    if any(name not in needs for name in READ_COLUMNS):
        return {}
    table = placed(plan, needs)
    shape = len(table.rows), table.intervals
    present = {name: np.zeros(shape) for name in ("covered", "people")}
    for name, values in present.items():
        values[table.row, table.interval] = coverage[name].to_numpy(dtype=float)
    return levels_in(plan, table, needs_in(plan, table), **present, forecast=forecast)


def levels_in(
    plan: Plan, table: NeedsTable, wanted: Needs, *, covered: Floats, people: Floats,
    forecast: pd.DataFrame | None = None,
) -> dict[str, tuple[Floats, Floats]]:  # fmt: skip
    """The same of a table that has :data:`READ_COLUMNS`, and of arrays ``[row, interval]``."""
    case = _Case(
        plan=plan, table=table, cv=_spread(plan, forecast),
        erlangs=np.nan_to_num(table.array("erlangs")), aht_s=np.nan_to_num(table.array("aht_s")),
        covered=np.maximum(covered, 0.0), people=np.maximum(people, 0.0),
    )  # fmt: skip
    volumes = np.nan_to_num(table.array("volume"))
    levels: dict[str, tuple[Floats, Floats]] = {}
    for unit in wanted.units:
        live = [n for n in wanted.rows[unit[-1]] if not plan.queues[n].deferred]
        sets = [_Set.of(case, row) for row in unit] if live else []
        for number in live:
            queue, volume = plan.queues[number], volumes[number]
            if volume.sum() > 0:
                own = [each.level(queue) for each in sets if queue in each.queues]
                levels[queue.queue] = np.min(own, axis=0), volume
    return {name: levels[name] for name in plan.queue if name in levels}


def _spread(plan: Plan, forecast: pd.DataFrame | None) -> Floats:
    """Coefficient of variation of the rate, ``[queue, interval]``; 0 where it is not known."""
    if forecast is None or SPREAD_COLUMN not in forecast:
        return np.zeros((len(plan.queues), plan.horizon.intervals))
    known = forecast.assign(**{SPREAD_COLUMN: forecast[SPREAD_COLUMN].fillna(0.0)})
    return offered_by_queue(replace(plan, staffing=Staffing(spread="average")), known).cv


def mean_level(levels: Floats, volume: Floats) -> float:
    """Mean weighted by contacts of the intervals in which the queue is open; 0 without any."""
    weight = np.where(np.isnan(levels), 0.0, volume)
    return float(np.average(np.nan_to_num(levels), weights=weight)) if weight.any() else 0.0


@dataclass(frozen=True, kw_only=True)
class _Case:
    """A plan's needs and who meets them, ``[row, interval]``; ``cv`` ``[queue, interval]``."""

    plan: Plan
    table: NeedsTable
    cv: Floats
    erlangs: Floats
    aht_s: Floats
    covered: Floats
    people: Floats


@dataclass(frozen=True, kw_only=True)
class _Set:
    """Queues and everybody who serves any of them, in the open part of each interval.

    ``open`` says which intervals have one.
    """

    queues: Sequence[Queue]
    open: NDArray[np.bool_]
    attendance: Attendance

    @classmethod
    def of(cls, case: _Case, row: int) -> "_Set":
        plan, members = case.plan, list(case.table.rows[row])
        queues = [plan.queues[i] for i in members]
        shares = [inside(plan.horizon, queue.open, zone(queue.timezone)) for queue in queues]
        busy = np.max(shares, axis=0) > 0
        share = np.max(shares, axis=0)[busy]
        erlangs, aht_s = (values[members][:, busy] for values in (case.erlangs, case.aht_s))
        pool = Pool(queues, erlangs / share, np.where(aht_s > 0, aht_s, 1.0))
        attendance = Attendance(
            load=pool.load, cv=_together(case.cv[members][:, busy], erlangs),
            handle_s=pool.handle_s, patience_s=pool.patience_s, slots=pool.slots,
            people=case.people[row, busy] / share, agents=case.covered[row, busy] / share,
            productivity=_productivity(plan, queues),
        )  # fmt: skip
        return cls(queues=queues, open=busy, attendance=attendance)

    def level(self, queue: Queue) -> Floats:
        """Service level of one of the queues by interval; NaN where all are closed."""
        levels = np.full(self.open.shape, np.nan)
        levels[self.open] = self.attendance.service_level(queue)
        return levels


def _together(cv: Floats, erlangs: Floats) -> Floats:
    """Spread of the load of several queues, which are all high or all low, as markets are."""
    load = erlangs.sum(axis=0)
    together: Floats = np.divide(
        (cv * erlangs).sum(axis=0), load, out=np.zeros_like(load), where=load > 0
    )
    return together


def _productivity(plan: Plan, queues: Sequence[Queue]) -> float:
    """Mean productivity of everybody who serves any of the queues."""
    names = {queue.queue for queue in queues}
    found = [agent.productivity for agent in plan.agents if names.intersection(agent.queues)]
    return float(np.mean(found)) if found else 1.0
