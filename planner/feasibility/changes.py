"""Largest change from day to day: people who must have a shift against those who can.

How many at least and at most follows from pins, rotations, leave, availability and templates, and
from the days around.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from planner.clock import instant, local_date
from planner.domain import Agent, Plan, Team
from planner.feasibility.told import Clash, priced
from planner.reach import Reach
from planner.rules.violations import count
from planner.sentences import named, on_day

_ONE = timedelta(days=1)
Members = dict[str, tuple[Agent, ...]]


@dataclass(kw_only=True)
class Day:
    """People with a shift on a day: at least those ``settled``, at most ``most``.

    ``before`` are shifts of the weeks before; ``least`` and ``most`` count them.
    """

    day: date
    settled: list[tuple[str, str]]
    before: int
    least: int
    most: int


def changes(plan: Plan, reach: Reach) -> Iterator[Clash]:
    """Days that lie too near to each other for the change between them."""
    for team in plan.teams:
        if team.max_change_per_day is None or "max_change_per_day" in plan.rules:
            continue
        for run in runs_of_days(plan, reach, team):
            yield from _too_far_apart(team, run)


def runs_of_days(plan: Plan, reach: Reach, team: Team) -> Iterator[list[Day]]:
    """A team's days that are held against the day before, in runs without a gap."""
    members = [agent for agent in plan.agents if agent.team == team.team]
    earlier = _before(plan, team)
    run: list[Day] = []
    dates = plan.horizon.team_dates(team.zone)
    for day in (dates[0] - _ONE, *dates):
        whole = instant(day + _ONE, 0, team.zone) <= plan.horizon.last
        begun = instant(day, 0, team.zone) >= plan.horizon.first
        if whole and (begun or earlier.keys() & {day - _ONE, day}):
            run.append(_day(reach, members, day, earlier.get(day, set())))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _before(plan: Plan, team: Team) -> dict[date, set[str]]:
    """People with a shift of the weeks before, by date."""
    found: dict[date, set[str]] = {}
    for shift in plan.previous:
        if shift.agent in plan.agent and plan.agent[shift.agent].team == team.team:
            found.setdefault(local_date(shift.start, team.zone), set()).add(shift.agent)
    return found


def _day(reach: Reach, members: list[Agent], day: date, before: set[str]) -> Day:
    others = [agent for agent in members if agent.agent not in before]
    settled = [(agent.agent, why) for agent in others if (why := reach.settled(agent, day))]
    able = sum(len(reach.shifts(agent, day).start) > 0 for agent in others)
    return Day(
        day=day, settled=settled, before=len(before),
        least=len(before) + len(settled), most=len(before) + able,
    )  # fmt: skip


def _too_far_apart(team: Team, run: list[Day]) -> Iterator[Clash]:
    """The nearest pairs of days of which one has too many people for the other."""
    step = team.max_change_per_day or 0
    busy = 0
    for at, day in enumerate(run):
        clashing = [
            other
            for away in range(1, len(run))
            for other in (at - away, at + away)
            if 0 <= other < len(run) and day.least - run[other].most > step * away
        ]
        if clashing and at >= busy:
            busy = max(at, clashing[0]) + 1
            yield _clash(team, day, run[clashing[0]])


def _clash(team: Team, full: Day, thin: Day) -> Clash:
    step, away = team.max_change_per_day or 0, abs((full.day - thin.day).days)
    least = ceil((full.least - thin.most) / away)
    return Clash(
        rule="max_change_per_day", who=(team.team,), day=full.day,
        due=float(full.least), reach=float(thin.most + step * away),
        sentence=f"Team {team.team} may change by at most {count(step, 'person', 'people')} from "
        f"one day to the next (teams.csv, max_change_per_day). {_many(full)}; {_few(thin)}.",
        remedy=f"Set max_change_per_day of {team.team} to at least {least}, or free "
        f"{count(full.least - thin.most - step * away, 'person', 'people')} more on either of the "
        f"two days, or {priced('max_change_per_day')}.",
    )  # fmt: skip


def _many(full: Day) -> str:
    """Who must have a shift on a day, and who had one before the horizon."""
    people, names = count(full.least, "person", "people"), [f"{n} ({w})" for n, w in full.settled]
    if full.before:
        names.append(f"{full.before} of previous.csv")
    return f"On {on_day(full.day)} {people} must have a shift: {named(names)}"


def _few(thin: Day) -> str:
    if thin.most == thin.before and thin.before:
        people = count(thin.before, "person", "people")
        return f"on {on_day(thin.day)} {people} had one (previous.csv), nobody more can"
    return (
        f"on {on_day(thin.day)} at most {thin.most} can, by pins, leave, rotations, availability "
        "and the weekdays of shifts.csv"
    )


def within_steps(run: list[Day], step: int) -> list[int]:
    """Most people with a shift on each day of a run, once the days around are looked at."""
    most = [day.most for day in run]
    for at in range(1, len(most)):
        most[at] = min(most[at], most[at - 1] + step)
    for at in range(len(most) - 2, -1, -1):
        most[at] = min(most[at], most[at + 1] + step)
    return most
