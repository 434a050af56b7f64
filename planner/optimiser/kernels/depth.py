"""Shortage whose price rises with its depth: each queue's square, shared out as evenly as can be.

What a set of queues lacks falls on its *units*: queues, or connected groups of pooled ones. The sum
of their squares is least where the densest set (most lacking for each unit) is short evenly, then
the densest of what is left, and so on (Fujishige 1980). ``members[s, u]``: whether unit ``u`` is in
set ``s``.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints

NONE = 1e-9


@njit(inline="always")
def _densest(
    members: Bytes, lack: Floats, t: int, begin: int, end: int, hits: Bytes, less: float,
    level: Floats,
) -> tuple[int, float]:  # fmt: skip
    """The row with most lacking for each unit that has no level yet, and how much; -1: none.

    Of equals the last, which is the largest set: each then holds those picked before.
    """
    pick, best = -1, NONE
    for s in range(begin, end):
        rest = lack[t, s]
        if less != 0.0 and hits[s]:
            rest -= less
        if rest < best:
            continue
        count = 0
        for u in range(members.shape[1]):
            if members[s, u]:
                rest -= level[u]
                count += 1 if level[u] == 0.0 else 0
        if count > 0 and rest > (best - NONE if pick >= 0 else best) * count:
            pick, best = s, rest / count
    return pick, best


@njit(cache=True, nogil=True)
def squares(
    members: Bytes, lack: Floats, t: int, begin: int, end: int, hits: Bytes, less: float,
    level: Floats,
) -> float:  # fmt: skip
    """Sum of the squares of what each unit of a group is short in one interval.

    ``less`` is taken off the rows that ``hits`` names; ``level`` receives what each unit is short.
    """
    level[:] = 0.0
    total = 0.0
    while True:
        pick, best = _densest(members, lack, t, begin, end, hits, less, level)
        if pick < 0:
            return total
        for u in range(members.shape[1]):
            if members[pick, u] and level[u] == 0.0:
                level[u] = best
                total += best * best


@njit(cache=True, nogil=True)
def steep_prices(facts: Facts, lack: Floats, sets: Floats) -> None:
    """Add to the prices of all sets the slope of the squares at the present lack, if any counts."""
    if facts.square <= 0.0:
        return
    members, units = facts.members, facts.members.shape[1]
    level, paid = np.zeros(units), np.zeros(units)
    hits = np.zeros(lack.shape[1], np.uint8)
    picks, lead = np.empty(units, np.int64), np.empty(units, np.int64)
    for t in range(lack.shape[0]):
        for g in range(len(facts.parts) - 1):
            begin, end = facts.parts[g], facts.parts[g + 1]
            level[:] = 0.0
            paid[:] = 0.0
            count = _picks(members, lack, t, begin, end, hits, level, picks, lead)
            for n in range(count - 1, -1, -1):
                price = max(0.0, 2.0 * facts.square * level[lead[n]] - paid[lead[n]])
                sets[t, picks[n]] += price
                for u in range(units):
                    if members[picks[n], u]:
                        paid[u] += price


@njit(inline="always")
def _picks(
    members: Bytes, lack: Floats, t: int, begin: int, end: int, hits: Bytes, level: Floats,
    picks: Ints, lead: Ints,
) -> int:  # fmt: skip
    """The densest rows one after another and a unit that each is first to hold; how many."""
    count = 0
    while True:
        pick, best = _densest(members, lack, t, begin, end, hits, 0.0, level)
        if pick < 0:
            return count
        picks[count] = pick
        for u in range(members.shape[1]):
            if members[pick, u] and level[u] == 0.0:
                level[u] = best
                lead[count] = u
        count += 1


@njit(cache=True, nogil=True)
def fair_shortage(facts: Facts, lack: Floats, out: Floats) -> None:
    """What each unit is short in every interval, as evenly as can be, into ``out[t, unit]``."""
    members, parts = facts.members, facts.parts
    level, hits = np.zeros(members.shape[1]), np.zeros(lack.shape[1], np.uint8)
    out[:] = 0.0
    for t in range(lack.shape[0]):
        for g in range(len(parts) - 1):
            squares(members, lack, t, parts[g], parts[g + 1], hits, 0.0, level)
            for u in range(len(level)):
                out[t, u] += level[u]
