"""What a week and the horizon can add up to after so many days: what need not be looked at."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import FREE, MUST_WORK, Bytes, Case
from planner.optimiser.kernels.tally import pace_of, weekend_cost


@njit(cache=True, nogil=True)
def reachable(case: Case, usages: int, tallies: int) -> tuple[Bytes, Bytes]:
    """Usages and tallies there may be after so many days, 1 each; row 0 is the eve of day 0."""
    days, classes = len(case.week), np.zeros(len(case.unit), np.uint8)
    usage_at = np.zeros((days + 1, usages), np.uint8)
    tally_at = np.zeros((days + 1, tallies), np.uint8)
    usage_at[0, case.start_usage] = 1
    tally_at[0, 0] = 1
    eve = np.zeros(usages, np.uint8)
    first, length, week, status = case.first, case.length, case.week, case.status
    for d in range(days):
        classes[:] = 0
        if status[d] == FREE or status[d] == MUST_WORK:
            for x in range(first[d], first[d + 1]):
                classes[length[x]] = 1
        eve[:] = usage_at[d]
        if d > 0 and week[d] != week[d - 1]:
            eve[:] = 0
            eve[0] = 1
        _usages_after(case, week[d], classes, eve, usage_at[d + 1])
        _tallies_after(case, d, classes, tally_at[d], tally_at[d + 1])
    return usage_at, tally_at


@njit(inline="always")
def _usages_after(case: Case, week: int, classes: Bytes, before: Bytes, after: Bytes) -> None:
    rested, usage_next, allowed = case.rested, case.usage_next[week], case.allowed[week]
    for usage in range(case.usage_count[week]):
        if before[usage] == 0:
            continue
        after[usage] = 1
        after[rested[usage]] = 1
        for kind in range(len(classes)):
            more = usage_next[usage, kind]
            if classes[kind] and more >= 0 and allowed[more]:
                after[more] = 1
                after[rested[more]] = 1


@njit(inline="always")
def _tallies_after(case: Case, day: int, classes: Bytes, before: Bytes, after: Bytes) -> None:
    counts, most, unit = max(case.weekends, 0) + 1, case.units, case.unit
    less, fewer = pace_of(case, day)
    extra = weekend_cost(case, day, False)
    for units in range(most):
        for weekends in range(counts):
            if before[units * counts + weekends] == 0:
                continue
            for kind in range(-1, len(classes)):
                more = units - less + (unit[kind] if kind >= 0 else 0)
                if more < 0 or more >= most or (kind >= 0 and classes[kind] == 0):
                    continue
                for there in range(weekends - fewer, weekends - fewer + extra + 1):
                    if there >= 0:
                        after[more * counts + min(there, counts - 1)] = 1
