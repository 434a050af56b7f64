"""What to do about the coming days: the cheapest way to close each gap, or to give time back."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from planner.clock import WEEK_DAYS, monday_of
from planner.domain import Plan, Team
from planner.followup.gaps import Gaps
from planner.followup.levers import Lever, Levers

ACTION_COLUMNS = (
    "date", "queue", "short_hours", "spare_hours", "short_hours_at_first", "spare_hours_at_first",
    "action", "team", "hours", "cost_per_hour", "cost", "message",
)  # fmt: skip
DAYS_AHEAD = 14
LEAST_HOURS = 0.25
"""Gaps and spare hours below this are not worth a word."""


def actions(plan: Plan, gaps: Gaps, levers: Levers) -> pd.DataFrame:
    """One row for each thing to do, by day and queue; ``keep`` where nothing is.

    Returns
    -------
    DataFrame
        The columns of ``actions.csv``. ``short_hours`` and ``spare_hours`` are agent-hours of the
        day (the plan's zone) with the forecast as it is now, ``…_at_first`` with the first one.
        ``action`` is ``callback``, ``defer``, ``extra_hours``, ``move_leave``, ``overtime``,
        ``outsourcer``, ``accept`` (nothing is left that costs less than the shortage), or, with
        time to give back, ``cut_order``, ``time_off``, ``off_queue``; ``hours`` of it, their
        ``cost_per_hour`` and ``cost`` (negative is saved).
    """
    rows = [
        row
        for day in gaps.dates(DAYS_AHEAD)
        for name in gaps.gap
        for row in _of_day(plan, gaps, levers, name, day)
    ]
    return pd.DataFrame(rows, columns=list(ACTION_COLUMNS))


def _of_day(
    plan: Plan, gaps: Gaps, levers: Levers, queue: str, day: date
) -> Iterator[tuple[object, ...]]:
    short, spare = gaps.short(queue, day), gaps.spare(queue, day)
    first = gaps.short(queue, day, first=True), gaps.spare(queue, day, first=True)
    about = (day.isoformat(), queue, short, spare, *first)
    done = [*_closing(plan, levers, queue, day, short)]
    if short < LEAST_HOURS:
        done = [*_giving_back(plan, gaps, levers, queue, day, spare - first[1])]
    for action, team, hours, cost, message in done or [("keep", "", 0.0, 0.0, "as planned")]:
        yield (*about, action, team, hours, cost, hours * cost, message)


Step = tuple[str, str, float, float, str]


def _closing(plan: Plan, levers: Levers, queue: str, day: date, short: float) -> Iterator[Step]:
    """Cheapest first, until the gap is closed or a missing hour costs less than the next one."""
    price = plan.prices.shortage_per_hour
    left = short if short >= LEAST_HOURS else 0.0
    for lever in levers.of(queue, day):
        hours = min(left, levers.left(lever))
        if hours < LEAST_HOURS or lever.cost > price:
            continue
        levers.take(lever, hours)
        left -= hours
        yield (lever.action, lever.team, hours, lever.cost, lever.message)
    if left >= LEAST_HOURS:
        yield ("accept", "", left, price, "nothing left costs less than the shortage itself")


def _giving_back(
    plan: Plan, gaps: Gaps, levers: Levers, queue: str, day: date, more: float
) -> Iterator[Step]:
    """Hours to spare beyond those that the first plan had, dearest people first.

    A team gives back no more than all queues that it serves have won; who is needed for a minimum
    cover is asked last.
    """
    week = monday_of(day)
    teams = [t for t in plan.teams if queue in t.queues and levers.rate(t.team, week) > 0]
    ways = [(_must_be_there(plan, team), _way(plan, levers, team, week)) for team in teams]
    for _, (action, name, cost, message) in sorted(ways, key=lambda way: (way[0], way[1][2])):
        given = Lever(
            action=action, team=name, cost=cost, message=message,
            pools=_to_give(gaps, levers, plan.team[name], day, action),
        )  # fmt: skip
        hours = min(more, levers.left(given))
        if hours < LEAST_HOURS:
            continue
        levers.take(given, hours)
        more -= hours
        yield (action, name, hours, cost, message)


def _must_be_there(plan: Plan, team: Team) -> bool:
    people = [agent for agent in plan.agents if agent.team == team.team]
    return any(row.min and any(row.counts(agent) for agent in people) for row in plan.cover)


def _to_give(
    gaps: Gaps, levers: Levers, team: Team, day: date, action: str
) -> dict[tuple[object, ...], float]:
    """What a team can give back of a day, and of a week's order before its commitment."""
    week = monday_of(day)
    rate = levers.rate(team.team, week)
    at_work = levers.planned(team.team, week) * rate
    won = sum(gaps.balance(name, day) for name in team.queues)
    pools: dict[tuple[object, ...], float] = {
        ("back", team.team, day): min(at_work / WEEK_DAYS, max(0.0, won))
    }
    if action == "cut_order":
        least = (team.min_paid_hours_per_week or 0.0) * rate
        pools["back", team.team, week, "order"] = max(0.0, at_work - least)
    return pools


def _way(plan: Plan, levers: Levers, team: Team, week: date) -> tuple[str, str, float, str]:
    saved = -levers.cost(team, levers.rate(team.team, week))
    if team.outsourced:
        if team.lock_days or levers.planned(team.team, week) <= (team.min_paid_hours_per_week or 0):
            return ("off_queue", team.team, 0.0, "training: the order cannot be cut any more")
        return ("cut_order", team.team, saved, "order fewer hours")
    if plan.contract[team.contract].guaranteed_pay:
        return ("off_queue", team.team, 0.0, "meetings and training: the hours are paid anyway")
    return ("time_off", team.team, saved, "offer unpaid time off or shorter shifts")
