"""The restricted master: the best mixture of the rotas known, and the prices that it pays.

A linear programme (GLOP): one weight for each rota, adding up to 1 for each person; one row of
cover with its shortage and surplus. These two box the row's price between ``-over`` and ``under``.
"""

from collections.abc import Iterable

import numpy as np
import ortools.linear_solver.pywraplp as pywraplp

from planner.optimiser.columns_work import Floats, Ints, Part, Rotas

SLOW_MS = 60_000
"""Longest run of the simplex."""


class Master:
    """Rotas of the people of a part, and their best mixture.

    ``prices`` (R) and ``pay`` (by person) are the duals of the last solution, ``value`` its money.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.rotas: list[tuple[int, Ints]] = []
        self.of: dict[int, list[int]] = {who: [] for who in part.people}
        self.known: set[tuple[int, bytes]] = set()
        self.dead: set[int] = set()
        self.prices = np.zeros(len(part.need))
        self.pay: dict[int, float] = {}
        self.value = np.inf
        self._solution = np.zeros(0)
        self._open()

    def _open(self) -> None:
        work, part = self.part.work, self.part
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        endless = self._solver.infinity()
        self._rows: dict[int, pywraplp.Constraint] = {}
        for number in np.flatnonzero(part.open_rows).tolist():
            need = float(part.need[number])
            row = self._solver.Constraint(need, need)
            for price, sign in ((work.under[number], 1.0), (work.over[number], -1.0)):
                slack = self._solver.NumVar(0, endless, "")
                row.SetCoefficient(slack, sign)
                self._objective.SetCoefficient(slack, float(price))
            self._rows[number] = row
        self._once = {}
        nobody = 1e3 * float(work.under.max(initial=1.0))
        for who in part.people:
            self._once[who] = self._solver.Constraint(1, 1)
            none = self._solver.NumVar(0, endless, "")
            self._once[who].SetCoefficient(none, 1.0)
            self._objective.SetCoefficient(none, nobody)
        self._weights: list[pywraplp.Variable] = []
        for who, rota in self.rotas:
            self._column(who, rota)
        for number in self.dead:
            self._weights[number].SetUb(0.0)

    def _column(self, who: int, rota: Ints) -> None:
        weight = self._solver.NumVar(0, self._solver.infinity(), "")
        self._objective.SetCoefficient(weight, self.part.own(who, rota))
        self._once[who].SetCoefficient(weight, 1.0)
        for row in self.part.filled(rota).tolist():
            self._rows[row].SetCoefficient(weight, 1.0)
        self._weights.append(weight)

    def add(self, who: int, rota: Ints) -> bool:
        """Make a rota known; False if it was."""
        key = (who, rota.tobytes())
        if key in self.known:
            return False
        self.known.add(key)
        self.of[who].append(len(self.rotas))
        self.rotas.append((who, rota.copy()))
        self._column(who, rota)
        return True

    def keep_only(self, who: int, alive: Iterable[int]) -> None:
        """Let only some of a person's rotas be used."""
        alive = set(alive)
        for number in self.of[who]:
            if (number in alive) == (number in self.dead):
                self._weights[number].SetUb(self._solver.infinity() if number in alive else 0.0)
                (self.dead.discard if number in alive else self.dead.add)(number)

    def solve(self) -> None:
        """The best mixture; from scratch where the simplex loses its way."""
        self._solver.SetTimeLimit(SLOW_MS)
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            self._open()
            self._solver.SetTimeLimit(SLOW_MS)
            self._solver.Solve()
        self.value = self._objective.Value() + self.part.constant
        self.prices = np.zeros(len(self.part.need))
        for number, row in self._rows.items():
            self.prices[number] = row.dual_value()
        self.pay = {who: row.dual_value() for who, row in self._once.items()}
        self._solution = np.array([weight.solution_value() for weight in self._weights])

    def weights(self) -> Floats:
        """The weight of each rota in the last solution; none of those added since."""
        found = np.zeros(len(self.rotas))
        found[: len(self._solution)] = self._solution
        return found

    def reduced(self, who: int, rota: Ints) -> float:
        """What the solution would save by a rota (negative), or lose."""
        part = self.part
        return part.own(who, rota) - float(self.prices[part.filled(rota)].sum()) - self.pay[who]

    def ranked(self, who: int) -> list[tuple[float, int]]:
        """A person's rotas that may be used, by what they lose."""
        alive = (n for n in self.of[who] if n not in self.dead)
        return sorted((self.reduced(who, self.rotas[n][1]), n) for n in alive)

    def heaviest(self) -> Rotas:
        """Everybody's rota of the largest weight."""
        weights = self.weights()
        return {
            who: self.rotas[max(numbers, key=lambda n: weights[n])][1]
            for who, numbers in self.of.items()
        }
