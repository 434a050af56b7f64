"""What concerns whole teams: rows of presence, hours and heads of teams, unpopular hours, meetings.

A *row* counts people in every interval and asks money:

* ``MAXIMUM``: at work above a limit,
* ``SEATS``: on shift above a limit,
* ``SITE``: anybody on shift at all,
* ``RATIO``: at work below ``least`` for every started ``per`` people of a crowd at work.

Hard limits have a price so high that nothing is worth a breach.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import Bytes, Floats, Ints

MAXIMUM, SEATS, SITE, RATIO = 1, 2, 3, 4
ROUNDING = 1e-9


class Shared(NamedTuple):
    """What does not change. ``R`` rows, ``T`` intervals, ``P`` people, ``M`` teams, ``W`` weeks,
    ``D`` days, ``O`` options, ``K`` slots for off-queue activities."""

    kind: Ints
    price: Floats
    """R: money for a whole interval"""
    share: Floats
    """T × R: the part of the interval in which the row counts"""
    limit: Floats
    """T × R"""
    least: Floats
    per: Floats
    member: Bytes
    """P × R: whether a person counts for the row, and for its crowd"""
    crowd_of: Bytes
    team: Ints
    """G: team of a group"""
    low: Floats
    """M × W: paid minutes of the whole team, fewest and most"""
    high: Floats
    low_price: Floats
    """M: money for a minute"""
    high_price: Floats
    pair: Bytes
    """M × D: whether a day is held against the one before"""
    most_change: Floats
    change_price: Floats
    """M: money for a person"""
    sour: Floats
    """O: unpopular minutes of a shift"""
    alike: Ints
    """P: number of the group whose unpopular minutes a person shares"""
    part: Floats
    """P: a person's share of the unpopular minutes of those alike"""
    sour_price: float
    """money for a minute above it"""
    act_size: Ints
    """K: length in ticks of an activity that is due once in a stretch of days"""
    act_from: Ints
    """G × K: the days, the last not included"""
    act_to: Ints
    act_window: Ints
    """G × K: row of ``ahead``"""
    ahead: Ints
    """windows × ticks: ticks of the window that follow without a gap"""
    act_of: Bytes
    """P × K: whether a person owes it"""


class SharedState(NamedTuple):
    """What a schedule in the making comes to."""

    present: Floats
    """T × R"""
    crowd: Floats
    hours: Floats
    """M × W: paid minutes"""
    heads: Floats
    """M × D+1: people with a shift; first the day before day 0"""
    sour: Floats
    """P: unpopular minutes"""
    acts: Ints
    """P × K: tick at which an activity starts; -1: not placed"""


def copy_shared(state: SharedState) -> SharedState:
    """An independent copy."""
    return SharedState(
        present=state.present.copy(), crowd=state.crowd.copy(), hours=state.hours.copy(),
        heads=state.heads.copy(), sour=state.sour.copy(), acts=state.acts.copy(),
    )  # fmt: skip


@njit(inline="always")
def _row_money(
    kind: int, price: float, least: float, per: float, share: float, limit: float, present: float,
    crowd: float,
) -> float:  # fmt: skip
    """Money of one row in one interval; first the row's own figures."""
    if kind == SITE:
        return float(price * min(1.0, present))
    if kind == RATIO:
        wanted = least * np.ceil(crowd / per - ROUNDING)
        return float(price * max(0.0, wanted * share - present))
    return float(price * share * max(0.0, present - limit))


@njit(inline="always")
def row_cost(shared: Shared, r: int, t: int, present: float, crowd: float) -> float:
    """Money of one row in one interval."""
    return _row_money(
        shared.kind[r], shared.price[r], shared.least[r], shared.per[r], shared.share[t, r],
        shared.limit[t, r], present, crowd,
    )  # fmt: skip


@njit(inline="always")
def row_values(
    shared: Shared, state: SharedState, who: int, low: int, high: int, value: Floats, seat: Floats
) -> None:
    """Take off ``value`` what one more person at work costs, into ``seat`` what one on shift does.

    For intervals ``low`` to ``high``.
    """
    seat[low:high] = 0.0
    kinds, member, crowd_of = shared.kind, shared.member[who], shared.crowd_of[who]
    present, near, shares, limits = state.present, state.crowd, shared.share, shared.limit
    for r in range(len(kinds)):
        own, crowd, kind = member[r], crowd_of[r], kinds[r]
        if own == 0 and crowd == 0:
            continue
        price, least, per = shared.price[r], shared.least[r], shared.per[r]
        for t in range(low, high):
            here, around, share, limit = present[t, r], near[t, r], shares[t, r], limits[t, r]
            more = _row_money(kind, price, least, per, share, limit, here + own, around + crowd)
            more -= _row_money(kind, price, least, per, share, limit, here, around)
            if kind in (SEATS, SITE):
                seat[t] -= more
            else:
                value[t] -= more


@njit(inline="always")
def change_rows(
    shared: Shared, state: SharedState, who: int, begin: int, finish: int, ticks: int,
    at_work: bool, amount: float,
) -> None:  # fmt: skip
    """Add a person from tick ``begin`` to ``finish`` to the rows at work or to those on shift."""
    present, crowd, kinds = state.present, state.crowd, shared.kind
    member, crowd_of, last = shared.member[who], shared.crowd_of[who], len(present) * ticks
    for r in range(len(kinds)):
        seats = kinds[r] in (SEATS, SITE)
        if seats == at_work or (member[r] == 0 and crowd_of[r] == 0):
            continue
        for x in range(begin, min(finish, last)):
            present[x // ticks, r] += member[r] * amount / ticks
            crowd[x // ticks, r] += crowd_of[r] * amount / ticks


@njit(inline="always")
def week_cost(shared: Shared, m: int, w: int, minutes: float) -> float:
    """Money for too few or too many paid minutes of a team."""
    under = max(0.0, shared.low[m, w] - minutes)
    over = max(0.0, minutes - shared.high[m, w])
    return float(shared.low_price[m] * under + shared.high_price[m] * over)


@njit(inline="always")
def day_cost(shared: Shared, m: int, d: int, heads: float, before: float) -> float:
    """Money for too large a change against the day before."""
    if shared.pair[m, d] == 0:
        return 0.0
    return float(shared.change_price[m] * max(0.0, abs(heads - before) - shared.most_change[m]))


@njit(inline="always")
def fair_cost(shared: Shared, state: SharedState, group: Ints, g: int) -> float:
    """Money for unpopular minutes above people's shares in one group."""
    if shared.sour_price <= 0.0:
        return 0.0
    total = 0.0
    for who in range(len(group)):
        if group[who] == g:
            total += state.sour[who]
    above = 0.0
    for who in range(len(group)):
        if group[who] == g:
            above += max(0.0, state.sour[who] - shared.part[who] * total)
    return float(shared.sour_price * above)


@njit(cache=True, nogil=True)
def team_cost(shared: Shared, state: SharedState, group: Ints) -> float:
    """Money of hours, changes and unpopular hours of all teams."""
    money = 0.0
    for m in range(shared.low.shape[0]):
        for w in range(shared.low.shape[1]):
            money += week_cost(shared, m, w, state.hours[m, w])
        for d in range(shared.pair.shape[1]):
            money += day_cost(shared, m, d, state.heads[m, d + 1], state.heads[m, d])
    if shared.sour_price > 0.0:
        for g in range(len(shared.team)):
            money += fair_cost(shared, state, group, g)
    return money


@njit(cache=True, nogil=True)
def rows_cost(shared: Shared, state: SharedState, low: int, high: int) -> float:
    """Money of all rows in intervals ``low`` to ``high``."""
    money, present, crowd = 0.0, state.present, state.crowd
    kinds, shares, limits = shared.kind, shared.share, shared.limit
    for r in range(len(kinds)):
        kind, price, least, per = kinds[r], shared.price[r], shared.least[r], shared.per[r]
        for t in range(low, high):
            money += _row_money(
                kind, price, least, per, shares[t, r], limits[t, r], present[t, r], crowd[t, r]
            )
    return money


@njit(inline="always")
def week_value(shared: Shared, m: int, w: int, minutes: float, usual: float) -> float:
    """Money that each more paid minute of a person saves a team, the person being out.

    ``usual`` minutes that one person works in a week, over which the change is spread.
    """
    more = week_cost(shared, m, w, minutes + usual)
    return float((week_cost(shared, m, w, minutes) - more) / usual)


@njit(inline="always")
def day_value(shared: Shared, state: SharedState, m: int, d: int) -> float:
    """Money that one more person on a day saves, the person being out."""
    here, before = state.heads[m, d + 1], state.heads[m, d]
    saved = day_cost(shared, m, d, here, before) - day_cost(shared, m, d, here + 1.0, before)
    if d + 1 < shared.pair.shape[1]:
        after = state.heads[m, d + 2]
        saved += day_cost(shared, m, d + 1, after, here)
        saved -= day_cost(shared, m, d + 1, after, here + 1.0)
    return float(saved)


@njit(inline="always")
def sour_value(shared: Shared, state: SharedState, group: Ints, who: int, usual: float) -> float:
    """Money that one more unpopular minute costs a person, the person being out.

    Certain once a fair share is reached; before, less the further away it is from what the person
    usually has.
    """
    if shared.sour_price <= 0.0:
        return 0.0
    total = usual
    for other in range(len(group)):
        if group[other] == group[who] and other != who:
            total += state.sour[other]
    fair = shared.part[who] * total
    near = 0.5 + (usual - fair) / (0.2 * fair + 120.0)
    return float(shared.sour_price * min(1.0, max(0.0, near)))
