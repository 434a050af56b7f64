"""The managers' commands: what they print, the tables they write."""

from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.folder import read_folder
from planner.registry import Registry
from tests.support.folders import write_folder

TABLES = {
    "hiring.csv": "team,attrition_per_year,lead_weeks\nberlin,0.4,4\n",
    "automation.csv": "queue,means,resolved\ncalls,bot,0.2\n",
    "satisfaction.csv": "queue,aht_s,satisfaction\ncalls,200,0.7\ncalls,300,0.9\n",
    "previous.csv": "agent,start,end\nberlin-001,2027-02-27T08:00,2027-02-27T16:00\n",
}
COMMANDS = {
    "hiring": (["--months", "2"], {"capacity_plan", "capacity_queues", "hires", "capacity_risk"}),
    "automation": ([], {"automation_saved"}),
    "handle-time": (["--change", "-0.1"], {"handle_time"}),
    "fair-load": ([], {"fair_load", "fair_load_limits"}),
    "round-the-clock": (
        ["--value", "9"], {"outside_hours", "outside_by_hour", "outside_cover", "break_even"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_report_is_printed_and_written(tmp_path: Path, command: str) -> None:
    options, files = COMMANDS[command]
    folder, out = write_folder(tmp_path / "plan", TABLES), tmp_path / "out"
    done = CliRunner().invoke(app, [command, str(folder), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    assert {path.stem for path in out.iterdir()} == files | {"provenance"}
    assert "Assumed" in done.output or command == "fair-load"
    assert all(path.read_text().count("\n") >= 1 for path in out.glob("*.csv"))


def test_earlier_schedules_and_the_next_one_are_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", TABLES)
    past, coming = tmp_path / "past.csv", tmp_path / "next.csv"
    past.write_text("agent,start,end\nzoe,2027-01-04T08:00,2027-01-04T16:00\n")
    coming.write_text("agent,shift,start,end\nberlin-002,day,2027-03-01T08:00,2027-03-01T16:30\n")
    words = ["fair-load", str(folder), "--past", str(past), "--planned", str(coming)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "1 shifts are of nobody of the plan: left out" in done.output
    assert "The next plan gives 1 of the 1 people above their share no more" in done.output


ROTAS = {
    "2027-02-01": "berlin-001,day,2027-02-16T08:00,2027-02-16T16:30\n"
    "berlin-001,day,2027-02-18T08:00,2027-02-18T16:30\n",
    "2027-02-15": "berlin-001,day,2027-02-16T10:00,2027-02-16T18:30\n"
    "berlin-001,day,2027-02-18T08:00,2027-02-18T16:30\n",
}
COUNTED = "Changes told less than 14 days before: 1 for 1 people, at the shortest 1 days."


def test_late_changes_come_from_rotas_in_files(tmp_path: Path) -> None:
    folder, words = write_folder(tmp_path / "plan", TABLES), []
    for day, rows in ROTAS.items():
        path = tmp_path / f"{day}.csv"
        path.write_text(f"agent,shift,start,end\n{rows}")
        words += ["--published", f"{day}={path}"]
    done = CliRunner().invoke(app, ["fair-load", str(folder), *words])
    assert done.exit_code == 0, done.output
    assert COUNTED in done.output


def test_late_changes_come_from_the_store(tmp_path: Path) -> None:
    """Two versions published one day before and long before a changed shift."""
    folder, store = write_folder(tmp_path / "plan", TABLES), tmp_path / "store"
    before = (folder / "plan.toml").read_text().replace("2027-03-01", "2027-02-15")
    earlier = read_folder(write_folder(tmp_path / "february", {**TABLES, "plan.toml": before}))
    registry = Registry(store)
    for number, (day, rows) in enumerate(ROTAS.items()):
        result = tmp_path / f"result {number}"
        result.mkdir()
        (result / "schedule.csv").write_text(f"agent,shift,start,end\n{rows}")
        registry.save(
            "February", earlier, author="ada", note="", base=number or None, result=result,
            at=datetime.fromisoformat(f"{day}T12:00:00Z"), published=True,
        )  # fmt: skip
    registry.close()
    done = CliRunner().invoke(app, ["fair-load", str(folder), "--store", str(store)])
    assert done.exit_code == 0, done.output
    assert "Changes are those of 2 published rotas and 0 rows" in done.output
    assert COUNTED in done.output


@pytest.mark.parametrize("text", ["rota.csv", "2027-02-30=rota.csv", "2027-02-15="])
def test_a_published_rota_needs_its_day(tmp_path: Path, text: str) -> None:
    folder = write_folder(tmp_path / "plan", TABLES)
    done = CliRunner().invoke(app, ["fair-load", str(folder), "--published", text])
    assert done.exit_code == 2
    assert "error: --published" in done.output
