"""Rota: who works when, by week and by day, and a file to hand out."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from planner import charts
from planner.clock import monday_of
from planner.domain import Agent
from planner.ui import coverage_view, rota_view, state
from planner.ui.figures import heading
from planner.ui.state import Workspace

LEAVE_STYLE = "background-color: #E4E7EB; color: #52606D"
NIGHT_STYLE = "background-color: #D6E6F2"
MATRIX_HEIGHT = 420


def show() -> None:
    """The page."""
    here = state.current()
    heading("Rota", here)
    schedule = here.table("schedule.csv")
    if here.run is None or schedule.empty:
        st.info("There is no rota yet: press Optimise in the sidebar.", icon=":material/info:")
        return
    people, monday = _filters(here, schedule)
    if not people:
        st.caption("Nobody matches.")
        return
    _week(here, schedule, people, monday)
    _day(here, people, monday)


def _filters(here: Workspace, schedule: pd.DataFrame) -> tuple[list[Agent], date]:
    days = _days(here, schedule)
    mondays = sorted({monday_of(day) for day in days})
    team, search, week, file = st.columns([2, 1.3, 1.3, 1.1], vertical_alignment="bottom")
    teams = team.multiselect(
        "Teams",
        [t.team for t in here.plan.teams],
        key="rota_teams",
        persist_state="session",
        placeholder="All teams",
    )
    text = search.text_input(
        "Person", key="rota_person", persist_state="session", placeholder="Id or name"
    )
    monday = week.selectbox(
        "Week",
        mondays,
        format_func=coverage_view.week_name,
        key="rota_week",
        persist_state="session",
    )
    people = rota_view.people_of(here.plan, teams, text)
    file.download_button(
        "Rota as CSV", data=lambda: rota_view.published(schedule, people),
        file_name=f"rota-{here.plan.horizon.start}.csv", mime="text/csv", on_click="ignore",
        icon=":material/download:", width="stretch",
        help="All weeks of the people chosen here; without money and without reasons of leave.",
    )  # fmt: skip
    return people, monday


def _days(here: Workspace, schedule: pd.DataFrame) -> list[date]:
    return sorted({*here.plan.horizon.dates(), *map(date.fromisoformat, schedule["date"].unique())})


def _week(here: Workspace, schedule: pd.DataFrame, people: list[Agent], monday: date) -> None:
    known = _days(here, schedule)
    days = [day for day in (monday + timedelta(days=i) for i in range(7)) if day in known]
    table = rota_view.matrix(here.plan, schedule, people, days)
    at_work = sum(bool(hours) for hours in table["hours"])
    zones = sorted({here.plan.team[agent.team].timezone for agent in people})
    st.caption(
        f"{len(people)} people, {at_work} at work this week. Times in the clock of each person's "
        f"team ({', '.join(zones)}); a shift stands under the day it starts. Shaded blue: ends on "
        "the next day; grey: leave."
    )
    cells = table.columns[1:-1]
    styled = table.style.map(_style, subset=pd.IndexSlice[:, cells])
    columns = {
        "agent": st.column_config.TextColumn(width=128),
        "name": st.column_config.TextColumn(width=88),
        **{day: st.column_config.TextColumn(width=79) for day in cells},
        "hours": st.column_config.NumberColumn(
            "h", format="%.0f", width=40, help="Paid hours of the shifts of this week."
        ),
    }
    st.dataframe(styled, column_config=columns, height=min(MATRIX_HEIGHT, 38 + 35 * len(table)),
                 alt=f"Rota of {coverage_view.week_name(monday)}")  # fmt: skip


def _style(cell: object) -> str:
    if cell == rota_view.LEAVE:
        return LEAVE_STYLE
    return NIGHT_STYLE if rota_view.is_night(str(cell)) else ""


def _day(here: Workspace, people: list[Agent], monday: date) -> None:
    dates = [day for day in here.plan.horizon.dates() if monday <= day < monday + timedelta(days=7)]
    if not dates:
        return
    title, pick = st.columns([1, 2.2], vertical_alignment="bottom")
    title.markdown("#### One day")
    day = pick.segmented_control(
        "Day", dates, default=dates[0], required=True, key=f"rota_day_{monday}",
        format_func=lambda d: f"{d:%a} {d.day}", label_visibility="collapsed",
    )  # fmt: skip
    activities = here.table("activities.csv")
    bars = (
        pd.DataFrame()
        if activities.empty
        else (rota_view.day_bars(activities, people, day or dates[0], here.place))
    )
    if bars.empty:
        st.caption("Nobody is at work.")
        return
    with st.container(height=460 if bars["agent"].nunique() > 20 else "content", border=False):
        st.altair_chart(charts.day_timeline(bars, day=day or dates[0], zone=here.timezone),
                        alt=f"Shifts of {day or dates[0]}, by person")  # fmt: skip


if __name__ == "__main__":
    show()
