"""What shortage costs and shifts pay, interval by interval.

``lack[t, s]`` is, for a set of queues ``s``, the effective agents that its queues need in interval
``t`` less those present who can serve any of it. The shortage of a group of connected queues is the
largest ``lack`` over its sets, and never below zero (Hall's condition for sharing people out).
``thin[t, c]`` is likewise the people missing from cover row ``c``.

Where the price of shortage rises with its depth, see :mod:`planner.optimiser.kernels.depth`; what
one more person is worth, :mod:`planner.optimiser.kernels.worth`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import ZERO
from planner.optimiser.kernels.depth import new_depth, squares
from planner.optimiser.kernels.packed import Facts, Floats, Ints, State
from planner.optimiser.kernels.shared import change_rows, rows_cost, team_cost

FAR = 14.0
STAYS_OFF, NOT_KEPT = -1, -2
"""A day of a rota that is kept: a day off, or nothing is kept of it; else an option."""


@njit(cache=True, nogil=True)
def shortage_cost(facts: Facts, lack: Floats, thin: Floats, low: int, high: int) -> float:
    """Money of all shortage and missing cover in intervals ``low`` to ``high``."""
    total, parts, price, thin_price = 0.0, facts.parts, facts.price, facts.thin_price
    square, members = facts.square, facts.members
    deep = square > 0.0
    depth = new_depth(members if deep else members[:0])
    hits = np.zeros(lack.shape[1] if deep else 0, np.uint8)
    for t in range(low, high):
        for g in range(len(parts) - 1):
            begin, end = parts[g], parts[g + 1]
            short = 0.0
            for s in range(begin, end):
                short = max(short, lack[t, s])
            total += price * short
            if deep and short > 0.0:
                total += square * squares(members, lack, t, begin, end, hits, 0.0, depth)
        for c in range(thin.shape[1]):
            total += thin_price * max(0.0, thin[t, c])
    return total


@njit(cache=True, nogil=True)
def soft_prices(
    facts: Facts, lack: Floats, thin: Floats, softness: float, sets: Floats, cover: Floats
) -> None:
    """Prices of all sets and cover rows at the present lack: the slope of the rounded shortage."""
    for t in range(lack.shape[0]):
        for g in range(len(facts.parts) - 1):
            low, high = facts.parts[g], facts.parts[g + 1]
            most = 0.0
            for s in range(low, high):
                most = max(most, lack[t, s])
            whole = np.exp(-most / softness)
            for s in range(low, high):
                gap = (lack[t, s] - most) / softness
                x = np.exp(gap) if gap > -FAR else 0.0
                sets[t, s] = x
                whole += x
            for s in range(low, high):
                sets[t, s] *= facts.price / whole
        for c in range(thin.shape[1]):
            x = min(max(thin[t, c] / softness, -FAR), FAR)
            cover[t, c] = facts.thin_price / (1.0 + np.exp(-x))


class Pay(NamedTuple):
    """What one person's shifts are and cost; fields as of :class:`Facts`."""

    ticks: int
    apart: int
    begin: Ints
    finish: Ints
    day: Ints
    template: Ints
    own_template: Ints
    breaks: Ints
    toll: Floats
    wage: Floats
    wish: Floats
    """D × templates"""
    kept: Ints
    """D; empty where nothing is kept"""
    change_price: float
    rate: float
    productive: int


@njit(inline="always")
def pay_of(facts: Facts, who: int) -> Pay:
    """One person's part of the facts."""
    return Pay(
        facts.ticks, facts.apart, facts.begin, facts.finish, facts.day, facts.template,
        facts.own_template, facts.breaks, facts.toll, facts.wage[facts.group[who]],
        facts.wish[who], facts.kept[who], facts.change_price, facts.rate[who],
        facts.productive[who],
    )  # fmt: skip


@njit(inline="always")
def latest_starts(breaks: Ints, row: int, begin: int, finish: int, ticks: int, out: Ints) -> None:
    """Latest tick at which each break may start, so that the ones after it still find a place.

    A place is on the interval grid wherever the window of the break holds a point of it.
    """
    limit, free = finish, begin
    for b in range(breaks.shape[1]):
        if breaks[row, b, 0] > 0:
            out[b] = max(begin + breaks[row, b, 1], free)
            free = out[b] + breaks[row, b, 0]
    for b in range(breaks.shape[1] - 1, -1, -1):
        size = breaks[row, b, 0]
        if size == 0:
            continue
        soonest = min(out[b], limit - size)
        out[b] = max(min(begin + breaks[row, b, 2], limit - size), soonest)
        on_grid = out[b] - out[b] % ticks
        if on_grid >= soonest:
            out[b] = on_grid
        limit = out[b]


@njit(inline="always")
def crowded(breaks: Ints, row: int, b: int) -> bool:
    """Whether another break of a template can take the place of break ``b``."""
    found = False
    for c in range(breaks.shape[1]):
        if c == b or breaks[row, c, 0] == 0:
            continue
        before = breaks[row, c, 2] + breaks[row, c, 0] <= breaks[row, b, 1]
        after = breaks[row, b, 2] + breaks[row, b, 0] <= breaks[row, c, 1]
        found = found or (not before and not after)
    return found


@njit(inline="always")
def wages(pay: Pay, option: int, places: Ints) -> float:
    """Pay of a shift with its breaks where they are."""
    row, wage, breaks = pay.template[option], pay.wage, pay.breaks
    minutes = wage[pay.finish[option]] - wage[pay.begin[option]]
    for b in range(len(places)):
        if places[b] >= 0 and (pay.productive or breaks[row, b, 3]):
            minutes -= wage[places[b] + breaks[row, b, 0]] - wage[places[b]]
    return float(minutes * pay.rate)


@njit(inline="always")
def saves(pay: Pay, option: int) -> float:
    """Money that a shift saves on the person's requests; negative where it costs.

    A breach of a rule on the shift alone is in it, and what it changes of a rota that is kept.
    """
    return _saved(pay.day, pay.wish, pay.own_template, pay.toll, pay.kept, pay.change_price, option)


@njit(inline="always")
def _saved(
    days: Ints, wish: Floats, own_template: Ints, toll: Floats, kept: Ints, change_price: float,
    option: int,
) -> float:  # fmt: skip
    day = days[option]
    saved = wish[day, own_template[option]] - toll[option]
    if len(kept) > 0:
        if kept[day] == option:
            saved += change_price
        elif kept[day] == STAYS_OFF:
            saved -= change_price
    return float(saved)


@njit(cache=True, nogil=True)
def option_rewards(
    facts: Facts, who: int, low: int, high: int, total: Floats, reward: Floats, places: Ints,
    own: int,
) -> None:  # fmt: skip
    """Worth of options ``low`` to ``high`` less their pay, every break where it costs least.

    ``total`` must hold the running sum by tick of what one more person is worth.
    ``places[option, b]`` receives the tick at which break ``b`` starts. ``own``: 1 counts the
    person's requests, 0 does not.
    """
    pay = pay_of(facts, who)
    ticks, rate, breaks, wage = pay.ticks, pay.rate, pay.breaks, pay.wage
    begins, finishes, templates, productive = pay.begin, pay.finish, pay.template, pay.productive
    days, wish, own_template, toll, kept = pay.day, pay.wish, pay.own_template, pay.toll, pay.kept
    apart, change_price = pay.apart, pay.change_price
    end = len(total) - 1
    last_start = np.zeros(breaks.shape[1], np.int64)
    for o in range(low, high):
        begin, finish = begins[o], finishes[o]
        gain = total[min(finish, end)] - total[min(begin, end)]
        gain -= rate * (wage[finish] - wage[begin])
        if own:
            gain += _saved(days, wish, own_template, toll, kept, change_price, o)
        free, row = begin, templates[o]
        if apart:
            latest_starts(breaks, row, begin, finish, ticks, last_start)
        for b in range(breaks.shape[1]):
            size = breaks[row, b, 0]
            if size == 0:
                places[o, b] = -1
                continue
            last = last_start[b] if apart else finish - size
            earliest = min(max(begin + breaks[row, b, 1], free), last)
            latest = min(max(begin + breaks[row, b, 2], earliest), last)
            anywhere = apart == 0 and crowded(breaks, row, b)
            spared = rate if productive or breaks[row, b, 3] else 0.0
            place = earliest
            least = np.inf
            for x in range(earliest, latest + 1):
                if x % ticks != 0 and not anywhere:
                    continue
                loss = total[min(x + size, end)] - total[min(x, end)]
                loss -= spared * (wage[x + size] - wage[x])
                if loss < least - 1e-12:
                    least = loss
                    place = x
            if least == np.inf:
                least = total[min(place + size, end)] - total[min(place, end)]
                least -= spared * (wage[place + size] - wage[place])
            gain -= least
            if apart:
                free = place + size
            places[o, b] = place
        reward[o] = gain


@njit(cache=True, nogil=True)
def running_total(value: Floats, ticks: int, low: int, high: int, total: Floats) -> None:
    """Running sum of ``value`` by tick from interval ``low`` to ``high``; flat elsewhere."""
    total[: low * ticks + 1] = 0.0
    for t in range(low, high):
        step = value[t] / ticks
        for k in range(t * ticks, (t + 1) * ticks):
            total[k + 1] = total[k] + step
    total[high * ticks + 1 :] = total[high * ticks]


@njit(cache=True, nogil=True)
def change_presence(
    facts: Facts, state: State, who: int, begin: int, finish: int, amount: float
) -> None:
    """Add ``amount`` of a person at work from tick ``begin`` to ``finish`` (below 0: take out)."""
    ticks = facts.ticks
    part = facts.part[who]
    first = facts.parts[part] if part >= 0 else 0
    last = facts.parts[part + 1] if part >= 0 else 0
    share = amount / ticks
    effect = facts.effect[who]
    hits, covers, shared = facts.hits[who], facts.covers[who], facts.shared
    lack, thin = state.lack, state.thin
    for x in range(begin, min(finish, lack.shape[0] * ticks)):
        t = x // ticks
        for s in range(first, last):
            if hits[s]:
                lack[t, s] -= share * effect
        for c in range(thin.shape[1]):
            if covers[c]:
                thin[t, c] -= share
    if len(shared.kind) > 0:
        change_rows(shared, state.shared, who, begin, finish, ticks, True, amount)


@njit(cache=True, nogil=True)
def change_shift(
    facts: Facts, state: State, who: int, option: int, places: Ints, amount: float
) -> None:
    """Add ``amount`` people on one shift (negative: take out) to what is present."""
    begin, finish, row = facts.begin[option], facts.finish[option], facts.template[option]
    change_presence(facts, state, who, begin, finish, amount)
    for b in range(len(places)):
        if places[b] >= 0:
            end = places[b] + facts.breaks[row, b, 0]
            change_presence(facts, state, who, places[b], end, -amount)
    shared, sums = facts.shared, state.shared
    if len(shared.kind) > 0:
        change_rows(shared, sums, who, begin, finish, facts.ticks, False, amount)
    g, d = facts.group[who], facts.day[option]
    m = shared.team[g]
    sums.hours[m, facts.week[g, d]] += amount * facts.paid[option]
    sums.heads[m, d + 1] += amount
    sums.sour[who] += amount * shared.sour[option]


@njit(cache=True, nogil=True)
def schedule_cost(facts: Facts, state: State) -> float:
    """Money of a schedule in the making: wages, rules, shortage, cover and teams."""
    last = state.lack.shape[0]
    money = shortage_cost(facts, state.lack, state.thin, ZERO, last)
    money += rows_cost(facts.shared, state.shared, ZERO, last)
    money += team_cost(facts.shared, state.shared, facts.shared.alike)
    return float(state.labour.sum() + state.rules.sum() + money)
