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
from planner.optimiser.kernels.tally import pace_of, tally_day_off, weekend_cost


@njit(inline="always")
def _by_start(case: Case, day: int, order: Ints) -> None:
    base = case.first[day]
    for i in range(case.first[day + 1] - base):
        j = i - 1
        while j >= 0 and case.start[base + order[j]] > case.start[base + i]:
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = i


@njit(cache=True, nogil=True)
def _best_later(
    reward: Floats, length: Ints, first: int, today: int, usage_next: Ints, allowed: Bytes,
    unit: Ints, most_units: int, usage: int, units: int, counts: int, kept: int, money: float,
    order: Ints, on: Floats, best: Floats,
) -> None:  # fmt: skip
    """Into ``best[n]`` the most that work on a day earns, counting candidates from ``n`` on."""
    best[today] = NOTHING
    for n in range(today - 1, -1, -1):
        best[n] = best[n + 1]
        x = first + order[n]
        after = usage_next[usage, length[x]]
        more = units + unit[length[x]]
        if after < 0 or allowed[after] == 0 or more < 0 or more >= most_units:
            continue
        later = on[after, more * counts + kept, order[n]]
        if later > NOTHING:
            best[n] = max(best[n], reward[x] + money + later)


@njit(inline="always")
def _end_of_week(case: Case, week: int, usage: int) -> float:
    """Money at the end of a week, its weekly rest granted."""
    return float(max(case.closing[week, usage], case.closing[week, case.rested[usage]]))


@njit(cache=True, nogil=True)
def look_ahead(case: Case, on: Floats, off: Floats) -> None:
    """The most that can be earned after each day, with rest between neighbours but no runs.

    ``on[d, usage, tally, candidate]`` and ``off[d, usage, tally]`` receive the money of the days
    after ``d``; ``NOTHING`` or less where the rest cannot be finished.
    """
    days = len(case.week)
    counts = max(case.weekends, 0) + 1
    order, best = np.zeros(on.shape[3], np.int64), np.empty(on.shape[3] + 1)
    follow = np.zeros(on.shape[3], np.int64)
    on[days - 1] = NOTHING
    off[days - 1] = NOTHING
    for u in range(case.usage_count[case.week[days - 1]]):
        for h in range(case.units * counts):
            end = _end_of_week(case, case.week[days - 1], u) + case.final[h // counts]
            on[days - 1, u, h] = end
            off[days - 1, u, h] = end
    for d in range(days - 1, 0, -1):
        _by_start(case, d, order)
        today = case.first[d + 1] - case.first[d]
        for i in range(case.first[d] - case.first[d - 1]):
            limit = case.end[case.first[d - 1] + i] + case.rest
            n = 0
            while n < today and case.start[case.first[d] + order[n]] < limit:
                n += 1
            follow[i] = n
        _look_back(case, d, order, follow, best, on, off)


@njit(inline="always")
def _look_back(
    case: Case, d: int, order: Ints, follow: Ints, best: Floats, on: Floats, off: Floats
) -> None:
    """What the days after ``d - 1`` can earn, from what those after ``d`` can."""
    counts, week = max(case.weekends, 0) + 1, case.week[d]
    fresh = week != case.week[d - 1]
    may_work = case.status[d] == FREE or case.status[d] == MUST_WORK
    may_rest = case.status[d] != MUST_WORK
    reward, length, unit, most_units = case.reward, case.length, case.unit, case.units
    first, today = case.first[d], case.first[d + 1] - case.first[d]
    usage_next, allowed, rested = case.usage_next[week], case.allowed[week], case.rested
    closing, on_now, off_now = case.closing[case.week[d - 1]], on[d], off[d]
    on_before, off_before = on[d - 1], off[d - 1]
    yesterday = case.first[d] - case.first[d - 1]
    less, fewer = pace_of(case, d)
    on_before[:] = NOTHING
    off_before[:] = NOTHING
    for u in range(case.usage_count[case.week[d - 1]]):
        money = max(closing[u], closing[rested[u]]) if fresh else 0.0
        if money <= NOTHING:
            continue
        now = 0 if fresh else u
        for h in range(most_units * counts):
            idle = NOTHING
            h2 = tally_day_off(case, d, h)
            if may_rest and h2 >= 0:
                idle = max(off_now[now, h2], off_now[rested[now], h2])
            for side in range(2):
                kept, cost = h % counts + weekend_cost(case, d, side == 1) - fewer, 0.0
                if kept >= counts:
                    kept = counts - 1
                    cost = -case.weekend_price
                if may_work and kept >= 0 and cost > NOTHING:
                    _best_later(
                        reward, length, first, today, usage_next, allowed, unit, most_units, now,
                        h // counts - less, counts, kept, cost, order, on_now, best,
                    )  # fmt: skip
                else:
                    best[: today + 1] = NOTHING
                if side == 0:
                    off_before[u, h] = money + max(idle, best[0])
                    continue
                for i in range(yesterday):
                    on_before[u, h, i] = money + max(idle, best[follow[i]])
