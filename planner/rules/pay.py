"""Pay: what the shifts and the sites cost, before anything that is short or over."""

from datetime import datetime

from planner.clock import WEEK_DAYS
from planner.domain import Plan
from planner.schedules import WORK, Schedule, Shift


def shift_costs(plan: Plan, schedule: Schedule) -> dict[tuple[str, datetime], float]:
    """Money for each shift by person and start: the rate times the hours it is billed for.

    Two shifts of one person that start at the same instant (a breach) share one entry, their sum.
    """
    costs: dict[tuple[str, datetime], float] = {}
    for shift in schedule.shifts:
        key = (shift.agent, shift.start)
        costs[key] = costs.get(key, 0.0) + _rate(plan, shift) * billed_hours(plan, shift)
    return costs


def billed_hours(plan: Plan, shift: Shift) -> float:
    """Paid hours, or for teams billed by productive time the hours at work."""
    agent = plan.agent.get(shift.agent)
    team = plan.team.get(agent.team if agent else shift.team)
    if team is not None and team.billed == "productive":
        return sum(part.hours for part in shift.activities if part.activity == WORK)
    return shift.paid_hours


def fixed_cost(plan: Plan) -> float:
    """Money for the sites over the horizon: the weekly cost by the week."""
    return sum(team.fixed_cost_per_week for team in plan.teams) * plan.horizon.days / WEEK_DAYS


def _rate(plan: Plan, shift: Shift) -> float:
    """Money an hour; nobody's shift costs what its team costs, and nothing if that is unknown."""
    if shift.agent in plan.agent:
        return plan.agent[shift.agent].hourly_cost
    return plan.team[shift.team].hourly_cost if shift.team in plan.team else 0.0
