"""Money of breaches of rules between shifts that have a price, counted on a finished schedule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from planner.clock import DAY_MINUTES, WEEK_DAYS, instant, local_date, monday_of
from planner.domain import Agent, Contract, Plan
from planner.optimiser.easing import priced_between, states
from planner.optimiser.options import is_night, nights_around
from planner.schedules import Schedule, Shift

ONE = timedelta(days=1)
NEARLY = 1e-6
FREE_DAYS = 2
"""After so many days off a start may move earlier."""


@dataclass(frozen=True, kw_only=True)
class _Duty:
    """One shift in minutes since the horizon's start; ``wall`` its start by the clock; ``own``: of
    the schedule, not of the weeks before."""

    begin: int
    end: int
    day: date
    last_day: date
    wall: int
    night: bool
    own: bool


class PairCosts:
    """Counts for one plan; nothing where no such rule has a price."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.rules = plan, priced_between(plan)
        self.nights = "rest_after_nights_hours" in self.rules
        self.previous: dict[str, list[Shift]] = {}
        for shift in plan.previous:
            self.previous.setdefault(shift.agent, []).append(shift)
        self.earliest = min((shift.start for shift in plan.previous), default=None)

    def cost(self, schedule: Schedule) -> float:
        """Money of all breaches of a schedule."""
        if not self.rules:
            return 0.0
        return sum(
            self.plan.rules[rule] * sum(amount for amount in amounts if amount > NEARLY)
            for agent in self.plan.agents
            for rule, amounts in self._breaches(agent, schedule)
        )

    def _breaches(self, agent: Agent, schedule: Schedule) -> Iterator[tuple[str, list[float]]]:
        """How far a person breaks each rule, time after time, in the rule's own unit."""
        contract = self.plan.contract[agent.contract]
        count: dict[str, Callable[[Contract, list[_Duty]], list[float]]] = {
            "min_rest_hours": _short_rests,
            "rest_after_nights_hours": _short_after_nights,
            "forward_rotation": lambda _, duties: _earlier_starts(duties),
            "max_start_spread_minutes": _wide_weeks,
            "weekly_rest_hours": lambda contract, duties: self._weeks(agent, contract, duties),
        }
        duties = self._duties(agent, schedule)
        for rule in self.rules:
            if states(contract, rule) and any(duty.own for duty in duties):
                yield rule, count[rule](contract, duties)

    def _duties(self, agent: Agent, schedule: Schedule) -> list[_Duty]:
        """A person's shifts before and in the schedule, in order of time."""
        plan, team = self.plan, self.plan.team[agent.team]
        before = self.previous.get(agent.agent, [])
        rows = [(shift, False) for shift in before]
        rows += [(shift, True) for shift in schedule.by_agent.get(agent.agent, ())]
        found = []
        for shift, own in sorted(rows, key=lambda row: row[0].start):
            day = local_date(shift.start, team.zone)
            clock = shift.start.astimezone(team.zone)
            begin, end = (plan.horizon.minute_of(at) for at in (shift.start, shift.end))
            found.append(
                _Duty(
                    begin=begin, end=end, day=day, last_day=local_date(shift.end, team.zone),
                    wall=60 * clock.hour + clock.minute, own=own,
                    night=self.nights
                    and is_night(nights_around(plan.horizon, team.zone, [day]), begin, end),
                )
            )  # fmt: skip
        return found

    def _weeks(self, agent: Agent, contract: Contract, duties: list[_Duty]) -> list[float]:
        """Hours that the longest rest of each known week is too short."""
        plan, place = self.plan, self.plan.team[agent.team].zone
        dates = set(plan.horizon.dates())
        first = min(dates)
        known = first if self.earliest is None else min(first, local_date(self.earliest, place))
        own = [duty for duty in duties if duty.own]
        mondays = {monday_of(duty.day) for duty in own} | {monday_of(d.last_day) for d in own}
        short = []
        for monday in sorted(mondays):
            week = [monday + ONE * at for at in range(WEEK_DAYS)]
            if not all(day in dates or known <= day < first for day in week):
                continue
            free, end = (
                plan.horizon.minute_of(instant(day, 0, place))
                for day in (monday, monday + ONE * WEEK_DAYS)
            )
            longest = 0
            for duty in duties:
                if duty.end > free:
                    longest = max(longest, min(duty.begin, end) - free)
                    free = min(duty.end, end)
            short.append((contract.weekly_rest_hours or 0.0) - max(longest, end - free) / 60)
        return short


def _neighbours(duties: list[_Duty]) -> Iterator[tuple[_Duty, _Duty, float]]:
    """Each shift of the schedule and the one before that ends last, with the hours between."""
    latest: _Duty | None = None
    for duty in duties:
        if latest is not None and (duty.own or latest.own) and duty.begin >= latest.end:
            yield latest, duty, (duty.begin - latest.end) / 60
        if latest is None or duty.end >= latest.end:
            latest = duty


def _short_rests(contract: Contract, duties: list[_Duty]) -> list[float]:
    least = contract.min_rest_hours or 0.0
    return [least - rest for _, _, rest in _neighbours(duties)]


def _short_after_nights(contract: Contract, duties: list[_Duty]) -> list[float]:
    least = contract.rest_after_nights_hours or 0.0
    return [
        least - rest
        for before, after, rest in _neighbours(duties)
        if before.night and not (after.night and after.day - before.day <= ONE)
    ]


def _earlier_starts(duties: list[_Duty]) -> list[float]:
    """Hours by which a start is earlier than on the working day before."""
    first = {duty.day: duty for duty in reversed(duties)}
    days = sorted(first)
    own = {duty.day for duty in duties if duty.own}
    return [
        (first[last].wall - first[day].wall) / 60
        for last, day in pairwise(days)
        if day in own and (day - last).days - 1 < FREE_DAYS
    ]


def _wide_weeks(contract: Contract, duties: list[_Duty]) -> list[float]:
    """Minutes by which the starts of a week lie too far apart around the clock."""
    weeks: dict[date, list[_Duty]] = {}
    for duty in duties:
        weeks.setdefault(monday_of(duty.day), []).append(duty)
    wide = []
    for own in weeks.values():
        if not any(duty.own for duty in own):
            continue
        walls = {duty.wall for duty in own}
        arc = min(max((wall - start) % DAY_MINUTES for wall in walls) for start in walls)
        wide.append(float(arc - (contract.max_start_spread_minutes or 0)))
    return wide
