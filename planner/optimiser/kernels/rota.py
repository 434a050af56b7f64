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

from planner.optimiser.kernels.ahead import most_ahead
from planner.optimiser.kernels.blocks import (
    close_week,
    rest_after_blocks,
    rest_after_off,
    work_after_blocks,
    work_after_off,
)
from planner.optimiser.kernels.case import (
    FREE,
    HARDLY,
    MUST_WORK,
    NEUTRAL_OFF,
    NOTHING,
    Case,
    Ints,
)
from planner.optimiser.kernels.chains import new_chains, size_of
from planner.optimiser.kernels.states import (
    CLOSED,
    Ranks,
    Table,
    Today,
    Ways,
    block_of,
    free_slots,
    new_table,
    new_today,
    new_ways,
    place_of,
)
from planner.optimiser.kernels.tally import pace_of, weekend_cost

FIRST_HOPE, HOPE, LEAST_HOPE = 0.01, 1.5, 1e-4
"""The best rota is first looked for among those that miss the most that its days can earn by no
more than a share of it, or so many times what it missed the last time and a little."""
DIMMER, MOST_HOPES = 3.0, 6
"""What it may miss grows by this factor, so often."""


@njit(inline="always")
def days_off(table: Table, row: int) -> int:
    """Days off so far of a row of blocks, 0 at work."""
    return 0 if row < table.runs else (row - table.runs) // 2 + 1


@njit(cache=True, nogil=True)
def _look_up(case: Case, table: Table, day: int, ways: Ways) -> None:
    """What the day means for each row."""
    size, off, extra, kept, first = ways.size, ways.days_off, ways.extra, ways.kept, case.first
    again, anew = weekend_cost(case, day, day > 0), weekend_cost(case, day, False)
    for row in range(len(size)):
        off[row] = days_off(table, row)
        before = day - 1 - off[row]
        size[row] = 1 if before < 0 else first[before + 1] - first[before]
        extra[row] = again if off[row] == 0 else anew
    _look_up_rest(case, table, day, ways)
    _look_up_work(case, table, day, ways)
    less, fewer = pace_of(case, day)
    counts, most = max(case.weekends, 0) + 1, case.units
    for tally in range(len(kept)):
        units, weekends = tally // counts - less, tally % counts - fewer
        fits = 0 <= units < most and 0 <= weekends < counts
        kept[tally] = units * counts + weekends if fits else -1


@njit(inline="always")
def _look_up_rest(case: Case, table: Table, day: int, ways: Ways) -> None:
    """Money of a day off after each row, and where it leads."""
    stop, rest, days, runs = ways.stop, ways.rest, ways.days_off, table.runs
    stop_cost, off_after, memory = case.stop_cost, case.off_after, case.memory
    last, neutral = len(case.off_cost) - 1, case.status[day] == NEUTRAL_OFF
    both = case.both_price if case.both[day] else 0.0
    for row in range(len(rest)):
        off = days[row]
        stop[row] = -stop_cost[row] - both if off == 0 else 0.0
        own = off_after[row] == last if off == 0 else (row - runs) % 2 == 1
        long = neutral or own
        place = last if long else min(off, last)
        rest[row] = runs + 2 * off + long if off < memory else -1 - place


@njit(inline="always")
def _look_up_work(case: Case, table: Table, day: int, ways: Ways) -> None:
    """Money of a shift by day or night after each row, weekends not counted, and its run."""
    start, work, days, runs = ways.start, ways.work, ways.days_off, table.runs
    run_cost, next_on, off_cost = case.run_cost, case.next_on, case.off_cost
    first_cost, first_on = case.first_cost, case.first_on
    both = case.both_price if case.both[day] else 0.0
    for row in range(len(days)):
        off = days[row]
        for night in range(2):
            if off == 0:
                start[row, night], work[row, night] = -run_cost[row, night], next_on[row, night]
                continue
            start[row, night], work[row, night] = -first_cost[night] - both, first_on[night]
            if (row - runs) % 2 == 0:
                start[row, night] -= off_cost[min(off, len(off_cost)) - 1]


@njit(cache=True, nogil=True)
def _group(case: Case, day: int, today: Today) -> None:
    """The day's candidates by class and night."""
    length, night, first, kinds = case.length, case.night, case.first[day], len(case.unit)
    last, count = case.first[day + 1], 0
    member, begin, kind_of, night_of = today.member, today.first, today.kind, today.night
    for group in range(2 * kinds):
        begin[group], kind_of[group], night_of[group] = count, group // 2, group % 2
        for x in range(first, last):
            if length[x] == group // 2 and night[x] == group % 2:
                member[count] = x - first
                count += 1
    begin[2 * kinds] = count


@njit(inline="always")
def _begin(case: Case, table: Table) -> None:
    """The state on the eve of the first day."""
    last = len(case.off_cost) - 1
    table.slot[:] = -1
    table.used[:] = 0
    table.off[0] = NOTHING
    if case.start_on >= 0:
        block = block_of(table, case.start_on, case.start_usage, 0)
    elif 0 < case.start_days <= case.memory:
        long = 1 if case.start_off - 1 >= last else 0
        row = table.runs + 2 * (case.start_days - 1) + long
        block = block_of(table, row, case.start_usage, 0)
    else:
        place = min(case.start_off - 1, last)
        table.off[0, block_of(table, place, case.start_usage, 0)] = 0.0
        return
    at = place_of(
        block, table.slot[0], table.listed[0], table.used, 0, table.values[0], table.width
    )  # fmt: skip
    table.values[0, at] = 0.0


@njit(cache=True, nogil=True)
def _finish(case: Case, table: Table, ways: Ways) -> tuple[float, int]:
    """The best state after the last day, its week and the horizon closed."""
    days, counts, final = len(case.week), max(case.weekends, 0) + 1, case.final
    for row in range(len(ways.size)):
        ways.size[row] = size_of(case, days - 1 - ways.days_off[row])
    close_week(case, table, ways, days)
    values, off, closed, size = table.values[CLOSED], table.off[CLOSED], table.closed, ways.size
    listed, usages, tallies, width = table.listed[-1], table.usages, table.tallies, table.width
    top, best = NOTHING, -1
    for number in range(table.used[-1]):
        block = listed[number]
        row, money = block // (usages * tallies), final[block % tallies // counts]
        for at in range(number * width, number * width + size[row]):
            if values[at] + money > top:
                top, best = values[at] + money, closed[at]
    for place in range(len(case.off_cost)):
        for tally in range(tallies):
            at = block_of(table, place, 0, tally)
            if off[at] + final[tally // counts] > top:
                top, best = off[at] + final[tally // counts], table.off_closed[at]
    return top, best


@njit(inline="always")
def _trace(case: Case, table: Table, best: int, chosen: Ints) -> None:
    """The options on the way to a state."""
    at, first, option, width = best, case.first, case.option, table.width
    back, off_back, begin, listed = table.back, table.off_back, table.begin, table.listed
    behind, work = table.blocks * width, table.runs * table.usages * table.tallies
    for d in range(len(case.week) - 1, -1, -1):
        chosen[d] = -1
        if at >= behind:
            at = off_back[d, at - behind]
            continue
        if listed[d + 1, at // width] < work:
            chosen[d] = option[first[d] + at % width]
        at = back[begin[d] + at]


@njit(cache=True, nogil=True)
def best_rota(case: Case, chosen: Ints) -> float:
    """Best total reward, with the option of every day in ``chosen`` (-1: off).

    Returns ``NOTHING`` or less when no rota keeps the rules and is worth ``case.least``. One close
    to the most that the days can earn is looked for first, if that is more; ``case.missed`` then
    learns by how much less it is worth.
    """
    table = new_table(case)
    if table.ahead == 0:
        return _through(case, table, Ranks(*new_chains(case, table.width)), chosen)
    most, missed = most_ahead(case, table.later_on, table.later_off), case.missed
    if most <= HARDLY or most < case.least:
        return NOTHING
    ranks, scale, found = Ranks(*new_chains(case, table.width)), max(1.0, abs(most)), NOTHING
    miss = FIRST_HOPE * scale if missed[0] < 0 else HOPE * missed[0] + LEAST_HOPE * scale
    for _ in range(MOST_HOPES):
        if most - miss <= case.least or found > NOTHING:
            break
        table.least[0] = most - miss
        found = _through(case, table, ranks, chosen)
        miss *= DIMMER
    if found <= NOTHING:
        table.least[0] = case.least if case.least > NOTHING else -np.inf
        found = _through(case, table, ranks, chosen)
    if found > NOTHING:
        missed[0] = most - found
    return found


@njit(inline="always")
def _turn(table: Table, day: int) -> None:
    """Room for the states after a day, where those of two days before stood."""
    row = (day + 1) % 2
    if day > 0:
        free_slots(table.slot[row], table.listed[day - 1], table.used, day - 1)
    table.off[row] = NOTHING


@njit(cache=True, nogil=True)
def _through(case: Case, table: Table, ranks: Ranks, chosen: Ints) -> float:
    """Day by day to the best state at the end, and back."""
    ways, today = new_ways(table, case.memory), new_today(table.width, len(case.unit))
    week, status = case.week, case.status
    _begin(case, table)
    for day in range(len(week)):
        fresh = day > 0 and week[day] != week[day - 1]
        _look_up(case, table, day, ways)
        if fresh:
            close_week(case, table, ways, day)
        _turn(table, day)
        if status[day] != MUST_WORK:
            rest_after_blocks(case, table, ways, day, fresh)
            rest_after_off(case, table, ways, day, fresh, status[day] == NEUTRAL_OFF)
        if status[day] == FREE or status[day] == MUST_WORK:
            _group(case, day, today)
            work_after_blocks(case, table, ranks, ways, today, day, fresh)
            work_after_off(case, table, today, day, fresh)
        table.begin[day + 1] = table.begin[day] + table.used[day + 1] * table.width
    top, best = _finish(case, table, ways)
    if top <= HARDLY:
        return NOTHING
    _trace(case, table, best, chosen)
    return top
