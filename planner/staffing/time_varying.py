"""Load that carries over: contacts keep agents busy beyond the interval they arrive in.

The modified offered load of a queue is the number of contacts that would be in service if nobody
ever waited (O. Jennings, A. Mandelbaum, W. Massey, W. Whitt, 1996; L. Green, P. Kolesar, W. Whitt,
2007); a steady-state model at that load gives a steady service where arrivals rise and fall or
handle times are long.

Symbols: D length of an interval, S a handle time with mean h, L(u) = E[min(S, u)],
K(u) = ∫₀ᵘ L; of contacts that arrive evenly over an interval,
(K((j+1)D) − K(jD)) / D is the time in service up to the end of the j-th interval after it, and
(L((j+1)D) − L(jD)) / D the share still in service at that end.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtr

from planner.clock import DAY_MINUTES, WEEK_DAYS, Horizon
from planner.staffing.poisson_tail import Array

RESIDUE = 9
"""Decimals of erlangs and contacts that are kept: the rest is noise of the transforms."""
FEW_TIMES = 8
STEP = 0.02
"""Handle times are read off a grid of such relative steps once there are more than a few."""

Response = Callable[[float, float, int, float | None], tuple[Array, float]]
"""``response(mean, interval_s, count, cv)``: what one unit has brought up to the end of each of
``count`` intervals, and what it brings in all."""
Spectrum = NDArray[np.complex128]


def carried_load(
    contacts: Array, aht_s: Array, *, interval_s: float, aht_cv: float | None = None, period: int
) -> Array:
    """Modified offered load: mean contacts in service in each interval, in erlangs.

    Parameters
    ----------
    contacts, aht_s
        Contacts taken in each interval and their mean handle time in seconds. Of many different
        handle times each is put together from two neighbours 2 % apart, mean and all work exact
        (load within a thousandth of itself).
    interval_s
        Length of an interval in seconds.
    aht_cv
        Coefficient of variation of lognormal handle times (0: all alike); ``None`` exponential.
    period
        Before the first interval contacts came as they come ``period`` intervals later, for ever;
        see :func:`warm_up`.
    """

    return _responded(
        contacts / interval_s, aht_s, _work, interval_s=interval_s, cv=aht_cv, period=period
    )


def departures(
    contacts: Array, time_s: Array, *, interval_s: float, cv: float | None = None, period: int
) -> Array:
    """Contacts that leave in each interval, ``time_s`` seconds on average after they arrived.

    Same parameters as :func:`carried_load`; nobody is lost or made up.
    """

    return _responded(contacts, time_s, _left, interval_s=interval_s, cv=cv, period=period)


def weights(aht_s: float, *, interval_s: float, count: int, aht_cv: float | None = None) -> Array:
    """Seconds of work that a contact brings to its own interval and each of the next ones.

    They add up to ``aht_s`` over endless intervals; contacts arrive evenly over theirs.
    """
    own: Array = np.diff(_worked(aht_s, interval_s, count, aht_cv), prepend=0.0)
    return own


def warm_up(horizon: Horizon, step_minutes: int) -> int:
    """Steps after which the horizon is taken to repeat what was before it.

    A week, so that the first hours follow those of the same weekday; a day where the horizon is
    shorter than a week.
    """
    days = WEEK_DAYS if horizon.days >= WEEK_DAYS else 1
    return min(days * DAY_MINUTES, horizon.minutes) // step_minutes


def _work(mean: float, interval_s: float, count: int, cv: float | None) -> tuple[Array, float]:
    return _worked(mean, interval_s, count, cv), mean


def _left(mean: float, interval_s: float, count: int, cv: float | None) -> tuple[Array, float]:
    in_service = np.diff(_served(_edges(mean, interval_s, count), cv)) * (mean / interval_s)
    return 1 - in_service, 1.0


def _responded(
    values: Array, time_s: Array, response: Response, *, interval_s: float, cv: float | None,
    period: int,
) -> Array:  # fmt: skip
    """Values spread over later intervals, those of the time before the horizon included."""
    busy, size = values > 0, values.size
    if not busy.any():
        return np.zeros_like(values)
    length, before = _lengths(size, period)
    inside = np.zeros(length // 2 + 1, dtype=complex)
    earlier = np.zeros(before // 2 + 1, dtype=complex)
    for mean, share in _by_time(time_s, busy):
        within, beyond = _spectra(response, mean, interval_s, cv, size, period)
        part = values * share
        inside += rfft(part, length) * within
        earlier += rfft(part[:period], before) * beyond
    total = irfft(inside, length)[:size] + irfft(earlier, before)[period : period + size]
    rounded: Array = np.maximum(np.round(total, RESIDUE), 0.0)
    return rounded


def _lengths(size: int, period: int) -> tuple[int, int]:
    return next_fast_len(2 * size), next_fast_len(size + 2 * period)


@lru_cache(maxsize=64)
def _spectra(
    response: Response, mean: float, interval_s: float, cv: float | None, size: int, period: int
) -> tuple[Spectrum, Spectrum]:
    """What one unit brings to later intervals, and from all weeks before, as transforms.

    They do not depend on how much comes: other volumes find them known.
    """
    length, before = _lengths(size, period)
    count = (-(-size // period) + 1) * period
    reached, whole = response(mean, interval_s, count, cv)
    weight = np.diff(reached, prepend=0.0)
    folded = weight.reshape(-1, period)[::-1].cumsum(axis=0)[::-1].ravel()
    folded += (whole - reached[-1]) / period
    return rfft(weight[:size], length), rfft(folded[: size + period], before)


def _by_time(time_s: Array, busy: NDArray[np.bool_]) -> list[tuple[float, Array]]:
    """A few mean times, and the share of each interval's contacts that has it."""
    known = np.unique(time_s[busy])
    if known.size > FEW_TIMES:
        steps = int(np.ceil(np.log(known[-1] / known[0]) / np.log1p(STEP)))
        known = np.geomspace(known[0], known[-1], max(2, steps + 1))
    if known.size == 1:
        return [(float(known[0]), np.ones_like(time_s))]
    low = np.clip(np.searchsorted(known, time_s, side="right") - 1, 0, known.size - 2)
    upper = np.clip((time_s - known[low]) / (known[low + 1] - known[low]), 0, 1)
    return [
        (float(mean), np.where(low == i, 1 - upper, np.where(low == i - 1, upper, 0.0)))
        for i, mean in enumerate(known)
    ]


def _worked(mean: float, interval_s: float, count: int, cv: float | None) -> Array:
    """Seconds of work on a contact up to the end of its own and of each later interval."""
    area = np.diff(_area(_edges(mean, interval_s, count), cv))
    seconds: Array = area * mean * (mean / interval_s)
    return seconds


def _edges(mean: float, interval_s: float, count: int) -> Array:
    """Starts and last end of intervals, in mean times."""
    return np.arange(count + 1, dtype=float) * (interval_s / mean)


def _served(u: Array, cv: float | None) -> Array:
    """L(u) in mean times, ``u`` likewise."""
    if cv is None:
        return -np.expm1(-u)
    if cv == 0:
        return np.minimum(u, 1.0)
    s, z = _standardised(u, cv)
    return ndtr(z - s) + u * ndtr(-z)


def _area(u: Array, cv: float | None) -> Array:
    """K(u) in squared mean times, ``u`` in mean times."""
    if cv is None:
        return u + np.expm1(-u)
    if cv == 0:
        return np.where(u < 1, u * u / 2, u - 0.5)
    s, z = _standardised(u, cv)
    area: Array = u * ndtr(z - s) - (1 + cv * cv) / 2 * ndtr(z - 2 * s) + u * u / 2 * ndtr(-z)
    return area


def _standardised(u: Array, cv: float) -> tuple[float, Array]:
    """Spread of the logarithm, and ``ln u`` as a standard normal value."""
    s = float(np.sqrt(np.log1p(cv * cv)))
    with np.errstate(divide="ignore"):
        return s, (np.log(u) + s * s / 2) / s
