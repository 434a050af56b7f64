"""The smallest number of agents that is enough, for many queues at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import elementwise

from planner.staffing.poisson_tail import Array

Indices = NDArray[np.intp]
Margin = Callable[[Array, Indices], Array]
"""``margin(agents, which)``: at least 0 where so many agents are enough for those queues.

It must not fall with more agents.
"""

TOLERANCE = 1e-6
"""Width in agents to which a real-valued requirement is known."""
NODES = 96
"""Cases of a run that are searched for; those between are read off a curve, and checked."""


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
    which = np.arange(whole.size)
    if not which.size:
        return whole
    found = elementwise.find_root(
        margin, (whole - 1, whole), args=(which,),
        tolerances={"xatol": TOLERANCE / 2, "xrtol": 0, "fatol": 0, "frtol": 0},
    )  # fmt: skip
    return np.where(found.f_x >= 0, found.x, found.bracket[1])


def smallest_real_in_runs(
    margin: Margin, guess: Array, reach: Array, load: Array, runs: Indices
) -> Array:
    """Where the margin becomes 0, for queues that come in runs of ever greater load.

    In a long run the need is a smooth curve of the load: some queues are searched for, those
    between are read off a cubic spline through them. Every one is checked to lie within
    :data:`TOLERANCE`, and searched for where it does not. From above, like :func:`smallest_real`.

    Parameters
    ----------
    guess, reach, runs
        As of :func:`smallest_whole_in_runs`.
    load
        Rising within each run.
    """
    nodes = _nodes(load, runs) if guess.size else np.ones(0, dtype=bool)
    if nodes.all():
        return smallest_real(margin, smallest_whole_in_runs(margin, guess, reach, runs))
    at = np.flatnonzero(nodes)
    heads = np.searchsorted(at, runs)
    whole = smallest_whole_in_runs(_of(margin, at), guess[at], reach[at], heads)
    found = np.full_like(guess, np.nan)
    found[at] = smallest_real(_of(margin, at), whole)
    between = np.flatnonzero(~nodes)
    found[between] = _read_off(load, found, runs, between) + TOLERANCE / 2
    wrong = between[~_tight(_of(margin, between), found[between])]
    if wrong.size:
        own = _of(margin, wrong)
        found[wrong] = smallest_real(own, smallest_whole(own, found[wrong], reach[wrong]))
    return found


def _nodes(load: Array, runs: Indices) -> NDArray[np.bool_]:
    """Which cases are searched for: all of a short run, and some of a long one, evenly."""
    nodes = np.zeros(load.size, dtype=bool)
    for first, last in zip(runs, np.append(runs[1:], load.size) - 1, strict=True):
        if last - first < 2 * NODES:
            nodes[first : last + 1] = True
            continue
        root = np.sqrt(load[first : last + 1])
        nodes[first + np.searchsorted(root, np.linspace(root[0], root[-1], NODES))] = True
    return nodes


def _read_off(load: Array, found: Array, runs: Indices, which: Indices) -> Array:
    """What the curves through the known cases say of the others."""
    answers = np.empty(which.size)
    for first, end in zip(runs, np.append(runs[1:], load.size), strict=True):
        inside = (which >= first) & (which < end)
        if not inside.any():
            continue
        known = first + np.flatnonzero(~np.isnan(found[first:end]))
        curve = CubicSpline(np.sqrt(load[known]), found[known])
        answers[inside] = curve(np.sqrt(load[which[inside]]))
    return answers


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
