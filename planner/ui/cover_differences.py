"""Where one result covers the need better or worse than another, interval by interval."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from planner.ui import coverage_view
from planner.ui.choices import said
from planner.ui.comparing import Candidate
from planner.ui.results import read_table
from planner.ui.state import Workspace
from planner.ui.texts import t
from planner.ui.week_map import diverging, week_map


def show(here: Workspace, chosen: Sequence[Candidate]) -> None:
    """A week as a map: the cover of a result less that of the first."""
    st.markdown(
        t("#### Cover against the first"),
        help=t(
            "Cover less need, in effective agents, of the chosen result minus the same of the "
            "first. Source: coverage.csv of both."
        ),
    )
    others = {candidate.name: candidate for candidate in chosen[1:]}
    name, queue, monday = st.columns([1.4, 1, 1], vertical_alignment="bottom")
    other = others[name.selectbox(t("Result"), list(others), key="difference_of")]
    tables = [read_table(of.path / "coverage.csv") for of in (chosen[0], other)]
    if not set(tables[0]["interval_start"]) & set(tables[1]["interval_start"]):
        st.caption(t("The two results have no day in common."))
        return
    names = [coverage_view.ALL, *coverage_view.queue_names(tables[0])]
    of = queue.selectbox(t("Queue"), names, key="difference_queue",
                         format_func=said(names, coverage_view.queue_words))  # fmt: skip
    found = differences(tables[0], tables[1], of)
    mondays = coverage_view.weeks(found["interval_start"], here.place)
    week = monday.selectbox(t("Week"), mondays, key="difference_week",
                            format_func=said(mondays, coverage_view.week_name))  # fmt: skip
    words = t("{0} against {1}: {2}, {3}", other.name, chosen[0].name,
              coverage_view.queue_words(of), coverage_view.week_name(week))  # fmt: skip
    _map(here, found, week, words)


def _map(here: Workspace, found: pd.DataFrame, week: date, words: str) -> None:
    cells = cells_of(found, week, here.place, here.hours)
    reach = coverage_view.reach(found["required"])
    scale = diverging(reach, t("agents: ▼ fewer (−)  ·  as many  ·  ▲ more (+)"))
    heads = t("difference, agents"), t("first result"), t("other result")
    tips = [
        f"{heads[0]}: {value:+.1f}\n{heads[1]}: {before}\n{heads[2]}: {after}"
        for value, before, after in zip(
            cells["value"], cells["before"], cells["after"], strict=True
        )
    ]
    week_map(cells, cells["value"], tips, scale=scale, zone=here.timezone, words=words,
             key=f"difference_{words}")  # fmt: skip
    with st.expander(t("The same in numbers"), icon=":material/table:"):
        table = coverage_view.numbers(cells)
        columns = {name: st.column_config.NumberColumn(format="%+.1f") for name in table.columns}
        st.dataframe(table, column_config=columns, height=320, alt=words)


def differences(first: pd.DataFrame, other: pd.DataFrame, queue: str) -> pd.DataFrame:
    """Intervals that both have: ``value`` is cover less need of the other minus that of the first.

    Further columns ``interval_start, required`` and ``covered`` of the other, ``before`` and
    ``after``: what each is, in words. Sums of all queues are net: one queue's spare people make up
    for another's gap.
    """
    one, two = (_net(table, queue) for table in (first, other))
    both = one.merge(two, on="interval_start", suffixes=("_before", ""))
    return pd.DataFrame(
        {
            "interval_start": both["interval_start"],
            "required": both["required"],
            "covered": both["covered"],
            "value": both["net"] - both["net_before"],
            "before": coverage_view.words_of(both["net_before"].tolist()),
            "after": coverage_view.words_of(both["net"].tolist()),
        }
    )


def _net(coverage: pd.DataFrame, queue: str) -> pd.DataFrame:
    rows = coverage if queue == coverage_view.ALL else coverage[coverage["queue"] == queue]
    summed = rows.groupby("interval_start", as_index=False)[["required", "covered"]].sum()
    return summed.assign(net=summed["covered"] - summed["required"])


def cells_of(found: pd.DataFrame, monday: date, place: ZoneInfo, hours: float) -> pd.DataFrame:
    """The cells of a week's map; ``day`` carries the day's difference in agent-hours."""
    both = found.assign(short=0.0)
    cells = coverage_view.week_cells(both, monday, place, hours)
    total = cells.groupby("date")["value"].sum() * hours
    names = {
        day: f"{coverage_view.day_name(day)}  {_sign(amount)}{amount:+,.1f} h"
        for day, amount in zip(total.index.tolist(), total.tolist(), strict=True)
    }
    return cells.assign(day=cells["date"].map(names))


def _sign(amount: float) -> str:
    return "" if abs(amount) < coverage_view.EVEN else "▲ " if amount > 0 else "▼ "
