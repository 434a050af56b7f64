"""The managers' reports of the open folder, worked out once for each state of its files."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from planner.automation import AutomationSaved, automation_saved
from planner.domain import Plan
from planner.errors import PlannerError
from planner.fair_load import FairLoad, fair_load
from planner.handle_time import HandleTime, handle_time
from planner.hiring import HiringPlan, hiring_plan
from planner.opening_hours import RoundTheClock, round_the_clock
from planner.publications import published_rotas
from planner.schedule_files import read_past
from planner.schedules import Schedule, Shift
from planner.ui import state
from planner.ui.state import Stamp, Workspace

SPINNER = "Working it out …"


def _plan(folder: str, stamp: Stamp) -> Plan:
    plan = state.read_checked(folder, stamp).plan
    if plan is None:
        raise PlannerError("the plan folder has errors")
    return plan


@st.cache_resource(max_entries=12, show_spinner=SPINNER)
def night(
    folder: str, stamp: Stamp, come_back: float, fixed: float, per_contact: float | None,
    value: float | None, self_service: float | None,
) -> RoundTheClock:  # fmt: skip
    """Do you need 24/7?"""
    return round_the_clock(
        _plan(folder, stamp), come_back=come_back, night_fixed=fixed, per_contact=per_contact,
        value=value, self_service=self_service,
    )  # fmt: skip


@st.cache_resource(max_entries=8, show_spinner=SPINNER)
def hiring(folder: str, stamp: Stamp, months: int, error: float, surplus: float) -> HiringPlan:
    """Whom to hire."""
    return hiring_plan(_plan(folder, stamp), months=months, error=error, rota_surplus=surplus)


@st.cache_resource(max_entries=6, show_spinner=SPINNER)
def automation(folder: str, stamp: Stamp) -> AutomationSaved:
    """What automation saves."""
    return automation_saved(_plan(folder, stamp))


@st.cache_resource(max_entries=6, show_spinner=SPINNER)
def speed(folder: str, stamp: Stamp) -> HandleTime:
    """What other handle times would do."""
    return handle_time(_plan(folder, stamp))


def load(here: Workspace, earlier: Sequence[tuple[str, bytes]] = ()) -> FairLoad:
    """Who carries what: the result that is looked at is the next plan, published rotas tell of
    late changes and of days before it. ``earlier`` are names and contents of schedule.csv files.

    Raises
    ------
    DataError
        When such a file cannot be read.
    """
    path = str(here.run.path) if here.run else ""
    store = state.registry()
    published = tuple(version.digest for version in store.published())
    return _load(str(here.folder), here.stamp, path, published, tuple(earlier))


@st.cache_resource(max_entries=6, show_spinner=SPINNER)
def _load(
    folder: str, stamp: Stamp, result: str, published: tuple[str, ...],
    earlier: tuple[tuple[str, bytes], ...],
) -> FairLoad:  # fmt: skip
    plan = _plan(folder, stamp)
    rota = Schedule(read_past(plan, Path(result))[0]) if result else None
    told = published_rotas(state.registry(), plan) if published else ()
    past = [shift for name, content in earlier for shift in _shifts_of(plan, name, content)]
    return fair_load(plan, past=past, planned=rota, published=told)


def _shifts_of(plan: Plan, name: str, content: bytes) -> tuple[Shift, ...]:
    """Shifts of an uploaded schedule; messages call it as its owner does."""
    with TemporaryDirectory() as place:
        file = Path(place) / Path(name).name
        file.write_bytes(content)
        return read_past(plan, file)[0]
