"""Rota: who works when; move, pin and give leave, with rules and coverage at once."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.clock import monday_of
from planner.domain import Agent
from planner.ui import coverage_view, rota_steps, rota_view, signing_in, state
from planner.ui.choices import said
from planner.ui.components import redraw
from planner.ui.figures import heading
from planner.ui.gap_panel import show_gap
from planner.ui.rota_canvas import canvas_data, gap_of, rota_canvas
from planner.ui.rota_draft import RotaDraft, moved
from planner.ui.rota_panel import (
    attempt,
    choose_day,
    chosen,
    show_breaches,
    show_card,
    show_standing,
)
from planner.ui.state import Workspace
from planner.ui.texts import t
from planner.ui.why_panel import show_why_not

LEAVE_STYLE = "background-color: #E4E7EB; color: #52606D"
NIGHT_STYLE = "background-color: #D6E6F2"
MATRIX_HEIGHT = 420
CANVAS_HEIGHT = 330


def show() -> None:
    """The page."""
    here = state.current()
    heading("Rota", here)
    if here.run is None or here.table("schedule.csv").empty:
        st.info(t("There is no rota yet: press Optimise in the sidebar."), icon=":material/info:")
        return
    _board(here)


@st.fragment
def _board(here: Workspace) -> None:
    """Everything that changes with the draft; the rest of the page stays."""
    steps = rota_steps.steps(here)
    people, queue = _filters(here, steps.now)
    if signing_in.may("change"):
        show_standing(here, steps)
        show_card(here, steps.now)
        if picked := chosen(steps.now):
            show_why_not(steps.now, *picked)
    if not people:
        st.caption(t("Nobody matches."))
        return
    _picture(here, steps.now, people, queue)
    show_breaches(steps.first, steps.now)
    _matrix(here, steps.now, people)


def _filters(here: Workspace, draft: RotaDraft) -> tuple[list[Agent], str]:
    team, contract, serves, search, strip = st.columns(
        [1.2, 1.1, 1.1, 1, 1.1], vertical_alignment="bottom"
    )
    teams = _some(
        team, t("Teams"), [t.team for t in here.plan.teams], key="rota_teams",
        none=t("The site {0}", here.site) if here.site else t("All teams"),
    )  # fmt: skip
    contracts = _some(
        contract, t("Contracts"), [c.contract for c in here.plan.contracts],
        key="rota_contracts", none=t("All contracts"),
    )  # fmt: skip
    queues = _some(
        serves, t("Who serve"), [queue.queue for queue in here.plan.queues], key="rota_serves",
        none=t("All queues"),
    )  # fmt: skip
    text = search.text_input(
        t("Person"), key="rota_person", persist_state="session", placeholder=t("Id or name")
    )
    names = [coverage_view.ALL, *coverage_view.queue_names(draft.judged.coverage)]
    queue = strip.selectbox(
        t("Coverage of"), names, key="rota_queue", persist_state="session",
        format_func=said(names, coverage_view.queue_words),
        help=t("The strip above the rota: orange below the line is short, blue above is spare."),
    )  # fmt: skip
    people = rota_view.people_of(
        here.plan, teams or ([here.site] if here.site else []), text, contracts=contracts,
        queues=queues,
    )  # fmt: skip
    return people, queue


def _some(place: DeltaGenerator, label: str, names: list[str], *, key: str, none: str) -> list[str]:
    """Some of the names; none of them is all of them."""
    kept = [name for name in st.session_state.get(key, []) if name in names]
    if key in st.session_state:
        st.session_state[key] = kept
    chosen: list[str] = place.multiselect(
        label, names, key=key, persist_state="session", placeholder=none
    )
    return chosen


def _file(here: Workspace, draft: RotaDraft, people: list[Agent], place: DeltaGenerator) -> None:
    """The rota of the people shown, to take away."""
    place.download_button(
        t("Rota as CSV"),
        data=lambda: rota_view.published(rota_view.table_of(draft), people),
        file_name=f"rota-{here.plan.horizon.start}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
        help=t(
            "All weeks of the people chosen here, as the draft stands; without "
            "money and without reasons of leave. Other formats are on the page "
            "Compare & publish."
        ),
    )


def _picture(here: Workspace, draft: RotaDraft, people: list[Agent], queue: str) -> None:
    values = coverage_view.of_queue(draft.judged.coverage, queue)
    found = draft.judged.violations
    faulty = {
        (str(agent), date.fromisoformat(str(day)))
        for agent, day in zip(found["agent"], found["date"], strict=True)
        if agent
    }
    data = canvas_data(
        draft.plan, draft.schedule, people, gap_of(draft.plan, values), timezone=here.timezone,
        reach=coverage_view.reach(values["required"]), strip=coverage_view.queue_words(queue),
        pinned=draft.pinned, faulty=faulty, chosen=chosen(draft), height=CANVAS_HEIGHT,
    )  # fmt: skip
    done = rota_canvas(data, key="rota_canvas")
    st.caption(
        t(
            "Times in {0}. Click a shift to choose it, drag it to move it, "
            "click the strip above to see why an interval is short; the wheel "
            "scrolls, Ctrl + wheel or + and − zoom, arrows move. Black edge: "
            "pinned; orange frame: a rule is broken; white: break; grey: leave.",
            here.timezone,
        )
    )
    _answer(here, draft, done, queue)


def _answer(here: Workspace, draft: RotaDraft, done: Any, queue: str) -> None:
    """Do what was done in the picture."""
    if done.moved:
        agent, day = done.moved["shift"]
        start = draft.plan.horizon.moment(int(done.moved["to"]))
        if attempt(here, lambda: moved(draft, agent, date.fromisoformat(day), start)):
            zone = draft.plan.team[draft.plan.agent[agent].team].zone
            choose_day(agent, start.astimezone(zone).date())
            redraw()
    elif done.clicked:
        agent, day = done.clicked["shift"]
        choose_day(agent, date.fromisoformat(day))
        redraw()
    if done.interval is not None:
        st.session_state["rota_interval"] = int(done.interval)
    interval = st.session_state.get("rota_interval")
    if interval is not None and interval < draft.plan.horizon.intervals:
        show_gap(here, interval, queue)


def _matrix(here: Workspace, draft: RotaDraft, people: list[Agent]) -> None:
    """The same week as a table: a cell can be chosen there too."""
    known = sorted({*here.plan.horizon.dates(), *(shift.date for shift in draft.schedule.shifts)})
    mondays = sorted({monday_of(day) for day in known})
    title, pick, file = st.columns([2.4, 1, 0.7], vertical_alignment="bottom")
    monday = pick.selectbox(
        t("Week"), mondays, key="rota_week", persist_state="session",
        format_func=said(mondays, coverage_view.week_name),
    )  # fmt: skip
    _file(here, draft, people, file)
    days = [day for day in (monday + timedelta(days=i) for i in range(7)) if day in known]
    table = rota_view.matrix(draft.plan, rota_view.table_of(draft, set(days)), people, days)
    at_work = sum(bool(hours) for hours in table["hours"])
    zones = sorted({here.plan.team[agent.team].timezone for agent in people})
    title.caption(
        t(
            "{0} people, {1} at work this week. Times in the clock of each "
            "person's team ({2}); a shift stands under the day it starts. "
            "Shaded blue: ends on the next day; grey: leave.",
            len(people),
            at_work,
            ", ".join(zones),
        )
    )
    picked = _table(table, monday)
    if picked is not None:
        row, name = picked
        at = {coverage_view.day_name(day): day for day in days}
        found = (people[row].agent, at[name]) if name in at else None
        if found and st.session_state.get("rota_cell") != (monday, found):
            st.session_state["rota_cell"] = (monday, found)
            choose_day(*found)
            redraw()


def _table(table: pd.DataFrame, monday: date) -> tuple[int, str] | None:
    """The matrix; gives the row and column of the cell that is chosen."""
    cells = table.columns[1:-1]
    styled = table.style.map(_style, subset=pd.IndexSlice[:, cells])
    columns = {
        "agent": st.column_config.TextColumn(t("agent"), width=112),
        "name": st.column_config.TextColumn(t("name"), width=150),
        **{day: st.column_config.TextColumn(width=84) for day in cells},
        "hours": st.column_config.NumberColumn(
            t("h"), format="%.0f", width=40, help=t("Paid hours of the shifts of this week.")
        ),
    }
    done = st.dataframe(
        styled, column_config=columns, height=min(MATRIX_HEIGHT, 38 + 35 * len(table)),
        alt=t("Rota of {0}", coverage_view.week_name(monday)), on_select="rerun",
        selection_mode="single-cell", key=f"matrix_{monday}",
    )  # fmt: skip
    picked = done.selection.cells
    return (int(picked[0][0]), str(picked[0][1])) if picked else None


def _style(cell: object) -> str:
    if cell == t(rota_view.LEAVE):
        return LEAVE_STYLE
    return NIGHT_STYLE if rota_view.is_night(str(cell)) else ""


if __name__ == "__main__":
    show()
