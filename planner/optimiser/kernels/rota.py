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

import numpy as np
from numba import njit

from planner.optimiser.kernels.ahead import weekend_cost
from planner.optimiser.kernels.case import FREE, MUST_WORK, NEUTRAL_OFF, NOTHING, Case, Ints
from planner.optimiser.kernels.chains import count_chains, end_of, new_chains, size_of, sort_chains
from planner.optimiser.kernels.states import (
    Ranks,
    Source,
    Table,
    block_of,
    days_off,
    new_table,
    off_state,
    push_block,
    push_off,
)


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
    off = days_off(table, row)
    before = day - 1 - off
    size = size_of(case, before)
    old = day % 2
    found = False
    if not fresh:
        block = block_of(table, row, usage, tally)
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
        block = block_of(table, row, u, tally)
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
def _top(case: Case, ranks: Ranks, source: Source, off: int, number: int, far: int) -> int:
    """Place of the best value among those that may come before a candidate; -1: there is none."""
    place, top = -1, NOTHING
    for chain in range(case.chains):
        n = ranks.far[off, number, chain] if far == 1 else ranks.reach[off, number, chain]
        if n > ranks.chain_first[off, chain] and source.best[n - 1] > top:
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
    push_block(table, day, block_of(table, row, usage, tally), number, value, source)


@njit(inline="always")
def _after(case: Case, week: int, usage: int, units: int, x: int) -> tuple[int, int]:
    """Usage and units once a candidate is worked; a usage of -1 where that cannot be."""
    kind = case.length[x]
    usage2, more = case.usage_next[week, usage, kind], units + case.unit[kind]
    if usage2 < 0 or case.allowed[week, usage2] == 0 or more >= case.units:
        return -1, 0
    return int(usage2), int(more)


@njit(inline="always")
def _work_after_block(
    case: Case, table: Table, ranks: Ranks, source: Source, day: int, row: int, usage: int,
    tally: int,
) -> None:  # fmt: skip
    """Everything that may be worked today by those of one block."""
    off, week = days_off(table, row), case.week[day]
    extra = weekend_cost(case, day, off == 0 and day > 0)
    counts = max(case.weekends, 0) + 1
    units, weekends = tally // counts, tally % counts
    money = -case.weekend_price if extra > 0 and weekends + 1 >= counts else 0.0
    weekends = min(weekends + extra, counts - 1)
    if off > 0:
        if (row - table.runs) % 2 == 0:
            money -= case.off_cost[min(off, len(case.off_cost)) - 1]
        if case.both[day]:
            money -= case.both_price
        if money <= NOTHING:
            return
    by_day = case.first_on[0] if off > 0 else case.next_on[row, 0]
    by_night = case.first_on[1] if off > 0 else case.next_on[row, 1]
    day_money = money - (case.first_cost[0] if off > 0 else case.run_cost[row, 0])
    night_money = money - (case.first_cost[1] if off > 0 else case.run_cost[row, 1])
    first = case.first[day]
    for c in range(case.first[day + 1] - first):
        x = first + c
        at_night = case.night[x] == 1
        run = by_night if at_night else by_day
        gain = case.reward[x] + (night_money if at_night else day_money)
        if run < 0 or gain <= NOTHING:
            continue
        usage2, more = _after(case, week, usage, units, x)
        if usage2 < 0:
            continue
        for far in range(2):
            if far == 1 and case.rested[usage2] == usage2:
                break
            n = _top(case, ranks, source, off, c, far)
            if n < 0:
                break
            after = case.rested[usage2] if far == 1 else usage2
            value = source.best[n] + gain
            tally2 = more * counts + weekends
            _arrive(case, table, day, c, run, after, tally2, value, source.best_at[n])


@njit(inline="always")
def _rest_after_block(
    case: Case, table: Table, source: Source, day: int, row: int, usage: int, tally: int
) -> None:
    """A day off for those of one block."""
    off = days_off(table, row)
    neutral = case.status[day] == NEUTRAL_OFF
    last = len(case.off_cost) - 1
    money = 0.0
    if off == 0:
        money -= case.stop_cost[row]
        if case.both[day]:
            money -= case.both_price
    if money <= NOTHING:
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
            push_block(table, day, block_of(table, row2, usage, tally), i, value, source.at[i])
        return
    if case.memory > 0 and case.judged[case.week[day]] and case.weekday[day] >= case.memory:
        usage = case.rested[usage]
    place = last if long else min(off, last)
    for i in range(size):
        if source.value[i] > NOTHING:
            value = source.value[i] + money
            push_off(table, day, place, usage, tally, value, source.at[i], case.least)


@njit(inline="always")
def _from_blocks(case: Case, table: Table, ranks: Ranks, source: Source, day: int) -> None:
    """All ways from the states that know their last shift."""
    fresh = day > 0 and case.week[day] != case.week[day - 1]
    may_work = case.status[day] == FREE or case.status[day] == MUST_WORK
    may_rest = case.status[day] != MUST_WORK
    usages = 1 if fresh else case.usage_count[case.week[day]]
    for row in range(table.runs + 2 * case.memory):
        off = days_off(table, row)
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
        at = off_state(table, place, usage, tally)
        return float(table.values[day % 2, at]), at
    w = case.week[day - 1]
    top, best = NOTHING, -1
    for u in range(case.usage_count[w]):
        at = off_state(table, place, u, tally)
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
                if may_rest:
                    after = last if case.status[day] == NEUTRAL_OFF else min(place + 1, last)
                    usage2 = usage
                    if case.judged[case.week[day]] and case.weekday[day] >= case.memory:
                        usage2 = case.rested[usage]
                    push_off(table, day, after, usage2, tally, value, at, case.least)
                if may_work:
                    _work_after_off(case, table, day, place, usage, tally, value, at)


@njit(inline="always")
def _work_after_off(
    case: Case, table: Table, day: int, place: int, usage: int, tally: int, value: float, at: int
) -> None:
    """Everything that may be worked today after days off without memory."""
    counts, week = max(case.weekends, 0) + 1, case.week[day]
    units, weekends = tally // counts, tally % counts
    extra = weekend_cost(case, day, False)
    money = -case.off_cost[place]
    if extra > 0 and weekends + 1 >= counts:
        money -= case.weekend_price
    weekends = min(weekends + extra, counts - 1)
    if case.both[day]:
        money -= case.both_price
    if money <= NOTHING:
        return
    monday = case.week_begin[case.week[day]]
    for c in range(case.first[day + 1] - case.first[day]):
        x = case.first[day] + c
        run = case.first_on[case.night[x]]
        usage2, more = _after(case, week, usage, units, x)
        gain = case.reward[x] + money - case.first_cost[case.night[x]]
        if run < 0 or usage2 < 0 or gain <= NOTHING:
            continue
        if case.judged[week] and case.start[x] - monday >= case.week_rest:
            usage2 = case.rested[usage2]
        _arrive(case, table, day, c, run, usage2, more * counts + weekends, value + gain, at)


@njit(inline="always")
def _begin(case: Case, table: Table) -> None:
    """The state on the eve of the first day."""
    last = len(case.off_cost) - 1
    if case.start_on >= 0:
        block = block_of(table, case.start_on, case.start_usage, 0)
    elif 0 < case.start_days <= case.memory:
        long = 1 if case.start_off - 1 >= last else 0
        row = table.runs + 2 * (case.start_days - 1) + long
        block = block_of(table, row, case.start_usage, 0)
    else:
        place = min(case.start_off - 1, last)
        table.values[0, off_state(table, place, case.start_usage, 0)] = 0.0
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
                block = block_of(table, row, usage, tally)
                if table.alive[days % 2, block] == 0:
                    continue
                before = days - 1 - days_off(table, row)
                for i in range(size_of(case, before)):
                    at = block * table.width + i
                    end = end_of(case, before, i)
                    value = values[at] + final + _closing(case, w, usage, end)
                    if value > top:
                        top, best = value, at
            for place in range(len(case.off_cost)):
                at = off_state(table, place, usage, tally)
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
    table = new_table(case)
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
