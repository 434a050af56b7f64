"""Rotations: the pattern of shifts and days off that a person repeats."""

from collections.abc import Iterator
from datetime import date, timedelta

from planner.clock import DAY_MINUTES, exists, instant
from planner.rules.records import Record
from planner.rules.violations import Violation, breach, person
from planner.sentences import on_day

_DAY = timedelta(days=1)


def rotation(record: Record) -> Iterator[Violation]:
    """Days on which the shift worked is not that of the person's pattern; one breach a day.

    Judged are the dates of the horizon on which the person is employed and has no leave, and of
    these the ones on which the pattern's shift can start inside the horizon. A shift of
    ``previous.csv`` on the horizon's first date counts as worked.
    """
    for day in sorted(record.horizon_dates):
        wanted = record.plan.rotation_shift(record.agent, day)
        if wanted is None:
            return
        found = [duty.shift.shift for duty in record.by_date.get(day, ())]
        if found == ([wanted] if wanted else []) or not _judged(record, day, wanted):
            continue
        yield breach(
            "rotation", record.agent.agent, day=day, amount=1,
            message=f"{person(record.agent)} has {_said(found)} on {on_day(day)}, the rotation "
            f"'{record.contract.rotation}' has {_said([wanted] if wanted else [])}.",
        )  # fmt: skip


def _judged(record: Record, day: date, wanted: str) -> bool:
    if record.on_leave(day) or not record.agent.employed(day):
        return False
    return not wanted or _can_start(record, day, wanted)


def _can_start(record: Record, day: date, wanted: str) -> bool:
    """Whether any start of the template on this local date lies inside the horizon."""
    horizon, template = record.plan.horizon, record.plan.shift[wanted]
    for minute in template.start_minutes():
        over, clock = divmod(minute, DAY_MINUTES)
        offered = (day - _DAY * over).weekday() in template.weekdays
        offered = offered and exists(day, clock, record.place)
        if offered and horizon.first <= instant(day, clock, record.place) < horizon.last:
            return True
    return False


def _said(shifts: list[str]) -> str:
    return " and ".join(f"'{shift}'" for shift in shifts) or "no shift"
