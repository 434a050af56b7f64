"""Demand: contacts expected, agents needed and agents present over time."""

from datetime import timedelta

import numpy as np
import pandas as pd
import streamlit as st

from planner import charts
from planner.clock import local_date
from planner.ui import coverage_view, demand_edit, explained, state
from planner.ui.choices import said
from planner.ui.event_spans import EventSpan, event_spans
from planner.ui.figures import heading
from planner.ui.state import Demand, Workspace
from planner.ui.table_words import helped
from planner.ui.texts import t
from planner.ui.wording import chart_words

DAYS_AT_FIRST = 7


def show() -> None:
    """The page."""
    here = state.current()
    heading("Demand and requirement", here)
    demand = here.demand()
    picks, told = st.columns([1, 2.4], vertical_alignment="bottom")
    names = [queue.queue for queue in here.plan.queues]
    queue = picks.selectbox(t("Queue"), names, key="demand_queue", persist_state="session",
                            format_func=said(names, coverage_view.queue_words))  # fmt: skip
    told.caption(_about(here, queue))
    table = queue_table(here, demand, queue)
    spans = event_spans(here.plan, queue, here.place)
    first = local_date(here.plan.horizon.first, here.place)
    options = charts.demand_options(
        table, minutes=here.plan.horizon.interval_minutes, zone=here.timezone,
        window=(first, first + timedelta(days=DAYS_AT_FIRST)), words=chart_words(),
        events=[(span.name, *span.marks) for span in spans],
    )  # fmt: skip
    st.echarts_chart(options, height=490, key="demand_chart",
                     alt=t("Volume, requirement and coverage of {0} over time", queue))  # fmt: skip
    st.caption(
        t(
            "Times in {0}. Drag the slider or turn the wheel to see other "
            "days. In the band (P10–P90) 8 of 10 intervals should fall; "
            "several markets are taken as independent of each other. Needed "
            "and covered are effective agents.",
            here.timezone,
        )
    )
    _events(here, spans)
    demand_edit.show(here, queue)
    explained.show(here, demand, queue)
    with st.expander(t("The same by day, in numbers"), icon=":material/table:"):
        days = by_day(here, table)
        st.dataframe(days, hide_index=True, alt=t("{0} by day", queue),
                     column_config=helped(days.columns))  # fmt: skip


def _events(here: Workspace, spans: list[EventSpan]) -> None:
    """What is shaded in the picture, as a table."""
    if not spans:
        st.caption(t("No event of events.csv concerns this queue in the horizon."))
        return
    with st.expander(t("Events: {0}", len(spans)), icon=":material/event:"):
        shown = {
            t("event"): [span.name for span in spans],
            t("kind"): [span.kind for span in spans],
            t("market"): [span.market for span in spans],
            t("from ({0})", here.timezone): [span.words[0] for span in spans],
            t("to"): [span.words[1] for span in spans],
            t("effect"): [span.effect for span in spans],
        }
        st.dataframe(pd.DataFrame(shown), hide_index=True, alt=t("Events"))


def _about(here: Workspace, name: str) -> str:
    queue = here.plan.queue[name]
    if queue.deferred:
        within = queue.complete_within_hours
        target = t("within {0:g} h", within) if within else t("within the day")
        return t(
            "{0}: work that can wait, done {1}; {2:g} s a contact.",
            queue.channel,
            target,
            queue.aht_s,
        )
    target = t("{0:.0%} answered within {1:g} s", queue.service_level, queue.answer_within_s)
    return t("{0}: {1}; handle time {2:g} s on average.", queue.channel, target, queue.aht_s)


def queue_table(here: Workspace, demand: Demand, queue: str) -> pd.DataFrame:
    """One row an interval of a queue: what the chart reads, see :func:`charts.demand_options`."""
    needs = demand.needs[demand.needs["queue"] == queue]
    table = pd.DataFrame(
        {
            "time": coverage_view.clock_series(needs["interval_start"], here.place),
            "required": needs["required_real"],
            "volume": needs["volume"],
            "interval_start": needs["interval_start"],
        }
    )
    low, high = band(demand.forecast[demand.forecast["queue"] == queue])
    table["p10"] = table["interval_start"].map(low).fillna(table["volume"])
    table["p90"] = table["interval_start"].map(high).fillna(table["volume"])
    escalated = table["volume"] - table["interval_start"].map(_means(demand, queue)).fillna(0.0)
    table[["p10", "p90"]] = table[["p10", "p90"]].add(escalated.clip(lower=0.0), axis=0)
    table["spread"] = table["p90"] - table["p10"]
    coverage = here.table("coverage.csv")
    if not coverage.empty:
        own = coverage[coverage["queue"] == queue].set_index("interval_start")["covered"]
        table["covered"] = table["interval_start"].map(own)
    numbers = table.columns.difference(["time", "interval_start"])
    table[numbers] = table[numbers].round(3)
    return table.drop(columns="interval_start")


def _means(demand: Demand, queue: str) -> "pd.Series[float]":
    own = demand.forecast[demand.forecast["queue"] == queue]
    return own.groupby("interval_start")["mean"].sum()


def band(forecast: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float]]":
    """P10 and P90 of a queue's contacts by interval, over its markets.

    The markets' distances from their means add up as those of independent counts: by squares.
    """
    far = forecast.assign(
        below=(forecast["mean"] - forecast["p10"]).clip(lower=0) ** 2,
        above=(forecast["p90"] - forecast["mean"]).clip(lower=0) ** 2,
    )
    summed = far.groupby("interval_start")[["mean", "below", "above"]].sum()
    low = (summed["mean"] - np.sqrt(summed["below"])).clip(lower=0)
    return low, summed["mean"] + np.sqrt(summed["above"])


def by_day(here: Workspace, table: pd.DataFrame) -> pd.DataFrame:
    """Contacts and agent-hours by local date."""
    days = table.assign(date=table["time"].dt.date).groupby("date", as_index=False)
    columns = ["volume", "required", *(["covered"] if "covered" in table else [])]
    summed = days[columns].sum()
    shown = {
        t("day"): [coverage_view.day_name(day) for day in summed["date"]],
        t("contacts"): summed["volume"].round(0),
        t("required, h"): (summed["required"] * here.hours).round(1),
    }
    if "covered" in table:
        shown[t("covered, h")] = (summed["covered"] * here.hours).round(1)
    return pd.DataFrame(shown)


if __name__ == "__main__":
    show()
