"""The coverage plan's linear programme by general solvers, beside the project's own steps.

    python -m benchmarks.coverage_lp [FOLDER ...] [--seconds 60] [--breaks free|even]

Without folders: the corner shop, a generated plan of 60 people for 7 days by the hour, and
follow-the-sun. The programme is the one that ``planner/optimiser/covering.py`` states: heads of
each crew by shift option; people a day, days and paid minutes a week of each crew; work that can
wait between arrival and due time; shortage of every set of queues in every interval. Breaks are
variables (``free``) or spread evenly over their windows (``even``, a restriction: its optimum lies
above). GLOP, PDLP and HiGHS solve it through MathOpt.

``bound`` is the dual bound of a solver; beside the coverage plan it is the project's bound, which
knows everybody's own rules and so may lie above the programme's optimum. A solver that has nothing
when its time is up shows a dash. Every solver runs in a process of its own.
"""

import argparse
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from ortools.math_opt.python import mathopt

import planner
from planner.optimiser.coverage_lp import programme_of
from planner.optimiser.covering import COVERAGE_SWEEPS
from planner.optimiser.linear_programme import Programme, parameters, solver_type
from planner.optimiser.optimising import Run

HERE = Path(__file__).parent
SOLVERS = ("GLOP", "PDLP", "HIGHS")
SIZE = ("--people", "60", "--teams", "3", "--queues", "2", "--days", "7", "--interval", "60")
EXAMPLES = ("corner_shop", "follow_the_sun")


@dataclass(frozen=True, kw_only=True)
class Solved:
    """What a way to solve the programme came to; NaN where it has nothing."""

    seconds: float
    objective: float
    bound: float


def solve(lp: Programme, solver: str, *, seconds: float) -> Solved:
    """The programme by one of MathOpt's solvers; the seconds are the solver's own."""
    params = parameters(solver, seconds=seconds)
    model = lp.model()
    begun = perf_counter()
    result = mathopt.solve(model, solver_type(solver), params=params)
    spent = perf_counter() - begun
    found = result.has_primal_feasible_solution()
    bound = result.dual_bound()
    return Solved(
        seconds=spent, objective=result.objective_value() if found else np.nan,
        bound=bound if np.isfinite(bound) else np.nan,
    )  # fmt: skip


def started(plan: planner.Plan, needs: pd.DataFrame) -> Run:
    """The optimiser before its first step."""
    return Run(plan, needs, seconds=1e9, gap=0, seed=0, report=None, stop=None, save=None)


def started_on(folder: Path) -> Run:
    """The optimiser before its first step on a plan folder."""
    plan = planner.read_plan(folder)
    return started(plan, planner.require(plan, planner.forecast(plan)))


def programme(run: Run, breaks: str) -> Programme:
    """The linear programme of a run's coverage plan."""
    return programme_of(run.problem, run.rounded, run.coverage, breaks=breaks).lp


def own_steps(run: Run, sweeps: int = COVERAGE_SWEEPS) -> Solved:
    """The project's coverage plan, and the bound that its prices prove."""
    begun = perf_counter()
    run.coverage.run(sweeps, of=COVERAGE_SWEEPS)
    seconds = perf_counter() - begun
    bound = run.prover.bounder.bound(run.coverage.guide)
    return Solved(seconds=seconds, objective=run.coverage.cost, bound=bound)


def compare(folder: Path, *, seconds: float, breaks: str) -> None:
    """A table of one plan."""
    run = started_on(folder)
    lp = programme(run, breaks)
    size = f"{lp.variables:,} variables, {lp.rows:,} rows, breaks {breaks}"
    print(f"\n{folder.name}: {len(run.plan.agents)} people, {run.plan.horizon.days} days, {size}")
    print(f"{'':<16}{'seconds':>9}{'objective':>16}{'bound':>16}")
    _print("coverage plan", own_steps(run))
    for solver in SOLVERS:
        # A fresh process each time: none inherits memory or threads, and a crash stays its own.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            _print(solver, process.submit(_solve_folder, folder, solver, seconds, breaks).result())


def _solve_folder(folder: Path, solver: str, seconds: float, breaks: str) -> Solved:
    return solve(programme(started_on(folder), breaks), solver, seconds=seconds)


def _print(name: str, solved: Solved) -> None:
    def money(amount: float) -> str:
        return "–" if np.isnan(amount) else f"{amount:,.1f}"

    print(f"{name:<16}{solved.seconds:>9.2f}{money(solved.objective):>16}", end="")
    print(f"{money(solved.bound):>16}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--breaks", choices=("free", "even"), default="free")
    asked = parser.parse_args()
    own_steps(started_on(HERE.parent / "data/corner_shop"), sweeps=2)  # compiled before the clock
    with tempfile.TemporaryDirectory() as made:
        shop, sun = (HERE.parent / "data" / name for name in EXAMPLES)
        small = Path(made) / "generated_60"
        if not asked.folders:
            subprocess.run([sys.executable, HERE / "generate.py", small, *SIZE], check=True)
        for folder in asked.folders or (shop, small, sun):
            compare(folder, seconds=asked.seconds, breaks=asked.breaks)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
