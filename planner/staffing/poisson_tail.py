"""Poisson probabilities and tails for real-valued counts, on which all Erlang formulas rest.

Symbols: ``f(s; x) = x^s e^-x / Gamma(s+1)`` is the Poisson probability of ``s`` at mean ``x``,
continued to real ``s``; ``P(s, x)`` and ``Q(s, x) = 1 - P`` are the regularised incomplete gamma
functions. Nothing here overflows or loses digits between 1e-2 and 1e8; all arguments are arrays
of one shape.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc, gammaln, xlogy

Array = NDArray[np.float64]

HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)
SMALL_COUNT = 12.0
"""Below this the plain logarithm of f is exact to a few units in the last place."""
FAR = 4.4
"""Standard deviations beyond which the continued fractions of the tails are fast and exact.

From 4.5 on SciPy's ``gammainc`` adds up a power series whose 2,000 terms do not suffice for large
counts: at a count of 1e7 it is wrong by 4 %.
"""
TERMS = 30
"""Terms of the continued fractions: enough to change no digit that far out, at any count."""
_TERM = np.arange(TERMS - 1, 0, -1, dtype=float)[:, None]
AT_ONCE = 1024
"""Counts whose terms are prepared together: more no longer fit where they are quick to reach."""


def log_probability(count: Array, mean: Array) -> Array:
    """``ln f(count; mean)`` without cancellation, for ``count >= 0`` and ``mean > 0``.

    Saddle-point form of C. Loader, "Fast and accurate computation of binomial probabilities"
    (2000): the deviance and Stirling's error are computed apart.
    """
    small = count < SMALL_COUNT
    s = np.where(small, SMALL_COUNT, count)
    logarithm: Array = -_deviance(s, mean) - _stirling_error(s) - 0.5 * np.log(s) - HALF_LOG_TWO_PI
    n, x = count[small], mean[small]
    logarithm[small] = xlogy(n, x) - x - gammaln(n + 1)
    return logarithm


def lower_tail(count: Array, mean: Array) -> Array:
    """``P(count, mean)``: the probability of at least ``count`` (for whole counts).

    Not for means where :func:`lower_is_light`.
    """
    return np.asarray(gammainc(count, mean))


def cumulative_over_probability(count: Array, mean: Array) -> Array:
    """``Q(count+1, mean) / f(count; mean)``: the inverse of Erlang's loss probability.

    Far in overload, where Q loses digits and then underflows, Legendre's continued fraction of
    the upper incomplete gamma function (DLMF 8.9.2) takes over. Infinite where f underflows.
    """
    deep = mean > count + FAR * np.sqrt(count) + FAR**2
    ratio = np.empty_like(mean)
    if deep.any():
        ratio[deep] = mean[deep] * _upper_fraction(count[deep] + 1, mean[deep])
    s, x = count[~deep], mean[~deep]
    with np.errstate(over="ignore"):
        ratio[~deep] = gammaincc(s + 1, x) * np.exp(-log_probability(s, x))
    return ratio


def lower_is_light(count: Array, mean: Array) -> NDArray[np.bool_]:
    """Where ``P(count, mean)`` lies so far in its tail that :func:`light_tail` should be used."""
    return np.asarray((mean < 0.5 * count) | (count - mean > FAR * np.sqrt(count)))


def light_tail(count: Array, mean: Array) -> Array:
    """``g`` with ``P(count+1, mean) / P(count, mean) = mean / (count + 1 + g)``.

    Gauss's continued fraction of the lower incomplete gamma function (DLMF 8.9.1), for means far
    below the count. All terms are positive: ratios taken from it lose no digits.
    """
    if not count.size:
        return np.empty_like(mean)
    parts = [slice(i, i + AT_ONCE) for i in range(0, count.size, AT_ONCE)]
    return np.concatenate([_light_tail(count[part], mean[part]) for part in parts])


def _light_tail(count: Array, mean: Array) -> Array:
    """The same of not too many, all terms prepared at once: a call costs more than a number."""
    k = _TERM
    even, odd, upper, lower = count + 2 * k, count + 2 * k + 1, (k + 1) * mean, (count + k) * mean
    below = count + 2.0 * TERMS
    for first, second, over, under in zip(even, odd, upper, lower, strict=True):
        inner = np.divide(over, below, out=over)
        inner += second
        below = first - np.divide(under, inner, out=under)
    return np.asarray(mean / below)


def _deviance(count: Array, mean: Array) -> Array:
    """``s ln(s/x) + x - s``, by its series in ``(s-x)/(s+x)`` where the two are close."""
    gap = count - mean
    v = gap / (count + mean)
    square = v * v
    series = np.zeros_like(v)
    for j in range(8, 0, -1):
        series = square * (series + 1.0 / (2 * j + 1))
    deviance = gap * v + 2 * count * v * series
    far = np.abs(v) > 0.1
    deviance[far] = xlogy(count[far], count[far] / mean[far]) - gap[far]
    return deviance


def _stirling_error(count: Array) -> Array:
    """``ln Gamma(s+1) - [(s+1/2) ln s - s + ln(2 pi)/2]`` for ``s >= 12``."""
    r = 1.0 / count
    q = r * r
    return r * (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q * (1 / 1680 - q * (1 / 1188)))))


def _upper_fraction(shape: Array, mean: Array) -> Array:
    """``Gamma(shape, x) e^x x^-shape`` for x far above shape."""
    below = mean + 2 * TERMS + 1 - shape
    for k in range(TERMS, 0, -1):
        below = mean + 2 * k - 1 - shape - k * (k - shape) / below
    return 1.0 / below
