"""The most that the days ahead can still earn: what prunes the search for a best rota."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import (
    FREE,
    MUST_WORK,
    NOTHING,
    Bytes,
    Case,
    Floats,
    Ints,
)
from planner.optimiser.kernels.tally import (
    pace_of,
    tally_at_work,
    tally_day_off,
    weekend_cost,
)


@njit(inline="always")
def _by_start(start: Ints, first: int, last: int, order: Ints) -> None:
    """The candidates ``first`` to ``last``, counted from the first, by their start."""
    for i in range(last - first):
        begin = start[first + i]
        j = i - 1
        while j >= 0 and start[first + order[j]] > begin:
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = i


@njit(inline="always")
def _first_after(
    start: Ints, end: Ints, first: Ints, day: int, rest: int, order: Ints, follow: Ints
) -> None:
    """For each candidate of the day before, the first one in ``order`` that leaves the rest."""
    base, today, n = first[day], first[day + 1] - first[day], 0
    for i in range(base - first[day - 1]):
        limit = end[first[day - 1] + i] + rest
        while n < today and start[base + order[n]] < limit:
            n += 1
        while n > 0 and start[base + order[n - 1]] >= limit:
            n -= 1
        follow[i] = n


@njit(cache=True, nogil=True)
def look_ahead(case: Case, usage_at: Bytes, tally_at: Bytes, on: Floats, off: Floats) -> None:
    """The most that can be earned after each day, with rest between neighbours but no runs.

    ``on[d, usage, tally, candidate]`` and ``off[d, usage, tally]`` receive the money of the days
    after ``d``; ``NOTHING`` or less where the rest cannot be finished. The weekly rest is taken to
    have been had: only those usages are filled in, and of them what is reachable
    (see :func:`planner.optimiser.kernels.reaching.reachable`).
    """
    days, counts = len(case.week), max(case.weekends, 0) + 1
    start, end, first, final = case.start, case.end, case.first, case.final
    order, best = np.zeros(on.shape[3], np.int64), np.empty(on.shape[3] + 1)
    follow, goal = np.zeros(on.shape[3], np.int64), np.zeros(len(case.unit), np.int64)
    closing, rested = case.closing[case.week[days - 1]], case.rested
    for u in range(off.shape[1]):
        for h in range(off.shape[2]):
            if usage_at[days, u] and tally_at[days, h] and rested[u] == u:
                money = closing[u] + final[h // counts]
                on[days - 1, u, h] = money
                off[days - 1, u, h] = money
    kept = np.zeros(len(tally_at[0]), np.int64)
    for d in range(days - 1, 0, -1):
        _by_start(start, first[d], first[d + 1], order)
        _first_after(start, end, first, d, case.rest, order, follow)
        for h in range(len(kept)):
            kept[h] = tally_day_off(case, d, h)
        _look_back(case, d, usage_at[d], tally_at[d], order, follow, best, goal, kept, on, off)


@njit(inline="always")
def _look_back(
    case: Case, d: int, usage_at: Bytes, tally_at: Bytes, order: Ints, follow: Ints, best: Floats,
    goal: Ints, kept: Ints, on: Floats, off: Floats,
) -> None:  # fmt: skip
    """What the days after ``d - 1`` can earn, from what those after ``d`` can."""
    counts, week, most = max(case.weekends, 0) + 1, case.week[d], case.units
    price = case.weekend_price
    fresh = week != case.week[d - 1]
    may_work = case.status[d] == FREE or case.status[d] == MUST_WORK
    may_rest = case.status[d] != MUST_WORK
    reward, length, unit = case.reward, case.length, case.unit
    first, today = case.first[d], case.first[d + 1] - case.first[d]
    usage_next, allowed, rested = case.usage_next[week], case.allowed[week], case.rested
    closing, on_now, off_now = case.closing[case.week[d - 1]], on[d], off[d]
    on_before, off_before, yesterday = on[d - 1], off[d - 1], first - case.first[d - 1]
    less, fewer = pace_of(case, d)
    fresh_weekend, same_weekend = weekend_cost(case, d, False), weekend_cost(case, d, True)
    for u in range(off_before.shape[0]):
        if usage_at[u] == 0 or rested[u] != u:
            continue
        money = closing[u] if fresh else 0.0
        now = rested[0] if fresh else u
        for h in range(off_before.shape[1]):
            if tally_at[h] == 0 or money <= NOTHING:
                on_before[u, h] = NOTHING
                off_before[u, h] = NOTHING
                continue
            idle, rest = NOTHING, kept[h]
            if may_rest and rest >= 0:
                idle = off_now[now, rest]
            units, weekends = h // counts - less, h % counts - fewer
            for side in range(2):
                if side == 0 or same_weekend != fresh_weekend:
                    there, cost = weekends + (fresh_weekend if side == 0 else same_weekend), 0.0
                    if there >= counts:
                        there, cost = counts - 1, -price
                    open_ = may_work and there >= 0 and cost > NOTHING
                    for kind in range(len(unit)):
                        after, more = usage_next[now, kind], units + unit[kind]
                        fine = open_ and after >= 0 and 0 <= more < most and allowed[after] != 0
                        goal[kind] = more * counts + there if fine else -1
                    top = NOTHING
                    best[today] = NOTHING
                    for n in range(today - 1, -1, -1):
                        x = first + order[n]
                        to = goal[length[x]]
                        if to >= 0:
                            later = on_now[usage_next[now, length[x]], to, order[n]]
                            if later > NOTHING:
                                top = max(top, reward[x] + cost + later)
                        best[n] = top
                if side == 0:
                    off_before[u, h] = money + max(idle, best[0])
                    continue
                for i in range(yesterday):
                    on_before[u, h, i] = money + max(idle, best[follow[i]])


@njit(cache=True, nogil=True)
def most_ahead(case: Case, on: Floats, off: Floats) -> float:
    """The most that all days can earn, from what those after the first can; see ``look_ahead``."""
    status, counts = case.status[0], max(case.weekends, 0) + 1
    usage = case.rested[case.start_usage]
    most, idle = NOTHING, tally_day_off(case, 0, 0)
    if status != MUST_WORK and idle >= 0:
        most = off[0, usage, idle]
    if status != FREE and status != MUST_WORK:
        return float(most)
    week, weekend = case.week[0], weekend_cost(case, 0, False)
    for x in range(case.first[0], case.first[1]):
        after = case.usage_next[week, usage, case.length[x]]
        if after < 0 or case.allowed[week, after] == 0:
            continue
        for extra in range(weekend + 1):
            tally = tally_at_work(case, 0, 0, case.length[x], extra)
            if tally < 0 or (extra == counts and case.weekend_price == np.inf):
                continue
            money = -case.weekend_price if extra == counts else 0.0
            at = x - case.first[0]
            most = max(most, case.reward[x] + money + on[0, after, tally, at])
    return float(most)
