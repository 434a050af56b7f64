"""``planner export``: what it reads, where it writes, and what it says when it cannot."""

from pathlib import Path

import icalendar
import pytest
from typer.testing import CliRunner
from typer.testing import Result as Run

from planner.cli import app
from planner.export import read_rota
from planner.folder import read_plan, write_whole
from planner.rules import shift_costs
from planner.schedules import activities_table, schedule_table
from tests.support.results import shop_schedule

SHOP = Path(__file__).parents[2] / "data/corner_shop"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A result folder of the corner shop."""
    plan = read_plan(SHOP)
    schedule = shop_schedule(plan)
    costs = shift_costs(plan, schedule)
    write_whole(
        tmp_path / "out",
        {
            "schedule.csv": schedule_table(plan, schedule, costs),
            "activities.csv": activities_table(plan, schedule),
        },
    )
    return tmp_path / "out"


def export(out: Path, *words: object) -> Run:
    return CliRunner().invoke(app, ["export", str(out), *map(str, words)])


def test_every_format_is_written_into_the_result_folder(out: Path) -> None:
    formats = ("xlsx", "ics", "teams-shifts", "google-calendar", "html")
    run = export(out, *(word for name in formats for word in ("--to", name)), "--plan", SHOP)
    assert run.exit_code == 0, run.output
    there = {path.relative_to(out / "published").as_posix() for path in out.rglob("published/**/*")}
    assert {"rota.xlsx", "rota.html", "teams-shifts-shop.xlsx"} <= there
    assert {"ics/person-ana.ics", "ics/team-shop.ics", "google-calendar/person-ben.csv"} <= there


def test_names_and_leave_come_from_the_plan(out: Path, tmp_path: Path) -> None:
    assert export(out, "--to", "ics", "--into", tmp_path / "bare").exit_code == 0
    assert export(out, "--to", "ics", "--into", tmp_path / "named", "--plan", SHOP).exit_code == 0
    bare, named = (
        icalendar.Calendar.from_ical((tmp_path / kind / "ics/team-shop.ics").read_bytes())
        for kind in ("bare", "named")
    )
    assert any(str(event["SUMMARY"]).startswith("ben: ") for event in bare.walk("VEVENT"))
    summaries = {str(event["SUMMARY"]) for event in named.walk("VEVENT")}
    assert "Ben Okoye: Leave" in summaries


def test_hours_are_those_of_the_schedule(out: Path) -> None:
    (out / "activities.csv").unlink()
    text = (out / "schedule.csv").read_text().replace(",6.0,", ",5.5,")
    (out / "schedule.csv").write_text(text)
    assert {shift.paid_hours for shift in read_rota(out).shifts} == {5.5}


def test_an_unknown_format_is_named_with_those_that_there_are(out: Path) -> None:
    run = export(out, "--to", "pdf")
    assert run.exit_code == 2
    assert "'pdf' is no format: expected one of xlsx, ics" in run.stderr


def test_a_folder_without_a_schedule_is_wrong_input(tmp_path: Path) -> None:
    run = export(tmp_path, "--to", "ics")
    assert run.exit_code == 2
    assert "schedule.csv" in run.stderr


def test_every_bad_row_is_told_at_once(out: Path) -> None:
    lines = (out / "schedule.csv").read_text().splitlines()
    lines[1] = lines[1].replace("2027-06-07T07:00:00Z", "soon")
    lines[3] = lines[3].replace("Z,", "X,")
    (out / "schedule.csv").write_text("\n".join(lines) + "\n")
    run = export(out, "--to", "html")
    assert run.exit_code == 2
    assert "row 2" in run.stderr
    assert "row 4" in run.stderr


def test_people_whom_the_plan_does_not_know_are_told(out: Path) -> None:
    text = (out / "schedule.csv").read_text().replace("\nana,", "\nanna,", 1)
    (out / "schedule.csv").write_text(text)
    (out / "activities.csv").unlink()
    run = export(out, "--to", "html", "--plan", SHOP)
    assert run.exit_code == 2
    assert "'anna' is nobody of the plan" in run.stderr
