"""Coverage plans in a process of their own, and copies of plan folders."""

import os
import sys
import time
from pathlib import Path

import pytest

from planner.example_folders import examples
from planner.folder import read_folder, read_plan
from planner.ui.copies import origin_of, save_copy
from planner.ui.coverage_plans import (
    MOST_COPIES,
    CoveragePlan,
    by_team,
    coverage_command,
    place_for_copy,
    read_plan_of,
)
from planner.ui.coverage_worker import main
from planner.ui.jobs import Request

SHOP = examples()["corner_shop"]


def test_a_coverage_plan_is_written_and_read_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(SHOP), str(tmp_path / "out")]) == 0
    found = read_plan_of(tmp_path / "out")
    assert found is not None
    plan = read_plan(SHOP)
    table = by_team(plan, found).set_index("name")
    assert table.loc["shop", "people"] == len(plan.agents)
    assert table.loc["shop", "hours"] == pytest.approx(table.loc["all", "hours"])
    assert table.loc["shop", "cost"] == pytest.approx(found.cost, rel=1e-3)
    assert '"phase"' in capsys.readouterr().out


def test_what_is_wrong_in_a_folder_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 2
    assert "does not exist" in capsys.readouterr().err
    assert read_plan_of(tmp_path / "out") is None


def test_in_house_and_outsourced_teams_are_summed_apart() -> None:
    plan = read_plan(examples()["follow_the_sun"])
    teams = [
        {"team": team.team, "kind": team.kind, "heads": 10, "hours": 800.0, "cost": 100.0}
        for team in plan.teams
    ]
    table = by_team(plan, CoveragePlan(teams=teams, cost=800.0, short_hours=0.0))
    sums = table[table["level"] == "sum"].set_index("name")
    assert sums["people"].to_dict() == {"in_house": 60, "outsourced": 20, "all": 80}
    manila = table[table["name"] == "manila"].iloc[0]
    weekly = plan.contract["manila"].max_hours_per_week
    assert weekly is not None
    assert manila["fte"] == pytest.approx(800 / (4 * weekly))


def test_the_command_line_names_the_folder_and_what_is_left_out(tmp_path: Path) -> None:
    command = coverage_command(Request(folder="f", seconds=9, ignore=("drivers",)), tmp_path)
    asked = command[command.index(sys.executable) + 1 :]
    assert asked == [
        "-P", "-m", "planner.ui.coverage_worker", "f", str(tmp_path), "--ignore", "drivers",
    ]  # fmt: skip


def test_copies_for_coverage_plans_do_not_pile_up(tmp_path: Path) -> None:
    for _ in range(MOST_COPIES + 5):
        place_for_copy(tmp_path).mkdir(parents=True)
    assert len(list((tmp_path / "coverage/plans").iterdir())) <= MOST_COPIES + 1


def test_a_clock_that_was_set_back_takes_no_copy_that_is_still_read(tmp_path: Path) -> None:
    tomorrow = time.time() + 86_400
    for _ in range(MOST_COPIES + 1):
        place = place_for_copy(tmp_path)
        place.mkdir(parents=True)
        os.utime(place, (tomorrow, tomorrow))
    for _ in range(3):
        newest = place_for_copy(tmp_path)
        newest.mkdir()
    left = {path.name for path in (tmp_path / "coverage/plans").iterdir()}
    assert len(left) == MOST_COPIES + 1
    assert {f"{number:06d}" for number in range(4, MOST_COPIES + 5)} == {x[:6] for x in left}


def test_a_copy_of_a_copy_knows_the_folder_it_all_began_with(tmp_path: Path) -> None:
    raw = read_folder(SHOP)
    first = save_copy(raw, SHOP, tmp_path)
    second = save_copy(read_folder(first), first, tmp_path)
    assert origin_of(second) == SHOP
    assert origin_of(SHOP) == SHOP
    assert second.name.startswith("corner_shop-")
    assert read_plan(second).agents == read_plan(SHOP).agents
