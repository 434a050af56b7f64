"""Column generation: ask everybody for the rota that the prices make best until none is better.

Prices are smoothed towards those of the best Lagrangian bound so far (Wentges 1997), which keeps
them from jumping between their bounds.
"""

import time
from dataclasses import dataclass

import numpy as np

from planner.optimiser.columns_master import Master
from planner.optimiser.columns_work import Best, Floats, Ints, Part

SMOOTH = 0.7
"""Weight of the best prices so far."""
CLOSE = 1e-5
"""Relative gap at which the mixture counts as the best."""
SMALL = 1e-6


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How column generation ended: what any choice costs at least (proven or not), its prices."""

    bound: float
    prices: Floats
    done: bool


def grow(
    master: Master, *, until: float, near: dict[int, Ints], smooth: float = SMOOTH,
    rounds: int = 1000, close: float = CLOSE,
) -> Growth:  # fmt: skip
    """Add rotas to the master until the mixture cannot be improved, or time or rounds are over.

    ``near`` holds everybody's rota around which to look; it follows the rotas found. People who
    are not in it are asked for their best rota of all.
    """
    part = master.part
    bound, centre, done = -np.inf, np.zeros(0), False
    for _ in range(rounds):
        master.solve()
        if not len(centre):
            centre = master.prices
        weight = smooth
        while True:
            prices = weight * centre + (1 - weight) * master.prices
            found = part.best_of_all(part.people, prices, near)
            new = _take(master, found, near)
            value = lagrangian(part, prices, found)
            if value > bound:
                bound, centre = value, prices
            if new or weight < SMALL or time.perf_counter() > until:
                break
            weight = 0.0 if weight < 0.3 else weight / 2
        done = not new or master.value - bound <= close * abs(master.value)
        if done or time.perf_counter() > until:
            break
    master.solve()
    return Growth(bound=bound, prices=centre, done=done)


def _take(master: Master, found: dict[int, Best], near: dict[int, Ints]) -> int:
    """Add what improves the mixture; how many."""
    new = 0
    for who, best in found.items():
        if best.rota is None:
            continue
        if master.reduced(who, best.rota) < -SMALL:
            new += master.add(who, best.rota)
        if who in near:
            near[who] = best.rota
    return new


def lagrangian(part: Part, prices: Floats, found: dict[int, Best]) -> float:
    """The bound of the prices: cover paid as asked, everybody's best answer."""
    return part.constant + float(prices @ part.need) + sum(best.value for best in found.values())


def proven_bound(part: Part, prices: Floats) -> float:
    """The Lagrangian bound with everybody's best rota of all; minus infinity if one is unproven."""
    work = part.work
    prices = np.clip(prices, -work.over, work.under)
    found = part.best_of_all(part.people, prices, {})
    if not all(best.proven for best in found.values()):
        return -np.inf
    return lagrangian(part, prices, found)
