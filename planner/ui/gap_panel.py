"""A short interval: who is there, why it is short, and three fixes that a click applies."""

from datetime import datetime

import streamlit as st

from planner.errors import PlannerError
from planner.ui import messages, rota_steps, signing_in
from planner.ui.coverage_view import day_name, queue_words, words
from planner.ui.figures import change
from planner.ui.fixes import Fix, fixes
from planner.ui.rota_draft import RotaDraft
from planner.ui.short_interval import Moment, gaps, present, shortest_queue, start_of, why
from planner.ui.state import Workspace
from planner.ui.texts import t
from planner.ui.why_panel import show_helps

FOUND = "fixes_found"


def show_gap(here: Workspace, interval: int, queue: str = "", *, panel: str = "gap_panel") -> None:
    """The panel of an interval; of the queue that is shortest there unless one is named.

    ``panel`` tells several panels of a page apart.
    """
    try:
        draft = rota_steps.steps(here).now
    except PlannerError as error:
        messages.show_error(error)
        return
    known = [name.queue for name in draft.plan.queues]
    at = Moment(queue=queue if queue in known else shortest_queue(draft, interval),
                interval=interval)  # fmt: skip
    with st.container(border=True, key=panel):
        value = float(gaps(draft, at.queue)[interval])
        name = messages.plain(queue_words(at.queue))
        st.markdown(f"**{_when(here, draft, at)} · {name} · {words(value)}**")
        st.caption(why(draft, at))
        if signing_in.may("change"):
            _offer(here, draft, at, panel)
            show_helps(draft, at, panel)
        _people(here, draft, at)


def _when(here: Workspace, draft: RotaDraft, at: Moment) -> str:
    local = start_of(draft.plan, at.interval).astimezone(here.place)
    return f"{day_name(local.date())} {local:%H:%M}"


def _people(here: Workspace, draft: RotaDraft, at: Moment) -> None:
    table = present(draft, at)
    if table.empty:
        st.caption(t("Nobody who serves it is on shift."))
        return
    until = [_clock(here, moment) for moment in table["until"]]
    with st.expander(t("On shift: {0}", len(table)), icon=":material/group:"):
        shown = table.assign(until=until, doing=[_doing(name) for name in table["doing"]])
        names = {"agent": t("agent"), "name": t("name"), "team": t("team"), "doing": t("doing"),
                 "until": t("until")}  # fmt: skip
        st.dataframe(shown.rename(columns=names), hide_index=True, alt=t("People on shift"))


def _doing(name: str) -> str:
    known = {"work": t("work"), "break": t("break"), "meal": t("meal")}
    return known.get(name) or queue_words(name)


def _clock(here: Workspace, moment: datetime) -> str:
    return f"{moment.astimezone(here.place):%H:%M}"


def _offer(here: Workspace, draft: RotaDraft, at: Moment, panel: str) -> None:
    found = _found(draft, at, panel)
    if not found:
        if gaps(draft, at.queue)[at.interval] < 0:
            st.caption(t("Nobody can help here: everybody who serves it is at work on it or away."))
        return
    for place, fix in zip(st.columns(3), found, strict=False):
        with place.container(border=True, height="stretch"):
            _one(here, fix, at, panel)


def _one(here: Workspace, fix: Fix, at: Moment, panel: str) -> None:
    st.markdown(f"**{messages.plain(fix.title)}**")
    currency = here.plan.currency
    st.markdown(
        t(
            "cost {0}  \nshort {1}  \nthen {2}",
            change(fix.cost, currency, 0),
            change(fix.short_hours, "h"),
            words(fix.gap),
        ),
        help=t(
            "Differences over the whole horizon, by the audit; below: this interval afterwards."
        ),
    )
    if fix.breaks:
        st.markdown(
            t(":orange-badge[▼ bends] :small[{0}]", ", ".join(map(messages.plain, fix.breaks)))
        )
    if st.button(t("Apply as a draft"), key=f"{panel}_{fix.title}_{at.interval}",
                 width="stretch", icon=":material/check:"):  # fmt: skip
        rota_steps.push(here, fix.draft)
        st.toast(t("{0}. Undo it on the page Rota.", fix.title), icon=":material/check:")
        st.rerun()


def _found(draft: RotaDraft, at: Moment, panel: str) -> list[Fix]:
    """Fixes of a moment, looked for once as long as the draft stays."""
    kept = st.session_state.get(FOUND + panel)
    if kept is None or kept[0] is not draft or kept[1] != at:
        with st.spinner(t("Looking for fixes …")):
            kept = st.session_state[FOUND + panel] = (draft, at, fixes(draft, at))
    answer: list[Fix] = kept[2]
    return answer
