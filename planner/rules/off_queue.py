"""Work away from contacts: meetings, one-to-ones, training, each once a week or once a horizon.

What is due lies in one piece inside a shift, paid, within the row's window on the clock of the
person's team. A shift counts in the Monday-Sunday week of its local start.

- **Each on their own**: a person owes it in every week (or horizon) in which a shift of theirs has
  room for it within the window. Missing is what the longest such piece falls short of ``minutes``.
- **Together**: it is due where two people or more could meet, and at a time at which as many
  are on shift, within their windows, as at any interval's start of the week; all of them attend.
  Missing is ``minutes`` for each person whom the best attended meeting falls short of that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import local_date, monday_of, week_minutes, zone
from planner.domain import OffQueue, Plan
from planner.rules.presence import Indices
from planner.rules.violations import TOLERANCE, Violation, at_time, breach, count
from planner.rules.violations import person as called
from planner.rules.wall_clock import MARGIN, week_readings
from planner.schedules import Schedule, Shift, Stretch
from planner.sentences import on_day

FEWEST = 2
"""A meeting is one of at least so many people."""


def off_queue(plan: Plan, schedule: Schedule) -> Iterator[Violation]:
    """Minutes of meetings, one-to-ones and training that are missing."""
    for row in plan.off_queue:
        periods = _periods(plan, row, schedule)
        for begins in sorted(periods):
            if row.together:
                yield from _meeting(plan, row, begins, periods[begins])
            else:
                yield from _each(plan, row, begins, periods[begins])


@dataclass(frozen=True, kw_only=True)
class _Place:
    """One shift as a row sees it: minutes since the horizon's start, and where the row's time is.

    ``ahead`` counts, from ``MARGIN`` before the horizon's start on, the minutes of the row's window
    that follow each minute without a gap.
    """

    plan: Plan
    shift: Shift
    start: int
    end: int
    ahead: Indices

    def room(self, first: int, last: int) -> int:
        """Most minutes of the window in one piece between two minutes."""
        low, high = (min(max(at + MARGIN, 0), len(self.ahead)) for at in (first, last))
        return int(np.minimum(self.ahead[low:high], high - np.arange(low, high)).max(initial=0))

    def given(self, row: OffQueue) -> Iterator[Stretch]:
        """Paid pieces of the row's activity."""
        for part in self.shift.activities:
            if part.paid and part.activity == row.activity:
                yield part


def _periods(plan: Plan, row: OffQueue, schedule: Schedule) -> dict[date, list[_Place]]:
    """Shifts of the people concerned, by the Monday of their week or by the horizon's first day."""
    found: dict[date, list[_Place]] = {}
    windows: dict[ZoneInfo, Indices] = {}
    for agent in plan.agents:
        if not row.concerns(agent.agent, agent.team):
            continue
        place = plan.team[agent.team].zone
        ahead = windows.setdefault(place, _ahead(plan, row, place))
        for shift in schedule.by_agent.get(agent.agent, ()):
            week = monday_of(local_date(shift.start, place))
            begins = week if row.per == "week" else plan.horizon.start
            start, end = (plan.horizon.minute_of(at) for at in (shift.start, shift.end))
            found.setdefault(begins, []).append(
                _Place(plan=plan, shift=shift, start=start, end=end, ahead=ahead)
            )
    return found


def _ahead(plan: Plan, row: OffQueue, place: ZoneInfo) -> Indices:
    """Minutes of the row's window that follow each minute without a gap."""
    horizon = plan.horizon
    clock = week_readings(horizon, place, -MARGIN, horizon.minutes + MARGIN)
    allowed = week_minutes([row.window]).ravel()[clock]
    outside, every = np.flatnonzero(~allowed), np.arange(len(allowed))
    following = np.append(outside, len(allowed))[np.searchsorted(outside, every)]
    minutes: Indices = following - every
    return minutes


def _each(plan: Plan, row: OffQueue, begins: date, places: list[_Place]) -> Iterator[Violation]:
    """What each person misses in one week or horizon."""
    people: dict[str, list[_Place]] = {}
    for place in places:
        people.setdefault(place.shift.agent, []).append(place)
    for agent, own in people.items():
        if all(place.room(place.start, place.end) < row.minutes for place in own):
            continue
        best = max((_minutes(place, part) for place in own for part in place.given(row)), default=0)
        if best < row.minutes:
            yield breach(
                "off_queue", agent, day=begins, amount=row.minutes - best,
                message=f"{called(plan.agent[agent])} has {best or 'none'} of {row.minutes} "
                f"minutes of '{row.activity}' {_when(row, begins)}.",
            )  # fmt: skip


def _minutes(place: _Place, part: Stretch) -> int:
    """Minutes of a stretch in one piece within the row's window and the shift."""
    start, end = (place.plan.horizon.minute_of(at) for at in (part.start, part.end))
    return place.room(max(start, place.start), min(end, place.end))


def _meeting(plan: Plan, row: OffQueue, begins: date, places: list[_Place]) -> Iterator[Violation]:
    """What the best attended meeting of a week or horizon misses."""
    could = _could_meet(plan, row, places)
    most = int(could.max(initial=0))
    meetings = _attendance(row, places)
    at, attend = max(meetings.items(), key=lambda found: (found[1], -found[0]), default=(0, 0))
    if most < FEWEST or most <= attend:
        return
    clock = zone(plan.horizon.timezone)
    first, held = (
        at_time(plan.horizon.moment(minute), clock)
        for minute in (int(could.argmax()) * plan.horizon.interval_minutes, at)
    )
    met = f"{count(attend, 'person meets', 'people meet')} on {held}" if attend else "nobody meets"
    yield breach(
        "off_queue", "", day=begins, amount=(most - attend) * row.minutes,
        message=f"'{row.activity}' {_when(row, begins)}: {met}, {most} people could meet on "
        f"{first} ({clock.key}).",
    )  # fmt: skip


def _could_meet(plan: Plan, row: OffQueue, places: list[_Place]) -> NDArray[np.int64]:
    """People on shift, within their windows, for the whole meeting from each interval's start."""
    step = plan.horizon.interval_minutes
    grid = np.arange(plan.horizon.intervals) * step
    people = np.zeros(len(grid), dtype=np.int64)
    for place in places:
        first = max(0, -(-place.start // step))
        last = min(len(grid), (place.end - row.minutes) // step + 1)
        if first < last:
            people[first:last] += place.ahead[grid[first:last] + MARGIN] >= row.minutes
    return people


def _attendance(row: OffQueue, places: list[_Place]) -> dict[int, int]:
    """People in each meeting of the due length within the window, by its start."""
    meetings: dict[int, int] = {}
    for place in places:
        for part in place.given(row):
            start = place.plan.horizon.minute_of(part.start)
            long_enough = part.hours * 60 >= row.minutes - TOLERANCE
            if long_enough and place.room(start, start + row.minutes) == row.minutes:
                meetings[start] = meetings.get(start, 0) + 1
    return meetings


def _when(row: OffQueue, begins: date) -> str:
    return f"in the {'week' if row.per == 'week' else 'horizon'} from {on_day(begins)}"
