"""Steps of the best-rota programme from the states of one day to those of the next.

Whatever is read in a loop is a local name first: reading an array out of a tuple counts its users,
which would take most of the time.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import HARDLY, NOTHING, Case, Floats, Ints, Small
from planner.optimiser.kernels.states import (
    CLOSED,
    Ranks,
    Table,
    Today,
    Ways,
    free_slots,
    place_of,
)
from planner.optimiser.kernels.tally import pace_of, weekend_cost

NEVER = np.iinfo(np.int64).max


@njit(cache=True, nogil=True)
def close_week(case: Case, table: Table, ways: Ways, day: int) -> None:
    """The values after the week before a day: the best of all its usages, each after its closing.

    They stand under usage 0. States off have had their weekly rest counted already.
    """
    week, width, usages, tallies = case.week[day - 1], table.width, table.usages, table.tallies
    old, listed, counts = table.values[day % 2], table.listed[day], table.used
    values, closed, slot, into = table.values[CLOSED], table.closed, table.slot[CLOSED], -1
    size, days_off, first, ends = ways.size, ways.days_off, case.first, case.end
    closing, rested, judged = case.closing[week], case.rested, case.judged[week] == 1
    latest, begin = case.week_end[week] - case.week_rest, case.week_begin[week]
    start_end, named = case.start_end, table.listed[into]
    free_slots(slot, named, counts, into)
    for number in range(counts[day]):
        block, base = listed[number], number * width
        row, usage, tally = block // (usages * tallies), block // tallies % usages, block % tallies
        to = place_of(
            row * usages * tallies + tally, slot, named, counts, into, values, width
        )  # fmt: skip
        plain = closing[usage]
        easy = max(plain, closing[rested[usage]]) if judged else plain
        before = day - 1 - days_off[row]
        yesterday = first[max(before, 0)]
        for i in range(size[row]):
            value = old[base + i]
            if value <= NOTHING:
                continue
            end = start_end if before < 0 else ends[yesterday + i]
            value += easy if max(end, begin) <= latest else plain
            if value > values[to + i]:
                values[to + i] = value
                closed[to + i] = base + i
    _close_off(
        table.off[day % 2], table.off[CLOSED], table.off_closed, closing, len(case.off_cost),
        case.usage_count[week], usages, tallies, table.blocks * width,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _close_off(
    old: Floats, values: Floats, closed: Small, closing: Floats, places: int, count: int,
    usages: int, tallies: int, behind: int,
) -> None:  # fmt: skip
    """The same for the states off, which are called ``behind`` and more."""
    for place in range(places):
        for tally in range(tallies):
            to = place * usages * tallies + tally
            values[to] = NOTHING
            for usage in range(count):
                at = (place * usages + usage) * tallies + tally
                if old[at] > NOTHING and old[at] + closing[usage] > values[to]:
                    values[to] = old[at] + closing[usage]
                    closed[to] = behind + at


@njit(cache=True, nogil=True)
def rest_after_blocks(case: Case, table: Table, ways: Ways, day: int, fresh: bool) -> None:
    """A day off for everybody whose last shift is remembered."""
    old_row, new_row, number = CLOSED if fresh else day % 2, (day + 1) % 2, -1 if fresh else day
    old, listed, counts, closed = (
        table.values[old_row],
        table.listed[number],
        table.used,
        table.closed,
    )
    values, slot, named, into = (
        table.values[new_row],
        table.slot[new_row],
        table.listed[day + 1],
        day + 1,
    )
    off, off_back, back, begin = (
        table.off[new_row],
        table.off_back[day],
        table.back,
        table.begin[day],
    )
    later, rested, ahead = table.later_off[day * table.ahead], case.rested, table.ahead
    usages, tallies, width, least = table.usages, table.tallies, table.width, table.least[0]
    size, stop, rest, kept = ways.size, ways.stop, ways.rest, ways.kept
    week = case.week[day]
    had_rest = case.memory > 0 and case.judged[week] == 1 and case.weekday[day] >= case.memory
    for n in range(counts[number]):
        block, base = listed[n], n * width
        row, usage, tally2 = (
            block // (usages * tallies),
            block // tallies % usages,
            kept[block % tallies],
        )
        money, forgets = stop[row], rest[row] < 0
        if money <= NOTHING or tally2 < 0:
            continue
        to_row, eased = -1 - rest[row] if forgets else rest[row], rested[usage]
        usage2 = eased if forgets and had_rest else usage
        enough = NOTHING
        if ahead == 1:
            enough = least - later[eased, tally2]
        target = (to_row * usages + usage2) * tallies + tally2
        if forgets:
            top, at = NOTHING, -1
            for i in range(base, base + size[row]):
                if old[i] > top:
                    top, at = old[i], i
            if at >= 0 and top + money >= enough and top + money > off[target]:
                off[target] = top + money
                off_back[target] = closed[at] if fresh else at
            continue
        to = -1
        for i in range(size[row]):
            value = old[base + i] + money
            if value < enough or value <= HARDLY:
                continue
            if to < 0:
                to = place_of(target, slot, named, counts, into, values, width)
            if value > values[to + i]:
                values[to + i] = value
                back[begin + to + i] = closed[base + i] if fresh else base + i


@njit(cache=True, nogil=True)
def rest_after_off(
    case: Case, table: Table, ways: Ways, day: int, fresh: bool, neutral: bool
) -> None:
    """A day off for everybody off whose last shift is forgotten."""
    old, closed = table.off[CLOSED if fresh else day % 2], table.off_closed
    values, back, behind = table.off[(day + 1) % 2], table.off_back[day], table.blocks * table.width
    later, ahead, least = table.later_off[day * table.ahead], table.ahead, table.least[0]
    usages, tallies = table.usages, table.tallies
    rested, kept, last, week = case.rested, ways.kept, len(case.off_cost) - 1, case.week[day]
    had_rest = case.judged[week] == 1 and case.weekday[day] >= case.memory
    for place in range(last + 1):
        after = last if neutral else min(place + 1, last)
        for usage in range(1 if fresh else usages):
            usage2 = rested[usage] if had_rest else usage
            for tally in range(tallies):
                at, tally2 = (place * usages + usage) * tallies + tally, kept[tally]
                if old[at] <= NOTHING or tally2 < 0:
                    continue
                if ahead == 1 and old[at] + later[rested[usage], tally2] < least:
                    continue
                to = (after * usages + usage2) * tallies + tally2
                if old[at] > values[to]:
                    values[to] = old[at]
                    back[to] = closed[at] if fresh else behind + at


@njit(inline="always")
def _rank(
    old: Floats, base: int, off: int, orders: Ints, firsts: Ints, chains: int, best: Floats,
    at: Ints,
) -> float:  # fmt: skip
    """The best value of each beginning of each chain, and where it stands; the best of all."""
    most = NOTHING
    for chain in range(chains):
        top, where = NOTHING, -1
        for n in range(firsts[off, chain], firsts[off, chain + 1]):
            value = old[base + orders[off, n]]
            if value > top:
                top, where = value, base + orders[off, n]
            best[n] = top
            at[n] = where
        most = max(most, top)
    return most


@njit(cache=True, nogil=True)
def work_after_blocks(
    case: Case, table: Table, ranks: Ranks, ways: Ways, today: Today, day: int, fresh: bool
) -> None:
    """Everything that may be worked today by those whose last shift is remembered."""
    old_row, new_row, number = CLOSED if fresh else day % 2, (day + 1) % 2, -1 if fresh else day
    old, listed, all_counts, closed = (
        table.values[old_row],
        table.listed[number],
        table.used,
        table.closed,
    )
    values, slot, named, into = (
        table.values[new_row],
        table.slot[new_row],
        table.listed[day + 1],
        day + 1,
    )
    back, begin = table.back, table.begin[day]
    later, ahead, least = table.later_on[day * table.ahead], table.ahead, table.least[0]
    usages, tallies, width, chains = table.usages, table.tallies, table.width, case.chains
    days_off, start, work, extra = ways.days_off, ways.start, ways.work, ways.extra
    orders, firsts = ranks.order[day], ranks.chain_first[day]
    reaches, fars = ranks.reach[day], ranks.far[day]
    member, group_first, kinds, nights = today.member, today.first, today.kind, today.night
    best, best_at, first, reward = today.best, today.best_at, case.first[day], case.reward
    week, counts, most, unit = case.week[day], max(case.weekends, 0) + 1, case.units, case.unit
    usage_next, allowed, rested = case.usage_next[week], case.allowed[week], case.rested
    less, fewer = pace_of(case, day)
    price = case.weekend_price
    for slot_number in range(all_counts[number]):
        block, base = listed[slot_number], slot_number * width
        row, usage, tally = block // (usages * tallies), block // tallies % usages, block % tallies
        if start[row, 0] <= NOTHING and start[row, 1] <= NOTHING:
            continue
        there, money = tally % counts + extra[row] - fewer, 0.0
        if there >= counts:
            there, money = counts - 1, -price
        if there < 0 or money <= NOTHING:
            continue
        off = days_off[row]
        if _rank(old, base, off, orders, firsts, chains, best, best_at) <= NOTHING:
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
            tally2, eased = more * counts + there, rested[after]
            for turn in range(1 if eased == after else 2):
                end = eased if turn == 1 else after
                target, to = (to_row * usages + end) * tallies + tally2, -1
                for m in range(group_first[group], group_first[group + 1]):
                    c = member[m]
                    top, place = NOTHING, -1
                    for chain in range(chains):
                        n = fars[off, c, chain] if turn == 1 else reaches[off, c, chain]
                        if n > firsts[off, chain] and best[n - 1] > top:
                            top, place = best[n - 1], n - 1
                    value = top + gain + reward[first + c]
                    if place < 0 or (ahead == 1 and value + later[eased, tally2, c] < least):
                        continue
                    if to < 0:
                        to = place_of(target, slot, named, all_counts, into, values, width)
                    if value > values[to + c]:
                        values[to + c] = value
                        back[begin + to + c] = closed[best_at[place]] if fresh else best_at[place]


@njit(cache=True, nogil=True)
def work_after_off(case: Case, table: Table, today: Today, day: int, fresh: bool) -> None:
    """Everything that may be worked today after days off, the last shift forgotten."""
    old, closed, new_row = table.off[CLOSED if fresh else day % 2], table.off_closed, (day + 1) % 2
    values, slot, named, into = (
        table.values[new_row],
        table.slot[new_row],
        table.listed[day + 1],
        day + 1,
    )
    all_counts, back, begin = table.used, table.back, table.begin[day]
    later, ahead, least = table.later_on[day * table.ahead], table.ahead, table.least[0]
    usages, tallies, width = table.usages, table.tallies, table.width
    member, group_first, kinds, nights = today.member, today.first, today.kind, today.night
    first, reward, start, week = case.first[day], case.reward, case.start, case.week[day]
    counts, most, unit = max(case.weekends, 0) + 1, case.units, case.unit
    usage_next, allowed, rested = case.usage_next[week], case.allowed[week], case.rested
    first_on, first_cost, off_cost = case.first_on, case.first_cost, case.off_cost
    behind, price = width * table.blocks, case.weekend_price
    less, fewer = pace_of(case, day)
    extra, both = weekend_cost(case, day, False), case.both_price if case.both[day] else 0.0
    eased = case.week_begin[week] + case.week_rest if case.judged[week] else NEVER
    for place in range(len(off_cost)):
        for usage in range(1 if fresh else usages):
            for tally in range(tallies):
                at = (place * usages + usage) * tallies + tally
                there, money = tally % counts + extra - fewer, -off_cost[place] - both
                if there >= counts:
                    there, money = counts - 1, money - price
                if old[at] <= NOTHING or there < 0 or money <= NOTHING:
                    continue
                origin = closed[at] if fresh else behind + at
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
                        if ahead == 1 and value + later[rested[after], tally2, c] < least:
                            continue
                        to = place_of(
                            (row * usages + end) * tallies + tally2, slot, named, all_counts, into,
                            values, width,
                        )  # fmt: skip
                        if value > values[to + c]:
                            values[to + c] = value
                            back[begin + to + c] = origin
