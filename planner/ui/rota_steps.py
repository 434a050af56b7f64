"""The rota draft of a session, one for each result, with undo; begun from the result's files."""

from pathlib import Path

import streamlit as st

from planner.schedule_files import read_schedule
from planner.staffing import require
from planner.ui import signing_in
from planner.ui.history import Steps
from planner.ui.rota_draft import RotaDraft, begun
from planner.ui.state import Stamp, Workspace, read_checked, read_demand
from planner.ui.texts import t

KEY = "rota_drafts"
MOST = 30


def steps(here: Workspace) -> Steps[RotaDraft]:
    """What was done to the rota that is open; one step where nothing was."""
    every = st.session_state.setdefault(KEY, {})
    key = _key(here)
    if key not in every:
        assert here.run is not None
        with st.spinner(t("Reading the rota …")):
            first = _first(str(here.folder), here.stamp, str(here.run.path),
                           here.run.written.timestamp())  # fmt: skip
        every.clear()
        every[key] = Steps((first,))
    found: Steps[RotaDraft] = every[key]
    return found


def keep(here: Workspace, changed: Steps[RotaDraft]) -> None:
    """Remember the steps."""
    st.session_state[KEY][_key(here)] = changed


def push(here: Workspace, draft: RotaDraft) -> None:
    """One more step."""
    signing_in.person().must("change")
    keep(here, steps(here).push(draft, most=MOST))


def _key(here: Workspace) -> str:
    assert here.run is not None
    return f"{here.folder}\0{here.run.path}\0{here.run.written}\0{here.plan.inputs_sha256}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _first(folder: str, stamp: Stamp, rota: str, written: float) -> RotaDraft:  # noqa: ARG001
    """The result as it was made; :class:`~planner.errors.DataError` where it does not fit."""
    plan = read_checked(folder, stamp).plan
    assert plan is not None
    schedule, needs, _ = read_schedule(
        plan, Path(rota), require=lambda: require(plan, read_demand(folder, stamp).forecast)
    )
    assert needs is not None
    return begun(plan, schedule, needs)
