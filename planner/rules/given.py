"""What the plan gives and no schedule may change: people, dates, leave and pinned days."""

from collections.abc import Iterator

from planner.clock import DAY_MINUTES, instant
from planner.domain import Pin, Plan
from planner.rules.records import Duty, Record
from planner.rules.violations import Violation, at_time, breach, count, person
from planner.schedules import Schedule
from planner.sentences import on_day


def known_people(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Shifts of people whom the plan does not know; no other rule can judge them."""
    for agent, shifts in schedule.by_agent.items():
        if agent not in plan.agent:
            yield breach(
                "agent", agent, day=shifts[0].date, amount=len(shifts),
                message=f"'{agent}' has {count(len(shifts), 'shift')} but is nobody of the plan.",
            )  # fmt: skip


def own_team(record: Record) -> Iterator[Violation]:
    """Shifts that name another team than the person's."""
    for duty in record.own:
        if duty.shift.team != record.agent.team:
            yield breach(
                "agent", record.agent.agent, day=duty.date, amount=1,
                message=f"{person(record.agent)} belongs to team '{record.agent.team}', the shift "
                f"on {on_day(duty.date)} names '{duty.shift.team}'.",
            )  # fmt: skip


def horizon(record: Record) -> Iterator[Violation]:
    """Shifts that start before or after the planned stretch of time."""
    span = record.plan.horizon
    for duty in record.own:
        if not span.first <= duty.shift.start < span.last:
            yield breach(
                "horizon", record.agent.agent, day=duty.date, amount=1,
                message=f"{person(record.agent)} starts on "
                f"{at_time(duty.shift.start, record.place)}, outside the horizon from "
                f"{at_time(span.first, record.place)} to {at_time(span.last, record.place)}.",
            )  # fmt: skip


def shift_date(record: Record) -> Iterator[Violation]:
    """Shifts filed under another date than the team's local one at their start."""
    for duty in record.own:
        if duty.shift.date != duty.date:
            yield breach(
                "shift_date", record.agent.agent, day=duty.date,
                amount=abs((duty.shift.date - duty.date).days),
                message=f"{person(record.agent)} starts on "
                f"{at_time(duty.shift.start, record.place)} local time, but the shift is filed "
                f"under {on_day(duty.shift.date)}.",
            )  # fmt: skip


def time_off(record: Record) -> Iterator[Violation]:
    """Shifts that start on a day of leave."""
    for day in sorted(record.own_dates):
        if record.on_leave(day):
            yield breach(
                "time_off", record.agent.agent, day=day, amount=1,
                message=f"{person(record.agent)} has leave on {on_day(day)} but starts a shift.",
            )  # fmt: skip


def employment(record: Record) -> Iterator[Violation]:
    """Shifts that start before the first or after the last day of employment."""
    for day in sorted(record.own_dates):
        if not record.agent.employed(day):
            begun, ended = record.agent.start_date, record.agent.end_date
            ends = (
                f"until {on_day(ended)}"
                if ended and day > ended
                else f"from {on_day(begun or day)}"
            )
            yield breach(
                "employment", record.agent.agent, day=day, amount=1,
                message=f"{person(record.agent)} is employed {ends} but starts a shift on "
                f"{on_day(day)}.",
            )  # fmt: skip


def one_shift_per_day(record: Record) -> Iterator[Violation]:
    """More than one shift that starts on a local date, previous ones included."""
    for day in sorted(record.own_dates):
        shifts = len(record.by_date[day])
        if shifts > 1:
            yield breach(
                "one_shift_per_day", record.agent.agent, day=day, amount=shifts - 1,
                message=f"{person(record.agent)} starts {count(shifts, 'shift')} on {on_day(day)}.",
            )  # fmt: skip


def pins(record: Record) -> Iterator[Violation]:
    """Pinned days that the schedule does not keep."""
    known = record.plan.horizon.team_dates(record.place) if record.pins else []
    for pin in record.pins:
        if pin.date not in known:
            continue
        duties = [duty for duty in record.own if duty.date == pin.date]
        if not _kept(pin, duties, record):
            yield breach(
                "pins", record.agent.agent, day=pin.date, amount=1,
                message=f"{person(record.agent)} is pinned to {_wanted(pin)} on "
                f"{on_day(pin.date)} but has {_found(duties, record)}.",
            )  # fmt: skip


def _kept(pin: Pin, duties: list[Duty], record: Record) -> bool:
    if not pin.shift:
        return not duties
    starts = [duty.shift.start for duty in duties if duty.shift.shift == pin.shift]
    if pin.start is None:
        return bool(starts)
    return instant(pin.date, pin.start, record.place) in starts


def _wanted(pin: Pin) -> str:
    if not pin.shift:
        return "a day off"
    if pin.start is None:
        return f"'{pin.shift}'"
    hour, minute = divmod(pin.start % DAY_MINUTES, 60)
    return f"'{pin.shift}' at {hour:02d}:{minute:02d}"


def _found(duties: list[Duty], record: Record) -> str:
    if not duties:
        return "no shift"
    named = (f"'{d.shift.shift}' at {d.shift.start.astimezone(record.place):%H:%M}" for d in duties)
    return " and ".join(named)
