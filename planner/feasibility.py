"""What cannot be, shown by arithmetic before any search: hours due against hours within reach.

A person's minimum hours of a week, a team's commitment and a team's ceiling are held against what
whole shifts can add up to (:mod:`planner.reach`). What passes may still have no rota.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import floor

from planner.clock import WEEK_DAYS
from planner.domain import Agent, Plan, Team
from planner.errors import InfeasibleError
from planner.reach import Reach
from planner.rules.violations import count, figure, on_day

MOST_NAMED, MOST_TOLD = 8, 20
_ROUNDING = 1e-6
_FREEING = (
    "availability", "pins", "max_days_per_week", "max_hours_per_week", "max_hours_per_day",
    "max_weekends",
)  # fmt: skip
"""Facts and limits that may keep a person from the minimum."""


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Hours that hard rules ask for in a week and that cannot be.

    ``who`` are people or one team; ``monday`` the week; ``due`` and ``reach`` paid hours of each;
    ``sentence`` tells it, ``remedy`` what would free it.
    """

    rule: str
    who: tuple[str, ...]
    monday: date
    due: float
    reach: float
    sentence: str
    remedy: str


def clashes(plan: Plan) -> tuple[Clash, ...]:
    """Everything that arithmetic alone shows to be impossible, people first, then teams."""
    reach = Reach(plan)
    return (*_people(plan, reach), *_teams(plan, reach))


def refuse_impossible(plan: Plan) -> None:
    """Stop before a search that can find nothing.

    Raises
    ------
    InfeasibleError
        With a sentence for each person, team and week that clashes (a screenful), and what would
        free them.
    """
    found = clashes(plan)
    if not found:
        return
    told = [clash.sentence for clash in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        told.append(f"And so in {len(found) - MOST_TOLD:,} more cases.")
    remedies = dict.fromkeys(clash.remedy for clash in found[:MOST_TOLD])
    raise InfeasibleError(told, " ".join(remedies))


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


def _people(plan: Plan, reach: Reach) -> Iterator[Clash]:
    """Weekly minima out of reach; people of one team and contract with the same figures as one."""
    alike: dict[_Week, list[Agent]] = {}
    for agent in plan.agents:
        for monday in reach.mondays():
            due, most = reach.owed_hours(agent, monday), reach.most_hours(agent, monday)
            if most < due - _ROUNDING:
                week = _Week(
                    team=agent.team, contract=agent.contract, monday=monday, due=due, most=most,
                    days=reach.owed_days(agent, monday),
                    frees=tuple(_frees(reach, agent, monday, due)),
                )  # fmt: skip
                alike.setdefault(week, []).append(agent)
    for week, people in alike.items():
        yield _clash(week, people)


def _frees(reach: Reach, agent: Agent, monday: date, due: float) -> Iterator[str]:
    """What alone would bring the minimum within reach, if it were left out."""
    for name in _FREEING:
        if reach.most_hours(agent, monday, without=frozenset({name})) >= due - _ROUNDING:
            yield f"{name}.csv" if name in ("availability", "pins") else name


def _clash(week: _Week, people: list[Agent]) -> Clash:
    first, others = people[0], [agent.agent for agent in people[1:]]
    name = f"{first.name} ({first.agent})" if first.name else first.agent
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    same = f" The same holds for {', '.join(others[:MOST_NAMED])}{more}." if others else ""
    shrunk = "" if week.days == WEEK_DAYS else f" ({week.days} of 7 days count)"
    lower = f"min_hours_per_week of {week.contract} at most {figure(_weekly(week.most, week.days))}"
    changes = [
        *(f"relax {free}" for free in week.frees),
        lower,
        "more or longer shifts in shifts.csv",
    ]
    return Clash(
        rule="min_hours_per_week", who=tuple(agent.agent for agent in people), monday=week.monday,
        due=week.due, reach=week.most,
        sentence=f"{name} (team {week.team}, contract {week.contract}): at least "
        f"{count(week.due, 'paid hour')}{shrunk} are due in the week from {on_day(week.monday)}, "
        f"at most {figure(week.most)} can be given.{same}",
        remedy=f"For {name} any one of these: {', '.join(changes)}.",
    )  # fmt: skip


def _weekly(hours: float, days: int) -> float:
    """The hours of a whole week, rounded down, that some days of it are the share of."""
    return floor(hours * WEEK_DAYS / days * 100 + _ROUNDING) / 100


def _teams(plan: Plan, reach: Reach) -> Iterator[Clash]:
    """Commitments that a team cannot work off, and ceilings below its people's minima."""
    for team in plan.teams:
        people = [agent for agent in plan.agents if agent.team == team.team]
        for monday in reach.mondays():
            yield from _committed(plan, reach, team, people, monday)
            yield from _capped(plan, reach, team, people, monday)


def _committed(
    plan: Plan, reach: Reach, team: Team, people: list[Agent], monday: date
) -> Iterator[Clash]:  # fmt: skip
    rule = "min_paid_hours_per_week"
    if team.min_paid_hours_per_week is None or rule in plan.rules:
        return
    days = sum(0 <= (day - monday).days < WEEK_DAYS for day in plan.horizon.dates())
    due = team.min_paid_hours_per_week * days / WEEK_DAYS
    most = sum(reach.most_hours(agent, monday) for agent in people)
    if most < due - _ROUNDING:
        least = _weekly(most, days)
        yield Clash(
            rule=rule, who=(team.team,), monday=monday, due=due, reach=most,
            sentence=f"Team {team.team} is committed to {count(due, 'paid hour')} in the week from "
            f"{on_day(monday)}, its {count(len(people), 'person', 'people')} can be given at most "
            f"{figure(most)}.",
            remedy=f"Give team {team.team} more people, or a {rule} of at most {figure(least)}.",
        )  # fmt: skip


def _capped(
    plan: Plan, reach: Reach, team: Team, people: list[Agent], monday: date
) -> Iterator[Clash]:  # fmt: skip
    rule = "max_paid_hours_per_week"
    if team.max_paid_hours_per_week is None or rule in plan.rules:
        return
    due = sum(reach.owed_hours(agent, monday) for agent in people)
    if due > team.max_paid_hours_per_week + _ROUNDING:
        yield Clash(
            rule=rule, who=(team.team,), monday=monday, due=due,
            reach=team.max_paid_hours_per_week,
            sentence=f"Team {team.team} may be given at most "
            f"{count(team.max_paid_hours_per_week, 'paid hour')} a week, the minima of its people "
            f"add up to {figure(due)} in the week from {on_day(monday)}.",
            remedy=f"Give team {team.team} a {rule} of at least {figure(due)}, or lower the "
            "min_hours_per_week of its contracts.",
        )  # fmt: skip
