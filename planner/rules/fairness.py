"""Even split of unpopular hours: nights, weekends and public holidays among those who are alike.

Counted are hours on shift, breaks included, of the schedule's own shifts: every minute between
23:00 and 06:00, on a Saturday or Sunday, or on a public holiday of the site, each once, by the
clock of the person's team. People of one team and one contract are alike. A person's fair share is
the mean of the group, weighted by the days of the horizon on which each is employed and not on
leave.
"""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from planner.domain import Agent, Plan
from planner.rules.pay import SATURDAY, holidays_shown
from planner.rules.violations import TOLERANCE, Violation, breach, figure, person
from planner.rules.wall_clock import MARGIN, readings
from planner.schedules import Schedule, Shift
from planner.sentences import on_day
from planner.terms import NIGHT_PAY_FROM, NIGHT_PAY_TO

Bools = NDArray[np.bool_]


def unfairness(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Unpopular hours above a person's fair share, where ``[prices]`` gives them a price."""
    if plan.prices.unfairness <= 0:
        return
    hours = unpopular_hours(plan, schedule)
    shares = fair_shares(plan, hours)
    for agent in plan.agents:
        above = hours[agent.agent] - shares[agent.agent]
        if above > TOLERANCE:
            yield breach(
                "unfairness", agent.agent, day=plan.horizon.start, amount=above,
                message=f"{person(agent)} has {figure(hours[agent.agent])} h at night, on weekends "
                f"and public holidays from {on_day(plan.horizon.start)} on, "
                f"{figure(shares[agent.agent])} h are an even share of team '{agent.team}'.",
            )  # fmt: skip


def unpopular_hours(plan: Plan, schedule: Schedule) -> dict[str, float]:
    """Unpopular hours of each person of the plan."""
    meters = {team.team: _Meter(plan, team.team) for team in plan.teams}
    return {
        agent.agent: sum(
            meters[agent.team].hours(shift) for shift in schedule.by_agent.get(agent.agent, ())
        )
        for agent in plan.agents
    }


def fair_shares(plan: Plan, hours: dict[str, float]) -> dict[str, float]:
    """The group's hours shared out by the days on which people can be planned."""
    groups: dict[tuple[str, str], list[Agent]] = {}
    for agent in plan.agents:
        groups.setdefault((agent.team, agent.contract), []).append(agent)
    shares: dict[str, float] = {}
    for group in groups.values():
        days = {agent.agent: _days(plan, agent) for agent in group}
        total, whole = sum(hours[name] for name in days), sum(days.values())
        shares |= {name: total * own / whole if whole else 0.0 for name, own in days.items()}
    return shares


def is_unpopular(plan: Plan, team: str, first: int, last: int) -> Bools:
    """Whether each elapsed minute of a stretch is unpopular on the team's clock.

    ``first`` and ``last`` count from the horizon's start; ``last`` is not part of it.
    """
    site = plan.team[team]
    clock = readings(plan.horizon, site.zone, first, last)
    found: Bools = (clock.minute >= NIGHT_PAY_FROM) | (clock.minute < NIGHT_PAY_TO)
    found |= clock.weekday >= SATURDAY
    found |= np.isin(clock.day, holidays_shown(site, clock))
    return found


def _days(plan: Plan, agent: Agent) -> int:
    """Days of the horizon on which a person is employed and not on leave."""
    dates = (plan.horizon.start + timedelta(days=i) for i in range(plan.horizon.days))
    return sum(agent.employed(day) and not plan.on_leave(agent.agent, day) for day in dates)


class _Meter:
    """The unpopular minutes of one team's clock, added up over the horizon."""

    def __init__(self, plan: Plan, team: str) -> None:
        self.plan, self.team = plan, team
        self.low, self.high = -MARGIN, plan.horizon.minutes + MARGIN
        self.passed = np.concatenate([[0], is_unpopular(plan, team, self.low, self.high).cumsum()])

    def hours(self, shift: Shift) -> float:
        """Unpopular hours between a shift's start and end."""
        first, last = (self.plan.horizon.minute_of(at) for at in (shift.start, shift.end))
        if self.low <= first <= last <= self.high:
            return float(self.passed[last - self.low] - self.passed[first - self.low]) / 60
        return float(is_unpopular(self.plan, self.team, first, max(first, last)).sum()) / 60
