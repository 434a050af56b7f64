"""The most and the least paid hours that a person can be given in a week, found by arithmetic.

Whole shifts are added up: those that the templates of the team offer on each day on which the
person is employed, not on leave and available, as far as pins, rotations and limits of a day and a
week allow. Rest, runs of days and nights are not looked at, so no rota gives more than the most,
and none gives less than the least.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, exists, instant, local_date, monday_of
from planner.domain import Agent, Pin, Plan, ShiftTemplate
from planner.rules.runs import NIGHT_FROM, NIGHT_HOURS, NIGHT_TO
from planner.rules.wall_clock import MARGIN, week_readings

Ints = NDArray[np.int64]
NOTHING: frozenset[str] = frozenset()
_SATURDAY = 5
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Offered:
    """Shifts on offer on a date: arrays of one length, minutes since the horizon's start.

    ``paid`` are minutes, ``lengths`` all the different ones; ``night`` is 1 for nights.
    """

    template: NDArray[np.str_]
    start: Ints
    end: Ints
    paid: Ints
    night: NDArray[np.bool_]

    @cached_property
    def lengths(self) -> frozenset[int]:
        """Paid minutes, each once."""
        return frozenset(np.unique(self.paid).tolist())

    @cached_property
    def names(self) -> frozenset[str]:
        """The templates."""
        return frozenset(self.template.tolist())

    def only(self, fits: NDArray[np.bool_]) -> "Offered":
        """Those of the shifts that fit."""
        return Offered(
            template=self.template[fits], start=self.start[fits], end=self.end[fits],
            paid=self.paid[fits], night=self.night[fits],
        )  # fmt: skip


NO_SHIFT = Offered(
    template=np.zeros(0, dtype=np.str_), start=np.zeros(0, dtype=np.int64),
    end=np.zeros(0, dtype=np.int64), paid=np.zeros(0, dtype=np.int64),
    night=np.zeros(0, dtype=bool),
)  # fmt: skip


class Reach:
    """Weekly hours within reach of the people of a plan.

    Parameters
    ----------
    priced_too
        Whether limits that the plan prices hold as well; without it only hard rules limit.
    standing
        People and dates of the plan's pins that a kept rota is the reason of.
    """

    def __init__(
        self, plan: Plan, *, priced_too: bool = False,
        standing: frozenset[tuple[str, date]] = frozenset(),
    ) -> None:  # fmt: skip
        self.plan, self._standing = plan, standing
        self._priced = frozenset() if priced_too else frozenset(plan.rules)
        self._dates = frozenset(plan.horizon.dates())
        edge = timedelta(days=WEEK_DAYS + 1)
        span = range(plan.horizon.days + 2 * edge.days)
        self._around = frozenset(plan.horizon.start - edge + timedelta(days=at) for at in span)
        self._offered: dict[tuple[str, date], Offered] = {}
        self._known: dict[tuple[object, ...], Offered] = {}
        self._chosen: dict[tuple[str, date], Offered] = {}
        self._least: dict[tuple[str, date], float] = {}
        self._free: dict[str, frozenset[date]] = {}
        self._blocked: dict[tuple[int, ZoneInfo], Ints] = {}
        self._rotating = {
            contract.contract
            for contract in plan.contracts
            if contract.rotation in plan.rotation and "rotation" not in self._priced
        }
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

    def all_mondays(self, team: str) -> list[date]:
        """Mondays of all weeks in which a shift of the team may start, edge days included."""
        days = self.plan.horizon.team_dates(self.plan.team[team].zone)
        return sorted({monday_of(day) for day in days})

    def hours_before(self, agent: Agent, monday: date) -> float:
        """Paid hours of the week that lie in the weeks before the horizon."""
        before = self._before.get(agent.agent, {})
        return sum(hours for day, hours in before.items() if monday_of(day) == monday)

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

    def owed_in_horizon(self, agent: Agent) -> float:
        """Paid hours that the person must be given in the horizon, 0 where nothing is due."""
        minimum = self.limit(agent, "min_hours_per_horizon")
        if minimum is None or self.plan.contract[agent.contract].guaranteed_pay:
            return 0.0
        days = sum(self._may_work(agent, day) for day in self._dates)
        return minimum * days / len(self._dates)

    def most_hours(
        self, agent: Agent, monday: date, *, without: frozenset[str] = NOTHING
    ) -> float:  # fmt: skip
        """Most paid hours in a week.

        Parameters
        ----------
        without
            What to leave out: columns of ``contracts.csv``, ``availability``, ``pins``.
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
        shifts = tuple(self.shifts(agent, day, without).lengths for day in week)
        return _most_minutes(shifts, WEEK_DAYS if days is None else int(days) - worked, most) / 60

    def least_hours(self, agent: Agent, monday: date) -> float:
        """Least paid hours in a week: whole shifts that make what is due, settled days worked.

        What is due where no whole shifts make it: then there is no rota at all.
        """
        key = agent.agent, monday
        if key not in self._least:
            self._least[key] = self._least_hours(agent, monday)
        return self._least[key]

    def _least_hours(self, agent: Agent, monday: date) -> float:
        week = [monday + timedelta(days=i) for i in range(WEEK_DAYS)]
        settled = tuple(bool(self.settled(agent, day)) for day in week)
        due = self.owed_hours(agent, monday)
        if due <= 0 and not any(settled):
            return 0.0
        shifts = tuple(self.shifts(agent, day).lengths for day in week)
        minutes = _least_minutes(shifts, settled, ceil(due * 60 - _ROUNDING))
        return due if minutes is None else minutes / 60

    def rotates(self, agent: Agent) -> bool:
        """Whether a rotation without a price settles the person's days."""
        return agent.contract in self._rotating

    def settled(self, agent: Agent, day: date) -> str:
        """The file that says that the person works on a date; blank where none does."""
        pin = self.plan.pin.get((agent.agent, day))
        if pin is not None and pin.shift:
            stands = "the kept rota" if (agent.agent, day) in self._standing else "pins.csv"
            return stands if self._may_work(agent, day) else ""
        turn = self._turn(agent, day) if self._may_work(agent, day) else None
        return "rotations.csv" if turn else ""

    def shifts(self, agent: Agent, day: date, without: frozenset[str] = NOTHING) -> Offered:
        """The shifts that the person may be given on a date, each taken by itself."""
        if without:
            return self._shifts(agent, day, without)
        found = self._chosen.get((agent.agent, day))
        if found is None:
            found = self._chosen[agent.agent, day] = self._shifts(agent, day, without)
        return found

    def _shifts(self, agent: Agent, day: date, without: frozenset[str]) -> Offered:
        weekend = day.weekday() >= _SATURDAY
        if weekend and self.limit(agent, "max_weekends", without) == 0:
            return NO_SHIFT
        if not self._may_work(agent, day):
            return NO_SHIFT
        free = None if "availability" in without else self.plan.available.get(agent.agent)
        pin = None if "pins" in without else self.plan.pin.get((agent.agent, day))
        turn = None if "rotation" in without else self._turn(agent, day)
        limit = self.limit(agent, "max_hours_per_day", without)
        no_nights = self.limit(agent, "max_consecutive_nights", without) == 0
        settled = pin and (pin.shift, pin.start)
        key = agent.team, day, id(free), settled, turn, limit, no_nights
        if key not in self._known:
            offered = self.offers(agent.team, day)
            fits = np.ones(len(offered.paid), dtype=bool)
            if limit is not None:
                fits &= offered.paid <= limit * 60 + _ROUNDING
            if no_nights:
                fits &= ~offered.night
            if pin is not None:
                fits &= self._pinned(agent, pin, offered)
            if turn is not None:
                fits &= (offered.template == turn) & (turn != "")
            if free is not None:
                blocked = self._unavailable(agent)
                fits &= blocked[offered.end + MARGIN] == blocked[offered.start + MARGIN]
            self._known[key] = offered.only(fits)
        return self._known[key]

    def _turn(self, agent: Agent, day: date) -> str | None:
        """The template that a rotation has for the person, blank a day off; ``None`` where free.

        Free is also a day on which the template cannot start.
        """
        if agent.contract not in self._rotating or day not in self._dates:
            return None
        wanted = self.plan.rotation_shift(agent, day)
        if not wanted:
            return wanted
        return wanted if wanted in self.offers(agent.team, day).names else None

    def _may_work(self, agent: Agent, day: date) -> bool:
        """Whether a shift may be given on a date at all; previous shifts take theirs."""
        if agent.agent in self._always:
            return True
        known = self._free.get(agent.agent)
        if known is None:
            known = self._free[agent.agent] = self._free_dates(agent)
        return day in known

    def _free_dates(self, agent: Agent) -> frozenset[date]:
        """Dates around the horizon on which the person is employed and neither away nor taken."""
        free = self._around - self._before.get(agent.agent, {}).keys()
        for row in self.plan.leave.get(agent.agent, ()):
            free = free - {day for day in free if row.first <= day <= row.last}
        if agent.start_date is not None or agent.end_date is not None:
            free = frozenset(day for day in free if agent.employed(day))
        return free

    def _pinned(self, agent: Agent, pin: Pin, offered: Offered) -> NDArray[np.bool_]:
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

    def offers(self, team: str, day: date) -> Offered:
        """The shifts that a team is offered on a date."""
        if (team, day) not in self._offered:
            rows = [
                row
                for template in self.plan.shifts
                if template.serves(team)
                for row in _starts(self.plan, template, self.plan.team[team].zone, day)
            ]
            start, end = (np.array([row[at] for row in rows], dtype=np.int64) for at in (1, 2))
            self._offered[team, day] = Offered(
                template=np.array([row[0] for row in rows], dtype=np.str_), start=start, end=end,
                paid=np.array([row[3] for row in rows], dtype=np.int64),
                night=_nights(self.plan, self.plan.team[team].zone, day, start, end),
            )  # fmt: skip
        return self._offered[team, day]


def _nights(
    plan: Plan, place: ZoneInfo, day: date, start: Ints, end: Ints
) -> NDArray[np.bool_]:  # fmt: skip
    """Which shifts that start on a date have three hours or more between 23:00 and 06:00 local."""
    inside = np.zeros(len(start), dtype=np.int64)
    for at in range(-1, 3):
        night = (
            instant(day + timedelta(days=at), clock, place) for clock in (NIGHT_FROM, NIGHT_TO)
        )
        begin, finish = (plan.horizon.minute_of(moment) for moment in night)
        inside += np.maximum(np.minimum(end, finish) - np.maximum(start, begin), 0)
    return np.asarray(inside >= 60 * NIGHT_HOURS)


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


@lru_cache(maxsize=4096)
def _least_minutes(
    shifts: tuple[frozenset[int], ...], settled: tuple[bool, ...], least: int
) -> int | None:
    """Smallest sum of paid minutes from ``least`` on, a shift on every settled day at least."""
    sums = 1
    for paid, must in zip(shifts, settled, strict=True):
        after = 0 if must else sums
        for minutes in paid:
            after |= sums << minutes
        sums = after
    enough = sums >> least
    return None if not enough else least + (enough & -enough).bit_length() - 1
