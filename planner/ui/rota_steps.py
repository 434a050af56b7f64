"""The rota drafts of a session, one for each result, with undo; begun from the result's files.

A run that is under way writes its result anew whenever it finds a better one. A draft that somebody
has changed by then stays as it is until they take the new one.
"""

from dataclasses import dataclass
from datetime import datetime
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
MOST_DRAFTS = 4
"""Changed drafts that a session keeps, of several results."""


@dataclass(frozen=True)
class Draft:
    """What was done to a result as it was written at some time."""

    written: datetime
    steps: Steps[RotaDraft]

    @property
    def is_changed(self) -> bool:
        return len(self.steps.states) > 1


def steps(here: Workspace) -> Steps[RotaDraft]:
    """What was done to the rota that is open; one step where nothing was."""
    assert here.run is not None
    found = _drafts().get(_key(here))
    if found is None or (found.written != here.run.written and not found.is_changed):
        with st.spinner(t("Reading the rota …")):
            first = _first(str(here.folder), here.stamp, str(here.run.path),
                           here.run.written.timestamp())  # fmt: skip
        found = Draft(here.run.written, Steps((first,)))
        _remember(here, found)
    return found.steps


def keep(here: Workspace, changed: Steps[RotaDraft]) -> None:
    """Remember the steps."""
    _drafts()[_key(here)] = Draft(_drafts()[_key(here)].written, changed)


def push(here: Workspace, draft: RotaDraft) -> None:
    """One more step."""
    signing_in.person().must("change")
    keep(here, steps(here).push(draft, most=MOST))


def is_surpassed(here: Workspace) -> bool:
    """Whether the result was written anew after somebody began to change it."""
    found = _drafts().get(_key(here))
    return found is not None and here.run is not None and found.written != here.run.written


def begin_anew(here: Workspace) -> None:
    """Put the changes away and begin with the result as it is now."""
    _drafts().pop(_key(here), None)


def _drafts() -> dict[str, Draft]:
    found: dict[str, Draft] = st.session_state.setdefault(KEY, {})
    return found


def _remember(here: Workspace, draft: Draft) -> None:
    """Keep it, and of all others only changed ones, those begun last."""
    every = _drafts()
    changed = [key for key, kept in every.items() if kept.is_changed and key != _key(here)]
    for key in every.keys() - set(changed[-(MOST_DRAFTS - 1) :]):
        del every[key]
    every[_key(here)] = draft


def _key(here: Workspace) -> str:
    assert here.run is not None
    return f"{here.folder}\0{here.run.path}\0{here.plan.inputs_sha256}"


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
