"""Contacts from what causes them: orders, active users, visits, times the contacts of each.

The value of a day holds until the next row of its metric and market. Where the rows come day by
day, as orders do, they tell the volume of each day; where they come by the week or the month, as
numbers of users do, they tell the mean day, and weekdays and holidays keep their usual pattern.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.demand.events import day_number
from planner.demand.series import Floats, Ints
from planner.domain import ContactRate, Driver, Market, Plan


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric of a stream: values from given days on, contacts a unit from given days on."""

    day: Ints
    value: Floats
    rate_day: Ints
    rate: Floats

    @property
    def daily(self) -> bool:
        """Whether its rows come day by day."""
        return len(self.day) > 1 and float(np.median(np.diff(self.day))) == 1

    def contacts(self, day: Ints) -> Floats:
        """Contacts of each day, NaN before the first row."""
        value = _held(self.day, self.value, day)
        return value * np.nan_to_num(_held(self.rate_day, self.rate, day), nan=0.0)


def _held(since: Ints, values: Floats, day: Ints) -> Floats:
    at = np.searchsorted(since, day, side="right") - 1
    return np.where(at >= 0, values[np.maximum(at, 0)], np.nan)


@dataclass(frozen=True, kw_only=True)
class Drivers:
    """What drives one stream. ``share`` is its part of drivers that tell no market."""

    metrics: tuple[Metric, ...] = ()
    pooled: tuple[Metric, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.metrics or self.pooled)

    @property
    def daily(self) -> bool:
        """Whether volumes of single days are told, rather than of the mean day."""
        return all(metric.daily for metric in (*self.metrics, *self.pooled))

    def contacts(self, day: Ints, *, share: float) -> Floats:
        """Contacts of each day, NaN where a driver is not known yet."""
        own = sum((metric.contacts(day) for metric in self.metrics), np.zeros(len(day)))
        pool = sum((metric.contacts(day) for metric in self.pooled), np.zeros(len(day)))
        return np.asarray(own + share * pool, dtype=float)


def drivers_of(plan: Plan, market: Market) -> Drivers:
    """What drives a queue's market, or a queue without markets (blank name).

    A market takes its own rows and, of metrics without any, its part of the rows for all markets; a
    queue without markets takes the rows for all, or the sum over markets where there are none.
    """
    rates: dict[str, list[ContactRate]] = {}
    for rate in plan.contact_rates:
        if rate.queue == market.queue:
            rates.setdefault(rate.metric, []).append(rate)
    own: list[Metric] = []
    pooled: list[Metric] = []
    for metric, steps in rates.items():
        rows = [row for row in plan.drivers if row.metric == metric]
        of_all = [row for row in rows if not row.market]
        named = [row for row in rows if row.market and row.market == market.market]
        if named:
            own.append(_metric(named, steps))
        elif of_all:
            (pooled if market.market else own).append(_metric(of_all, steps))
        elif not market.market:
            own += [
                _metric([row for row in rows if row.market == name], steps)
                for name in dict.fromkeys(row.market for row in rows)
            ]
    return Drivers(metrics=tuple(own), pooled=tuple(pooled))


def _metric(rows: Sequence[Driver], rates: Sequence[ContactRate]) -> Metric:
    values = sorted((day_number(row.date), row.value) for row in rows)
    steps = sorted(
        (-(10**6) if rate.first is None else day_number(rate.first), rate.contacts_per_unit)
        for rate in rates
    )
    return Metric(
        day=np.array([day for day, _ in values], dtype=np.int64),
        value=np.array([value for _, value in values], dtype=float),
        rate_day=np.array([day for day, _ in steps], dtype=np.int64),
        rate=np.array([rate for _, rate in steps], dtype=float),
    )
