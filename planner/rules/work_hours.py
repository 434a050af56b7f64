"""Hours and days: how much a person works in a day and in a Monday-Sunday week.

Paid hours of a shift count on the day and in the week of its start. Maxima also count the shifts
of ``previous.csv`` that start in the same week; minima count the schedule's own shifts only and
shrink by a seventh for each day of leave, outside the horizon or outside employment. Those of the
horizon shrink by their share of its days, and count the schedule's own shifts, maxima too.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from planner.clock import WEEK_DAYS, monday_of
from planner.rules.records import Duty, Record
from planner.rules.violations import TOLERANCE, Violation, breach, count, figure, person
from planner.sentences import on_day


def min_hours_per_week(record: Record) -> Iterator[Violation]:
    """Too few paid hours in a week; a guaranteed pay makes the minimum no rule."""
    if record.contract.min_hours_per_week is None or record.contract.guaranteed_pay:
        return
    for monday in mondays(record.horizon_dates):
        days = _days_owed(record, monday)
        owed, hours = hours_owed_in_week(record, monday), own_hours(record, monday)
        if hours < owed - TOLERANCE:
            shrunk = "" if days == WEEK_DAYS else f" ({days} of 7 days count)"
            yield breach(
                "min_hours_per_week", record.agent.agent, day=monday, amount=owed - hours,
                message=f"{person(record.agent)} has {figure(hours)} paid hours in the week from "
                f"{on_day(monday)}, at least {figure(owed)} are due{shrunk}.",
            )  # fmt: skip


def max_hours_per_week(record: Record) -> Iterator[Violation]:
    """Too many paid hours in a week, overtime that the contract allows included."""
    if record.contract.max_hours_per_week is None:
        return
    overtime = record.contract.max_overtime_hours_per_week or 0.0
    maximum = record.contract.max_hours_per_week + overtime
    allowed = f" ({figure(overtime)} of them overtime)" if overtime else ""
    for monday, duties in _weeks(record).items():
        hours = sum(duty.paid_hours for duty in duties)
        if hours > maximum + TOLERANCE:
            yield breach(
                "max_hours_per_week", record.agent.agent, day=monday, amount=hours - maximum,
                message=f"{person(record.agent)} has {figure(hours)} paid hours in the week from "
                f"{on_day(monday)}{_seam(duties)}, at most {figure(maximum)}{allowed} are allowed.",
            )  # fmt: skip


def min_hours_per_horizon(record: Record) -> Iterator[Violation]:
    """Too few paid hours in the horizon; a guaranteed pay makes the minimum no rule."""
    if record.contract.min_hours_per_horizon is None or record.contract.guaranteed_pay:
        return
    owed, hours = hours_owed_in_horizon(record), sum(duty.paid_hours for duty in record.own)
    if hours < owed - TOLERANCE:
        yield breach(
            "min_hours_per_horizon", record.agent.agent, day=min(record.horizon_dates),
            amount=owed - hours,
            message=f"{person(record.agent)} has {figure(hours)} paid hours from "
            f"{on_day(min(record.horizon_dates))} to {on_day(max(record.horizon_dates))}, at "
            f"least {figure(owed)} are due.",
        )  # fmt: skip


def max_hours_per_horizon(record: Record) -> Iterator[Violation]:
    """Too many paid hours in the horizon; the date is that of the shift that goes beyond."""
    maximum = record.contract.max_hours_per_horizon
    if maximum is None:
        return
    totals = list(accumulate(duty.paid_hours for duty in record.own))
    beyond = [day.date for day, hours in zip(record.own, totals, strict=True) if hours > maximum]
    if totals and totals[-1] > maximum + TOLERANCE:
        yield breach(
            "max_hours_per_horizon", record.agent.agent, day=beyond[0],
            amount=totals[-1] - maximum,
            message=f"{person(record.agent)} has {figure(totals[-1])} paid hours from "
            f"{on_day(min(record.horizon_dates))} to {on_day(max(record.horizon_dates))}, at most "
            f"{figure(maximum)} are allowed.",
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


def hours_owed_in_week(record: Record, monday: date) -> float:
    """The weekly minimum, less a seventh for each day that does not count."""
    minimum = record.contract.min_hours_per_week or 0.0
    return minimum * _days_owed(record, monday) / WEEK_DAYS


def hours_owed_in_horizon(record: Record) -> float:
    """The horizon's minimum, less its share for each day that does not count."""
    days = sum(_owed(record, day) for day in record.horizon_dates)
    return (record.contract.min_hours_per_horizon or 0.0) * days / len(record.horizon_dates)


def own_hours(record: Record, monday: date) -> float:
    """Paid hours of the schedule's own shifts of a week."""
    return sum(duty.paid_hours for duty in record.by_week.get(monday, ()) if duty.own)


@lru_cache(maxsize=8)
def mondays(days: frozenset[date]) -> list[date]:
    """Mondays of the weeks that hold any of these dates."""
    return sorted({monday_of(day) for day in days})


def _days_owed(record: Record, monday: date) -> int:
    return sum(_owed(record, monday + timedelta(days=i)) for i in range(WEEK_DAYS))


def _owed(record: Record, day: date) -> bool:
    """Whether this day counts for the weekly minimum.

    A day on which a shift of the weeks before starts does not: nothing more can be given on it.
    """
    known = day in record.horizon_dates and record.agent.employed(day)
    taken = any(not duty.own for duty in record.by_date.get(day, ()))
    return known and not taken and not record.on_leave(day)


def _weeks(record: Record) -> dict[date, list[Duty]]:
    """All duties by Monday, for weeks in which the schedule itself has a shift."""
    return {
        monday: duties
        for monday, duties in record.by_week.items()
        if any(duty.own for duty in duties)
    }


def _seam(duties: list[Duty]) -> str:
    return "" if all(duty.own for duty in duties) else " (previous shifts included)"
