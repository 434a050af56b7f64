"""Runs of dates: days, nights and days off in a row, across the seam with ``previous.csv``.

A run counts consecutive local dates on which a shift starts. A breach that lies in
``previous.csv`` alone is not the schedule's.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from planner.clock import instant, local_date
from planner.rules.records import Record
from planner.rules.violations import Violation, breach, count, person
from planner.schedules import Shift
from planner.sentences import on_day

NIGHT_FROM, NIGHT_TO = 23 * 60, 30 * 60
"""23:00 to 06:00 of the next day, in minutes after midnight."""
NIGHT_HOURS = 3.0

_DAY = timedelta(days=1)


def max_consecutive_days(record: Record) -> Iterator[Violation]:
    """Too many days in a row on which a shift starts."""
    yield from _long_runs(
        record, record.worked_dates, rule="max_consecutive_days",
        maximum=record.contract.max_consecutive_days,
    )  # fmt: skip


def max_consecutive_nights(record: Record) -> Iterator[Violation]:
    """Too many days in a row whose shift is a night."""
    maximum = record.contract.max_consecutive_nights
    if maximum is None:
        return
    nights = {duty.date for duty in record.duties if is_night(duty.shift, record.place)}
    yield from _long_runs(record, sorted(nights), rule="max_consecutive_nights", maximum=maximum)


def min_consecutive_days_off(record: Record) -> Iterator[Violation]:
    """Too few days off in a row between two shifts.

    A run that holds leave, or a day outside employment, is no breach: what lies beyond is not
    known. Runs at the ends of the horizon without a shift beyond are not between two shifts.
    """
    minimum = record.contract.min_consecutive_days_off
    if minimum is None:
        return
    for last, following in pairwise(record.worked_dates):
        off = [last + _DAY * i for i in range(1, (following - last).days)]
        if not off or len(off) >= minimum or following not in record.own_dates:
            continue
        if any(record.on_leave(day) or not record.agent.employed(day) for day in off):
            continue
        yield breach(
            "min_consecutive_days_off", record.agent.agent, day=off[0], amount=minimum - len(off),
            message=f"{person(record.agent)} has {count(len(off), 'day')} off in a row from "
            f"{on_day(off[0])}, at least {minimum} are due.",
        )  # fmt: skip


def is_night(shift: Shift, place: ZoneInfo) -> bool:
    """Whether a shift has three hours or more between 23:00 and 06:00 local (elapsed time)."""
    day, hours = local_date(shift.start, place) - _DAY, 0.0
    while day <= local_date(shift.end, place):
        begin, end = _night(day, place)
        inside = min(shift.end, end) - max(shift.start, begin)
        hours += max(0.0, inside.total_seconds() / 3600)
        day += _DAY
    return hours >= NIGHT_HOURS


@lru_cache(maxsize=4096)
def _night(day: date, place: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants between which a date's night lies."""
    return instant(day, NIGHT_FROM, place), instant(day, NIGHT_TO, place)


def _long_runs(
    record: Record, dates: list[date], *, rule: str, maximum: int | None
) -> Iterator[Violation]:
    """Runs of dates longer than the maximum that reach into the schedule."""
    if maximum is None:
        return
    for first, last in _runs(dates):
        length = (last - first).days + 1
        over = first + _DAY * maximum
        added = [first + _DAY * i for i in range(length) if first + _DAY * i in record.own_dates]
        if length <= maximum or not added:
            continue
        noun = "night" if rule == "max_consecutive_nights" else "day"
        yield breach(
            rule, record.agent.agent, day=max(over, added[0]), amount=length - maximum,
            message=f"{person(record.agent)} works {count(length, noun)} in a row from "
            f"{on_day(first)} to {on_day(last)}, at most {maximum} are allowed.",
        )  # fmt: skip


def _runs(dates: Iterable[date]) -> Iterator[tuple[date, date]]:
    """First and last date of each run of consecutive dates; ``dates`` in order."""
    first: date | None = None
    last: date | None = None
    for day in dates:
        if first is None or last is None:
            first = day
        elif day - last > _DAY:
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last
