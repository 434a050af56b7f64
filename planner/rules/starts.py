"""Start times: how far they move from day to day and within a week, by the clock on the wall."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from planner.clock import DAY_MINUTES
from planner.rules.records import Duty, Record
from planner.rules.violations import Violation, at_time, breach, count, figure, person
from planner.sentences import on_day

_FREE_DAYS = 2
"""After so many days off a start may move earlier."""


def forward_rotation(record: Record) -> Iterator[Violation]:
    """A start at an earlier hour than on the working day before; the amount is how much earlier.

    Two days off or more in between (leave included) allow any start. The hours of the day are
    compared as they are: 06:00 after 22:00 is 16 hours earlier.
    """
    if not record.contract.forward_rotation:
        return
    for last, following in pairwise(record.worked_dates):
        off = (following - last).days - 1
        if following not in record.own_dates or off >= _FREE_DAYS:
            continue
        before, after = record.by_date[last][0], record.by_date[following][0]
        earlier = _clock(before, record) - _clock(after, record)
        if earlier > 0:
            yield breach(
                "forward_rotation", record.agent.agent, day=following, amount=earlier / 60,
                message=f"{person(record.agent)} starts on "
                f"{at_time(after.shift.start, record.place)}, {figure(earlier / 60)} h earlier in "
                f"the day than on {at_time(before.shift.start, record.place)}, with "
                f"{count(off, 'day')} off between; starts move earlier only after "
                f"{_FREE_DAYS} days off.",
            )  # fmt: skip


def max_start_spread_minutes(record: Record) -> Iterator[Violation]:
    """Start times of a week that lie too far apart around the clock.

    The shortest arc of the 24-hour clock that holds them all is measured: 23:00 and 01:00 are two
    hours apart. Shifts of ``previous.csv`` that start in the same week count.
    """
    maximum = record.contract.max_start_spread_minutes
    if maximum is None:
        return
    for monday, duties in record.by_week.items():
        spread = _arc([_clock(duty, record) for duty in duties])
        if spread > maximum and any(duty.own for duty in duties):
            yield breach(
                "max_start_spread_minutes", record.agent.agent, day=monday,
                amount=spread - maximum, message=_too_wide(record, monday, spread),
            )  # fmt: skip


def _too_wide(record: Record, monday: date, spread: int) -> str:
    allowed = record.contract.max_start_spread_minutes
    return (
        f"{person(record.agent)} starts within {count(spread, 'minute')} of the clock in the "
        f"week from {on_day(monday)}, within {allowed} is allowed."
    )


def _clock(duty: Duty, record: Record) -> int:
    """Minutes after midnight that the team's clock shows at the start."""
    wall = duty.shift.start.astimezone(record.place)
    return wall.hour * 60 + wall.minute


def _arc(minutes: Sequence[int]) -> int:
    """Minutes of the shortest arc of the clock that holds all these times."""
    times = sorted(set(minutes))
    gaps = [after - before for before, after in pairwise([*times, times[0] + DAY_MINUTES])]
    return DAY_MINUTES - max(gaps)
