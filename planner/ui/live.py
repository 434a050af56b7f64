"""The run under way: cost, bound and gap as they come, and a button that stops it."""

from pathlib import Path

import streamlit as st

from planner.ui import signing_in
from planner.ui.jobs import Job
from planner.ui.state import OPENED, Opened, job_manager, runs_folder
from planner.ui.texts import t

EVERY_SECONDS, STOPPING_SECONDS = 1.0, 0.3
"""How often a page looks at a run: each look takes time from everybody who uses the server."""
SEEN, NOW, SHOWN, HURRIED = "job_seen", "job_now", "job_shown", "job_hurried"


def show_job() -> None:
    """The panel of the run named in the address, if there is one; it looks again by itself.

    A page that is chosen from the navigation has an address of its own: the session knows the run.
    """
    job_id = st.query_params.get("job") or st.session_state.get(NOW)
    if not job_id or not signing_in.may("money"):
        return
    job = job_manager(str(runs_folder())).job(job_id)
    if job is None:
        put_away()
        return
    st.session_state[NOW] = job_id
    if st.query_params.get("job") != job_id:
        st.query_params["job"] = job_id
    every = STOPPING_SECONDS if job.stopping else EVERY_SECONDS
    st.fragment(_panel, run_every=every if job.active else None)(job_id)


def follow(job_id: str) -> None:
    """Show a run from now on, and its result even where it ends before a page is drawn."""
    st.query_params["job"] = job_id
    st.session_state[NOW] = st.session_state[SEEN] = job_id


def put_away() -> None:
    """No longer show a run."""
    st.session_state.pop(NOW, None)
    if "job" in st.query_params:
        del st.query_params["job"]


def _panel(job_id: str) -> None:
    job = job_manager(str(runs_folder())).job(job_id)
    if job is None:
        return
    if job.active:
        st.session_state[SEEN] = job_id
        _running(job)
        if job.stopping and st.session_state.get(HURRIED) != job_id:
            st.session_state[HURRIED] = job_id
            st.rerun()
        if _has_schedule(job) and st.session_state.get(SHOWN) != job_id:
            st.session_state[SHOWN] = job_id
            _show_result(job)
            st.rerun()
        return
    if st.session_state.pop(SEEN, None) == job_id:
        if job.state != "failed":
            _show_result(job)
        if job.state == "done" and _is_of_open_folder(job):
            put_away()
        st.rerun()
    _finished(job)


def _has_schedule(job: Job) -> bool:
    """Whether a first schedule has been written, which the run goes on to better."""
    return (job.out / "summary.json").is_file()


def _is_of_open_folder(job: Job) -> bool:
    opened: Opened | None = st.session_state.get(OPENED)
    return opened is not None and Path(job.request.folder).resolve() == opened.folder


def _show_result(job: Job) -> None:
    if _is_of_open_folder(job):
        st.session_state["next_run"] = job.id


def _running(job: Job) -> None:
    with st.container(border=True):
        told, cost, bound, gap, button = st.columns(
            [2.6, 1.5, 1.5, 1, 1], vertical_alignment="center"
        )
        told.markdown(t("**Optimising** · {0}", _phase(job)))
        told.progress(min(1.0, job.seconds / max(job.request.seconds, 1)), text=_time(job))
        last = job.last
        cost.metric(t("Cost so far"), _money(last.cost if last else None))
        bound.metric(t("Bound"), _money(last.bound if last else None))
        gap.metric(t("Gap"), f"{last.gap:.1%}" if last and last.gap is not None else "–")
        button.button(
            t("Stopping …") if job.stopping else t("Stop"), key=f"stop_{job.id}",
            icon=":material/stop:", disabled=job.stopping, width="stretch",
            on_click=_stop, args=(job.id,),
            help=t("Stops the run; the best schedule so far is written."),
        )  # fmt: skip


def _stop(job_id: str) -> None:
    """Stop a run; who did is noted, and a log that cannot be written does not keep it going."""
    signing_in.person().must("change")
    job_manager(str(runs_folder())).cancel(job_id)
    signing_in.record("stopped a run", job_id)


def _finished(job: Job) -> None:
    if job.state == "done" and _is_of_open_folder(job):
        return
    told, button = st.columns([5, 1], vertical_alignment="center")
    if job.state == "done":
        told.success(
            t("The rota of {0} is ready.", Path(job.request.folder).name), icon=":material/check:"
        )
        if button.button(t("Open it"), key=f"open_{job.id}", type="primary", width="stretch"):
            st.session_state["next_folder"], st.session_state["next_run"] = (
                job.request.folder, job.id,
            )  # fmt: skip
            put_away()
            st.rerun(scope="app")
    elif job.state == "stopped":
        whole = _has_schedule(job)
        kept = t("the best schedule so far is kept.") if whole else t("there was no schedule yet.")
        words = (
            t("The run was ended together with the server: {0}", kept)
            if job.orphan
            else t("The run was stopped: {0}", kept)
        )
        told.info(words, icon=":material/stop_circle:")
    else:
        told.error(t("The run has failed."), icon=":material/error:")
        st.code(job.message or t("It ended without a message."), language=None, wrap_lines=True)
    if button.button(t("Close"), key=f"close_{job.id}", width="stretch"):
        put_away()
        st.rerun(scope="app")


def _phase(job: Job) -> str:
    if job.state == "waiting":
        return t("runs before this one: {0}", job.ahead)
    return t(job.last.phase) if job.last and job.last.phase else t("starting")


def _time(job: Job) -> str:
    return t("{0:.0f} s of {1} s", job.seconds, job.request.seconds)


def _money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
