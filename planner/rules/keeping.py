"""What a rota that is kept holds fast: days before a date, and orders that are locked.

Shifts are held against those of the kept rota that start inside the horizon.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from planner.clock import local_date, local_times
from planner.domain import Agent, Plan
from planner.rules.on_shift import inside_horizon, people_in, spans
from planner.rules.violations import TOLERANCE, Violation, breach, clock, count, figure, person
from planner.schedules import Schedule, Shift
from planner.sentences import on_day

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A rota that is kept; its days before ``since`` stand, later changes have a price each."""

    schedule: Schedule
    since: date


def changes(plan: Plan, schedule: Schedule, kept: Kept) -> Iterator[Violation]:
    """Days on which a person's shift was changed, added or removed: one breach a person and date.

    The template, the start or the end differ; breaks and queues may. Before ``since`` this is the
    rule ``keep``, unless leave, the end of employment or a pin asked for it; from then on
    ``change``.
    """
    now, then = _by_day(plan, schedule), _by_day(plan, kept.schedule)
    for agent, day in sorted({*now, *then}):
        found, was = now.get((agent, day), []), then.get((agent, day), [])
        if [_key(shift) for shift in found] == [_key(shift) for shift in was]:
            continue
        if day < kept.since and _given(plan, plan.agent[agent], day):
            continue
        yield breach(
            "keep" if day < kept.since else "change", agent, day=day, amount=1,
            message=f"{person(plan.agent[agent])} has {_told(plan, found)} on {on_day(day)}, "
            f"kept was {_told(plan, was)}.",
        )  # fmt: skip


def lock_days(plan: Plan, schedule: Schedule, kept: Kept) -> Iterator[Violation]:
    """Locked days on which another number of a team's people is on shift than was ordered.

    The order is the kept rota's people on shift in each interval; the amount is the largest
    difference of any interval that begins on the local date.
    """
    for team in plan.teams:
        if not team.lock_days:
            continue
        ordered, now = (
            people_in(plan.horizon, spans(plan, team.team, inside_horizon(plan.horizon, of.shifts)))
            for of in (kept.schedule, schedule)
        )
        local = local_times(plan.horizon.starts, team.zone)
        apart = np.abs(now - ordered)
        apart[local.day >= (plan.horizon.start - _EPOCH).days + team.lock_days] = 0.0
        for day in np.unique(local.day[apart > TOLERANCE]):
            when = _EPOCH + timedelta(days=int(day))
            worst = int(np.argmax(np.where(local.day == day, apart, -1.0)))
            yield breach(
                "lock_days", "", day=when, amount=apart[worst],
                message=f"'{team.team}' has {figure(now[worst])} people on shift on "
                f"{on_day(when)} at {clock(int(local.minute[worst]))}, "
                f"{figure(ordered[worst])} were ordered; orders are locked for "
                f"{count(team.lock_days, 'day')}.",
            )  # fmt: skip


def _by_day(plan: Plan, schedule: Schedule) -> dict[tuple[str, date], list[Shift]]:
    """Shifts inside the horizon of the plan's people, by person and local date, in order."""
    days: dict[tuple[str, date], list[Shift]] = {}
    known = (shift for shift in schedule.shifts if shift.agent in plan.agent)
    for shift in sorted(inside_horizon(plan.horizon, known), key=lambda shift: shift.start):
        place = plan.team[plan.agent[shift.agent].team].zone
        days.setdefault((shift.agent, local_date(shift.start, place)), []).append(shift)
    return days


def _given(plan: Plan, agent: Agent, day: date) -> bool:
    """Whether leave, employment or a pin decides what a person does on a date."""
    absent = plan.on_leave(agent.agent, day) or not agent.employed(day)
    return absent or (agent.agent, day) in plan.pin


def _key(shift: Shift) -> tuple[object, ...]:
    return shift.shift, shift.start, shift.end


def _told(plan: Plan, shifts: list[Shift]) -> str:
    if not shifts:
        return "no shift"
    place = plan.team[plan.agent[shifts[0].agent].team].zone
    told = (f"'{shift.shift}' at {shift.start.astimezone(place):%H:%M}" for shift in shifts)
    return " and ".join(told)
