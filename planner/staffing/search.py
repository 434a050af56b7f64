"""The smallest number of agents that is enough, for many queues at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import elementwise

from planner.staffing.poisson_tail import Array

Indices = NDArray[np.intp]
Margin = Callable[[Array, Indices], Array]
"""``margin(agents, which)``: at least 0 where so many agents are enough for those queues.

It must not fall with more agents.
"""

TOLERANCE = 1e-6
"""Width in agents to which a real-valued requirement is known."""
SECANTS, SETTLED = 8, 1e-8
"""Most secant steps from a guess, and the step in agents that ends them."""


def smallest_whole(margin: Margin, guess: Array, reach: Array) -> Array:
    """Smallest whole number of agents with a margin of at least 0; never 0.

    Gallops away from ``guess`` in steps that start at ``reach`` and double, then bisects;
    queues that are settled drop out.
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


def smallest_whole_in_runs(margin: Margin, guess: Array, reach: Array, runs: Indices) -> Array:
    """Same answers as :func:`smallest_whole`, where queues come in runs of ever greater need.

    Within a run, which starts at an index of ``runs``, no queue needs fewer agents than the one
    before it. So the ends of a run are searched for, then the middle between unequal neighbours;
    whatever lies between equal ones needs as many.
    """
    if not guess.size:
        return guess
    last = np.append(runs[1:], guess.size) - 1
    at_end = np.zeros(guess.size, dtype=bool)
    at_end[runs] = at_end[last] = True
    ends = np.flatnonzero(at_end)
    found = np.full_like(guess, np.nan)
    found[ends] = smallest_whole(_of(margin, ends), guess[ends], reach[ends])
    left, right = runs, last
    while True:
        unsettled = (right - left > 1) & (found[left] < found[right])
        left, right = left[unsettled], right[unsettled]
        if not left.size:
            break
        middle = (left + right) // 2
        found[middle] = _bisected(_of(margin, middle), found[left] - 1, found[right])
        left, right = np.append(left, middle), np.append(middle, right)
    known = np.where(np.isnan(found), 0, np.arange(found.size))
    return found[np.maximum.accumulate(known)]


def smallest_real(margin: Margin, whole: Array) -> Array:
    """Where between ``whole - 1`` (not enough) and ``whole`` (enough) the margin becomes 0.

    From above, to :data:`TOLERANCE`; T. R. Chandrupatla's bracketing method (1997).
    """
    if not whole.size:
        return whole
    return _whole_where_enough(margin, _root_below(margin, whole, TOLERANCE / 2))


def _root_below(margin: Margin, whole: Array, width: float) -> Array:
    """The root in the last agent before ``whole``, from above, to ``width``."""
    found = elementwise.find_root(
        margin, (whole - 1, whole), args=(np.arange(whole.size),),
        tolerances={"xatol": width, "xrtol": 0, "fatol": 0, "frtol": 0},
    )  # fmt: skip
    return np.where(found.f_x >= 0, found.x, found.bracket[1])


def smallest_real_near(margin: Margin, guess: Array, reach: Array) -> Array:
    """Where the margin becomes 0, for real numbers of agents, from a guess.

    The secant method finds most in a few steps, since the margin is nearly straight. Every answer
    is checked: so many agents are enough and :data:`TOLERANCE` fewer are not. Where it is not so,
    :func:`smallest_whole` and :func:`smallest_real` search.
    """
    found = _by_secants(margin, np.maximum(guess, SETTLED)) + TOLERANCE / 2
    wrong = np.flatnonzero(~_tight(margin, found))
    if wrong.size:
        own = _of(margin, wrong)
        found[wrong] = smallest_real(own, smallest_whole(own, guess[wrong], reach[wrong]))
    return _whole_where_enough(margin, found)


def smallest_real_checked(margin: Margin, likely: Array, guess: Array, reach: Array) -> Array:
    """Same answers as :func:`smallest_real_near`, most of which ``likely`` knows.

    Every answer is checked as there; where ``likely`` is wrong, it is searched for.
    """
    found = np.maximum(likely, SETTLED) + TOLERANCE / 2
    wrong = np.flatnonzero(~_tight(margin, found))
    if wrong.size:
        found[wrong] = smallest_real_near(_of(margin, wrong), guess[wrong], reach[wrong])
    return _whole_where_enough(margin, found)


def root_near(margin: Margin, guess: Array, reach: Array) -> Array:
    """Where the margin becomes 0, from a guess: half of :data:`TOLERANCE` away at the most."""
    found = _by_secants(margin, np.maximum(guess, SETTLED))
    wrong = np.flatnonzero(~_tight(margin, found + TOLERANCE / 2))
    if wrong.size:
        own = _of(margin, wrong)
        whole = smallest_whole(own, guess[wrong], reach[wrong])
        found[wrong] = _root_below(own, whole, SETTLED)
    return found


def _whole_where_enough(margin: Margin, found: Array) -> Array:
    """The whole number just below, where that is enough too: rounding up gives no more than it."""
    below = np.floor(found)
    near = np.flatnonzero((found > below) & (found - below < TOLERANCE) & (below > 0))
    fits = near[margin(below[near], near) >= 0] if near.size else near
    exact = found.copy()
    exact[fits] = below[fits]
    return exact


def _by_secants(margin: Margin, guess: Array) -> Array:
    """Where secants of the margin lead to; steps are held to half of the agents."""
    every = np.arange(guess.size)
    before, now = guess, guess * 1.02 + 0.02
    there = margin(before, every)
    which = every
    now = now.copy()
    old, told = before.copy(), there
    for _ in range(SECANTS):
        here = margin(now[which], which)
        rise = here - told[which]
        run = now[which] - old[which]
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(rise != 0, -here * run / rise, 0.0)
        step = np.clip(np.nan_to_num(step), -now[which] / 2, now[which] / 2)
        old[which], told[which] = now[which], here
        now[which] += step
        which = which[np.abs(step) > SETTLED]
        if not which.size:
            break
    return now


def _tight(margin: Margin, agents: Array) -> NDArray[np.bool_]:
    """Whether so many agents are enough, and a :data:`TOLERANCE` fewer are not."""
    every, fewer = np.arange(agents.size), agents - TOLERANCE
    some = np.flatnonzero(fewer > 0)
    tight = np.zeros(agents.size, dtype=bool)
    tight[some] = margin(fewer[some], some) < 0
    return tight & (margin(np.maximum(agents, TOLERANCE), every) >= 0)


def _bisected(margin: Margin, low: Array, high: Array) -> Array:
    """Smallest whole number between ``low``, which is not enough, and ``high``, which is."""
    low, high = low.copy(), high.copy()
    which = np.flatnonzero(high - low > 1)
    while which.size:
        probe = np.floor((low[which] + high[which]) / 2)
        enough = margin(probe, which) >= 0
        high[which[enough]] = probe[enough]
        low[which[~enough]] = probe[~enough]
        which = which[high[which] - low[which] > 1]
    return high


def _of(margin: Margin, some: Indices) -> Margin:
    """The margin of some of the queues, counted among themselves."""
    return lambda agents, which: margin(agents, some[which])


def _next_probe(low: Array, high: Array, reach: Array) -> Array:
    middle = np.floor((low + np.where(np.isinf(high), low, high)) / 2)
    down = np.where(low > 0, middle, np.maximum(high - reach, middle))
    return np.where(np.isinf(high), low + reach, down)
