"""What every page sees: the plan, the result, the zone; read once and kept while files stand."""

import os
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from planner.clock import zone
from planner.demand import forecast
from planner.domain import Plan
from planner.errors import PlannerError
from planner.folder import Checked, check_folder
from planner.staffing import require
from planner.ui import results
from planner.ui.jobs import JobManager
from planner.ui.results import Run

Stamp = tuple[tuple[str, int, int], ...]
WORKSPACE = "workspace"


def runs_folder() -> Path:
    """Where runs are kept: ``PLANNER_RUNS``, or ``runs`` in the working directory."""
    return Path(os.environ.get("PLANNER_RUNS", "runs")).resolve()


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """The open plan folder, the result looked at (if any) and the zone that times are in."""

    folder: Path
    stamp: Stamp
    plan: Plan
    run: Run | None
    timezone: str

    @property
    def place(self) -> ZoneInfo:
        return zone(self.timezone)

    @property
    def hours(self) -> float:
        """Length of an interval."""
        return self.plan.horizon.interval_minutes / 60

    def demand(self) -> "Demand":
        """Forecast and requirement of the plan as it stands; :class:`DataError` without volumes."""
        return read_demand(str(self.folder), self.stamp)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the result; without rows where there is none."""
        return (
            read_result(str(self.run.path / name), _age(self.run.path / name))
            if self.run
            else (pd.DataFrame())
        )


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Contacts to expect and agents needed; the columns of forecast.csv and requirements.csv."""

    forecast: pd.DataFrame
    needs: pd.DataFrame


def current() -> Workspace:
    """The workspace of this session; the sidebar has put it there."""
    workspace: Workspace = st.session_state[WORKSPACE]
    return workspace


@st.cache_resource(max_entries=1, show_spinner=False)
def job_manager(runs: str) -> JobManager:
    """The runs of this server, shared by everybody who looks at it."""
    return JobManager(Path(runs))


@st.cache_resource(max_entries=6, show_spinner="Reading the plan folder …")
def read_checked(folder: str, stamp: Stamp) -> Checked:  # noqa: ARG001
    """A plan folder with everything that is wrong with it, read once for each ``stamp``."""
    return check_folder(folder)


@st.cache_resource(max_entries=4, show_spinner="Forecasting …")
def read_demand(folder: str, stamp: Stamp) -> Demand:
    """Forecast and requirement of a folder that has been read."""
    plan = read_checked(folder, stamp).plan
    if plan is None:
        raise PlannerError("the plan folder has errors")
    volumes = forecast(plan)
    return Demand(forecast=volumes, needs=require(plan, volumes))


@st.cache_resource(max_entries=24, show_spinner=False)
def read_result(path: str, age: int) -> pd.DataFrame:  # noqa: ARG001
    """A result table, read once for each time it was written; nobody changes it."""
    return results.read_table(Path(path))


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0
