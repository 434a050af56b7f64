"""Files of other systems as they come: history, people, schedules. The samples are written by hand.

Columns follow the systems' published lists; the figures are invented.
"""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.folder import check_folder, read_plan
from planner.schedule_files import read_schedule
from tests.support.folders import write_folder
from tests.support.tiny import at, flat_needs

SAMPLES = Path(__file__).parent / "samples"
ENCODINGS = {"roster_turkish.csv": "cp1254", "roster_japanese.csv": "cp932",
             "history_turkish.csv": "cp1254"}  # fmt: skip


def sample(name: str) -> bytes:
    """A sample as its system would save it: kept as UTF-8 here, encoded as it comes there."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    return text.encode(ENCODINGS.get(name, "utf-8"))


@pytest.mark.parametrize(
    ("name", "rows", "first"),
    [
        ("history_amazon_connect.csv", 4, (4.0, 241.5)),
        ("history_genesys_cloud.csv", 4, (4.0, 240.0)),
        ("history_turkish.csv", 4, (4.5, 241.5)),
    ],
)
def test_history_is_read_as_it_comes(
    tmp_path: Path, name: str, rows: int, first: tuple[float, float]
) -> None:
    past = read_plan(write_folder(tmp_path, {"history.csv": sample(name)})).history
    assert len(past.offered) == rows
    assert (past.offered[0], past.aht_s[0]) == pytest.approx(first)


@pytest.mark.parametrize("name", ["roster_union.csv", "roster_turkish.csv", "roster_japanese.csv"])
def test_people_are_read_as_other_systems_list_them(tmp_path: Path, name: str) -> None:
    checked = check_folder(write_folder(tmp_path, {"agents.csv": sample(name)}))
    assert checked.errors == ()
    assert checked.plan is not None
    one, two = (agent for agent in checked.plan.agents if agent.team == "leads")
    assert (one.agent, two.agent) == ("1001", "1002")
    assert one.queues == ("senior", "calls")
    assert two.queues == ("calls",)
    assert one.hourly_cost == 32.5
    assert one.start_date is not None
    assert one.name == {
        "roster_union.csv": "Ada Lovelace", "roster_turkish.csv": "İpek Şahin",
        "roster_japanese.csv": "山田 花子",
    }[name]  # fmt: skip


def test_what_has_no_place_is_said(tmp_path: Path) -> None:
    checked = check_folder(write_folder(tmp_path, {"agents.csv": sample("roster_union.csv")}))
    unread = [problem.column for problem in checked.problems if "is not read" in problem.message]
    assert unread == ["Country", "Time Zone", "Max Hours/Week"]


def test_our_own_columns_come_first(tmp_path: Path) -> None:
    text = "agent,employee id,team\nada,7,leads\nbob,8,leads\n"
    plan = read_plan(write_folder(tmp_path, {"agents.csv": text}))
    assert [agent.agent for agent in plan.agents if agent.team == "leads"] == ["ada", "bob"]


AGENTS = (
    "agent,name,email,team\n1001,Ada Lovelace,ada@example.org,leads\n"
    "1002,Bob Kahn,bob@example.org,leads\n"
)


@pytest.mark.parametrize(
    "name", ["schedule_teams_shifts.csv", "schedule_deputy.csv", "schedule_spreadsheet.csv"]
)
def test_schedules_made_elsewhere_are_audited(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "in", {"agents.csv": AGENTS})
    file = tmp_path / name
    file.write_bytes(sample(name))
    plan = read_plan(folder)
    schedule, _, notes = read_schedule(plan, file, require=lambda: flat_needs(plan, 1.0))
    assert [(shift.agent, shift.start, shift.end) for shift in schedule.shifts] == [
        ("1001", at("2027-03-01 08:00"), at("2027-03-01 16:30")),
        ("1002", at("2027-03-01 22:00"), at("2027-03-02 06:30")),
    ]
    assert "activities.csv does not lie beside" in " ".join(notes)
    done = CliRunner().invoke(app, ["audit", str(folder), str(file), "--out", str(tmp_path / "o")])
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "o/summary.json").read_text())["shifts"] == 2
    found = pd.read_csv(tmp_path / "o/violations.csv")
    assert "1002" in set(found.loc[found["rule"] == "template", "agent"].astype(str))


def test_a_schedule_of_strangers_lists_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", {"agents.csv": AGENTS})
    file = tmp_path / "elsewhere.csv"
    file.write_bytes(sample("schedule_deputy.csv").replace(b"ada@", b"eve@"))
    done = CliRunner().invoke(app, ["audit", str(folder), str(file)])
    assert done.exit_code == 2
    assert "row 2, agent: 'eve@example.org' is nobody of the plan" in done.stderr
