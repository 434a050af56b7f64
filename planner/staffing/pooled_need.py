"""What queues need together when the same people serve them.

Symbols: ``a`` offered work of a queue in erlangs, ``K`` contacts that an agent handles at once
(``concurrency``). A pool counts in slots: an agent has as many as the mean ``K`` of its work,
``sum(a) / sum(a / K)``; that is exact where all queues have the same concurrency.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.domain import Queue
from planner.staffing import erlang
from planner.staffing.poisson_tail import Array
from planner.staffing.steady_state import DEFINITIONS, steady_state

Mask = NDArray[np.bool_]
Target = tuple[float, float, str, float | None, float | None]


class Pool:
    """Queues served by the same people, in arrays with one entry an interval.

    Parameters
    ----------
    queues
        The queues of the pool.
    erlangs
        Offered work of each queue, ``[queue, interval]``, not divided by concurrency.
    aht_s
        Handle time of each queue in seconds, ``[queue, interval]``.

    Attributes
    ----------
    load
        Work of all in erlangs.
    handle_s
        Handle time weighted by work.
    patience_s
        Patience weighted by contacts; endless where any contact's is.
    slots
        Contacts that an agent handles at once.
    """

    def __init__(self, queues: Sequence[Queue], erlangs: Array, aht_s: Array) -> None:
        self.queues = tuple(queues)
        self.erlangs = erlangs
        each = np.array([[queue.concurrency] for queue in queues], dtype=float)
        endless = np.array([[queue.patience_s is None] for queue in queues])
        patience = np.array([[queue.patience_s or 0.0] for queue in queues])
        rate = erlangs / aht_s
        self.load: Array = erlangs.sum(axis=0)
        self.handle_s = _mean(aht_s, erlangs, otherwise=1.0)
        self.slots = self.load / _positive((erlangs / each).sum(axis=0))
        self.slots[self.load <= 0] = 1.0
        self.patience_s = np.where(
            (endless & (erlangs > 0)).any(axis=0), np.inf, _mean(patience, rate, otherwise=1.0)
        )

    def agents(self) -> Array:
        """Agents just enough for the target of every queue that has work.

        Erlang's model with the load, handle time and patience of the pool, once for each target;
        the largest answer. Which queue a contact belongs to makes no difference in it: priorities
        and people who serve a part of the pool are left to simulation (:mod:`.pooling_cuts`).
        """
        need = np.zeros_like(self.load)
        for target, where in self._targets():
            service_level, within, definition, max_abandon, max_occupancy = target
            slots = erlang.required_agents_real(
                self.load[where], aht=self.handle_s[where], within=within,
                service_level=service_level, patience=self.patience_s[where],
                definition=definition, max_occupancy=max_occupancy, max_abandon=max_abandon,
            )  # fmt: skip
            need[where] = np.maximum(need[where], slots / self.slots[where])
        return need

    def figures(self, agents: Array) -> dict[str, Array]:
        """Service level, abandonment, occupancy and mean wait (s) with so many agents.

        The service level is that of all contacts, each counted by its own queue's definition.
        """
        state = steady_state(
            self.load, agents * self.slots, self.patience_s / self.handle_s, np.zeros_like(agents)
        )
        rate = self.erlangs / self.handle_s
        levels = np.array([self._level(queue, agents) for queue in self.queues])
        return {
            "service_level": _mean(levels, rate, otherwise=1.0),
            "abandon": state.abandon,
            "occupancy": state.occupancy,
            "asa_s": state.mean_wait * self.handle_s,
        }

    def _level(self, queue: Queue, agents: Array) -> Array:
        within = np.full_like(agents, queue.answer_within_s) / self.handle_s
        state = steady_state(
            self.load, agents * self.slots, self.patience_s / self.handle_s, within
        )
        return DEFINITIONS[queue.service_level_definition](state)

    def _targets(self) -> Iterator[tuple[Target, Mask]]:
        """Targets that bind, and where: not those that another queue's target includes."""
        active: dict[Target, Mask] = {}
        for queue, work in zip(self.queues, self.erlangs > 0, strict=True):
            target = _target(queue)
            active[target] = active.get(target, np.zeros_like(work)) | work
        for target, where in active.items():
            harder = [active[other] for other in active if _includes(other, target)]
            where = where & ~np.logical_or.reduce(harder) if harder else where
            if where.any():
                yield target, where


def _target(queue: Queue) -> Target:
    return (
        queue.service_level, queue.answer_within_s, queue.service_level_definition,
        queue.max_abandon, queue.max_occupancy,
    )  # fmt: skip


def _includes(one: Target, other: Target) -> bool:
    """Whether a different target, once met, leaves nothing to ask of the other."""
    limits = zip(one[3:], other[3:], strict=True)
    return (
        one != other
        and one[0] >= other[0]
        and one[1] <= other[1]
        and one[2] == other[2]
        and all(b is None or (a is not None and a <= b) for a, b in limits)
    )


def _mean(values: Array, weights: Array, *, otherwise: float) -> Array:
    """Weighted mean over queues; ``otherwise`` where nothing weighs."""
    total = weights.sum(axis=0)
    mean = (values * weights).sum(axis=0) / _positive(total)
    return np.where(total > 0, mean, otherwise)


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, 1.0)
