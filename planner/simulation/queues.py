"""The plan's queues as arrays: opening hours, escalations, shares, and what waits at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.clock import Horizon, inside, zone
from planner.domain import Plan
from planner.simulation.floor import Floats, Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Queues:
    """What the simulation knows of each queue, beside its rates: one entry a queue.

    ``open[queue, minute]``; ``patience_s`` and ``aht_cv`` infinite and NaN where there is none;
    ``slots`` contacts that one person holds at a time. ``parts`` maps a queue to the queues that
    its contacts are split among (itself last) and their cumulated shares.
    """

    live: Bools
    open: Bools
    slots: Ints
    priority: Ints
    patience_s: Floats
    aht_cv: Floats
    escalates_to: Ints
    escalation_share: Floats
    parts: Mapping[int, tuple[Ints, Floats]]
    backlog_queue: Ints
    backlog_age_hours: Floats
    backlog_contacts: Floats


def queues_of(plan: Plan) -> Queues:
    """The plan's queues as arrays."""
    every, position = plan.queues, {queue.queue: i for i, queue in enumerate(plan.queues)}
    return Queues(
        live=np.array([not queue.deferred for queue in every], dtype=bool),
        open=_open_minutes(plan),
        slots=np.array([1 if q.deferred else q.concurrency for q in every], dtype=np.int64),
        priority=np.array([queue.priority for queue in every], dtype=np.int64),
        patience_s=_numbers([None if q.deferred else q.patience_s for q in every], blank=np.inf),
        aht_cv=_numbers([queue.aht_cv for queue in every], blank=np.nan),
        escalates_to=np.array([position.get(q.escalates_to, -1) for q in every], dtype=np.int64),
        escalation_share=np.array(
            [queue.escalation_share if queue.escalates_to else 0.0 for queue in every], dtype=float
        ),
        parts=_parts(plan, position),
        backlog_queue=np.array([position[row.queue] for row in plan.backlog], dtype=np.int64),
        backlog_age_hours=np.array([row.age_hours for row in plan.backlog], dtype=float),
        backlog_contacts=np.array([row.contacts for row in plan.backlog], dtype=float),
    )


def _open_minutes(plan: Plan) -> Bools:
    """Whether each queue is open in each minute of the horizon's intervals."""
    horizon = plan.horizon
    minutes = Horizon(horizon.start, horizon.days, horizon.timezone, 1)
    size = horizon.intervals * horizon.interval_minutes
    known: dict[object, Bools] = {}
    for queue in plan.queues:
        if (queue.open, queue.timezone) not in known:
            share = inside(minutes, queue.open, zone(queue.timezone))
            known[queue.open, queue.timezone] = np.pad(share > 0, (0, size - len(share)))
    return np.array([known[q.open, q.timezone] for q in plan.queues], dtype=bool).reshape(-1, size)


def _parts(plan: Plan, position: Mapping[str, int]) -> dict[int, tuple[Ints, Floats]]:
    parts = {}
    for whole, i in position.items():
        of = [(position[q.queue], q.part_share) for q in plan.queues if q.part_of == whole]
        if of:
            until = np.cumsum([share for _, share in of])
            parts[i] = np.array([*(at for at, _ in of), i], dtype=np.int64), until
    return parts


def _numbers(values: list[float | None], *, blank: float) -> Floats:
    return np.array([blank if value is None else value for value in values], dtype=float)
