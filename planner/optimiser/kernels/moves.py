"""One person's best response: shifts set and cleared, rewards at the present prices."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.acts import drop_acts, place_acts
from planner.optimiser.kernels.case import HARDLY, NO, NOTHING, ONE, ZERO
from planner.optimiser.kernels.choosing import UNKNOWN, best_for, own_rules, rules_of
from planner.optimiser.kernels.cover import (
    change_shift,
    option_rewards,
    pay_of,
    running_total,
    saves,
    wages,
)
from planner.optimiser.kernels.packed import Facts, Floats, Guide, Ints, Room, State
from planner.optimiser.kernels.shared import (
    day_value,
    row_values,
    sour_value,
    week_cost,
    week_value,
)
from planner.optimiser.kernels.worth import fill_value

NEAR = 4
"""A shift is close to another one that begins at most so many intervals before or after it."""
USUAL_MINUTES = 2000.0
"""A team's hours are looked at over about what one person works in a week, where a contract does
not count them."""


@njit(cache=True, nogil=True)
def shift_money(facts: Facts, who: int, option: int) -> float:
    """Pay of a shift as though without breaks, less what it saves."""
    none = np.zeros(0, np.int64)
    pay = pay_of(facts, who)
    return float(wages(pay, option, none) - saves(pay, option))


@njit(cache=True, nogil=True)
def set_day(facts: Facts, state: State, who: int, day: int, option: int, places: Ints) -> None:
    """Give a person a shift on a day that is empty, with its breaks."""
    if option < 0:
        return
    state.places[who, day] = places
    state.chosen[who, day] = option
    pay = pay_of(facts, who)
    state.labour[who] += wages(pay, option, places) - saves(pay, option)
    change_shift(facts, state, who, option, places, 1.0)


@njit(cache=True, nogil=True)
def clear_day(facts: Facts, state: State, who: int, day: int) -> None:
    """Take a person's shift of a day out, with the activities in it."""
    option = state.chosen[who, day]
    if option < 0:
        return
    drop_acts(facts, state, who, option)
    places = state.places[who, day]
    change_shift(facts, state, who, option, places, -1.0)
    pay = pay_of(facts, who)
    state.labour[who] -= wages(pay, option, places) - saves(pay, option)
    state.chosen[who, day] = -1


@njit(inline="always")
def span_of(facts: Facts, who: int, from_day: int, to_day: int, intervals: int) -> tuple[int, int]:
    """Intervals that a person's shifts on these days can touch."""
    g = facts.group[who]
    low, high = facts.first[g, from_day], facts.first[g, to_day]
    if high <= low:
        return 0, 0
    finish = facts.finish
    begin = facts.begin[low] // facts.ticks
    last = finish[low]
    for o in range(low, high):
        last = max(last, finish[o])
    return begin, min(intervals, last // facts.ticks + 1)


@njit(cache=True, nogil=True)
def respond(
    facts: Facts, state: State, guide: Guide, room: Room, who: int, from_day: int, to_day: int,
    softness: float, blend: float, noise: float, known: Ints,
) -> bool:  # fmt: skip
    """As :func:`respond_near`, near to no rota."""
    near = np.full(1, UNKNOWN)
    return respond_near(
        facts, state, guide, room, who, from_day, to_day, softness, blend, noise, known, near
    )


@njit(inline="always")
def _favour(facts: Facts, who: int, near: Ints, reward: Floats) -> None:
    """Make shifts that begin at about the same time as those of a rota worth more."""
    g, begin, close = facts.group[who], facts.begin, NEAR * facts.ticks
    first = facts.first[g]
    for d in range(facts.days[g]):
        for o in range(first[d], first[d + 1] if near[d] >= 0 else first[d]):
            if abs(begin[o] - begin[near[d]]) <= close:
                reward[o] += facts.price


@njit(cache=True, nogil=True)
def respond_near(
    facts: Facts, state: State, guide: Guide, room: Room, who: int, from_day: int, to_day: int,
    softness: float, blend: float, noise: float, known: Ints, near: Ints,
) -> bool:  # fmt: skip
    """Give a person the best rota of some days at the present prices; the rest stays.

    The person's shifts on those days must have been taken out; ``known`` is the rota before, as in
    :func:`best_for`. ``noise`` is the standard deviation of a random factor on each option's
    reward, in money. Shifts close to those of the rota ``near`` are worth more (``UNKNOWN`` as its
    first: none are). False when no rota keeps the rules.
    """
    g = facts.group[who]
    first_day, last_day = with_weeks(facts, state, who, from_day, to_day)
    low, high = span_of(facts, who, first_day, last_day, len(room.value))
    fill_value(facts, state.lack, state.thin, guide, who, low, high, softness, blend, room.value)
    row_values(facts.shared, state.shared, who, low, high, room.value, room.seat)
    running_total(room.value, facts.ticks, low, high, room.total)
    first, last = facts.first[g, from_day], facts.first[g, to_day]
    option_rewards(facts, who, first, last, room.total, room.reward, room.places, ONE)
    exact = _weigh_hours(facts, state, room, who)
    _add_shared(facts, state, room, who, from_day, to_day, low, high, known, softness, exact)
    if near[0] != UNKNOWN:
        _favour(facts, who, near, room.reward)
    if noise > 0:
        for o in range(first, last):
            room.reward[o] += noise * np.random.standard_normal()
    best = best_for(facts, state, room, who, from_day, to_day, NO, known)
    room.closing[:] = 0.0
    if best <= NOTHING:
        return False
    _take(facts, state, room, who, from_day, to_day, room.chosen)
    return True


@njit(inline="always")
def _take(
    facts: Facts, state: State, room: Room, who: int, from_day: int, to_day: int, rota: Ints
) -> None:
    """Give a person a rota on days that are empty; breaks and activities go where they cost least
    at the values in ``room``."""
    for d in range(from_day, to_day):
        if rota[d] >= 0:
            set_day(facts, state, who, d, rota[d], room.places[rota[d]])
    place_acts(facts, state, who, room.total)
    state.placed[who] = 1
    state.rules[who] = -rules_of(facts, who, state.chosen[who], NO, own_rules())


@njit(inline="always")
def with_weeks(facts: Facts, state: State, who: int, from_day: int, to_day: int) -> tuple[int, int]:
    """The days, and those on which activities may have to be placed anew."""
    g = facts.group[who]
    first, last = from_day, to_day
    shared = facts.shared
    for k in range(state.shared.acts.shape[1]):
        begin, end = shared.act_from[g, k], shared.act_to[g, k]
        if shared.act_of[who, k] and begin < to_day and end > from_day:
            first, last = min(first, begin), max(last, end)
    return first, last


@njit(cache=True, nogil=True)
def _weigh_hours(facts: Facts, state: State, room: Room, who: int) -> bool:
    """Into ``room.closing`` what each usage of a week costs the team's hours; whether it can.

    It cannot where the contract does not count minutes. The person's shifts that stand are in the
    usage, so they are taken out of the team's hours.
    """
    g, chosen = facts.group[who], state.chosen[who]
    minutes, m = facts.usage_minutes[g], facts.shared.team[g]
    if minutes.max() <= 0:
        return False
    others = state.shared.hours[m].copy()
    for d in range(facts.days[g]):
        if chosen[d] >= 0:
            others[facts.week[g, d]] -= facts.paid[chosen[d]]
    for w in range(facts.week[g, facts.days[g] - 1] + 1):
        alone = week_cost(facts.shared, m, w, others[w])
        for u in range(facts.usage_count[g, w]):
            cost = week_cost(facts.shared, m, w, others[w] + minutes[w, u])
            room.closing[w, u] = alone - cost
    return True


@njit(inline="always")
def _add_shared(
    facts: Facts, state: State, room: Room, who: int, from_day: int, to_day: int, low: int,
    high: int, known: Ints, softness: float, exact: bool,
) -> None:  # fmt: skip
    """Add to the options' rewards what they mean for the whole team.

    Hours of a week only where they are not weighed ``exact``. Unpopular hours count once prices are
    the true ones, when somebody has them.
    """
    shared, g, end = facts.shared, facts.group[who], len(room.total) - 1
    m = shared.team[g]
    begins, finishes, paid, sours = facts.begin, facts.finish, facts.paid, shared.sour
    seat_total, reward, first = room.seat_total, room.reward, facts.first[g]
    running_total(room.seat, facts.ticks, low, high, room.seat_total)
    usual, sour = USUAL_MINUTES, 0.0
    if known[0] != UNKNOWN:
        for d in range(facts.days[g]):
            sour += sours[known[d]] if known[d] >= 0 else 0.0
    else:
        sour = shared.part[who] * state.shared.sour.sum()
    price = 0.0
    if softness == 0.0:
        price = sour_value(shared, state.shared, shared.alike, who, sour)
    for d in range(from_day, to_day):
        w = facts.week[g, d]
        hours = state.shared.hours[m, w]
        by_minute = 0.0 if exact else week_value(shared, m, w, hours, usual)
        by_head = day_value(shared, state.shared, m, d)
        for o in range(first[d], first[d + 1]):
            seats = seat_total[min(finishes[o], end)] - seat_total[min(begins[o], end)]
            reward[o] += seats + by_head + by_minute * paid[o] - price * sours[o]


@njit(cache=True, nogil=True)
def adopt(
    facts: Facts, state: State, guide: Guide, room: Room, order: Ints, rotas: Ints, softness: float,
    blend: float,
) -> None:  # fmt: skip
    """Give everybody in turn the rota of their row, or one close to it where that breaks a rule.

    Where none is found close to it, people keep the rota they have. Breaks lie where they cost
    least at the guide's prices.
    """
    for who in order:
        g, rota = facts.group[who], rotas[who].copy()
        days, known = facts.days[g], rota_of(state, who)
        for d in range(days):
            clear_day(facts, state, who, d)
        if rules_of(facts, who, rota[:days], NO, own_rules()) <= HARDLY:
            respond_near(
                facts, state, guide, room, who, ZERO, days, softness, blend, 0.0, known, rota
            )
            continue
        low, high = span_of(facts, who, ZERO, days, len(room.value))
        fill_value(facts, state.lack, state.thin, guide, who, low, high, 1.0, 1.0, room.value)
        running_total(room.value, facts.ticks, low, high, room.total)
        first, last = facts.first[g, 0], facts.first[g, days]
        option_rewards(facts, who, first, last, room.total, room.reward, room.places, ONE)
        _take(facts, state, room, who, ZERO, days, rota)


@njit(inline="always")
def rota_of(state: State, who: int) -> Ints:
    """A person's rota as it stands, a copy; ``UNKNOWN`` as the first where there is none."""
    rota: Ints = state.chosen[who].copy()
    if state.placed[who] == 0:
        rota[0] = UNKNOWN
    return rota


@njit(cache=True, nogil=True)
def sweep(
    facts: Facts, state: State, guide: Guide, room: Room, order: Ints, softness: float,
    blend: float,
) -> None:  # fmt: skip
    """Best response of everybody in turn, over the whole horizon."""
    for i in range(len(order)):
        who = order[i]
        days = facts.days[facts.group[who]]
        known = rota_of(state, who)
        for d in range(days):
            clear_day(facts, state, who, d)
        respond(facts, state, guide, room, who, ZERO, days, softness, blend, 0.0, known)
