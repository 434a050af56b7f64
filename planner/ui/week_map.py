"""A week as a map: a row a day, a column an interval; to look at, to walk through, to click.

Drawn on a canvas of our own: a charting library takes longer to arrive than all else on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from planner.charts import MET, SHORT, SPARE
from planner.ui.components import component, nothing
from planner.ui.texts import t

FEW, MANY = "#9CC3DB", "#2B6C99"
HOURS_APART = 2
"""Hours between two times that are written below the map."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Colours at some values, blended between them and even beyond; what they say."""

    title: str
    stops: tuple[tuple[float, str], ...]
    signed: bool


def diverging(reach: float, title: str) -> Scale:
    """Orange below 0, blue above it, ending at ``reach`` agents on both sides."""
    return Scale(title=title, stops=((-reach, SHORT), (0.0, MET), (reach, SPARE)), signed=True)


def rising(most: float, title: str) -> Scale:
    """From light grey to dark blue at ``most`` agents."""
    return Scale(title=title, stops=((0.0, MET), (most / 2, FEW), (most, MANY)), signed=False)


def announce() -> None:
    """Have the browser fetch what draws our own components before the first of them comes.

    One that has to wait for it is drawn after everything else on the page.
    """
    _nothing_to_see()(key="announced", height=1)


def week_map(
    cells: pd.DataFrame, values: pd.Series, tips: Sequence[str], *, scale: Scale, zone: str,
    words: str, key: str, pick: bool = False,
) -> tuple[date, str] | None:  # fmt: skip
    """Draw it; gives date and time of the cell that was picked, if any.

    Parameters
    ----------
    cells
        Rows of :func:`planner.ui.coverage_view.week_cells`.
    values, tips
        What colours each cell, in agents, and what is told of it besides day and time.
    words
        What the map shows, for those who do not see it.
    pick
        Whether a click (or Enter) picks a cell.
    """
    picked = _picked(key) if pick else None
    component("week_map", "<div id='planner-week-map'></div>")(
        key=key, data=_data(cells, values, tips, scale, zone, words, picked) | {"pick": pick},
        on_picked_change=nothing,
    )  # fmt: skip
    return picked


def _data(
    cells: pd.DataFrame, values: pd.Series, tips: Sequence[str], scale: Scale, zone: str,
    words: str, picked: tuple[date, str] | None,
) -> dict[str, Any]:  # fmt: skip
    """What the picture draws."""
    days = cells.drop_duplicates("date").sort_values("date")
    times = cells.drop_duplicates("order").sort_values("order")["time"].tolist()
    dates = [day.isoformat() for day in days["date"]]
    row, column = {day: i for i, day in enumerate(dates)}, {time: i for i, time in enumerate(times)}
    return {
        "days": days["day"].tolist(),
        "dates": dates,
        "times": times,
        "marks": [i for i, time in enumerate(times) if _is_marked(time)],
        "row": [row[day.isoformat()] for day in cells["date"]],
        "column": [column[time] for time in cells["time"]],
        "value": [round(value, 3) for value in values.tolist()],
        "tips": list(tips),
        "stops": [list(stop) for stop in scale.stops],
        "signed": scale.signed,
        "legend": scale.title,
        "below": f"{t('start of the interval')}, {zone}",
        "alt": t("{0}. Arrow keys go from cell to cell; the table below has the same.", words),
        "picked": None if picked is None else [picked[0].isoformat(), picked[1]],
    }


def _is_marked(time: str) -> bool:
    return time.endswith(":00") and int(time[:2]) % HOURS_APART == 0


def _picked(key: str) -> tuple[date, str] | None:
    """The cell that the browser says was picked."""
    found = (st.session_state.get(key) or {}).get("picked")
    if not isinstance(found, list) or [type(part) for part in found] != [str, str]:
        return None
    try:
        return date.fromisoformat(found[0]), found[1]
    except ValueError:
        return None


@st.cache_resource(show_spinner=False)
def _nothing_to_see() -> Any:
    return st.components.v2.component("planner_announced", html="<span hidden></span>")
