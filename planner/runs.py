"""One planning run from a plan to the files of its result folder."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.demand import forecast
from planner.domain import Plan
from planner.feasibility import refuse_impossible
from planner.folder import recover, table_text, write_whole
from planner.reports import Report, report, with_simulation
from planner.rules.keeping import Kept
from planner.schedules import Schedule
from planner.staffing import require

if TYPE_CHECKING:
    from planner.optimiser.results import Report as Progressing
    from planner.optimiser.results import Result, Stop

SAVE_SHARE = 0.1
"""At most this share of a run goes into writing what it has found so far."""
FEWEST_RUNS, MOST_RUNS, SIMULATED_CONTACTS = 5, 20, 2_500_000
"""The finished schedule is simulated so often, and with about so many contacts in all: seconds."""


def run_plan(
    plan: Plan, out: Path, *, seconds: float, gap: float, seed: int, workers: int,
    progress: "Progressing | None" = None, stop: "Stop | None" = None,
    keep: Schedule | None = None, since: date | None = None,
) -> Report:  # fmt: skip
    """Forecast, require, optimise, audit and write; better schedules are written on the way.

    The schedule that stands at the end is also simulated, for ``summary.json``.

    Parameters
    ----------
    out
        Result folder; it is made, or found not to be writable, before the work begins.
    keep, since
        A rota that is kept: its days before ``since`` stand, later changes cost what
        ``[prices] change`` says.

    Raises
    ------
    DataError
        When the folder cannot be written or nothing is known of a queue's volume.
    InfeasibleError
        When the hard rules clash; where arithmetic shows it, before anything is forecast.
    Cancelled
        When stopped before there was a complete schedule.
    """
    from planner.optimiser import optimise

    with _folder_for(out):
        kept = Kept(schedule=keep, since=since or plan.horizon.start) if keep is not None else None
        refuse_impossible(plan, kept)
        volumes = forecast(plan)
        needs = require(plan, volumes)
        keeper = _Keeper(plan, volumes, needs, out, keep=keep, since=since)
        result = optimise(
            plan, needs, seconds=seconds, gap=gap, seed=seed, workers=workers, report=progress,
            stop=stop, save=keeper.now_and_then, keep=keep, since=since,
        )  # fmt: skip
        told = keeper.write(result)
        return told if result.status == "cancelled" else keeper.simulate(told, result)


def what_happened(out: Path) -> tuple[str, ...]:
    """What to say of a result folder whose last run was killed, after it was put in order."""
    told = recover(out)
    try:
        summary = json.loads((out / "summary.json").read_bytes())
    except (OSError, ValueError):
        return told
    if not isinstance(summary, dict) or summary.get("finished", True):
        return told
    return (
        *told,
        f"{out} holds the best schedule so far of a run that was ended before its search was over; "
        "it stands until this run writes a schedule of its own.",
    )


@contextmanager
def _folder_for(out: Path) -> Iterator[None]:
    """A folder that can be written; if the work in it fails, one that is new and empty goes."""
    there = out.exists()
    write_whole(out, {})
    try:
        yield
    except BaseException:
        if not there and not any(out.iterdir()):
            out.rmdir()
        raise


class _Keeper:
    """Writes schedules while they become better, without taking much of the run's time."""

    def __init__(
        self, plan: Plan, volumes: pd.DataFrame, needs: pd.DataFrame, out: Path, *,
        keep: Schedule | None, since: date | None,
    ) -> None:  # fmt: skip
        self._plan, self._volumes, self._needs, self._out = plan, volumes, needs, out
        self._keep, self._since = keep, since
        self._next = 0.0

    def now_and_then(self, result: "Result") -> None:
        """Write unless the last writing was too recent."""
        begun = time.monotonic()
        if begun < self._next:
            return
        self.write(result, finished=False)
        ended = time.monotonic()
        self._next = ended + (ended - begun) / SAVE_SHARE

    def write(self, result: "Result", *, finished: bool = True) -> Report:
        """Audit and write a result; ``finished``: the search is over."""
        told = report(
            self._plan, forecast=self._volumes, needs=self._needs, result=result, keep=self._keep,
            since=self._since,
        )  # fmt: skip
        summary = {**told.summary, "finished": finished}
        told = replace(told, summary=summary, files={**told.files, "summary.json": summary})
        write_whole(self._out, {**told.files, "forecast.csv": self._forecast_text})
        return told

    @cached_property
    def _forecast_text(self) -> str:
        """The same in every result of a run."""
        return table_text(self._volumes)

    def simulate(self, told: Report, result: "Result") -> Report:
        """Add the simulated service to what has been written."""
        from planner.simulation import simulate

        contacts = max(1.0, float(self._volumes["mean"].sum()))
        trace = simulate(
            self._plan, result.schedule, forecast=self._volumes, needs=self._needs,
            replications=int(np.clip(SIMULATED_CONTACTS / contacts, FEWEST_RUNS, MOST_RUNS)),
        )  # fmt: skip
        told = with_simulation(told, trace)
        write_whole(self._out, {"summary.json": told.summary})
        return told
