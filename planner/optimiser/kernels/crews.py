"""The coverage plan's own steps: crews of alike people, fractional head-counts, prices.

Every crew in turn moves a little (``step``) towards the head-counts that are best at the present
prices, and the prices follow what is then lacking: Frank and Wolfe (1956) by blocks on the rounded
shortage. The prices averaged over the steps give the proven bound.
"""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import NOTHING, ONE, YES, ZERO
from planner.optimiser.kernels.choosing import best_for
from planner.optimiser.kernels.cover import Pay, option_rewards, pay_of, running_total, wages
from planner.optimiser.kernels.owed import charge_owed, leave_for_owed
from planner.optimiser.kernels.packed import Bytes, Facts, Floats, Ints, Room, State


@njit(inline="always")
def adds_to(fixed: float, effect: float) -> float:
    """Agents that one more person at work adds to a row, which the person must serve."""
    return float(fixed if fixed >= 0.0 else -fixed * effect)


@njit(inline="always")
def _move_presence(
    facts: Facts, who: int, step: float, fresh: Floats, presence: Floats, lack: Floats,
    thin: Floats,
) -> None:  # fmt: skip
    """Move people a share ``step`` from where they are present to where they would be."""
    hits, covers, fixed, effect = facts.hits[who], facts.covers[who], facts.fixed, facts.effect[who]
    for t in range(len(presence)):
        change = step * (fresh[t] - presence[t])
        if change == 0.0:
            continue
        presence[t] += change
        for s in range(lack.shape[1]):
            if hits[s]:
                lack[t, s] -= change * adds_to(fixed[t, s], effect)
        for c in range(thin.shape[1]):
            if covers[c]:
                thin[t, c] -= change


@njit(inline="always")
def value_at(facts: Facts, who: int, sets: Floats, cover: Floats, room: Room) -> None:
    """Money that one more person at work is worth at given prices, and its running sum."""
    hits, covers, fixed, effect = facts.hits[who], facts.covers[who], facts.fixed, facts.effect[who]
    for t in range(sets.shape[0]):
        worth = 0.0
        for s in range(sets.shape[1]):
            if hits[s]:
                worth += sets[t, s] * adds_to(fixed[t, s], effect)
        for c in range(cover.shape[1]):
            if covers[c]:
                worth += cover[t, c]
        room.value[t] = worth - facts.surplus_price * effect
    running_total(room.value, facts.ticks, ZERO, sets.shape[0], room.total)


@njit(cache=True, nogil=True)
def take_out(facts: Facts, who: int, presence: Floats, lack: Floats, thin: Floats) -> None:
    """Take what people like ``who`` cover, so many of them by interval, off what is lacking."""
    hits, covers, fixed, effect = facts.hits[who], facts.covers[who], facts.fixed, facts.effect[who]
    for t in range(len(presence)):
        for s in range(lack.shape[1]):
            if hits[s]:
                lack[t, s] -= presence[t] * adds_to(fixed[t, s], effect)
        for c in range(thin.shape[1]):
            if covers[c]:
                thin[t, c] -= presence[t]


@njit(cache=True, nogil=True)
def crew_step(
    facts: Facts, room: Room, who: int, heads: Floats, least: Floats, most: Floats, days: Floats,
    lack: Floats, thin: Floats, presence: Floats, starts: Floats, labour: float, step: float,
    spread: float, sets: Floats, cover: Floats,
) -> float:  # fmt: skip
    """Move one crew (``who`` stands for it) a share ``step`` towards its best head-counts.

    ``heads`` people available by day; ``least`` and ``most`` paid minutes and ``days`` working days
    by week, for the whole crew. ``presence`` by interval and ``starts`` by option of the group are
    changed in place; returns the crew's new wages.
    """
    g = facts.group[who]
    intervals = len(presence)
    value_at(facts, who, sets, cover, room)
    n = facts.days[g]
    first = facts.first[g]
    option_rewards(facts, who, first[0], first[n], room.total, room.reward, room.places, ZERO)
    fresh = np.zeros(intervals)
    base = first[0]
    starts[:] *= 1.0 - step
    pay = 0.0
    for w in range(facts.week[g, n - 1] + 1):
        pay += _fill_week(
            facts, room, who, g, w, heads, least[w], most[w], days[w], spread, fresh, starts, base,
            step,
        )  # fmt: skip
    _move_presence(facts, who, step, fresh, presence, lack, thin)
    return labour + step * (pay - labour)


@njit(cache=True, nogil=True)
def _plan_week(
    facts: Facts, room: Room, g: int, week: int, heads: Floats, least: float, most: float,
    days: float, bonus: float, top: Ints, people: Floats,
) -> float:  # fmt: skip
    """People by day of a week when each paid minute earns ``bonus`` more; the minutes they get.

    ``top[day]`` receives the day's best option, ``people[day]`` how many start that day.
    """
    n, pay, first, weeks = facts.days[g], facts.paid, facts.first[g], facts.week[g]
    top[:] = -1
    people[:] = 0.0
    for d in range(n):
        if weeks[d] != week or heads[d] <= 0:
            continue
        best = -np.inf
        for o in range(first[d], first[d + 1]):
            value = room.reward[o] + bonus * pay[o]
            if value > best:
                best = value
                top[d] = o
    minutes = 0.0
    used = 0.0
    taken = np.zeros(n, np.bool_)
    while True:
        at = -1
        best = -np.inf
        for d in range(n):
            if top[d] < 0 or taken[d]:
                continue
            value = room.reward[top[d]] + bonus * pay[top[d]]
            if value > best:
                best = value
                at = d
        if at < 0:
            return minutes
        taken[at] = True
        paid = pay[top[at]]
        amount = min(heads[at], min(days - used, (most - minutes) / paid))
        if best <= 0:
            amount = min(amount, (least - minutes) / paid)
        if amount <= 0:
            continue
        people[at] = amount
        used += amount
        minutes += amount * paid


@njit(cache=True, nogil=True)
def _fill_week(
    facts: Facts, room: Room, who: int, g: int, week: int, heads: Floats, least: float, most: float,
    days: float, spread: float, fresh: Floats, starts: Floats, base: int, step: float,
) -> float:  # fmt: skip
    """Share a week's working days out to its best days and starts; the pay of the week.

    Where the minimum of paid minutes would be missed because short shifts use the days up, minutes
    earn as much more as it takes, and the two plans on either side are mixed.
    """
    n = facts.days[g]
    top = np.empty(n, np.int64)
    people = np.empty(n)
    low, high = 0.0, 0.0
    under = _plan_week(facts, room, g, week, heads, least, most, days, low, top, people)
    over = under
    if under < least - 1.0:
        high = 0.05
        while high < 1e4:
            over = _plan_week(facts, room, g, week, heads, least, most, days, high, top, people)
            if over >= least - 1.0:
                break
            low = high
            under = over
            high *= 4.0
        for _ in range(12):
            middle = 0.5 * (low + high)
            minutes = _plan_week(
                facts, room, g, week, heads, least, most, days, middle, top, people
            )
            if minutes >= least - 1.0:
                high, over = middle, minutes
            else:
                low, under = middle, minutes
    mix = 1.0
    if over > under + 1.0 and over > least:
        mix = min(1.0, max(0.0, (least - under) / (over - under)))
    pay = 0.0
    for turn in range(2):
        share = mix if turn == 0 else 1.0 - mix
        if share <= 0.0:
            continue
        bonus = high if turn == 0 else low
        _plan_week(facts, room, g, week, heads, least, most, days, bonus, top, people)
        for d in range(n):
            if people[d] > 0.0:
                pay += _spread_day(
                    facts, room, who, g, d, top[d], share * people[d], bonus, spread, fresh, starts,
                    base, step,
                )  # fmt: skip
    return pay


@njit(cache=True, nogil=True)
def _spread_day(
    facts: Facts, room: Room, who: int, g: int, day: int, top: int, people: float, bonus: float,
    spread: float, fresh: Floats, starts: Floats, base: int, step: float,
) -> float:  # fmt: skip
    """Let people of a day start at all options that are nearly as good as the best; their pay."""
    first, last, paid = facts.first[g, day], facts.first[g, day + 1], facts.paid
    best = room.reward[top] + bonus * paid[top]
    whole = 0.0
    for x in range(first, last):
        gap = (room.reward[x] + bonus * paid[x] - best) / spread
        if gap > -12.0:
            whole += np.exp(gap)
    pay, of = 0.0, pay_of(facts, who)
    for x in range(first, last):
        gap = (room.reward[x] + bonus * paid[x] - best) / spread
        if gap <= -12.0:
            continue
        amount = people * np.exp(gap) / whole
        starts[x - base] += step * amount
        pay += amount * wages(of, x, room.places[x])
        _add_presence(of, room.places[x], x, amount, fresh)
    return pay


@njit(inline="always")
def _add_presence(pay: Pay, places: Ints, option: int, amount: float, out: Floats) -> None:
    row = pay.template[option]
    last = min(pay.finish[option], len(out) * pay.ticks)
    x = pay.begin[option]
    while x < last:
        inside = 0
        for b in range(len(places)):
            if places[b] >= 0 and places[b] <= x < places[b] + pay.breaks[row, b, 0]:
                inside = places[b] + pay.breaks[row, b, 0] - x
        if inside > 0:
            x += inside
            continue
        out[x // pay.ticks] += amount / pay.ticks
        x += 1


@njit(cache=True, nogil=True)
def best_total(
    facts: Facts, state: State, room: Room, who: int, sets: Floats, cover: Floats, rota: Ints,
    owed: Bytes,
) -> float:  # fmt: skip
    """An upper bound of a person's best rota at given prices; ``NOTHING`` where there is none.

    ``rota`` is the person's best one of the call before (or ``UNKNOWN``) and becomes that of this
    one, which also stands in ``room.chosen``; ``owed`` the activities that the person owes, see
    ``owed``.
    """
    g = facts.group[who]
    days = facts.days[g]
    value_at(facts, who, sets, cover, room)
    option_rewards(
        facts, who, facts.first[g, 0], facts.first[g, days], room.total, room.reward, room.places,
        ONE,
    )  # fmt: skip
    levels = charge_owed(facts, room.total, room.reward, who, owed, rota)
    best = best_for(facts, state, room, who, ZERO, days, YES, rota)
    if best <= NOTHING:
        return NOTHING
    rota[:days] = room.chosen[:days]
    return float(best - levels)


@njit(cache=True, nogil=True)
def best_totals(
    facts: Facts, state: State, room: Room, people: Ints, count: Floats, sets: Floats,
    cover: Floats, out: Floats, step: float, lack: Floats, thin: Floats, presence: Floats,
    rotas: Ints, owed: Bytes,
) -> None:  # fmt: skip
    """:func:`best_total` of each person, into ``out``.

    With a ``step`` above zero the people also move that share of the way towards these rotas:
    ``presence[i]`` of the ``count[i]`` people like person ``i`` and what it leaves lacking change.
    """
    intervals = sets.shape[0]
    for i in range(len(people)):
        who = people[i]
        out[i] = best_total(facts, state, room, who, sets, cover, rotas[i], owed[i])
        if step <= 0.0 or out[i] <= NOTHING:
            continue
        fresh = np.zeros(intervals)
        pay = pay_of(facts, who)
        for d in range(facts.days[facts.group[who]]):
            if room.chosen[d] >= 0:
                o = room.chosen[d]
                _add_presence(pay, room.places[o], o, count[i], fresh)
        leave_for_owed(facts, room.total, who, owed[i], room.chosen, count[i], fresh)
        _move_presence(facts, who, step, fresh, presence[i], lack, thin)
