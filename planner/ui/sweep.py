"""Sweep: hundreds of scenarios in the background, cost against service in one picture."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import streamlit as st

from planner import charts
from planner.folder import read_folder
from planner.sweeps import spending
from planner.sweeps.picture import colour_lever
from planner.ui import state
from planner.ui.figures import NONE, heading, share
from planner.ui.jobs import Job, JobManager, Request, sweep_command
from planner.ui.results import read_table
from planner.ui.state import Workspace, runs_folder
from planner.ui.texts import t

VOLUMES = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 2.0)
HANDLE_TIMES = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
SHRINKAGES = (-0.05, -0.02, 0.0, 0.02, 0.05, 0.1)
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
EVERY_SECONDS = 1.0
A_DAY = 86_400
JOB = "sweep_job"


def show() -> None:
    """The page."""
    here = state.current()
    heading("Sweep", here)
    st.caption(
        t(
            "Every combination of what you choose is a scenario with a coverage plan of its own: "
            "what people without names could cover at least cost."
        )
    )
    _ask(here)
    _progress()
    _result(here)


def _ask(here: Workspace) -> None:
    with st.form("sweep", border=True):
        volume, handle, lost, vendors = st.columns(4)
        chosen = {
            "--volume": volume.multiselect(
                t("Volume, factor"), VOLUMES, default=(0.9, 1.0, 1.1), key="sweep_volume"
            ),
            "--handle-time": handle.multiselect(
                t("Handle time, factor"), HANDLE_TIMES, key="sweep_handle"
            ),
            "--shrinkage": lost.multiselect(
                t("Shrinkage, added"), SHRINKAGES, key="sweep_shrinkage",
                help=t("Added to every team's shrinkage: 0.02 is two points."),
            ),
            "--outsourced": vendors.multiselect(
                t("Outsourced share"), SHARES, key="sweep_outsourced",
                disabled=not any(team.outsourced for team in here.plan.teams),
                help=t("Of their queues' contacts, for the outsourced teams alone."),
            ),
        }  # fmt: skip
        scenarios = st.multiselect(
            t("Scenarios"), [scenario.name for scenario in read_folder(here.folder).scenarios],
            key="sweep_scenarios", help=t("Of scenarios.toml."),
        )  # fmt: skip
        pressed = st.form_submit_button(
            t("Work out all combinations"), type="primary", icon=":material/play_arrow:",
            help=t("In the background; what is known from an earlier sweep is not done again."),
        )  # fmt: skip
    if pressed:
        words = [
            f"{name}={','.join(map(str, values))}" for name, values in chosen.items() if values
        ]
        words += [f"--scenario={name}" for name in scenarios]
        left_out = tuple(item.name for item in here.plan.unacted)
        request = Request(
            folder=str(here.folder), seconds=A_DAY, ignore=left_out,
            words=("--out", str(_place(here)), *words),
        )  # fmt: skip
        st.session_state[JOB] = _manager(str(runs_folder())).submit(request)


@st.cache_resource(max_entries=1, show_spinner=False)
def _manager(runs: str) -> JobManager:
    return JobManager(Path(runs) / "sweeps/jobs", command=sweep_command)


def _place(here: Workspace) -> Path:
    """Where sweeps of this folder stand: one place, so that each goes on from the last."""
    known = hashlib.sha256(str(here.folder).encode()).hexdigest()[:8]
    return runs_folder() / "sweeps" / f"{here.folder.name}-{known}"


def _progress() -> None:
    job = _job()
    if job is not None and job.active:
        st.fragment(_running, run_every=EVERY_SECONDS)()
    elif job is not None and job.state == "failed":
        st.error(t("The sweep has failed."), icon=":material/error:")
        st.code(job.message or t("It ended without a message."), language=None, wrap_lines=True)
    elif job is not None and job.state == "stopped":
        st.info(t("The sweep was stopped; start it again and it goes on from there."))


def _job() -> Job | None:
    job_id = st.session_state.get(JOB)
    return _manager(str(runs_folder())).job(job_id) if job_id else None


def _running() -> None:
    job = _job()
    if job is None or not job.active:
        st.rerun()
    told, button = st.columns([5, 1], vertical_alignment="center")
    told.info(
        job.last.phase if job.last and job.last.phase else t("starting"),
        icon=":material/hourglass_top:",
    )
    button.button(
        t("Stop"), key="stop_sweep", icon=":material/stop:", width="stretch",
        on_click=_manager(str(runs_folder())).cancel, args=(job.id,), disabled=job.stopping,
    )  # fmt: skip


def _result(here: Workspace) -> None:
    path = _place(here) / "sweep.csv"
    if not path.is_file():
        st.info(t("No sweep of this folder yet."), icon=":material/info:")
        return
    table = read_table(path)
    if not _made_from(path.parent, here):
        st.caption(":material/history: " + t("The folder has changed since this sweep was made."))
    done = spending(table)
    if len(done):
        currency = here.plan.currency
        lever = colour_lever(done)
        st.altair_chart(
            charts.sweep_chart(done, lever=lever, currency=currency), width="stretch",
        )  # fmt: skip
    _failures(table[table["status"] == "failed"])
    st.dataframe(_shown(table), hide_index=True, alt=t("Scenarios"))
    left, right, _ = st.columns([1, 1, 3])
    for column, name in ((left, "sweep.csv"), (right, "sweep.html")):
        column.download_button(
            name, data=(path.parent / name).read_bytes(), file_name=name, on_click="ignore",
            width="stretch", key=f"download_{name}",
        )  # fmt: skip


def _made_from(folder: Path, here: Workspace) -> bool:
    try:
        stated = json.loads((folder / "provenance.json").read_bytes())
    except (OSError, ValueError):
        return False
    return bool(stated.get("inputs_sha256") == here.plan.inputs_sha256)


def _failures(failed: pd.DataFrame) -> None:
    if len(failed):
        with st.expander(t("Failed: {0}", len(failed)), icon=":material/error:"):
            st.dataframe(failed[["name", "reason"]], hide_index=True, alt=t("Failed scenarios"))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table for the eye: money whole, shares in per cent."""
    shown = table[["name", "status"]].copy()
    shown["covered_share"] = [share(value) for value in table["covered_share"].astype(float)]
    for name in ("cost", "shortage_cost", "required_hours", "short_hours", "fte"):
        shown[name] = [NONE if v != v else f"{v:,.0f}" for v in table[name].astype(float)]
    return shown


if __name__ == "__main__":
    show()
