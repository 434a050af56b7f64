"""Rates of arrival and how far they stray, from the table of the forecast."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from planner.clock import local_times, zone
from planner.domain import Plan
from planner.simulation.floor import Floats, Ints
from planner.staffing.offered import offered_by_queue
from planner.staffing.waiting import DAY_SHARE

QUANTILE_WIDTH = 2 * float(ndtri(0.9))
"""Standard deviations between the 10 and the 90 % quantile."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Contacts to expect, one entry a row of the forecast with any.

    ``mean`` contacts; ``cell`` position in ``[queue, interval]``; ``noise_v`` squared coefficient
    of variation of the interval's own noise. ``kind`` points to ``kind_day`` and ``kind_v``: the
    local day (one of ``days``) and the squared coefficient of variation of its factor.
    ``aht_s`` seconds and ``escalation`` the factor on the share passed on, ``[queue, interval]``;
    ``step`` seconds of an interval.
    """

    step: float
    mean: Floats
    cell: Ints
    noise_v: Floats
    kind: Ints
    kind_day: Ints
    kind_v: Floats
    days: int
    aht_s: Floats
    escalation: Floats

    def certain(self) -> "Rates":
        """The same means without any spread but that of Poisson counts."""
        return replace(self, noise_v=np.zeros_like(self.noise_v), kind_v=np.zeros_like(self.kind_v))


def rates_of(plan: Plan, forecast: pd.DataFrame) -> Rates:
    """The rates of a table with the columns of ``forecast.csv``.

    Raises
    ------
    DataError
        As :func:`planner.require` does for the same table.
    """
    offered = offered_by_queue(plan, forecast)
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    table = forecast[forecast["mean"].to_numpy(dtype=float) > 0]
    queue_at = np.asarray(table["queue"].map(position), dtype=np.int64)
    day = _dates(plan, table, queue_at)
    v = _cv(table, day) ** 2
    day_v = DAY_SHARE * v
    kinds, kind = np.unique(np.stack([day, day_v]), axis=1, return_inverse=True)
    return Rates(
        step=plan.horizon.interval_minutes * 60.0, mean=table["mean"].to_numpy(dtype=float),
        cell=queue_at * plan.horizon.intervals + _intervals(plan, table),
        noise_v=(1 + v) / (1 + day_v) - 1, kind=kind.ravel().astype(np.int64),
        kind_day=kinds[0].astype(np.int64), kind_v=kinds[1],
        aht_s=offered.aht_s, escalation=offered.escalation, days=int(day.max(initial=0)) + 1,
    )  # fmt: skip


def _instants(table: pd.DataFrame) -> np.ndarray:
    """UTC instants of the rows, ``datetime64[s]``."""
    starts = pd.DatetimeIndex(pd.to_datetime(table["interval_start"], utc=True))
    return starts.tz_localize(None).to_numpy().astype("datetime64[s]")


def _intervals(plan: Plan, table: pd.DataFrame) -> Ints:
    passed = (_instants(table) - plan.horizon.starts[0]).astype(np.int64)
    return np.asarray(passed // (plan.horizon.interval_minutes * 60), dtype=np.int64)


def _dates(plan: Plan, table: pd.DataFrame, queue: Ints) -> Ints:
    """Local dates of the rows on their market's clock, else on the queue's, numbered from 0."""
    zones = {market.market: market.timezone for market in plan.markets}
    market = table["market"].astype(str) if "market" in table else pd.Series("", table.index)
    own = [plan.queues[q].timezone for q in queue.tolist()]
    names = [zones.get(name, place) for name, place in zip(market.tolist(), own, strict=True)]
    codes, places = pd.factorize(np.array(names, dtype=object))
    instants = _instants(table)
    date: Ints = np.zeros(len(table), dtype=np.int64)
    for code, name in enumerate(places):
        here = codes == code
        date[here] = local_times(instants[here], zone(str(name))).day
    numbered: Ints = date - date.min(initial=date.max(initial=0))
    return numbered


def _cv(table: pd.DataFrame, day: Ints) -> Floats:
    """Coefficients of variation: the table's own, else from the width of its quantiles by day."""
    if "cv" in table:
        return table["cv"].fillna(0.0).to_numpy(dtype=float)
    mean = table["mean"].to_numpy(dtype=float)
    if "p10" not in table or "p90" not in table:
        return np.zeros(len(mean))
    width = (table["p90"] - table["p10"]).to_numpy(dtype=float) / QUANTILE_WIDTH
    number, _ = pd.factorize(table["queue"])
    _, key = np.unique(np.stack([number, day]), axis=1, return_inverse=True)
    excess = np.bincount(key.ravel(), width**2 - mean)
    size = np.bincount(key.ravel(), mean**2)
    v: Floats = np.sqrt(np.clip(excess / size, 0.0, None))[key.ravel()]
    return v
