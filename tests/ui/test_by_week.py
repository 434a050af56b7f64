"""A result week by week: the weeks are the whole, and a whole week is the summary."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from planner.example_folders import examples
from planner.folder import read_plan
from planner.ui.by_week import by_week, told
from planner.ui.results import read_table


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_weeks_add_up_to_the_summary(results: Path, zone: str) -> None:
    plan, out = read_plan(examples()["follow_the_sun"]), results / "follow_the_sun"
    names = ("requirements", "coverage", "schedule", "forecast")
    tables = {name: read_table(out / f"{name}.csv") for name in names}
    weeks = by_week(plan, tables, ZoneInfo(zone))
    summary = json.loads((out / "summary.json").read_text())
    assert summary["shortage_cost"] > 0
    for name in ("short_hours", "shortage_cost", "required_hours", "covered_hours", "paid_hours"):
        assert weeks[name].sum() == pytest.approx(summary[name]), name
    assert weeks["service_level"].between(0, 100).all()
    assert len(weeks) == (4 if zone == "UTC" else 5)


def test_differences_are_to_the_same_week() -> None:
    now, before = pd.Series({1: 10.0, 2: 20.0, 3: float("nan")}), pd.Series({2: 18.5, 3: 1.0})
    assert told(now, before, 1) == ["10.0", "20.0  (▲ +1.5)", "–"]
    assert told(now, None, 0) == ["10", "20", "–"]
