"""The best rota of a plain case: a lean twin of :func:`planner.optimiser.kernels.rota.best_rota`.

Plain is a case in which a shift matters by its class alone: every day offers one candidate of each
class, in the order of the classes; what may follow what is ``follow`` only (no rest between shifts
is asked for, none is remembered through days off); there is one week, nothing is due at its end; no
nights, no whole weekends. Ten to fifty times as fast there, which column generation over whole
rotas needs. The twin's states of one tally stand together here: runs by class, then places in the
run of days off.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

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
from planner.optimiser.kernels.tally import weekend_cost


@njit(cache=True, nogil=True)
def is_plain(case: Case) -> bool:
    """Whether :func:`best_plain_rota` may be asked."""
    kinds = len(case.unit)
    if case.memory or case.week_rest or case.forward or len(case.week_end) != 1:
        return False
    if case.night.any() or case.both.any() or case.closing.any() or case.judged.any():
        return False
    if len(case.follow) != kinds or not case.allowed.all():
        return False
    for day in range(len(case.week)):
        base = case.first[day]
        if case.first[day + 1] - base != kinds:
            return False
        for c in range(kinds):
            if case.length[base + c] != c:
                return False
            if day > 0 and case.start[base + c] - case.end[base - kinds : base].max() < case.rest:
                return False
    return True


@njit(cache=True, nogil=True)
def _in_order(case: Case) -> tuple[Ints, Ints, Ints]:
    """Classes chain by chain, the last place of each one's chain, and ``reach[class, place]``.

    ``reach`` lists the places whose best value so far counts for a class, one for each chain.
    """
    kinds = len(case.unit)
    order = np.argsort(case.chain[:kinds] * kinds * 2 + np.argsort(np.argsort(case.end[:kinds])))
    fresh = np.zeros(kinds, np.int64)
    reach = np.full((kinds, case.chains), -1, np.int64)
    for place in range(kinds):
        chain = case.chain[order[place]]
        fresh[place] = place == 0 or case.chain[order[place - 1]] != chain
        for kind in range(kinds):
            if case.follow[order[place], kind]:
                reach[kind, chain] = place
    return order, fresh, reach


class Frame(NamedTuple):
    """What all days share."""

    unit: Ints
    usage_next: Ints
    """U × L"""
    order: Ints
    """classes chain by chain"""
    fresh: Ints
    """whether a chain begins at a place of the order"""
    reach: Ints
    """L × chains: the last place of each chain that the class may follow, -1: none"""
    next_on: Ints
    off_after: Ints
    run_cost: Floats
    stop_cost: Floats
    off_cost: Floats
    """with that of the first shift after"""
    size: int
    """states of a block"""
    usages: int
    units: int
    counts: int
    first_on: int
    weekend_price: float


@njit(cache=True, nogil=True)
def _frame(case: Case) -> Frame:
    order, fresh, reach = _in_order(case)
    usages, counts = case.usage_next.shape[1], max(case.weekends, 0) + 1
    return Frame(
        case.unit, case.usage_next[0], order, fresh, reach, case.next_on[:, 0].copy(),
        case.off_after, case.run_cost[:, 0].copy(), case.stop_cost,
        case.off_cost + case.first_cost[0], len(case.next_on) * len(case.unit) + len(case.off_cost),
        usages, case.units, counts, case.first_on[0], case.weekend_price,
    )  # fmt: skip


@njit(inline="always")
def _targets(frame: Frame, block: int, less: int, fewer: int, extra: int, target: Ints) -> float:
    """The block that each class leads to (-1: none); the money of a weekend beyond the limit."""
    usage, tally = block % frame.usages, block // frame.usages
    weekends = tally % frame.counts + extra - fewer
    units = tally // frame.counts - less
    money = 0.0
    if weekends >= frame.counts:
        weekends = frame.counts - 1
        money = -frame.weekend_price if extra else NOTHING
    fine = weekends >= 0 and money > NOTHING
    for kind in range(len(target)):
        after, more = frame.usage_next[usage, kind], units + frame.unit[kind]
        target[kind] = -1
        if fine and after >= 0 and 0 <= more < frame.units:
            target[kind] = (more * frame.counts + weekends) * frame.usages + after
    return money


class Steps(NamedTuple):
    """Two days' values: a block's states stand together."""

    old: Floats
    old_alive: Bytes
    new: Floats
    new_alive: Bytes
    back: Small
    """the state before each new one"""


@njit(inline="always")
def _ranked(old: Floats, base: int, order: Ints, fresh: Ints, top: Floats, at: Ints) -> bool:
    """The best value of each beginning of each chain; False where there is none."""
    best, where, found = NOTHING, np.int64(-1), False
    for place in range(len(order)):
        if fresh[place]:
            best, where = NOTHING, np.int64(-1)
        value = old[base + order[place]]
        if value > best:
            best, where, found = value, base + order[place], True
        top[place], at[place] = best, where
    return found


@njit(inline="always")
def _push(steps: Steps, size: int, block: int, row: int, value: float, source: int) -> None:
    """Keep a state's value where it is the best so far."""
    if steps.new_alive[block] == 0:
        steps.new_alive[block] = 1
        steps.new[block * size : (block + 1) * size] = NOTHING
    to = block * size + row
    if value > steps.new[to]:
        steps.new[to] = value
        steps.back[to] = source


@njit(inline="always")
def _work_on(
    frame: Frame, steps: Steps, base: int, run: int, eve: bool, money: float, reward: Floats,
    target: Ints, top: Floats, at: Ints,
) -> None:  # fmt: skip
    """One more day at work for those of a block in one run."""
    kinds, after = len(reward), frame.next_on[run]
    for kind in range(kinds):
        if target[kind] < 0 or reward[kind] <= NOTHING:
            continue
        best, source = NOTHING, np.int64(-1)
        if eve:
            best, source = steps.old[base + run * kinds], np.int64(base + run * kinds)
        else:
            for chain in range(frame.reach.shape[1]):
                place = frame.reach[kind, chain]
                if place >= 0 and top[place] > best:
                    best, source = top[place], at[place]
        value = best + reward[kind] + money
        if value > NOTHING:
            _push(steps, frame.size, target[kind], after * kinds + kind, value, int(source))


@njit(inline="always")
def _work_again(
    frame: Frame, steps: Steps, base: int, money: float, reward: Floats, target: Ints
) -> None:
    """The first day at work after days off, for those of a block."""
    kinds, runs = len(reward), len(frame.next_on)
    for place in range(len(frame.off_cost)):
        source = base + runs * kinds + place
        start = steps.old[source] + money - frame.off_cost[place]
        if start <= NOTHING:
            continue
        for kind in range(kinds):
            value = start + reward[kind]
            if target[kind] >= 0 and value > NOTHING:
                row = frame.first_on * kinds + kind
                _push(steps, frame.size, target[kind], row, value, source)


@njit(cache=True, nogil=True)
def _work_day(
    frame: Frame, steps: Steps, eve: bool, stays: int, begins: int, less: int, fewer: int,
    reward: Floats,
) -> None:  # fmt: skip
    """Everything that may be worked on a day.

    ``stays`` and ``begins``: whether a weekend counts for those who worked the day before, and for
    those who did not; ``less`` and ``fewer``: the day's pace.
    """
    kinds = len(frame.unit)
    stay, begin = np.empty(kinds, np.int64), np.empty(kinds, np.int64)
    top, at = np.empty(kinds), np.zeros(kinds, np.int64)
    for block in range(len(steps.old_alive)):
        if steps.old_alive[block] == 0:
            continue
        base = block * frame.size
        money = _targets(frame, block, less, fewer, stays, stay)
        for run in range(len(frame.next_on)):
            if frame.next_on[run] < 0:
                continue
            if _ranked(steps.old, base + run * kinds, frame.order, frame.fresh, top, at):
                cost = money - frame.run_cost[run]
                _work_on(frame, steps, base, run, eve, cost, reward, stay, top, at)
        money = _targets(frame, block, less, fewer, begins, begin)
        _work_again(frame, steps, base, money, reward, begin)


@njit(cache=True, nogil=True)
def _rest_day(frame: Frame, steps: Steps, neutral: bool, less: int, fewer: int) -> None:
    """A day off for everybody; ``neutral``: it counts as long enough a run of days off."""
    kinds, size, counts, usages = len(frame.unit), frame.size, frame.counts, frame.usages
    runs, last = len(frame.stop_cost), len(frame.off_cost) - 1
    for block in range(len(steps.old_alive)):
        tally = block // usages
        units, weekends = tally // counts - less, tally % counts - fewer
        if steps.old_alive[block] == 0 or units < 0 or units >= frame.units:
            continue
        if weekends < 0 or weekends >= counts:
            continue
        block2 = (units * counts + weekends) * usages + block % usages
        base = block * size
        for run in range(runs):
            place = last if neutral else frame.off_after[run]
            for source in range(base + run * kinds, base + (run + 1) * kinds):
                value = steps.old[source] - frame.stop_cost[run]
                if value > NOTHING:
                    _push(steps, size, block2, runs * kinds + place, value, source)
        for place in range(last + 1):
            source = base + runs * kinds + place
            row = runs * kinds + (last if neutral else min(place + 1, last))
            if steps.old[source] > NOTHING:
                _push(steps, size, block2, row, steps.old[source], source)


@njit(cache=True, nogil=True)
def best_plain_rota(case: Case, chosen: Ints) -> float:
    """Best total reward of a plain case, with every day's option in ``chosen`` (-1: off).

    Returns ``NOTHING`` or less when no rota keeps the rules.
    """
    frame = _frame(case)
    days, kinds, size = len(case.week), len(case.unit), frame.size
    blocks = case.units * frame.counts * frame.usages
    values, alive = np.empty((2, blocks * size)), np.zeros((2, blocks), np.uint8)
    back = np.empty((days, blocks * size), np.int32)
    alive[0, case.start_usage] = 1
    values[0, case.start_usage * size : (case.start_usage + 1) * size] = NOTHING
    eve = case.start_on * kinds
    if case.start_on < 0:
        eve = len(case.next_on) * kinds + min(case.start_off, len(case.off_cost)) - 1
    values[0, case.start_usage * size + eve] = 0.0
    for day in range(days):
        old, new, status = day % 2, (day + 1) % 2, case.status[day]
        less = case.pace[day, 0] if len(case.pace) > 0 else 0
        fewer = case.pace[day, 1] if len(case.pace) > 0 else 0
        alive[new] = 0
        steps = Steps(values[old], alive[old], values[new], alive[new], back[day])
        if status != MUST_WORK:
            _rest_day(frame, steps, status == NEUTRAL_OFF, less, fewer)
        if status in (FREE, MUST_WORK):
            stays, begins = weekend_cost(case, day, day > 0), weekend_cost(case, day, False)
            reward = case.reward[case.first[day] : case.first[day + 1]]
            _work_day(frame, steps, day == 0, stays, begins, less, fewer, reward)
    return _finish(case, frame, values[days % 2], alive[days % 2], back, chosen)


@njit(cache=True, nogil=True)
def _finish(
    case: Case, frame: Frame, values: Floats, alive: Bytes, back: Small, chosen: Ints
) -> float:
    """The best state at the end, and the way to it."""
    size, kinds = frame.size, len(frame.unit)
    top, at = NOTHING, np.int64(-1)
    for block in range(len(alive)):
        final = case.final[block // frame.usages // frame.counts]
        if alive[block] == 0 or final <= NOTHING:
            continue
        for state in range(block * size, (block + 1) * size):
            if values[state] + final > top:
                top = values[state] + final
                at = np.int64(state)
    if top <= NOTHING:
        return top
    for day in range(len(case.week) - 1, -1, -1):
        row = at % size
        work = row < len(frame.next_on) * kinds
        chosen[day] = case.option[case.first[day] + row % kinds] if work else -1
        at = np.int64(back[day, at])
    return top
