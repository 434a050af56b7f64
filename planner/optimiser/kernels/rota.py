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

from planner.optimiser.kernels.blocks import drop_off, extend, gather, keep_off, rank
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
from planner.optimiser.kernels.tally import (
    pace_of,
    tally_at_work,
    tally_day_off,
    weekend_beyond,
    weekend_cost,
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
def _arrive(
    case: Case, table: Table, day: int, number: int, row: int, usage: int, tally: int,
    value: float, source: int,
) -> None:  # fmt: skip
    """A candidate is worked; its reward is in the value."""
    if table.ahead and value + table.later_on[day, usage, tally, number] < case.least:
        return
    push_block(table, day, block_of(table, row, usage, tally), number, value, source)


@njit(inline="always")
def _after(case: Case, day: int, usage: int, tally: int, extra: int, x: int) -> tuple[int, int]:
    """Usage and tally once a candidate is worked; a usage of -1 where that cannot be."""
    week = case.week[day]
    usage2 = case.usage_next[week, usage, case.length[x]]
    tally2 = tally_at_work(case, day, tally, case.length[x], extra)
    if usage2 < 0 or case.allowed[week, usage2] == 0 or tally2 < 0:
        return -1, 0
    return int(usage2), tally2


@njit(inline="always")
def _gather_week(case: Case, table: Table, source: Source, day: int, row: int, tally: int) -> bool:
    """At the start of a week: values of the blocks of all usages, each after its closing."""
    before, w, old = day - 1 - days_off(table, row), case.week[day - 1], day % 2
    size, width, found = size_of(case, before), table.width, False
    value, at, values, alive = source.value, source.at, table.values[old], table.alive[old]
    closing, rested, judged = case.closing[w], case.rested, case.judged[w] == 1
    latest = case.week_end[w] - case.week_rest
    first = case.first[max(before, 0)]
    ends, begin = case.end, case.week_begin[w]
    value[:size] = NOTHING
    for u in range(case.usage_count[w]):
        block = (row * table.usages + u) * table.tallies + tally
        if alive[block] == 0:
            continue
        plain, easy = closing[u], max(closing[u], closing[rested[u]])
        for i in range(size):
            place = block * width + i
            if values[place] <= NOTHING:
                continue
            end = case.start_end if before < 0 else ends[first + i]
            worth = values[place] + (easy if judged and max(end, begin) <= latest else plain)
            if worth > value[i]:
                value[i] = worth
                at[i] = place
                found = True
    return found


@njit(inline="always")
def _stop_money(case: Case, table: Table, day: int, row: int) -> float:
    """Money of a day off for those of a row; ``NOTHING`` where it cannot be."""
    if row >= table.runs:
        return 0.0
    money = -case.stop_cost[row]
    if case.both[day]:
        money -= case.both_price
    return float(max(money, NOTHING))


@njit(inline="always")
def _long_enough(case: Case, table: Table, day: int, row: int) -> bool:
    """Whether a run of days off counts as long enough once this day is one."""
    if case.status[day] == NEUTRAL_OFF:
        return True
    if row >= table.runs:
        return bool((row - table.runs) % 2 == 1)
    return bool(case.off_after[row] == len(case.off_cost) - 1)


@njit(inline="always")
def _start_money(case: Case, table: Table, day: int, row: int) -> float:
    """Money of a shift today because of what the days before were, weekends not counted."""
    off = days_off(table, row)
    if off == 0:
        return 0.0
    money = 0.0
    if (row - table.runs) % 2 == 0:
        money -= case.off_cost[min(off, len(case.off_cost)) - 1]
    if case.both[day]:
        money -= case.both_price
    return float(max(money, NOTHING))


@njit(inline="always")
def _from_row(case: Case, table: Table, ranks: Ranks, source: Source, day: int, row: int) -> None:
    """All ways from the blocks of a row: a day off, or any shift."""
    off, width, new = days_off(table, row), table.width, (day + 1) % 2
    week, counts = case.week[day], max(case.weekends, 0) + 1
    fresh = day > 0 and week != case.week[day - 1]
    may_work = case.status[day] == FREE or case.status[day] == MUST_WORK
    may_rest = case.status[day] != MUST_WORK
    size = size_of(case, day - 1 - off)
    stop, start = _stop_money(case, table, day, row), _start_money(case, table, day, row)
    long = _long_enough(case, table, day, row)
    had_rest = case.memory > 0 and case.judged[week] and case.weekday[day] >= case.memory
    last = len(case.off_cost) - 1
    row_off = table.runs + 2 * off + (1 if long else 0)
    place_off = last if long else min(off, last)
    extra = weekend_cost(case, day, off == 0 and day > 0)
    by_day = case.first_on[0] if off > 0 else case.next_on[row, 0]
    by_night = case.first_on[1] if off > 0 else case.next_on[row, 1]
    day_cost = case.first_cost[0] if off > 0 else case.run_cost[row, 0]
    night_cost = case.first_cost[1] if off > 0 else case.run_cost[row, 1]
    order, chain_first = ranks.order[off], ranks.chain_first[off]
    reach, far = ranks.reach[off], ranks.far[off]
    old_values, old_alive = table.values[day % 2], table.alive[day % 2]
    values, alive, back = table.values[new], table.alive[new], table.back[day]
    value, at, best, best_at = source.value, source.at, source.best, source.best_at
    rested, usage_next, allowed = case.rested, case.usage_next[week], case.allowed[week]
    reward, night, length, unit = case.reward, case.night, case.length, case.unit
    first, today = case.first[day], case.first[day + 1] - case.first[day]
    later_on, later_off = table.later_on[day * table.ahead], table.later_off[day * table.ahead]
    usages, tallies, ahead, least = table.usages, table.tallies, table.ahead, case.least
    memory, chains, most_units = case.memory, case.chains, case.units
    less, fewer = pace_of(case, day)
    for usage in range(1 if fresh else case.usage_count[week]):
        for tally in range(tallies):
            if fresh:
                if not _gather_week(case, table, source, day, row, tally):
                    continue
            else:
                block = (row * usages + usage) * tallies + tally
                if old_alive[block] == 0 or not gather(old_values, block * width, size, value, at):
                    continue
            kept = tally_day_off(case, day, tally)
            if may_rest and stop > NOTHING and kept >= 0:
                enough = -np.inf
                if off < memory:
                    if ahead == 1:
                        most = max(later_off[usage, kept], later_off[rested[usage], kept])
                        enough = least - most
                    target = (row_off * usages + usage) * tallies + kept
                    keep_off(value, at, size, stop, enough, values, alive, back, target, width)
                else:
                    end = rested[usage] if had_rest else usage
                    if ahead == 1:
                        enough = least - later_off[end, kept]
                    place = off_state(table, place_off, end, kept)
                    drop_off(value, at, size, stop, enough, values, back, place)
            if not may_work or start <= NOTHING:
                continue
            money, weekends = start, tally % counts + extra - fewer
            if weekends >= counts:
                weekends = counts - 1
                money -= case.weekend_price
            if weekends < 0:
                continue
            rank(value, at, order, chain_first, chains, best, best_at)
            extend(
                reward, night, length, first, today, usage_next, allowed, rested, unit, most_units,
                reach, far, chain_first, chains, best, best_at, values, alive, back, later_on,
                ahead, least, usage, tally // counts - less, weekends, counts, by_day, by_night,
                money - day_cost, money - night_cost, usages, tallies, width,
            )  # fmt: skip


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
                kept = tally_day_off(case, day, tally)
                if may_rest and kept >= 0:
                    after = last if case.status[day] == NEUTRAL_OFF else min(place + 1, last)
                    usage2 = usage
                    if case.judged[case.week[day]] and case.weekday[day] >= case.memory:
                        usage2 = case.rested[usage]
                    push_off(table, day, after, usage2, kept, value, at, case.least)
                if may_work:
                    _work_after_off(case, table, day, place, usage, tally, value, at)


@njit(inline="always")
def _work_after_off(
    case: Case, table: Table, day: int, place: int, usage: int, tally: int, value: float, at: int
) -> None:
    """Everything that may be worked today after days off without memory."""
    week, extra = case.week[day], weekend_cost(case, day, False)
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
        if case.judged[week] and case.start[x] - monday >= case.week_rest:
            usage2 = case.rested[usage2]
        _arrive(case, table, day, c, run, usage2, tally2, value + gain, at)


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
        for row in range(table.runs + 2 * case.memory):
            _from_row(case, table, ranks, source, day, row)
        _from_off(case, table, day)
    top, best = _finish(case, table)
    if top > NOTHING:
        _trace(case, table, best, chosen)
    return top
