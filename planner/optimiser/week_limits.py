"""What a person's weeks allow and cost, compiled once for all whose week is alike."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import monday_of
from planner.domain import Agent, Contract, Plan
from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.options import Options
from planner.optimiser.statespace import StateSpace, most_hours_per_week, price_of
from planner.schedules import Shift

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


MAXIMA = ("max_hours_per_week", "max_days_per_week")


class WeekLimits:
    """Hard maxima and money at the end of each week, by what the week can add up to."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._known: dict[tuple[object, ...], tuple[Bytes, Floats]] = {}

    def limits(
        self, agent: Agent, options: Options, space: StateSpace, previous: list[Shift]
    ) -> tuple[Bytes, Floats]:
        """Which usages of each week the hard maxima allow, and the money at the week's end.

        ``previous`` are the person's shifts of the weeks before.
        """
        weeks = len(space.usage.minutes)
        monday = monday_of(options.dates[0])
        found = []
        for week in range(weeks):
            days = [monday + timedelta(days=7 * week + offset) for offset in range(7)]
            before = [shift for shift in previous if shift.date in days]
            done = {shift.date for shift in before}
            counted = sum(day not in done and self._counts(agent, day) for day in days)
            paid = tuple(shift.paid_hours for shift in before)
            key = (id(space), agent.contract, agent.hourly_cost, week, counted, paid)
            if key not in self._known:
                week_of = _Week(self.plan, agent, space, week, counted, paid)
                self._known[key] = week_of.limits()
            found.append(self._known[key])
        return np.stack([allowed for allowed, _ in found]), np.stack([money for _, money in found])

    def _counts(self, agent: Agent, day: date) -> bool:
        """Whether a day counts towards the week's minimum."""
        since = (day - self.plan.horizon.start).days
        inside = 0 <= since < self.plan.horizon.days
        return inside and agent.employed(day) and not self.plan.on_leave(agent.agent, day)


class _Week:
    """One week of people who are alike; ``paid`` hours of its shifts before the horizon."""

    def __init__(
        self, plan: Plan, agent: Agent, space: StateSpace, week: int, counted: int,
        paid: tuple[float, ...],
    ) -> None:  # fmt: skip
        self.plan, self.contract, self.cost = plan, plan.contract[agent.contract], agent.hourly_cost
        self.space, self.usage, self.week, self.paid = space, space.usage, week, paid
        self.owed = (self.contract.min_hours_per_week or 0.0) * counted / 7

    def limits(self) -> tuple[Bytes, Floats]:
        """Which usages the hard maxima allow, and the money at the week's end."""
        known = self.usage.minutes[self.week] >= 0
        allowed, money = known.copy(), np.where(known, 0.0, NOTHING)
        for rule, excess in self._excesses():
            price = price_of(self.plan, rule)
            if not np.isfinite(price) and rule in MAXIMA:
                allowed &= excess <= 1e-6
            elif not np.isfinite(price):
                money[excess > 1e-6] = NOTHING
            else:
                money -= price * np.maximum(excess, 0.0)
        money -= self._extra_pay()
        if self.space.judged[self.week]:
            money[self.usage.rested != np.arange(len(known))] = NOTHING
        money[~known] = NOTHING
        return allowed.astype(np.uint8), money

    def _excesses(self) -> Iterator[tuple[str, Floats]]:
        """By how much each usage breaks each rule on a week."""
        contract, minutes = self.contract, self.usage.minutes[self.week]
        if contract.max_hours_per_week is not None:
            hours = minutes / 60 + sum(self.paid)
            # what the weeks before have done alone is not this plan's
            yield "max_hours_per_week", self._own(hours - most_hours_per_week(contract))
        if contract.max_days_per_week is not None:
            worked = self.usage.days[self.week] + float(len(self.paid))
            yield "max_days_per_week", self._own(worked - contract.max_days_per_week)
        if contract.min_hours_per_week is not None and not contract.guaranteed_pay:
            yield "min_hours_per_week", self.owed - minutes / 60

    def _own(self, excess: Floats) -> Floats:
        """A breach counts only where the week holds a shift of this plan."""
        idle = (self.usage.minutes[self.week] <= 0) & (self.usage.days[self.week] <= 0)
        return np.where(idle, 0.0, excess)

    def _extra_pay(self) -> Floats:
        """Money beyond the cost of the shifts: overtime, and guaranteed hours that nobody works."""
        contract = self.contract
        hours = np.maximum(self.usage.minutes[self.week], 0) / 60
        extra = np.zeros(len(hours))
        if contract.guaranteed_pay:
            extra += self.cost * np.maximum(self.owed - hours, 0.0)
        factor = (contract.overtime_factor or 1.0) - 1.0
        if factor > 0:
            done, limit = sum(self.paid), contract.overtime_after_hours_per_day
            daily = 0.0 if limit is None else sum(max(0.0, paid - limit) for paid in self.paid)
            own_daily = np.maximum(self.usage.overtime[self.week], 0) / 60
            overtime = _overtime(contract, hours + done, own_daily + daily)
            earlier = _overtime(contract, np.full_like(hours, done), np.full_like(hours, daily))
            extra += self.cost * factor * (overtime - earlier)
        return extra


def _overtime(contract: Contract, hours: Floats, daily: Floats) -> Floats:
    """Hours of overtime of a week: above the daily limit or above the weekly one, each once."""
    above = np.zeros_like(hours)
    if contract.max_hours_per_week is not None:
        above = np.maximum(hours - contract.max_hours_per_week, 0.0)
    most = contract.max_overtime_hours_per_week or 0.0
    return np.maximum(daily, np.minimum(above, most))
