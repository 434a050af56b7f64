"""Steps of the best-rota programme on one block of states, on bare arrays.

A block holds one value for each candidate of some day. These functions run for every block and day;
whatever they read is handed over as an array, which costs nothing, where a tuple of many arrays
would have to be copied.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import NOTHING, Bytes, Floats, Ints, Small


@njit(cache=True, nogil=True)
def gather(values: Floats, base: int, size: int, value: Floats, at: Ints) -> bool:
    """A block's values and where they stand; whether there is any."""
    found = False
    for i in range(size):
        at[i] = base + i
        value[i] = values[base + i]
        found = found or value[i] > NOTHING
    return found


@njit(cache=True, nogil=True)
def rank(
    value: Floats, at: Ints, order: Ints, chain_first: Ints, chains: int, best: Floats,
    best_at: Ints,
) -> None:  # fmt: skip
    """The best value of each beginning of each chain, and where it stands."""
    for chain in range(chains):
        top, where = NOTHING, np.int64(-1)
        for n in range(chain_first[chain], chain_first[chain + 1]):
            i = order[n]
            if value[i] > top:
                top, where = value[i], at[i]
            best[n] = top
            best_at[n] = where


@njit(cache=True, nogil=True)
def push(
    values: Floats, alive: Bytes, back: Small, block: int, width: int, number: int, value: float,
    source: int,
) -> None:  # fmt: skip
    """Keep a value of a block's candidate where it is the best so far."""
    place = block * width + number
    if alive[block] == 0:
        alive[block] = 1
        for i in range(block * width, (block + 1) * width):
            values[i] = NOTHING
    if value > values[place]:
        values[place] = value
        back[place] = source


@njit(cache=True, nogil=True)
def keep_off(
    value: Floats, at: Ints, size: int, money: float, enough: float, values: Floats, alive: Bytes,
    back: Small, block: int, width: int,
) -> None:  # fmt: skip
    """A day off, the last shift remembered in ``block``; values below ``enough`` are dropped."""
    for i in range(size):
        worth = value[i] + money
        if worth > NOTHING and worth >= enough:
            push(values, alive, back, block, width, i, worth, at[i])


@njit(cache=True, nogil=True)
def drop_off(
    value: Floats, at: Ints, size: int, money: float, enough: float, values: Floats, back: Small,
    place: int,
) -> None:  # fmt: skip
    """A day off in the state at ``place``, where the last shift is forgotten."""
    top, where = NOTHING, np.int64(-1)
    for i in range(size):
        if value[i] > top:
            top, where = value[i], at[i]
    top += money
    if where >= 0 and top >= enough and top > values[place]:
        values[place] = top
        back[place] = where


@njit(cache=True, nogil=True)
def extend(
    reward: Floats, night: Ints, length: Ints, first: int, today: int, usage_next: Ints,
    allowed: Bytes, rested: Ints, unit: Ints, most_units: int, reach: Ints, far: Ints,
    chain_first: Ints, chains: int, best: Floats, best_at: Ints, values: Floats, alive: Bytes,
    back: Small, later: Floats, ahead: int, least: float, usage: int, units: int, weekends: int,
    counts: int, by_day: int, by_night: int, day_money: float, night_money: float, usages: int,
    tallies: int, width: int,
) -> None:  # fmt: skip
    """Everything that may be worked today by those of one block.

    ``by_day`` and ``by_night`` are the rows that a shift leads to (-1: none), at that money.
    """
    for c in range(today):
        x = first + c
        at_night = night[x] == 1
        row = by_night if at_night else by_day
        gain = reward[x] + (night_money if at_night else day_money)
        if row < 0 or gain <= NOTHING:
            continue
        after = usage_next[usage, length[x]]
        more = units + unit[length[x]]
        if after < 0 or allowed[after] == 0 or more < 0 or more >= most_units:
            continue
        tally = more * counts + weekends
        for turn in range(2):
            if turn == 1 and rested[after] == after:
                break
            top, place = NOTHING, -1
            for chain in range(chains):
                n = reach[c, chain] if turn == 0 else far[c, chain]
                if n > chain_first[chain] and best[n - 1] > top:
                    top, place = best[n - 1], n - 1
            if place < 0:
                break
            end = after if turn == 0 else rested[after]
            value = top + gain
            if ahead == 1 and value + later[end, tally, c] < least:
                continue
            block = (row * usages + end) * tallies + tally
            push(values, alive, back, block, width, c, value, best_at[place])
