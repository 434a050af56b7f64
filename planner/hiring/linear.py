"""A linear programme put together from arrays, and solved through OR-Tools MathOpt."""

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

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
        """Coefficients of distinct places."""
        row, variable, value = np.broadcast_arrays(rows, variables, np.asarray(values, dtype=float))
        self.entries.append((row, variable, value))

    def model(self) -> mathopt.Model:
        row, variable, value = (np.concatenate([e[i] for e in self.entries]) for i in range(3))
        order = np.lexsort((variable, row))
        order = order[value[order] != 0]
        cost = np.concatenate(self.cost)
        proto = model_pb2.ModelProto(name="hiring")
        proto.variables.ids.extend(range(self.size))
        proto.variables.lower_bounds.extend(np.concatenate(self.low))
        proto.variables.upper_bounds.extend(np.concatenate(self.high))
        proto.variables.integers.extend(np.concatenate(self.whole).tolist())
        proto.objective.linear_coefficients.ids.extend(np.flatnonzero(cost))
        proto.objective.linear_coefficients.values.extend(cost[cost != 0])
        proto.linear_constraints.ids.extend(range(self.rows))
        proto.linear_constraints.lower_bounds.extend(np.concatenate([a for a, _ in self.limits]))
        proto.linear_constraints.upper_bounds.extend(np.concatenate([b for _, b in self.limits]))
        proto.linear_constraint_matrix.row_ids.extend(row[order])
        proto.linear_constraint_matrix.column_ids.extend(variable[order])
        proto.linear_constraint_matrix.coefficients.extend(value[order])
        return mathopt.Model.from_model_proto(proto)

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
        solver = mathopt.SolverType.HIGHS if whole else mathopt.SolverType.GLOP
        params = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
        result = mathopt.solve(self.model(), solver, params=params)
        if not result.has_primal_feasible_solution():
            raise PlannerError(f"no choice of hires was found within {seconds:g} seconds")
        found = np.zeros(self.size)
        for variable, value in result.variable_values().items():
            found[variable.id] = value
        return found, result.dual_bound() if whole else result.objective_value()
