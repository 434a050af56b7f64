"""Who answers contacts and who does work that can wait, where live queues are pooled.

People on live contacts take any of their live queues; only for work that can wait somebody must
leave them. In each interval those leave whom the sets of live queues can spare most.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.packed import Bytes, Floats, Ints

SMALL = 1e-9


@njit(cache=True, nogil=True)
def _most_spared(
    q: int, serves: Bytes, hits: Bytes, slack: Floats, on_live: Bytes, supply: Floats
) -> tuple[int, float]:
    """The skill that queue ``q`` can take people from, and how many agents can be spared."""
    best, most = -1, 0.0
    for k in range(len(supply)):
        if serves[k, q] == 0 or supply[k] <= SMALL:
            continue
        spare = supply[k]
        if on_live[k]:
            for s in range(hits.shape[1]):
                if hits[k, s]:
                    spare = min(spare, slack[s])
        else:
            return k, spare
        if spare > most + SMALL:
            best, most = k, spare
    return best, most


@njit(cache=True, nogil=True)
def share_pooled(
    work: Floats, need: Floats, hits: Bytes, on_live: Bytes, serves: Bytes, waits: Bytes,
    preferred: Ints, skill: Ints, effect: Floats, first: Ints, person: Ints, begin: Ints,
    end: Ints, step: int, pieces: Ints,
) -> int:  # fmt: skip
    """Give every stretch of presence its place; returns how many pieces were written.

    As :func:`planner.optimiser.kernels.sharing.share_out`, with ``work[t, q]`` the work that can
    wait (0 for live queues), ``need[t, s]`` of sets of live queues, ``hits[skill, s]``,
    ``on_live[skill]`` whether a skill has live queues; those who stay on them get as their queue
    the number of queues, and people without any go to ``preferred[skill]`` when nothing is left.
    """
    skills, queues = serves.shape
    supply = np.empty(skills)
    slack = np.empty(hits.shape[1])
    take = np.empty((skills, queues))
    behind = np.zeros(queues)
    n = 0
    for t in range(len(first) - 1):
        supply[:] = 0.0
        take[:] = 0.0
        for i in range(first[t], first[t + 1]):
            supply[skill[person[i]]] += effect[person[i]] * (end[i] - begin[i]) / step
        for s in range(hits.shape[1]):
            slack[s] = -need[t, s]
            for k in range(skills):
                if hits[k, s]:
                    slack[s] += supply[k]
        for q in range(queues):
            wanted = work[t, q] + behind[q] if waits[q] else 0.0
            while wanted > SMALL:
                k, spare = _most_spared(q, serves, hits, slack, on_live, supply)
                if k < 0:
                    break
                amount = min(wanted, spare)
                take[k, q] += amount
                supply[k] -= amount
                wanted -= amount
                if on_live[k]:
                    for s in range(hits.shape[1]):
                        if hits[k, s]:
                            slack[s] -= amount
            behind[q] = max(0.0, work[t, q] + behind[q])
        for i in range(first[t], first[t + 1]):
            who = person[i]
            k = skill[who]
            minute = effect[who] / step
            at = begin[i]
            for q in range(queues):
                if take[k, q] < minute - SMALL or at >= end[i]:
                    continue
                stop = min(end[i], at + int((take[k, q] + SMALL) / minute))
                given = minute * (stop - at)
                take[k, q] -= given
                behind[q] -= given
                pieces[n] = np.array([who, t, at, stop, q])
                n += 1
                at = stop
            if at < end[i]:
                pieces[n] = np.array([who, t, at, end[i], queues if on_live[k] else preferred[k]])
                if not on_live[k] and preferred[k] >= 0:
                    behind[preferred[k]] -= minute * (end[i] - at)
                n += 1
        for q in range(queues):
            behind[q] = max(0.0, behind[q])
    return n
