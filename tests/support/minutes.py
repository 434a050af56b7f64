"""Coverage, rest, pay and nights counted minute by minute, by nothing but the standard library.

Slow and plain on purpose: one loop over the elapsed minutes, the wall clock read at each of them
with ``zoneinfo``. It shares no code with :mod:`planner.clock`, the rules or the optimiser.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from planner.schedules import Shift, Stretch

MINUTE = timedelta(minutes=1)


def minutes_between(start: datetime, end: datetime) -> Iterator[datetime]:
    """The UTC start of every elapsed minute."""
    at = start
    while at < end:
        yield at
        at += MINUTE


def wall(moment: datetime, place: ZoneInfo) -> datetime:
    """What the clock of a place shows."""
    return moment.astimezone(place).replace(tzinfo=None)


def changes(place: ZoneInfo, year: int) -> list[datetime]:
    """The UTC instants at which the clocks of a place change in a year, to the minute."""
    found = []
    hour = datetime(year, 1, 1, tzinfo=UTC)
    while hour.year == year:
        after = hour + timedelta(hours=1)
        if hour.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            before = hour.astimezone(place).utcoffset()
            while hour.astimezone(place).utcoffset() == before:
                hour += MINUTE
            found.append(hour)
        hour = after.replace(minute=0)
    return found


def paid_minutes(shift: Shift) -> int:
    """Minutes of a shift that lie in no unpaid stretch."""
    return sum(
        not any(part.start <= minute < part.end and not part.paid for part in shift.activities)
        for minute in minutes_between(shift.start, shift.end)
    )


def night_minutes(shift: Shift, place: ZoneInfo) -> int:
    """Minutes at which the clock shows 23:00 to 05:59."""
    shown = (wall(minute, place).hour for minute in minutes_between(shift.start, shift.end))
    return sum(hour == 23 or hour < 6 for hour in shown)


def rests(shifts: Sequence[Shift]) -> list[int]:
    """Minutes off between each shift and the next, counted one by one."""
    ordered = sorted(shifts, key=lambda shift: shift.start)
    return [
        sum(1 for _ in minutes_between(before.end, after.start))
        for before, after in pairwise(ordered)
    ]


def present(parts: Iterable[Stretch], first: datetime, *, step: int, intervals: int) -> list[float]:
    """People in every interval, each minute of a stretch counted by itself."""
    minutes = [0] * (intervals * step)
    for part in parts:
        for moment in minutes_between(part.start, part.end):
            at = int((moment - first) / MINUTE)
            if 0 <= at < len(minutes):
                minutes[at] += 1
    return [sum(minutes[i * step : (i + 1) * step]) / step for i in range(intervals)]


def in_window(shown: datetime, start: int, end: int, weekdays: Sequence[int]) -> bool:
    """Whether a wall-clock time lies in a weekly window; past midnight it is the day before's."""
    minute = shown.hour * 60 + shown.minute
    today = start <= minute < end and shown.weekday() in weekdays
    tail = minute + 1440 < end and (shown.weekday() - 1) % 7 in weekdays
    return today or tail


def pay_minutes(shift: Shift, place: ZoneInfo, holidays: set[date]) -> float:
    """Paid minutes with a night at +25 %, Sundays at +50 % on top, holidays doubling the sum."""
    total = 0.0
    for minute in minutes_between(shift.start, shift.end):
        if any(p.start <= minute < p.end and not p.paid for p in shift.activities):
            continue
        shown = wall(minute, place)
        added = 0.25 * (shown.hour == 23 or shown.hour < 6) + 0.5 * (shown.weekday() == 6)
        total += (1 + added) * (2 if shown.date() in holidays else 1)
    return total
