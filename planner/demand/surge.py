"""What the first days of a launch teach: how high the surge is, and later how fast it fades.

Symbols: on local day t of the event w usual contacts become w · (1 + m · S(t)); S is the curve of
:mod:`planner.demand.events` with plateau k days, half-life h days and lasting share u.
The height m has a gamma belief for every curve θ = (h, k, u) of a grid around what the plan says;
contacts are Gamma-Poisson, so that the belief stays gamma (conjugate) and every curve's weight is
multiplied by the negative binomial likelihood of the day. One day tells m; h tells itself only when
the fading begins, and until then the grid keeps the forecast wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from planner.demand.series import Floats

HEIGHT_CV = 0.7
"""Uncertainty of a stated height, as a coefficient of variation."""
HALF_LIFE_SPREAD = 0.8
"""Uncertainty of a stated half-life: standard deviation of its logarithm."""
PLATEAU_SPREAD, LASTING_SPREAD = 2.0, 0.1
FORGETTING = 0.95
"""Weight that each day leaves to what was learnt before it."""
DAY_CV2 = 0.01
"""Squared coefficient of variation of a surge's day around its curve."""
HALF_LIFE_STEPS = np.linspace(-2.0, 2.0, 15)
PLATEAUS = np.arange(6.0)
LASTING = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.3])


@dataclass(frozen=True, kw_only=True)
class Curves:
    """A grid of curves and their weights: arrays of one length."""

    half_life: Floats
    plateau: Floats
    lasting: Floats
    weight: Floats

    def strength(self, day: Floats) -> Floats:
        """S of each curve on days since the event's start: (curves, days); 0 before it."""
        over = np.maximum(day[None, :] - self.plateau[:, None], 0.0)
        fading = 0.5 ** (over / self.half_life[:, None])
        lasting = self.lasting[:, None]
        return np.asarray(np.where(day >= 0, lasting + (1 - lasting) * fading, 0.0), dtype=float)


@lru_cache(maxsize=256)
def curves_around(half_life: float, plateau: float, lasting: float) -> Curves:
    """The grid around the stated curve, weighted by how likely each is before any contact."""
    h, k, u = np.meshgrid(HALF_LIFE_STEPS, PLATEAUS, _around(lasting), indexing="ij")
    log = -0.5 * h**2 - 0.5 * ((k - plateau) / PLATEAU_SPREAD) ** 2
    log = (log - np.abs(u - lasting) / LASTING_SPREAD).ravel()
    weight = np.exp(log - log.max())
    return Curves(
        half_life=half_life * np.exp(HALF_LIFE_SPREAD * h.ravel()), plateau=k.ravel(),
        lasting=u.ravel(), weight=weight / weight.sum(),
    )  # fmt: skip


def _around(lasting: float) -> Floats:
    return np.unique(np.append(LASTING, lasting))


@dataclass(frozen=True, kw_only=True)
class Surge:
    """What is believed of a surge: curves with their weights, and the height under each.

    The height under curve i is gamma with shape ``a[i]`` and rate ``b[i]``.
    """

    curves: Curves
    a: Floats
    b: Floats
    days: int = 0

    @property
    def height(self) -> float:
        """Expected m: contacts at the peak above the usual ones, over these."""
        return float((self.curves.weight * self.a / self.b).sum())

    @property
    def half_life(self) -> tuple[float, float, float]:
        """10 %, 50 % and 90 % quantile of the half-life in days."""
        order = np.argsort(self.curves.half_life, kind="stable")
        reached = np.cumsum(self.curves.weight[order])
        at = np.searchsorted(reached, (0.1, 0.5, 0.9))
        low, middle, high = self.curves.half_life[order][np.minimum(at, len(order) - 1)]
        return float(low), float(middle), float(high)

    def course(self, day: Floats) -> Floats:
        """Expected S on days since the event's start: 1 at the peak."""
        return np.asarray((self.curves.weight[:, None] * self.curves.strength(day)).sum(0))

    def ahead(self, day: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of m · S on days since the event's start."""
        strength, weight = self.curves.strength(day), self.curves.weight[:, None]
        height = (self.a / self.b)[:, None]
        mean = (weight * height * strength).sum(0)
        square = (weight * (height**2 + (self.a / self.b**2)[:, None]) * strength**2).sum(0)
        return mean, np.maximum(square - mean**2, 0.0)


def believed(height: float, curves: Curves) -> Surge:
    """The belief of a plan before any contact."""
    a = np.full(len(curves.weight), HEIGHT_CV**-2)
    return Surge(curves=curves, a=a, b=a / max(height, 1e-6))


def learnt(
    before: Surge, day: Sequence[float], *, exposure: Floats, excess: Floats, noise: Floats
) -> Surge:
    """The belief after some days.

    Parameters
    ----------
    day
        Days since the event's start, ascending.
    exposure
        Contacts that height 1 would have brought on these days, as far as they are known, at S = 1.
    excess
        Contacts above those expected without the event.
    noise
        Variance of a day's contacts over their mean, see :func:`day_noise`.
    """
    curves, log = before.curves, np.log(np.maximum(before.curves.weight, 1e-300))
    a, b = before.a, before.b
    for number, w, more, phi in zip(day, exposure, excess, noise, strict=True):
        strength = np.maximum(curves.strength(np.array([float(number)]))[:, 0], 1e-6)
        x, s = max(float(more), 0.0) / phi, float(w) * strength / phi
        log = FORGETTING * log + _log_likelihood(x, a, b, s)
        log -= log.max()
        a = before.a + FORGETTING * (a - before.a) + x
        b = before.b + FORGETTING * (b - before.b) + s
    weight = np.exp(log - log.max())
    kept = Curves(
        half_life=curves.half_life, plateau=curves.plateau, lasting=curves.lasting,
        weight=weight / weight.sum(),
    )  # fmt: skip
    return Surge(curves=kept, a=a, b=b, days=before.days + len(exposure))


def day_noise(actual: Floats, known: Floats) -> Floats:
    """Variance over mean of the contacts of a surge's days, of which a share is known.

    The first hours of a surge tell less of its height than their number of contacts would.
    """
    return np.asarray(np.maximum(1.0, DAY_CV2 * actual / np.maximum(known, 0.05) ** 2), dtype=float)


def _log_likelihood(x: float, a: Floats, b: Floats, s: Floats) -> Floats:
    """Log of the negative binomial density of x when the rate is gamma(a, b) times s."""
    return np.asarray(
        gammaln(a + x) - gammaln(a) - gammaln(x + 1) + a * np.log(b / (b + s))
        + x * np.log(s / (b + s)),
        dtype=float,
    )  # fmt: skip
