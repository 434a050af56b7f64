"""Moves of the search: one person's best response, and small groups taken out and put back."""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.acts import act_end, drop_acts, place_acts, put_act
from planner.optimiser.kernels.case import FREE, MUST_REST, MUST_WORK, NEUTRAL_OFF, NOTHING
from planner.optimiser.kernels.cases import case_of_candidates, case_of_options
from planner.optimiser.kernels.cover import (
    change_presence,
    change_shift,
    fill_value,
    option_rewards,
    running_total,
    saves,
    shortage_cost,
    wages,
)
from planner.optimiser.kernels.packed import (
    OPTION,
    Bytes,
    Facts,
    Floats,
    Guide,
    Ints,
    Room,
    State,
)
from planner.optimiser.kernels.rota import best_rota
from planner.optimiser.kernels.shared import (
    day_value,
    row_values,
    rows_cost,
    sour_value,
    team_cost,
    week_value,
)
from planner.optimiser.kernels.spread import ANYWHERE, choose_windows, inside, starts_fit
from planner.optimiser.kernels.walk import rules_money

MOST_GROUP = 12
MOST_WINDOWS = 24
"""So many windows of start times are tried for somebody who has no rota yet."""
USUAL_MINUTES = 2000.0
"""A team's hours are looked at over about what one person works in a week."""
UNKNOWN = -2


@njit(cache=True, nogil=True)
def may_work(facts: Facts, who: int, day: int, option: int) -> bool:
    """Whether a person's availability and pins allow an option."""
    first = facts.first[facts.group[who], 0]
    if facts.barred.shape[1] > 1 and facts.barred[who, option - first]:
        return False
    if facts.status[who, day] != MUST_WORK:
        return True
    if facts.own_template[option] != facts.pinned[who, day]:
        return False
    wall = facts.pinned_wall[who, day]
    return bool(wall < 0 or facts.wall[option] == wall)


@njit(cache=True, nogil=True)
def usable(facts: Facts, who: int) -> Bytes:
    """1 for each option that a person's availability and pins allow."""
    out = np.zeros(len(facts.begin), np.uint8)
    g = facts.group[who]
    for d in range(facts.days[g]):
        for o in range(facts.first[g, d], facts.first[g, d + 1]):
            out[o] = 1 if may_work(facts, who, d, o) else 0
    return out


@njit(cache=True, nogil=True)
def find_candidates(
    facts: Facts, state: State, room: Room, who: int, from_day: int, to_day: int, loose: bool,
    attempt: int,
) -> None:  # fmt: skip
    """The options a person's rota may use: the best of each bin, outside the days what stands.

    ``loose`` gives a candidate its bin's latest start and earliest end, so that more successions
    look legal and the value found is an upper bound. ``attempt``: the windows that the starts of
    the weeks must lie in, see :func:`planner.optimiser.kernels.spread.choose_windows`.
    """
    g = facts.group[who]
    may = usable(facts, who)
    anchors = np.full(facts.week[g, facts.days[g] - 1] + 1, ANYWHERE)
    if facts.spread[g] >= 0 and not loose:
        fixed = np.full(facts.days[g], -2)
        for d in range(facts.days[g]):
            if d < from_day or d >= to_day:
                fixed[d] = state.chosen[who, d]
        choose_windows(facts, who, may, fixed, room.reward, attempt, anchors)
    n = 0
    for d in range(facts.days[g]):
        room.cand_first[d] = n
        status = facts.status[who, d]
        if status in (NEUTRAL_OFF, MUST_REST):
            continue
        if d < from_day or d >= to_day:
            o = state.chosen[who, d]
            if o >= 0:
                room.cand_reward[n] = 0.0
                room.cand[:, n] = facts.option_rows[:, o]
                n += 1
            continue
        n = _candidates_of_day(facts, room, g, d, may, anchors[facts.week[g, d]], loose, n)
    room.cand_first[facts.days[g]] = n


@njit(cache=True, nogil=True)
def _candidates_of_day(
    facts: Facts, room: Room, g: int, day: int, may: Bytes, anchor: int, loose: bool, count: int
) -> int:
    """Add the best option of each bin of a day to ``count`` candidates; how many there are then."""
    base = facts.bin_first[g, day]
    size = facts.bin_first[g, day + 1] - base
    at = np.full(size, -1)
    n = count
    for o in range(facts.first[g, day], facts.first[g, day + 1]):
        if may[o] == 0 or not inside(facts.wall[o], anchor, facts.spread[g]):
            continue
        b = facts.bins[o] - base
        if at[b] < 0 or room.reward[o] > room.reward[at[b]]:
            at[b] = o
    for b in range(size):
        o = at[b]
        if o < 0:
            continue
        room.cand_reward[n] = room.reward[o]
        room.cand[:, n] = facts.loose_rows[:, o] if loose else facts.option_rows[:, o]
        room.cand[OPTION, n] = o
        n += 1
    return n


@njit(cache=True, nogil=True)
def best_for(
    facts: Facts, state: State, room: Room, who: int, from_day: int, to_day: int, loose: bool,
    known: Ints,
) -> float:  # fmt: skip
    """The person's best rota at the rewards in ``room``; outside the days it stays as it stands.

    ``known[day]`` are the options of a rota that keeps the rules, which is taken where there is no
    better one; ``UNKNOWN`` as the first where there is none.
    """
    least = -np.inf
    if known[0] != UNKNOWN:
        least = rules_of(facts, who, known, loose)
        for d in range(from_day, to_day):
            if known[d] >= 0:
                least += room.reward[known[d]]
    g = facts.group[who]
    days = facts.days[g]
    skip = facts.skip[who]
    status = facts.status[who, skip:days].copy()
    for d in range(skip, days):
        if (d < from_day or d >= to_day) and status[d - skip] == FREE:
            status[d - skip] = MUST_WORK if state.chosen[who, d] >= 0 else MUST_REST
    room.chosen[:skip] = -1
    enough = least - 1e-6 - 1e-9 * abs(least) if least > NOTHING else -np.inf
    found = NOTHING
    for attempt in range(MOST_WINDOWS if facts.spread[g] >= 0 and not loose else 1):
        find_candidates(facts, state, room, who, from_day, to_day, loose, attempt)
        case = case_of_candidates(facts, room, who, status, enough)
        found = best_rota(case, room.chosen[skip:days])
        if found > NOTHING or least > NOTHING:
            break
    if found > NOTHING or least == -np.inf:
        return found
    room.chosen[:days] = known[:days]
    return least


@njit(cache=True, nogil=True)
def rules_of(facts: Facts, who: int, chosen: Ints, loose: bool) -> float:
    """Money that the rules make of a rota, given as options by day; it costs below zero.

    ``loose`` as in :func:`find_candidates`.
    """
    days = facts.days[facts.group[who]]
    if not loose and not starts_fit(facts, who, chosen):
        return NOTHING
    return rules_money(case_of_options(facts, who, loose), chosen[facts.skip[who] : days])


@njit(cache=True, nogil=True)
def has_rota(facts: Facts, blank: State, room: Room, who: int) -> bool:
    """Whether the rules leave a person any rota; ``blank`` is a state without shifts."""
    room.reward[:] = 0.0
    days = facts.days[facts.group[who]]
    known = np.full(1, UNKNOWN)
    return bool(best_for(facts, blank, room, who, 0, days, False, known) > NOTHING)


@njit(cache=True, nogil=True)
def set_day(facts: Facts, state: State, who: int, day: int, option: int, places: Ints) -> None:
    """Give a person a shift on a day that is empty, with its breaks."""
    if option < 0:
        return
    state.places[who, day] = places
    state.chosen[who, day] = option
    state.labour[who] += wages(facts, who, option, places) - saves(facts, who, option)
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
    state.labour[who] -= wages(facts, who, option, places) - saves(facts, who, option)
    state.chosen[who, day] = -1


@njit(cache=True, nogil=True)
def span_of(facts: Facts, who: int, from_day: int, to_day: int, intervals: int) -> tuple[int, int]:
    """Intervals that a person's shifts on these days can touch."""
    g = facts.group[who]
    low, high = facts.first[g, from_day], facts.first[g, to_day]
    if high <= low:
        return 0, 0
    begin = facts.begin[low] // facts.ticks
    last = facts.finish[low]
    for o in range(low, high):
        last = max(last, facts.finish[o])
    return begin, min(intervals, last // facts.ticks + 1)


@njit(cache=True, nogil=True)
def respond(
    facts: Facts, state: State, guide: Guide, room: Room, who: int, from_day: int, to_day: int,
    softness: float, blend: float, noise: float, known: Ints,
) -> bool:  # fmt: skip
    """Give a person the best rota of some days at the present prices; the rest stays.

    The person's shifts on those days must have been taken out; ``known`` is the rota before, as in
    :func:`best_for`. ``noise`` is the standard deviation of a random factor on each option's
    reward, in money. False when no rota keeps the rules.
    """
    g = facts.group[who]
    first_day, last_day = _with_weeks(facts, state, who, from_day, to_day)
    low, high = span_of(facts, who, first_day, last_day, len(room.value))
    fill_value(facts, state.lack, state.thin, guide, who, low, high, softness, blend, room.value)
    row_values(facts.shared, state.shared, who, low, high, room.value, room.seat)
    running_total(room.value, facts.ticks, low, high, room.total)
    first, last = facts.first[g, from_day], facts.first[g, to_day]
    option_rewards(facts, who, first, last, room.total, room.reward, room.places, 1)
    _add_shared(facts, state, room, who, from_day, to_day, low, high, known)
    if noise > 0:
        for o in range(first, last):
            room.reward[o] += noise * np.random.standard_normal()
    if best_for(facts, state, room, who, from_day, to_day, False, known) <= NOTHING:
        return False
    for d in range(from_day, to_day):
        o = room.chosen[d]
        if o >= 0:
            set_day(facts, state, who, d, o, room.places[o])
    place_acts(facts, state, who, room.total)
    state.placed[who] = 1
    state.rules[who] = -rules_of(facts, who, state.chosen[who], False)
    return True


@njit(cache=True, nogil=True)
def _with_weeks(
    facts: Facts, state: State, who: int, from_day: int, to_day: int
) -> tuple[int, int]:
    """The days, and those on which activities may have to be placed anew."""
    g = facts.group[who]
    first, last = from_day, to_day
    for k in range(state.shared.acts.shape[1]):
        begin, end = facts.shared.act_from[g, k], facts.shared.act_to[g, k]
        if facts.shared.act_of[who, k] and begin < to_day and end > from_day:
            first, last = min(first, begin), max(last, end)
    return first, last


@njit(cache=True, nogil=True)
def _add_shared(
    facts: Facts, state: State, room: Room, who: int, from_day: int, to_day: int, low: int,
    high: int, known: Ints,
) -> None:  # fmt: skip
    """Add to the options' rewards what they mean for the whole team."""
    shared, g, end = facts.shared, facts.group[who], len(room.total) - 1
    m = shared.team[g]
    running_total(room.seat, facts.ticks, low, high, room.seat_total)
    usual, sour = USUAL_MINUTES, 0.0
    if known[0] != UNKNOWN:
        for d in range(facts.days[g]):
            sour += shared.sour[known[d]] if known[d] >= 0 else 0.0
    else:
        sour = shared.part[who] * state.shared.sour.sum()
    price = sour_value(shared, state.shared, facts.group, who, sour)
    for d in range(from_day, to_day):
        w = facts.week[g, d]
        by_minute = week_value(shared, m, w, state.shared.hours[m, w], usual)
        by_head = day_value(shared, state.shared, m, d)
        for o in range(facts.first[g, d], facts.first[g, d + 1]):
            seats = room.seat_total[min(facts.finish[o], end)]
            seats -= room.seat_total[min(facts.begin[o], end)]
            room.reward[o] += seats + by_head + by_minute * facts.paid[o] - price * shared.sour[o]


@njit(cache=True, nogil=True)
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
        respond(facts, state, guide, room, who, 0, days, softness, blend, 0.0, known)


@njit(cache=True, nogil=True)
def seed_random(seed: int) -> None:
    """Seed the random numbers that the kernels of this thread draw."""
    np.random.seed(seed)


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _remember(state: State, who: Ints) -> Before:
    return Before(state.chosen[who], state.places[who], state.shared.acts[who], state.rules[who])


@njit(cache=True, nogil=True)
def _span_of_weeks(
    facts: Facts, state: State, who: Ints, begin: int, end: int, intervals: int
) -> tuple[int, int]:
    """Intervals that a move of these people on these days can touch."""
    low, high = intervals, 0
    for x in who:
        last = min(facts.days[facts.group[x]], end)
        if last > begin:
            first_day, last_day = _with_weeks(facts, state, x, begin, last)
            a, b = span_of(facts, x, first_day, last_day, intervals)
            low, high = min(low, a), max(high, b)
    return low, high


@njit(cache=True, nogil=True)
def _money(facts: Facts, state: State, who: Ints, low: int, high: int) -> float:
    """Money of these people and of all that is shared in intervals ``low`` to ``high``."""
    money = shortage_cost(facts, state.lack, state.thin, low, high)
    money += rows_cost(facts.shared, state.shared, low, high)
    money += team_cost(facts.shared, state.shared, facts.group)
    for x in who:
        money += state.labour[x] + state.rules[x]
    return money


@njit(cache=True, nogil=True)
def _clear(facts: Facts, state: State, who: int, begin: int, end: int) -> None:
    for d in range(begin, min(facts.days[facts.group[who]], end)):
        clear_day(facts, state, who, d)


@njit(cache=True, nogil=True)
def _restore(facts: Facts, state: State, who: Ints, before: Before, begin: int, end: int) -> None:
    """Bring people back to how they stood."""
    for i in range(len(who)):
        x = who[i]
        for k in range(before.acts.shape[1]):
            at = state.shared.acts[x, k]
            if at >= 0 and at != before.acts[i, k]:
                change_presence(facts, state, x, at, act_end(facts, k, at), 1.0)
                state.shared.acts[x, k] = -1
        _clear(facts, state, x, begin, end)
        for d in range(begin, min(facts.days[facts.group[x]], end)):
            set_day(facts, state, x, d, before.chosen[i, d], before.places[i, d])
        for k in range(before.acts.shape[1]):
            if before.acts[i, k] >= 0 and state.shared.acts[x, k] < 0:
                put_act(facts, state, x, k, before.acts[i, k])
        state.rules[x] = before.rules[i]


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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
