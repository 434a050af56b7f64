"""Rest: between shifts, after nights and once a week, in elapsed hours.

Shifts of ``previous.csv`` count; a breach among them alone is not the schedule's.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from planner.clock import WEEK_DAYS, instant, monday_of
from planner.rules.records import Duty, Record
from planner.rules.runs import is_night
from planner.rules.violations import TOLERANCE, Violation, at_time, breach, figure, person
from planner.sentences import on_day

_NONE, _DAY = timedelta(0), timedelta(days=1)


def min_rest_hours(record: Record) -> Iterator[Violation]:
    """Too little time between the end of a shift and the start of the next.

    Shifts that overlap are a breach of ``overlap`` alone.
    """
    minimum = record.contract.min_rest_hours
    if minimum is None:
        return
    for before, after in _neighbours(record):
        rest = _hours(after.shift.start - before.shift.end)
        if 0 <= rest < minimum - TOLERANCE:
            yield breach(
                "min_rest_hours", record.agent.agent, day=after.date, amount=minimum - rest,
                message=f"{person(record.agent)} has {figure(rest)} h between the end on "
                f"{at_time(before.shift.end, record.place)} and the next start on "
                f"{at_time(after.shift.start, record.place)}, {figure(minimum)} h are due.",
            )  # fmt: skip


def rest_after_nights_hours(record: Record) -> Iterator[Violation]:
    """Too little time between the last night of a run and the start of the next shift.

    A run is nights on consecutive local dates, a single one included. It goes on with a night on
    the same date or the next; any other shift ends it, and so does a day off.
    """
    minimum = record.contract.rest_after_nights_hours
    if minimum is None:
        return
    for before, after in _neighbours(record):
        rest = _hours(after.shift.start - before.shift.end)
        if not 0 <= rest < minimum - TOLERANCE or not is_night(before.shift, record.place):
            continue
        if after.date - before.date <= _DAY and is_night(after.shift, record.place):
            continue
        yield breach(
            "rest_after_nights_hours", record.agent.agent, day=after.date, amount=minimum - rest,
            message=f"{person(record.agent)} has {figure(rest)} h between the last night, which "
            f"ends on {at_time(before.shift.end, record.place)}, and the next start on "
            f"{at_time(after.shift.start, record.place)}, {figure(minimum)} h are due.",
        )  # fmt: skip


def weekly_rest_hours(record: Record) -> Iterator[Violation]:
    """Too short a longest stretch without work from Monday 00:00 to the next, local time.

    Shifts count with what of them lies in the week, those of the week before and of
    ``previous.csv`` too. A week is judged when all its dates lie in the horizon, or before it
    where ``previous.csv`` reaches back to its Monday; what starts after the horizon is not known
    and counts as rest.
    """
    minimum = record.contract.weekly_rest_hours
    if minimum is None:
        return
    for monday in _whole_weeks(record):
        first, last = _longest_rest(record, monday)
        rest = _hours(last - first)
        if rest < minimum - TOLERANCE:
            yield breach(
                "weekly_rest_hours", record.agent.agent, day=monday, amount=minimum - rest,
                message=f"{person(record.agent)} rests at most {figure(rest)} h at a stretch in "
                f"the week from {on_day(monday)}, from {at_time(first, record.place)} to "
                f"{at_time(last, record.place)}; {figure(minimum)} h are due.",
            )  # fmt: skip


def _whole_weeks(record: Record) -> list[date]:
    """Mondays of the weeks known from end to end in which the schedule's own shifts lie."""
    touched = {monday_of(duty.date) for duty in record.own}
    touched |= {monday_of(duty.shift.end.astimezone(record.place).date()) for duty in record.own}
    return [
        monday
        for monday in sorted(touched)
        if all(_known(record, monday + _DAY * i) for i in range(WEEK_DAYS))
    ]


def _known(record: Record, day: date) -> bool:
    """Whether everything that is worked on a date is known."""
    return day in record.horizon_dates or record.known_from <= day < min(record.horizon_dates)


def _longest_rest(record: Record, monday: date) -> tuple[datetime, datetime]:
    """The longest stretch of a local week without a shift; the first of equals."""
    free, end = (instant(day, 0, record.place) for day in (monday, monday + _DAY * WEEK_DAYS))
    longest = (free, free)
    for duty in record.duties:
        if duty.shift.end <= free:
            continue
        start = min(duty.shift.start, end)
        longest = max(longest, (free, start), key=_length)
        free = min(duty.shift.end, end)
    return max(longest, (free, end), key=_length)


def _length(stretch: tuple[datetime, datetime]) -> timedelta:
    return stretch[1] - stretch[0]


def _hours(time: timedelta) -> float:
    return time.total_seconds() / 3600


def overlap(record: Record) -> Iterator[Violation]:
    """Two shifts of one person at the same time."""
    for before, after in _neighbours(record):
        shared = min(before.shift.end, after.shift.end) - after.shift.start
        if shared > _NONE:
            yield breach(
                "overlap", record.agent.agent, day=after.date,
                amount=shared.total_seconds() / 3600,
                message=f"{person(record.agent)} starts on "
                f"{at_time(after.shift.start, record.place)} while the shift before lasts until "
                f"{at_time(before.shift.end, record.place)}.",
            )  # fmt: skip


def _neighbours(record: Record) -> Iterator[tuple[Duty, Duty]]:
    """Each duty with the one before it that ends last; pairs of previous shifts are left out."""
    latest: Duty | None = None
    for duty in record.duties:
        if latest is not None and (duty.own or latest.own):
            yield latest, duty
        if latest is None or duty.shift.end >= latest.shift.end:
            latest = duty
