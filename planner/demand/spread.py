"""How far single intervals stray from their mean: Gamma-Poisson counts.

Symbols: m mean of an interval, v squared coefficient of variation of its rate; the count has
variance m + v m², a negative binomial with r = 1/v.
"""

import numpy as np
from scipy.special import betainc, gammaln, ndtri

from planner.demand.series import Bools, Floats, Ints

LEAD_WEEKS = 4
UNKNOWN = 0.10
"""v where nothing has been learnt yet (design: no history)."""
UNKNOWN_DAY = 0.02
"""The same of the totals of days."""
SMALLEST, LARGEST = 5e-4, 1.5
ORIGIN_STEP, ORIGIN_DAYS, FIRST_ORIGIN = 3, 91, 13
ENOUGH_DAYS = 28
PRIOR_DAYS = 10.0
"""Days of history that the belief in ``UNKNOWN`` counts for: a young history promises too much."""
DIGITS = 3


def dispersion(
    actual: Floats, shape: Floats, *, level: Floats, usable: Bools, unit: float = 1.0,
    unknown: float = UNKNOWN,
) -> Floats:  # fmt: skip
    """v for the first to the fourth week ahead, from how earlier levels would have done.

    Parameters
    ----------
    actual
        Contacts by day and observation; NaN where unknown.
    shape
        Expected contacts of the same cells at level 1.
    level
        What was known of the level on the evening of each day.
    usable
        Days that are ordinary and known.
    unit
        Weight of one counted contact (below 1 in split history).
    unknown
        v of which a history of a few days tells nothing.
    """
    seen = np.isfinite(actual) & usable[:, None]
    n, g = np.where(seen, actual, 0.0), np.where(seen, shape, 0.0)
    nn, ng, gg, g1 = (n * n).sum(1), (n * g).sum(1), (g * g).sum(1), g.sum(1)
    found = np.full(LEAD_WEEKS, np.nan)
    trust = float(usable.sum() / (usable.sum() + PRIOR_DAYS))
    for week in range(LEAD_WEEKS):
        origin, day = _pairs(len(actual), week)
        at, day = level[origin[usable[day]]], day[usable[day]]
        if not len(day):
            break
        excess = (nn[day] - 2 * at * ng[day] + at**2 * gg[day] - unit * at * g1[day]).sum()
        size = (at**2 * gg[day]).sum()
        estimate = excess / size if size > 0 else unknown
        known = min(1.0, len(np.unique(day)) / ENOUGH_DAYS) * trust
        found[week] = known * max(estimate, 0.0) + (1 - known) * unknown
    return _completed(found, unknown)


def _pairs(days: int, week: int) -> tuple[Ints, Ints]:
    """Origins in the last quarter and the days of the given week after each."""
    origins = np.arange(max(FIRST_ORIGIN, days - ORIGIN_DAYS), days, ORIGIN_STEP, dtype=np.int64)
    day = origins[:, None] + 1 + 7 * week + np.arange(7)
    origin = np.broadcast_to(origins[:, None], day.shape)
    inside = day < days
    return origin[inside], day[inside]


def _completed(found: Floats, unknown: float) -> Floats:
    """Never smaller further ahead; weeks that could not be measured take the one before."""
    v = np.clip(np.where(np.isnan(found), 0.0, found), SMALLEST, LARGEST)
    if np.isnan(found[0]):
        v[0] = unknown
    return np.asarray(np.maximum.accumulate(v), dtype=float)


def quantiles(mean: Floats, v: Floats, levels: tuple[float, ...]) -> Floats:
    """Contacts that an interval does not exceed with the given probabilities.

    One row a level, whole numbers. Means are read to three digits, so that the repeating intervals
    of a week are worked out once.
    """
    keys, back = np.unique(
        np.stack([_to_digits(mean), np.broadcast_to(v, mean.shape)]), axis=1, return_inverse=True
    )
    found = np.stack([_quantile(keys[0], keys[1], level) for level in levels])
    return found[:, back.ravel()]


def share_between(low: Floats, high: Floats, mean: Floats, v: Floats) -> Floats:
    """Probability of a count from ``low`` to ``high``, both included."""
    below = np.where(low > 0, _cumulated(np.maximum(low - 1, 0), mean, v), 0.0)
    return np.asarray(_cumulated(high, mean, v) - below, dtype=float)


def _to_digits(mean: Floats) -> Floats:
    size = 10.0 ** (np.floor(np.log10(np.maximum(mean, 1e-12))) + 1 - DIGITS)
    return np.asarray(np.where(mean > 0, np.round(mean / size) * size, 0.0), dtype=float)


def _quantile(mean: Floats, v: Floats, level: float) -> Floats:
    """Smallest k whose cumulated probability reaches ``level``, by bisection."""
    width = np.sqrt(mean + v * mean**2)
    low = np.full(mean.shape, -1.0)
    high = np.ceil(mean + (max(0.0, float(ndtri(level))) + 4) * width + 10)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reached = _cumulated(np.maximum(middle, 0), mean, v) >= level
        reached &= middle >= 0
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    return high


def _cumulated(k: Floats, mean: Floats, v: Floats) -> Floats:
    return np.asarray(betainc(1 / v, k + 1, 1 / (1 + v * mean)), dtype=float)


def poisson_floor(mean: Floats) -> float:
    """Share of absolute error that even the true rates would leave, over all intervals.

    E|N − m| = 2 e^(−m) m^(⌊m⌋+1) / ⌊m⌋! for a Poisson count (Crow, 1958), weighted by volume.
    """
    m = mean[mean > 0]
    if not len(m):
        return float("nan")
    whole = np.floor(m)
    error = 2 * np.exp(-m + (whole + 1) * np.log(m) - gammaln(whole + 1))
    return float(error.sum() / m.sum())
