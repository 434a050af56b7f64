"""Off-queue activities inside shifts: placed where cover suffers least."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import MINUS_ONE
from planner.optimiser.kernels.cover import change_presence
from planner.optimiser.kernels.packed import Facts, Floats, State


@njit(inline="always")
def act_end(facts: Facts, k: int, begin: int) -> int:
    """Tick at which an activity ends."""
    return int(begin + facts.shared.act_size[k])


@njit(inline="always")
def _set(facts: Facts, state: State, who: int, k: int, begin: int, amount: float) -> None:
    """Take a person off work for an activity (``amount`` 1) or bring them back (-1)."""
    end = act_end(facts, k, begin)
    change_presence(facts, state, who, begin, end, -amount)
    if facts.productive[who]:
        wage = facts.wage[facts.group[who]]
        state.labour[who] -= amount * facts.rate[who] * (wage[end] - wage[begin])


@njit(cache=True, nogil=True)
def take_act(facts: Facts, state: State, who: int, k: int) -> None:
    """Take an activity out, if it is placed."""
    at = state.shared.acts[who, k]
    if at >= 0:
        _set(facts, state, who, k, at, -1.0)
        state.shared.acts[who, k] = -1


@njit(cache=True, nogil=True)
def drop_acts(facts: Facts, state: State, who: int, option: int) -> None:
    """Take the activities inside a shift out: the person is at work instead."""
    for k in range(state.shared.acts.shape[1]):
        if facts.begin[option] <= state.shared.acts[who, k] < facts.finish[option]:
            take_act(facts, state, who, k)


@njit(cache=True, nogil=True)
def put_act(facts: Facts, state: State, who: int, k: int, begin: int) -> None:
    """Place an activity."""
    state.shared.acts[who, k] = begin
    _set(facts, state, who, k, begin, 1.0)


@njit(inline="always")
def _free(facts: Facts, state: State, who: int, day: int, k: int, begin: int) -> bool:
    """Whether neither a break nor another activity of the shift is in the way."""
    end = act_end(facts, k, begin)
    row = facts.template[state.chosen[who, day]]
    for b in range(state.places.shape[2]):
        place = state.places[who, day, b]
        if place >= 0 and place < end and begin < place + facts.breaks[row, b, 0]:
            return False
    for other in range(state.shared.acts.shape[1]):
        at = state.shared.acts[who, other]
        if at >= 0 and at < end and begin < act_end(facts, other, at):
            return False
    return True


@njit(inline="always")
def _best_start(facts: Facts, state: State, who: int, k: int, total: Floats, step: int) -> int:
    """Where an activity costs least, on the grid of ``step`` ticks or at a shift's start; or -1."""
    shared, g = facts.shared, facts.group[who]
    size, limit = shared.act_size[k], len(total) - 1
    best, least = MINUS_ONE, np.inf
    ahead = shared.ahead[shared.act_window[g, k]]
    for d in range(shared.act_from[g, k], shared.act_to[g, k]):
        o = state.chosen[who, d]
        if o < 0:
            continue
        for x in range(facts.begin[o], min(facts.finish[o] - size, len(ahead) - 1) + 1):
            if x % step != 0 and x != facts.begin[o]:
                continue
            if ahead[x] < size or not _free(facts, state, who, d, k, x):
                continue
            loss = total[min(x + size, limit)] - total[min(x, limit)]
            if loss < least:
                best, least = x, loss
    return best


@njit(cache=True, nogil=True)
def place_acts(facts: Facts, state: State, who: int, total: Floats) -> None:
    """Place what a person owes and does not have yet, where ``total`` grows least over it.

    ``total`` is the running sum by tick of what the person at work is worth. Starts are on the
    interval grid, or elsewhere where breaks leave no room there.
    """
    for k in range(state.shared.acts.shape[1]):
        if facts.shared.act_of[who, k] == 0 or state.shared.acts[who, k] >= 0:
            continue
        for step in (facts.ticks, 1):
            best = _best_start(facts, state, who, k, total, step)
            if best >= 0:
                put_act(facts, state, who, k, best)
                break
