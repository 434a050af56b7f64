"""Kinds of people share themselves out among the rotas remembered of them, prices following.

The inner problem of a proximal bundle method (Kiwiel 1990), with a model of its own for every kind:
over all shares, the least of

    what the rotas cost + Σ over rows of the most that prices can make of what is lacking,

where prices ``p`` may leave those of the centre ``c`` at the cost of ``(p − c)² / (2 pull)``. At
given shares the prices are therefore ``c + pull · lacking``, brought back to what is allowed. One
kind after the other moves people from its dearest rota in use to its cheapest one at these prices,
as many as is best (Lacoste-Julien & Jaggi 2015: pairwise Frank–Wolfe steps).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.crews import adds_to, take_out
from planner.optimiser.kernels.packed import Facts, Floats, Ints
from planner.optimiser.kernels.remembered import Remembered

HALVINGS = 30


class Prices(NamedTuple):
    """Prices and what is lacking at them.

    ``T`` intervals, ``S`` sets, ``C`` cover rows, ``G`` groups of sets, ``M`` teams, ``W`` weeks.
    """

    sets: Floats
    """T × S; the prices now"""
    cover: Floats
    """T × C"""
    hours: Floats
    """M × W: of an hour of the team, above zero where there may be no more, below where no fewer"""
    centre_sets: Floats
    centre_cover: Floats
    centre_hours: Floats
    lack: Floats
    """T × S"""
    thin: Floats
    """T × C"""
    used: Floats
    """M × W: hours"""
    least: Floats
    """M × W: hours at least; ``-inf`` where there is no such limit"""
    most: Floats
    cheap: Floats
    """M: an hour missing from ``least`` costs so much"""
    dear: Floats
    """M: one more than ``most``"""
    caps: Floats
    """T × G: what the prices of a group's sets come to at most"""
    thin_price: float
    pull: float
    """change of a price for each agent lacking"""
    hour_pull: float
    """change of a price for each hour of a team's too many"""


@njit(inline="always")
def price_group(p: Prices, parts: Ints, t: int, g: int) -> None:
    """The prices of a group's sets in an interval, at what is lacking now."""
    begin, end, cap, whole = parts[g], parts[g + 1], p.caps[t, g], 0.0
    for s in range(begin, end):
        x = max(0.0, p.centre_sets[t, s] + p.pull * p.lack[t, s])
        p.sets[t, s] = x
        whole += x
    if whole <= cap:
        return
    low, high = 0.0, whole
    for _ in range(HALVINGS):
        middle, left = 0.5 * (low + high), 0.0
        for s in range(begin, end):
            left += max(0.0, p.sets[t, s] - middle)
        if left > cap:
            low = middle
        else:
            high = middle
    for s in range(begin, end):
        p.sets[t, s] = max(0.0, p.sets[t, s] - high)


@njit(inline="always")
def _price_cover(p: Prices, t: int, c: int) -> None:
    x = p.centre_cover[t, c] + p.pull * p.thin[t, c]
    p.cover[t, c] = min(p.thin_price, max(0.0, x))


@njit(inline="always")
def _price_hours(p: Prices, m: int, w: int) -> None:
    centre, used, price = p.centre_hours[m, w], p.used[m, w], 0.0
    if p.most[m, w] < np.inf:
        price = max(0.0, centre + p.hour_pull * (used - p.most[m, w]))
    if price == 0.0 and p.least[m, w] > -np.inf:
        price = min(0.0, centre + p.hour_pull * (used - p.least[m, w]))
    p.hours[m, w] = min(p.dear[m], max(-p.cheap[m], price))


@njit(cache=True, nogil=True)
def price_all(p: Prices, parts: Ints) -> None:
    """All prices at what is lacking now."""
    for t in range(len(p.sets)):
        for g in range(len(parts) - 1):
            price_group(p, parts, t, g)
        for c in range(p.cover.shape[1]):
            _price_cover(p, t, c)
    for m in range(len(p.hours)):
        for w in range(p.hours.shape[1]):
            _price_hours(p, m, w)


@njit(inline="always")
def _fill_adds(facts: Facts, who: int, begin: int, end: int, adds: Floats) -> None:
    """What one person at work adds to each row of the person's group of queues."""
    fixed, effect, hits = facts.fixed, facts.effect[who], facts.hits[who]
    for t in range(len(adds)):
        for s in range(begin, end):
            adds[t, s - begin] = adds_to(fixed[t, s], effect) if hits[s] else 0.0


@njit(inline="always")
def _worth(p: Prices, adds: Floats, covers: Ints, begin: int, t: int) -> float:
    """Money that one person at work is worth in an interval."""
    worth = 0.0
    for s in range(adds.shape[1]):
        worth += p.sets[t, begin + s] * adds[t, s]
    for c in range(len(covers)):
        if covers[c]:
            worth += p.cover[t, c]
    return worth


@njit(inline="always")
def _sum_up(value: Floats, first: int, total: Floats) -> None:
    """``total[t]``: what the intervals before ``t`` are worth, known up to ``first``."""
    for t in range(first, len(value)):
        total[t + 1] = total[t] + value[t]


@njit(inline="always")
def _until(total: Floats, value: Floats, tick: int, ticks: int) -> float:
    """What all the time before a tick is worth."""
    t = tick // ticks
    return float(total[t] + (value[t] * (tick - t * ticks) / ticks if tick > t * ticks else 0.0))


@njit(inline="always")
def _add_stretches(
    memory: Remembered, i: int, j: int, ticks: int, sign: float, out: Floats
) -> None:
    """Presence by interval of a rota."""
    for k in range(memory.stretches[i, j]):
        x, finish = memory.begin[i, j, k], memory.finish[i, j, k]
        while x < finish:
            t = x // ticks
            end = min(finish, (t + 1) * ticks)
            out[t] += sign * (end - x) / ticks
            x = end


@njit(inline="always")
def _dearest_and_cheapest(
    memory: Remembered, p: Prices, i: int, m: int, ticks: int, total: Floats, value: Floats
) -> tuple[int, int, float]:
    """The dearest rota in use and the cheapest one of all, and by how much it is cheaper."""
    worst, best, dearest, cheapest = -1, -1, -np.inf, np.inf
    for j in range(memory.known[i]):
        cost = memory.cost[i, j]
        for w in range(p.hours.shape[1]):
            cost += p.hours[m, w] * memory.hours[i, j, w]
        for k in range(memory.stretches[i, j]):
            cost -= _until(total, value, memory.finish[i, j, k], ticks)
            cost += _until(total, value, memory.begin[i, j, k], ticks)
        if cost < cheapest:
            best, cheapest = j, cost
        if memory.share[i, j] > 0.0 and cost > dearest:
            worst, dearest = j, cost
    return worst, best, dearest - cheapest if worst >= 0 else 0.0


@njit(inline="always")
def _bend(
    p: Prices, memory: Remembered, i: int, worst: int, best: int, m: int, change: Floats,
    adds: Floats, covers: Ints, begin: int,
) -> float:  # fmt: skip
    """By how much the gain of a move falls with the people who make it."""
    bend = 0.0
    for t in range(len(change)):
        if change[t] == 0.0:
            continue
        squared = change[t] * change[t]
        for s in range(adds.shape[1]):
            if adds[t, s] > 0.0 and p.sets[t, begin + s] > 0.0:
                bend += squared * adds[t, s] * adds[t, s]
        for c in range(len(covers)):
            if covers[c] and p.cover[t, c] > 0.0:
                bend += squared
    bend *= p.pull
    for w in range(p.hours.shape[1]):
        more = memory.hours[i, best, w] - memory.hours[i, worst, w]
        if p.hours[m, w] != 0.0:
            bend += p.hour_pull * more * more
    return bend


@njit(inline="always")
def _follow(
    p: Prices, parts: Ints, group: int, change: Floats, people: float, adds: Floats, covers: Ints,
    begin: int, value: Floats,
) -> int:  # fmt: skip
    """Let so many people be at work otherwise, and prices follow; the first interval changed.

    ``change`` is empty afterwards.
    """
    first = len(change)
    for t in range(len(change)):
        if change[t] == 0.0:
            continue
        first, more = min(first, t), people * change[t]
        for s in range(adds.shape[1]):
            p.lack[t, begin + s] -= more * adds[t, s]
        if group >= 0:
            price_group(p, parts, t, group)
        for c in range(len(covers)):
            if covers[c]:
                p.thin[t, c] -= more
                _price_cover(p, t, c)
        value[t], change[t] = _worth(p, adds, covers, begin, t), 0.0
    return first


@njit(inline="always")
def _follow_hours(
    p: Prices, memory: Remembered, i: int, worst: int, best: int, m: int, people: float
) -> None:
    """The same for the hours of the people's team."""
    for w in range(p.hours.shape[1]):
        more = memory.hours[i, best, w] - memory.hours[i, worst, w]
        if more != 0.0:
            p.used[m, w] += people * more
            _price_hours(p, m, w)


@njit(cache=True, nogil=True)
def mix(
    facts: Facts, memory: Remembered, p: Prices, order: Ints, alike: Ints, people: Ints,
    count: Floats,
) -> None:  # fmt: skip
    """One move of every kind in turn, prices following at once.

    ``order`` the kinds, those who serve the same one after the other (``alike`` is then equal);
    ``people[kind]`` stands for ``count[kind]`` people.
    """
    intervals, ticks, parts = len(p.sets), facts.ticks, facts.parts
    value, total, change = np.zeros(intervals + 1), np.zeros(intervals + 1), np.zeros(intervals)
    adds, covers = np.zeros((intervals, 0)), np.zeros(0, np.int64)
    group, begin, last = -1, 0, -1
    for i in order:
        who = people[i]
        m = facts.shared.team[facts.group[who]]
        if alike[i] != last:
            last, group = alike[i], facts.part[who]
            begin, end = (parts[group], parts[group + 1]) if group >= 0 else (0, 0)
            adds, covers = np.zeros((intervals, end - begin)), facts.covers[who].astype(np.int64)
            _fill_adds(facts, who, begin, end, adds)
            for t in range(intervals):
                value[t] = _worth(p, adds, covers, begin, t)
            _sum_up(value[:intervals], 0, total)
        worst, best, gain = _dearest_and_cheapest(memory, p, i, m, ticks, total, value)
        if gain <= 0.0:
            continue
        _add_stretches(memory, i, best, ticks, 1.0, change)
        _add_stretches(memory, i, worst, ticks, -1.0, change)
        bend = _bend(p, memory, i, worst, best, m, change, adds, covers, begin)
        moved = memory.share[i, worst]
        if bend * count[i] * moved > gain:
            moved = gain / (bend * count[i])
        memory.share[i, worst] -= moved
        memory.share[i, best] += moved
        own = moved * count[i]
        first = _follow(p, parts, group, change, own, adds, covers, begin, value)
        _follow_hours(p, memory, i, worst, best, m, own)
        _sum_up(value[:intervals], first, total)


@njit(cache=True, nogil=True)
def take_out_all(facts: Facts, memory: Remembered, p: Prices, people: Ints, count: Floats) -> None:
    """Take what everybody covers, by their shares, off what is lacking; their hours are used."""
    presence = np.zeros(len(p.sets))
    for i in range(len(people)):
        who = people[i]
        m = facts.shared.team[facts.group[who]]
        presence[:] = 0.0
        for j in range(memory.known[i]):
            if memory.share[i, j] > 0.0:
                part = count[i] * memory.share[i, j]
                _add_stretches(memory, i, j, facts.ticks, part, presence)
                p.used[m] += part * memory.hours[i, j]
        take_out(facts, who, presence, p.lack, p.thin)
