"""How many agents meet a target: all limits at once, every distinct case once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx

from planner.staffing.arguments import Values, broadcast, check_definition
from planner.staffing.between import Known
from planner.staffing.poisson_tail import Array
from planner.staffing.search import (
    Indices,
    root_near,
    smallest_real_checked,
    smallest_real_near,
    smallest_whole_in_runs,
)
from planner.staffing.steady_state import DEFINITIONS, steady_state

SLACK = 1e-10
"""Shares that miss a limit by less are residue: 20 agents may carry 17 erlangs at 0.85."""
FIRST_STEP = 0.25
"""First step of the search with patience, in square roots of the load; of 0.1 to 1 the best."""
SMALLEST_SAFETY = 1e-3
"""Keeps the first guess above the load, where alone a queue without patience is stable."""
FEW = 100
"""Cases that are searched for one by one: fewer are not worth a grid."""
KINDS = 64
"""Kinds of targets of which answers are kept."""
ALIKE = 1e-9
"""Handle times that differ by a smaller share are one."""
NOTHING = 1e-290
"""Stands for a share of 0 where one divides by it."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Distinct cases with load, one an entry; ``case`` says which one each asked-for value is.

    Times are in mean handle times. ``case`` is -1 where there is no load. Cases that differ in
    load alone stand together, the smallest load, which needs fewest, first; ``runs`` holds the
    first case of each such run. ``handle`` are the handle times; ``kind`` is the target where it is
    the same of all cases, times in the unit of the handle times.
    """

    load: Array
    handle: Array
    within: Array
    patience: Array
    service_level: Array
    max_abandon: Array
    max_occupancy: Array
    definition: str
    kind: "Kind | None"
    runs: Indices
    case: Indices
    shape: tuple[int, ...]

    @classmethod
    def of(
        cls, *, load: Values, aht: Values, within: Values, patience: Values | None,
        service_level: Values, max_abandon: Values | None, max_occupancy: Values | None,
        definition: str,
    ) -> Self:  # fmt: skip
        """Checked arguments of :func:`planner.staffing.erlang.required_agents`."""
        check_definition(definition, tuple(DEFINITIONS))
        given, shape = broadcast(
            load=load, aht=aht, within=within, patience=patience, service_level=service_level,
            max_abandon=max_abandon, max_occupancy=max_occupancy,
        )  # fmt: skip
        handle = given.pop("aht")
        kind = Kind.of(given, definition)
        given |= {"within": given["within"] / handle, "patience": given["patience"] / handle}
        busy = np.flatnonzero(given["load"] > 0)
        case = np.full(given["load"].size, -1)
        first, runs, case[busy] = _distinct({name: column[busy] for name, column in given.items()})
        distinct = {name: column[busy[first]] for name, column in given.items()}
        return cls(
            **distinct, handle=handle[busy[first]], definition=definition, kind=kind, runs=runs,
            case=case, shape=shape,
        )  # fmt: skip

    def margin(self, agents: Array, which: Indices) -> Array:
        """Logarithm of limit over figure, of the tightest limit; below 0 where one is missed."""
        state = steady_state(self.load[which], agents, self.patience[which], self.within[which])
        late = 1 - DEFINITIONS[self.definition](state)
        room = _room(1 - self.service_level[which], late)
        for limit, figure in (
            (self.max_abandon, state.abandon),
            (self.max_occupancy, state.occupancy),
        ):
            room = np.minimum(room, _room(limit[which], figure))
        return np.log(room)

    def whole(self) -> Array:
        """Fewest whole agents of every asked-for value."""
        return self._asked(self._whole())

    def real(self) -> Array:
        """Just enough agents of every asked-for value, as real numbers."""
        likely = self._likely()
        if likely is None:
            return self._asked(smallest_real_near(self.margin, self._guess(), self._step()))
        return self._asked(
            smallest_real_checked(self.margin, likely, self._guess(), self._step())
        )  # fmt: skip

    def root(self) -> Array:
        """Just enough agents of every case, as close as can be, from wherever."""
        return self._asked(root_near(self.margin, self._guess(), self._step()))

    def _likely(self) -> Array | None:
        """What lies between known answers, where enough cases have one target."""
        if self.kind is None or self.load.size < FEW:
            return None
        least, most = float(self.handle.min()), float(self.handle.max())
        alike = most <= least * (1 + ALIKE)
        known = _known(self.kind, float(f"{least:.9g}") if alike else None)
        return known.between(self.load, self.handle)

    def _whole(self) -> Array:
        return smallest_whole_in_runs(self.margin, self._guess(), self._step(), self.runs)

    def _step(self) -> Array:
        return np.where(np.isinf(self.patience), 1.0, FIRST_STEP * np.sqrt(self.load))

    def _guess(self) -> Array:
        """About as many agents as are enough, often exactly."""
        safety, endless = np.ones_like(self.load), np.isinf(self.patience)
        safety[endless] = square_root_safety(
            self.load[endless], self.within[endless], self.service_level[endless]
        )
        return np.maximum(self.load + safety * np.sqrt(self.load), self.load / self.max_occupancy)

    def _asked(self, answers: Array) -> Array:
        flat = np.zeros(self.case.size)
        flat[self.case >= 0] = answers[self.case[self.case >= 0]]
        return flat.reshape(self.shape)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A target that many cases share; times in the unit of the handle times."""

    within: float
    patience: float
    service_level: float
    max_abandon: float
    max_occupancy: float
    definition: str

    @classmethod
    def of(cls, given: Mapping[str, Array], definition: str) -> Self | None:
        """That of some cases; ``None`` where they have several, or are none."""
        names = ("within", "patience", "service_level", "max_abandon", "max_occupancy")
        if not given["within"].size or any(_varies(given[name]) for name in names):
            return None
        return cls(**{name: float(given[name][0]) for name in names}, definition=definition)

    def root(self, load: Array, handle: Array) -> Array:
        """Just enough agents of loads and handle times."""
        return Target.of(load=load, aht=handle, **vars(self)).root()


@lru_cache(maxsize=KINDS)
def _known(kind: Kind, handle: float | None) -> Known:
    return Known(solve=kind.root, handle=handle)


def square_root_safety(load: Array, within: Array, service_level: Array) -> Array:
    """``beta`` of ``agents = load + beta sqrt(load)`` for a service level without patience.

    S. Halfin, W. Whitt, "Heavy-traffic limits for queues with many exponential servers" (1981):
    ``1 / (1 + beta Phi(beta)/phi(beta))`` of the contacts wait. Solved by Newton's method, to a
    small part of an agent.
    """
    late, speed = np.log1p(-service_level), np.sqrt(load) * within
    beta = np.ones_like(load)
    for _ in range(3):
        mills = np.sqrt(np.pi / 2) * erfcx(-beta / np.sqrt(2))
        wait = 1 / (1 + beta * mills)
        excess = np.log(wait) - beta * speed - late
        slope = (mills + beta * (1 + beta * mills)) * wait + speed
        beta = np.maximum(beta + excess / slope, SMALLEST_SAFETY)
    return beta


def _room(limit: Array, figure: Array) -> Array:
    return (limit + SLACK) / np.maximum(figure, NOTHING)


def _distinct(columns: dict[str, Array]) -> tuple[Indices, Indices, Indices]:
    """Distinct rows, sorted so that only the load changes as often as possible.

    Where each first stands, which of them start a run of equal rows but for the load, and which
    of them each row is.
    """
    others = [column for name, column in columns.items() if name != "load" and _varies(column)]
    order = np.lexsort([columns["load"], *others])
    other_target = _changes([column[order] for column in others], order.size)
    new = other_target | _changes([columns["load"][order]], order.size)
    case = np.empty_like(order)
    case[order] = np.cumsum(new) - 1
    return order[new], np.flatnonzero(other_target[new]), case


def _varies(column: Array) -> bool:
    return bool((column != column[:1]).any())


def _changes(columns: list[Array], size: int) -> NDArray[np.bool_]:
    """Whether each row differs from the one before it; the first one does."""
    changes = np.zeros(size, dtype=bool)
    changes[:1] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return changes
