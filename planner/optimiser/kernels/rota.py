"""One person's best rota at given rewards: the longest path through the days, rules kept.

A state after a day is a row of the table ``values``:

* *at work*: run, usage, tally and the day's candidate,
* *off, the last shift remembered*: days off so far, whether the run of days off counts as long
  enough (leave), usage, tally and the candidate of the last day at work,
* *off*: place in the run of days off, usage, tally.

Blocks of the first two kinds hold one value for each candidate. Where a rota of known worth is at
hand, states that cannot beat it with all that the days ahead can earn are dropped
(:mod:`planner.optimiser.kernels.ahead`).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.ahead import look_ahead
from planner.optimiser.kernels.case import (
    FREE,
    MUST_WORK,
    NEUTRAL_OFF,
    NOTHING,
    Bytes,
    Case,
    Floats,
    Ints,
    Small,
)
from planner.optimiser.kernels.chains import count_chains, end_of, new_chains, size_of, sort_chains
from planner.optimiser.kernels.tally import (
    tally_at_work,
    tally_day_off,
    weekend_beyond,
    weekend_cost,
)


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
def _new_table(case: Case) -> Table:
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
    size = days if ahead else 0
    table = Table(
        np.full((2, states), NOTHING), np.zeros((2, blocks), np.uint8),
        np.empty((days, states), np.int32), runs, usages, tallies, width, blocks, ahead,
        np.empty((size, usages, tallies, width)), np.empty((size, usages, tallies)),
    )  # fmt: skip
    if ahead:
        look_ahead(case, table.later_on, table.later_off)
    return table


@njit(inline="always")
def _block(table: Table, row: int, usage: int, tally: int) -> int:
    return (row * table.usages + usage) * table.tallies + tally


@njit(inline="always")
def _off_state(table: Table, place: int, usage: int, tally: int) -> int:
    return table.blocks * table.width + _block(table, place, usage, tally)


@njit(inline="always")
def _push_block(table: Table, day: int, block: int, number: int, value: float, source: int) -> None:
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
def _push_off(
    table: Table, day: int, place: int, usage: int, tally: int, value: float, source: int,
    least: float,
) -> None:  # fmt: skip
    """The same for a day off without memory."""
    if table.ahead and value + table.later_off[day, usage, tally] < least:
        return
    at = _off_state(table, place, usage, tally)
    new = (day + 1) % 2
    if value > table.values[new, at]:
        table.values[new, at] = value
        table.back[day, at] = source


@njit(inline="always")
def _days_off(table: Table, row: int) -> int:
    """Days off so far of a row of blocks, 0 at work."""
    return 0 if row < table.runs else (row - table.runs) // 2 + 1


@njit(inline="always")
def _closing(case: Case, week: int, usage: int, end: int) -> float:
    """Money at a week's end for somebody whose last shift ended at ``end``."""
    money = case.closing[week, usage]
    free = case.week_end[week] - max(end, case.week_begin[week])
    if case.judged[week] and free >= case.week_rest:
        money = max(money, case.closing[week, case.rested[usage]])
    return float(money)


@njit(inline="always")
def _gather(
    case: Case, table: Table, source: Source, day: int, row: int, usage: int, tally: int,
    fresh: bool,
) -> bool:  # fmt: skip
    """A block's values; at the start of a week those of all usages, each after its closing."""
    off = _days_off(table, row)
    before = day - 1 - off
    size = size_of(case, before)
    old = day % 2
    found = False
    if not fresh:
        block = _block(table, row, usage, tally)
        if table.alive[old, block] == 0:
            return False
        for i in range(size):
            source.at[i] = block * table.width + i
            source.value[i] = table.values[old, block * table.width + i]
            found = found or source.value[i] > NOTHING
        return found
    w = case.week[day - 1]
    for i in range(size):
        source.value[i] = NOTHING
    for u in range(case.usage_count[w]):
        block = _block(table, row, u, tally)
        if table.alive[old, block] == 0:
            continue
        for i in range(size):
            at = block * table.width + i
            if table.values[old, at] <= NOTHING:
                continue
            end = end_of(case, before, i)
            value = table.values[old, at] + _closing(case, w, u, end)
            if value > source.value[i]:
                source.value[i] = value
                source.at[i] = at
                found = True
    return found


@njit(inline="always")
def _rank(case: Case, source: Source, order: Ints, chain_first: Ints) -> None:
    """The best value of each beginning of each chain."""
    for chain in range(case.chains):
        top, at = NOTHING, np.int64(-1)
        for n in range(chain_first[chain], chain_first[chain + 1]):
            i = order[n]
            if source.value[i] > top:
                top, at = source.value[i], source.at[i]
            source.best[n] = top
            source.best_at[n] = at


@njit(inline="always")
def _top(case: Case, source: Source, chain_first: Ints, reach: Ints) -> int:
    """Place of the best value among the reachable beginnings of the chains; -1: there is none."""
    place, top = -1, NOTHING
    for chain in range(case.chains):
        n = reach[chain]
        if n > chain_first[chain] and source.best[n - 1] > top:
            top = source.best[n - 1]
            place = n - 1
    return place


@njit(inline="always")
def _arrive(
    case: Case, table: Table, day: int, number: int, row: int, usage: int, tally: int,
    value: float, source: int,
) -> None:  # fmt: skip
    """A candidate is worked; its reward is in the value."""
    if table.ahead and value + table.later_on[day, usage, tally, number] < case.least:
        return
    _push_block(table, day, _block(table, row, usage, tally), number, value, source)


@njit(inline="always")
def _after(case: Case, day: int, usage: int, tally: int, extra: int, x: int) -> tuple[int, int]:
    """Usage and tally once a candidate is worked; a usage of -1 where that cannot be."""
    w = case.week[day]
    usage2 = case.usage_next[w, usage, case.length[x]]
    tally2 = tally_at_work(case, day, tally, case.length[x], extra)
    if usage2 < 0 or case.allowed[w, usage2] == 0 or tally2 < 0:
        return -1, 0
    return int(usage2), tally2


@njit(inline="always")
def _work_after_block(
    case: Case, table: Table, ranks: Ranks, source: Source, day: int, row: int, usage: int,
    tally: int,
) -> None:  # fmt: skip
    """Everything that may be worked today by those of one block."""
    off = _days_off(table, row)
    extra = weekend_cost(case, day, off == 0 and day > 0)
    money = -case.weekend_price if weekend_beyond(case, day, tally, extra) else 0.0
    if off > 0:
        if (row - table.runs) % 2 == 0:
            money -= case.off_cost[min(off, len(case.off_cost)) - 1]
        if case.both[day]:
            money -= case.both_price
        if money <= NOTHING:
            return
    chain_first = ranks.chain_first[off]
    for c in range(case.first[day + 1] - case.first[day]):
        x = case.first[day] + c
        gain = case.reward[x] + money
        night = case.night[x]
        run = case.first_on[night] if off > 0 else case.next_on[row, night]
        gain -= case.first_cost[night] if off > 0 else case.run_cost[row, night]
        if run < 0 or gain <= NOTHING:
            continue
        usage2, tally2 = _after(case, day, usage, tally, extra, x)
        if usage2 < 0:
            continue
        for far in range(2):
            if far == 1 and case.rested[usage2] == usage2:
                break
            reach = ranks.far[off, c] if far == 1 else ranks.reach[off, c]
            n = _top(case, source, chain_first, reach)
            if n < 0:
                break
            after = case.rested[usage2] if far == 1 else usage2
            value = source.best[n] + gain
            _arrive(case, table, day, c, run, after, tally2, value, source.best_at[n])


@njit(inline="always")
def _rest_after_block(
    case: Case, table: Table, source: Source, day: int, row: int, usage: int, tally: int
) -> None:
    """A day off for those of one block."""
    off = _days_off(table, row)
    neutral = case.status[day] == NEUTRAL_OFF
    last = len(case.off_cost) - 1
    tally = tally_day_off(case, day, tally)
    money = 0.0
    if off == 0:
        money -= case.stop_cost[row]
        if case.both[day]:
            money -= case.both_price
    if tally < 0 or money <= NOTHING:
        return
    long = neutral
    if off == 0 and case.off_after[row] == last:
        long = True
    if off > 0 and (row - table.runs) % 2 == 1:
        long = True
    before = day - 1 - off
    size = size_of(case, before)
    if off < case.memory:
        row2 = table.runs + 2 * off + (1 if long else 0)
        for i in range(size):
            value = source.value[i] + money
            if value <= NOTHING:
                continue
            if table.ahead:
                later = table.later_off[day, usage, tally]
                later = max(later, table.later_off[day, case.rested[usage], tally])
                if value + later < case.least:
                    continue
            _push_block(table, day, _block(table, row2, usage, tally), i, value, source.at[i])
        return
    if case.memory > 0 and case.judged[case.week[day]] and case.weekday[day] >= case.memory:
        usage = case.rested[usage]
    place = last if long else min(off, last)
    for i in range(size):
        if source.value[i] > NOTHING:
            value = source.value[i] + money
            _push_off(table, day, place, usage, tally, value, source.at[i], case.least)


@njit(inline="always")
def _from_blocks(case: Case, table: Table, ranks: Ranks, source: Source, day: int) -> None:
    """All ways from the states that know their last shift."""
    fresh = day > 0 and case.week[day] != case.week[day - 1]
    may_work = case.status[day] == FREE or case.status[day] == MUST_WORK
    may_rest = case.status[day] != MUST_WORK
    usages = 1 if fresh else case.usage_count[case.week[day]]
    for row in range(table.runs + 2 * case.memory):
        off = _days_off(table, row)
        for usage in range(usages):
            for tally in range(table.tallies):
                if not _gather(case, table, source, day, row, usage, tally, fresh):
                    continue
                if may_rest:
                    _rest_after_block(case, table, source, day, row, usage, tally)
                if may_work:
                    _rank(case, source, ranks.order[off], ranks.chain_first[off])
                    _work_after_block(case, table, ranks, source, day, row, usage, tally)


@njit(inline="always")
def _off_value(
    case: Case, table: Table, day: int, place: int, usage: int, tally: int, fresh: bool
) -> tuple[float, int]:
    """Value of a state off, or the best of a week's after its closing, and where it stands."""
    if not fresh:
        at = _off_state(table, place, usage, tally)
        return float(table.values[day % 2, at]), at
    w = case.week[day - 1]
    top, best = NOTHING, -1
    for u in range(case.usage_count[w]):
        at = _off_state(table, place, u, tally)
        if table.values[day % 2, at] <= NOTHING:
            continue
        value = table.values[day % 2, at] + case.closing[w, u]
        if value > top:
            top, best = value, at
    return top, best


@njit(inline="always")
def _from_off(case: Case, table: Table, day: int) -> None:
    """All ways from the states off that have forgotten their last shift."""
    fresh = day > 0 and case.week[day] != case.week[day - 1]
    may_work = case.status[day] == FREE or case.status[day] == MUST_WORK
    may_rest = case.status[day] != MUST_WORK
    last = len(case.off_cost) - 1
    usages = 1 if fresh else case.usage_count[case.week[day]]
    for place in range(last + 1):
        for usage in range(usages):
            for tally in range(table.tallies):
                value, at = _off_value(case, table, day, place, usage, tally, fresh)
                if value <= NOTHING:
                    continue
                tally2 = tally_day_off(case, day, tally)
                if may_rest and tally2 >= 0:
                    after = last if case.status[day] == NEUTRAL_OFF else min(place + 1, last)
                    usage2 = usage
                    if case.judged[case.week[day]] and case.weekday[day] >= case.memory:
                        usage2 = case.rested[usage]
                    _push_off(table, day, after, usage2, tally2, value, at, case.least)
                if may_work:
                    _work_after_off(case, table, day, place, usage, tally, value, at)


@njit(inline="always")
def _work_after_off(
    case: Case, table: Table, day: int, place: int, usage: int, tally: int, value: float, at: int
) -> None:
    """Everything that may be worked today after days off without memory."""
    extra = weekend_cost(case, day, False)
    money = -case.off_cost[place]
    if weekend_beyond(case, day, tally, extra):
        money -= case.weekend_price
    if case.both[day]:
        money -= case.both_price
    if money <= NOTHING:
        return
    monday = case.week_begin[case.week[day]]
    for c in range(case.first[day + 1] - case.first[day]):
        x = case.first[day] + c
        run = case.first_on[case.night[x]]
        usage2, tally2 = _after(case, day, usage, tally, extra, x)
        gain = case.reward[x] + money - case.first_cost[case.night[x]]
        if run < 0 or usage2 < 0 or gain <= NOTHING:
            continue
        if case.judged[case.week[day]] and case.start[x] - monday >= case.week_rest:
            usage2 = case.rested[usage2]
        _arrive(case, table, day, c, run, usage2, tally2, value + gain, at)


@njit(inline="always")
def _begin(case: Case, table: Table) -> None:
    """The state on the eve of the first day."""
    last = len(case.off_cost) - 1
    if case.start_on >= 0:
        block = _block(table, case.start_on, case.start_usage, 0)
    elif 0 < case.start_days <= case.memory:
        long = 1 if case.start_off - 1 >= last else 0
        row = table.runs + 2 * (case.start_days - 1) + long
        block = _block(table, row, case.start_usage, 0)
    else:
        place = min(case.start_off - 1, last)
        table.values[0, _off_state(table, place, case.start_usage, 0)] = 0.0
        return
    table.alive[0, block] = 1
    table.values[0, block * table.width] = 0.0


@njit(inline="always")
def _finish(case: Case, table: Table) -> tuple[float, int]:
    """The best state after the last day, its week and the horizon closed."""
    days = len(case.week)
    w = case.week[days - 1]
    counts = max(case.weekends, 0) + 1
    values = table.values[days % 2]
    top, best = NOTHING, -1
    for usage in range(case.usage_count[w]):
        for tally in range(table.tallies):
            final = case.final[tally // counts]
            for row in range(table.runs + 2 * case.memory):
                block = _block(table, row, usage, tally)
                if table.alive[days % 2, block] == 0:
                    continue
                before = days - 1 - _days_off(table, row)
                for i in range(size_of(case, before)):
                    at = block * table.width + i
                    end = end_of(case, before, i)
                    value = values[at] + final + _closing(case, w, usage, end)
                    if value > top:
                        top, best = value, at
            for place in range(len(case.off_cost)):
                at = _off_state(table, place, usage, tally)
                value = values[at] + final + case.closing[w, usage]
                if value > top:
                    top, best = value, at
    return top, best


@njit(inline="always")
def _trace(case: Case, table: Table, best: int, chosen: Ints) -> None:
    """The options on the way to a state."""
    at = best
    for d in range(len(case.week) - 1, -1, -1):
        block = at // table.width
        if at < table.blocks * table.width and block < table.runs * table.usages * table.tallies:
            chosen[d] = case.option[case.first[d] + at % table.width]
        else:
            chosen[d] = -1
        at = table.back[d, at]


@njit(cache=True, nogil=True)
def best_rota(case: Case, chosen: Ints) -> float:
    """Best total reward, with the option of every day in ``chosen`` (-1: off).

    Returns ``NOTHING`` or less when no rota keeps the rules and is worth ``case.least``.
    """
    table = _new_table(case)
    width = table.width
    ranks = Ranks(*new_chains(case, width))
    source = Source(
        np.empty(width), np.zeros(width, np.int64), np.empty(width), np.zeros(width, np.int64)
    )
    _begin(case, table)
    for day in range(len(case.week)):
        monday = case.week_begin[case.week[day]]
        for off in range(case.memory + 1):
            sort_chains(case, day - 1 - off, ranks.order[off], ranks.chain_first[off])
            count_chains(
                case, day, off, monday, ranks.order[off], ranks.chain_first[off], ranks.reach[off],
                ranks.far[off],
            )  # fmt: skip
        table.alive[(day + 1) % 2] = 0
        table.values[(day + 1) % 2, table.blocks * width :] = NOTHING
        _from_blocks(case, table, ranks, source, day)
        _from_off(case, table, day)
    top, best = _finish(case, table)
    if top > NOTHING:
        _trace(case, table, best, chosen)
    return top
