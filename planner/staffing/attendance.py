"""What people achieve who come by chance, for contacts that come at an uncertain rate.

A person planned is there or not, each on their own: absence, training, a moment away. Five people
who are there with chance 0.8 are not always four: what goes wrong while they are three is not made
up for while they are five. The same holds for the rate, see :mod:`.uncertain`.

Symbols: ``m`` people planned, ``p`` the chance that one of them is there, ``n`` of them there
(binomial); ``u`` contacts that one of them can have in hand (slots); ``a`` load in erlangs, ``r``
the rate over its mean; ``S(a, s)`` service level with load a and s slots. The level of a case is
the mean of ``S(a r, n u)`` over n and r, each r weighted by the contacts that it brings.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.sparse import csr_array
from scipy.special import gammaln

from planner.domain import Queue
from planner.staffing.poisson_tail import Array
from planner.staffing.search import Indices
from planner.staffing.steady_state import DEFINITIONS, SteadyState, offered, steady_state
from planner.staffing.uncertain import NODES, rate_quantile

ALIKE = 8
"""Cases whose handle times, patience and slots differ by less than one in so many are alike."""
KNOT = 0.07
"""Distance of the knots of interpolation, in roots of erlangs and of people."""
MOST_KNOTS = 200
"""Of loads, and of numbers of people: those of a very large queue lie further apart."""
REACH, LEAST = 7.0, 3.0
"""Numbers of people are looked at within so many standard deviations, and at least so many."""
KNOWN = 16
"""Cases whose people or rates are remembered: questions of other loads leave both as they are."""
CV_DIGITS = 3
"""Coefficients of variation that are the same to so many digits share their nodes."""
_PLACE, _WEIGHT = np.polynomial.legendre.leggauss(NODES)


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """People and contacts, one case (an interval, say) an entry.

    ``load`` in erlangs and ``cv``, the coefficient of variation of the rate; ``handle_s`` and
    ``patience_s`` (infinite where nobody gives up) in seconds; ``people`` planned and ``agents``,
    the effective agents that they are on average; ``slots`` contacts that an effective agent
    handles at once. ``productivity`` is that of the people, of all cases.
    """

    load: Array
    cv: Array
    handle_s: Array
    patience_s: Array
    people: Array
    agents: Array
    slots: Array
    productivity: float = 1.0

    def service_level(self, queue: Queue) -> Array:
        """Share of contacts in time by the queue's target and definition; 1 without load.

        Cases that are alike are one queue with the mean of their handle times and patience; their
        loads and slots stay their own.
        """
        level = np.ones_like(self.load)
        for table in self._tables:
            level[table.rows] = table.service_level(queue)
        return level

    @cached_property
    def _tables(self) -> list["_Table"]:
        busy = np.flatnonzero(self.load > 0)
        kind = np.zeros(busy.size, dtype=np.intp)
        for column in (self.handle_s, self.patience_s, self.slots):
            distinct, own = np.unique(np.round(np.log(column[busy]) * ALIKE), return_inverse=True)
            kind = kind * distinct.size + own
        order = np.argsort(kind, kind="stable")
        parts = np.split(busy[order], np.flatnonzero(np.diff(kind[order])) + 1)
        return [_Table.of(self, rows) for rows in parts if rows.size]


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Loads and numbers of people that cover all cases of a kind, and the weight of each.

    ``load[knot]`` and ``slots[number]``; ``by_load[case, knot]``, weighted by contacts, a few to a
    case, and ``by_people[case, number]``. ``rows`` are the cases.
    """

    rows: Indices
    handle_s: float
    patience_s: float
    load: Array
    slots: Array
    by_load: csr_array
    by_people: Array

    @classmethod
    def of(cls, cases: Attendance, rows: Indices) -> "_Table":
        slots = cases.slots[rows]
        unit = cases.productivity * slots.mean()
        there = cases.agents[rows] * slots / unit
        # People more productive than most are more people, who come for certain at the most.
        planned = np.maximum(cases.people[rows] * slots / slots.mean(), there)
        number, by_people = _presence(planned, there)
        rate, weight = _rates(cases.cv[rows])
        root, by_load = _on_knots(np.sqrt(cases.load[rows][:, None] * rate), weight * rate)
        return cls(
            rows=rows, handle_s=float(cases.handle_s[rows].mean()),
            patience_s=float(cases.patience_s[rows].mean()), load=root**2, slots=number * unit,
            by_load=by_load, by_people=by_people,
        )  # fmt: skip

    def service_level(self, queue: Queue) -> Array:
        """Contacts in time over those that count, each of them a mean."""
        load, slots = (each.ravel() for each in np.meshgrid(self.load, self.slots, indexing="ij"))
        patience, within = (
            np.full_like(load, seconds / self.handle_s)
            for seconds in (self.patience_s, queue.answer_within_s)
        )
        good, counted = _counted(
            steady_state(load, slots, patience, within), queue.service_level_definition
        )
        top, bottom = self._mean(good), self._mean(counted)
        return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)

    def _mean(self, values: Array) -> Array:
        table = values.reshape(self.load.size, self.slots.size)
        mean: Array = ((self.by_load @ table) * self.by_people).sum(axis=1)
        return mean


def _counted(state: SteadyState, definition: str) -> tuple[Array, Array]:
    """Share of contacts in time, and share of those that the definition counts at all."""
    if definition == "answered":
        return offered(state), 1 - state.abandon
    if definition == "excluding_short_abandons":
        return offered(state), 1 - state.abandoned_early
    return DEFINITIONS[definition](state), np.ones_like(state.abandon)


def _rates(cv: Array) -> tuple[Array, Array]:
    """Rates over their mean, ``[case, node]``, and the weight of each node."""
    if not cv.any():
        return np.ones((cv.size, 1)), np.ones(1)
    distinct, which = np.unique(np.round(cv, CV_DIGITS), return_inverse=True)
    return _nodes(distinct.tobytes())[which], _WEIGHT / 2


@lru_cache(maxsize=KNOWN)
def _nodes(cv: bytes) -> Array:
    """Rate over its mean at each node, ``[cv, node]``."""
    return np.column_stack([rate_quantile(np.frombuffer(cv), (x + 1) / 2) for x in _PLACE.tolist()])


def _on_knots(values: Array, weights: Array) -> tuple[Array, csr_array]:
    """Knots, and for each row of values what the knots weigh when it is interpolated."""
    low, high = values.min(), values.max()
    count = min(int((high - low) / KNOT) + 2, MOST_KNOTS)
    knots = np.unique(np.round(values, 9))
    knots = knots if knots.size <= count else np.linspace(low, high, count)
    return knots, _interpolated(values, weights, knots)


def _interpolated(values: Array, weights: Array, knots: Array) -> csr_array:
    """Weights ``[row, value]`` as weights of the knots, ``[row, knot]``."""
    left = np.clip(np.searchsorted(knots, values, side="right") - 1, 0, max(knots.size - 2, 0))
    right = np.minimum(left + 1, knots.size - 1)
    width = np.where(right > left, knots[right] - knots[left], 1.0)
    part = np.clip((values - knots[left]) / width, 0.0, 1.0)
    found = np.concatenate([weights * (1 - part), weights * part], axis=1)
    ends = np.arange(len(values) + 1) * found.shape[1]
    places = np.concatenate([left, right], axis=1)
    # Few of them are not 0; a full product would also wake threads that cost more than it does.
    return csr_array((found.ravel(), places.ravel(), ends), shape=(len(values), knots.size))


def _presence(planned: Array, there: Array) -> tuple[Array, Array]:
    """Numbers of people there, and the probability of each, ``[case, number]``.

    ``there`` is how many of those planned there are on average. Parts of people are time: of 7.3
    people planned, one comes for 0.3 of it.
    """
    return _presence_of(planned.tobytes(), there.tobytes())


@lru_cache(maxsize=KNOWN)
def _presence_of(people: bytes, on_average: bytes) -> tuple[Array, Array]:
    planned, there = np.frombuffer(people), np.frombuffer(on_average)
    chance = np.divide(there, planned, out=np.zeros_like(planned), where=planned > 0)
    reach = REACH * np.sqrt(there * (1 - chance)) + LEAST
    low = max(0, int((there - reach).min()))
    high = int(np.ceil(np.minimum(there + reach, planned).max()))
    number = np.arange(low, high + 1)
    whole = np.floor(planned)
    share = _binomial(number, whole, chance)
    last = ((planned - whole) * chance)[:, None]
    share = share * (1 - last) + np.pad(share, ((0, 0), (1, 0)))[:, :-1] * last
    share /= share.sum(axis=1, keepdims=True)
    step = max(KNOT, (np.sqrt(high) - np.sqrt(low)) / MOST_KNOTS)
    knots = np.unique(np.round(np.append(np.arange(np.sqrt(low), np.sqrt(high), step) ** 2, high)))
    if knots.size == number.size:
        return knots, share
    return knots, share @ _interpolated(number[:, None].astype(float), np.ones(1), knots)


def _binomial(number: Indices, people: Array, chance: Array) -> Array:
    """Probability of each number, ``[case, number]``, of so many whole people."""
    heads = people.astype(np.intp)[:, None]
    log_factorial = gammaln(np.arange(heads.max() + 2) + 1.0)
    sure = np.clip(chance, np.finfo(float).tiny, 1 - np.finfo(float).eps)[:, None]
    absent = np.maximum(heads - number, 0)
    log = number * np.log(sure) + absent * np.log1p(-sure)
    log += log_factorial[heads] - log_factorial[number] - log_factorial[absent]
    found: Array = np.where(number <= heads, np.exp(log), 0.0)
    return found
