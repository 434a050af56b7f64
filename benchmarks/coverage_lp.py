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
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

import planner
from planner.optimiser.optimising import COVERAGE_SWEEPS, Run

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HERE = Path(__file__).parent
SOLVERS = ("GLOP", "PDLP", "HIGHS")
PRECISION = 1e-4
"""Relative precision asked of PDLP."""
SIZE = ("--people", "60", "--teams", "3", "--queues", "2", "--days", "7", "--interval", "60")
EXAMPLES = ("corner_shop", "follow_the_sun")


class Programme:
    """A linear programme, collected as arrays and handed to MathOpt in one piece."""

    def __init__(self) -> None:
        self.costs: list[Floats] = []
        self.limits: list[tuple[Floats, Floats]] = []
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.variables = self.rows = 0

    def add_variables(self, cost: Floats) -> Ints:
        """Numbers of new variables from 0 up with these costs."""
        self.costs.append(cost)
        self.variables += len(cost)
        return np.arange(self.variables - len(cost), self.variables)

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
        proto.variables.upper_bounds.extend(np.full(self.variables, np.inf))
        proto.variables.integers.extend([False] * self.variables)
        cost = np.concatenate(self.costs)
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


def programme_of(run: Run, *, breaks: str = "free") -> Programme:
    """The linear programme of a run's coverage plan, surplus not priced."""
    if run.problem.surplus_price > 0:
        raise ValueError("prices.surplus_per_hour is not 0: surplus is not part of the programme")
    lp = Programme()
    present = [_crew(lp, run, crew, breaks) for crew in range(len(run.coverage.crews))]
    _needs(lp, run, present)
    _cover(lp, run, present)
    return lp


def _crew(lp: Programme, run: Run, index: int, breaks: str) -> Ints:
    """Heads of one crew within its limits; the variables of its people at work by interval."""
    crew, limits = run.coverage.crews[index], run.coverage.limits[index]
    group = run.problem.groups[crew.group]
    options, space = group.options, group.space
    minutes = options.work if crew.one.productive else options.paid
    heads = lp.add_variables(np.asarray(minutes * crew.one.rate, dtype=float))
    day, week = options.day, space.week[options.day]
    anything = np.full(len(limits.days), -np.inf)
    lp.enter(lp.add_rows(np.full(len(limits.heads), -np.inf), limits.heads)[day], heads, 1)
    lp.enter(lp.add_rows(anything, limits.days)[week], heads, 1)
    lp.enter(lp.add_rows(limits.least, limits.most)[week], heads, options.paid)
    intervals, ticks = len(run.problem.lack), run.problem.ticks
    present = lp.add_variables(np.zeros(intervals))
    balance = lp.add_rows(np.zeros(intervals), np.zeros(intervals))
    lp.enter(balance, present, -1)
    for option, ticked in _work_ticks(group.begin, group.finish, intervals * ticks):
        lp.enter(balance[ticked // ticks], heads[option], 1 / ticks)
    for template in range(len(group.windows)):
        chosen = np.flatnonzero(options.template == template)
        for size, earliest, latest in group.windows[template].tolist():
            if size and len(chosen):
                places = _places(run, group.begin[chosen], group.finish[chosen] - size,
                                 earliest, latest)  # fmt: skip
                _break(lp, heads[chosen], places, size, balance, ticks, breaks)
    return present


def _work_ticks(begin: Ints, finish: Ints, horizon: int) -> Iterator[tuple[Ints, Ints]]:
    """Options and ticks that they hold, for options of one length at a time."""
    for length in np.unique(finish - begin):
        options = np.flatnonzero(finish - begin == length)
        at = begin[options][:, None] + np.arange(length)
        inside = at < horizon
        yield np.broadcast_to(options[:, None], at.shape)[inside], at[inside]


def _places(run: Run, begin: Ints, last: Ints, earliest: int, latest: int) -> list[Ints]:
    """Ticks at which a break of each option may start: on the interval grid where there is one."""
    ticks, found = run.problem.ticks, []
    for first, end in zip(begin.tolist(), last.tolist(), strict=True):
        soonest = min(first + earliest, end)
        window = np.arange(soonest, max(soonest, min(first + latest, end)) + 1)
        on_grid = window[window % ticks == 0]
        found.append(on_grid if len(on_grid) else window[:1])
    return found


def _break(
    lp: Programme, heads: Ints, places: Sequence[Ints], size: int, balance: Ints, ticks: int,
    breaks: str,
) -> None:  # fmt: skip
    """Take a break of every option out of its people at work."""
    count = np.array([len(window) for window in places])
    start, of = np.concatenate(places), np.repeat(np.arange(len(places)), count)
    if breaks == "free":
        on_break, share = lp.add_variables(np.zeros(len(start))), np.ones(len(start))
        placed = lp.add_rows(np.zeros(len(places)), np.zeros(len(places)))
        lp.enter(placed[of], on_break, 1)
        lp.enter(placed, heads, -1)
    else:
        on_break, share = heads[of], 1 / count[of]
    at = start[:, None] + np.arange(size)
    inside = at < len(balance) * ticks
    who = np.broadcast_to(on_break[:, None], at.shape)[inside]
    part = np.broadcast_to(share[:, None], at.shape)[inside]
    lp.enter(balance[at[inside] // ticks], who, -part / ticks)


def _needs(lp: Programme, run: Run, present: Sequence[Ints]) -> None:
    """Those who serve any queue of a set, and its shortage, reach its need in every interval."""
    need, facts = run.rounded.need, run.rounded.facts
    intervals, parts = len(need), len(facts.parts) - 1
    short = lp.add_variables(np.full(intervals * parts, run.problem.price))
    part_of = np.repeat(np.arange(parts), np.diff(facts.parts))
    rows = lp.add_rows(need.ravel(), np.full(need.size, np.inf)).reshape(need.shape)
    lp.enter(rows, short.reshape(intervals, parts)[:, part_of], 1)
    for crew, at_work in zip(run.coverage.crews, present, strict=True):
        for row in np.flatnonzero(facts.hits[crew.one.number]):
            fixed = facts.fixed[:, row]
            lp.enter(rows[:, row], at_work, np.where(fixed >= 0, fixed, -fixed * crew.one.effect))
    for queue, held in zip(run.coverage.deferred.queues, run.coverage.deferred.rows, strict=True):
        work = _work(lp, queue.arrived, queue.due, queue.open)
        for row in np.flatnonzero(held):
            lp.enter(rows[:, row], work, -1)


def _work(lp: Programme, arrived: Floats, due: Floats, is_open: NDArray[np.uint8]) -> Ints:
    """Work that can wait, by interval: no sooner than it arrives, no later than it is due."""
    intervals = len(arrived)
    done, total = lp.add_variables(np.zeros(intervals)), lp.add_variables(np.zeros(intervals))
    shut = np.where(is_open > 0, np.inf, 0.0)
    lp.enter(lp.add_rows(np.zeros(intervals), shut), done, 1)
    came, must = np.cumsum(arrived), np.cumsum(due)
    lp.enter(lp.add_rows(must, np.maximum(came, must)), total, 1)
    so_far = lp.add_rows(np.zeros(intervals), np.zeros(intervals))
    lp.enter(so_far, total, 1)
    lp.enter(so_far[1:], total[:-1], -1)
    lp.enter(so_far, done, -1)
    return done


def _cover(lp: Programme, run: Run, present: Sequence[Ints]) -> None:
    """Minimum presence of the cover rows, or what misses it."""
    thin = run.problem.thin
    missing = lp.add_variables(np.full(thin.size, run.problem.thin_price)).reshape(thin.shape)
    rows = lp.add_rows(thin.ravel(), np.full(thin.size, np.inf)).reshape(thin.shape)
    lp.enter(rows, missing, 1)
    for crew, at_work in zip(run.coverage.crews, present, strict=True):
        for row in np.flatnonzero(crew.one.covers):
            lp.enter(rows[:, row], at_work, 1)


@dataclass(frozen=True, kw_only=True)
class Solved:
    """What a way to solve the programme came to; NaN where it has nothing."""

    seconds: float
    objective: float
    bound: float


def solve(lp: Programme, solver: str, *, seconds: float) -> Solved:
    """The programme by one of MathOpt's solvers; the seconds are the solver's own."""
    params = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    if solver == "PDLP":
        criteria = params.pdlp.termination_criteria.simple_optimality_criteria
        criteria.eps_optimal_relative = criteria.eps_optimal_absolute = PRECISION
        params.pdlp.num_threads = 2
    model = lp.model()
    begun = perf_counter()
    result = mathopt.solve(model, getattr(mathopt.SolverType, solver), params=params)
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


def own_steps(run: Run, sweeps: int = COVERAGE_SWEEPS) -> Solved:
    """The project's coverage plan, and the bound that its prices prove."""
    begun = perf_counter()
    run.coverage.run(sweeps, of=COVERAGE_SWEEPS)
    seconds = perf_counter() - begun
    bound = run.bounder.bound(run.coverage.guide)
    return Solved(seconds=seconds, objective=run.coverage.cost, bound=bound)


def compare(folder: Path, *, seconds: float, breaks: str) -> None:
    """A table of one plan."""
    run = started_on(folder)
    lp = programme_of(run, breaks=breaks)
    size = f"{lp.variables:,} variables, {lp.rows:,} rows, breaks {breaks}"
    print(f"\n{folder.name}: {len(run.plan.agents)} people, {run.plan.horizon.days} days, {size}")
    print(f"{'':<16}{'seconds':>9}{'objective':>16}{'bound':>16}")
    _print("coverage plan", own_steps(run))
    for solver in SOLVERS:
        # A fresh process each time: none inherits memory or threads, and a crash stays its own.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            _print(solver, process.submit(_solve_folder, folder, solver, seconds, breaks).result())


def _solve_folder(folder: Path, solver: str, seconds: float, breaks: str) -> Solved:
    return solve(programme_of(started_on(folder), breaks=breaks), solver, seconds=seconds)


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
