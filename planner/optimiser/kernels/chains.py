"""Which shifts may follow which: counted along chains, so that no pair is looked at twice.

Within a chain (shifts alike in length and night) candidates end in the order in which they start,
and every rule on two shifts in a row holds for the earliest ones of a chain or for none. So for
each candidate of today it is enough to know how many of each chain may come before it. Where a case
says which classes may follow which, its chains must be ordered so that this holds for them too.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import LONG_AGO, Case, Ints


@njit(inline="always")
def size_of(case: Case, day: int) -> int:
    """Candidates of a day; before the first day there is one, the last shift of the weeks before.

    There is none at all where nothing is known of them.
    """
    if day < 0:
        return 1
    return int(case.first[day + 1] - case.first[day])


@njit(inline="always")
def end_of(case: Case, day: int, number: int) -> int:
    """When a candidate of a day ends."""
    return int(case.start_end) if day < 0 else int(case.end[case.first[day] + number])


@njit(inline="always")
def sort_chains(case: Case, day: int, order: Ints, chain_first: Ints) -> None:
    """Candidates of a day chain by chain, each by its end; where each chain begins in ``order``."""
    if day < 0:
        order[0] = 0
        chain_first[:] = 1
        chain_first[0] = 0
        return
    base = case.first[day]
    size = case.first[day + 1] - base
    for i in range(size):
        chain = case.chain[base + i]
        end = case.end[base + i]
        j = i - 1
        while j >= 0 and (
            case.chain[base + order[j]] > chain
            or (case.chain[base + order[j]] == chain and case.end[base + order[j]] > end)
        ):
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = i
    at = 0
    for chain in range(case.chains + 1):
        while at < size and case.chain[base + order[at]] < chain:
            at += 1
        chain_first[chain] = at


@njit(inline="always")
def may_be_next(case: Case, before: int, after: int) -> bool:
    """Whether a class of shifts may be worked the day after another one, whatever the times."""
    return len(case.follow) == 0 or case.follow[before, after] != 0


@njit(inline="always")
def may_follow(case: Case, before: int, number: int, x: int, days_off: int) -> bool:
    """Whether candidate ``x`` may follow candidate ``number`` of day ``before``."""
    if before < 0:
        end, wall, night = case.start_end, case.start_wall, case.start_night
    else:
        c = case.first[before] + number
        end, wall, night = case.end[c], case.wall[c], case.night[c]
        if days_off == 0 and not may_be_next(case, case.length[c], case.length[x]):
            return False
    if end <= LONG_AGO:
        return True
    gap = case.start[x] - end
    if gap < case.rest:
        return False
    if night == 1 and gap < case.night_rest and not (days_off == 0 and case.night[x] == 1):
        return False
    return case.forward == 0 or days_off > 1 or wall <= case.wall_after[x]


@njit(inline="always")
def long_before(case: Case, end: int, x: int, monday: int) -> bool:
    """Whether the weekly rest lies between a shift's end and candidate ``x`` of the same week."""
    return bool(case.start[x] - max(end, monday) >= case.week_rest)


@njit(inline="always")
def count_chains(
    case: Case, day: int, days_off: int, monday: int, order: Ints, chain_first: Ints, reach: Ints,
    far: Ints,
) -> None:  # fmt: skip
    """How many of each chain of the day before the days off may precede each candidate of today.

    ``reach[candidate, chain]``; ``far`` the same for those that leave the weekly rest between.
    """
    before = day - 1 - days_off
    for c in range(case.first[day + 1] - case.first[day]):
        x = case.first[day] + c
        for chain in range(case.chains):
            n = chain_first[chain]
            last = chain_first[chain + 1]
            while n < last and may_follow(case, before, order[n], x, days_off):
                n += 1
            reach[c, chain] = n
            if case.week_rest == 0:
                continue
            m = chain_first[chain]
            while m < n and long_before(case, end_of(case, before, order[m]), x, monday):
                m += 1
            far[c, chain] = m


@njit(inline="always")
def new_chains(case: Case, width: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Room for the chains of as many days as the rules remember."""
    rows = case.memory + 1
    order = np.zeros((rows, width), np.int64)
    chain_first = np.zeros((rows, case.chains + 1), np.int64)
    reach = np.zeros((rows, width, case.chains), np.int64)
    return order, chain_first, reach, np.zeros((rows, width, case.chains), np.int64)
