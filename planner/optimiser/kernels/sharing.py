"""Who works on which queue: present people shared among queues, interval by interval.

In each interval the need is met as far as possible (a maximum flow from skills to queues, in
effective agents); what is spare goes where it is relatively thinnest. People stay on the queue they
were on where they can; the few who make up the fractions share the interval between two queues, to
the minute.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.packed import Bytes, Floats, Ints

SMALL = 1e-9


@njit(cache=True, nogil=True)
def flow(supply: Floats, need: Floats, serves: Bytes, out: Floats) -> None:
    """Maximum flow from skills (``supply``) to queues (``need``) along ``serves``, into ``out``."""
    skills, queues = serves.shape
    out[:] = 0.0
    left = supply.copy()
    open_need = need.copy()
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
def share_out(
    need: Floats, serves: Bytes, preferred: Ints, skill: Ints, effect: Floats, first: Ints,
    person: Ints, begin: Ints, end: Ints, step: int, pieces: Ints,
) -> int:  # fmt: skip
    """Give every stretch of presence its queues; returns how many pieces were written.

    ``first[t]:first[t + 1]`` are the stretches of interval ``t``: ``person``, ``begin`` and
    ``end`` in minutes within the interval. ``need[t, q]`` effective agents; ``preferred[skill]``
    the queue to work on where nothing is needed. A piece is (person, interval, begin, end, queue),
    queue -1 for people who serve none.
    """
    skills, queues = serves.shape
    supply = np.empty(skills)
    quota = np.empty((skills, queues))
    total = np.empty(queues)
    last_queue = np.full(len(skill), -1)
    n = 0
    for t in range(len(first) - 1):
        supply[:] = 0.0
        for i in range(first[t], first[t + 1]):
            supply[skill[person[i]]] += effect[person[i]] * (end[i] - begin[i]) / step
        flow(supply, need[t], serves, quota)
        for q in range(queues):
            total[q] = 0.0
            for k in range(skills):
                total[q] += quota[k, q]
        for k in range(skills):
            spare = supply[k]
            for q in range(queues):
                spare -= quota[k, q]
            while spare > SMALL:
                thinnest = -1
                for q in range(queues):
                    if serves[k, q] == 0 or need[t, q] <= 0.0:
                        continue
                    if thinnest < 0 or total[q] / need[t, q] < total[thinnest] / need[t, thinnest]:
                        thinnest = q
                if thinnest < 0:
                    thinnest = preferred[k]
                if thinnest < 0:
                    break
                amount = min(spare, 0.5)
                quota[k, thinnest] += amount
                total[thinnest] += amount
                spare -= amount
        done = np.zeros(first[t + 1] - first[t], np.bool_)
        for turn in range(2):
            for i in range(first[t], first[t + 1]):
                who = person[i]
                k = skill[who]
                whole = effect[who] * (end[i] - begin[i]) / step
                q = last_queue[who]
                if done[i - first[t]]:
                    continue
                if turn == 0:
                    if q >= 0 and quota[k, q] >= whole - 1e-6:
                        quota[k, q] -= whole
                        n = _write(pieces, n, who, t, begin[i], end[i], q)
                        done[i - first[t]] = True
                    continue
                at = begin[i]
                while at < end[i]:
                    best = -1
                    if q >= 0 and quota[k, q] > 1e-6:
                        best = q
                    else:
                        for x in range(queues):
                            if serves[k, x] and quota[k, x] > 1e-6 and (
                                best < 0 or quota[k, x] > quota[k, best]
                            ):
                                best = x
                    if best < 0:
                        best = q if q >= 0 else preferred[k]
                        stop = end[i]
                    else:
                        minutes = int(np.ceil(quota[k, best] * step / effect[who] - 1e-6))
                        stop = min(end[i], at + max(1, minutes))
                        quota[k, best] -= effect[who] * (stop - at) / step
                    n = _write(pieces, n, who, t, at, stop, best)
                    at = stop
                    q = best
                last_queue[who] = q
    return n
