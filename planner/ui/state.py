"""What every page sees: the plan, the result, the zone; read once and kept while files stand."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from planner.clock import zone
from planner.demand import forecast
from planner.domain import Plan
from planner.errors import PlannerError
from planner.example_folders import examples
from planner.folder import Checked, check_folder
from planner.registry import RESULT, Registry, Version, digest_of
from planner.staffing import require
from planner.ui import coverage_plans, results
from planner.ui.copies import origin_of
from planner.ui.jobs import JobManager
from planner.ui.results import Run
from planner.ui.texts import t

Stamp = tuple[tuple[str, int, int], ...]
WORKSPACE, OPENED = "workspace", "opened"


SCRIPTS = ("app.py", "main.py")
FIRST_EXAMPLE = "follow_the_sun"
"""What a newcomer sees first."""


def started_with() -> Path | None:
    """The folder given on the command line, ``streamlit run app.py -- FOLDER``."""
    if len(sys.argv) < 2 or Path(sys.argv[0]).name not in SCRIPTS:
        return None
    return Path(sys.argv[1]).expanduser().resolve()


def runs_folder() -> Path:
    """Where runs are kept: ``PLANNER_RUNS``, or ``runs`` in the working directory."""
    return Path(os.environ.get("PLANNER_RUNS", "runs")).resolve()


def store_folder() -> Path:
    """Where saved scenarios are kept: ``PLANNER_STORE``, or ``scenarios`` beside the runs."""
    return Path(os.environ.get("PLANNER_STORE", runs_folder().parent / "scenarios")).resolve()


def registry() -> Registry:
    """The register of saved scenarios; ``PLANNER_REGISTRY`` names another database by URL."""
    return _registry(str(store_folder()), os.environ.get("PLANNER_REGISTRY"))


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda found: found.close())
def _registry(store: str, url: str | None) -> Registry:
    return Registry(Path(store), url)


def runs_of_folder(folder: Path, inputs_sha256: str) -> list[Run]:
    """Results that belong to a plan folder, the newest first."""
    places = [runs_folder(), Path("out").resolve(), folder / "out", folder.parent / RESULT]
    return results.runs_of(folder, inputs_sha256, places)


def runs_of_family(folder: Path) -> list[Run]:
    """Results of a plan folder, of what it was copied from, and of that one's other copies.

    The newest first; only those that say which folder they were made from.
    """
    origin = origin_of(folder).resolve()
    places = [runs_folder(), origin / "out", Path("out").resolve()]
    return results.runs_where(
        places, lambda run: bool(run.folder) and origin_of(Path(run.folder)).resolve() == origin
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def plan_of_version(plan: str) -> Plan | None:
    """The plan of a saved version, which never changes."""
    return check_folder(plan).plan


@st.cache_data(max_entries=200, ttl=60, show_spinner=False)
def stands_unchanged(path: str, digest: str) -> bool:
    """Whether the files of a saved version are still those that were saved."""
    return digest_of(Path(path)) == digest


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The folder that is open, whatever is wrong with it; examples are not written to.

    ``saved`` is the version that it is of a saved scenario; versions are never changed.
    """

    folder: Path
    checked: Checked
    example: bool
    saved: Version | None = None


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """The open plan folder, the result looked at (if any), the site and the zone of times.

    ``site`` is a team, blank for all of them.
    """

    folder: Path
    stamp: Stamp
    plan: Plan
    run: Run | None
    timezone: str
    site: str = ""

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


def opened() -> Opened:
    """The open folder of this session, also when it makes no plan."""
    found: Opened = st.session_state[OPENED]
    return found


def is_readable() -> bool:
    """Whether a folder is open whose files can be edited, even though it makes no plan."""
    found: Opened | None = st.session_state.get(OPENED)
    return found is not None and found.checked.raw is not None


@st.cache_resource(max_entries=1, show_spinner=False)
def job_manager(runs: str) -> JobManager:
    """The runs of this server, shared by everybody who looks at it."""
    return JobManager(Path(runs))


@st.cache_resource(max_entries=1, show_spinner=False)
def coverage_manager(runs: str) -> JobManager:
    """The coverage plans of this server, beside its runs."""
    return coverage_plans.coverage_manager(Path(runs))


def read_checked(folder: str, stamp: Stamp) -> Checked:
    """A plan folder with everything that is wrong with it, read once for each ``stamp``."""
    with st.spinner(t("Reading the plan folder …")):
        return _read_checked(folder, stamp)


@st.cache_resource(max_entries=6, show_spinner=False)
def _read_checked(folder: str, stamp: Stamp) -> Checked:  # noqa: ARG001
    return check_folder(folder)


def read_demand(folder: str, stamp: Stamp) -> Demand:
    """Forecast and requirement of a folder that has been read."""
    with st.spinner(t("Forecasting …")):
        return _read_demand(folder, stamp)


def warm(folder: Path | None) -> None:
    """Read a folder (the first example without one) and find what it needs before anybody asks."""
    place = folder.expanduser().resolve() if folder else examples()[FIRST_EXAMPLE].resolve()
    stamp = results.stamp(place)
    if _read_checked(str(place), stamp).plan is not None:
        _read_demand(str(place), stamp)


@st.cache_resource(max_entries=4, show_spinner=False)
def _read_demand(folder: str, stamp: Stamp) -> Demand:
    plan = _read_checked(folder, stamp).plan
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
