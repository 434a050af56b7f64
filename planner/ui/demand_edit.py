"""Targets of a queue and events, changed beside the chart; they go into the folder's draft."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from planner.demand import forecast
from planner.errors import Problem
from planner.folder import RawFolder
from planner.folder.drafting import check_draft, editable, with_rows
from planner.folder.tables import ALL_TABLES
from planner.staffing import require
from planner.ui import messages, signing_in, state
from planner.ui.column_words import meaning
from planner.ui.coverage_view import queue_words
from planner.ui.drafts import Drafts, drafts
from planner.ui.state import Workspace
from planner.ui.texts import t

LIVE = ("service_level", "answer_within_s", "patience_s", "max_abandon", "max_occupancy", "aht_s")
WAITING = ("complete_within_hours", "complete_share", "clock", "min_agents", "aht_s")
EVENT = (
    "event", "kind", "queues", "markets", "start", "end", "multiplier", "ramp_hours",
    "plateau_days", "half_life_days", "floor_share", "aht_factor",
)  # fmt: skip
"""The columns of events that are shown first; the others stand on Team & rules."""
OUTCOME = "demand_outcome"


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What a draft asks of each queue in agent-hours, or what is wrong with it."""

    draft: RawFolder
    hours: Mapping[str, float]
    problems: tuple[Problem, ...]


def show(here: Workspace, queue: str) -> None:
    """The fields, closed at first, and what the draft would need."""
    raw = state.opened().checked.raw
    if raw is None or "queues" not in raw.tables or not signing_in.may("change"):
        return
    kept = drafts(state.opened())
    box = st.expander(t("Change targets and events"), icon=":material/edit:",
                      key="demand_edit", on_change="rerun")  # fmt: skip
    if not box.open:
        return
    with box:
        if _fields(kept, queue, deferred=here.plan.queue[queue].deferred):
            st.rerun()
        _tell(here, kept, queue)


def _fields(kept: Drafts, queue: str, *, deferred: bool) -> bool:
    """The form; whether something was taken over into the draft."""
    now = kept.steps.now
    queues, events = editable(now, "queues"), editable(now, "events")
    own = queues.index[queues["queue"] == queue]
    if not len(own):
        return False
    shown = f"{queue}_{kept.generation}_{len(events)}"
    with st.form(f"demand_form_{shown}", border=False):
        st.caption(t("The queue {0}, as in queues.csv:", queue_words(queue)))
        typed = _targets(queues.loc[own[0]], shown, deferred=deferred)
        st.caption(t("Events, as in events.csv; a new row begins below the last one:"))
        rows = st.data_editor(
            events[list(EVENT)], num_rows="dynamic", hide_index=True, key=f"events_{shown}",
            height=min(260, 110 + 35 * len(events)), placeholder="",
            column_config={
                name: st.column_config.TextColumn(
                    name, help=meaning("events", ALL_TABLES["events"].column[name])
                )
                for name in EVENT
            },
        )  # fmt: skip
        pressed = st.form_submit_button(t("Into the draft"), type="primary", icon=":material/edit:")
    changed = draft_with(now, queue, typed, rows) if pressed else now
    if changed is not now:
        kept.push(changed)
        kept.remount()
    return changed is not now


def _targets(row: "pd.Series[str]", shown: str, *, deferred: bool) -> dict[str, str]:
    """One field a target, as text: nothing typed is lost before it is told."""
    names = WAITING if deferred else LIVE
    columns, about = st.columns(len(names)), ALL_TABLES["queues"].column
    return {
        name: str(
            place.text_input(
                name, row[name], key=f"{name}_{shown}", help=meaning("queues", about[name])
            )
            or ""
        )
        for place, name in zip(columns, names, strict=True)
    }


def draft_with(
    now: RawFolder, queue: str, targets: Mapping[str, str], events: pd.DataFrame
) -> RawFolder:
    """The draft with other targets of a queue and other events; itself where nothing differs.

    Parameters
    ----------
    events
        Some columns of ``events.csv``, rows of the draft first, in its order, by its index; what is
        not shown stays with its row.
    """
    queues, before = editable(now, "queues"), editable(now, "events")
    targeted = queues.copy()
    for name, value in targets.items():
        targeted.loc[targeted["queue"] == queue, name] = value.strip()
    typed = events.fillna("").astype(str)
    typed = typed[(typed != "").any(axis=1)]
    rest = before[[name for name in before if name not in typed]]
    after = typed.join(rest).fillna("")[list(before.columns)]
    if not targeted.equals(queues):
        now = with_rows(now, "queues", targeted)
    if after.to_numpy().tolist() != before.to_numpy().tolist():
        now = with_rows(now, "events", after)
    return now


def _tell(here: Workspace, kept: Drafts, queue: str) -> None:
    """What the draft would need, or what is wrong with it."""
    if not kept.changed:
        return
    found = _outcome(kept.steps.now)
    if found.problems:
        messages.list_problems(found.problems)
        return
    needs = here.demand().needs
    before = float(needs.loc[needs["queue"] == queue, "required_real"].sum()) * here.hours
    st.markdown(
        t(
            "With the draft {0} needs **{1:,.0f} agent-hours** instead of {2:,.0f}. The chart "
            "shows the folder until the draft is saved, on Team & rules.",
            queue_words(queue),
            found.hours.get(queue, 0.0),
            before,
        )
    )


def _outcome(draft: RawFolder) -> _Outcome:
    """Worked out once for each draft."""
    kept: _Outcome | None = st.session_state.get(OUTCOME)
    if kept is not None and kept.draft is draft:
        return kept
    with st.spinner(t("Working it out …")):
        checked, hours = check_draft(draft), {}
        if checked.plan is not None:
            needs = require(checked.plan, forecast(checked.plan))
            step = checked.plan.horizon.interval_minutes / 60
            sums = needs.groupby("queue")["required_real"].sum() * step
            hours = {str(name): float(value) for name, value in sums.items()}
    found = _Outcome(draft=draft, hours=hours, problems=tuple(checked.errors))
    st.session_state[OUTCOME] = found
    return found
