"""Four plans of one week, each starting from the one before, against the rules of four weeks."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from tests.support.folders import write_folder

WEEKS = ("2027-03-08", "2027-03-15", "2027-03-22", "2027-03-29")
"""The clocks change in the third."""
TABLES = {
    "queues.csv": "queue,channel,aht_s,weekly_volume,min_agents\nhelp,voice,300,600,1\n",
    "teams.csv": (
        "team,timezone,queues,contract,heads,hourly_cost\nberlin,Europe/Berlin,help,full,6,20\n"
    ),
    "contracts.csv": (
        "contract,max_hours_per_week,max_days_per_week,max_consecutive_days,"
        "min_consecutive_days_off,min_rest_hours,max_consecutive_nights\nfull,40,5,5,2,11,3\n"
    ),
    "shifts.csv": (
        "shift,start_from,start_to,start_step_minutes,length_minutes\n"
        "day,06:00,14:00,240,480\nnight,22:00,22:00,,480\n"
    ),
}
ACROSS = {"min_rest_hours", "max_consecutive_days", "max_consecutive_nights", "overlap",
          "min_consecutive_days_off"}  # fmt: skip


def plan_toml(start: str, weeks: int) -> str:
    return (
        f'name = "Seams"\nstart = {start}\nweeks = {weeks}\ntimezone = "Europe/Berlin"\n'
        "interval_minutes = 60\n"
    )


def run(*words: object) -> None:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def four_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four schedules one after the other, as one of four weeks."""
    place = tmp_path_factory.mktemp("seams")
    done: list[pd.DataFrame] = []
    parts: list[pd.DataFrame] = []
    for start in WEEKS:
        tables: dict[str, str | bytes | None] = {"plan.toml": plan_toml(start, 1), **TABLES}
        if done:
            tables["previous.csv"] = pd.concat(done).to_csv(index=False)
        folder, out = write_folder(place / start, tables, base={}), place / f"out-{start}"
        run("plan", folder, "--out", out, "--seconds", 2, "--workers", 1)
        assert json.loads((out / "summary.json").read_text())["hard_violations"] == 0
        done.append(pd.read_csv(out / "schedule.csv", dtype=str))
        parts.append(pd.read_csv(out / "activities.csv", dtype=str))
    whole = place / "whole"
    write_folder(whole, {"plan.toml": plan_toml(WEEKS[0], 4), **TABLES}, base={})
    pd.concat(done).to_csv(place / "schedule.csv", index=False)
    pd.concat(parts).to_csv(place / "activities.csv", index=False)
    return place


def test_four_weeks_one_by_one_break_no_rule_of_the_whole(four_weeks: Path) -> None:
    run("audit", four_weeks / "whole", four_weeks / "schedule.csv", "--out", four_weeks / "audited")
    found = pd.read_csv(four_weeks / "audited" / "violations.csv")
    assert found[found["severity"] == "hard"].to_dict("records") == []
    assert len(pd.read_csv(four_weeks / "schedule.csv")) > 60


def test_without_the_week_before_the_seams_would_break(four_weeks: Path) -> None:
    """The same weeks shuffled: the test above can fail."""
    table = pd.read_csv(four_weeks / "schedule.csv", dtype=str)
    names = sorted(table["agent"].unique())
    later = table["date"] >= WEEKS[2]
    swapped = dict(zip(names, names[1:] + names[:1], strict=True))
    table.loc[later, "agent"] = table.loc[later, "agent"].map(swapped)
    table.to_csv(four_weeks / "swapped.csv", index=False)
    run("audit", four_weeks / "whole", four_weeks / "swapped.csv", "--out", four_weeks / "shuffled")
    found = pd.read_csv(four_weeks / "shuffled" / "violations.csv")
    assert set(found.loc[found["severity"] == "hard", "rule"]) & ACROSS
