"""Cost against service of the results that are compared, as a picture."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from planner.charts import INK, PEOPLE_SEE
from planner.ui.comparing import Candidate, Measure
from planner.ui.texts import t


def show(chosen: Sequence[Candidate], found: Sequence[Measure], *, currency: str) -> None:
    """The picture, where at least two results can stand in it."""
    table = points(chosen, found)
    if len(table) < 2:
        return
    st.markdown(
        t("#### Cost against service"),
        help=t(
            "Up and to the left is better: more answered in time, for less. In numbers: Cost, "
            "Service level and Short in the table above."
        ),
    )
    st.altair_chart(_chart(table, currency), alt=t("Cost against service, by result"))


def points(chosen: Sequence[Candidate], found: Sequence[Measure]) -> pd.DataFrame:
    """Results whose cost and service level are known, one row each.

    ``name``, ``cost`` in money, ``service_level`` a share of contacts, ``short_hours``.
    """
    values = {line.label: line.values for line in found}
    table = pd.DataFrame(
        {
            "name": [candidate.name for candidate in chosen],
            "cost": values["Cost"],
            "service_level": [percent / 100 for percent in values["Service level"]],
            "short_hours": values["Short"],
        }
    )
    return table.dropna(subset=["cost", "service_level"])


def _chart(table: pd.DataFrame, currency: str) -> alt.LayerChart:
    """Named points: money to the right, service up; a colour and a shape for each result."""
    names = alt.Scale(domain=table["name"].tolist(), range=PEOPLE_SEE)
    shapes = alt.Scale(domain=table["name"].tolist())
    money, level = t("cost, {0}", currency), t("answered in time")
    base = alt.Chart(table).encode(
        x=alt.X("cost:Q", title=money, scale=alt.Scale(zero=False, padding=120),
                axis=alt.Axis(format=",.0f", tickCount=6)),
        y=alt.Y("service_level:Q", title=level, scale=alt.Scale(zero=False, padding=34),
                axis=alt.Axis(format=".1%", tickCount=5)),
        tooltip=[
            alt.Tooltip("name:N", title=t("result")),
            alt.Tooltip("cost:Q", title=money, format=",.0f"),
            alt.Tooltip("service_level:Q", title=level, format=".1%"),
            alt.Tooltip("short_hours:Q", title=t("short, h"), format=",.1f"),
        ],
    )  # fmt: skip
    marks = base.mark_point(size=140, filled=True, opacity=1).encode(
        color=alt.Color("name:N", scale=names, legend=None),
        shape=alt.Shape("name:N", scale=shapes, legend=None),
    )
    labels = base.mark_text(dy=-16, color=INK, limit=260).encode(text="name:N")
    chart: alt.LayerChart = (marks + labels).properties(height=260)
    return chart
