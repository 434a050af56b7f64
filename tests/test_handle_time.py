"""Speed against quality: hours and money follow the handle time, satisfaction the user's curve."""

from pathlib import Path

import pytest

import planner
from planner.errors import DataError
from planner.handle_time import HandleTime, handle_time
from tests.support.folders import write_folder

CURVE = "queue,aht_s,satisfaction\ncalls,200,0.7\ncalls,240,0.8\ncalls,260,0.82\n"


def told(path: Path, curve: str = "", **asked: list[float]) -> HandleTime:
    files = {"satisfaction.csv": curve} if curve else {}
    return handle_time(planner.read_plan(write_folder(path, files)), **asked)


def test_longer_contacts_take_more_people_and_money(tmp_path: Path) -> None:
    own = told(tmp_path).table.query("queue == 'calls'").set_index("change")
    assert own["hours_per_week"].is_monotonic_increasing
    faster, today, slower = (own.loc[change] for change in (-0.1, 0.0, 0.1))
    assert faster["cost_more"] < 0 == today["cost_more"] < slower["cost_more"]
    assert slower["aht_s"] == pytest.approx(264)
    per_hour = slower["cost_more"] / slower["hours_more"]
    assert per_hour == pytest.approx((6 * 24 + 2 * 32) / 8 / 0.9)


def test_satisfaction_is_the_curve_and_nothing_beyond_it(tmp_path: Path) -> None:
    changes = [-0.2, -1 / 12, 1 / 12, 0.1]
    own = told(tmp_path, CURVE, changes=changes).table.query("queue == 'calls'")
    said = own.set_index("change")["satisfaction"]
    assert said[0.0] == pytest.approx(0.8)
    assert said[-1 / 12] == pytest.approx(0.75)
    assert said[1 / 12] == pytest.approx(0.82)
    assert said[[-0.2, 0.1]].isna().all()
    point = own.set_index("change").loc[-1 / 12]
    assert point["cost_of_a_point"] == pytest.approx(point["cost_more"] / -5)


def test_a_handle_time_outside_the_curve_has_no_satisfaction_to_compare(tmp_path: Path) -> None:
    found = told(tmp_path, "queue,aht_s,satisfaction\n,300,0.8\n,700,0.9\n", changes=[0.5])
    calls = found.table.query("queue == 'calls'").set_index("change")
    assert calls["satisfaction"].isna().tolist() == [True, False]
    assert calls["satisfaction_more"].isna().all()
    assert not any("satisfaction" in line and "calls" in line for line in found.lines)


def test_one_point_is_no_curve(tmp_path: Path) -> None:
    found = told(tmp_path, "queue,aht_s,satisfaction\ncalls,240,0.8\n")
    assert found.table["satisfaction"].isna().all()
    assert any("One point is no curve" in line for line in found.lines)


def test_a_change_beyond_measure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"--change: '-10' is out of range"):
        told(tmp_path, changes=[-10.0])
