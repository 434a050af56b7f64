"""A proven lower bound of any schedule's cost, by Lagrangian duality.

For any prices of the sets of queues (together at most the price of shortage) and of the cover rows
(at most the price of missing cover),

    bound = Σ price · need − Σ over people of the value of their best rota under these prices.

Every rota that keeps the hard rules is among those that a person's best is taken over, so no
schedule can cost less (Geoffrion 1974). Better prices only make the bound sharper.
"""

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.crews import best_totals
from planner.optimiser.kernels.packed import Facts, Guide, Room, State, new_room
from planner.optimiser.kernels.rota import NOTHING
from planner.optimiser.packing import empty_state
from planner.optimiser.problem import Problem


class Bounder:
    """Bounds of one problem; people who are alike are priced once."""

    def __init__(self, problem: Problem, facts: Facts, need: NDArray[np.float64]) -> None:
        self.problem, self.facts, self.need = problem, facts, need
        kinds: dict[tuple[object, ...], list[int]] = {}
        for person in problem.people:
            kinds.setdefault(person.kind, []).append(person.number)
        self._first = np.array([numbers[0] for numbers in kinds.values()], dtype=np.int64)
        self._count = np.array([len(numbers) for numbers in kinds.values()], dtype=float)
        self._room: Room = new_room(facts, len(problem.lack))
        self._blank: State = empty_state(problem, facts)

    def bound(self, guide: Guide) -> float:
        """Labour and shortage that no schedule can stay below; ``-inf`` if somebody has no rota."""
        totals = np.zeros(len(self._first))
        best_totals(
            self.facts, self._blank, self._room, self._first, guide.sets, guide.cover, totals
        )
        if (totals <= NOTHING).any():
            return -np.inf
        need = float((guide.sets * self.need).sum() + (guide.cover * self.problem.thin).sum())
        return need - float(totals @ self._count) - self._surplus()

    def without_rota(self) -> list[int]:
        """Numbers of the people whom the hard rules leave no rota at all."""
        sets, cover = np.zeros_like(self.need), np.zeros_like(self.problem.thin)
        totals = np.zeros(len(self._first))
        best_totals(self.facts, self._blank, self._room, self._first, sets, cover, totals)
        return [int(who) for who in self._first[totals <= NOTHING]]

    def _surplus(self) -> float:
        """What pricing surplus takes off: it is paid on presence above the need only."""
        need: NDArray[np.float64] = self.problem.demand.need
        return float(self.problem.surplus_price * need.sum())
