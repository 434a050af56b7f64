"""Charts of the managers' questions."""

from typing import Any

import altair as alt
import pandas as pd

from planner.charts import CHANGED, COVERED, NEED, SHORT, SPARE
from planner.ui.texts import t

HEIGHT = 260
HALF = 300
"""Width of each of two charts beside each other."""
QUEUES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7")
"""Okabe and Ito (2008)."""
MOST_PEOPLE = 60


def by_hour(hours: pd.DataFrame) -> Any:
    """Contacts a week outside the open hours, by hour of the market's day."""
    table = hours.groupby(["queue", "hour"], as_index=False)["contacts_per_week"].sum()
    return (
        alt.Chart(table, height=HEIGHT)
        .mark_bar()
        .encode(
            x=alt.X("hour:O", title=t("hour of the market's day")),
            y=alt.Y("contacts_per_week:Q", title=t("contacts a week while closed")),
            color=alt.Color("queue:N", scale=alt.Scale(range=list(QUEUES)), title=None),
            tooltip=["queue", "hour", alt.Tooltip("contacts_per_week:Q", format=",.1f")],
        )
    )


def people(teams: pd.DataFrame, team: str) -> Any:
    """Productive full-timers required and available by week, and people who start."""
    own = teams[teams["team"] == team] if team else teams
    weeks = own.groupby("week", as_index=False)[["required_fte", "available_fte", "hires"]].sum()
    weeks["week"] = pd.to_datetime(weeks["week"])
    names = {"required_fte": t("needed"), "available_fte": t("available")}
    long = weeks.rename(columns=names).melt("week", list(names.values()), "people", "fte")
    x = alt.X("yearmonthdate(week):T", title=None, scale=alt.Scale(type="utc"))
    lines = (
        alt.Chart(long)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=x,
            y=alt.Y("fte:Q", title=t("productive full-timers"), scale=alt.Scale(zero=False)),
            color=alt.Color(
                "people:N", title=None,
                scale=alt.Scale(domain=list(names.values()), range=[NEED, COVERED]),
            ),
            tooltip=["week:T", "people", alt.Tooltip("fte:Q", format=",.1f")],
        )
    )  # fmt: skip
    starting = weeks[weeks["hires"] > 0]
    starts = (
        alt.Chart(starting)
        .mark_point(shape="triangle-up", filled=True, color=CHANGED, size=60)
        .encode(
            x=x, y=alt.Y("available_fte:Q", scale=alt.Scale(zero=False)),
            tooltip=["week:T", alt.Tooltip("hires:Q", title=t("people who start"))],
        )
    )  # fmt: skip
    return alt.layer(lines, starts).properties(height=HEIGHT)


def net(table: pd.DataFrame) -> Any:
    """Money a week after its cost of each queue and means."""
    own = table[table["means"] != "all together"].assign(
        what=lambda rows: rows["queue"] + " · " + rows["means"]
    )
    return (
        alt.Chart(own, height=alt.Step(26))
        .mark_bar()
        .encode(
            y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
            x=alt.X("net_per_week:Q", title=t("money a week, saved less its cost")),
            color=alt.condition("datum.net_per_week < 0", alt.value(SHORT), alt.value(SPARE)),
            tooltip=["what", alt.Tooltip("net_per_week:Q", format=",.0f")],
        )
    )


def speed(own: pd.DataFrame, currency: str) -> alt.HConcatChart:
    """Money a week and satisfaction by handle time, beside each other."""
    table = own.assign(today=own["change"] == 0)
    x = alt.X("aht_s:Q", title=t("handle time, s"), scale=alt.Scale(zero=False))
    base = alt.Chart(table, height=HEIGHT, width=HALF)
    point = alt.condition("datum.today", alt.value(CHANGED), alt.value(COVERED))
    cost = base.encode(
        x=x,
        y=alt.Y("cost_per_week:Q", title=t("{0} a week", currency), scale=alt.Scale(zero=False)),
    )
    rating = base.transform_filter("isValid(datum.satisfaction)").encode(
        x=x,
        y=alt.Y(
            "satisfaction:Q", title=t("satisfaction, your curve"), axis=alt.Axis(format="%"),
            scale=alt.Scale(zero=False),
        ),
    )  # fmt: skip
    drawn = [
        chart.mark_line(color=COVERED) + chart.mark_point(filled=True, size=70).encode(color=point)
        for chart in (cost, rating)
    ]
    return alt.hconcat(*(drawn if table["satisfaction"].notna().any() else drawn[:1]))


def balance(people: pd.DataFrame) -> Any:
    """Hours above and below an even share of those who are farthest from it."""
    far = people.loc[people["balance_hours"].abs().nlargest(MOST_PEOPLE).index]
    far = far.sort_values("balance_hours", ascending=False)
    return (
        alt.Chart(far, height=HEIGHT + 90)
        .mark_bar()
        .encode(
            x=alt.X("agent:N", sort=None, title=None, axis=alt.Axis(labelAngle=-60)),
            y=alt.Y("balance_hours:Q", title=t("hours above even share")),
            color=alt.condition("datum.balance_hours > 0", alt.value(SHORT), alt.value(SPARE)),
            tooltip=["agent", "team", alt.Tooltip("balance_hours:Q", format="+,.1f")],
        )
    )
