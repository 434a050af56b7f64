"""Who is near a limit of the contract, with what was worked before and what is planned."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from planner.clock import local_date, monday_of
from planner.domain import Agent, Contract, Plan
from planner.rules.pay import SATURDAY
from planner.rules.runs import is_night
from planner.schedules import Schedule, Shift

COLUMNS = ("agent", "team", "rule", "limit", "reached", "unit", "share", "message")
DAY = timedelta(days=1)


def near_limits(
    plan: Plan, before: Sequence[Shift], planned: Schedule | None, *, near: float
) -> list[tuple[object, ...]]:
    """Rows of people who reach at least the share ``near`` of a limit; :data:`COLUMNS`.

    Runs of days and nights go on from the weeks before into the plan; weekends and hours of the
    horizon are those of the plan alone.
    """
    past, ahead = Schedule(tuple(before)).by_agent, (planned.by_agent if planned else {})
    rows = []
    for agent in plan.agents:
        own = (*past.get(agent.agent, ()), *ahead.get(agent.agent, ()))
        for rule, limit, reached, unit in _measured(plan, agent, own, ahead.get(agent.agent, ())):
            share = reached / limit if limit else (1.0 if reached else 0.0)
            if reached and share >= near - 1e-9:
                message = f"{agent.name or agent.agent} reaches {reached:g} of {limit:g} {unit}"
                rows.append((agent.agent, agent.team, rule, limit, reached, unit, share, message))
    return sorted(rows, key=lambda row: -float(str(row[6])))


def _measured(
    plan: Plan, agent: Agent, own: Sequence[Shift], ahead: Sequence[Shift]
) -> Iterator[tuple[str, float, float, str]]:
    """Limit and what is reached of it, of every rule that the contract sets."""
    contract, place = plan.contract[agent.contract], plan.team[agent.team].zone
    days = sorted({local_date(shift.start, place) for shift in own})
    nights = sorted({local_date(s.start, place) for s in own if is_night(s, place)})
    planned = [local_date(shift.start, place) for shift in ahead]
    weekends = {monday_of(day) for day in planned if day.weekday() >= SATURDAY}
    found: dict[str, tuple[Callable[[], float], str]] = {
        "max_consecutive_days": (lambda: _run(days), "days in a row"),
        "max_consecutive_nights": (lambda: _run(nights), "nights in a row"),
        "max_weekends": (lambda: len(weekends), "weekends in the plan"),
        "max_hours_per_horizon": (lambda: sum(s.paid_hours for s in ahead), "hours in the plan"),
        "max_overtime_hours_per_week": (
            lambda: _overtime(contract, own, [local_date(s.start, place) for s in own]),
            "hours of overtime in a week",
        ),
    }
    for rule, (measure, unit) in found.items():
        limit = getattr(contract, rule)
        if limit is not None:
            yield rule, float(limit), float(measure()), unit


def _run(days: Sequence[date]) -> int:
    """The longest run of consecutive days."""
    longest = run = 0
    for number, day in enumerate(days):
        run = run + 1 if number and day - days[number - 1] == DAY else 1
        longest = max(longest, run)
    return longest


def _overtime(contract: Contract, shifts: Sequence[Shift], days: Sequence[date]) -> float:
    """Most paid hours of a week above ``max_hours_per_week``."""
    if contract.max_hours_per_week is None:
        return 0.0
    weeks: dict[date, float] = {}
    for shift, day in zip(shifts, days, strict=True):
        weeks[monday_of(day)] = weeks.get(monday_of(day), 0.0) + shift.paid_hours
    return max([0.0, *(hours - contract.max_hours_per_week for hours in weeks.values())])
