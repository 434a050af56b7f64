"""The map of a week: cells at their places, colours fixed, and only real cells are picked."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import streamlit as st

from planner.ui import coverage_view as view
from planner.ui import week_map
from planner.ui.week_map import diverging, rising
from tests.ui.test_coverage_view import coverage


def cells(place: str = "UTC", start: str = "2027-03-01") -> pd.DataFrame:
    week = view.of_queue(coverage({"a": [-2.0, 3.0] * 48}, start), "a")
    monday = view.weeks(week["interval_start"], ZoneInfo(place))[0]
    return view.week_cells(week, monday, ZoneInfo(place), 0.5)


def drawn(shown: pd.DataFrame) -> dict[str, Any]:
    return week_map._data(
        shown, shown["value"], shown["state"].tolist(), diverging(2.0, "agents"), "UTC", "Cover",
        (date(2027, 3, 2), "00:30"),
    )  # fmt: skip


def test_each_cell_stands_in_the_row_of_its_day_and_the_column_of_its_time() -> None:
    shown = cells()
    data = drawn(shown)
    assert data["dates"] == ["2027-03-01", "2027-03-02"]
    for row, column, day, time in zip(
        data["row"], data["column"], shown["date"], shown["time"], strict=True
    ):
        assert (data["dates"][row], data["times"][column]) == (day.isoformat(), time)
    assert data["value"][:2] == [-2.0, 3.0]
    assert data["tips"][:2] == ["▼ 2.0 short", "▲ 3.0 spare"]
    assert data["picked"] == ["2027-03-02", "00:30"]
    assert [data["times"][i] for i in data["marks"][:3]] == ["00:00", "02:00", "04:00"]


def test_the_hour_that_a_clock_repeats_has_columns_of_its_own() -> None:
    times = drawn(cells("Europe/Berlin", "2027-10-30T22:00"))["times"]
    at = times.index("02:00")
    assert times[at : at + 5] == ["02:00", "02:30", "02:00 again", "02:30 again", "03:00"]


def test_the_requirement_rises_from_grey_to_blue() -> None:
    assert [value for value, _ in rising(30.0, "agents").stops] == [0.0, 15.0, 30.0]


@pytest.mark.parametrize(
    ("sent", "picked"),
    [
        (["2027-03-02", "00:30"], (date(2027, 3, 2), "00:30")),
        (None, None), (["soon", "00:30"], None), (["2027-03-02"], None), ([1, 2], None),
    ],
)  # fmt: skip
def test_what_the_browser_picks_is_a_date_and_a_time(
    sent: Any, picked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {"map": {"picked": sent}})
    assert week_map._picked("map") == picked
