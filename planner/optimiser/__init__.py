"""Shifts and named rotas at least cost, with a proven bound.

``optimise`` is the way in; ``coverage_plan`` answers what-if questions without names in seconds.
"""

from datetime import date

import pandas as pd

from planner.domain import Plan
from planner.folder import refuse_unacted
from planner.optimiser.coverage_lp import solve_coverage
from planner.optimiser.coverage_totals import summary_of
from planner.optimiser.covering import COVERAGE_SWEEPS
from planner.optimiser.keeping import Kept
from planner.optimiser.optimising import Run
from planner.optimiser.results import (
    CoverageSummary as CoverageSummary,
)
from planner.optimiser.results import Progress as Progress
from planner.optimiser.results import Report, Save, Stop
from planner.optimiser.results import Result as Result
from planner.optimiser.warming import warm_up as warm_up
from planner.schedules import Schedule

LEAST_SWEEPS = 100
"""However short the time, the coverage plan's own steps are done so often: fewer say nothing."""
PROGRAMME_SHARE = 0.6
"""The linear programme of a coverage plan gets this share of the time, its own steps the rest."""


def optimise(
    plan: Plan, needs: pd.DataFrame, *, seconds: float = 60, gap: float = 0.0, seed: int = 0,
    workers: int = 2, report: Report | None = None, stop: Stop | None = None,
    save: Save | None = None, keep: Schedule | None = None, since: date | None = None,
) -> Result:  # fmt: skip
    """The cheapest rota found in the time, and a bound that no legal rota can beat.

    Parameters
    ----------
    needs
        The requirement: columns ``interval_start``, ``queue``, ``required_real`` of
        requirements.csv, a row for every interval and queue.
    seconds, gap
        Stop after so long, or as soon as (cost − bound) / cost is no larger than ``gap``. The first
        complete schedule is always finished.
    seed, workers
        Two workers prove while they search. With one, ``seconds`` are counted work, about right on
        a usual processor, so that the same seed gives the same schedule everywhere.
    report
        Called with a :class:`Progress` several times a second.
    stop
        Asked often; returning True ends the run with the best schedule so far.
    keep, since
        A rota that is kept: its days before ``since`` (the horizon's start where blank) stand, and
        each changed one from then on costs ``[prices] change``.
    save
        Called with better results from time to time, so that a killed run loses little.

    Raises
    ------
    DataError
        The plan holds something that is not planned yet and was not ignored, or days of ``keep``
        that should stand and cannot.
    InfeasibleError
        The hard rules leave somebody no rota; the smallest clash is named.
    Cancelled
        Stopped before the first complete schedule.
    """
    refuse_unacted(plan, "plan")
    first = since or plan.horizon.start
    kept = Kept(schedule=keep, since=first) if keep is not None else None
    run = Run(
        plan, needs, seconds=seconds, gap=gap, seed=seed, report=report, stop=stop, save=save,
        kept=kept, workers=workers,
    )  # fmt: skip
    return run.go()


def coverage_plan(
    plan: Plan, needs: pd.DataFrame, *, seconds: float = 10, report: Report | None = None,
    threads: int = 2,
) -> CoverageSummary:  # fmt: skip
    """How many people, hours and how much money each team needs if nobody had a name.

    Leave and the hours and days a week of contracts are kept in total per team; rest and runs are
    not, so the named rota costs a little more. ``needs`` as in :func:`optimise`.

    A linear programme, solved through OR-Tools MathOpt by ``threads``; where that does not end
    in time, or where surplus is priced, the best that steps of its own come to.
    """
    run = Run(plan, needs, seconds=seconds, gap=0.0, seed=0, report=report, stop=None, save=None)
    left = max(1.0, PROGRAMME_SHARE * (seconds - run.pace.seconds))
    optimum = solve_coverage(run.problem, run.rounded, run.coverage, seconds=left, threads=threads)
    if optimum is not None:
        return summary_of(run.problem, run.coverage, optimum)
    least = LEAST_SWEEPS
    while run.coverage.sweeps < COVERAGE_SWEEPS and (run.coverage.sweeps < least or not run.over()):
        run.coverage.run(10, of=COVERAGE_SWEEPS)
    return summary_of(run.problem, run.coverage)
