"""Charts as data: a table in, an Altair chart or ECharts options out.

Colours are the same for people who see few of them: orange is short, blue is spare, light grey is
met; activities take Okabe and Ito's colours (2008). Times come as wall clock that is labelled UTC
and are drawn as UTC, so that no browser moves them into its own zone. ``words`` says what to write
in place of the English words (``axis``: the form of a day).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

SHORT, MET, SPARE = "#D55E00", "#ECEEF0", "#0072B2"
NEED, COVERED, CHANGED, VOLUME = "#333F48", "#0072B2", "#D55E00", "#009E73"
PEOPLE_SEE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#52606D"]
"""Okabe and Ito's colours (2008) for things that are only told apart."""
INK, FAINT = "#52606D", "#E4E7EB"

Span = tuple[str, str, str]
"""What an event is called, and ISO times of its start and end on the clock that is shown."""

Options = dict[str, Any]
Words = Mapping[str, str]
ENGLISH: Words = {}


def _said(words: Words, text: str) -> str:
    return words.get(text, text)


def sweep_chart(done: pd.DataFrame, *, lever: str, currency: str) -> alt.Chart:
    """Scenarios as points: money to the right, share of the hours required that is covered up.

    Parameters
    ----------
    done
        One row a scenario: ``name``, ``spent`` (money), ``covered_share``, ``short_hours`` and the
        column ``lever``, which colours the points.
    """
    words = lever.replace("_", " ")
    columns = ["name", "spent", "covered_share", "short_hours", "shown"]
    values = ["as planned" if v != v or v in ("", None) else f"{v}" for v in done[lever]]
    chart: alt.Chart = (
        alt.Chart(done.assign(shown=values)[columns])
        .mark_circle(size=90, opacity=0.75)
        .encode(
            x=alt.X("spent:Q", title=f"labour and sites, {currency}",
                    scale=alt.Scale(zero=False), axis=alt.Axis(format=",.0f")),
            y=alt.Y("covered_share:Q", title="required hours covered",
                    scale=alt.Scale(zero=False), axis=alt.Axis(format=".1%")),
            color=alt.Color("shown:N", title=words, scale=alt.Scale(range=PEOPLE_SEE)),
            tooltip=[
                alt.Tooltip("name:N", title="scenario"),
                alt.Tooltip("spent:Q", title=currency, format=",.0f"),
                alt.Tooltip("covered_share:Q", title="covered", format=".1%"),
                alt.Tooltip("short_hours:Q", title="short, h", format=",.1f"),
            ],
        )
        .properties(height=380)
    )  # fmt: skip
    return chart


def kpi_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """One key figure of many: a point with its interval each, by name; targets as ticks.

    Parameters
    ----------
    rows
        ``name, value, low, high, plan, unit, n``; NaN where nothing is known.
    """
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=rows["name"].tolist(), title=None,
                axis=alt.Axis(labelLimit=200, labelOverlap=False)),
    )  # fmt: skip
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    told = [
        alt.Tooltip("name:N"), alt.Tooltip("value:Q", title=unit, format=",.1f"),
        alt.Tooltip("low:Q", format=",.1f"), alt.Tooltip("high:Q", format=",.1f"),
        alt.Tooltip("plan:Q", format=",.1f"), alt.Tooltip("n:Q", title="cases", format=",.0f"),
    ]  # fmt: skip
    bars = base.mark_rule(strokeWidth=3, color=SPARE, opacity=0.45).encode(x="low:Q", x2="high:Q")
    points = base.mark_circle(size=70, color=SPARE, opacity=1).encode(
        x=alt.X("value:Q", title=unit, scale=alt.Scale(zero=False)), tooltip=told
    )
    targets = base.mark_tick(color=SHORT, thickness=2, size=18).encode(x="plan:Q")
    chart: alt.LayerChart = (bars + points + targets).properties(height=24 * len(rows) + 40)
    return chart


def kpi_weeks(
    rows: pd.DataFrame, *, unit: str, target: float | None, axis: str = "week from Monday"
) -> alt.LayerChart:
    """One key figure week by week: ``week, value, low, high, n``, and its target as a line."""
    dated = rows.assign(week=pd.to_datetime(rows["week"]))
    x = alt.X("week:T", title=axis, axis=alt.Axis(format="%d %b"))
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False))
    base = alt.Chart(dated).encode(x=x)
    told = [
        alt.Tooltip("week:T", format="%Y-%m-%d"), alt.Tooltip("value:Q", format=",.1f"),
        alt.Tooltip("low:Q", format=",.1f"), alt.Tooltip("high:Q", format=",.1f"),
        alt.Tooltip("n:Q", title="cases", format=",.0f"),
    ]  # fmt: skip
    band = base.mark_area(color=SPARE, opacity=0.18).encode(
        y=alt.Y("low:Q", title=unit), y2="high:Q"
    )
    line = base.mark_line(color=SPARE, point=True).encode(y=y, tooltip=told)
    layers = [band, line]
    if target is not None:
        aim = alt.Chart(pd.DataFrame({"target": [target]}))
        layers.append(aim.mark_rule(color=SHORT, strokeDash=[5, 4]).encode(y="target:Q"))
    chart = alt.layer(*layers).properties(height=220)
    assert isinstance(chart, alt.LayerChart)
    return chart


def demand_options(
    table: pd.DataFrame, *, minutes: int, zone: str, window: tuple[date, date],
    events: Sequence[Span] = (), words: Words = ENGLISH,
) -> Options:  # fmt: skip
    """Need and cover above, volume with its P10–P90 band below, on one time axis with a slider.

    Parameters
    ----------
    table
        One row an interval: ``time`` (wall clock labelled UTC), ``required``, perhaps ``covered``
        (agents), ``volume``, ``p10``, ``p90``, ``spread`` (contacts an interval).
    window
        The days shown at first.
    events
        What changes the volume, shaded behind it.
    """
    agents: list[Options] = [_step(_said(words, "needed"), "required", NEED)]
    if "covered" in table:
        agents.append(_step(_said(words, "covered"), "covered", COVERED))
    contacts: list[Options] = [
        {
            **_line("P10", "p10", VOLUME, lower=True), "stack": "band",
            "lineStyle": {"opacity": 0}, "tooltip": {"show": False}, "silent": True,
        },
        {
            **_line(_said(words, "volume P10–P90"), "spread", VOLUME, lower=True), "stack": "band",
            "lineStyle": {"opacity": 0}, "areaStyle": {"color": VOLUME, "opacity": 0.22},
            "itemStyle": {"color": "#B8E2D5"},
            "encode": {"x": "time", "y": "spread", "tooltip": ["p10", "p90"]},
        },
        {**_line(_said(words, "volume"), "volume", VOLUME, lower=True), **_shaded(events)},
    ]  # fmt: skip
    series = [*agents, *contacts]
    return {
        **_frame(table, [item["name"] for item in series if item["name"] != "P10"]),
        "grid": [
            {"left": 56, "right": 24, "top": 56, "height": 210},
            {"left": 56, "right": 24, "top": 320, "height": 110},
        ],
        "xAxis": [_time_axis(0, words), {**_time_axis(1, words), "name": zone, **_AXIS_NAME}],
        "yAxis": [
            _axis(_said(words, "agents"), 0),
            _axis(_said(words, "contacts per {0} min").format(minutes), 1),
        ],
        "dataZoom": _zoom([0, 1], window),
        "series": series,
    }


def _shaded(events: Sequence[Span]) -> Options:
    """Events as stretches of the time axis with their names."""
    areas = [
        [{"name": name, "xAxis": start}, {"xAxis": end}] for name, start, end in events
    ]  # fmt: skip
    look: Options = {"itemStyle": {"color": CHANGED, "opacity": 0.10}, "silent": True}
    label = {"position": "insideTopLeft", "color": INK, "fontSize": 11}
    return {"markArea": {**look, "label": label, "data": areas}} if areas else {}


def comparison_options(
    table: pd.DataFrame, *, zone: str, window: tuple[date, date], words: Words = ENGLISH
) -> Options:
    """The need as planned and as changed, and what the kept rota covers.

    Parameters
    ----------
    table
        One row an interval: ``time``, ``required``, ``changed``, perhaps ``covered``; agents.
    """
    series = [_step(_said(words, "needed as planned"), "required", NEED)]
    if "covered" in table:
        series.append(_step(_said(words, "covered by the rota"), "covered", COVERED))
    series.append({**_step(_said(words, "needed now"), "changed", CHANGED), "z": 5})
    return {
        **_frame(table, [item["name"] for item in series]),
        "grid": [{"left": 56, "right": 24, "top": 56, "height": 210}],
        "xAxis": [{**_time_axis(0, words), "name": zone, **_AXIS_NAME}],
        "yAxis": [_axis(_said(words, "agents"), 0)],
        "dataZoom": _zoom([0], window),
        "series": series,
    }


def progress_options(points: pd.DataFrame, *, words: Words = ENGLISH) -> Options:
    """Cost falling and bound rising over a run's seconds.

    Parameters
    ----------
    points
        One row a report: ``seconds``, ``cost``, ``bound``; money, NaN where it is not known.
    """
    late = points[["cost", "bound"]].tail(max(2, len(points) * 9 // 10)).to_numpy(dtype=float)
    low, high = float(np.nanmin(late)), float(np.nanmax(late))
    room = max((high - low) * 0.1, 1.0)
    series = [
        {
            "type": "line", "name": _said(words, name), "step": "end", "showSymbol": False,
            "connectNulls": True,
            "itemStyle": {"color": colour}, "lineStyle": {"color": colour, "width": 1.5},
            "encode": {"x": "seconds", "y": name},
        }
        for name, colour in (("cost", SHORT), ("bound", SPARE))
    ]  # fmt: skip
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": "%.0f", "confine": True},
        "legend": {"top": 0, "data": [line["name"] for line in series], "icon": "roundRect"},
        "dataset": {"source": points},
        "grid": {"left": 72, "right": 16, "top": 32, "bottom": 40},
        "xAxis": {"type": "value", "name": _said(words, "seconds"), **_AXIS_NAME, "min": 0},
        "yAxis": {
            "type": "value", "min": round(low - room), "max": round(high + room),
            "splitLine": {"lineStyle": {"color": FAINT}},
        },
        "series": series,
    }  # fmt: skip


_AXIS_NAME: Options = {"nameLocation": "middle", "nameGap": 28}


def _frame(table: pd.DataFrame, names: Sequence[str]) -> Options:
    return {
        "useUTC": True,
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": "%.1f", "confine": True},
        "legend": {"top": 0, "left": 48, "data": list(names), "icon": "roundRect"},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "dataset": {"source": table},
    }


def _line(name: str, column: str, colour: str, *, lower: bool = False) -> Options:
    return {
        "type": "line", "name": name, "showSymbol": False, "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": 1.5},
        "xAxisIndex": int(lower), "yAxisIndex": int(lower), "encode": {"x": "time", "y": column},
    }  # fmt: skip


def _step(name: str, column: str, colour: str) -> Options:
    return {**_line(name, column, colour), "step": "end"}


def _time_axis(grid: int, words: Words) -> Options:
    day = words.get("axis", DAY_FORM)
    forms = {"year": day, "month": day, "day": day, "hour": "{HH}:{mm}", "minute": "{HH}:{mm}"}
    return {
        "type": "time", "gridIndex": grid, "splitLine": {"show": False},
        "axisLabel": {"hideOverlap": True, "formatter": forms},
    }  # fmt: skip


DAY_FORM = "{ee} {d} {MMM}"


def _axis(name: str, grid: int) -> Options:
    return {
        "type": "value", "gridIndex": grid, "name": name, "min": 0, "splitNumber": 4,
        "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -40]},
        "splitLine": {"lineStyle": {"color": FAINT}},
    }  # fmt: skip


def _zoom(axes: Sequence[int], window: tuple[date, date]) -> list[Options]:
    ends = {"startValue": f"{window[0]}T00:00:00Z", "endValue": f"{window[1]}T00:00:00Z"}
    both = {"xAxisIndex": list(axes), **ends}
    return [
        {"type": "inside", **both},
        {"type": "slider", **both, "bottom": 4, "height": 20, "labelFormatter": ""},
    ]
