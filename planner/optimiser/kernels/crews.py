"""The coverage plan's own steps: crews of alike people, fractional head-counts, prices.

Every crew in turn moves a little (``step``) towards the head-counts that are best at the present
prices, and the prices follow what is then lacking: Frank and Wolfe (1956) by blocks on the rounded
shortage. The prices averaged over the steps give the proven bound.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.cover import (
    option_rewards,
    running_total,
    shortage_cost,
    soft_prices,
)
from planner.optimiser.kernels.moves import best_for
from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints, Room, State


@njit(cache=True, nogil=True)
def crew_step(
    facts: Facts, room: Room, who: int, heads: Floats, least: Floats, most: Floats, days: Floats,
    lack: Floats, thin: Floats, presence: Floats, starts: Floats, labour: float, step: float,
    spread: float, sets: Floats, cover: Floats,
) -> float:  # fmt: skip
    """Move one crew (``who`` stands for it) a share ``step`` towards its best head-counts.

    ``heads`` people available by day; ``least`` and ``most`` paid minutes and ``days`` working days
    by week, for the whole crew. ``presence`` by interval and ``starts`` by option of the group are
    changed in place; returns the crew's new wages.
    """
    g = facts.group[who]
    intervals = len(presence)
    for t in range(intervals):
        worth = 0.0
        for s in range(sets.shape[1]):
            if facts.hits[who, s]:
                fixed = facts.fixed[t, s]
                worth += sets[t, s] * (fixed if fixed >= 0.0 else facts.effect[who])
        for c in range(cover.shape[1]):
            if facts.covers[who, c]:
                worth += cover[t, c]
        room.value[t] = worth - facts.surplus_price * facts.effect[who]
    running_total(room.value, facts.ticks, 0, intervals, room.total)
    n = facts.days[g]
    first = facts.first[g]
    option_rewards(
        facts, who, first[0], first[n], room.value, room.total, room.reward, room.places
    )
    fresh = np.zeros(intervals)
    base = first[0]
    starts[:] *= 1.0 - step
    pay = 0.0
    for w in range(facts.week[g, n - 1] + 1):
        pay += _fill_week(
            facts, room, who, g, w, heads, least[w], most[w], days[w], spread, fresh, starts, base,
            step,
        )  # fmt: skip
    for t in range(intervals):
        change = step * (fresh[t] - presence[t])
        if change == 0.0:
            continue
        presence[t] += change
        for s in range(lack.shape[1]):
            if facts.hits[who, s]:
                fixed = facts.fixed[t, s]
                lack[t, s] -= change * (fixed if fixed >= 0.0 else facts.effect[who])
        for c in range(thin.shape[1]):
            if facts.covers[who, c]:
                thin[t, c] -= change
    return labour + step * (pay - labour)


@njit(cache=True, nogil=True)
def _fill_week(
    facts: Facts, room: Room, who: int, g: int, week: int, heads: Floats, least: float, most: float,
    days: float, spread: float, fresh: Floats, starts: Floats, base: int, step: float,
) -> float:  # fmt: skip
    """Share a week's working days out to its best days; the pay of the week."""
    n = facts.days[g]
    top = np.full(n, -1)
    for d in range(n):
        if facts.week[g, d] != week or heads[d] <= 0:
            continue
        for o in range(facts.first[g, d], facts.first[g, d + 1]):
            if top[d] < 0 or room.reward[o] > room.reward[top[d]]:
                top[d] = o
    minutes = 0.0
    used = 0.0
    pay = 0.0
    while True:
        at = -1
        for d in range(n):
            if top[d] >= 0 and (at < 0 or room.reward[top[d]] > room.reward[top[at]]):
                at = d
        if at < 0:
            return pay
        o = top[at]
        top[at] = -1
        people = min(heads[at], min(days - used, (most - minutes) / facts.paid[o]))
        if room.reward[o] <= 0:
            people = min(people, (least - minutes) / facts.paid[o])
        if people <= 0:
            continue
        used += people
        whole = 0.0
        for x in range(facts.first[g, at], facts.first[g, at + 1]):
            gap = (room.reward[x] - room.reward[o]) / spread
            if gap > -12.0:
                whole += np.exp(gap)
        for x in range(facts.first[g, at], facts.first[g, at + 1]):
            gap = (room.reward[x] - room.reward[o]) / spread
            if gap <= -12.0:
                continue
            amount = people * np.exp(gap) / whole
            starts[x - base] += step * amount
            minutes += amount * facts.paid[x]
            pay += amount * facts.rate[who] * (
                facts.work[x] if facts.productive[who] else facts.paid[x]
            )
            _add_presence(facts, room, x, amount, fresh)


@njit(cache=True, nogil=True)
def _add_presence(facts: Facts, room: Room, option: int, amount: float, out: Floats) -> None:
    row = facts.template[option]
    last = min(facts.finish[option], len(out) * facts.ticks)
    x = facts.begin[option]
    while x < last:
        inside = 0
        for b in range(facts.breaks.shape[1]):
            place = room.places[option, b]
            if place >= 0 and place <= x < place + facts.breaks[row, b, 0]:
                inside = place + facts.breaks[row, b, 0] - x
        if inside > 0:
            x += inside
            continue
        out[x // facts.ticks] += amount / facts.ticks
        x += 1


@njit(cache=True, nogil=True)
def best_totals(
    facts: Facts, state: State, room: Room, people: Ints, sets: Floats, cover: Floats, out: Floats
) -> None:
    """An upper bound of each person's best rota at given prices, into ``out``."""
    intervals = sets.shape[0]
    for i in range(len(people)):
        who = people[i]
        g = facts.group[who]
        for t in range(intervals):
            worth = 0.0
            for s in range(sets.shape[1]):
                if facts.hits[who, s]:
                    fixed = facts.fixed[t, s]
                    worth += sets[t, s] * (fixed if fixed >= 0.0 else facts.effect[who])
            for c in range(cover.shape[1]):
                if facts.covers[who, c]:
                    worth += cover[t, c]
            room.value[t] = worth - facts.surplus_price * facts.effect[who]
        running_total(room.value, facts.ticks, 0, intervals, room.total)
        days = facts.days[g]
        option_rewards(
            facts, who, facts.first[g, 0], facts.first[g, days], room.value, room.total,
            room.reward, room.places,
        )  # fmt: skip
        out[i] = best_for(facts, state, room, who, 0, days, True)


__all__ = ["Bytes", "best_totals", "crew_step", "shortage_cost", "soft_prices"]
