"""Coverage as shown: wall clocks across clock changes, signs, stretches, fixed colours."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from planner import charts
from planner.ui import coverage_view as view
from planner.ui.week_map import diverging

UTC, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")


def coverage(gaps: dict[str, list[float]], start: str = "2027-03-01") -> pd.DataFrame:
    """Half-hours of some queues that need 4 agents each."""
    tables = []
    for queue, gap in gaps.items():
        starts = pd.date_range(start, periods=len(gap), freq="30min", tz="UTC")
        table = pd.DataFrame({"interval_start": starts, "queue": queue, "gap": gap})
        tables.append(table.assign(required=4.0, covered=4.0 + table["gap"], people=5.0))
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize(
    ("day", "intervals", "again"), [("2027-03-28", 46, 0), ("2027-10-31", 50, 2)]
)
def test_days_on_which_clocks_change_keep_every_interval(
    day: str, intervals: int, again: int
) -> None:
    midnight = pd.Timestamp(day, tz=BERLIN)
    starts = pd.date_range(
        midnight, midnight + pd.DateOffset(days=1), freq="30min", inclusive="left"
    )
    wall = view.wall_clock(pd.Series(starts.tz_convert("UTC")), BERLIN)
    assert len(wall) == intervals
    assert not wall.duplicated(["date", "time"]).any()
    assert wall["time"].str.endswith("again").sum() == again
    assert wall["order"].is_monotonic_increasing


def test_spare_people_of_one_queue_do_not_hide_the_gap_of_another() -> None:
    both = view.of_queue(coverage({"a": [-2.0, 1.0], "b": [3.0, 1.0]}), view.ALL)
    assert both["value"].tolist() == [-2.0, 2.0]
    assert both["short"].tolist() == [2.0, 0.0]


def test_the_worst_gap_is_the_stretch_with_most_hours_missing() -> None:
    table = coverage({"a": [0, -1, -1, 0, -1.5, 0], "b": [-3, 0, 0, 0, 0, 0]})
    worst = view.worst_gaps(table, 0.5)
    assert worst["queue"].tolist() == ["b", "a", "a"]
    assert worst["short_hours"].tolist() == [1.5, 1.0, 0.75]
    assert worst["deepest"].tolist() == [-3.0, -1.0, -1.5]
    long = worst.iloc[1]
    assert view.span_words(long["start"], long["end"], UTC) == "Mon 1 Mar 00:30–01:30"


def test_nothing_short_leaves_no_gap() -> None:
    assert view.worst_gaps(coverage({"a": [0.0, 0.5]}), 0.5).empty


def test_days_of_the_map_carry_their_short_hours() -> None:
    week = view.of_queue(coverage({"a": [-2.0] * 4 + [0.0] * 60}), "a")
    cells = view.week_cells(week, date(2027, 3, 1), UTC, 0.5)
    assert cells["day"].drop_duplicates().tolist() == ["Mon 1 Mar  ▼ 4.0 h", "Tue 2 Mar  met"]
    assert cells["state"].drop_duplicates().tolist() == ["▼ 2.0 short", "met"]
    table = view.numbers(cells)
    assert table.loc["00:30", "Mon 1 Mar"] == -2.0


def test_colours_depend_on_the_need_alone_and_reach_as_far_both_ways() -> None:
    table = coverage({"a": [-2.0, 3.0]})
    week = view.of_queue(table, "a")
    reach = view.reach(week["required"])
    assert reach == 2.0
    assert diverging(reach, "agents").stops == (
        (-2.0, charts.SHORT), (0.0, charts.MET), (2.0, charts.SPARE),
    )  # fmt: skip


def test_charts_over_time_are_drawn_in_utc_on_wall_clock_that_says_utc() -> None:
    starts = pd.Series(pd.date_range("2027-03-01", periods=2, freq="h", tz="UTC"))
    clock = view.clock_series(starts, ZoneInfo("Asia/Kolkata"))
    assert clock[0].isoformat() == "2027-03-01T05:30:00+00:00"
    table = pd.DataFrame({"time": clock, "required": [1, 2], "changed": [2, 3]})
    days = (date(2027, 3, 1), date(2027, 3, 7))
    options = charts.comparison_options(table, zone="Asia/Kolkata", window=days)
    assert options["useUTC"]
    assert options["xAxis"][0]["name"] == "Asia/Kolkata"
