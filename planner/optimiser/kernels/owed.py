"""What off-queue activities cost at least, as a part of the proven bound.

An activity that is due in a stretch of days takes a person off work in one of the shifts there, at
a loss of ``c(o)`` in shift ``o``, wherever it is least in it. Which shift that is depends on the
rota. But whatever the level ``l``, a rota with a shift in the stretch loses at least

    l − Σ over its shifts in the stretch of max(0, l − c(o)):

its host alone makes up for that. So every shift earns ``max(0, l − c(o))``, and ``l`` is taken off
(a Lagrangian relaxation of "one shift is the host"). The level is what the rota before would lose.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.choosing import UNKNOWN
from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints


@njit(inline="always")
def _cheapest(total: Floats, begin: int, finish: int, size: int) -> tuple[float, int]:
    """The least that ``total`` grows over so many ticks of a shift, and where."""
    end, least, place = len(total) - 1, np.inf, -1
    for x in range(begin, finish - size + 1):
        loss = total[min(x + size, end)] - total[min(x, end)]
        if loss < least:
            least, place = loss, x
    return least, place


@njit(cache=True, nogil=True)
def least_loss(facts: Facts, total: Floats, who: int, k: int, rota: Ints) -> tuple[float, int]:
    """What an activity costs at least in the shifts of a rota, options by day, and its start.

    Infinite where no shift has room for it.
    """
    shared, g, begins, finishes = facts.shared, facts.group[who], facts.begin, facts.finish
    least, place, size = np.inf, -1, shared.act_size[k]
    for d in range(shared.act_from[g, k], shared.act_to[g, k]):
        if rota[d] < 0:
            continue
        loss, at = _cheapest(total, begins[rota[d]], finishes[rota[d]], size)
        if loss < least:
            least, place = loss, at
    return least, place


@njit(cache=True, nogil=True)
def charge_owed(
    facts: Facts, total: Floats, reward: Floats, who: int, owed: Bytes, known: Ints
) -> float:
    """Add to options' rewards what they spare of the level; the levels, to be taken off.

    ``total`` is the running sum by tick of what the person at work is worth; ``owed[k]`` 1 for the
    activities that the person owes in any rota; ``known`` a rota, or ``UNKNOWN`` as its first.
    """
    whole = 0.0
    if known[0] == UNKNOWN:
        return whole
    shared, g, begins, finishes = facts.shared, facts.group[who], facts.begin, facts.finish
    for k in range(len(owed)):
        if owed[k] == 0:
            continue
        level, _ = least_loss(facts, total, who, k, known)
        if level == np.inf or level <= 0.0:
            continue
        size = shared.act_size[k]
        first = facts.first[g, shared.act_from[g, k]]
        for o in range(first, facts.first[g, shared.act_to[g, k]]):
            loss, _ = _cheapest(total, begins[o], finishes[o], size)
            if loss < level:
                reward[o] += level - loss
        whole += level
    return whole


@njit(cache=True, nogil=True)
def leave_for_owed(
    facts: Facts, total: Floats, who: int, owed: Bytes, rota: Ints, count: float, presence: Floats
) -> None:
    """Take what people with this rota owe out of their presence by interval."""
    for k in range(len(owed)):
        if owed[k] == 0:
            continue
        _, place = least_loss(facts, total, who, k, rota)
        last = min(place + facts.shared.act_size[k], len(presence) * facts.ticks)
        if place >= 0:
            for x in range(place, last):
                presence[x // facts.ticks] -= count / facts.ticks
