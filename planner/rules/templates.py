"""Templates: what a shift looks like inside, from its start to its last break.

A start is offered by a day's window of the template: its weekday is that of the window's day,
also where the window reaches past midnight. A shift ends at the wall-clock time ``length_minutes``
after its start. Breaks have windows in elapsed minutes from the start, clipped so that the break
lies inside the shift; where an interval begins inside the window, the break begins with one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from planner.clock import DAY_MINUTES, Horizon, instant
from planner.domain import Break, ShiftTemplate
from planner.rules.groups import queues_named
from planner.rules.records import Duty, Record
from planner.rules.violations import TOLERANCE, Violation, at_time, breach, count, figure, person
from planner.schedules import BREAK, MEAL, WORK, Shift, Stretch


def template(record: Record) -> Iterator[Violation]:
    """Shifts that no template offers: unknown, another team's, a wrong start or a wrong end."""
    for duty in record.own:
        fault = _fault(duty, record)
        if fault is not None:
            amount, reason = fault
            yield breach(
                "template", record.agent.agent, day=duty.date, amount=amount,
                message=f"{person(record.agent)} starts '{duty.shift.shift}' on "
                f"{at_time(duty.shift.start, record.place)}: {reason}.",
            )  # fmt: skip


def activities(record: Record) -> Iterator[Violation]:
    """Shifts whose activities leave a gap, overlap, stick out, or are of no known kind."""
    for duty in record.own:
        amount = _untiled_minutes(duty.shift)
        if amount > TOLERANCE:
            yield breach(
                "activities", record.agent.agent, day=duty.date, amount=amount,
                message=f"{person(record.agent)}: the activities of the shift on "
                f"{at_time(duty.shift.start, record.place)} miss or exceed it by "
                f"{count(amount, 'minute')}.",
            )  # fmt: skip
        for part in duty.shift.activities:
            if (part.activity, part.paid) not in _KINDS and not _off_queue(part, record):
                paid = "paid" if part.paid else "unpaid"
                yield breach(
                    "activities", record.agent.agent, day=duty.date, amount=part.hours * 60,
                    message=f"{person(record.agent)} has {paid} '{part.activity}' on "
                    f"{at_time(part.start, record.place)}; paid work, paid breaks, unpaid meals "
                    f"and paid activities of off_queue.csv that concern the person are known.",
                )  # fmt: skip


def queue(record: Record) -> Iterator[Violation]:
    """Work on queues that the person does not serve; work on no queue is no breach.

    In pooled plans a stretch may name several live queues.
    """
    for duty in record.own:
        named = {part.queue: None for part in duty.shift.activities if part.activity == WORK}
        for name in named:
            if not name or set(queues_named(record.plan, name)) <= set(record.agent.queues):
                continue
            hours = sum(part.hours for part in duty.shift.activities if part.queue == name)
            yield breach(
                "queue", record.agent.agent, day=duty.date, amount=hours,
                message=f"{person(record.agent)} takes '{name}' for {figure(hours)} h in the shift "
                f"on {at_time(duty.shift.start, record.place)} but serves "
                f"{' and '.join(record.agent.queues) or 'no queue'}.",
            )  # fmt: skip


def breaks(record: Record) -> Iterator[Violation]:
    """Breaks that are missing, outside their window, off the interval grid, or not of the template.

    A shift of an unknown template is left to the rule ``template``.
    """
    for duty in record.own:
        kind = record.plan.shift.get(duty.shift.shift)
        if kind is None:
            continue
        for amount, reason in _break_faults(duty.shift, kind.breaks, record):
            yield breach(
                "breaks", record.agent.agent, day=duty.date, amount=amount,
                message=f"{person(record.agent)}, shift on "
                f"{at_time(duty.shift.start, record.place)}: {reason}.",
            )  # fmt: skip


_KINDS = {(WORK, True), (BREAK, True), (MEAL, False)}


def _off_queue(part: Stretch, record: Record) -> bool:
    """Whether a stretch is paid and an off-queue activity that concerns the person."""
    named = record.plan.off_queue_names.get(record.agent.agent, frozenset())
    return part.paid and part.activity in named


def _fault(duty: Duty, record: Record) -> tuple[float, str] | None:
    """Minutes off and the reason why the shift is not offered; ``None`` when it is."""
    kind = record.plan.shift.get(duty.shift.shift)
    whole = duty.shift.hours * 60
    if kind is None:
        return whole, "there is no such template"
    if not kind.serves(record.agent.team):
        return whole, f"the template is not for team '{record.agent.team}'"
    start = _offered(duty, kind, record)
    if start is None:
        return whole, "the template offers no such start on that day"
    end = instant(duty.date, start + kind.length_minutes, record.place)
    off = abs((duty.shift.end - end).total_seconds()) / 60
    if off > TOLERANCE:
        return off, (
            f"it ends on {at_time(duty.shift.end, record.place)}, not on "
            f"{at_time(end, record.place)}"
        )
    return None


def _offered(duty: Duty, kind: ShiftTemplate, record: Record) -> int | None:
    """Minutes after midnight of the shift's date, if the template offers this start.

    The start must be the first of a doubled wall-clock time, so it is looked up both ways.
    """
    wall = duty.shift.start.astimezone(record.place)
    minute = wall.hour * 60 + wall.minute
    if instant(duty.date, minute, record.place) != duty.shift.start:
        return None
    for days_before in range(kind.start_to // DAY_MINUTES + 1):
        weekday = (duty.date - timedelta(days=days_before)).weekday()
        into_window = minute + days_before * DAY_MINUTES
        if weekday in kind.weekdays and into_window in kind.start_minutes():
            return minute
    return None


def _untiled_minutes(shift: Shift) -> float:
    """Minutes by which activities gap, overlap or miss the ends; all of it when there are none."""
    parts = shift.activities
    if not parts:
        return shift.hours * 60
    if _tiles(shift):
        return 0.0
    off = abs((parts[0].start - shift.start).total_seconds())
    off += abs((shift.end - parts[-1].end).total_seconds())
    off += sum(abs((after.start - before.end).total_seconds()) for before, after in pairwise(parts))
    off += sum(max(0.0, (part.start - part.end).total_seconds()) for part in parts)
    return off / 60


def _tiles(shift: Shift) -> bool:
    """Whether activities follow one another from start to end; the quick look at a good shift."""
    now = shift.start
    for part in shift.activities:
        if part.start != now or part.end <= now:
            return False
        now = part.end
    return now == shift.end


@dataclass(frozen=True)
class _Window:
    """Earliest and latest start of a break in this very shift, in elapsed minutes.

    ``step`` is the length of intervals, one of which begins ``into_step`` minutes before the shift.
    """

    earliest: float
    latest: float
    rest: Break
    into_step: float
    step: int

    def off(self, start: float, others: Sequence["_Taken"]) -> float:
        """Minutes by which a start lies outside the window or, inside it, off the grid.

        Points of the grid that another break of the shift takes are none.
        """
        outside = max(0.0, self.earliest - start, start - self.latest)
        first = ceil((self.earliest + self.into_step) / self.step - TOLERANCE)
        last = floor((self.latest + self.into_step) / self.step + TOLERANCE)
        points = [point * self.step - self.into_step for point in range(first, last + 1)]
        free = [point for point in points if not self._taken(point, others)]
        if outside > TOLERANCE or not free:
            return outside
        return min(abs(start - point) for point in free)

    def _taken(self, start: float, others: Sequence["_Taken"]) -> bool:
        end = start + self.rest.minutes
        return any(other.start < end and start < other.end for other in others)


@dataclass(frozen=True)
class _Taken:
    """A break as it was taken, in minutes into the shift."""

    start: float
    end: float


def _break_faults(
    shift: Shift, wanted: Sequence[Break], record: Record
) -> Iterator[tuple[float, str]]:
    """Minutes and reason of every break that is not as the template says.

    Breaks of one length and pay go to the windows that leave the fewest minutes outside. Off-queue
    activities are no breaks, but where they lie no break can begin.
    """
    horizon = record.plan.horizon
    away = [part for part in shift.activities if part.activity != WORK]
    taken = [part for part in away if not _off_queue(part, record)]
    into_step = _into_step(shift, horizon)
    if _as_listed(shift, taken, wanted, into_step, horizon.interval_minutes):
        return
    kinds = {(rest.minutes, rest.paid) for rest in wanted}
    for part in taken:
        if (round(part.hours * 60), part.paid) not in kinds:
            yield part.hours * 60, f"no break of {_length(part.hours * 60, paid=part.paid)} is due"
    for minutes, paid in sorted(kinds):
        own = sorted(
            (part for part in taken if round(part.hours * 60) == minutes and part.paid == paid),
            key=lambda part: part.start,
        )
        windows = [
            _window(shift, rest, into_step, horizon.interval_minutes)
            for rest in wanted
            if (rest.minutes, rest.paid) == (minutes, paid)
        ]
        yield from _unmatched(shift, own, away, windows)


def _into_step(shift: Shift, horizon: Horizon) -> float:
    """Minutes from the last interval's start to the shift's."""
    return (shift.start - horizon.first).total_seconds() / 60 % horizon.interval_minutes


def _as_listed(
    shift: Shift, taken: Sequence[Stretch], wanted: Sequence[Break], into_step: float, step: int
) -> bool:
    """Whether breaks come in the template's order on the grid; the quick look at a good shift."""
    if len(taken) != len(wanted):
        return False
    length = shift.hours * 60
    for part, rest in zip(taken, wanted, strict=True):
        last = length - rest.minutes
        into = _into(shift, part)
        if part.paid != rest.paid or _into(shift, part, end=True) - into != rest.minutes:
            return False
        if (into + into_step) % step != 0:
            return False
        if last < 0 or not min(rest.earliest, last) <= into <= min(rest.latest, last):
            return False
    return True


def _unmatched(
    shift: Shift, own: Sequence[Stretch], away: Sequence[Stretch], windows: list[_Window]
) -> Iterator[tuple[float, str]]:
    """What is wrong when breaks of one kind go to their windows as well as they can."""
    starts = [_into(shift, part) for part in own]
    others = [
        [_Taken(_into(shift, o), _into(shift, o, end=True)) for o in away if o is not part]
        for part in own
    ]
    off = np.array(
        [
            [window.off(start, around) for window in windows]
            for start, around in zip(starts, others, strict=True)
        ]
    )
    pairs = _best_pairs(off.reshape(len(starts), len(windows)))
    for i, j in pairs.items():
        if off[i, j] > TOLERANCE:
            yield float(off[i, j]), _misplaced(starts[i], windows[j])
    for _ in range(len(starts) - len(pairs)):
        yield windows[0].rest.minutes, f"one {_named(windows[0].rest)} too many"
    for j in sorted(set(range(len(windows))) - set(pairs.values())):
        yield windows[j].rest.minutes, f"the {_named(windows[j].rest)} is missing"


def _best_pairs(off: NDArray[np.float64]) -> dict[int, int]:
    """Each break's window, so that the minutes outside windows are fewest in all."""
    if off.shape == (1, 1):
        return {0: 0}
    rows, columns = linear_sum_assignment(off)
    return dict(zip(rows.tolist(), columns.tolist(), strict=True))


def _window(shift: Shift, rest: Break, into_step: float, step: int) -> _Window:
    last = max(0.0, shift.hours * 60 - rest.minutes)
    return _Window(min(rest.earliest, last), min(rest.latest, last), rest, into_step, step)


def _into(shift: Shift, part: Stretch, *, end: bool = False) -> float:
    """Minutes from the shift's start to the start, or the end, of a stretch."""
    return ((part.end if end else part.start) - shift.start).total_seconds() / 60


def _misplaced(start: float, window: _Window) -> str:
    said = f"the {_named(window.rest)} starts {figure(start)} minutes into the shift, not "
    if window.earliest <= start <= window.latest:
        return said + f"where an interval of {window.step} minutes begins"
    return said + f"{figure(window.earliest)} to {figure(window.latest)}"


def _named(rest: Break) -> str:
    return f"{_length(rest.minutes, paid=rest.paid)} break"


def _length(minutes: float, *, paid: bool) -> str:
    return f"{figure(minutes)} {'paid' if paid else 'unpaid'} minutes"
