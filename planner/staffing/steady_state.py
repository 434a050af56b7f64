"""One queue in balance: who waits, who gives up, who is answered in time.

Symbols: ``a`` load in erlangs, ``n`` agents, ``rho = a/n``; all times in mean handle times:
``p`` mean patience, ``t`` the time to answer within; ``c = n p``, ``b = a p``,
``b_t = b e^{-t/p}``; ``B`` Erlang's loss probability; ``f``, ``P`` as in
:mod:`planner.staffing.poisson_tail`. ``W`` is the wait of a contact, ``V`` the wait that a contact
of endless patience would have.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.staffing.poisson_tail import (
    Array,
    cumulative_over_probability,
    light_tail,
    log_probability,
    lower_is_light,
    lower_tail,
)

Mask = NDArray[np.bool_]
Ratios = tuple[Array, Array, Array, Array]


@dataclass(frozen=True, kw_only=True)
class SteadyState:
    """Figures of queues in balance, arrays of one length; times in mean handle times.

    ``wait`` P{W > 0}; ``abandon`` P{give up}; ``mean_wait`` of all contacts; ``occupancy`` carried
    load per agent; ``answered_late`` P{answered, W > t}; ``virtual_late`` P{V > t};
    ``abandoned_early`` P{give up, W <= t}.
    """

    wait: Array
    abandon: Array
    mean_wait: Array
    occupancy: Array
    answered_late: Array
    virtual_late: Array
    abandoned_early: Array

    @classmethod
    def merged(cls, *parts: tuple[Mask, Self]) -> Self:
        """One record out of the records of disjoint parts that cover everything."""
        size = parts[0][0].size
        columns = {field.name: np.empty(size) for field in fields(cls)}
        for mask, part in parts:
            for name, column in columns.items():
                column[mask] = getattr(part, name)
        return cls(**columns)


def offered(state: SteadyState) -> Array:
    """Answered in time, of all contacts offered."""
    return np.maximum(1 - state.abandon - state.answered_late, 0)


def answered(state: SteadyState) -> Array:
    """Answered in time, of all contacts answered."""
    return _share(offered(state), 1 - state.abandon)


def virtual(state: SteadyState) -> Array:
    """Contacts that would be answered in time if nobody ever gave up."""
    return 1 - state.virtual_late


def excluding_short_abandons(state: SteadyState) -> Array:
    """Answered in time, of all contacts but those who gave up before the time was over."""
    return _share(offered(state), 1 - state.abandoned_early)


DEFINITIONS: dict[str, Callable[[SteadyState], Array]] = {
    "offered": offered,
    "answered": answered,
    "virtual": virtual,
    "excluding_short_abandons": excluding_short_abandons,
}
"""Ways to count a service level, by the names of ``service_level_definition``."""


def steady_state(load: Array, agents: Array, patience: Array, within: Array) -> SteadyState:
    """Figures of any queue: ``patience`` is infinite where nobody gives up.

    Without load nobody waits; without agents everybody waits until patience ends.
    """
    idle = load <= 0
    unstaffed = ~idle & (agents <= 0)
    endless = ~idle & ~unstaffed & np.isinf(patience)
    patient = ~idle & ~unstaffed & ~endless
    if patient.all():
        return with_patience(load, agents, patience, within)
    if endless.all():
        return without_patience(load, agents, within)
    return SteadyState.merged(
        (idle, _idle(int(idle.sum()))),
        (unstaffed, _unstaffed(patience[unstaffed], within[unstaffed])),
        (endless, without_patience(load[endless], agents[endless], within[endless])),
        (
            patient,
            with_patience(load[patient], agents[patient], patience[patient], within[patient]),
        ),
    )


def blocking(load: Array, agents: Array) -> Array:
    """Erlang's loss probability ``B = f(n; a) / Q(n+1, a)`` for real ``n >= 0``, ``a >= 0``.

    A. K. Erlang (1917); for real n D. L. Jagerman (1984).
    """
    lost = np.where(agents <= 0, 1.0, 0.0)
    some = (load > 0) & (agents > 0)
    lost[some] = 1 / cumulative_over_probability(agents[some], load[some])
    return lost


def without_patience(load: Array, agents: Array, within: Array) -> SteadyState:
    """Erlang C (M/M/n): nobody gives up, ``load > 0``, ``agents > 0``.

    ``1/C = rho + (1 - rho)/B``; A. K. Erlang (1917). With no more agents than load the queue
    grows for ever: everybody waits, endlessly.
    """
    spare = agents - load
    rho = load / agents
    stable = spare > 0
    wait = np.ones_like(load)
    inverse = cumulative_over_probability(agents[stable], load[stable])
    wait[stable] = 1 / (rho[stable] + (1 - rho[stable]) * inverse)
    late = wait * np.exp(-np.maximum(spare, 0) * within)
    mean_wait = np.full_like(load, np.inf)
    mean_wait[stable] = wait[stable] / spare[stable]
    none = np.zeros_like(load)
    return SteadyState(
        wait=wait, abandon=none, mean_wait=mean_wait, occupancy=np.minimum(rho, 1.0),
        answered_late=late, virtual_late=late, abandoned_early=none,
    )  # fmt: skip


def with_patience(load: Array, agents: Array, patience: Array, within: Array) -> SteadyState:
    """Erlang A (M/M/n+M): patience is exponential, ``load > 0``, ``agents > 0``.

    C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman (2002); A. Mandelbaum, S. Zeltyn (2007).
    P{answered, W > t} follows from integrating the density of V by parts.
    """
    rho = load / agents
    busy, lost, later, served_later = _queue_ratios(
        agents * patience, load * patience, within / patience
    )
    loss = blocking(load, agents)
    wait = loss / (busy + (1 - busy) * loss)
    abandon = np.clip(wait * lost, 0, 1)
    virtual_late = np.clip(wait * later, 0, 1)
    late = virtual_late * np.exp(-within / patience)
    answered_late = np.clip(wait * served_later / rho, 0, late)
    return SteadyState(
        wait=wait, abandon=abandon, mean_wait=abandon * patience,
        occupancy=np.minimum(rho * (1 - abandon), 1.0),
        answered_late=answered_late, virtual_late=virtual_late,
        abandoned_early=np.clip(abandon - (late - answered_late), 0, abandon),
    )  # fmt: skip


def _queue_ratios(c: Array, b: Array, u: Array) -> Ratios:
    """``f(c;b)/P(c,b)``, ``P{give up | W>0}``, ``P(c,b_t)/P(c,b)``, ``P(c+1,b_t)/P(c,b)``.

    ``u = t/p``.
    """
    then = b * np.exp(-u)
    light, light_then = lower_is_light(c, b), lower_is_light(c, then)
    tail, tail_then = _tails(c, b, then, light=light, light_then=light_then)
    parts = [np.empty_like(c) for _ in range(4)]
    for mask, ratios, given in (
        (light, _light_ratios, (c, b, u, then, tail, tail_then)),
        (light_then & ~light, _fading_ratios, (c, b, u, then, tail_then)),
        (~light_then, _plain_ratios, (c, b, u, then)),
    ):
        if mask.any():
            found = ratios(*(column[mask] for column in given))
            for whole, part in zip(parts, found, strict=True):
                whole[mask] = part
    return parts[0], parts[1], parts[2], parts[3]


def _tails(
    c: Array, b: Array, then: Array, *, light: Mask, light_then: Mask
) -> tuple[Array, Array]:
    """:func:`light_tail` of ``b`` and ``b_t`` where they are light, else 0; found in one call."""
    now = int(light.sum())
    found = light_tail(
        np.concatenate([c[light], c[light_then]]), np.concatenate([b[light], then[light_then]])
    )
    tail, tail_then = np.zeros_like(c), np.zeros_like(c)
    tail[light], tail_then[light_then] = found[:now], found[now:]
    return tail, tail_then


def _plain_ratios(c: Array, b: Array, u: Array, then: Array) -> Ratios:
    waiting = lower_tail(c, b)
    probability = log_probability(c, b)
    empty = np.exp(probability) / waiting
    later = lower_tail(c, then) / waiting
    served_later = np.maximum(later - np.exp(probability + _thinning(c, b, u)) / waiting, 0)
    return empty, 1 - (1 - empty) * c / b, later, served_later


def _fading_ratios(c: Array, b: Array, u: Array, then: Array, tail_then: Array) -> Ratios:
    """Where ``b_t`` lies far below ``c``, though ``b`` does not."""
    waiting = lower_tail(c, b)
    probability = log_probability(c, b)
    empty = np.exp(probability) / waiting
    served_t = _served(c, then, tail_then)
    later = np.exp(probability + _thinning(c, b, u)) / waiting / (1 - served_t)
    return empty, 1 - (1 - empty) * c / b, later, later * served_t


def _light_ratios(
    c: Array, b: Array, u: Array, then: Array, tail: Array, tail_then: Array
) -> Ratios:
    """Where even ``b`` lies far below ``c``, so that P(c, b) is tiny or underflows."""
    served, served_t = _served(c, b, tail), _served(c, then, tail_then)
    later = np.exp(_thinning(c, b, u)) * (1 - served) / (1 - served_t)
    return 1 - served, (1 + tail) / (c + 1 + tail), later, later * served_t


def _served(c: Array, x: Array, tail: Array) -> Array:
    """``P(c+1, x) / P(c, x)`` for ``x`` far below ``c``, by its light tail."""
    return x / (c + 1 + tail)


def _thinning(c: Array, b: Array, u: Array) -> Array:
    """``ln f(c; b_t) - ln f(c; b)``."""
    return -b * np.expm1(-u) - c * u


def _idle(size: int) -> SteadyState:
    none = np.zeros(size)
    return SteadyState(**{field.name: none for field in fields(SteadyState)})


def _unstaffed(patience: Array, within: Array) -> SteadyState:
    everybody = np.ones_like(patience)
    abandon = np.where(np.isinf(patience), 0.0, 1.0)
    return SteadyState(
        wait=everybody, abandon=abandon, mean_wait=patience, occupancy=everybody,
        answered_late=1 - abandon, virtual_late=everybody,
        abandoned_early=-np.expm1(-within / patience) * abandon,
    )  # fmt: skip


def _share(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
