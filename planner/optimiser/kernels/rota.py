"""A person's best rota under given rewards: an exact dynamic programme over the days.

The state after a day is what the rules need to remember:

* working: run state (days in a row, nights in a row), week usage (hours and days so far this
  week), weekends so far, and which of the day's candidates was taken (for the rest rule);
* off: days off in a row up to the minimum run, week usage, weekends so far.

A day offers a few *candidates*; from one day's candidate to the next day's the rest rule is
checked on their own start and end.

Where a rota that is worth ``least`` is known already, a look ahead without the rules about runs
tells of every state how much it can still earn; states that cannot come up to ``least`` are left.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

NOTHING = -1e17
FREE, NEUTRAL_OFF, MUST_WORK, MUST_REST = 0, 1, 2, 3
"""Day status: free; leave or not employed (off, and the run of days off counts as long enough);
pinned work; pinned day off."""


@njit(cache=True, nogil=True)
def look_ahead(
    first: Ints, reward: Floats, start: Ints, end: Ints, length: Ints, usage_next: Ints,
    usage_count: Ints, week: Ints, allowed: Bytes, closing: Bytes, weekends: int, weekday: Ints,
    status: Ints, rest: int, on: Floats, off: Floats,
) -> None:  # fmt: skip
    """The most that can still be earned after each day, runs of days on and off not looked at.

    Arguments as of :func:`best_rota`. ``on[d, usage, weekends, candidate]`` and
    ``off[d, usage, weekends]`` receive the rewards of the days after ``d``; ``NOTHING`` or less
    where the week cannot be finished.
    """
    days = len(week)
    counts = weekends + 1 if weekends >= 0 else 1
    usages = usage_next.shape[1]
    width = on.shape[3]
    order = np.zeros(width, np.int64)
    best = np.empty(width + 1)
    on[days - 1] = NOTHING
    off[days - 1] = NOTHING
    for u in range(usages):
        if closing[week[days - 1], u]:
            on[days - 1, u] = 0.0
            off[days - 1, u] = 0.0
    for d in range(days - 1, 0, -1):
        w = week[d]
        fresh = w != week[d - 1]
        today = first[d + 1] - first[d]
        before = first[d] - first[d - 1]
        for i in range(today):
            x = i
            j = i - 1
            while j >= 0 and start[first[d] + order[j]] > start[first[d] + x]:
                order[j + 1] = order[j]
                j -= 1
            order[j + 1] = x
        may_work = status[d] == FREE or status[d] == MUST_WORK
        may_rest = status[d] != MUST_WORK
        on[d - 1] = NOTHING
        off[d - 1] = NOTHING
        for u in range(usage_count[w - 1] if fresh else usage_count[w]):
            if fresh and closing[w - 1, u] == 0:
                continue
            now = 0 if fresh else u
            for k in range(counts):
                idle = off[d, now, k] if may_rest else NOTHING
                for side in range(2):
                    k2 = k
                    if weekends >= 0 and (weekday[d] == 5 or (weekday[d] == 6 and side == 1)):
                        k2 = k + 1
                    best[today] = NOTHING
                    for n in range(today - 1, -1, -1):
                        best[n] = best[n + 1]
                        c = order[n]
                        u2 = usage_next[w, now, length[first[d] + c]]
                        if not may_work or k2 >= counts or u2 < 0 or allowed[w, u2] == 0:
                            continue
                        if on[d, u2, k2, c] > NOTHING:
                            best[n] = max(best[n], reward[first[d] + c] + on[d, u2, k2, c])
                    if side == 1:
                        off[d - 1, u, k] = max(idle, best[0])
                        continue
                    for i in range(before):
                        limit = end[first[d - 1] + i] + rest
                        n = 0
                        while n < today and start[first[d] + order[n]] < limit:
                            n += 1
                        on[d - 1, u, k, i] = max(idle, best[n])


@njit(cache=True, nogil=True)
def best_rota(
    first: Ints, reward: Floats, start: Ints, end: Ints, length: Ints, night: Ints, option: Ints,
    next_on: Ints, first_on: Ints, usage_next: Ints, usage_count: Ints, week: Ints,
    allowed: Bytes, closing: Bytes, weekends: int, weekday: Ints, both: Ints, status: Ints,
    off_run: int, rest: int, start_on: int, start_off: int, start_end: int, least: float,
    chosen: Ints,
) -> float:  # fmt: skip
    """Best total reward, with the option of every day in ``chosen`` (-1: off).

    ``first[d]:first[d + 1]`` are day ``d``'s candidates with ``reward``, ``start`` and ``end``
    minutes, ``length`` class, ``night`` (0/1) and ``option`` number. ``next_on[run, night]`` and
    ``first_on[night]`` give the run state after one more working day (-1: not allowed).
    ``usage_next[week, usage, length]`` likewise, of ``usage_count[week]`` usages;
    ``allowed[week, usage]`` is this person's maxima, ``closing[week, usage]`` the minima at the
    week's end. ``weekends`` is the largest count (-1: no limit). ``start_on`` is the run state
    before day 0, or -1 with ``start_off`` days off. ``least`` is what some rota is known to be
    worth, or ``-inf``. Returns ``NOTHING`` or less when no rota keeps the rules and is worth it.
    """
    days = len(week)
    runs = next_on.shape[0]
    usages = usage_next.shape[1]
    counts = weekends + 1 if weekends >= 0 else 1
    width = 1
    for d in range(days):
        width = max(width, first[d + 1] - first[d])
    on_size = runs * usages * counts * width
    off_size = off_run * usages * counts
    ahead = least > NOTHING and runs > 1
    size = days if ahead else 0
    later_on = np.empty((size, usages, counts, width))
    later_off = np.empty((size, usages, counts))
    if ahead:
        look_ahead(
            first, reward, start, end, length, usage_next, usage_count, week, allowed, closing,
            weekends, weekday, status, rest, later_on, later_off,
        )  # fmt: skip
        least -= 1e-6 + 1e-9 * abs(least)
    alive = np.ones(runs * usages * counts, np.bool_)
    alive_new = np.ones(runs * usages * counts, np.bool_)
    on = np.full(on_size, NOTHING)
    off = np.full(off_size, NOTHING)
    on_new = np.empty(on_size)
    off_new = np.empty(off_size)
    back_on = np.empty((days, on_size), np.int32)
    back_off = np.empty((days, off_size), np.int32)
    source = np.full(width, NOTHING)
    source_at = np.zeros(width, np.int64)
    best = np.empty(width)
    best_at = np.zeros(width, np.int64)
    order = np.zeros(width, np.int64)
    reach = np.zeros(width, np.int64)
    if start_on >= 0:
        on[start_on * usages * counts * width] = 0.0
    else:
        off[(min(start_off, off_run) - 1) * usages * counts] = 0.0
    for d in range(days):
        off_new[:] = NOTHING
        alive_new[:] = False
        w = week[d]
        fresh = d > 0 and week[d] != week[d - 1]
        today = first[d + 1] - first[d]
        before = 1 if d == 0 else first[d] - first[d - 1]
        # candidates of the day before in order of their end; how many leave enough rest for each
        # of today's
        for i in range(before):
            order[i] = i
        if d > 0:
            base = first[d - 1]
            for i in range(1, before):
                x = order[i]
                j = i - 1
                while j >= 0 and end[base + order[j]] > end[base + x]:
                    order[j + 1] = order[j]
                    j -= 1
                order[j + 1] = x
        for c in range(today):
            limit = start[first[d] + c] - rest
            n = 0
            while n < before and (
                (d == 0 and start_end <= limit) or (d > 0 and end[first[d - 1] + order[n]] <= limit)
            ):
                n += 1
            reach[c] = n
        may_work = status[d] == FREE or status[d] == MUST_WORK
        may_rest = status[d] != MUST_WORK
        usage_loops = 1 if fresh else usage_count[w]
        for run in range(runs):
            for used in range(usage_loops):
                for k in range(counts):
                    if not fresh and not alive[(run * usages + used) * counts + k]:
                        continue
                    found = False
                    for i in range(before):
                        value = NOTHING
                        at = -1
                        if fresh:
                            for u in range(usage_count[w - 1]):
                                if closing[w - 1, u] == 0:
                                    continue
                                if not alive[(run * usages + u) * counts + k]:
                                    continue
                                s = ((run * usages + u) * counts + k) * width + i
                                if on[s] > value:
                                    value = on[s]
                                    at = s
                        else:
                            s = ((run * usages + used) * counts + k) * width + i
                            value = on[s]
                            at = s
                        source[i] = value
                        source_at[i] = at
                        if value > NOTHING:
                            found = True
                    if not found:
                        continue
                    top = NOTHING
                    top_at = np.int64(-1)
                    for n in range(before):
                        i = order[n]
                        if source[i] > top:
                            top = source[i]
                            top_at = source_at[i]
                        best[n] = top
                        best_at[n] = top_at
                    # a day off after work
                    if may_rest and not (both[d] == 1 and weekday[d] == 6):
                        j = off_run - 1 if status[d] == NEUTRAL_OFF else 0
                        t = (j * usages + used) * counts + k
                        if top > off_new[t] and (not ahead or top + later_off[d, used, k] >= least):
                            off_new[t] = top
                            back_off[d, t] = top_at
                    if not may_work:
                        continue
                    k2 = k
                    if weekends >= 0 and (weekday[d] == 5 or (weekday[d] == 6 and d == 0)):
                        k2 = k + 1
                        if k2 > weekends:
                            continue
                    for c in range(today):
                        if reach[c] == 0:
                            continue
                        value = best[reach[c] - 1]
                        if value <= NOTHING:
                            continue
                        x = first[d] + c
                        gain = reward[x]
                        if gain <= NOTHING:
                            continue
                        run2 = next_on[run, night[x]]
                        if run2 < 0:
                            continue
                        u2 = usage_next[w, used, length[x]]
                        if u2 < 0 or allowed[w, u2] == 0:
                            continue
                        if ahead and value + gain + later_on[d, u2, k2, c] < least:
                            continue
                        s = (run2 * usages + u2) * counts + k2
                        t = s * width + c
                        if not alive_new[s] or value + gain > on_new[t]:
                            if not alive_new[s]:
                                alive_new[s] = True
                                on_new[s * width : (s + 1) * width] = NOTHING
                            on_new[t] = value + gain
                            back_on[d, t] = best_at[reach[c] - 1]
        for j in range(off_run):
            for used in range(usage_loops):
                for k in range(counts):
                    value = NOTHING
                    at = -1
                    if fresh:
                        for u in range(usage_count[w - 1]):
                            if closing[w - 1, u] == 0:
                                continue
                            s = (j * usages + u) * counts + k
                            if off[s] > value:
                                value = off[s]
                                at = s
                    else:
                        at = (j * usages + used) * counts + k
                        value = off[at]
                    if value <= NOTHING:
                        continue
                    code = on_size + at
                    if may_rest:
                        j2 = off_run - 1 if status[d] == NEUTRAL_OFF else min(j + 1, off_run - 1)
                        t = (j2 * usages + used) * counts + k
                        if value > off_new[t] and (
                            not ahead or value + later_off[d, used, k] >= least
                        ):
                            off_new[t] = value
                            back_off[d, t] = code
                    if not may_work or j < off_run - 1:
                        continue
                    if both[d] == 1 and weekday[d] == 6:
                        continue
                    k2 = k
                    if weekends >= 0 and weekday[d] >= 5:
                        k2 = k + 1
                        if k2 > weekends:
                            continue
                    for c in range(today):
                        x = first[d] + c
                        gain = reward[x]
                        if gain <= NOTHING:
                            continue
                        run2 = first_on[night[x]]
                        if run2 < 0:
                            continue
                        u2 = usage_next[w, used, length[x]]
                        if u2 < 0 or allowed[w, u2] == 0:
                            continue
                        if ahead and value + gain + later_on[d, u2, k2, c] < least:
                            continue
                        s = (run2 * usages + u2) * counts + k2
                        t = s * width + c
                        if not alive_new[s] or value + gain > on_new[t]:
                            if not alive_new[s]:
                                alive_new[s] = True
                                on_new[s * width : (s + 1) * width] = NOTHING
                            on_new[t] = value + gain
                            back_on[d, t] = code
        on, on_new = on_new, on
        alive, alive_new = alive_new, alive
        off, off_new = off_new, off
    total = NOTHING
    at = -1
    for u in range(usages):
        if closing[week[days - 1], u] == 0:
            continue
        for run in range(runs):
            for k in range(counts):
                if not alive[(run * usages + u) * counts + k]:
                    continue
                for c in range(width):
                    s = ((run * usages + u) * counts + k) * width + c
                    if on[s] > total:
                        total = on[s]
                        at = s
        for j in range(off_run):
            for k in range(counts):
                s = (j * usages + u) * counts + k
                if off[s] > total:
                    total = off[s]
                    at = on_size + s
    if total <= NOTHING:
        return NOTHING
    for d in range(days - 1, -1, -1):
        if at < on_size:
            c = at % width
            chosen[d] = option[first[d] + c]
            at = int(back_on[d, at])
        else:
            chosen[d] = -1
            at = int(back_off[d, at - on_size])
    return total
