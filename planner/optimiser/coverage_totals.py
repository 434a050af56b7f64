"""The coverage plan in totals by team, as reports and scenarios show it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.coverage_lp import CoverageOptimum
from planner.optimiser.covering import CoverageSolver
from planner.optimiser.problem import Problem
from planner.optimiser.results import CoverageSummary, TeamPlan

Floats = NDArray[np.float64]


def summary_of(
    problem: Problem, coverage: CoverageSolver, optimum: CoverageOptimum | None = None
) -> CoverageSummary:
    """The coverage plan in totals by team: the proven optimum where there is one."""
    starts = coverage.starts if optimum is None else optimum.starts
    labour = coverage.labour if optimum is None else optimum.labour
    rows: dict[str, list[float]] = {}
    for crew, heads, money in zip(coverage.crews, starts, labour, strict=True):
        group = problem.groups[crew.group]
        row = rows.setdefault(group.team.team, [0, 0.0, 0.0, 0.0])
        row[0] += len(crew.people)
        row[1] += float(heads.sum())
        row[2] += float((heads * group.options.paid).sum()) / 60
        row[3] += float(money)
    short = coverage.short_agents() if optimum is None else optimum.short_agents
    return CoverageSummary(
        teams=tuple(
            TeamPlan(
                team=name,
                heads=int(row[0]),
                shifts=row[1],
                paid_hours=row[2],
                cost=row[3],
                open_cost=_open_cost(problem, coverage, starts, name),
            )
            for name, row in rows.items()
        ),
        cost=coverage.cost if optimum is None else optimum.cost,
        labour_cost=sum(row[3] for row in rows.values()),
        short_hours=short * problem.hours,
        required_hours=problem.required_hours,
    )


def _open_cost(
    problem: Problem, coverage: CoverageSolver, starts: Sequence[Floats], team: str
) -> float:
    """Money for the hours in which a team's site is open: anybody on shift, a part counts so."""
    price = problem.plan.team[team].fixed_cost_per_open_hour
    if not price:
        return 0.0
    ticks = np.zeros(len(problem.lack) * problem.ticks + 1)
    last = len(ticks) - 1
    for crew, heads in zip(coverage.crews, starts, strict=True):
        group = problem.groups[crew.group]
        if group.team.team == team:
            np.add.at(ticks, np.minimum(group.begin, last), heads)
            np.add.at(ticks, np.minimum(group.finish, last), -heads)
    present = np.clip(np.cumsum(ticks)[:-1], 0.0, 1.0)
    return float(present.sum()) * price * problem.tick / 60
