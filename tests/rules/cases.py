"""Every rule as a table of cases: one person's shifts, and what is wrong with them.

The cases know no solver and no auditor: a case builds its plan and its schedule, and says which
breaches any honest judge must find. Amounts are in the rule's unit. All dates are around March and
October 2027; 1 March is a Monday, clocks in Berlin change on Sunday 28 March and 31 October.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planner.domain import Availability, Pin, Plan, Request
from planner.schedules import Schedule
from tests.support.tiny import leave_of, minutes_of, previous_of, tiny_plan, tiny_schedule

BERLIN, MANILA, NEW_YORK = "Europe/Berlin", "Asia/Manila", "America/New_York"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One person's shifts under one contract.

    ``shifts`` and ``previous`` read ``date start hours`` on the team's wall clock; ``contract``
    holds columns of ``contracts.csv``; ``leave`` dates or ``first..last``; ``employed`` first and
    last day (blank: open); ``pins`` ``date`` (off) or ``date start hours``; ``available`` and
    ``unavailable`` windows as ``weekdays from to`` with Monday as 0; ``wishes`` as ``date want``,
    each of weight 2. ``expected`` are the breaches as (rule, amount), in any order: empty for a
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
        return tiny_plan(
            shifts=(*self.shifts, *(pin for pin in self.pins if " " in pin)),
            start=self.start, days=self.days, timezone=self.timezone,
            plan_timezone=self.plan_timezone, contract=self.contract, employed=(first, last),
            time_off=leave_of(self.leave), pins=tuple(_pin(text) for text in self.pins),
            previous=tuple(previous_of(text, timezone=self.timezone) for text in self.previous),
            availability=tuple(windows), requests=tuple(_wish(text) for text in self.wishes),
        )  # fmt: skip

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


def days(first: int, last: int, what: str, month: str = "2027-03") -> tuple[str, ...]:
    """The same shift on every date from ``first`` to ``last`` of a month."""
    return tuple(f"{month}-{day:02d} {what}" for day in range(first, last + 1))


EARLY, NIGHT = "08:00 8", "22:00 8"

HOURS_CASES = (
    Case(name="a full week holds the minimum", contract={"min_hours_per_week": 40},
         shifts=days(1, 5, EARLY)),
    Case(name="a day too few misses the minimum", contract={"min_hours_per_week": 40},
         shifts=days(1, 4, EARLY), expected=(("min_hours_per_week", 8),)),
    Case(name="nobody's week is skipped", contract={"min_hours_per_week": 40},
         expected=(("min_hours_per_week", 40),)),
    Case(name="two days of leave leave five sevenths", contract={"min_hours_per_week": 42},
         shifts=days(1, 3, EARLY), leave=("2027-03-04..2027-03-05",),
         expected=(("min_hours_per_week", 6),)),
    Case(name="leave of the whole week leaves no minimum", contract={"min_hours_per_week": 42},
         leave=("2027-03-01..2027-03-07",)),
    Case(name="a person who starts on Friday owes three sevenths",
         contract={"min_hours_per_week": 35}, shifts=days(5, 6, "08:00 7"),
         employed=("2027-03-05", ""), expected=(("min_hours_per_week", 1),)),
    Case(name="a week cut by both ends of the horizon owes its days inside",
         contract={"min_hours_per_week": 35}, start="2027-03-03", days=7,
         shifts=("2027-03-03 08:00 10", "2027-03-04 08:00 10", "2027-03-08 08:00 8"),
         expected=(("min_hours_per_week", 5), ("min_hours_per_week", 2))),
    Case(name="previous hours do not help the minimum", contract={"min_hours_per_week": 35},
         start="2027-03-03", days=5, previous=days(1, 2, EARLY), shifts=days(3, 5, EARLY),
         expected=(("min_hours_per_week", 1),)),
    Case(name="weekly hours may reach the maximum", contract={"max_hours_per_week": 40},
         shifts=days(1, 5, EARLY)),
    Case(name="weekly hours above the maximum", contract={"max_hours_per_week": 40},
         shifts=days(1, 6, "08:00 7"), expected=(("max_hours_per_week", 2),)),
    Case(name="leave does not shrink the maximum", contract={"max_hours_per_week": 40},
         shifts=days(1, 5, EARLY), leave=("2027-03-06..2027-03-07",)),
    Case(name="previous hours of the week count for the maximum",
         contract={"max_hours_per_week": 40}, start="2027-03-03", days=5,
         previous=days(1, 2, EARLY), shifts=days(3, 6, EARLY),
         expected=(("max_hours_per_week", 8),)),
    Case(name="previous hours of the week before do not", contract={"max_hours_per_week": 40},
         previous=("2027-02-28 08:00 8",), shifts=days(1, 5, EARLY)),
    Case(name="a shift past Sunday's midnight counts in the week of its start",
         contract={"max_hours_per_week": 40}, days=14,
         shifts=(*days(3, 7, NIGHT), *days(9, 13, EARLY))),
    Case(name="a day's hours above the maximum", contract={"max_hours_per_day": 8},
         shifts=("2027-03-01 08:00 9.5",), expected=(("max_hours_per_day", 1.5),)),
    Case(name="the night that is an hour longer", contract={"max_hours_per_day": 8},
         start="2027-10-25", shifts=("2027-10-30 22:00 8",),
         expected=(("max_hours_per_day", 1),)),
    Case(name="the night that is an hour shorter", contract={"max_hours_per_day": 8},
         start="2027-03-22", shifts=("2027-03-27 22:00 9",)),
    Case(name="a shorter night pays fewer hours towards the minimum",
         contract={"min_hours_per_week": 40}, start="2027-03-22", shifts=days(23, 27, NIGHT),
         expected=(("min_hours_per_week", 1),)),
    Case(name="five working days are enough", contract={"max_days_per_week": 5},
         shifts=days(1, 5, EARLY)),
    Case(name="a sixth working day", contract={"max_days_per_week": 5},
         shifts=days(1, 6, EARLY), expected=(("max_days_per_week", 1),)),
    Case(name="previous days of the week count", contract={"max_days_per_week": 5},
         start="2027-03-03", days=5, previous=days(1, 2, EARLY), shifts=days(3, 7, EARLY),
         expected=(("max_days_per_week", 2),)),
)  # fmt: skip

RUN_CASES = (
    Case(name="six days in a row are allowed", contract={"max_consecutive_days": 6},
         shifts=days(1, 6, EARLY)),
    Case(name="the seventh and eighth day in a row", contract={"max_consecutive_days": 6}, days=14,
         shifts=days(1, 8, EARLY), expected=(("max_consecutive_days", 2),)),
    Case(name="a day off ends the run", contract={"max_consecutive_days": 3}, days=14,
         shifts=(*days(1, 3, EARLY), *days(5, 7, EARLY))),
    Case(name="a run goes on from the weeks before", contract={"max_consecutive_days": 5},
         previous=days(25, 28, EARLY, "2027-02"), shifts=days(1, 3, EARLY),
         expected=(("max_consecutive_days", 2),)),
    Case(name="a long run that ended before is not this schedule's",
         contract={"max_consecutive_days": 5}, previous=days(20, 27, EARLY, "2027-02"),
         shifts=days(1, 3, EARLY)),
    Case(name="nights count dates, though each ends on the next", shifts=days(1, 4, NIGHT),
         contract={"max_consecutive_nights": 3}, expected=(("max_consecutive_nights", 1),)),
    Case(name="a late shift between two nights breaks the run of nights",
         contract={"max_consecutive_nights": 1},
         shifts=("2027-03-01 22:00 8", "2027-03-02 14:00 8", "2027-03-03 22:00 8")),
    Case(name="two hours after 23:00 are no night", shifts=days(1, 3, "17:00 8"),
         contract={"max_consecutive_nights": 1}),
    Case(name="three hours after 23:00 are a night", shifts=days(1, 3, "18:00 8"),
         contract={"max_consecutive_nights": 1}, expected=(("max_consecutive_nights", 2),)),
    Case(name="an early start at three o'clock is a night", shifts=days(1, 2, "03:00 8"),
         contract={"max_consecutive_nights": 1}, expected=(("max_consecutive_nights", 1),)),
    Case(name="the lost hour makes an early shift no night", start="2027-03-22", days=14,
         contract={"max_consecutive_nights": 1},
         shifts=("2027-03-27 03:00 8", "2027-03-28 01:00 3.5")),
    Case(name="the hour that comes twice makes an early shift a night", start="2027-10-25", days=14,
         contract={"max_consecutive_nights": 1},
         shifts=("2027-10-30 03:00 8", "2027-10-31 02:00 2.5"),
         expected=(("max_consecutive_nights", 1),)),
    Case(name="nights across the seam", contract={"max_consecutive_nights": 3},
         previous=days(27, 28, NIGHT, "2027-02"), shifts=days(1, 2, NIGHT),
         expected=(("max_consecutive_nights", 1),)),
    Case(name="two days off in a row", contract={"min_consecutive_days_off": 2},
         shifts=(*days(1, 2, EARLY), *days(5, 6, EARLY))),
    Case(name="a single day off", contract={"min_consecutive_days_off": 2},
         shifts=(*days(1, 2, EARLY), *days(4, 5, EARLY)),
         expected=(("min_consecutive_days_off", 1),)),
    Case(name="a single day off that is leave", contract={"min_consecutive_days_off": 2},
         shifts=(*days(1, 2, EARLY), *days(4, 5, EARLY)), leave=("2027-03-03",)),
    Case(name="the horizon's last day off may go on after it", shifts=days(1, 6, EARLY),
         contract={"min_consecutive_days_off": 2}),
    Case(name="the horizon's first day off without anything known before",
         contract={"min_consecutive_days_off": 2}, shifts=days(2, 5, EARLY)),
    Case(name="the horizon's first day off after a previous shift",
         contract={"min_consecutive_days_off": 2}, previous=("2027-02-28 08:00 8",),
         shifts=days(2, 5, EARLY), expected=(("min_consecutive_days_off", 1),)),
    Case(name="days off on both sides of the seam add up",
         contract={"min_consecutive_days_off": 2}, previous=("2027-02-27 08:00 8",),
         shifts=days(2, 5, EARLY)),
    Case(name="the day before a new contract starts is not a day off",
         contract={"min_consecutive_days_off": 3}, previous=("2027-02-27 08:00 8",),
         employed=("2027-03-01", ""), shifts=days(1, 5, EARLY)),
)  # fmt: skip

REST_CASES = (
    Case(name="exactly eleven hours of rest", contract={"min_rest_hours": 11},
         shifts=("2027-03-01 14:00 8", "2027-03-02 09:00 8")),
    Case(name="nine hours of rest", contract={"min_rest_hours": 11},
         shifts=("2027-03-01 14:00 8", "2027-03-02 07:00 8"), expected=(("min_rest_hours", 2),)),
    Case(name="eleven hours on the clock of 28 March are ten", contract={"min_rest_hours": 11},
         start="2027-03-22", shifts=("2027-03-27 14:00 8", "2027-03-28 09:00 8"),
         expected=(("min_rest_hours", 1),)),
    Case(name="ten hours on the clock of 31 October are eleven", contract={"min_rest_hours": 11},
         start="2027-10-25", shifts=("2027-10-30 14:00 8", "2027-10-31 08:00 8")),
    Case(name="rest after the last previous shift", contract={"min_rest_hours": 11},
         previous=("2027-02-28 22:00 8",), shifts=("2027-03-01 14:00 8",),
         expected=(("min_rest_hours", 3),)),
    Case(name="a short rest among previous shifts is not this schedule's",
         contract={"min_rest_hours": 11}, shifts=("2027-03-01 14:00 8",),
         previous=("2027-02-27 14:00 8", "2027-02-28 06:00 8")),
    Case(name="a previous shift that still runs", previous=("2027-02-28 22:00 8",),
         shifts=("2027-03-01 05:00 8",), expected=(("overlap", 1),)),
    Case(name="two shifts at once, one of them the day after", contract={"min_rest_hours": 11},
         shifts=("2027-03-01 20:00 12", "2027-03-02 06:00 8"), expected=(("overlap", 2),)),
    Case(name="rest without a rule", shifts=("2027-03-01 14:00 8", "2027-03-02 06:00 8")),
)  # fmt: skip

WEEKEND_CASES = (
    Case(name="two weekends of three", contract={"max_weekends": 2}, days=21,
         shifts=("2027-03-06 08:00 8", "2027-03-07 08:00 8", "2027-03-21 08:00 8")),
    Case(name="a third weekend", contract={"max_weekends": 2}, days=21,
         shifts=("2027-03-06 08:00 8", "2027-03-14 08:00 8", "2027-03-21 08:00 8"),
         expected=(("max_weekends", 1),)),
    Case(name="a night from Friday is no weekend", contract={"max_weekends": 0},
         shifts=("2027-03-05 22:00 8",)),
    Case(name="weekends before the horizon do not count", contract={"max_weekends": 1},
         previous=("2027-02-27 08:00 8",), shifts=("2027-03-06 08:00 8",)),
    Case(name="both days of the weekend", contract={"complete_weekends": True},
         shifts=days(6, 7, EARLY)),
    Case(name="half a weekend", contract={"complete_weekends": True},
         shifts=("2027-03-06 08:00 8",), expected=(("complete_weekends", 1),)),
    Case(name="two halves of two weekends", contract={"complete_weekends": True}, days=14,
         shifts=("2027-03-06 08:00 8", "2027-03-14 08:00 8"),
         expected=(("complete_weekends", 1), ("complete_weekends", 1))),
    Case(name="a weekend cut by the horizon", contract={"complete_weekends": True}, days=6,
         shifts=("2027-03-06 08:00 8",)),
    Case(name="a weekend cut by the end of employment", contract={"complete_weekends": True},
         employed=("", "2027-03-06"), shifts=("2027-03-06 08:00 8",)),
)  # fmt: skip

GIVEN_CASES = (
    Case(name="a shift on a day of leave", leave=("2027-03-02..2027-03-04",),
         shifts=("2027-03-03 08:00 8",), expected=(("time_off", 1),)),
    Case(name="a night that ends on a day of leave", leave=("2027-03-03",),
         shifts=("2027-03-02 22:00 8",)),
    Case(name="a shift before the first day of work", employed=("2027-03-03", ""),
         shifts=("2027-03-02 08:00 8",), expected=(("employment", 1),)),
    Case(name="a shift after the last day of work", employed=("", "2027-03-03"),
         shifts=("2027-03-03 08:00 8", "2027-03-04 08:00 8"), expected=(("employment", 1),)),
    Case(name="two shifts on one day", shifts=("2027-03-01 06:00 4", "2027-03-01 14:00 4"),
         expected=(("one_shift_per_day", 1),)),
    Case(name="a shift the day before the horizon", shifts=("2027-02-28 23:00 8",),
         expected=(("horizon", 1),)),
    Case(name="a night over the end of the horizon", shifts=("2027-03-07 23:00 8",)),
    Case(name="a pinned day off", pins=("2027-03-02",), shifts=("2027-03-02 08:00 8",),
         expected=(("pins", 1),)),
    Case(name="a pinned day off that is kept", pins=("2027-03-02",),
         shifts=("2027-03-01 08:00 8",)),
    Case(name="a pinned shift", pins=("2027-03-02 08:00 8",), shifts=("2027-03-02 08:00 8",)),
    Case(name="a pinned shift that was moved", pins=("2027-03-02 08:00 8",),
         shifts=("2027-03-02 09:00 8",), expected=(("pins", 1),)),
    Case(name="a pinned shift that is missing", pins=("2027-03-02 08:00 8",),
         shifts=("2027-03-03 08:00 8",), expected=(("pins", 1),)),
)  # fmt: skip

EDGE_CASES = (
    Case(name="Manila's morning after a horizon in UTC", timezone=MANILA, plan_timezone="UTC",
         contract={"min_hours_per_week": 40}, shifts=(*days(1, 4, EARLY), "2027-03-08 06:00 8"),
         expected=(("min_hours_per_week", 8),)),
    Case(name="Manila's morning counts in its own week", timezone=MANILA, plan_timezone="UTC",
         contract={"max_days_per_week": 5}, shifts=(*days(1, 5, EARLY), "2027-03-08 06:00 8")),
    Case(name="New York's evening before a horizon in UTC", timezone=NEW_YORK, plan_timezone="UTC",
         contract={"max_consecutive_days": 3, "max_weekends": 0},
         shifts=("2027-02-28 20:00 8", *days(1, 3, "20:00 8")),
         expected=(("max_consecutive_days", 1), ("max_weekends", 1))),
    Case(name="an edge day is no part of a complete weekend", timezone=NEW_YORK,
         plan_timezone="UTC", contract={"complete_weekends": True},
         shifts=("2027-02-28 20:00 8",)),
    Case(name="before the horizon on the first day's own date", timezone=MANILA,
         plan_timezone="UTC", shifts=("2027-03-01 07:00 8",), expected=(("horizon", 1),)),
    Case(name="a previous shift on the first date counts for it", timezone=MANILA,
         plan_timezone="UTC", previous=("2027-03-01 00:00 6",), shifts=("2027-03-01 18:00 4",),
         expected=(("one_shift_per_day", 1),)),
)  # fmt: skip

TERMS_CASES = (
    Case(name="a shift inside the available time", available=("0|1 08:00 16:00",),
         shifts=days(1, 2, EARLY)),
    Case(name="a shift on a weekday without available time", available=("0|1 08:00 16:00",),
         shifts=days(2, 3, EARLY), expected=(("availability", 8),)),
    Case(name="a shift that starts too early and ends too late", available=("0 09:00 15:30",),
         shifts=days(1, 1, EARLY), expected=(("availability", 1.5),)),
    Case(name="two windows that touch make one", shifts=days(1, 1, EARLY),
         available=("0 08:00 12:00", "0|1 12:00 20:00")),
    Case(name="a night inside a window over midnight", available=("0 21:00 31:00",),
         shifts=days(1, 1, NIGHT)),
    Case(name="a night whose morning is not available", unavailable=("1 05:00 12:00",),
         shifts=days(1, 1, NIGHT), expected=(("availability", 1),)),
    Case(name="an unavailable hour inside an available day", available=("0|1|2|3|4 00:00 24:00",),
         unavailable=("2 12:00 13:00",), shifts=days(2, 3, EARLY),
         expected=(("availability", 1),)),
    Case(name="a window over Sunday's midnight holds Monday's morning", shifts=days(8, 8, EARLY),
         unavailable=("6 20:00 32:30",), days=14, expected=(("availability", 0.5),)),
    Case(name="no available time on any other day", unavailable=("0 00:00 24:00",),
         shifts=days(2, 7, EARLY)),
    Case(name="the lost hour is nobody's time", start="2027-03-22", unavailable=("6 02:00 03:00",),
         shifts=("2027-03-27 22:00 8",)),
    Case(name="the hour that comes twice counts twice", start="2027-10-25",
         unavailable=("6 02:00 03:00",), shifts=("2027-10-30 22:00 8",),
         expected=(("availability", 2),)),
    Case(name="wishes that are met", shifts=("2027-03-01 08:00 8", "2027-03-03 22:00 8"),
         wishes=("2027-03-01 work", "2027-03-01 08:00 8 h", "2027-03-01 not:22:00 8 h",
                 "2027-03-02 off", "2027-03-02 not:08:00 8 h", "2027-03-04 off")),
    Case(name="a day off that was wished", wishes=("2027-03-01 off",), shifts=days(1, 1, EARLY),
         expected=(("request", 2),)),
    Case(name="work that was wished", wishes=("2027-03-02 work",), shifts=days(1, 1, NIGHT),
         expected=(("request", 2),)),
    Case(name="another shift than wished", wishes=("2027-03-01 08:00 8 h", "2027-03-03 22:00 8 h"),
         shifts=("2027-03-01 22:00 8",), expected=(("request", 2), ("request", 2))),
    Case(name="the very shift that was not wished", wishes=("2027-03-01 not:22:00 8 h",),
         shifts=days(1, 1, NIGHT), expected=(("request", 2),)),
)  # fmt: skip

CASES = (
    HOURS_CASES + RUN_CASES + REST_CASES + WEEKEND_CASES + GIVEN_CASES + TERMS_CASES + EDGE_CASES
)
