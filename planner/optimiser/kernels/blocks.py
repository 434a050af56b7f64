"""Steps of the best-rota programme from the states of one day to those of the next.

Whatever is read in a loop is a local name first: reading an array out of a tuple counts its users,
which would take most of the time.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import NOTHING, Case, Floats, Ints, Small
from planner.optimiser.kernels.states import CLOSED, Ranks, Table, Today, Ways
from planner.optimiser.kernels.tally import pace_of, weekend_cost

NEVER = np.iinfo(np.int64).max


@njit(cache=True, nogil=True)
def close_week(case: Case, table: Table, ways: Ways, day: int) -> None:
    """The values after the week before a day: the best of all its usages, each after its closing.

    They stand under usage 0. States off have had their weekly rest counted already.
    """
    week, width, usages, tallies = case.week[day - 1], table.width, table.usages, table.tallies
    old, old_alive = table.values[day % 2], table.alive[day % 2]
    values, alive, closed = table.values[CLOSED], table.alive[CLOSED], table.closed
    size, days_off, first, ends = ways.size, ways.days_off, case.first, case.end
    closing, rested, judged = case.closing[week], case.rested, case.judged[week] == 1
    latest, begin = case.week_end[week] - case.week_rest, case.week_begin[week]
    count, start_end = case.usage_count[week], case.start_end
    alive[:] = 0
    for row in range(len(size)):
        before = day - 1 - days_off[row]
        base = first[max(before, 0)]
        for tally in range(tallies):
            target = row * usages * tallies + tally
            for usage in range(count):
                block = (row * usages + usage) * tallies + tally
                if old_alive[block] == 0:
                    continue
                if alive[target] == 0:
                    alive[target] = 1
                    values[target * width : (target + 1) * width] = NOTHING
                plain = closing[usage]
                easy = max(plain, closing[rested[usage]]) if judged else plain
                for i in range(size[row]):
                    value = old[block * width + i]
                    if value <= NOTHING:
                        continue
                    end = start_end if before < 0 else ends[base + i]
                    value += easy if max(end, begin) <= latest else plain
                    if value > values[target * width + i]:
                        values[target * width + i] = value
                        closed[target * width + i] = block * width + i
    _close_off(old, values, closed, closing, table.blocks * width, len(case.off_cost), count,
               usages, tallies)  # fmt: skip


@njit(cache=True, nogil=True)
def _close_off(
    old: Floats, values: Floats, closed: Small, closing: Floats, behind: int, places: int,
    count: int, usages: int, tallies: int,
) -> None:  # fmt: skip
    """The same for the states off, which stand ``behind`` the others."""
    for place in range(places):
        for tally in range(tallies):
            to = behind + place * usages * tallies + tally
            values[to] = NOTHING
            for usage in range(count):
                at = behind + (place * usages + usage) * tallies + tally
                if old[at] > NOTHING and old[at] + closing[usage] > values[to]:
                    values[to] = old[at] + closing[usage]
                    closed[to] = at


@njit(cache=True, nogil=True)
def rest_after_blocks(case: Case, table: Table, ways: Ways, day: int, fresh: bool) -> None:
    """A day off for everybody whose last shift is remembered."""
    old_row, new_row = CLOSED if fresh else day % 2, (day + 1) % 2
    old, old_alive, closed = table.values[old_row], table.alive[old_row], table.closed
    values, alive, back = table.values[new_row], table.alive[new_row], table.back[day]
    later, rested, ahead = table.later_off[day * table.ahead], case.rested, table.ahead
    usages, tallies, width, least = table.usages, table.tallies, table.width, table.least[0]
    size, stop, rest, kept = ways.size, ways.stop, ways.rest, ways.kept
    behind, week = table.blocks * width, case.week[day]
    had_rest = case.memory > 0 and case.judged[week] == 1 and case.weekday[day] >= case.memory
    for row in range(len(size)):
        money, forgets = stop[row], rest[row] < 0
        to_row = -1 - rest[row] if forgets else rest[row]
        if money <= NOTHING:
            continue
        for usage in range(1 if fresh else usages):
            eased = rested[usage]
            for tally in range(tallies):
                base, tally2 = ((row * usages + usage) * tallies + tally) * width, kept[tally]
                if old_alive[base // width] == 0 or tally2 < 0:
                    continue
                usage2 = eased if forgets and had_rest else usage
                enough = NOTHING
                if ahead == 1:
                    most = later[usage2, tally2]
                    enough = least - (most if forgets else max(most, later[eased, tally2]))
                target = (to_row * usages + usage2) * tallies + tally2
                if forgets:
                    top, at = NOTHING, -1
                    for i in range(base, base + size[row]):
                        if old[i] > top:
                            top, at = old[i], i
                    if at >= 0 and top + money >= enough and top + money > values[behind + target]:
                        values[behind + target] = top + money
                        back[behind + target] = closed[at] if fresh else at
                    continue
                if alive[target] == 0:
                    alive[target] = 1
                    values[target * width : (target + 1) * width] = NOTHING
                for i in range(size[row]):
                    value, to = old[base + i] + money, target * width + i
                    if value >= enough and value > values[to]:
                        values[to] = value
                        back[to] = closed[base + i] if fresh else base + i


@njit(cache=True, nogil=True)
def rest_after_off(
    case: Case, table: Table, ways: Ways, day: int, fresh: bool, neutral: bool
) -> None:
    """A day off for everybody off whose last shift is forgotten."""
    old, closed = table.values[CLOSED if fresh else day % 2], table.closed
    values, back = table.values[(day + 1) % 2], table.back[day]
    later, ahead, least = table.later_off[day * table.ahead], table.ahead, table.least[0]
    usages, tallies, behind = table.usages, table.tallies, table.blocks * table.width
    rested, kept, last, week = case.rested, ways.kept, len(case.off_cost) - 1, case.week[day]
    had_rest = case.judged[week] == 1 and case.weekday[day] >= case.memory
    for place in range(last + 1):
        after = last if neutral else min(place + 1, last)
        for usage in range(1 if fresh else usages):
            usage2 = rested[usage] if had_rest else usage
            for tally in range(tallies):
                at, tally2 = behind + (place * usages + usage) * tallies + tally, kept[tally]
                if old[at] <= NOTHING or tally2 < 0:
                    continue
                if ahead == 1 and old[at] + later[usage2, tally2] < least:
                    continue
                to = behind + (after * usages + usage2) * tallies + tally2
                if old[at] > values[to]:
                    values[to] = old[at]
                    back[to] = closed[at] if fresh else at


@njit(inline="always")
def _rank(
    old: Floats, base: int, order: Ints, chain_first: Ints, chains: int, best: Floats, at: Ints
) -> float:
    """The best value of each beginning of each chain, and where it stands; the best of all."""
    most = NOTHING
    for chain in range(chains):
        top, where = NOTHING, -1
        for n in range(chain_first[chain], chain_first[chain + 1]):
            value = old[base + order[n]]
            if value > top:
                top, where = value, base + order[n]
            best[n] = top
            at[n] = where
        most = max(most, top)
    return most


@njit(cache=True, nogil=True)
def work_after_blocks(
    case: Case, table: Table, ranks: Ranks, ways: Ways, today: Today, day: int, fresh: bool
) -> None:
    """Everything that may be worked today by those whose last shift is remembered."""
    old_row, new_row = CLOSED if fresh else day % 2, (day + 1) % 2
    old, old_alive, closed = table.values[old_row], table.alive[old_row], table.closed
    values, alive, back = table.values[new_row], table.alive[new_row], table.back[day]
    later, ahead, least = table.later_on[day * table.ahead], table.ahead, table.least[0]
    usages, tallies, width, chains = table.usages, table.tallies, table.width, case.chains
    days_off, start, work, extra = ways.days_off, ways.start, ways.work, ways.extra
    orders, firsts, reaches, fars = ranks.order, ranks.chain_first, ranks.reach, ranks.far
    member, group_first, kinds, nights = today.member, today.first, today.kind, today.night
    best, best_at, first, reward = today.best, today.best_at, case.first[day], case.reward
    week, counts, most, unit = case.week[day], max(case.weekends, 0) + 1, case.units, case.unit
    usage_next, allowed, rested = case.usage_next[week], case.allowed[week], case.rested
    less, fewer = pace_of(case, day)
    price = case.weekend_price
    for row in range(len(days_off)):
        if start[row, 0] <= NOTHING and start[row, 1] <= NOTHING:
            continue
        off = days_off[row]
        order, chain_first, reach, far = orders[off], firsts[off], reaches[off], fars[off]
        for usage in range(1 if fresh else usages):
            for tally in range(tallies):
                block = (row * usages + usage) * tallies + tally
                if old_alive[block] == 0:
                    continue
                there, money = tally % counts + extra[row] - fewer, 0.0
                if there >= counts:
                    there, money = counts - 1, -price
                if there < 0 or money <= NOTHING:
                    continue
                base = block * width
                if _rank(old, base, order, chain_first, chains, best, best_at) <= NOTHING:
                    continue
                for group in range(len(kinds)):
                    kind, night = kinds[group], nights[group]
                    after, to_row = usage_next[usage, kind], work[row, night]
                    more = tally // counts - less + unit[kind]
                    gain = money + start[row, night]
                    if to_row < 0 or gain <= NOTHING or after < 0 or allowed[after] == 0:
                        continue
                    if more < 0 or more >= most or group_first[group] == group_first[group + 1]:
                        continue
                    tally2 = more * counts + there
                    for turn in range(1 if rested[after] == after else 2):
                        end = rested[after] if turn == 1 else after
                        target = (to_row * usages + end) * tallies + tally2
                        if alive[target] == 0:
                            alive[target] = 1
                            values[target * width : (target + 1) * width] = NOTHING
                        for m in range(group_first[group], group_first[group + 1]):
                            c = member[m]
                            top, place = NOTHING, -1
                            for chain in range(chains):
                                n = far[c, chain] if turn == 1 else reach[c, chain]
                                if n > chain_first[chain] and best[n - 1] > top:
                                    top, place = best[n - 1], n - 1
                            value = top + gain + reward[first + c]
                            if place < 0 or (ahead == 1 and value + later[end, tally2, c] < least):
                                continue
                            to = target * width + c
                            if value > values[to]:
                                values[to] = value
                                back[to] = closed[best_at[place]] if fresh else best_at[place]


@njit(cache=True, nogil=True)
def work_after_off(case: Case, table: Table, today: Today, day: int, fresh: bool) -> None:
    """Everything that may be worked today after days off, the last shift forgotten."""
    old, closed, new_row = table.values[CLOSED if fresh else day % 2], table.closed, (day + 1) % 2
    values, alive, back = table.values[new_row], table.alive[new_row], table.back[day]
    later, ahead, least = table.later_on[day * table.ahead], table.ahead, table.least[0]
    usages, tallies, width = table.usages, table.tallies, table.width
    member, group_first, kinds, nights = today.member, today.first, today.kind, today.night
    first, reward, start, week = case.first[day], case.reward, case.start, case.week[day]
    counts, most, unit, behind = (
        max(case.weekends, 0) + 1,
        case.units,
        case.unit,
        width * table.blocks,
    )
    usage_next, allowed, rested = case.usage_next[week], case.allowed[week], case.rested
    first_on, first_cost, off_cost, price = (
        case.first_on,
        case.first_cost,
        case.off_cost,
        case.weekend_price,
    )
    less, fewer = pace_of(case, day)
    extra, both = weekend_cost(case, day, False), case.both_price if case.both[day] else 0.0
    eased = case.week_begin[week] + case.week_rest if case.judged[week] else NEVER
    for place in range(len(off_cost)):
        for usage in range(1 if fresh else usages):
            for tally in range(tallies):
                at = behind + (place * usages + usage) * tallies + tally
                there, money = tally % counts + extra - fewer, -off_cost[place] - both
                if there >= counts:
                    there, money = counts - 1, money - price
                if old[at] <= NOTHING or there < 0 or money <= NOTHING:
                    continue
                origin = closed[at] if fresh else at
                for group in range(len(kinds)):
                    kind, night = kinds[group], nights[group]
                    after, row = usage_next[usage, kind], first_on[night]
                    more = tally // counts - less + unit[kind]
                    if row < 0 or after < 0 or allowed[after] == 0 or more < 0 or more >= most:
                        continue
                    tally2, gain = more * counts + there, money - first_cost[night]
                    if gain <= NOTHING:
                        continue
                    for m in range(group_first[group], group_first[group + 1]):
                        c = member[m]
                        end = rested[after] if start[first + c] >= eased else after
                        value = old[at] + gain + reward[first + c]
                        if ahead == 1 and value + later[end, tally2, c] < least:
                            continue
                        block = (row * usages + end) * tallies + tally2
                        if alive[block] == 0:
                            alive[block] = 1
                            values[block * width : (block + 1) * width] = NOTHING
                        if value > values[block * width + c]:
                            values[block * width + c] = value
                            back[block * width + c] = origin
