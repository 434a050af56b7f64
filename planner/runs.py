"""One planning run from a plan to the files of its result folder."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.demand import forecast
from planner.domain import Plan
from planner.folder import write_whole
from planner.reports import Report, report
from planner.staffing import require

if TYPE_CHECKING:
    from planner.optimiser.results import Report as Progressing
    from planner.optimiser.results import Result, Stop

SAVE_SHARE = 0.1
"""At most this share of a run goes into writing what it has found so far."""


def run_plan(
    plan: Plan, out: Path, *, seconds: float, gap: float, seed: int, workers: int,
    progress: "Progressing | None" = None, stop: "Stop | None" = None,
) -> Report:  # fmt: skip
    """Forecast, require, optimise, audit and write; better schedules are written on the way.

    Parameters
    ----------
    out
        Result folder; it is made, or found not to be writable, before the work begins.

    Raises
    ------
    DataError
        When the folder cannot be written or nothing is known of a queue's volume.
    InfeasibleError
        When the hard rules clash.
    Cancelled
        When stopped before there was a complete schedule.
    """
    from planner.optimiser import optimise

    write_whole(out, {})
    volumes = forecast(plan)
    needs = require(plan, volumes)
    keeper = _Keeper(plan, volumes, needs, out)
    result = optimise(
        plan, needs, seconds=seconds, gap=gap, seed=seed, workers=workers, report=progress,
        stop=stop, save=keeper.now_and_then,
    )  # fmt: skip
    return keeper.write(result)


class _Keeper:
    """Writes schedules while they become better, without taking much of the run's time."""

    def __init__(self, plan: Plan, volumes: pd.DataFrame, needs: pd.DataFrame, out: Path) -> None:
        self._plan, self._volumes, self._needs, self._out = plan, volumes, needs, out
        self._next = 0.0

    def now_and_then(self, result: "Result") -> None:
        """Write unless the last writing was too recent."""
        begun = time.monotonic()
        if begun < self._next:
            return
        self.write(result)
        ended = time.monotonic()
        self._next = ended + (ended - begun) / SAVE_SHARE

    def write(self, result: "Result") -> Report:
        """Audit and write a result."""
        told = report(self._plan, forecast=self._volumes, needs=self._needs, result=result)
        write_whole(self._out, told.files)
        return told
