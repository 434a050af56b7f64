"""Rates that nobody knows exactly: staffing to a quantile, or to the target on average.

The rate of an interval is its mean times G, a gamma variable of mean 1 and coefficient of
variation ``cv``; counts are then negative binomial. G is the same for the whole load of a queue at
an instant. Two questions that are often mixed up: at a quantile (``p80``) four out of five such
intervals meet the target; on average (``average``) the share of all contacts answered in time meets
it, those of the busy days included.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtri

from planner.domain import Queue
from planner.staffing import erlang
from planner.staffing.poisson_tail import Array
from planner.staffing.search import Indices, smallest_real, smallest_whole
from planner.staffing.steady_state import DEFINITIONS, SteadyState, offered, steady_state
from planner.staffing.target import NOTHING, SLACK

NODES = 15
NARROW = 1e-3
"""Below this coefficient of variation gamma quantiles are those of the normal distribution."""
_DIGITS = 9
_MORE = 2.8
"""First guess: times cv² times load agents more than for the mean rate."""

_COUNTED: Mapping[str, Callable[[SteadyState], Array]] = {
    "answered": lambda state: 1 - state.abandon,
    "excluding_short_abandons": lambda state: 1 - state.abandoned_early,
}
"""Share of contacts that a definition counts at all, where that is not everybody."""


def rate_quantile(cv: Array, level: float) -> Array:
    """Rate over its mean that is not exceeded with probability ``level``."""
    wide = np.maximum(cv, NARROW)
    shape = wide**-2
    found: Array = np.where(cv > NARROW, gammaincinv(shape, level) / shape, 1 + ndtri(level) * cv)
    return found


def staffed_rate(spread: str, cv: Array) -> Array:
    """Factor from the mean rate to the one that is staffed to (``mean``, ``average``, ``p80``)."""
    if not spread.startswith("p"):
        return np.ones_like(cv)
    return rate_quantile(cv, float(spread[1:]) / 100)


def average_agents(queue: Queue, load: Array, aht_s: Array, cv: Array) -> Array:
    """Fewest agents, real-valued, that keep the service level on average over the rate.

    Weighted by contacts, with :data:`NODES` Gauss-Legendre nodes in probability; abandonment and
    occupancy keep their limits at the mean rate. ``load`` in erlangs, ``agents`` are slots of
    chats where there are several.
    """
    return _of_distinct(lambda *case: _Average.of(queue, *case).real(), load, aht_s, cv)


def average_service(queue: Queue, load: Array, agents: Array, aht_s: Array, cv: Array) -> Array:
    """Share of contacts in time, weighted by contacts over the rate; 0 without load."""

    def service(load: Array, aht_s: Array, cv: Array, agents: Array) -> Array:
        return _Average.of(queue, load, aht_s, cv).service(agents, np.arange(load.size))

    return _of_distinct(service, load, aht_s, cv, agents)


def _of_distinct(find: Callable[..., Array], load: Array, *more: Array) -> Array:
    """What ``find`` says of every case with load, each distinct one looked at once."""
    found = np.zeros_like(load)
    busy = np.flatnonzero(load > 0)
    if busy.size:
        rows = np.round(np.column_stack([load, *more])[busy], _DIGITS)
        distinct, which = np.unique(rows, axis=0, return_inverse=True)
        found[busy] = find(*distinct.T)[which.ravel()]
    return found


@dataclass(frozen=True, kw_only=True)
class _Average:
    """Distinct cases of one queue, one an entry; times in mean handle times."""

    queue: Queue
    load: Array
    aht_s: Array
    patience: Array
    within: Array
    cv: Array
    rate: Array
    weight: Array

    @classmethod
    def of(cls, queue: Queue, load: Array, aht_s: Array, cv: Array) -> "_Average":
        """``rate[node, case]`` over the mean and ``weight[node]`` of each node."""
        place, weight = np.polynomial.legendre.leggauss(NODES)
        patience_s = np.inf if queue.patience_s is None else queue.patience_s
        return cls(
            queue=queue, load=load, aht_s=aht_s, patience=patience_s / aht_s,
            within=queue.answer_within_s / aht_s, cv=cv, weight=weight / 2,
            rate=np.stack([rate_quantile(cv, float((x + 1) / 2)) for x in place]),
        )  # fmt: skip

    def service(self, agents: Array, which: Indices) -> Array:
        """Service level by the queue's own definition."""
        good, all_of = np.zeros(which.size), np.zeros(which.size)
        name = self.queue.service_level_definition
        for rate, weight in zip(self.rate[:, which], self.weight, strict=True):
            state = self._state(self.load[which] * rate, agents, which)
            counted = _COUNTED.get(name)
            good += weight * rate * (DEFINITIONS[name] if not counted else offered)(state)
            all_of += weight * rate * (counted(state) if counted else 1.0)
        level: Array = np.divide(good, all_of, out=np.zeros_like(good), where=all_of > 0)
        return level

    def real(self) -> Array:
        """Just enough agents."""
        queue = self.queue
        plain = erlang.required_agents(
            self.load, aht=self.aht_s, within=queue.answer_within_s, patience=queue.patience_s,
            service_level=queue.service_level, definition=queue.service_level_definition,
            max_occupancy=queue.max_occupancy, max_abandon=queue.max_abandon,
        )  # fmt: skip
        more = _MORE * self.cv**2 * self.load
        whole = smallest_whole(self.margin, plain + more, np.maximum(more / 4, 1))
        return smallest_real(self.margin, whole)

    def margin(self, agents: Array, which: Indices) -> Array:
        """Logarithm of limit over figure, of the tightest limit; below 0 where one is missed."""
        queue, state = self.queue, self._state(self.load[which], agents, which)
        room = _room(1 - queue.service_level, 1 - self.service(agents, which))
        for limit, figure in (
            (queue.max_abandon, state.abandon),
            (queue.max_occupancy, state.occupancy),
        ):
            room = room if limit is None else np.minimum(room, _room(limit, figure))
        return np.log(room)

    def _state(self, load: Array, agents: Array, which: Indices) -> SteadyState:
        return steady_state(load, agents, self.patience[which], self.within[which])


def _room(limit: float, figure: Array) -> Array:
    room: Array = (limit + SLACK) / np.maximum(figure, NOTHING)
    return room
