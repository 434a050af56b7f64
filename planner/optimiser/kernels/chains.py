"""Which shifts may follow which: counted along chains, so that no pair is looked at twice.

Within a chain (shifts alike in length and night) candidates end in the order in which they start,
and every rule on two shifts in a row holds for the earliest ones of a chain or for none. So for
each candidate of today it is enough to know how many of each chain may come before it. Where a case
says which classes may follow which, its chains must be ordered so that this holds for them too.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import FREE, LONG_AGO, MUST_WORK, Case, Ints


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
    first, chains, ends, at = case.first[day], case.chain, case.end, 0
    size = case.first[day + 1] - first
    for i in range(size):
        chain, end = chains[first + i], ends[first + i]
        j = i - 1
        while j >= 0 and (
            chains[first + order[j]] > chain
            or (chains[first + order[j]] == chain and ends[first + order[j]] > end)
        ):
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = i
    for chain in range(case.chains + 1):
        while at < size and chains[first + order[at]] < chain:
            at += 1
        chain_first[chain] = at


@njit(inline="always")
def may_be_next(case: Case, before: int, after: int) -> bool:
    """Whether a class of shifts may be worked the day after another one, whatever the times."""
    return len(case.follow) == 0 or case.follow[before, after] != 0


@njit(inline="always")
def count_chains(
    case: Case, day: int, days_off: int, monday: int, order: Ints, chain_first: Ints, reach: Ints,
    far: Ints,
) -> None:  # fmt: skip
    """How many of each chain of the day before the days off may precede each candidate of today.

    ``reach[candidate, chain]``; ``far`` the same for those that leave the weekly rest between.
    """
    before, base = day - 1 - days_off, case.first[day]
    start, end, wall, night = case.start, case.end, case.wall, case.night
    after, rest, night_rest, forward = case.wall_after, case.rest, case.night_rest, case.forward
    earlier, length, follow = case.first[max(before, 0)], case.length, case.follow
    classes = len(follow) > 0 and before >= 0 and days_off == 0
    for c in range(case.first[day + 1] - base):
        x = base + c
        for chain in range(case.chains):
            low, high = chain_first[chain], chain_first[chain + 1]
            while low < high:
                middle = (low + high) // 2
                y = earlier + order[middle]
                ended = case.start_end if before < 0 else end[y]
                began = case.start_wall if before < 0 else wall[y]
                late = case.start_night if before < 0 else night[y]
                gap = start[x] - ended
                in_run = days_off == 0 and night[x] == 1
                fits = gap >= rest and (late == 0 or gap >= night_rest or in_run)
                fits = fits and (forward == 0 or days_off > 1 or began <= after[x])
                fits = fits or ended <= LONG_AGO
                if classes and follow[length[y], length[x]] == 0:
                    fits = False
                low, high = (middle + 1, high) if fits else (low, middle)
            reach[c, chain] = low
            far[c, chain] = 0
            if case.week_rest > 0:
                high, low = low, chain_first[chain]
                while low < high:
                    middle = (low + high) // 2
                    ended = case.start_end if before < 0 else end[earlier + order[middle]]
                    fits = start[x] - max(ended, monday) >= case.week_rest
                    low, high = (middle + 1, high) if fits else (low, middle)
                far[c, chain] = low


@njit(cache=True, nogil=True)
def new_chains(case: Case, width: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The chains before each day, of as many days as the rules remember; none before days off."""
    days, rows, status = len(case.week), case.memory + 1, case.status
    order = np.zeros((days, rows, width), np.int64)
    chain_first = np.zeros((days, rows, case.chains + 1), np.int64)
    reach = np.zeros((days, rows, width, case.chains), np.int64)
    far = np.zeros((days, rows, width, case.chains), np.int64)
    for day in range(days):
        if status[day] != FREE and status[day] != MUST_WORK:
            continue
        monday = case.week_begin[case.week[day]]
        for off in range(rows):
            sort_chains(case, day - 1 - off, order[day, off], chain_first[day, off])
            count_chains(
                case, day, off, monday, order[day, off], chain_first[day, off], reach[day, off],
                far[day, off],
            )  # fmt: skip
    return order, chain_first, reach, far
