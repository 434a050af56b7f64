"""Paid hours that people could still work on a day: within their contracts, and as overtime.

By a rota, each person by themselves: their hours and days of the week, the daily limit, rest
before and after, the run of days. Availability, nights and weekends are left to those who ask them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf

from planner.clock import monday_of, zone
from planner.domain import Agent, Contract, Plan, Team
from planner.schedules import Schedule, Shift

LONGER_HOURS_A_DAY = 2.0
"""Somebody who works that day is asked for so much more at most."""
USUAL_DAY_HOURS = 8.0
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def works(agent: Agent, team: Team, plan: Plan, day: date) -> bool:
    """Whether somebody of a team is employed and not on leave."""
    return agent.team == team.team and agent.employed(day) and not plan.on_leave(agent.agent, day)


class HoursLeft:
    """What everybody could work besides what is planned; without a rota, all being alike."""

    def __init__(self, plan: Plan, schedule: Schedule | None) -> None:
        self._plan, self._rota = plan, schedule is not None
        self._shifts: dict[str, list[Shift]] = {}
        for shift in (*plan.previous, *(schedule.shifts if schedule else ())):
            self._shifts.setdefault(shift.agent, []).append(shift)

    def within_contract(self, team: Team, day: date) -> float:
        """Hours of all people of a team on a day that their contracts allow without overtime."""
        if not self._rota:
            return USUAL_DAY_HOURS * len(self._people(team, day))
        return sum(self._person(agent, team, day).within for agent in self._people(team, day))

    def overtime(self, team: Team, day: date) -> float:
        """Hours beyond the week's of those who work that day."""
        if not self._rota:
            return sum(min(self._cap(a), LONGER_HOURS_A_DAY) for a in self._people(team, day))
        return sum(self._person(agent, team, day).overtime for agent in self._people(team, day))

    def overtime_of_week(self, team: Team, day: date) -> float:
        """Hours of overtime that are left in the whole week of a day."""
        people = [agent for agent in self._plan.agents if agent.team == team.team]
        return sum(self._overtime_left(agent, day) for agent in people)

    def outsiders_at_most(self, team: Team, day: date, people: int) -> float:
        """Hours within contracts of so many people of a team, those who have most of them."""
        if not self._rota:
            return USUAL_DAY_HOURS * min(people, len(self._people(team, day)))
        each = [self._person(agent, team, day).within for agent in self._people(team, day)]
        return sum(sorted(each, reverse=True)[:people])

    def _people(self, team: Team, day: date) -> list[Agent]:
        return [agent for agent in self._plan.agents if works(agent, team, self._plan, day)]

    def _cap(self, agent: Agent) -> float:
        return self._plan.contract[agent.contract].max_overtime_hours_per_week or 0.0

    def _overtime_left(self, agent: Agent, day: date) -> float:
        usual = _limit(self._plan.contract[agent.contract].max_hours_per_week)
        week = [s for s in self._of(agent) if monday_of(s.date) == monday_of(day)]
        return max(0.0, self._cap(agent) - max(0.0, _paid(week) - usual))

    def _of(self, agent: Agent) -> list[Shift]:
        return self._shifts.get(agent.agent, [])

    def _person(self, agent: Agent, team: Team, day: date) -> "_Left":
        contract, shifts = self._plan.contract[agent.contract], self._of(agent)
        week = [s for s in shifts if monday_of(s.date) == monday_of(day)]
        today = [s for s in week if s.date == day]
        of_week = max(0.0, _limit(contract.max_hours_per_week) - _paid(week))
        of_day = max(0.0, _limit(contract.max_hours_per_day) - _paid(today))
        if today:
            more = min(LONGER_HOURS_A_DAY, of_day, _slack(shifts, today, contract))
            within = min(more, of_week)
            return _Left(
                within=within, overtime=min(more - within, self._overtime_left(agent, day))
            )
        if len({s.date for s in week}) >= _limit(contract.max_days_per_week):
            return _Left(within=0.0, overtime=0.0)
        if _run(shifts, day) > _limit(contract.max_consecutive_days):
            return _Left(within=0.0, overtime=0.0)
        room = _room(shifts, day, team, contract)
        return _Left(within=min(USUAL_DAY_HOURS, of_day, of_week, room), overtime=0.0)


@dataclass(frozen=True, kw_only=True)
class _Left:
    within: float
    overtime: float


def _limit(value: float | None) -> float:
    return inf if value is None else value


def _paid(shifts: Sequence[Shift]) -> float:
    return sum(shift.paid_hours for shift in shifts)


def _run(shifts: Sequence[Shift], day: date) -> int:
    """Days in a row worked if this day is worked too."""
    days = {shift.date for shift in shifts} | {day}
    first = last = day
    while first - _DAY in days:
        first -= _DAY
    while last + _DAY in days:
        last += _DAY
    return (last - first).days + 1


def _slack(shifts: Sequence[Shift], today: Sequence[Shift], contract: Contract) -> float:
    """Hours by which a day can grow before rest on both of its sides is used up."""
    begin, end = min(s.start for s in today), max(s.end for s in today)
    return sum(
        max(0.0, hours - (contract.min_rest_hours or 0.0)) for hours in _free(shifts, begin, end)
    )


def _room(shifts: Sequence[Shift], day: date, team: Team, contract: Contract) -> float:
    """Hours of a day off on which a shift could lie, with rest on both of its sides."""
    begin = datetime.combine(day, time(), zone(team.timezone))
    before, after = _free(shifts, begin, begin)
    rest = contract.min_rest_hours or 0.0
    # A shift that starts late in the day may go on past midnight.
    last = min(after - rest, 24.0 + USUAL_DAY_HOURS)
    return max(0.0, last - max(0.0, rest - before))


def _free(shifts: Sequence[Shift], begin: datetime, end: datetime) -> tuple[float, float]:
    """Hours since the last shift before, and until the first one after, a stretch of time.

    Where a shift reaches past its begin the hours before are negative.
    """
    before = [(begin - s.end) / _HOUR for s in shifts if s.start < begin]
    after = [(s.start - end) / _HOUR for s in shifts if s.start >= end]
    return min(before, default=inf), min(after, default=inf)
