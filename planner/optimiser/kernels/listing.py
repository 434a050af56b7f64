"""Every rota of one person that the rules allow, listed: for plans small enough."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import NOTHING, Bytes, Case, Floats, Ints
from planner.optimiser.kernels.cases import case_of_options
from planner.optimiser.kernels.choosing import own_rules, usable
from planner.optimiser.kernels.packed import Facts
from planner.optimiser.kernels.walk import (
    close_horizon,
    close_week,
    day_at_work,
    day_off,
    standing_before,
)


@njit(cache=True, nogil=True)
def list_rotas(facts: Facts, who: int, most: int) -> tuple[Ints, Floats]:
    """Up to ``most`` rotas of a person, see :func:`rotas_of`; days decided before are left out."""
    return rotas_of(case_of_options(facts, who, False, own_rules()), usable(facts, who), most)


@njit(inline="always")
def rotas_of(case: Case, may: Bytes, most: int) -> tuple[Ints, Floats]:
    """Up to ``most`` rotas, one a row (options by day, -1: off), and the rules' money of each.

    ``may`` is 1 for each candidate that may be worked. One rota more than ``most`` means that there
    are more.
    """
    days = len(case.week)
    rotas = np.full((most + 1, days), -1, np.int64)
    money = np.zeros(most + 1)
    found = 0
    at = [standing_before(case)]
    for _ in range(days):
        at.append(at[0])
    tried = np.full(days + 1, -2, np.int64)
    d = 0
    while d >= 0 and found <= most:
        now = close_week(case, d, at[d])
        if now.money <= NOTHING:
            d -= 1
            continue
        if d == days:
            money[found] = close_horizon(case, now)
            if money[found] > NOTHING:
                for day in range(days):
                    rotas[found, day] = case.first[day] + tried[day] if tried[day] >= 0 else -1
                found += 1
            d -= 1
            continue
        tried[d] += 1
        x = case.first[d] + tried[d]
        if tried[d] >= 0 and x >= case.first[d + 1]:
            tried[d] = -2
            d -= 1
            continue
        if tried[d] >= 0 and may[x] == 0:
            continue
        after = day_off(case, d, now) if tried[d] < 0 else day_at_work(case, d, now, x)
        if after.money > NOTHING:
            at[d + 1] = after
            tried[d + 1] = -2
            d += 1
    return rotas[:found], money[:found]
