"""The run under way: cost, bound and gap as they come, and a button that stops it."""

import streamlit as st

from planner.ui.jobs import Job
from planner.ui.state import job_manager, runs_folder
from planner.ui.texts import t

EVERY_SECONDS = 0.5
SEEN = "job_seen"


def show_job() -> None:
    """The panel of the run named in the address, if there is one; it looks again by itself."""
    job_id = st.query_params.get("job")
    if not job_id:
        return
    job = job_manager(str(runs_folder())).job(job_id)
    if job is None:
        del st.query_params["job"]
        return
    st.fragment(_panel, run_every=EVERY_SECONDS if job.active else None)(job_id)


def _panel(job_id: str) -> None:
    job = job_manager(str(runs_folder())).job(job_id)
    if job is None:
        return
    if job.active:
        st.session_state[SEEN] = job_id
        _running(job)
        return
    if st.session_state.pop(SEEN, None) == job_id:
        if job.state != "failed":
            st.session_state["next_run"] = job_id
        if job.state == "done":
            del st.query_params["job"]
        st.rerun()
    _finished(job)


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
            on_click=job_manager(str(runs_folder())).cancel, args=(job.id,),
            help=t("Stops the run; the best schedule so far is written."),
        )  # fmt: skip


def _finished(job: Job) -> None:
    if job.state == "done":
        return
    told, button = st.columns([6, 1], vertical_alignment="center")
    if job.state == "stopped":
        whole = (job.out / "summary.json").is_file()
        kept = t("the best schedule so far is kept.") if whole else t("there was no schedule yet.")
        told.info(t("The run was stopped: {0}", kept), icon=":material/stop_circle:")
    else:
        told.error(t("The run has failed."), icon=":material/error:")
        st.code(job.message or t("It ended without a message."), language=None, wrap_lines=True)
    if button.button(t("Close"), key=f"close_{job.id}", width="stretch"):
        del st.query_params["job"]
        st.rerun(scope="app")


def _phase(job: Job) -> str:
    if job.state == "waiting":
        return t("runs before this one: {0}", job.ahead)
    return job.last.phase if job.last and job.last.phase else t("starting")


def _time(job: Job) -> str:
    return t("{0:.0f} s of {1} s", job.seconds, job.request.seconds)


def _money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
