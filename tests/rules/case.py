"""What a case of a rule is: one person's shifts under one contract, and what is wrong with them.

The cases know no solver and no auditor: a case builds its plan and its schedule, and says which
breaches any honest judge must find. Amounts are in the rule's unit. All dates are around March and
October 2027; 1 March is a Monday, clocks in Berlin change on Sunday 28 March and 31 October.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from planner.domain import Availability, Pin, Plan, Request, Rotation
from planner.schedules import Schedule
from tests.support.tiny import (
    leave_of,
    minutes_of,
    previous_of,
    template_name,
    tiny_plan,
    tiny_schedule,
)

BERLIN, MANILA, NEW_YORK = "Europe/Berlin", "Asia/Manila", "America/New_York"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One person's shifts under one contract.

    ``shifts`` and ``previous`` read ``date start hours`` on the team's wall clock; ``contract``
    holds columns of ``contracts.csv``; ``leave`` dates or ``first..last``; ``employed`` first and
    last day (blank: open); ``pins`` ``date`` (off) or ``date start hours``; ``available`` and
    ``unavailable`` windows as ``weekdays from to`` with Monday as 0; ``wishes`` as ``date want``,
    each of weight 2; ``rotation`` weeks of
    ``Mon|Tue|…|Sun`` shifts as ``start hours`` (blank: off) and ``rotation_week`` the first one.
    ``expected`` are the breaches as (rule, amount), in any order: empty for a
    schedule without fault.
    """

    name: str
    contract: Mapping[str, Any] = field(default_factory=dict)
    shifts: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    employed: tuple[str, str] = ("", "")
    pins: tuple[str, ...] = ()
    available: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    rotation: tuple[str, ...] = ()
    rotation_week: int | None = None
    start: str = "2027-03-01"
    days: int = 7
    timezone: str = BERLIN
    plan_timezone: str = BERLIN
    expected: tuple[tuple[str, float], ...] = ()

    def plan(self) -> Plan:
        """One team, one queue, one person; templates that offer exactly these starts."""
        first, last = (date.fromisoformat(day) if day else None for day in self.employed)
        windows = [_window(text, available=True) for text in self.available]
        windows += [_window(text, available=False) for text in self.unavailable]
        pattern = [f"- {part}" for week in self.rotation for part in week.split("|") if part]
        contract = {**self.contract, **({"rotation": "pattern"} if self.rotation else {})}
        plan = tiny_plan(
            shifts=(*self.shifts, *(pin for pin in self.pins if " " in pin), *pattern),
            start=self.start, days=self.days, timezone=self.timezone,
            plan_timezone=self.plan_timezone, contract=contract, employed=(first, last),
            rotations=_rotations(self.rotation),
            time_off=leave_of(self.leave), pins=tuple(_pin(text) for text in self.pins),
            previous=tuple(previous_of(text, timezone=self.timezone) for text in self.previous),
            availability=tuple(windows), requests=tuple(_wish(text) for text in self.wishes),
        )  # fmt: skip
        (ana,) = plan.agents
        return replace(plan, agents=(replace(ana, rotation_week=self.rotation_week),))

    def schedule(self) -> Schedule:
        """The schedule that is judged."""
        return tiny_schedule(self.shifts, timezone=self.timezone)


def _pin(text: str) -> Pin:
    if " " not in text:
        return Pin(agent="ana", date=date.fromisoformat(text))
    day, clock, length = text.split()
    start = minutes_of(clock)
    name = f"{start // 60:02d}:{start % 60:02d} {float(length):g} h"
    return Pin(agent="ana", date=date.fromisoformat(day), shift=name, start=start)


def _window(text: str, *, available: bool) -> Availability:
    weekdays, start, end = text.split()
    return Availability(
        agent="ana", weekdays=tuple(int(day) for day in weekdays.split("|")),
        start=minutes_of(start), end=minutes_of(end), available=available,
    )  # fmt: skip


def _wish(text: str) -> Request:
    day, want = text.split(" ", 1)
    return Request(agent="ana", date=date.fromisoformat(day), want=want, weight=2.0)


def _rotations(weeks: tuple[str, ...]) -> tuple[Rotation, ...]:
    pattern = tuple(tuple(_named(part) for part in week.split("|")) for week in weeks)
    return (Rotation(rotation="pattern", weeks=pattern),) if weeks else ()


def _named(text: str) -> str:
    if not text:
        return ""
    clock, length = text.split()
    return template_name(minutes_of(clock), round(float(length) * 60))


def days(first: int, last: int, what: str, month: str = "2027-03") -> tuple[str, ...]:
    """The same shift on every date from ``first`` to ``last`` of a month."""
    return tuple(f"{month}-{day:02d} {what}" for day in range(first, last + 1))


EARLY, NIGHT = "08:00 8", "22:00 8"
