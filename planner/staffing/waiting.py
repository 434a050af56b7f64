"""Work that can wait on days that nobody knows: what is finished in time, and what that takes.

People who can do just the work of a mean day are late on half of all days, and what is left over
meets the next day. So the share finished in time is worked out over many days that stray as the
forecast says: contacts flow in at the rate of their day and are worked off in the order in which
they came. Days are drawn once and spread evenly over what may come (Latin hypercube: M. D. McKay,
R. J. Beckman, W. J. Conover, 1979), so that the same plan always has the same figure.

Symbols: A work that has come in by the end of an interval, K work that people could have done by
then had there always been some, D work done: D(t) = K(t) + min(0, min over s ≤ t of A(s) − K(s)).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv

from planner.clock import Horizon, local_times, zone
from planner.domain import Plan, Queue
from planner.staffing.deferred import Opening, work_of
from planner.staffing.need import Demand
from planner.staffing.poisson_tail import Array
from planner.staffing.search import Indices

DAY_SHARE = 0.8
"""Share of the variance of a rate that all intervals of a local day have in common."""
COURSES = 64
"""Courses of a horizon over which a mean is taken."""
SEED = 1
"""Of the order of the days."""
ALMOST_ALL = 0.99
"""Stands for a target of everything: however many people there are, some day is too much."""
MOST = 8.0
"""Times the mean work beyond which nobody staffs."""
ZONES_APART = 2
"""Days by which the date of one zone may be off another's."""
CV_DIGITS = 3
"""Coefficients of variation that are the same to so many digits share their factors."""
WIDTH = 1e-3
"""The rate that is staffed to is known to so much."""


def average_rate(
    plan: Plan, queue: Queue, demand: Demand, *, volumes: Mapping[str, Array]
) -> float:
    """Factor from the mean rate to the least that meets a deferred queue's target on average.

    People work at the even pace that this rate asks for, see
    :func:`planner.staffing.deferred.deferred_need`; ``complete_share`` (at most
    :data:`ALMOST_ALL`) of all contacts is to be finished within ``complete_within_hours``. At
    least 1. ``volumes`` as for :func:`day_rates`.
    """
    if not demand.cv.any() or not demand.contacts.any():
        return 1.0
    flow = Flow.of(plan, queue, demand)
    rate = day_rates(plan.horizon, volumes, demand.cv)
    came = flow.came(rate)
    target = min(queue.complete_share, ALMOST_ALL)

    def enough(factor: float) -> bool:
        return flow.in_time(rate, done_by(came, factor * flow.pace)) >= target

    return _least(enough)


def _least(enough: Callable[[float], bool]) -> float:
    """The least factor from 1 to :data:`MOST` that is enough, by doubling and bisection."""
    if enough(1.0):
        return 1.0
    low, high = 1.0, 1.1
    while high < MOST and not enough(high):
        low, high = high, min(MOST, 2 * high - 1)
    while high - low > WIDTH:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def day_rates(horizon: Horizon, volumes: Mapping[str, Array], cv: Array) -> Array:
    """Rates over their mean, ``[course, interval]``: a Gamma factor for each local day.

    Days of one date are busy together all over the world, each from its own midnight on, and so are
    the queues of a plan, whichever zones each of them is fed from.

    Parameters
    ----------
    volumes
        Contacts of each interval by zone, see :func:`planner.staffing.offered.volumes_by_zone`.
    """
    days = {place: local_times(horizon.starts, zone(place)).day for place in volumes}
    first = (horizon.start - date(1970, 1, 1)).days - ZONES_APART
    total = np.sum(list(volumes.values()), axis=0)
    known, kind = np.unique(np.round(cv, CV_DIGITS), return_inverse=True)
    rates = np.zeros((COURSES, horizon.intervals))
    shape = 1 / np.maximum(DAY_SHARE * known**2, 1e-9)
    factor = [_day_factors(each, horizon.days + 2 * ZONES_APART) for each in shape.tolist()]
    for place, volume in volumes.items():
        share = np.divide(volume, total, out=np.full_like(total, 1 / len(volumes)), where=total > 0)
        day = days[place] - first
        for number, each in enumerate(factor):
            here = kind == number
            rates[:, here] += share[here] * each[:, day[here]]
    return np.where(cv > 0, rates, 1.0)


@lru_cache(maxsize=256)
def _day_factors(shape: float, days: int) -> Array:
    """Gamma factors of mean 1, ``[course, day]``; a run asks for the same ones again and again."""
    found: Array = np.asarray(gammaincinv(shape, _even_uniforms(days)) / shape)
    return found


def _even_uniforms(days: int) -> Array:
    """For every day each of the evenly spread probabilities once, ``[course, day]``."""
    rng = np.random.default_rng(SEED)
    even = np.tile((np.arange(COURSES) + 0.5) / COURSES, (days, 1))
    return np.ascontiguousarray(rng.permuted(even, axis=1).T)


def done_by(came: Array, capacity: Array) -> Array:
    """Work done by the end of each interval, ``[course, interval]``.

    Parameters
    ----------
    came
        Work that has come in by then.
    capacity
        Work that people could do in each interval.
    """
    could = np.cumsum(capacity, axis=-1)
    spare = np.minimum.accumulate(came - could, axis=1)
    done: Array = could + np.minimum(spare, 0.0)
    return done


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The work of one deferred queue at the mean rate, in hours.

    ``arrived`` and the even ``pace`` by interval; ``backlog`` pieces that wait at the start, the
    oldest first; ``due`` the interval by whose end each piece of the backlog, and then what comes
    in each interval, is to be finished (beyond the horizon: after its end).
    """

    arrived: Array
    pace: Array
    backlog: Array
    due: Indices

    @classmethod
    def of(cls, plan: Plan, queue: Queue, demand: Demand) -> "Flow":
        """The flow of what comes to a queue; the rate that is staffed to is left out."""
        opening = Opening.of(plan.horizon, queue)
        oldest = sorted(demand.backlog, reverse=True)
        ages = [age for age, _ in oldest]
        arrived = demand.mean * demand.aht_s / 3600
        backlog = np.array([contacts for _, contacts in oldest]) * demand.aht_s[0] / 3600
        hours = np.append(arrived, backlog)
        rows = np.append(np.arange(arrived.size), np.zeros(len(ages), dtype=np.intp))
        due = opening.deadline(rows, queue.due_within_hours, ages=ages)
        return cls(
            arrived=arrived, backlog=backlog, due=np.roll(due, len(ages)),
            pace=work_of(queue, opening, hours, ages=ages).pace(hours),
        )  # fmt: skip

    def came(self, rate: Array) -> Array:
        """Work that has come in by the end of each interval, ``[course, interval]``."""
        total: Array = self.backlog.sum() + np.cumsum(self.arrived * rate, axis=1)
        return total

    def in_time(self, rate: Array, done: Array) -> float:
        """Share finished in time of what is due within the horizon; all of it where nothing is.

        Parameters
        ----------
        rate
            Rates over their mean, ``[course, interval]``.
        done
            Work done by the end of each interval, in the order in which it came.
        """
        waited = np.broadcast_to(self.backlog, (len(rate), self.backlog.size))
        amount = np.hstack([waited, self.arrived * rate])
        judged = np.flatnonzero(self.due < self.arrived.size)
        before = (np.cumsum(amount, axis=1) - amount)[:, judged]
        amount = amount[:, judged]
        good = np.clip(done[:, self.due[judged]] - before, 0.0, amount)
        total = float(amount.sum())
        return float(good.sum()) / total if total > 0 else 1.0
