"""Shortage whose price rises with its depth: each queue's square, shared out as evenly as can be.

What a set of queues lacks falls on its *units*: queues, or connected groups of pooled ones. The sum
of their squares is least where the densest set (most lacking for each unit) is short evenly, then
the densest of what is left, and so on (Fujishige 1980). ``members[s, u]``: whether unit ``u`` is in
set ``s``.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints

NONE = 1e-9


class Depth(NamedTuple):
    """Room for the levels of one interval."""

    level: Floats
    """units: what each is short; 0: not known yet"""
    rest: Floats
    """S: what a row lacks beyond the levels of its units"""
    left: Ints
    """S: units of a row without a level"""
    size: Ints
    """S: units of a row"""


@njit(inline="always")
def new_depth(members: Bytes) -> Depth:
    """Room for any interval."""
    rows, units = members.shape
    size = np.zeros(rows, np.int64)
    for s in range(rows):
        for u in range(units):
            size[s] += members[s, u]
    return Depth(np.zeros(units), np.zeros(rows), np.zeros(rows, np.int64), size)


@njit(inline="always")
def _begin(
    lack: Floats, t: int, begin: int, end: int, hits: Bytes, less: float, depth: Depth
) -> None:
    """No unit has a level yet; ``less`` is taken off the rows that ``hits`` names."""
    rest, left, size = depth.rest, depth.left, depth.size
    depth.level[:] = 0.0
    for s in range(begin, end):
        rest[s] = lack[t, s] - less if less != 0.0 and hits[s] else lack[t, s]
        left[s] = size[s]


@njit(inline="always")
def _densest(begin: int, end: int, depth: Depth) -> tuple[int, float]:
    """The row with most lacking for each unit that has no level yet, and how much; -1: none.

    Of equals the last, which is the largest set: each then holds those picked before.
    """
    rest, left = depth.rest, depth.left
    pick, best, most = -1, NONE, NONE
    for s in range(begin, end):
        if left[s] > 0 and rest[s] > most * left[s]:
            pick, best = s, rest[s] / left[s]
            most = best - NONE
    return pick, best


@njit(inline="always")
def _settle(
    members: Bytes, pick: int, best: float, begin: int, end: int, depth: Depth
) -> tuple[int, int]:
    """The units of a row that have no level yet get one; how many they are, and the last."""
    level, rest, left, found, last = depth.level, depth.rest, depth.left, 0, -1
    for u in range(len(level)):
        if members[pick, u] == 0 or level[u] != 0.0:
            continue
        level[u] = best
        found, last = found + 1, u
        for s in range(begin, end):
            if members[s, u]:
                rest[s] -= best
                left[s] -= 1
    return found, last


@njit(cache=True, nogil=True)
def squares(
    members: Bytes, lack: Floats, t: int, begin: int, end: int, hits: Bytes, less: float,
    depth: Depth,
) -> float:  # fmt: skip
    """Sum of the squares of what each unit of a group is short in one interval.

    ``less`` is taken off the rows that ``hits`` names; ``depth.level`` receives what each unit is
    short.
    """
    _begin(lack, t, begin, end, hits, less, depth)
    total = 0.0
    while True:
        pick, best = _densest(begin, end, depth)
        if pick < 0:
            return total
        found, _ = _settle(members, pick, best, begin, end, depth)
        total += found * best * best


@njit(inline="always")
def about_saved(
    lack: Floats, t: int, begin: int, end: int, hits: Bytes, effect: float, size: Ints
) -> float:
    """About what one more person takes off the squares, by the densest row served.

    Too much where the row holds queues that the person does not serve and that lack more. It is a
    tenth of the work of :func:`squares`, and good enough for prices that are rounded anyway.
    """
    deepest, most, units = 0.0, NONE, 1
    for s in range(begin, end):
        if hits[s] and lack[t, s] > most * size[s]:
            deepest, units = lack[t, s] / size[s], size[s]
            most = deepest - NONE
    step = min(effect / units, deepest)
    return units * step * (2.0 * deepest - step)


@njit(cache=True, nogil=True)
def steep_prices(facts: Facts, lack: Floats, sets: Floats) -> None:
    """Add to the prices of all sets the slope of the squares at the present lack, if any counts."""
    if facts.square <= 0.0:
        return
    members, units = facts.members, facts.members.shape[1]
    paid, depth = np.zeros(units), new_depth(members)
    hits = np.zeros(lack.shape[1], np.uint8)
    picks, lead = np.empty(units, np.int64), np.empty(units, np.int64)
    for t in range(lack.shape[0]):
        for g in range(len(facts.parts) - 1):
            begin, end = facts.parts[g], facts.parts[g + 1]
            paid[:] = 0.0
            _begin(lack, t, begin, end, hits, 0.0, depth)
            count = _picks(members, begin, end, depth, picks, lead)
            for n in range(count - 1, -1, -1):
                steep = 2.0 * facts.square * depth.level[lead[n]]
                price = max(0.0, steep - paid[lead[n]])
                sets[t, picks[n]] += price
                for u in range(units):
                    if members[picks[n], u]:
                        paid[u] += price


@njit(inline="always")
def _picks(members: Bytes, begin: int, end: int, depth: Depth, picks: Ints, lead: Ints) -> int:
    """The densest rows one after another and a unit that each is first to hold; how many."""
    count = 0
    while True:
        pick, best = _densest(begin, end, depth)
        if pick < 0:
            return count
        picks[count] = pick
        _, lead[count] = _settle(members, pick, best, begin, end, depth)
        count += 1


@njit(cache=True, nogil=True)
def fair_shortage(facts: Facts, lack: Floats, out: Floats) -> None:
    """What each unit is short in every interval, as evenly as can be, into ``out[t, unit]``."""
    members, parts, depth = facts.members, facts.parts, new_depth(facts.members)
    hits = np.zeros(lack.shape[1], np.uint8)
    out[:] = 0.0
    for t in range(lack.shape[0]):
        for g in range(len(parts) - 1):
            squares(members, lack, t, parts[g], parts[g + 1], hits, 0.0, depth)
            for u in range(out.shape[1]):
                out[t, u] += depth.level[u]
