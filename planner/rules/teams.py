"""Whole teams: seats, paid hours of a week, and how far an order may change from day to day.

Everything is local to the team. What previous shifts alone exceed is not this schedule's.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from planner.clock import WEEK_DAYS, instant, local_date, local_times, monday_of
from planner.domain import Plan, Team
from planner.rules.on_shift import people_in, spans
from planner.rules.violations import TOLERANCE, Violation, breach, clock, count, figure
from planner.schedules import Schedule, Shift
from planner.sentences import on_day

_EPOCH = date(1970, 1, 1)
_ONE = timedelta(days=1)


def max_seats(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """People on shift above a team's seats in agent-hours: one breach for each local date.

    Everybody on shift has a seat, also on a break or in a meeting, by the part of the interval;
    the horizon's intervals count.
    """
    hours = plan.horizon.interval_minutes / 60
    for team in plan.teams:
        if team.max_seats is None:
            continue
        before = people_in(plan.horizon, spans(plan, team.team, plan.previous))
        people = before + people_in(plan.horizon, spans(plan, team.team, schedule.shifts))
        excess = np.maximum(0.0, people - np.maximum(team.max_seats, before))
        local = local_times(plan.horizon.starts, team.zone)
        for day in np.unique(local.day[excess > TOLERANCE]):
            rows = np.flatnonzero((local.day == day) & (excess > TOLERANCE))
            worst, when = rows[np.argmax(excess[rows])], _EPOCH + timedelta(days=int(day))
            amount = float(excess[rows].sum()) * hours
            yield breach(
                "max_seats", "", day=when, amount=amount,
                message=f"'{team.team}' lacks seats for {figure(amount)} agent-hours on "
                f"{on_day(when)}, first at {clock(local.minute[rows[0]])}; on shift at "
                f"{clock(local.minute[worst])}: {count(people[worst], 'person', 'people')} for "
                f"{count(team.max_seats, 'seat')}.",
            )  # fmt: skip


def min_paid_hours_per_week(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Too few paid hours of a whole team in a week.

    The commitment of a week that the horizon cuts shrinks by a seventh for each day outside it;
    only the schedule's own shifts count, by the week in which they start.
    """
    dates = plan.horizon.dates()
    for team in plan.teams:
        minimum = team.min_paid_hours_per_week
        if minimum is None:
            continue
        given = _paid_by_week(plan, team, schedule.shifts)
        for monday in sorted({monday_of(day) for day in dates}):
            days = sum(monday_of(day) == monday for day in dates)
            owed, hours = minimum * days / WEEK_DAYS, given.get(monday, 0.0)
            if hours < owed - TOLERANCE:
                cut = "" if days == WEEK_DAYS else f" ({days} of 7 days lie in the horizon)"
                yield breach(
                    "min_paid_hours_per_week", "", day=monday, amount=owed - hours,
                    message=f"'{team.team}' has {figure(hours)} paid hours in the week from "
                    f"{on_day(monday)}, at least {figure(owed)} are committed{cut}.",
                )  # fmt: skip


def max_paid_hours_per_week(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Too many paid hours of a whole team in a week, previous shifts of that week included."""
    for team in plan.teams:
        if team.max_paid_hours_per_week is None:
            continue
        before = _paid_by_week(plan, team, plan.previous)
        for monday, own in sorted(_paid_by_week(plan, team, schedule.shifts).items()):
            earlier = before.get(monday, 0.0)
            most = max(team.max_paid_hours_per_week, earlier)
            if earlier + own > most + TOLERANCE:
                seam = " (previous shifts included)" if earlier else ""
                yield breach(
                    "max_paid_hours_per_week", "", day=monday, amount=earlier + own - most,
                    message=f"'{team.team}' has {figure(earlier + own)} paid hours in the week "
                    f"from {on_day(monday)}{seam}, at most "
                    f"{figure(team.max_paid_hours_per_week)} are allowed.",
                )  # fmt: skip


def max_change_per_day(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """People with a shift that starts on a day, against the day before: more change than allowed.

    Days that lie wholly in the horizon are compared. A day that begins before it is known when
    ``previous.csv`` holds a shift of the team on that date or on the one before.
    """
    for team in plan.teams:
        if team.max_change_per_day is None:
            continue
        heads = _heads_by_day(plan, team, schedule)
        for day in sorted(heads):
            if day - _ONE not in heads:
                continue
            change = heads[day] - heads[day - _ONE]
            if abs(change) > team.max_change_per_day:
                yield breach(
                    "max_change_per_day", "", day=day,
                    amount=abs(change) - team.max_change_per_day,
                    message=f"'{team.team}' has {count(heads[day], 'person', 'people')} with a "
                    f"shift on {on_day(day)} and {heads[day - _ONE]} on the day before, a change "
                    f"of at most {team.max_change_per_day} is allowed.",
                )  # fmt: skip


def _of_team(plan: Plan, team: Team, shift: Shift) -> bool:
    return shift.agent in plan.agent and plan.agent[shift.agent].team == team.team


def _paid_by_week(plan: Plan, team: Team, shifts: tuple[Shift, ...]) -> dict[date, float]:
    """Paid hours by the Monday of the local week in which shifts start."""
    weeks: dict[date, float] = {}
    for shift in shifts:
        if _of_team(plan, team, shift):
            monday = monday_of(local_date(shift.start, team.zone))
            weeks[monday] = weeks.get(monday, 0.0) + shift.paid_hours
    return weeks


def _heads_by_day(plan: Plan, team: Team, schedule: Schedule) -> dict[date, int]:
    """People with a shift by local date, for the dates of which everything is known."""
    span = plan.horizon
    people: dict[date, set[str]] = {}
    for shift in (*plan.previous, *schedule.shifts):
        if _of_team(plan, team, shift):
            people.setdefault(local_date(shift.start, team.zone), set()).add(shift.agent)
    earlier = {
        local_date(shift.start, team.zone) for shift in plan.previous if _of_team(plan, team, shift)
    }
    days = span.team_dates(team.zone)
    return {
        day: len(people.get(day, ()))
        for day in (days[0] - _ONE, *days)
        if instant(day + _ONE, 0, team.zone) <= span.last
        and (instant(day, 0, team.zone) >= span.first or earlier & {day - _ONE, day})
    }
