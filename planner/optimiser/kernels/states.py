"""States of the best-rota programme: a table of values and the way back through them."""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.ahead import look_ahead
from planner.optimiser.kernels.case import NOTHING, Case, Floats, Ints, Small
from planner.optimiser.kernels.reaching import reachable

CLOSED = 2
"""Row of a table's values that holds those of a week just closed."""


class Table(NamedTuple):
    """Values of all states after yesterday and today, and the way to them.

    A block is ``(row * usages + usage) * tallies + tally``; rows are the runs, then two for each
    day off that the last shift is remembered (not yet, already a long enough run of days off).
    Few blocks hold anything on a day, so those that do get slots in turn: the candidates of the
    block in slot ``s`` stand at ``s * width``. States off have a place of their own each, and are
    called ``blocks * width`` and more.
    """

    values: Floats
    """3 × states: after an even and an odd number of days, and those of a week just closed"""
    off: Floats
    """3 × states off: the same for them"""
    slot: Small
    """3 × blocks: the slot of a block, -1 where it holds nothing"""
    listed: Small
    """days + 2 × slots: the block in each slot before the first day, after each day, and in a week
    just closed"""
    used: Ints
    """days + 2: slots in use"""
    back: Small
    """the state before, day by day; only as many as there are slots are filled in"""
    begin: Ints
    """days + 1: where each day's begin in ``back``"""
    off_back: Small
    """days × states off"""
    closed: Small
    """states: the one that a state of a week just closed comes from"""
    off_closed: Small
    runs: int
    usages: int
    tallies: int
    width: int
    blocks: int
    ahead: int
    later_on: Floats
    later_off: Floats
    least: Floats
    """1: states that cannot come to so much are dropped, if what is ahead is known"""


class Ranks(NamedTuple):
    """Chains of the remembered days, see :mod:`planner.optimiser.kernels.chains`."""

    order: Ints
    chain_first: Ints
    reach: Ints
    far: Ints


class Ways(NamedTuple):
    """What a day means for each row: where a day off and a shift lead, at what money.

    ``NOTHING`` or less where that cannot be.
    """

    size: Ints
    """candidates of the last day at work"""
    days_off: Ints
    stop: Floats
    rest: Ints
    """row after a day off, or -1 - place where the last shift is forgotten"""
    start: Floats
    """rows × 2: with the cost of a run of days or nights"""
    work: Ints
    """rows × 2: row after a shift by day, by night"""
    extra: Ints
    """1 where a shift makes the weekend count"""
    kept: Ints
    """tallies: the tally after a day off; -1: none"""


class Today(NamedTuple):
    """A day's candidates in groups of one class, by day or by night."""

    member: Ints
    first: Ints
    """groups + 1: where each begins in ``member``"""
    kind: Ints
    night: Ints
    best: Floats
    """the best value of each beginning of each chain of the day before, and where it stands"""
    best_at: Ints


@njit(inline="always")
def new_table(case: Case) -> Table:
    """An empty table, with what the days ahead can earn."""
    days, first = len(case.week), case.first
    runs, usages = case.next_on.shape[0], case.usage_count.max()
    tallies = case.units * (max(case.weekends, 0) + 1)
    width = 1
    for d in range(days):
        width = max(width, first[d + 1] - first[d])
    blocks = (runs + 2 * case.memory) * usages * tallies
    states, off = blocks * width, len(case.off_cost) * usages * tallies
    ahead = 1 if runs > 1 else 0
    size = days if ahead else 1
    table = Table(
        np.empty((3, states)), np.empty((3, off)), np.empty((3, blocks), np.int32),
        np.empty((days + 2, blocks), np.int32), np.empty(days + 2, np.int64),
        np.empty(days * states, np.int32), np.zeros(days + 1, np.int64),
        np.empty((days, off), np.int32), np.empty(states, np.int32), np.empty(off, np.int32), runs,
        usages, tallies, width, blocks, ahead,
        np.empty((size, usages, tallies, width if ahead else 1)), np.empty((size, usages, tallies)),
        np.full(1, case.least),
    )  # fmt: skip
    if ahead:
        reach = reachable(case, usages, tallies)
        look_ahead(case, reach[0], reach[1], table.later_on, table.later_off)
    return table


@njit(inline="always")
def new_ways(table: Table, memory: int) -> Ways:
    """Room for the ways of a day."""
    rows = table.runs + 2 * memory
    return Ways(
        np.ones(rows, np.int64), np.zeros(rows, np.int64), np.zeros(rows),
        np.zeros(rows, np.int64), np.zeros((rows, 2)), np.zeros((rows, 2), np.int64),
        np.zeros(rows, np.int64), np.zeros(table.tallies, np.int64),
    )  # fmt: skip


@njit(inline="always")
def new_today(width: int, kinds: int) -> Today:
    """Room for the groups of a day."""
    return Today(
        np.zeros(width, np.int64), np.zeros(2 * kinds + 1, np.int64),
        np.zeros(2 * kinds, np.int64), np.zeros(2 * kinds, np.int64), np.empty(width),
        np.zeros(width, np.int64),
    )  # fmt: skip


@njit(inline="always")
def place_of(
    block: int, slot: Small, listed: Small, count: Ints, number: int, values: Floats, width: int
) -> int:
    """Where a block's values begin, in the next free slot if it has none yet.

    ``slot`` and ``listed`` after so many days; ``number`` the place of their ``count``.
    """
    at = slot[block]
    if at < 0:
        at = count[number]
        count[number] = at + 1
        slot[block] = at
        listed[at] = block
        for i in range(at * width, (at + 1) * width):
            values[i] = NOTHING
    return int(at * width)


@njit(inline="always")
def free_slots(slot: Small, listed: Small, count: Ints, number: int) -> None:
    """Take all blocks out of their slots."""
    for i in range(count[number]):
        slot[listed[i]] = -1
    count[number] = 0


@njit(inline="always")
def block_of(table: Table, row: int, usage: int, tally: int) -> int:
    """Number of a block."""
    return (row * table.usages + usage) * table.tallies + tally
