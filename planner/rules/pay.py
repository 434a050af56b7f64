"""Pay: what the shifts and the sites cost, before anything that is short or over.

A minute of paid time costs the rate times a factor: the product over the premiums that multiply,
times 1 + the sum of (factor − 1) over those that add, of all premiums that apply to the team and
to what its clock then shows; never less than nothing.
"""

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from planner.calendars import public_holidays
from planner.clock import WEEK_DAYS, LocalTimes
from planner.domain import Plan, Premium, Team
from planner.rules.on_shift import open_minutes, spans
from planner.rules.wall_clock import MARGIN, readings
from planner.schedules import WORK, Schedule, Shift

Floats = NDArray[np.float64]
SATURDAY, SUNDAY = 5, 6
_EPOCH = date(1970, 1, 1).toordinal()


def shift_costs(plan: Plan, schedule: Schedule) -> dict[tuple[str, datetime], float]:
    """Money for each shift by person and start: the rate times its billed hours and premiums.

    Two shifts of one person that start at the same instant (a breach) share one entry, their sum.
    """
    costs: dict[tuple[str, datetime], float] = {}
    meters = {
        team.team: _Meter(plan, team.team)
        for team in plan.teams
        if any(premium.pays(team.team) for premium in plan.premiums)
    }
    for shift in schedule.shifts:
        key = (shift.agent, shift.start)
        hours = billed_hours(plan, shift)
        meter = meters.get(_team_of(plan, shift))
        if meter:
            hours += meter.premium_hours(shift)
        costs[key] = costs.get(key, 0.0) + _rate(plan, shift) * hours
    return costs


def billed_hours(plan: Plan, shift: Shift) -> float:
    """Paid hours, or for teams billed by productive time the hours at work."""
    if _productive(plan, shift):
        return sum(part.hours for part in shift.activities if part.activity == WORK)
    return shift.paid_hours


def pay_factor(plan: Plan, team: str, minutes_from: int, minutes_to: int) -> Floats:
    """What each minute of paid time costs, as a multiple of the rate.

    Parameters
    ----------
    team
        Its clock, its calendar of public holidays and its premiums count.
    minutes_from, minutes_to
        Elapsed minutes since the horizon's start; ``minutes_to`` is not part of the stretch.

    Returns
    -------
    NDArray
        One factor for each minute: 1.0 where no premium applies.
    """
    site = plan.team[team]
    clock = readings(plan.horizon, site.zone, minutes_from, minutes_to)
    product, added = np.ones(len(clock.day)), np.zeros(len(clock.day))
    for premium in plan.premiums:
        if not premium.pays(team):
            continue
        when = _applies(premium, site, clock)
        if premium.stack == "multiply":
            product[when] *= premium.factor
        else:
            added[when] += premium.factor - 1
    factor: Floats = np.maximum(product * (1 + added), 0.0)
    return factor


def fixed_cost(plan: Plan, schedule: Schedule) -> float:
    """Money for all sites over the horizon: see :func:`team_fixed_cost`."""
    return sum(team_fixed_cost(plan, schedule, team) for team in plan.teams)


def team_fixed_cost(plan: Plan, schedule: Schedule, team: Team) -> float:
    """Money for a team's site over the horizon: the weekly cost by the week, and open hours.

    Open hours are the elapsed time inside the horizon in which at least one of its people is on
    shift, at work or not; previous shifts that run in hold the site open too.
    """
    weekly = team.fixed_cost_per_week * plan.horizon.days / WEEK_DAYS
    if not team.fixed_cost_per_open_hour:
        return weekly
    return weekly + team.fixed_cost_per_open_hour * open_hours(plan, schedule, team.team)


def open_hours(plan: Plan, schedule: Schedule, team: str) -> float:
    """Elapsed hours of the horizon in which anyone of a team is on shift."""
    shifts = (*plan.previous, *schedule.shifts)
    return open_minutes(plan.horizon, spans(plan, team, shifts)) / 60


class _Meter:
    """The premiums of one team, added up minute by minute over the horizon."""

    def __init__(self, plan: Plan, team: str) -> None:
        self.plan, self.team = plan, team
        self.low, self.high = -MARGIN, plan.horizon.minutes + MARGIN
        above = pay_factor(plan, team, self.low, self.high) - 1
        self.passed = np.concatenate([[0.0], np.cumsum(above)])

    def premium_hours(self, shift: Shift) -> float:
        """Hours of pay on top of the billed ones: breaks that are not billed earn nothing."""
        if _productive(self.plan, shift):
            return sum(
                self._above(part.start, part.end)
                for part in shift.activities
                if part.activity == WORK
            )
        unpaid = sum(self._above(p.start, p.end) for p in shift.activities if not p.paid)
        return self._above(shift.start, shift.end) - unpaid

    def _above(self, start: datetime, end: datetime) -> float:
        first, last = (self.plan.horizon.minute_of(moment) for moment in (start, end))
        if self.low <= first <= last <= self.high:
            minutes = self.passed[last - self.low] - self.passed[first - self.low]
        else:
            minutes = (pay_factor(self.plan, self.team, first, max(first, last)) - 1).sum()
        return float(minutes) / 60


def _applies(premium: Premium, team: Team, clock: LocalTimes) -> NDArray[np.bool_]:
    """Minutes for which a premium is paid, by what the team's clock shows."""
    start, end = premium.span
    after, before = clock.minute >= start, clock.minute < end
    in_span: NDArray[np.bool_] = (after & before) if end > start else (after | before)
    if premium.kind == "night":
        return in_span
    if premium.kind == "public_holiday":
        return in_span & np.isin(clock.day, holidays_shown(team, clock))
    weekday = SATURDAY if premium.kind == "saturday" else SUNDAY
    in_span &= clock.weekday == weekday
    return in_span


def holidays_shown(team: Team, clock: LocalTimes) -> list[int]:
    """Public holidays of the site in the years shown, in days since 1970."""
    if len(clock.day) == 0:
        return []
    first, last = (date.fromordinal(_EPOCH + int(day)).year for day in clock.day[[0, -1]])
    days = public_holidays(team.country, team.subdivision, range(first, last + 1))
    return [day.toordinal() - _EPOCH for day in days]


def _team_of(plan: Plan, shift: Shift) -> str:
    """The team whose terms a shift is paid by: the person's, for strangers the one it names."""
    agent = plan.agent.get(shift.agent)
    return agent.team if agent else shift.team


def _productive(plan: Plan, shift: Shift) -> bool:
    team = plan.team.get(_team_of(plan, shift))
    return team is not None and team.billed == "productive"


def _rate(plan: Plan, shift: Shift) -> float:
    """Money an hour; nobody's shift costs what its team costs, and nothing if that is unknown."""
    if shift.agent in plan.agent:
        return plan.agent[shift.agent].hourly_cost
    return plan.team[shift.team].hourly_cost if shift.team in plan.team else 0.0
