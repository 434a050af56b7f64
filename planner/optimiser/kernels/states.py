"""States of the best-rota programme: a table of values and the way back through them."""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.ahead import look_ahead
from planner.optimiser.kernels.case import NOTHING, Bytes, Case, Floats, Ints, Small


class Table(NamedTuple):
    """Values of all states after yesterday and today, and the way to them.

    A block is ``(row * usages + usage) * tallies + tally``; rows are the runs, then two for each
    day off that the last shift is remembered (not yet, already a long enough run of days off).
    Block ``b``'s candidates stand at ``b * width``; the states off follow behind all blocks.
    """

    values: Floats
    """2 × states: after an even and an odd number of days"""
    alive: Bytes
    """2 × blocks"""
    back: Small
    """days × states: the state before"""
    runs: int
    usages: int
    tallies: int
    width: int
    blocks: int
    ahead: int
    later_on: Floats
    later_off: Floats


class Ranks(NamedTuple):
    """Chains of the remembered days, see :mod:`planner.optimiser.kernels.chains`."""

    order: Ints
    chain_first: Ints
    reach: Ints
    far: Ints


class Source(NamedTuple):
    """One block's values in the order of the chains of its day."""

    value: Floats
    at: Ints
    best: Floats
    best_at: Ints


@njit(inline="always")
def new_table(case: Case) -> Table:
    """An empty table, with what the days ahead can earn where a rota's worth is known."""
    days = len(case.week)
    runs, usages = case.next_on.shape[0], case.usage_next.shape[1]
    counts = max(case.weekends, 0) + 1
    tallies = case.units * counts
    width = 1
    for d in range(days):
        width = max(width, case.first[d + 1] - case.first[d])
    blocks = (runs + 2 * case.memory) * usages * tallies
    states = blocks * width + len(case.off_cost) * usages * tallies
    ahead = 1 if case.least > NOTHING and runs > 1 else 0
    size = days if ahead else 1
    table = Table(
        np.full((2, states), NOTHING), np.zeros((2, blocks), np.uint8),
        np.empty((days, states), np.int32), runs, usages, tallies, width, blocks, ahead,
        np.empty((size, usages, tallies, width if ahead else 1)),
        np.empty((size, usages, tallies)),
    )  # fmt: skip
    if ahead:
        look_ahead(case, table.later_on, table.later_off)
    return table


@njit(inline="always")
def block_of(table: Table, row: int, usage: int, tally: int) -> int:
    """Number of a block."""
    return (row * table.usages + usage) * table.tallies + tally


@njit(inline="always")
def off_state(table: Table, place: int, usage: int, tally: int) -> int:
    """Place of a state off in the table."""
    return table.blocks * table.width + block_of(table, place, usage, tally)


@njit(inline="always")
def push_block(table: Table, day: int, block: int, number: int, value: float, source: int) -> None:
    """Keep a value of a block's candidate where it is the best so far."""
    at = block * table.width + number
    new = (day + 1) % 2
    if table.alive[new, block] == 0:
        table.alive[new, block] = 1
        table.values[new, block * table.width : (block + 1) * table.width] = NOTHING
    if value > table.values[new, at]:
        table.values[new, at] = value
        table.back[day, at] = source


@njit(inline="always")
def push_off(
    table: Table, day: int, place: int, usage: int, tally: int, value: float, source: int,
    least: float,
) -> None:  # fmt: skip
    """The same for a day off without memory."""
    if table.ahead and value + table.later_off[day, usage, tally] < least:
        return
    at = off_state(table, place, usage, tally)
    new = (day + 1) % 2
    if value > table.values[new, at]:
        table.values[new, at] = value
        table.back[day, at] = source


@njit(inline="always")
def days_off(table: Table, row: int) -> int:
    """Days off so far of a row of blocks, 0 at work."""
    return 0 if row < table.runs else (row - table.runs) // 2 + 1
