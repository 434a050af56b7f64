"""How sure one can be of a figure: intervals for shares, NPS, means, and for differences.

Symbols: ``n`` cases, ``z`` the normal quantile, ``confidence`` the share of intervals that hold the
truth. Cases are taken as drawn one by one; answers to surveys are those of people who answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
NAN = float("nan")
FEWEST_DAYS = 5
"""A mean over days has no interval with fewer."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure with its interval; NaN where nothing is known. ``n`` is what it rests on."""

    value: float
    low: float
    high: float
    n: float


def wilson(successes: float, n: float, *, confidence: float = 0.95) -> Estimate:
    """A share with its score interval (Wilson 1927), good for few cases and shares near 0 or 1."""
    if n <= 0:
        return Estimate(value=NAN, low=NAN, high=NAN, n=0)
    z = float(stats.norm.ppf((1 + confidence) / 2))
    share = successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Estimate(value=share, low=min(low, share), high=max(high, share), n=n)


def net_promoters(
    promoters: float, detractors: float, n: float, *, confidence: float = 0.95
) -> Estimate:
    """NPS in points with the adjusted Wald interval (Rocks 2016): ¾ promoter, ¾ detractor and 1½
    others are added, so that few answers are not taken for certainty.
    """
    if n <= 0:
        return Estimate(value=NAN, low=NAN, high=NAN, n=0)
    z = float(stats.norm.ppf((1 + confidence) / 2))
    for_it, against, all_of_them = promoters + 0.75, detractors + 0.75, n + 3
    middle = (for_it - against) / all_of_them
    spread = (for_it + against) / all_of_them - middle**2
    half = z * math.sqrt(max(spread, 0.0) / all_of_them)
    value = 100 * (promoters - detractors) / n
    low, high = max(-100.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=n)


def ratio(
    tops: Sequence[float] | Floats, bottoms: Sequence[float] | Floats, *, confidence: float = 0.95
) -> Estimate:  # fmt: skip
    """A ratio of sums over days, its interval from how days differ (Cochran 1977, section 6.3).

    Without an interval where there are fewer than :data:`FEWEST_DAYS` days.
    """
    top, bottom = np.asarray(tops, dtype=float), np.asarray(bottoms, dtype=float)
    days, whole = int((bottom > 0).sum()), float(bottom.sum())
    if whole <= 0:
        return Estimate(value=NAN, low=NAN, high=NAN, n=0)
    value = float(top.sum()) / whole
    if days < FEWEST_DAYS:
        return Estimate(value=value, low=NAN, high=NAN, n=whole)
    spread = float(((top - value * bottom) ** 2).sum())
    error = math.sqrt(days / (days - 1) * spread) / whole
    half = float(stats.t.ppf((1 + confidence) / 2, days - 1)) * error
    return Estimate(value=value, low=max(0.0, value - half), high=value + half, n=whole)


def difference(after: Estimate, before: Estimate) -> Estimate:
    """How much a figure has moved, with the interval made of both ends (Newcombe 1998, method 10;
    Zou and Donner 2008 for figures of any kind).
    """
    moved = after.value - before.value
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Estimate(value=moved, low=moved - down, high=moved + up, n=min(after.n, before.n))
