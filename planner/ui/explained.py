"""How the requirement of a queue in one interval comes about, in words and numbers."""

from datetime import date, datetime

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.clock import zone
from planner.staffing import explain_alone, explain_sets
from planner.ui import coverage_view, state
from planner.ui.choices import said
from planner.ui.state import Demand, Stamp, Workspace
from planner.ui.texts import t


def show(here: Workspace, demand: Demand, queue: str) -> None:
    """The expander: a day, a time, and the text; at first where most people are needed."""
    with st.expander(t("How this number comes about"), icon=":material/calculate:"):
        own = demand.needs[demand.needs["queue"] == queue]
        starts = pd.DatetimeIndex(own["interval_start"]).tz_convert(zone(here.timezone))
        first = int(own["required"].to_numpy().argmax())
        day_column, time_column = st.columns(2)
        days = sorted(set(starts.date))
        day = day_column.selectbox(
            t("Day"), days, index=days.index(starts[first].date()),
            format_func=said(days, coverage_view.day_name), key=f"explained_day_{queue}",
        )  # fmt: skip
        at = _time(starts, day, starts[first], column=time_column, queue=queue)
        st.code(text_of(str(here.folder), here.stamp, queue, at), language=None, wrap_lines=True)


def _time(
    starts: pd.DatetimeIndex, day: date, first: datetime, *, column: DeltaGenerator, queue: str
) -> datetime:
    """The interval of a day that somebody picks; a doubled hour tells its offset."""
    times = [moment.to_pydatetime() for moment in starts if moment.date() == day]
    clock = [f"{moment:%H:%M}" for moment in times]
    names = {
        moment: text if clock.count(text) == 1 else f"{text} (UTC{moment:%z})"
        for moment, text in zip(times, clock, strict=True)
    }
    index = times.index(first) if first in times else 0
    picked: datetime = column.selectbox(
        t("Time"), times, index=index, format_func=lambda moment: names[moment],
        key=f"explained_time_{queue}_{day}",
    )  # fmt: skip
    return picked


@st.cache_data(max_entries=200, show_spinner=False)
def text_of(folder: str, stamp: Stamp, queue: str, instant: datetime) -> str:
    """The text of an interval of a plan folder, as ``planner require --explain`` prints it."""
    plan = state.read_checked(folder, stamp).plan
    assert plan is not None
    demand = state.read_demand(folder, stamp)
    text = explain_alone(plan, demand.forecast, queue, instant)
    if plan.staffing.pooling == "pooled":
        sets = explain_sets(plan, queue, instant, needs=demand.needs)
        text = "\n".join(part for part in (text, sets) if part)
    return text
