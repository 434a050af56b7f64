"""The most paid hours that a person can be given in a week, found by arithmetic.

Whole shifts are added up: those that the templates of the team offer on each day on which the
person is employed, not on leave and available, as far as pins and limits of a day and a week allow.
Rest, runs of days and nights are not looked at, so no rota gives more than this.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, exists, instant, local_date, monday_of
from planner.domain import Agent, Pin, Plan, ShiftTemplate
from planner.rules.wall_clock import MARGIN, week_readings

Ints = NDArray[np.int64]
NOTHING: frozenset[str] = frozenset()
_SATURDAY = 5
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True)
class _Offered:
    """Shifts that a team is offered on a date: arrays of one length, minutes of the horizon."""

    template: NDArray[np.str_]
    start: Ints
    end: Ints
    paid: Ints


class Reach:
    """Weekly hours within reach of the people of a plan.

    Parameters
    ----------
    priced_too
        Whether limits that the plan prices hold as well; without it only hard rules limit.
    """

    def __init__(self, plan: Plan, *, priced_too: bool = False) -> None:
        self.plan = plan
        self._priced = frozenset() if priced_too else frozenset(plan.rules)
        self._dates = frozenset(plan.horizon.dates())
        self._offered: dict[tuple[str, date], _Offered] = {}
        self._known: dict[tuple[object, ...], frozenset[int]] = {}
        self._blocked: dict[tuple[int, ZoneInfo], Ints] = {}
        self._pins: dict[tuple[str, date], Pin] = {(p.agent, p.date): p for p in plan.pins}
        self._before: dict[str, dict[date, float]] = {}
        for shift in plan.previous:
            if shift.agent in plan.agent:
                place = plan.team[plan.agent[shift.agent].team].zone
                hours = self._before.setdefault(shift.agent, {})
                day = local_date(shift.start, place)
                hours[day] = hours.get(day, 0.0) + shift.paid_hours

        self._always = {
            agent.agent
            for agent in plan.agents
            if agent.start_date is None and agent.end_date is None
            and agent.agent not in plan.leave and agent.agent not in self._before
        }  # fmt: skip

    def mondays(self) -> list[date]:
        """Mondays of the weeks that hold a date of the horizon."""
        return sorted({monday_of(day) for day in self._dates})

    def limit(self, agent: Agent, rule: str, without: frozenset[str] = NOTHING) -> float | None:
        """A limit of the person's contract; ``None`` where there is none or it is left out."""
        if rule in without or rule in self._priced:
            return None
        value: float | None = getattr(self.plan.contract[agent.contract], rule)
        return value

    def owed_hours(self, agent: Agent, monday: date) -> float:
        """Paid hours that the person must be given in a week, 0 where nothing is due."""
        minimum = self.limit(agent, "min_hours_per_week")
        if minimum is None or self.plan.contract[agent.contract].guaranteed_pay:
            return 0.0
        return minimum * self.owed_days(agent, monday) / WEEK_DAYS

    def owed_days(self, agent: Agent, monday: date) -> int:
        """Days of a week that count for the minimum: inside the horizon, employed, not on leave."""
        week = (monday + timedelta(days=i) for i in range(WEEK_DAYS))
        return sum(day in self._dates and self._may_work(agent, day) for day in week)

    def most_hours(
        self, agent: Agent, monday: date, *, without: frozenset[str] = NOTHING
    ) -> float:  # fmt: skip
        """Most paid hours in a week.

        Parameters
        ----------
        without
            Limits to leave out: columns of ``contracts.csv``, ``availability``, ``pins``.
        """
        week = [monday + timedelta(days=i) for i in range(WEEK_DAYS)]
        before = self._before.get(agent.agent, {})
        days, hours = (
            self.limit(agent, rule, without) for rule in ("max_days_per_week", "max_hours_per_week")
        )
        extra = self.plan.contract[agent.contract].max_overtime_hours_per_week or 0.0
        worked = sum(day in before for day in week)
        most = None
        if hours is not None:
            left = hours + extra - sum(before.get(day, 0.0) for day in week)
            most = int(max(0.0, left) * 60 + _ROUNDING)
        shifts = tuple(self._paid(agent, day, without) for day in week)
        return _most_minutes(shifts, WEEK_DAYS if days is None else int(days) - worked, most) / 60

    def _may_work(self, agent: Agent, day: date) -> bool:
        """Whether a shift may be given on a date at all; previous shifts take theirs."""
        if agent.agent in self._always:
            return True
        before = day in self._before.get(agent.agent, {})
        return agent.employed(day) and not before and not self.plan.on_leave(agent.agent, day)

    def _paid(self, agent: Agent, day: date, without: frozenset[str]) -> frozenset[int]:
        """Paid minutes of the shifts that the person may be given on a date."""
        weekend = day.weekday() >= _SATURDAY
        if weekend and self.limit(agent, "max_weekends", without) == 0:
            return frozenset()
        if not self._may_work(agent, day):
            return frozenset()
        free = None if "availability" in without else self.plan.available.get(agent.agent)
        pin = None if "pins" in without else self._pins.get((agent.agent, day))
        limit = self.limit(agent, "max_hours_per_day", without)
        key = agent.team, day, id(free), pin, limit
        if key not in self._known:
            offered = self._offers(agent.team, day)
            fits = np.ones(len(offered.paid), dtype=bool)
            if limit is not None:
                fits &= offered.paid <= limit * 60 + _ROUNDING
            if pin is not None:
                fits &= self._pinned(agent, pin, offered)
            if free is not None:
                blocked = self._unavailable(agent)
                fits &= blocked[offered.end + MARGIN] == blocked[offered.start + MARGIN]
            self._known[key] = frozenset(np.unique(offered.paid[fits]).tolist())
        return self._known[key]

    def _pinned(self, agent: Agent, pin: Pin, offered: _Offered) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = (offered.template == pin.shift) & (pin.shift != "")
        if pin.start is None or not pin.shift:
            return same
        place = self.plan.team[agent.team].zone
        start = self.plan.horizon.minute_of(instant(pin.date, pin.start, place))
        same &= offered.start == start
        return same

    def _unavailable(self, agent: Agent) -> Ints:
        """Minutes that the person cannot work, added up from ``MARGIN`` before the horizon."""
        free, place = self.plan.available[agent.agent], self.plan.team[agent.team].zone
        key = id(free), place
        if key not in self._blocked:
            span = self.plan.horizon
            clock = week_readings(span, place, -MARGIN, span.minutes + MARGIN)
            self._blocked[key] = np.concatenate([[0], np.cumsum(~free.ravel()[clock])])
        return self._blocked[key]

    def _offers(self, team: str, day: date) -> _Offered:
        if (team, day) not in self._offered:
            rows = [
                row
                for template in self.plan.shifts
                if template.serves(team)
                for row in _starts(self.plan, template, self.plan.team[team].zone, day)
            ]
            self._offered[team, day] = _Offered(
                template=np.array([row[0] for row in rows], dtype=np.str_),
                start=np.array([row[1] for row in rows], dtype=np.int64),
                end=np.array([row[2] for row in rows], dtype=np.int64),
                paid=np.array([row[3] for row in rows], dtype=np.int64),
            )
        return self._offered[team, day]


def _starts(
    plan: Plan, template: ShiftTemplate, place: ZoneInfo, day: date
) -> list[tuple[str, int, int, int]]:
    """Template, start, end and paid minutes of its shifts that start on a local date."""
    rows = []
    span = plan.horizon
    unpaid = sum(part.minutes for part in template.breaks if not part.paid)
    for minute in template.start_minutes():
        over, clock = divmod(minute, DAY_MINUTES)
        if (day - timedelta(days=over)).weekday() not in template.weekdays:
            continue
        start = span.minute_of(instant(day, clock, place))
        if 0 <= start < span.minutes and exists(day, clock, place):
            end = span.minute_of(instant(day, clock + template.length_minutes, place))
            rows.append((template.shift, start, end, end - start - unpaid))
    return rows


@lru_cache(maxsize=4096)
def _most_minutes(shifts: tuple[frozenset[int], ...], days: int, most: int | None) -> int:
    """Largest sum of paid minutes, at most one shift a day, on so many days, up to ``most``.

    Sums are the bits of a number, one number for each count of days worked.
    """
    sums = [1] + [0] * max(0, min(days, len(shifts)))
    for paid in shifts:
        for worked in range(len(sums) - 1, 0, -1):
            for minutes in paid:
                sums[worked] |= sums[worked - 1] << minutes
    reached = 0
    for bits in sums:
        reached |= bits
    if most is not None:
        reached &= (1 << (most + 1)) - 1
    return max(0, reached.bit_length() - 1)
