"""What automation saves: contacts, what comes back, handle time of the rest, hours and money."""

from pathlib import Path

import pandas as pd
import pytest

import planner
from planner.automation import ALL, AutomationSaved, automation_saved
from tests.support.folders import SMALL, write_folder

HEAD = (
    "queue,means,resolved,comes_back,resolved_aht_factor,aht_factor,cost_per_resolution,"
    "cost_per_week\n"
)


def told(path: Path, *rows: str, queues: str | None = None) -> AutomationSaved:
    files = {"automation.csv": HEAD + "".join(f"{row}\n" for row in rows)} if rows else {}
    if queues:
        files["queues.csv"] = queues
    return automation_saved(planner.read_plan(write_folder(path, files)))


def row_of(found: AutomationSaved, queue: str, means: str) -> "pd.Series[float]":
    table = found.table
    return table[(table["queue"] == queue) & (table["means"] == means)].iloc[0]


def test_simple_contacts_leave_and_the_rest_take_longer(tmp_path: Path) -> None:
    """Of 900 calls of 240 s, 20 % that would take half as long go, a quarter of them returns."""
    row = row_of(told(tmp_path, "calls,bot,0.2,0.25,0.5,,0.4,10"), "calls", "bot")
    assert row["contacts_per_week"] == pytest.approx(900)
    assert row["resolved_per_week"] == pytest.approx(180)
    assert row["come_back_per_week"] == pytest.approx(45)
    assert row["aht_after_s"] == pytest.approx(240 * (1 - 0.1 + 0.05) / (1 - 0.2 + 0.05))
    assert row["cost_per_week"] == pytest.approx(10 + 0.4 * 180)
    assert row["net_per_week"] == pytest.approx(row["money_saved_per_week"] - row["cost_per_week"])
    assert row["contacts_of_a_point"] == pytest.approx(9 * 0.75)
    assert 0 < row["hours_of_a_point"] < row["hours_saved_per_week"]


def test_an_hour_saved_is_worth_what_the_teams_cost(tmp_path: Path) -> None:
    """Berlin: 24 an hour, 10 % shrinkage, 510 minutes of which 480 are paid and worked."""
    row = row_of(told(tmp_path, "senior,bot,0.3,0,1,,,"), "senior", "bot")
    assert row["money_saved_per_week"] / row["hours_saved_per_week"] == pytest.approx(32 / 0.9)
    assert row["hours_saved_per_week"] / row["fte_saved"] == pytest.approx(40 * 0.9)


def test_what_all_comes_back_saves_nothing(tmp_path: Path) -> None:
    row = row_of(told(tmp_path, "calls,bot,0.5,1,1,,,"), "calls", "bot")
    assert row["hours_saved_per_week"] == pytest.approx(0, abs=1e-9)


def test_macros_shorten_what_people_take_and_have_no_point(tmp_path: Path) -> None:
    row = row_of(told(tmp_path, "calls,macros,,,,0.9,,"), "calls", "macros")
    assert row["aht_after_s"] == pytest.approx(216)
    assert row["resolved_per_week"] == 0
    assert row["hours_saved_per_week"] > 0
    assert row["hours_of_a_point"] != row["hours_of_a_point"]


def test_means_meet_what_those_before_have_left(tmp_path: Path) -> None:
    found = told(tmp_path, "calls,bot,0.2,0,1,,,", "calls,help,0.1,0,1,,,")
    assert row_of(found, "calls", ALL)["resolved"] == pytest.approx(1 - 0.8 * 0.9)


def test_queues_behind_get_fewer_escalations(tmp_path: Path) -> None:
    queues = (
        "queue,channel,aht_s,open,weekly_volume,escalates_to,escalation_share\n"
        "calls,voice,240,,900,senior,0.2\nsenior,voice,600,,0,,\n"
    )
    found = told(tmp_path, "calls,bot,0.3,0,1,,,", queues=queues)
    assert row_of(found, "senior", ALL)["hours_saved_per_week"] > 0
    assert any("senior gets fewer escalations" in line for line in found.lines)


def test_without_a_table_the_plans_own_deflection_is_told(tmp_path: Path) -> None:
    queues = SMALL["queues.csv"].replace("weekly_volume\n", "weekly_volume,deflection\n")
    queues = queues.replace("900\n", "900,0.3\n").replace("60\n", "60,\n")
    found = told(tmp_path, queues=queues)
    assert row_of(found, "calls", "deflection")["resolved_per_week"] == pytest.approx(270)
    assert "deflection in queues.csv" in found.lines[-1]


def test_nothing_automated_is_said(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.table.empty
    assert found.lines == ("Nothing is automated: no automation.csv, no deflection in queues.csv.",)
