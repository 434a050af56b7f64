"""The tally of the horizon: paid units and weekends, one number; what a day makes of it.

``units * counts + weekends`` with ``counts`` weekends told apart. Where the case has a pace, both
are counted from a line through the horizon, so that a narrow tally holds all that is worth looking
at.
"""

from numba import njit

from planner.optimiser.kernels.case import Case


@njit(inline="always")
def weekend_cost(case: Case, day: int, worked_before: bool) -> int:
    """1 where work on this day makes a weekend count that did not count yet."""
    if case.weekends < 0:
        return 0
    weekday = case.weekday[day]
    return 1 if weekday == 5 or (weekday == 6 and not worked_before) else 0


@njit(inline="always")
def pace_of(case: Case, day: int) -> tuple[int, int]:
    """Units and weekends that a day takes off the tally."""
    if len(case.pace) == 0:
        return 0, 0
    return int(case.pace[day, 0]), int(case.pace[day, 1])


@njit(inline="always")
def weekend_beyond(case: Case, day: int, tally: int, extra: int) -> bool:
    """Whether a weekend that counts is one beyond the limit."""
    counts = max(case.weekends, 0) + 1
    pace = case.pace[day, 1] if len(case.pace) > 0 else 0
    return extra > 0 and tally % counts + extra - pace >= counts


@njit(inline="always")
def tally_at_work(case: Case, day: int, tally: int, kind: int, extra: int) -> int:
    """The tally once a shift of a class is worked; -1: it would leave it."""
    counts = max(case.weekends, 0) + 1
    units = tally // counts + case.unit[kind]
    weekends = tally % counts + extra
    if len(case.pace) > 0:
        units -= case.pace[day, 0]
        weekends -= case.pace[day, 1]
        if units < 0 or weekends < 0:
            return -1
    if units >= case.units:
        return -1
    return int(units * counts + min(weekends, counts - 1))


@njit(inline="always")
def tally_day_off(case: Case, day: int, tally: int) -> int:
    """The tally after a day off; -1: it would leave it."""
    if len(case.pace) == 0:
        return tally
    counts = max(case.weekends, 0) + 1
    units = tally // counts - case.pace[day, 0]
    weekends = tally % counts - case.pace[day, 1]
    if units < 0 or weekends < 0 or units >= case.units or weekends >= counts:
        return -1
    return int(units * counts + weekends)
