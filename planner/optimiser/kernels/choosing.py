"""One person's candidates at given rewards, and the best rota made of them."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import (
    FREE,
    HARDLY,
    MUST_REST,
    MUST_WORK,
    NEUTRAL_OFF,
    NO,
    NOTHING,
    ZERO,
)
from planner.optimiser.kernels.cases import case_of_options
from planner.optimiser.kernels.hours import best_in_hours
from planner.optimiser.kernels.packed import OPTION, Bytes, Facts, Floats, Ints, Room, State
from planner.optimiser.kernels.spread import ANYWHERE, choose_windows, inside, starts_fit
from planner.optimiser.kernels.walk import rules_money

MOST_WINDOWS = 24
"""So many windows of start times are tried for somebody who has no rota yet."""
UNKNOWN = -2
GOLDEN = 0.6180339887498949
"""Its multiples, less their whole part, are spread evenly between 0 and 1."""


@njit(inline="always")
def own_rules() -> Floats:
    """No money at the end of a week but that of the person's own rules, see ``Room.closing``."""
    return np.zeros((1, 1))


@njit(cache=True, nogil=True)
def usable(facts: Facts, who: int) -> Bytes:
    """1 for each option that a person's availability and pins allow."""
    g = facts.group[who]
    first, own_template, wall = facts.first[g], facts.own_template, facts.wall
    status, pinned, pinned_wall = facts.status[who], facts.pinned[who], facts.pinned_wall[who]
    barred = facts.barred[who]
    out = np.zeros(len(wall), np.uint8)
    for d in range(facts.days[g]):
        for o in range(first[d], first[d + 1]):
            fine = len(barred) == 1 or barred[o - first[0]] == 0
            if status[d] == MUST_WORK:
                fine = fine and own_template[o] == pinned[d]
                fine = fine and (pinned_wall[d] < 0 or wall[o] == pinned_wall[d])
            out[o] = 1 if fine else 0
    return out


@njit(inline="always")
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
    n, option_rows = 0, facts.option_rows
    cand, cand_reward = room.cand, room.cand_reward
    for d in range(facts.days[g]):
        room.cand_first[d] = n
        status = facts.status[who, d]
        if status in (NEUTRAL_OFF, MUST_REST):
            continue
        if d < from_day or d >= to_day:
            o = state.chosen[who, d]
            if o >= 0:
                cand_reward[n] = 0.0
                for r in range(len(cand)):
                    cand[r, n] = option_rows[r, o]
                n += 1
            continue
        n = _candidates_of_day(facts, room, g, d, may, anchors[facts.week[g, d]], loose, n)
    room.cand_first[facts.days[g]] = n


@njit(inline="always")
def _candidates_of_day(
    facts: Facts, room: Room, g: int, day: int, may: Bytes, anchor: int, loose: bool, count: int
) -> int:
    """Add the best option of each bin of a day to ``count`` candidates; how many there are then."""
    base, wall, bins = facts.bin_first[g, day], facts.wall, facts.bins
    size, spread = facts.bin_first[g, day + 1] - base, facts.spread[g]
    rows = facts.loose_rows if loose else facts.option_rows
    reward, cand, cand_reward = room.reward, room.cand, room.cand_reward
    at, n = np.full(size, -1), count
    for o in range(facts.first[g, day], facts.first[g, day + 1]):
        if may[o] == 0 or not inside(wall[o], anchor, spread):
            continue
        b = bins[o] - base
        if at[b] < 0 or reward[o] > reward[at[b]]:
            at[b] = o
    for b in range(size):
        o = at[b]
        if o < 0:
            continue
        cand_reward[n] = reward[o]
        for r in range(len(rows)):
            cand[r, n] = rows[r, o]
        cand[OPTION, n] = o
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
        least = rules_of(facts, who, known, loose, room.closing)
        for d in range(from_day, to_day):
            if known[d] >= 0:
                least += room.reward[known[d]]
        least = least if least > HARDLY else -np.inf
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
        found = best_in_hours(facts, room, who, status, enough, loose, room.chosen[skip:days])
        if found > NOTHING or least > NOTHING:
            break
    if found > NOTHING or least == -np.inf:
        return found
    room.chosen[:days] = known[:days]
    return least


@njit(cache=True, nogil=True)
def rules_of(facts: Facts, who: int, chosen: Ints, loose: bool, closing: Floats) -> float:
    """Money that the rules make of a rota, given as options by day; it costs below zero.

    ``loose`` as in :func:`find_candidates`, ``closing`` as in ``Room``.
    """
    days = facts.days[facts.group[who]]
    if not loose and not starts_fit(facts, who, chosen):
        return NOTHING
    return rules_money(case_of_options(facts, who, loose, closing), chosen[facts.skip[who] : days])


@njit(cache=True, nogil=True)
def has_rota(facts: Facts, blank: State, room: Room, who: int) -> bool:
    """Whether the rules leave a person any rota; ``blank`` is a state without shifts.

    Shifts are worth unlike amounts, so that a price on hours finds rotas of many lengths.
    """
    for o in range(len(room.reward)):
        room.reward[o] = GOLDEN * o % 1.0
    days = facts.days[facts.group[who]]
    known = np.full(1, UNKNOWN)
    return bool(best_for(facts, blank, room, who, ZERO, days, NO, known) > NOTHING)
