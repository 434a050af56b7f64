"""The rota as shown and handed out."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from planner.domain import Pin
from planner.folder import write_whole
from planner.schedules import activities_table, schedule_table
from planner.ui import rota_view
from planner.ui.results import read_table
from tests.support.tiny import leave_of, tiny_plan, tiny_schedule

Result = Callable[[str], pd.DataFrame]
SHIFTS = ("2027-03-01 08:00 8", "2027-03-02 22:00 8")
PLAN = replace(
    tiny_plan(shifts=SHIFTS, time_off=leave_of(["2027-03-03"]), people=("ana",)),
    pins=(Pin(agent="ana", date=date(2027, 3, 4)),),
)
ROTA = tiny_schedule(SHIFTS)
COSTS = {(shift.agent, shift.start): 160.0 for shift in ROTA.shifts}


@pytest.fixture
def result(tmp_path: Path) -> Result:
    """Tables of the rota as they are written and read."""
    schedule, activities = schedule_table(PLAN, ROTA, COSTS), activities_table(PLAN, ROTA)
    write_whole(tmp_path, {"schedule.csv": schedule, "activities.csv": activities})
    return lambda name: read_table(tmp_path / f"{name}.csv")


def test_the_week_shows_shifts_leave_and_pinned_days_off(result: Result) -> None:
    days = [date(2027, 3, day) for day in (1, 2, 3, 4, 5)]
    row = rota_view.matrix(PLAN, result("schedule"), PLAN.agents, days).iloc[0]
    assert list(row) == ["", "08:00–16:00", "22:00–06:00", "leave", "off (pinned)", "", 16.0]


@pytest.mark.parametrize(
    ("cell", "night"), [("22:00–06:00", True), ("08:00–16:00", False), ("leave", False)]
)
def test_nights_are_known_by_their_times(cell: str, night: bool) -> None:
    assert rota_view.is_night(cell) is night


def test_the_published_rota_shows_no_money_and_holds_no_formula(result: Result) -> None:
    agent = replace(PLAN.agents[0], name="=HYPERLINK(1)")
    text = rota_view.published(result("schedule"), [agent]).decode("utf-8-sig")
    table = pd.read_csv(io.StringIO(text))
    assert "cost" not in table
    assert table["name"].tolist() == ["'=HYPERLINK(1)"] * 2
    assert table["start"].tolist()[0] == "2027-03-01T07:00:00Z"
    assert table["paid_hours"].tolist() == [8.0, 8.0]


def test_people_are_found_by_team_and_by_part_of_their_name() -> None:
    plan = tiny_plan(people=("ana", "ben"))
    assert [a.agent for a in rota_view.people_of(plan, [], "BE")] == ["ben"]
    assert rota_view.people_of(plan, ["elsewhere"]) == []


def test_people_are_found_by_what_they_serve_and_by_their_contract() -> None:
    ana, ben = PLAN.agents[0], replace(PLAN.agents[0], agent="ben", contract="part")
    plan = replace(PLAN, agents=(ana, replace(ben, queues=("sales",))))
    assert [a.agent for a in rota_view.people_of(plan, queues=["sales", "chat"])] == ["ben"]
    assert [a.agent for a in rota_view.people_of(plan, contracts=[ana.contract])] == ["ana"]
    assert rota_view.people_of(plan, contracts=["part"], queues=["help"]) == []
