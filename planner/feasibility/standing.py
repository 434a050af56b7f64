"""Days of a kept rota that stand: for the arithmetic they are pins."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from planner.clock import local_date
from planner.domain import Agent, Pin, Plan
from planner.reach import Reach
from planner.rules.keeping import Kept
from planner.rules.on_shift import inside_horizon
from planner.schedules import Shift

Days = frozenset[tuple[str, date]]
"""People and dates."""


def with_standing_days(plan: Plan, kept: Kept) -> tuple[Plan, Days]:
    """The plan with a pin for every day of a kept rota that stands and may stand; these days.

    Leave, employment, pins and rotations win over the rota, and what is not offered any more is
    left out: other places tell about that.
    """
    shifts: dict[tuple[str, date], Shift] = {}
    known = (shift for shift in kept.schedule.shifts if shift.agent in plan.agent)
    for shift in inside_horizon(plan.horizon, known):
        place = plan.team[plan.agent[shift.agent].team].zone
        shifts[shift.agent, local_date(shift.start, place)] = shift
    reach = Reach(plan)
    pins = [
        pin for agent in plan.agents for pin in _pins(plan, reach, agent, kept.since, shifts)
    ]  # fmt: skip
    days = frozenset((pin.agent, pin.date) for pin in pins)
    return replace(plan, pins=(*plan.pins, *pins)), days


def _pins(
    plan: Plan, reach: Reach, agent: Agent, since: date, shifts: dict[tuple[str, date], Shift]
) -> Iterator[Pin]:
    place = plan.team[agent.team].zone
    for day in plan.horizon.team_dates(place):
        if day >= _stands_until(plan, agent, since):
            return
        offered = reach.shifts(agent, day)
        if (agent.agent, day) in plan.pin or reach.settled(agent, day) or not len(offered.start):
            continue
        shift = shifts.get((agent.agent, day))
        if shift is None:
            yield Pin(agent=agent.agent, date=day)
            continue
        begin, end = (plan.horizon.minute_of(at) for at in (shift.start, shift.end))
        same = (offered.template == shift.shift) & (offered.start == begin) & (offered.end == end)
        if same.any():
            clock = shift.start.astimezone(place)
            yield Pin(
                agent=agent.agent, date=day, shift=shift.shift, start=60 * clock.hour + clock.minute
            )  # fmt: skip


def _stands_until(plan: Plan, agent: Agent, since: date) -> date:
    """The first date on which a person's shifts may change: orders are locked for a while."""
    lock = plan.team[agent.team].lock_days
    if not lock or "lock_days" in plan.rules:
        return since
    return max(since, plan.horizon.start + timedelta(days=lock))
