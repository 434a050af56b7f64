"""What people stipulate: when they can work, and what they wish for a day."""

from collections.abc import Iterator
from datetime import timedelta

from planner.domain import Request
from planner.rules.records import Duty, Record
from planner.rules.violations import TOLERANCE, Violation, at_time, breach, count, person
from planner.rules.wall_clock import week_readings
from planner.sentences import on_day
from planner.terms import NOT, OFF, WORKING


def availability(record: Record) -> Iterator[Violation]:
    """Shifts of which a part, breaks included, lies outside the person's available time."""
    free = record.plan.available.get(record.agent.agent)
    if free is None:
        return
    horizon = record.plan.horizon
    for duty in record.own:
        start, end = horizon.minute_of(duty.shift.start), horizon.minute_of(duty.shift.end)
        outside = ~free.ravel()[week_readings(horizon, record.place, start, end)]
        hours = float(outside.sum()) / 60
        if hours > TOLERANCE:
            first = duty.shift.start + timedelta(minutes=int(outside.argmax()))
            yield breach(
                "availability", record.agent.agent, day=duty.date, amount=hours,
                message=f"{person(record.agent)} is on shift for {count(hours, 'hour')} in which "
                f"availability.csv has no time for it, first on {at_time(first, record.place)}.",
            )  # fmt: skip


def request(record: Record) -> Iterator[Violation]:
    """Wishes for a day that the schedule does not meet; each counts its weight.

    Shifts of ``previous.csv`` neither meet a wish nor break it.
    """
    wishes = record.plan.wishes.get(record.agent.agent, ())
    known = record.plan.horizon.team_dates(record.place) if wishes else []
    for wish in wishes:
        if wish.date not in known or wish.weight <= TOLERANCE:
            continue
        duties = [duty for duty in record.own if duty.date == wish.date]
        if not _met(wish, duties):
            yield breach(
                "request", record.agent.agent, day=wish.date, amount=wish.weight,
                message=f"{person(record.agent)} wishes {_wished(wish)} on {on_day(wish.date)} "
                f"and has {_found(duties)}.",
            )  # fmt: skip


def _met(wish: Request, duties: list[Duty]) -> bool:
    if wish.want in (OFF, WORKING):
        return bool(duties) == (wish.want == WORKING)
    named = any(duty.shift.shift == wish.want.removeprefix(NOT) for duty in duties)
    return named != wish.want.startswith(NOT)


def _wished(wish: Request) -> str:
    if wish.want in (OFF, WORKING):
        return "a day off" if wish.want == OFF else "to work"
    shift = f"'{wish.want.removeprefix(NOT)}'"
    return f"anything but {shift}" if wish.want.startswith(NOT) else shift


def _found(duties: list[Duty]) -> str:
    return " and ".join(f"'{duty.shift.shift}'" for duty in duties) or "no shift"
