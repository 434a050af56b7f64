"""The command line: exit codes, messages, files that appear whole or not at all."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner
from typer.testing import Result as Run

import planner.optimiser
from planner.cli import app
from planner.domain import Plan
from planner.errors import Cancelled, InfeasibleError
from planner.folder import table_text
from planner.optimiser.results import Progress, Result
from tests.support.folders import SMALL, write_folder
from tests.support.results import result_of, shop_schedule

SHOP = Path(__file__).parents[1] / "data/corner_shop"
RESULT_FILES = {
    "forecast.csv", "requirements.csv", "schedule.csv", "activities.csv", "coverage.csv",
    "orders.csv", "violations.csv", "summary.json",
}  # fmt: skip


def run(*words: object) -> Run:
    return CliRunner().invoke(app, [str(word) for word in words])


def optimiser_that(act: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchange the search, for what it can do to those who call it."""
    monkeypatch.setattr(planner.optimiser, "optimise", act, raising=False)


def finds_the_shop_rota(plan: Plan, needs: pd.DataFrame, **asked: Any) -> Result:
    asked["report"](Progress(seconds=0.1, phase="filling", cost=4000.0, bound=3240.0))
    found = result_of(plan, shop_schedule(plan), needs)
    asked["save"](found)
    return found


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("planner ")
    commands = run("--help").stdout
    for name in ("new", "check", "forecast", "require", "plan", "audit", "whatif", "app",
                 "reforecast", "round-the-clock"):  # fmt: skip
        assert f" {name} " in commands


def test_new_copies_an_example_that_can_be_checked(tmp_path: Path) -> None:
    assert run("new", tmp_path / "mine").exit_code == 0
    assert {p.name for p in (tmp_path / "mine").iterdir()} == {p.name for p in SHOP.iterdir()}
    checked = run("check", tmp_path / "mine")
    assert checked.exit_code == 0
    assert checked.stderr.strip() == "no problems"
    assert "216.0" in checked.stdout


def test_new_spoils_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused = run("new", tmp_path)
    assert refused.exit_code == 2
    assert "expected a new or empty folder" in refused.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_example_is_named(tmp_path: Path) -> None:
    refused = run("new", tmp_path / "mine", "--example", "corner")
    assert (refused.exit_code, "corner_shop" in refused.stderr) == (2, True)


@pytest.mark.parametrize("command", ["check", "forecast", "require", "plan", "audit", "whatif"])
def test_wrong_input_ends_with_2_all_problems_and_no_files(command: str, tmp_path: Path) -> None:
    wrong = {"teams.csv": "team,timezone\nx,Mars/One\n", "shifts.csv": None}
    folder = write_folder(tmp_path / "wrong", wrong)
    more: list[object] = [] if command == "check" else ["--out", tmp_path / "out"]
    refused = run(command, folder, *([SHOP / "schedule.csv"] if command == "audit" else []), *more)
    assert refused.exit_code == 2, refused.output
    assert "teams.csv row 2, timezone: 'Mars/One'" in refused.stderr
    assert "shifts.csv: is missing" in refused.stderr
    assert "errors" in refused.stderr.splitlines()[-1]
    assert "Traceback" not in refused.output
    assert not (tmp_path / "out").exists()


def test_what_nothing_acts_on_is_refused_unless_ignored(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "small", {"plan.toml": SMALL["plan.toml"] + "[rules]\nlock_days = 9\n"}
    )
    refused = run("plan", folder, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert "--ignore rules.lock_days" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert "--ignore rules.lock_days" in run("check", folder).stderr
    forecast = run("require", folder, "--out", tmp_path / "out", "--ignore", "rules.lock_days")
    assert forecast.exit_code == 0, forecast.output


def test_forecast_and_require_write_their_files(tmp_path: Path) -> None:
    assert run("forecast", SHOP, "--out", tmp_path / "f").exit_code == 0
    assert {p.name for p in (tmp_path / "f").iterdir()} == {
        "forecast.csv", "backtest.csv", "provenance.json",
    }  # fmt: skip
    assert run("require", SHOP, "--out", tmp_path / "r").exit_code == 0
    names = {p.name for p in (tmp_path / "r").iterdir()}
    assert names == {"forecast.csv", "backtest.csv", "requirements.csv", "provenance.json"}


def test_forecast_says_how_it_would_have_done(tmp_path: Path) -> None:
    history = "interval_start,queue,offered\n" + "".join(
        f"2026-{month:02d}-{day:02d}T{hour:02d}:00Z,calls,{5 + hour % 12}\n"
        for month in (9, 10, 11)
        for day in range(1, 31)
        for hour in range(24)
    )
    told = run("forecast", write_folder(tmp_path, {"history.csv": history}), "--out", tmp_path)
    assert told.exit_code == 0, told.stderr
    assert "calls: error by interval" in told.stdout
    assert "chance alone" in told.stdout
    assert run("forecast", SHOP, "--out", tmp_path).stdout.endswith(
        "No back-test: it needs eight weeks of history.\n"
    )


ACTUALS = "interval_start,queue,offered,aht_s\n2027-03-01T08:00Z,calls,60,300\n"


def test_reforecast_writes_its_files_and_finds_the_rota(tmp_path: Path) -> None:
    folder, out = write_folder(tmp_path / "plan", {"actuals.csv": ACTUALS}), tmp_path / "out"
    told = run("reforecast", folder, "--out", out)
    assert told.exit_code == 0, told.stderr
    assert {path.name for path in out.iterdir()} == {
        "forecast.csv", "variance.csv", "actions.csv",
    }  # fmt: skip
    assert "Actual contacts until 2027-03-01 08:30 UTC" in told.stdout
    assert "Note: No rota" in told.stdout
    (out / "schedule.csv").write_text(
        "agent,shift,start,end\nberlin-001,day,2027-03-02T08:00Z,2027-03-02T16:30Z\n"
    )
    assert f"Rota: {out / 'schedule.csv'}" in run("reforecast", folder, "--out", out).stdout


def test_other_commands_say_that_they_leave_actual_contacts_aside(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", {"actuals.csv": ACTUALS})
    told = run("forecast", folder, "--out", tmp_path / "out")
    assert told.exit_code == 0
    assert "actuals.csv: planner reforecast learns from it, this command does not" in told.stderr


def test_reforecast_without_actual_contacts_ends_with_2(tmp_path: Path) -> None:
    told = run("reforecast", SHOP, "--out", tmp_path / "out")
    assert told.exit_code == 2
    assert "actuals.csv: has no contacts inside the horizon" in told.stderr
    assert not (tmp_path / "out").exists()


def test_round_the_clock_answers_in_words_and_tables(tmp_path: Path) -> None:
    told = run("round-the-clock", SHOP, "--out", tmp_path)
    assert told.exit_code == 0, told.stderr
    assert "parcels: " in told.stdout
    assert "a week, " in told.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        "outside_hours.csv", "outside_by_hour.csv", "outside_cover.csv", "break_even.csv",
        "provenance.json",
    }  # fmt: skip


def test_require_explains_a_queue_and_an_interval(tmp_path: Path) -> None:
    at = ("2027-06-08T10:15", "2027-06-08T09:59:59Z", "tomorrow", "2027-07-08T10:15")
    told, early, unread, late = (
        run("require", SHOP, "--out", tmp_path / "r", "--explain", "parcels", time) for time in at
    )
    assert told.exit_code == 0, told.output
    assert "parcels, Tue 2027-06-08 10:00–11:00 Europe/London" in told.stdout
    assert "Even pace:" in told.stdout
    assert "parcels, Tue 2027-06-08 10:00–11:00 Europe/London" in early.stdout
    assert (unread.exit_code, "'tomorrow' is not an instant" in unread.stderr) == (2, True)
    assert (late.exit_code, "lies outside the horizon" in late.stderr) == (2, True)
    unknown = run("require", SHOP, "--out", tmp_path / "r", "--explain", "fax", at[0])
    assert "'fax' is no queue of this plan: expected one of parcels, phone" in unknown.stderr


def test_plan_writes_everything_and_tells_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optimiser_that(finds_the_shop_rota, monkeypatch)
    done = run("plan", SHOP, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "out").iterdir()} == RESULT_FILES
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert f"{summary['cost']:,.0f} GBP" in done.stdout
    assert "gap 19.00%" in done.stdout
    audited = run("audit", SHOP, tmp_path / "out/schedule.csv", "--out", tmp_path / "again")
    assert audited.exit_code == 0
    again = json.loads((tmp_path / "again/summary.json").read_text())
    assert again["cost"] == pytest.approx(summary["cost"])
    assert "Hard violations" in audited.stdout
    assert audited.stdout.count("The schedule breaks") == 1


def test_progress_for_programs_is_one_object_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optimiser_that(finds_the_shop_rota, monkeypatch)
    done = run("plan", SHOP, "--out", tmp_path / "out", "--progress", "json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(lines[0]) == {"seconds", "phase", "cost", "bound", "gap", "short_hours"}
    assert lines[-1] == {"done": str(tmp_path / "out")}


def test_rules_that_clash_end_with_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def clash(*_: Any, **__: Any) -> Result:
        raise InfeasibleError(["Ana has at least 30 hours", "Ana is on leave"], "give her 6 hours")

    optimiser_that(clash, monkeypatch)
    refused = run("plan", SHOP, "--out", tmp_path / "out")
    assert refused.exit_code == 3
    assert "  - Ana is on leave" in refused.stderr
    assert "This would free it: give her 6 hours" in refused.stderr


def test_ctrl_c_writes_the_best_schedule_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(plan: Plan, needs: pd.DataFrame, **asked: Any) -> Result:
        assert not asked["stop"]()
        os.kill(os.getpid(), signal.SIGINT)
        assert asked["stop"]()
        return result_of(plan, shop_schedule(plan), needs, status="cancelled")

    optimiser_that(interrupted, monkeypatch)
    before = signal.getsignal(signal.SIGINT)
    stopped = run("plan", SHOP, "--out", tmp_path / "out")
    assert stopped.exit_code == 130
    assert {p.name for p in (tmp_path / "out").iterdir()} == RESULT_FILES
    assert json.loads((tmp_path / "out/summary.json").read_text())["status"] == "cancelled"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("stop", [Cancelled, KeyboardInterrupt])
def test_stopped_before_any_schedule_ends_with_130(
    stop: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_: Any, **__: Any) -> Result:
        raise stop

    optimiser_that(cancelled, monkeypatch)
    stopped = run("plan", SHOP, "--out", tmp_path / "out")
    assert stopped.exit_code == 130
    assert "before there was a complete schedule" in stopped.stderr
    assert not (tmp_path / "out").exists()
    (tmp_path / "kept").mkdir()
    assert run("plan", SHOP, "--out", tmp_path / "kept").exit_code == 130
    assert (tmp_path / "kept").is_dir()


def test_a_bug_shows_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Result:
        raise ZeroDivisionError

    optimiser_that(broken, monkeypatch)
    ended = run("plan", SHOP, "--out", tmp_path / "out")
    assert ended.exit_code == 1
    assert isinstance(ended.exception, ZeroDivisionError)


def test_an_out_that_is_a_file_is_found_before_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optimiser_that(lambda *_, **__: pytest.fail("searched"), monkeypatch)
    (tmp_path / "out").write_text("")
    refused = run("plan", SHOP, "--out", tmp_path / "out")
    assert (refused.exit_code, "it is a file" in refused.stderr) == (2, True)


def test_whatif_takes_several_names_after_one_option(tmp_path: Path) -> None:
    example = SHOP.parent / "follow_the_sun"
    nobody = pd.DataFrame(columns=["agent", "team", "shift", "start", "end"])
    (tmp_path / "schedule.csv").write_text(table_text(nobody))
    done = run(
        "whatif", example, "--scenario", "launch_day", "manila_lost", "--keep",
        tmp_path / "schedule.csv", "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out/comparison.csv")
    assert table["scenario"].unique().tolist() == ["baseline", "launch_day", "manila_lost"]
    assert "Short hours by queue" in done.stdout


def test_the_audit_prices_changes_to_a_kept_rota(tmp_path: Path) -> None:
    files = {p.name: p.read_text() for p in SHOP.iterdir() if p.suffix in (".csv", ".toml")}
    files["plan.toml"] += "\n[prices]\nchange = 12\n"
    folder = write_folder(tmp_path / "shop", base=files)
    rows = "agent,shift,start,end\n{0},early,2027-06-08T08:00,2027-06-08T14:00\n"
    kept, now = tmp_path / "kept.csv", tmp_path / "now.csv"
    kept.write_text(rows.format("cleo"))
    now.write_text(rows.format("dev"))
    run_with = run("audit", folder, now, "--keep", kept, "--from", "2027-06-08", "--out", tmp_path)
    assert run_with.exit_code == 0
    table = pd.read_csv(tmp_path / "violations.csv")
    changed = table[table["rule"] == "change"]
    assert changed[["agent", "price"]].to_numpy().tolist() == [["cleo", 12.0], ["dev", 12.0]]
    later = run("audit", folder, now, "--keep", kept, "--from", "2027-06-09")
    assert "Kept days: Cleo Marsh (cleo) has no shift on Tue 2027-06-08, kept was" in later.stdout
    refused = run("audit", folder, now, "--from", "2027-06-09")
    assert (refused.exit_code, "goes with --keep" in refused.stderr) == (2, True)
    assert run("audit", folder, now, "--keep", kept, "--from", "Monday").exit_code == 2


SHIFTS_OF_BOB = """\
agent,shift,start,end
berlin-001,day,2027-03-01T08:00,2027-03-01T16:30
berlin-001,day,2027-03-02T08:00,2027-03-02T16:30
"""


def test_the_audit_counts_overtime_and_guaranteed_pay(tmp_path: Path) -> None:
    """Two days of 8 paid hours: 2 of overtime each at 12 more; everybody guaranteed 20 hours."""
    contract = (
        "contract,law,min_hours_per_week,guaranteed_pay,overtime_after_hours_per_day,"
        "overtime_factor\nfull,UK,20,yes,6,1.5\n"
    )
    folder = write_folder(tmp_path / "plan", {"contracts.csv": contract})
    (tmp_path / "schedule.csv").write_text(SHIFTS_OF_BOB)
    told = run("audit", folder, tmp_path / "schedule.csv", "--out", tmp_path / "audit")
    assert told.exit_code == 0, told.output
    summary = json.loads((tmp_path / "audit/summary.json").read_text())
    assert summary["overtime_cost"] == pytest.approx(4 * 12)
    assert summary["guarantee_cost"] == pytest.approx(4 * 24 + 5 * 20 * 24 + 2 * 20 * 32)
    shifts = 2 * 8 * 24
    assert summary["labour_cost"] == pytest.approx(shifts + 48 + summary["guarantee_cost"])
    assert "overtime 48 and guaranteed pay 3,776 of it" in told.stdout


def test_hours_out_of_reach_end_with_3_before_any_search(tmp_path: Path) -> None:
    contract = SMALL["contracts.csv"].replace("contract,", "contract,min_hours_per_week,")
    changes = {
        "contracts.csv": contract.replace("full,", "full,38,"),
        "availability.csv": "agent,weekdays,from,to\nleads-002,Mon-Thu,07:00,22:00\n",
    }
    folder = write_folder(tmp_path / "plan", changes)
    for command in (("check", folder), ("plan", folder, "--out", tmp_path / "out")):
        told = run(*command)
        assert told.exit_code == 3
        assert (
            "leads-002 (team leads, contract full): at least 38 paid hours are due" in told.stderr
        )
        assert "at most 32 can be given" in told.stderr
        assert "relax availability.csv, min_hours_per_week of full at most 32" in told.stderr
    assert not (tmp_path / "out").exists()
    assert "Hours by team" in run("check", folder).stdout
