"""How many agents meet a target: all limits at once, every distinct case once."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.staffing.arguments import Values, broadcast, check_definition
from planner.staffing.poisson_tail import Array
from planner.staffing.search import Indices, smallest_real, smallest_whole
from planner.staffing.steady_state import DEFINITIONS, steady_state

SLACK = 1e-10
"""Shares that miss a limit by less are residue: 20 agents may carry 17 erlangs at 0.85."""
FIRST_STEP = 0.25
"""First step of the search in square roots of the load; of 0.1 to 1 it needs the fewest probes."""
NOTHING = 1e-290
"""Stands for a share of 0 where one divides by it."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Distinct cases with load, one an entry; ``case`` says which one each asked-for value is.

    Times are in mean handle times. ``case`` is -1 where there is no load.
    """

    load: Array
    within: Array
    patience: Array
    service_level: Array
    max_abandon: Array
    max_occupancy: Array
    definition: str
    case: NDArray[np.intp]
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
        given |= {"within": given["within"] / handle, "patience": given["patience"] / handle}
        busy = np.flatnonzero(given["load"] > 0)
        case = np.full(given["load"].size, -1)
        first, case[busy] = _distinct([column[busy] for column in given.values()])
        distinct = {name: column[busy[first]] for name, column in given.items()}
        return cls(**distinct, definition=definition, case=case, shape=shape)

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
        return self._asked(smallest_real(self.margin, self._whole()))

    def _whole(self) -> Array:
        root = np.sqrt(self.load)
        return smallest_whole(self.margin, self.load + root, FIRST_STEP * root)

    def _asked(self, answers: Array) -> Array:
        flat = np.zeros(self.case.size)
        flat[self.case >= 0] = answers[self.case[self.case >= 0]]
        return flat.reshape(self.shape)


def _room(limit: Array, figure: Array) -> Array:
    return (limit + SLACK) / np.maximum(figure, NOTHING)


def _distinct(columns: list[Array]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Index of the first of each distinct row, and which of them each row is."""
    varying = [column for column in columns if (column != column[:1]).any()] or columns[:1]
    if len(varying) == 1:
        _, first, case = np.unique(varying[0], return_index=True, return_inverse=True)
    else:
        _, first, case = np.unique(
            np.column_stack(varying), axis=0, return_index=True, return_inverse=True
        )
    return first, case
