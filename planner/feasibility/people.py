"""Minimum hours of people against what whole shifts can add up to, by week and in the horizon."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from math import floor

from planner.clock import WEEK_DAYS
from planner.domain import Agent, Plan
from planner.feasibility.told import ROUNDING, Clash
from planner.reach import Reach
from planner.rules.violations import count, figure, person
from planner.sentences import named, on_day

_FREEING = (
    "availability", "pins", "rotation", "max_days_per_week", "max_hours_per_week",
    "max_hours_per_day", "max_weekends", "max_consecutive_nights",
)  # fmt: skip
"""Facts and limits that may keep a person from the minimum."""
_FILES = {"availability": "availability.csv", "pins": "pins.csv", "rotation": "rotation"}


@dataclass(frozen=True, kw_only=True)
class _Week:
    """What people of one team and contract have in common when their minimum is out of reach."""

    team: str
    contract: str
    monday: date
    days: int
    due: float
    most: float
    frees: tuple[str, ...]


def people(plan: Plan, reach: Reach) -> Iterator[Clash]:
    """Settled days without a shift, and minima out of reach of anybody else.

    Minima are told by week, and in the horizon of those whose weeks are within it.
    """
    told = set[str]()
    for kind in (_without_shift, _by_week, _in_horizon):
        found = list(kind(plan, reach, told))
        yield from found
        told.update(name for clash in found for name in clash.who)


def _without_shift(plan: Plan, reach: Reach, told: Collection[str]) -> Iterator[Clash]:
    """Days that pins or rotations settle with a shift that cannot be given; each person once."""
    pinned = {pin.agent for pin in plan.pins if pin.shift}
    for agent in plan.agents:
        if agent.agent in told or not (agent.agent in pinned or reach.rotates(agent)):
            continue
        for day in plan.horizon.team_dates(plan.team[agent.team].zone):
            because = reach.settled(agent, day)
            if because and not len(reach.shifts(agent, day).start):
                yield _not_given(plan, reach, agent, day, because)
                break


def _not_given(plan: Plan, reach: Reach, agent: Agent, day: date, because: str) -> Clash:
    pin = plan.pin.get((agent.agent, day))
    wanted = pin.shift if pin and pin.shift else plan.rotation_shift(agent, day)
    frees = [
        _FILES.get(name, name)
        for name in _FREEING
        if len(reach.shifts(agent, day, frozenset({name})).start)
    ]
    reasons = f" ({named(free for free in frees if free != 'rotation')})" if frees else ""
    ways = [f"relax {free}" for free in frees] or [f"change {because}"]
    return Clash(
        rule="rotation" if because == "rotations.csv" else "pins", who=(agent.agent,), day=day,
        due=1.0, reach=0.0,
        sentence=f"{person(agent)} (team {agent.team}, contract {agent.contract}) has '{wanted}' "
        f"on {on_day(day)} by {because}, which cannot be given{reasons}.",
        remedy=f"For {person(agent)} any one of these: {', '.join(ways)}.",
    )  # fmt: skip


def _by_week(plan: Plan, reach: Reach, told: Collection[str]) -> Iterator[Clash]:
    """Weekly minima out of reach; people of one team and contract with the same figures as one."""
    alike: dict[_Week, list[Agent]] = {}
    for agent in (agent for agent in plan.agents if agent.agent not in told):
        for monday in reach.mondays():
            due, most = reach.owed_hours(agent, monday), reach.most_hours(agent, monday)
            if most < due - ROUNDING:
                week = _Week(
                    team=agent.team, contract=agent.contract, monday=monday, due=due, most=most,
                    days=reach.owed_days(agent, monday),
                    frees=tuple(_frees(reach, agent, monday, due)),
                )  # fmt: skip
                alike.setdefault(week, []).append(agent)
    for week, those in alike.items():
        yield _clash(week, those)


def _frees(reach: Reach, agent: Agent, monday: date, due: float) -> Iterator[str]:
    """What alone would bring the minimum within reach, if it were left out."""
    for name in _FREEING:
        if reach.most_hours(agent, monday, without=frozenset({name})) >= due - ROUNDING:
            yield _FILES.get(name, name)


def _clash(week: _Week, those: list[Agent]) -> Clash:
    name = person(those[0])
    shrunk = "" if week.days == WEEK_DAYS else f" ({week.days} of 7 days count)"
    lower = f"min_hours_per_week of {week.contract} at most {figure(_weekly(week.most, week.days))}"
    changes = [
        *(f"relax {free}" for free in week.frees),
        lower,
        "more or longer shifts in shifts.csv",
    ]
    return Clash(
        rule="min_hours_per_week", who=tuple(agent.agent for agent in those), day=week.monday,
        due=week.due, reach=week.most,
        sentence=f"{name} (team {week.team}, contract {week.contract}): at least "
        f"{count(week.due, 'paid hour')}{shrunk} are due in the week from {on_day(week.monday)}, "
        f"at most {figure(week.most)} can be given.{_same(those)}",
        remedy=f"For {name} any one of these: {', '.join(changes)}.",
    )  # fmt: skip


def _same(those: list[Agent]) -> str:
    """Everybody but the first, where there are any."""
    others = [agent.agent for agent in those[1:]]
    return f" The same holds for {named(others)}." if others else ""


def _weekly(hours: float, days: int) -> float:
    """The hours of a whole week, rounded down, that some days of it are the share of."""
    return floor(hours * WEEK_DAYS / days * 100 + ROUNDING) / 100


def _in_horizon(plan: Plan, reach: Reach, told: Collection[str]) -> Iterator[Clash]:
    """Minima of the horizon above what its weeks, or its maximum, allow."""
    alike: dict[tuple[str, str, float, float], list[Agent]] = {}
    for agent in plan.agents:
        due = reach.owed_in_horizon(agent)
        if due <= 0 or agent.agent in told:
            continue
        most = sum(reach.most_hours(agent, monday) for monday in reach.all_mondays(agent.team))
        limit = reach.limit(agent, "max_hours_per_horizon")
        most = most if limit is None else min(most, limit)
        if most < due - ROUNDING:
            alike.setdefault((agent.team, agent.contract, due, most), []).append(agent)
    for (team, contract, due, most), those in alike.items():
        first = person(those[0])
        yield Clash(
            rule="min_hours_per_horizon", who=tuple(agent.agent for agent in those),
            day=plan.horizon.start, due=due, reach=most,
            sentence=f"{first} (team {team}, contract {contract}): at least "
            f"{count(due, 'paid hour')} are due in the horizon, at most {figure(most)} can be "
            f"given.{_same(those)}",
            remedy=f"For {first} any one of these: min_hours_per_horizon of {contract} at most "
            f"{figure(floor(min_of(plan, contract) * most / due * 100 + ROUNDING) / 100)}, more or "
            "longer shifts in shifts.csv, higher limits of a day, a week or the horizon.",
        )  # fmt: skip


def min_of(plan: Plan, contract: str) -> float:
    """A contract's minimum of the horizon."""
    return plan.contract[contract].min_hours_per_horizon or 0.0
