"""The smallest number of agents that is enough, for many queues at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import elementwise

from planner.staffing.poisson_tail import Array

Indices = NDArray[np.intp]
Margin = Callable[[Array, Indices], Array]
"""``margin(agents, which)``: at least 0 where so many agents are enough for those queues."""

TOLERANCE = 1e-6
"""Width in agents to which a real-valued requirement is known."""


def smallest_whole(margin: Margin, guess: Array, reach: Array) -> Array:
    """Smallest whole number of agents with a margin of at least 0; never 0.

    Gallops away from ``guess`` in steps that start at ``reach`` and double, then bisects;
    queues that are settled drop out. ``margin`` must not fall with more agents.
    """
    low, high = np.zeros_like(guess), np.full_like(guess, np.inf)
    probe, reach = np.maximum(np.ceil(guess), 1), np.ceil(reach)
    which = np.arange(guess.size)
    while which.size:
        enough = margin(probe[which], which) >= 0
        high[which[enough]] = probe[which[enough]]
        low[which[~enough]] = probe[which[~enough]]
        which = which[high[which] - low[which] > 1]
        probe[which] = _next_probe(low[which], high[which], reach[which])
        reach[which] *= 2
    return high


def smallest_real(margin: Margin, whole: Array) -> Array:
    """Where between ``whole - 1`` (not enough) and ``whole`` (enough) the margin becomes 0.

    From above, to :data:`TOLERANCE`; T. R. Chandrupatla's bracketing method (1997).
    """
    which = np.arange(whole.size)
    if not which.size:
        return whole
    found = elementwise.find_root(
        margin, (whole - 1, whole), args=(which,),
        tolerances={"xatol": TOLERANCE / 2, "xrtol": 0, "fatol": 0, "frtol": 0},
    )  # fmt: skip
    return np.where(found.f_x >= 0, found.x, found.bracket[1])


def _next_probe(low: Array, high: Array, reach: Array) -> Array:
    middle = np.floor((low + np.where(np.isinf(high), low, high)) / 2)
    down = np.where(low > 0, middle, np.maximum(high - reach, middle))
    return np.where(np.isinf(high), low + reach, down)
