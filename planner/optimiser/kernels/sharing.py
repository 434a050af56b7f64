"""Who works on which queue: present people shared among queues, interval by interval.

In each interval the need is met as far as possible (a maximum flow from skills to queues, in
effective agents); what is spare goes where it is relatively thinnest. People stay on the queue they
were on where they can; the few who make up the fractions share the interval between two queues, to
the minute.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import ZERO
from planner.optimiser.kernels.packed import Bytes, Floats, Ints

SMALL = 1e-9
BEHIND = 0.1
"""Agents for one interval by which work that can wait may be behind before somebody changes."""


@njit(cache=True, nogil=True)
def flow(supply: Floats, need: Floats, serves: Bytes, out: Floats) -> None:
    """Maximum flow from skills (``supply``) to queues (``need``) along ``serves``, into ``out``.

    ``out`` holds a flow to start from, as far as need and supply allow it: who is on a queue stays.
    """
    skills, queues = serves.shape
    left = supply.copy()
    open_need = need.copy()
    for q in range(queues):
        asked = 0.0
        for k in range(skills):
            asked += out[k, q]
        keep = 1.0 if asked <= need[q] else max(0.0, need[q]) / asked
        for k in range(skills):
            out[k, q] = min(out[k, q] * keep, left[k])
            left[k] -= out[k, q]
            open_need[q] -= out[k, q]
    for width in range(1, queues + 1):
        for k in range(skills):
            served = 0
            for q in range(queues):
                served += serves[k, q]
            if served != width:
                continue
            for q in range(queues):
                if serves[k, q] and left[k] > SMALL and open_need[q] > SMALL:
                    amount = min(left[k], open_need[q])
                    out[k, q] += amount
                    left[k] -= amount
                    open_need[q] -= amount
    from_skill = np.empty(queues, np.int64)
    from_queue = np.empty(skills, np.int64)
    line = np.empty(skills + queues, np.int64)
    for _ in range(4 * skills * queues):
        from_skill[:] = -1
        from_queue[:] = -2
        head = tail = 0
        for k in range(skills):
            if left[k] > SMALL:
                from_queue[k] = -1
                line[tail] = k
                tail += 1
        target = -1
        while head < tail and target < 0:
            k = line[head]
            head += 1
            for q in range(queues):
                if serves[k, q] == 0 or from_skill[q] >= 0:
                    continue
                from_skill[q] = k
                if open_need[q] > SMALL:
                    target = q
                    break
                for other in range(skills):
                    if from_queue[other] == -2 and out[other, q] > SMALL:
                        from_queue[other] = q
                        line[tail] = other
                        tail += 1
        if target < 0:
            return
        amount = open_need[target]
        q = target
        while True:
            k = from_skill[q]
            if from_queue[k] == -1:
                amount = min(amount, left[k])
                break
            q = from_queue[k]
            amount = min(amount, out[k, q])
        open_need[target] -= amount
        q = target
        while True:
            k = from_skill[q]
            out[k, q] += amount
            if from_queue[k] == -1:
                left[k] -= amount
                break
            q = from_queue[k]
            out[k, q] -= amount


@njit(cache=True, nogil=True)
def _write(pieces: Ints, n: int, who: int, interval: int, begin: int, end: int, queue: int) -> int:
    pieces[n, 0] = who
    pieces[n, 1] = interval
    pieces[n, 2] = begin
    pieces[n, 3] = end
    pieces[n, 4] = queue
    return n + 1


@njit(cache=True, nogil=True)
def _next_queue(
    k: int, serves: Bytes, quota: Floats, missing: Floats, worth: float, last: int, preferred: int,
    need: Floats, covered: Floats, behind: Floats,
) -> tuple[int, float]:  # fmt: skip
    """The queue to work on next and for how many effective agents (0: for the rest).

    First what the flow gave this skill, the queue worked on before ahead of others; then whatever
    is missing most; then work that can wait and has fallen ``behind`` by more than ``BEHIND``; then
    the queue worked on before, or else the relatively thinnest. ``worth`` is one minute's.
    """
    if last >= 0 and quota[k, last] >= worth - SMALL:
        return last, quota[k, last]
    best = -1
    for q in range(serves.shape[1]):
        if (
            serves[k, q]
            and quota[k, q] >= worth - SMALL
            and (best < 0 or quota[k, q] > quota[k, best])
        ):
            best = q
    if best >= 0:
        return best, quota[k, best]
    for q in range(serves.shape[1]):
        if serves[k, q] and missing[q] > SMALL and (best < 0 or missing[q] > missing[best]):
            best = q
    if best >= 0:
        return best, missing[best]
    for q in range(serves.shape[1]):
        if serves[k, q] and behind[q] > BEHIND and (best < 0 or behind[q] > behind[best]):
            best = q
    if best >= 0:
        return best, behind[best]
    if last >= 0 and need[last] > 0.0:
        return last, 0.0
    for q in range(serves.shape[1]):
        if serves[k, q] == 0 or need[q] <= 0.0:
            continue
        if best < 0 or covered[q] / need[q] < covered[best] / need[best]:
            best = q
    return (best, 0.0) if best >= 0 else (preferred if last < 0 else last, 0.0)


@njit(cache=True, nogil=True)
def share_out(
    need: Floats, serves: Bytes, waits: Bytes, preferred: Ints, skill: Ints, effect: Floats,
    first: Ints, person: Ints, begin: Ints, end: Ints, step: int, pieces: Ints,
) -> int:  # fmt: skip
    """Give every stretch of presence its queues; returns how many pieces were written.

    ``first[t]:first[t + 1]`` are the stretches of interval ``t``: ``person``, ``begin`` and
    ``end`` in minutes within the interval. ``need[t, q]`` effective agents; ``waits[q]`` whether a
    queue's work can wait, so that what rounding leaves undone is made up for; ``preferred[skill]``
    the queue to work on where nothing is needed. A piece is (person, interval, begin, end, queue),
    queue -1 for people who serve none.
    """
    skills, queues = serves.shape
    width = np.zeros(skills, np.int64)
    for k in range(skills):
        for q in range(queues):
            width[k] += serves[k, q]
    supply = np.empty(skills)
    quota = np.empty((skills, queues))
    covered = np.empty(queues)
    missing = np.empty(queues)
    last_queue = np.full(len(skill), -1)
    behind = np.zeros(queues)
    n = ZERO
    for t in range(len(first) - 1):
        supply[:] = 0.0
        quota[:] = 0.0
        for i in range(first[t], first[t + 1]):
            who = person[i]
            whole = effect[who] * (end[i] - begin[i]) / step
            supply[skill[who]] += whole
            if last_queue[who] >= 0:
                quota[skill[who], last_queue[who]] += whole
        flow(supply, need[t], serves, quota)
        covered[:] = 0.0
        done = np.zeros(first[t + 1] - first[t], np.bool_)
        for i in range(first[t], first[t + 1]):
            who = person[i]
            k = skill[who]
            whole = effect[who] * (end[i] - begin[i]) / step
            q = last_queue[who]
            if q >= 0 and quota[k, q] >= whole - SMALL:
                quota[k, q] -= whole
                covered[q] += whole
                n = _write(pieces, n, who, t, begin[i], end[i], q)
                done[i - first[t]] = True
        for size in range(queues + 1):
            for i in range(first[t], first[t + 1]):
                who = person[i]
                k = skill[who]
                if done[i - first[t]] or width[k] != size:
                    continue
                at = begin[i]
                minute = effect[who] / step
                while at < end[i]:
                    for q in range(queues):
                        missing[q] = need[t, q] - covered[q]
                        for other in range(skills):
                            missing[q] -= quota[other, q]
                    q, amount = _next_queue(
                        k, serves, quota, missing, minute, last_queue[who], preferred[k], need[t],
                        covered, behind,
                    )  # fmt: skip
                    stop = end[i]
                    if amount > 0.0:
                        stop = min(stop, at + max(1, int((amount + SMALL) / minute)))
                    given = minute * (stop - at)
                    if q >= 0:
                        over = max(0.0, covered[q] - need[t, q])
                        covered[q] += given
                        over = max(0.0, covered[q] - need[t, q]) - over
                        behind[q] = max(0.0, behind[q] - over)
                        own = min(given, quota[k, q])
                        quota[k, q] -= own
                        if quota[k, q] < minute:
                            quota[k, q] = 0.0
                    n = _write(pieces, n, who, t, at, stop, q)
                    last_queue[who] = q
                    at = stop
        for q in range(queues):
            if waits[q]:
                behind[q] += max(0.0, need[t, q] - covered[q])
    return n
