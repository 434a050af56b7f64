"""A linear programme collected as arrays, and how its solvers are asked."""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PRECISION = 1e-3
"""Relative precision asked of PDLP; its prices are judged by the bound that they prove."""


class Programme:
    """A linear programme, collected as arrays and handed to MathOpt in one piece."""

    def __init__(self) -> None:
        self.costs: list[Floats] = []
        self.most: list[Floats] = []
        self.changes: list[tuple[Ints, Floats]] = []
        self.limits: list[tuple[Floats, Floats]] = []
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.variables = self.rows = 0

    def add_variables(self, cost: Floats, most: Floats | None = None) -> Ints:
        """Numbers of new variables from 0 up, ``most`` at most, with these costs."""
        self.costs.append(cost)
        self.most.append(np.full(len(cost), np.inf) if most is None else most)
        self.variables += len(cost)
        return np.arange(self.variables - len(cost), self.variables)

    def change_costs(self, variables: Ints, more: Floats) -> None:
        """Add to the costs of variables."""
        self.changes.append((variables, more))

    def cost(self) -> Floats:
        """Costs of all variables."""
        cost = np.concatenate(self.costs)
        for variables, more in self.changes:
            np.add.at(cost, variables, more)
        return cost

    def add_rows(self, lower: Floats, upper: Floats) -> Ints:
        """Numbers of new rows with these limits."""
        self.limits.append((lower, upper))
        self.rows += len(lower)
        return np.arange(self.rows - len(lower), self.rows)

    def enter(self, rows: Ints, variables: Ints, values: Floats | Ints | float) -> None:
        """Coefficients; what is entered at one place adds up."""
        row, variable, value = np.broadcast_arrays(rows, variables, values)
        self.entries.append((row.ravel(), variable.ravel(), value.ravel().astype(float)))

    def model(self) -> mathopt.Model:
        row, variable, value = (
            np.concatenate([entry[column] for entry in self.entries]) for column in range(3)
        )
        place, where = np.unique(row * self.variables + variable, return_inverse=True)
        total = np.bincount(where.reshape(-1), weights=value)
        kept = np.abs(total) > 1e-12
        proto = model_pb2.ModelProto(name="coverage plan")
        proto.variables.ids.extend(range(self.variables))
        proto.variables.lower_bounds.extend(np.zeros(self.variables))
        proto.variables.upper_bounds.extend(np.concatenate(self.most))
        proto.variables.integers.extend([False] * self.variables)
        cost = self.cost()
        proto.objective.linear_coefficients.ids.extend(np.flatnonzero(cost))
        proto.objective.linear_coefficients.values.extend(cost[cost != 0])
        proto.linear_constraints.ids.extend(range(self.rows))
        proto.linear_constraints.lower_bounds.extend(
            np.concatenate([low for low, _ in self.limits])
        )
        proto.linear_constraints.upper_bounds.extend(np.concatenate([up for _, up in self.limits]))
        proto.linear_constraint_matrix.row_ids.extend(place[kept] // self.variables)
        proto.linear_constraint_matrix.column_ids.extend(place[kept] % self.variables)
        proto.linear_constraint_matrix.coefficients.extend(total[kept])
        return mathopt.Model.from_model_proto(proto)


def solver_type(name: str) -> mathopt.SolverType:
    """A solver of MathOpt by name: GLOP, PDLP or HIGHS."""
    return mathopt.SolverType[name]


def parameters(solver: str, *, seconds: float, threads: int = 2) -> mathopt.SolveParameters:
    """How a solver is asked: time and, of PDLP, precision and threads."""
    params = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    if solver == "PDLP":
        criteria = params.pdlp.termination_criteria.simple_optimality_criteria
        criteria.eps_optimal_relative = criteria.eps_optimal_absolute = PRECISION
        params.pdlp.num_threads = threads
    return params
