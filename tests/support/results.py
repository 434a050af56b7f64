"""Finished results made by hand, for tests of what happens after the search."""

from datetime import date, timedelta

import pandas as pd

from planner.auditing import audit
from planner.clock import instant
from planner.domain import Plan
from planner.optimiser.results import CoverageSummary, Result, Status, TeamPlan
from planner.schedules import WORK, Schedule, Shift, Stretch, schedule_of

WEEKS_OF_THE_SHOP = {
    "ana": "EEEL-E", "ben": "EE--EE", "cleo": "EEL-EE", "dev": "---EEE", "elif": "LLLLL-",
    "finn": "-LLLLL", "gwen": "--E-L-", "hugo": "L-EE-L",
}  # fmt: skip
"""Monday to Saturday of the corner shop: E early, L late."""


def shop_schedule(plan: Plan) -> Schedule:
    """A rota of the corner shop by hand; whole shifts on one queue, the last of each on phone."""
    return schedule_of(
        _shop_shift(plan, agent, plan.horizon.start + timedelta(days=number), code)
        for agent, week in WEEKS_OF_THE_SHOP.items()
        for number, code in enumerate(week)
        if code != "-"
    )


def _shop_shift(plan: Plan, agent: str, day: date, code: str) -> Shift:
    team = plan.team[plan.agent[agent].team]
    name, start = ("early", 480) if code == "E" else ("late", 840)
    begin, end = instant(day, start, team.zone), instant(day, start + 360, team.zone)
    queue = "phone" if agent in ("elif", "ana") else "parcels"
    work = Stretch(start=begin, end=end, activity=WORK, queue=queue)
    return Shift(
        agent=agent, team=team.team, date=day, shift=name, start=begin, end=end, activities=(work,)
    )


def result_of(
    plan: Plan, schedule: Schedule, needs: pd.DataFrame, *, status: Status = "feasible"
) -> Result:
    """A result around a schedule, its cost taken from the audit, its bound nine tenths of that."""
    cost = audit(plan, schedule, needs).cost
    return Result(
        schedule=schedule, cost=cost, bound=0.9 * cost, status=status, seconds=1.5,
        first_seconds=0.5, seed=7, coverage_plan=summary_of(plan),
    )  # fmt: skip


def summary_of(plan: Plan) -> CoverageSummary:
    """A coverage plan that gives everybody 30 hours a week."""
    teams = tuple(
        TeamPlan(
            team=team.team, heads=sum(agent.team == team.team for agent in plan.agents),
            shifts=5.0, paid_hours=30.0, cost=30.0 * team.hourly_cost,
        )
        for team in plan.teams
    )  # fmt: skip
    labour = sum(team.cost for team in teams)
    return CoverageSummary(
        teams=teams, cost=labour + 90.0, labour_cost=labour, short_hours=1.0, required_hours=100.0
    )
