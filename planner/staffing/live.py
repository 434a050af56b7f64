"""Queues that must answer at once: voice, and chat where an agent has several at a time."""

from dataclasses import dataclass, replace

import numpy as np

from planner.clock import inside, zone
from planner.domain import Plan, Queue
from planner.staffing import erlang
from planner.staffing.need import Demand, Need
from planner.staffing.poisson_tail import Array
from planner.staffing.rounding import whole_agents
from planner.staffing.steady_state import DEFINITIONS, steady_state
from planner.staffing.time_varying import carried_load, departures, warm_up
from planner.staffing.uncertain import average_agents, average_service

NEGLIGIBLE = 1e-3
"""Erlangs below which work that carries over into an interval without contacts needs nobody: a
second in a quarter of an hour."""


def live_need(plan: Plan, queue: Queue, demand: Demand, *, time_varying: bool) -> Need:
    """Agents of a live queue, and what they achieve.

    Contacts that meet the closed queue are lost and make no work; people stay to finish the
    contact in hand when it closes, which is not staffed.
    """
    grid = _Grid.of(plan, queue)
    taken = demand.contacts * grid.open_share
    plain = taken * demand.aht_s / grid.seconds
    erlangs = _modified(grid, queue, demand) if time_varying else plain
    erlangs = np.where((taken > 0) | (erlangs >= NEGLIGIBLE), erlangs, 0.0)
    load = np.divide(
        erlangs, grid.open_share, out=np.zeros_like(erlangs), where=grid.open_share > 0
    )
    averaged = plan.staffing.spread == "average"
    cv = demand.cv if averaged else None
    real = grid.open_share * agents_for(queue, load, demand.aht_s, cv=cv)
    floor = queue.min_agents * grid.open_share
    required = np.maximum(whole_agents(real), whole_agents(floor)).astype(float)
    present = np.divide(
        required, grid.open_share, out=np.zeros_like(required), where=grid.open_share > 0
    )
    figures = figures_of(queue, load, present, demand.aht_s, cv=cv)
    none = np.full_like(taken, np.nan)
    return Need(
        volume=taken, aht_s=demand.aht_s, erlangs=erlangs, plain=plain, required=required,
        required_real=real, **figures, arrived_hours=none, due_hours=none,
        handled=_handled(grid, queue, demand, figures, time_varying=time_varying),
        lost=demand.contacts - taken,
    )  # fmt: skip


def agents_for(queue: Queue, load: Array, aht_s: Array, *, cv: Array | None = None) -> Array:
    """Real-valued agents that keep the targets of a live queue while it is open.

    An agent who handles K chats at once is K slots, each taken for ``aht_s`` at that concurrency:
    Erlang A (C without patience) on slots, limits of occupancy and abandonment included. An agent
    who has fewer chats is quicker with each, so real service is somewhat better than this. Dividing
    the handle time by K instead makes fast agents of slow slots and asks for too many of them.

    Parameters
    ----------
    load
        Erlangs of contacts, not divided by the concurrency.
    cv
        Coefficient of variation of the rate where the target is to be met on average.
    """
    if cv is not None:
        return average_agents(queue, load, aht_s, cv) / queue.concurrency
    slots: Array = erlang.required_agents_real(
        load, aht=aht_s, within=queue.answer_within_s, service_level=queue.service_level,
        patience=queue.patience_s, definition=queue.service_level_definition,
        max_occupancy=queue.max_occupancy, max_abandon=queue.max_abandon,
    )  # fmt: skip
    return slots / queue.concurrency


def figures_of(
    queue: Queue, load: Array, agents: Array, aht_s: Array, *, cv: Array | None = None
) -> dict[str, Array]:
    """What so many agents achieve: ``service_level``, ``abandon``, ``occupancy``, ``asa_s``.

    Same parameters as :func:`agents_for`; with ``cv`` the service level is the average over the
    rate, the others hold at its mean. Occupancy is of slots; the wait is of all contacts.
    """
    patience_s = np.inf if queue.patience_s is None else queue.patience_s
    slots = agents * queue.concurrency
    state = steady_state(load, slots, patience_s / aht_s, queue.answer_within_s / aht_s)
    level = DEFINITIONS[queue.service_level_definition](state)
    if cv is not None:
        level = np.where(load > 0, average_service(queue, load, slots, aht_s, cv), level)
    return {
        "service_level": level,
        "abandon": state.abandon,
        "occupancy": state.occupancy,
        "asa_s": state.mean_wait * aht_s,
    }


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """The intervals cut so finely that each piece is wholly open or wholly closed.

    ``open`` has one entry a piece, ``pieces`` to an interval; ``period`` counts pieces.
    """

    open: Array
    open_share: Array
    pieces: int
    seconds: int
    period: int

    @classmethod
    def of(cls, plan: Plan, queue: Queue) -> "_Grid":
        horizon, place = plan.horizon, zone(queue.timezone)
        step = horizon.interval_minutes
        share = inside(horizon, queue.open, place)
        fine, minutes = share, step
        if ((share > 0) & (share < 1)).any():
            each = inside(replace(horizon, interval_minutes=1), queue.open, place)
            each = np.pad(each, (0, share.size * step - each.size), mode="edge")
            minutes = max(m for m in range(1, step) if step % m == 0 and _is_cut(each, m))
            fine = each[::minutes]
        return cls(
            open=fine, open_share=share, pieces=step // minutes, seconds=step * 60,
            period=warm_up(horizon, minutes),
        )  # fmt: skip

    def cut(self, values: Array) -> Array:
        """Values of intervals as values of their pieces."""
        return np.repeat(values, self.pieces)

    def whole(self, values: Array) -> Array:
        """Sums of the pieces of each interval."""
        total: Array = values.reshape(-1, self.pieces).sum(axis=1)
        return total

    @property
    def piece_s(self) -> float:
        return self.seconds / self.pieces


def _is_cut(each_minute: Array, minutes: int) -> bool:
    pieces = each_minute.reshape(-1, minutes)
    return bool((pieces == pieces[:, :1]).all())


def _modified(grid: _Grid, queue: Queue, demand: Demand) -> Array:
    """Modified offered load in open time, averaged over each interval."""
    load = carried_load(
        grid.cut(demand.contacts / grid.pieces) * grid.open, grid.cut(demand.aht_s),
        interval_s=grid.piece_s, aht_cv=queue.aht_cv, period=grid.period,
    )  # fmt: skip
    return grid.whole(load * grid.open) / grid.pieces


def _handled(
    grid: _Grid, queue: Queue, demand: Demand, figures: dict[str, Array], *, time_varying: bool
) -> Array:
    """Answered contacts by the interval in which they end, wait and handle time after arrival."""
    answered = demand.mean * (1 - figures["abandon"])
    if not time_varying:
        return answered * grid.open_share
    if not queue.escalates_to:
        return np.zeros_like(answered)
    return grid.whole(
        departures(
            grid.cut(answered / grid.pieces) * grid.open,
            grid.cut(demand.aht_s + figures["asa_s"]),
            interval_s=grid.piece_s, cv=queue.aht_cv, period=grid.period,
        )
    )  # fmt: skip
