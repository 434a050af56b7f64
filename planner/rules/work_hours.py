"""Hours and days: how much a person works in a day and in a Monday-Sunday week.

Paid hours of a shift count on the day and in the week of its start. Maxima also count the shifts
of ``previous.csv`` that start in the same week; minima count the schedule's own shifts only and
shrink by a seventh for each day of leave, outside the horizon or outside employment.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from planner.clock import WEEK_DAYS, monday_of
from planner.rules.records import Duty, Record
from planner.rules.violations import TOLERANCE, Violation, breach, count, figure, on_day, person


def min_hours_per_week(record: Record) -> Iterator[Violation]:
    """Too few paid hours in a week; a guaranteed pay makes the minimum no rule."""
    minimum = record.contract.min_hours_per_week
    if minimum is None or record.contract.guaranteed_pay:
        return
    for monday in _mondays(record.horizon_dates):
        days = sum(_owed(record, monday + timedelta(days=i)) for i in range(WEEK_DAYS))
        owed = minimum * days / WEEK_DAYS
        hours = sum(duty.paid_hours for duty in record.by_week.get(monday, ()) if duty.own)
        if hours < owed - TOLERANCE:
            shrunk = "" if days == WEEK_DAYS else f" ({days} of 7 days count)"
            yield breach(
                "min_hours_per_week", record.agent.agent, day=monday, amount=owed - hours,
                message=f"{person(record.agent)} has {figure(hours)} paid hours in the week from "
                f"{on_day(monday)}, at least {figure(owed)} are due{shrunk}.",
            )  # fmt: skip


def max_hours_per_week(record: Record) -> Iterator[Violation]:
    """Too many paid hours in a week."""
    maximum = record.contract.max_hours_per_week
    if maximum is None:
        return
    for monday, duties in _weeks(record).items():
        hours = sum(duty.paid_hours for duty in duties)
        if hours > maximum + TOLERANCE:
            yield breach(
                "max_hours_per_week", record.agent.agent, day=monday, amount=hours - maximum,
                message=f"{person(record.agent)} has {figure(hours)} paid hours in the week from "
                f"{on_day(monday)}{_seam(duties)}, at most {figure(maximum)} are allowed.",
            )  # fmt: skip


def max_days_per_week(record: Record) -> Iterator[Violation]:
    """Too many days with a shift in a week."""
    maximum = record.contract.max_days_per_week
    if maximum is None:
        return
    for monday, duties in _weeks(record).items():
        days = len({duty.date for duty in duties})
        if days > maximum:
            yield breach(
                "max_days_per_week", record.agent.agent, day=monday, amount=days - maximum,
                message=f"{person(record.agent)} works on {count(days, 'day')} of the week from "
                f"{on_day(monday)}{_seam(duties)}, at most {maximum} are allowed.",
            )  # fmt: skip


def max_hours_per_day(record: Record) -> Iterator[Violation]:
    """Too many paid hours in the shifts that start on one day."""
    maximum = record.contract.max_hours_per_day
    if maximum is None:
        return
    for day in sorted(record.own_dates):
        hours = sum(duty.paid_hours for duty in record.by_date[day])
        if hours > maximum + TOLERANCE:
            yield breach(
                "max_hours_per_day", record.agent.agent, day=day, amount=hours - maximum,
                message=f"{person(record.agent)} has {figure(hours)} paid hours in what starts on "
                f"{on_day(day)}, at most {figure(maximum)} are allowed.",
            )  # fmt: skip


def _owed(record: Record, day: date) -> bool:
    """Whether this day counts for the weekly minimum.

    A day on which a shift of the weeks before starts does not: nothing more can be given on it.
    """
    known = day in record.horizon_dates and record.agent.employed(day)
    taken = any(not duty.own for duty in record.by_date.get(day, ()))
    return known and not taken and not record.on_leave(day)


@lru_cache(maxsize=8)
def _mondays(days: frozenset[date]) -> list[date]:
    """Mondays of the weeks that hold any of these dates."""
    return sorted({monday_of(day) for day in days})


def _weeks(record: Record) -> dict[date, list[Duty]]:
    """All duties by Monday, for weeks in which the schedule itself has a shift."""
    return {
        monday: duties
        for monday, duties in record.by_week.items()
        if any(duty.own for duty in duties)
    }


def _seam(duties: list[Duty]) -> str:
    return "" if all(duty.own for duty in duties) else " (previous shifts included)"
