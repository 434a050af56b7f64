"""Small groups of people taken out of a few days and put back."""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.acts import put_act, take_act
from planner.optimiser.kernels.case import ZERO
from planner.optimiser.kernels.cover import shortage_cost
from planner.optimiser.kernels.moves import (
    clear_day,
    respond,
    rota_of,
    set_day,
    span_of,
    with_weeks,
)
from planner.optimiser.kernels.packed import Facts, Floats, Guide, Ints, Room, State
from planner.optimiser.kernels.shared import rows_cost, team_cost

MOST_GROUP = 12


@njit(cache=True, nogil=True)
def seed_random(seed: int) -> None:
    """Seed the random numbers that the kernels of this thread draw."""
    np.random.seed(seed)


@njit(inline="always")
def _pick(facts: Facts, people: Ints, who: Ints) -> int:
    """Draw a few people, now and then of one team and contract, into ``who``; how many."""
    size = 1 + np.random.randint(0, 4)
    if np.random.random() < 0.1:
        size += np.random.randint(0, 4)
    size = min(size, len(people))
    who[0] = people[np.random.randint(0, len(people))]
    lead = facts.group[who[0]]
    same_team = np.random.random() < 0.3
    count = 1
    for tries in range(60):
        if count == size:
            break
        x = people[np.random.randint(0, len(people))]
        if same_team and facts.group[x] != lead and tries < 40:
            continue
        known = False
        for i in range(count):
            known = known or who[i] == x
        if not known:
            who[count] = x
            count += 1
    return count


@njit(cache=True, nogil=True)
def improve(
    facts: Facts, state: State, guide: Guide, room: Room, people: Ints, moves: int, heat: float
) -> float:
    """Take small groups out of a few days and put them back; keep what is not worse.

    ``heat`` is the money by which a move may be worse now and then (simulated annealing).
    Returns the total change of cost, negative when better.
    """
    gained = 0.0
    who = np.empty(MOST_GROUP, np.int64)
    for _ in range(moves):
        count = _pick(facts, people, who)
        days = facts.days[facts.group[who[0]]]
        width = 1 + np.random.randint(0, 7)
        if np.random.random() < 0.1:
            width = days
        begin = np.random.randint(0, max(1, days - width + 1))
        gained += _try_group(facts, state, guide, room, who[:count].copy(), begin, width, heat)
    return gained


class Before(NamedTuple):
    """How some people stood before a move."""

    chosen: Ints
    places: Ints
    acts: Ints
    rules: Floats


@njit(inline="always")
def _remember(state: State, who: Ints) -> Before:
    return Before(state.chosen[who], state.places[who], state.shared.acts[who], state.rules[who])


@njit(inline="always")
def _span_of_weeks(
    facts: Facts, state: State, who: Ints, begin: int, end: int, intervals: int
) -> tuple[int, int]:
    """Intervals that a move of these people on these days can touch."""
    low, high = intervals, ZERO
    for x in who:
        last = min(facts.days[facts.group[x]], end)
        if last > begin:
            first_day, last_day = with_weeks(facts, state, x, begin, last)
            a, b = span_of(facts, x, first_day, last_day, intervals)
            low, high = min(low, a), max(high, b)
    return low, high


@njit(cache=True, nogil=True)
def _money(facts: Facts, state: State, who: Ints, low: int, high: int) -> float:
    """Money of these people and of all that is shared in intervals ``low`` to ``high``."""
    money = shortage_cost(facts, state.lack, state.thin, low, high)
    money += rows_cost(facts.shared, state.shared, low, high)
    money += team_cost(facts.shared, state.shared, facts.shared.alike)
    for x in who:
        money += state.labour[x] + state.rules[x]
    return money


@njit(inline="always")
def _clear(facts: Facts, state: State, who: int, begin: int, end: int) -> None:
    for d in range(begin, min(facts.days[facts.group[who]], end)):
        clear_day(facts, state, who, d)


@njit(cache=True, nogil=True)
def _restore(facts: Facts, state: State, who: Ints, before: Before, begin: int, end: int) -> None:
    """Bring people back to how they stood."""
    for i in range(len(who)):
        x = who[i]
        for k in range(before.acts.shape[1]):
            if state.shared.acts[x, k] != before.acts[i, k]:
                take_act(facts, state, x, k)
        _clear(facts, state, x, begin, end)
        for d in range(begin, min(facts.days[facts.group[x]], end)):
            set_day(facts, state, x, d, before.chosen[i, d], before.places[i, d])
        for k in range(before.acts.shape[1]):
            if before.acts[i, k] >= 0 and state.shared.acts[x, k] < 0:
                put_act(facts, state, x, k, before.acts[i, k])
        state.rules[x] = before.rules[i]


@njit(inline="always")
def _put_back(
    facts: Facts, state: State, guide: Guide, room: Room, who: Ints, before: Before, begin: int,
    end: int,
) -> bool:  # fmt: skip
    """Everybody's best response in turn, first at prices with some play, then at the true ones."""
    softness, blend, noise = 0.0, 0.0, 0.0
    if np.random.random() >= 0.3:
        softness = 0.05 + 0.45 * np.random.random()
    if np.random.random() >= 0.5:
        blend = 0.5 * np.random.random()
    if np.random.random() >= 0.5:
        noise = 10.0 * np.random.random()
    for i in range(len(who)):
        last = min(facts.days[facts.group[who[i]]], end)
        if last > begin and not respond(
            facts, state, guide, room, who[i], begin, last, softness, blend, noise, before.chosen[i]
        ):
            return False
    if softness == 0.0 and blend == 0.0 and noise == 0.0 and len(who) == 1:
        return True
    for x in who:
        last = min(facts.days[facts.group[x]], end)
        if last <= begin:
            continue
        known = rota_of(state, x)
        _clear(facts, state, x, begin, last)
        if not respond(facts, state, guide, room, x, begin, last, 0.0, 0.0, 0.0, known):
            return False
    return True


@njit(inline="always")
def _try_group(
    facts: Facts, state: State, guide: Guide, room: Room, who: Ints, begin: int, width: int,
    heat: float,
) -> float:  # fmt: skip
    """Take people out of a few days and put them back; the change of cost if it is kept, else 0."""
    end = begin + width
    low, high = _span_of_weeks(facts, state, who, begin, end, state.lack.shape[0])
    before = _remember(state, who)
    cost = _money(facts, state, who, low, high)
    for x in who:
        _clear(facts, state, x, begin, end)
    fine = _put_back(facts, state, guide, room, who, before, begin, end)
    change = _money(facts, state, who, low, high) - cost
    if fine and change <= heat * np.random.exponential():
        return change
    _restore(facts, state, who, before, begin, end)
    return 0.0
