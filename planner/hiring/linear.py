"""A linear programme put together from arrays, and solved through OR-Tools."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper as solving
from scipy import sparse

from planner.deadlines import within
from planner.errors import PlannerError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Rows:
    """A programme as it is put together: variables, then rows."""

    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    cost: list[Floats] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    size: int = 0
    limits: list[tuple[Floats, Floats]] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    rows: int = 0

    def variables(
        self, count: int, *, cost: Floats | float = 0.0, low: Floats | float = 0.0,
        high: Floats | float = np.inf, whole: bool = False,
    ) -> Ints:  # fmt: skip
        """Numbers of new variables."""
        for place, value in ((self.low, low), (self.high, high), (self.cost, cost)):
            place.append(np.broadcast_to(np.asarray(value, dtype=float), (count,)))
        self.whole.append(np.full(count, whole))
        self.size += count
        return np.arange(self.size - count, self.size)

    def constraints(self, low: Floats | float, high: Floats | float, count: int) -> Ints:
        """Numbers of new rows with these limits."""
        limits = (np.broadcast_to(np.asarray(low, dtype=float), (count,)),
                  np.broadcast_to(np.asarray(high, dtype=float), (count,)))  # fmt: skip
        self.limits.append(limits)
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def enter(self, rows: Ints, variables: Ints, values: Floats | float) -> None:
        """Coefficients; what is entered at one place adds up."""
        row, variable, value = np.broadcast_arrays(rows, variables, np.asarray(values, dtype=float))
        self.entries.append((row, variable, value))

    def model(self) -> solving.ModelBuilderHelper:
        """The programme as the solvers take it; what is entered at one place adds up."""
        row, variable, value = (np.concatenate([e[i] for e in self.entries]) for i in range(3))
        matrix = sparse.csr_matrix((value, (row, variable)), shape=(self.rows, self.size))
        # The stubs of OR-Tools name no array that NumPy's own types would match.
        columns: list[Any] = [
            *(np.concatenate(part) for part in (self.low, self.high, self.cost)),
            *(np.concatenate([limits[end] for limits in self.limits]) for end in (0, 1)),
        ]
        model = solving.ModelBuilderHelper()
        low, high, cost, least, most = columns
        model.fill_model_from_sparse_data(low, high, cost, least, most, matrix)
        for number in np.flatnonzero(np.concatenate(self.whole)):
            model.set_var_integrality(int(number), True)
        return model

    def money(self, found: Floats) -> float:
        """What a solution costs."""
        return float(np.concatenate(self.cost) @ found)

    def solved(self, *, seconds: float) -> tuple[Floats, float]:
        """The cheapest values, and the bound below which none can cost.

        Raises
        ------
        PlannerError
            When the time does not suffice for any.
        """
        whole = bool(np.concatenate(self.whole).any())
        solver = solving.ModelSolverHelper("scip" if whole else "glop")
        solver.set_time_limit_in_seconds(seconds)
        in_time = within(seconds, lambda: _solve(solver, self.model()), end=solver.interrupt_solve)
        if not in_time or not solver.has_solution():
            raise PlannerError(f"no choice of hires was found within {seconds:g} seconds")
        found = np.asarray(solver.variable_values(), dtype=float)
        return found, solver.best_objective_bound() if whole else solver.objective_value()


def _solve(solver: solving.ModelSolverHelper, model: solving.ModelBuilderHelper) -> bool:
    """Solve, and say that it has ended."""
    solver.solve(model)
    return True
