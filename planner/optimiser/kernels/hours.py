"""The best rota under limits on the horizon's hours; by a price on them where counting is long.

Counting what a rota adds up to over the horizon multiplies the states of the programme. Where they
are too many, each unit of those hours gets a price, raised or lowered until the hours come out. The
best rota at the right price is the best of all or misses it by little, and what the prices prove no
rota exceeds (Everett 1963: Generalized Lagrange multiplier method).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import NOTHING, Floats, Ints
from planner.optimiser.kernels.cases import case_of_candidates, case_without_hours
from planner.optimiser.kernels.packed import CLASS, Facts, Room
from planner.optimiser.kernels.rota import best_rota

MANY_STATES = 4_000_000
"""Beyond so many states of a day, hours get a price."""
MOST_PRICES = 12
"""So many prices are tried at most."""
CLOSE = 1e-3
"""The best price is found when what is proven cannot fall by more than this share."""
FIRST_STEP, NEXT_STEP = 0.25, 0.02
"""The first step of the price, as a share of what a unit is worth on average: where no price is
known, and from the price of the time before."""


class Side(NamedTuple):
    """What a price proves, how that changes with it, and the worth and units of its best rota."""

    price: float
    proven: float
    slope: float
    worth: float
    units: int


@njit(cache=True, nogil=True)
def best_in_hours(
    facts: Facts, room: Room, who: int, status: Ints, least: float, loose: bool, chosen: Ints
) -> float:  # fmt: skip
    """The best rota of the candidates in ``room``; worth and meaning as of ``best_rota``.

    With ``loose`` the value may be that of no rota: a limit of what any is worth.
    """
    if _states(facts, room, facts.group[who]) > MANY_STATES:
        return by_price(facts, room, who, status, least, loose, chosen)
    return float(best_rota(case_of_candidates(facts, room, who, status, least), chosen))


@njit(inline="always")
def _states(facts: Facts, room: Room, g: int) -> int:
    """States of a day, if hours of the horizon are counted; else none."""
    if facts.units[g] <= 1:
        return 0
    width = 0
    for d in range(facts.days[g]):
        width = max(width, room.cand_first[d + 1] - room.cand_first[d])
    rows = facts.runs[g] + 2 * facts.memory[g]
    tallies = facts.units[g] * (max(facts.weekends[g], 0) + 1)
    return int(rows * facts.usage_count[g].max() * tallies * width)


@njit(cache=True, nogil=True)
def by_price(
    facts: Facts, room: Room, who: int, status: Ints, least: float, loose: bool, chosen: Ints
) -> float:  # fmt: skip
    """As :func:`best_in_hours`, whatever the number of states."""
    g = facts.group[who]
    final, plain = facts.final[who], room.cand_reward[: room.cand_first[facts.days[g]]].copy()
    rota, best, proven = np.empty(len(chosen), np.int64), NOTHING, np.inf
    dear, cheap = Side(0.0, np.inf, 0.0, NOTHING, 0), Side(0.0, np.inf, 0.0, NOTHING, 0)
    price, step = room.hour_price[who], 0.0
    share = NEXT_STEP if price != 0.0 else FIRST_STEP
    for _ in range(MOST_PRICES):
        _charge(facts, room, g, plain, price)
        goal, kept = _best_units(final, price)
        enough = max(least - kept, _still(cheap, price), _still(dear, price))
        value = best_rota(case_without_hours(facts, room, who, status, enough), rota)
        if value <= NOTHING:
            proven = min(proven, enough + kept) if enough > NOTHING else proven
            break
        room.hour_price[who] = price
        units = _units_of(facts, g, rota)
        worth, limit = value + price * units, value + kept
        proven = min(proven, limit)
        fits = units < len(final) and final[units] > NOTHING
        if fits and worth + final[units] > best:
            best = worth + final[units]
            chosen[:] = rota
        elif loose and best <= NOTHING:
            chosen[:] = rota
        close = CLOSE * max(1.0, abs(proven))
        if best >= proven - close:
            break
        side = Side(price, limit, float(goal - units), worth, units)
        if side.slope < 0:
            cheap = side
        else:
            dear = side
        if dear.proven < np.inf and cheap.proven < np.inf:
            price, crossing = _crossing(cheap, dear)
            if proven - crossing <= close:
                break
        else:
            step = 2 * step if step > 0 else share * max(1.0, abs(worth)) / max(1, units)
            price += step if side.slope < 0 else -step
    room.cand_reward[: len(plain)] = plain
    if loose:
        return proven if proven < np.inf else NOTHING
    if best <= NOTHING and least <= NOTHING:
        return float(best_rota(case_of_candidates(facts, room, who, status, least), chosen))
    return best if best >= least else NOTHING


@njit(inline="always")
def _still(side: Side, price: float) -> float:
    """A little less than a side's rota is worth at another price."""
    value = side.worth - price * side.units
    return value - 1e-6 - 1e-9 * abs(value) if side.worth > NOTHING else NOTHING


@njit(inline="always")
def _charge(facts: Facts, room: Room, g: int, plain: Floats, price: float) -> None:
    """Candidates worth what they are, less the price of their hours."""
    unit, reward, kind = facts.unit[g], room.cand_reward, room.cand[CLASS]
    for x in range(len(plain)):
        reward[x] = plain[x] - price * unit[kind[x]]


@njit(inline="always")
def _best_units(final: Floats, price: float) -> tuple[int, float]:
    """The units whose own price and whose money at the end of the horizon are most, and that."""
    at, most = 0, -np.inf
    for units in range(len(final)):
        if final[units] + price * units > most:
            at, most = units, final[units] + price * units
    return at, most


@njit(inline="always")
def _units_of(facts: Facts, g: int, rota: Ints) -> int:
    """Units that a rota counts towards the horizon."""
    unit, kind, units = facts.unit[g], facts.option_rows[CLASS], 0
    for o in rota:
        if o >= 0:
            units += unit[kind[o]]
    return units


@njit(inline="always")
def _crossing(cheap: Side, dear: Side) -> tuple[float, float]:
    """The price at which two sides prove the same, and what."""
    apart = dear.proven - cheap.proven + cheap.slope * cheap.price - dear.slope * dear.price
    price = apart / (cheap.slope - dear.slope)
    return price, cheap.proven + cheap.slope * (price - cheap.price)
