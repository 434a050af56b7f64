# ruff: noqa: E501
"""What nothing acts on yet is checked, told, refused, or left out by name; nothing is dropped silently."""

from pathlib import Path

import pytest

from planner.errors import DataError
from planner.folder import check_folder, read_folder, read_plan, refuse_unacted, scenario_names
from planner.folder.raw import RawFolder
from planner.folder.tables import ALL_TABLES
from tests.support.folders import EVERYTHING, SMALL, write_folder

MEETINGS = "activity,minutes,together\nteam meeting,30,yes\n"
UNACTED = {
    "plan.toml": SMALL["plan.toml"]
    + '[staffing]\npooling = "pooled"\nidle_share = 0.5\n[rules]\nlock_days = 9\ncover = 9\n',
}
NAMES = ("staffing.idle_share", "rules.lock_days")


def test_unacted_things_are_listed_with_their_stage(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, UNACTED))
    assert {(item.name, item.stage) for item in plan.unacted} == {(name, "plan") for name in NAMES}
    for stage in ("forecast", "require"):
        refuse_unacted(plan, stage)
    with pytest.raises(DataError) as error:
        refuse_unacted(plan, "plan")
    assert (
        "plan.toml, rules.lock_days: only the audit acts on this yet: go on without it by --ignore "
        "rules.lock_days"
    ) in str(error.value)
    assert len(error.value.problems) == 2


def test_the_audit_judges_what_plans_are_not_made_for_yet(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, UNACTED), ignore=["staffing.idle_share"])
    refuse_unacted(plan, "audit")


def test_ignored_things_are_as_though_they_were_not_there(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, UNACTED), ignore=NAMES)
    assert plan.unacted == ()
    assert plan.staffing.idle_share == 0
    assert dict(plan.rules) == {"cover": 9}


def test_an_ignored_name_that_is_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_plan(write_folder(tmp_path, UNACTED), ignore=["rules.lock_day", "premiums"])
    assert str(error.value).splitlines() == [
        f"--ignore: '{name}' is nothing that can be ignored{meant}; could be ignored here: "
        "rules.lock_days"
        for name, meant in [("rules.lock_day", " (rules.lock_days?)"), ("premiums", "")]
    ]


def test_what_plans_act_on_is_not_refused(tmp_path: Path) -> None:
    acted = {
        "off_queue.csv": MEETINGS,
        "plan.toml": SMALL["plan.toml"]
        + "[prices]\nshortage_squared_per_hour = 5\n[rules]\nmin_rest_hours = 9\n",
    }
    refuse_unacted(read_plan(write_folder(tmp_path, acted)), "plan")


def test_unacted_tables_are_checked(tmp_path: Path) -> None:
    checked = check_folder(write_folder(tmp_path, {"off_queue.csv": MEETINGS.replace("30", "0")}))
    assert [str(problem) for problem in checked.errors] == [
        "off_queue.csv row 2, minutes: '0' is out of range: expected a whole number of minutes, at least 1 and at most 1440"
    ]


def test_defaults_are_not_unacted(tmp_path: Path) -> None:
    teams = (
        SMALL["teams.csv"]
        .replace("tier,", "fixed_cost_per_open_hour,")
        .replace("leads,senior", "leads,0")
    )
    assert read_plan(write_folder(tmp_path, {"teams.csv": teams})).unacted == ()


def test_every_acted_table_is_read(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, EVERYTHING))
    sizes = [len(rows) for rows in (plan.markets, plan.profiles, plan.events, plan.time_off, plan.pins,
                                    plan.previous, plan.cover, plan.availability, plan.requests, plan.premiums,
                                    plan.drivers, plan.contact_rates, plan.actuals.start, plan.kpis,
                                    plan.kpi_targets)]  # fmt: skip
    assert sizes == [2, 1, 1, 1, 2, 1, 1, 2, 3, 2, 2, 2, 1, 2, 2]
    ahead = plan.outlook
    assert [len(rows) for rows in (ahead.hiring, ahead.growth, ahead.automation, ahead.satisfaction,
                                   ahead.roster_changes)] == [2, 2, 2, 3, 2]  # fmt: skip


def test_every_declared_column_says_what_it_is() -> None:
    for table in ALL_TABLES.values():
        assert table.about
        for column in table.columns:
            assert column.about, f"{table.name}.{column.name}"
            assert column.kind.expects
            assert set(table.key) <= set(table.column)


SCENARIOS = """
[launch_day]
title = "Launch on 7 April, peak 6x"
changes = [
  { table = "events", add = { event = "launch", kind = "launch", start = "2026-04-07", multiplier = 6 } },
  { table = "queues", where = { tier = "1" }, column = "aht_s", times = 1.15 },
  { table = "teams", where = { team = "manila" }, column = "heads", plus = 20 },
]
[less]
changes = [{ table = "teams", where = { team = "manila" }, remove = true }]
"""


def _read(path: Path, scenarios: str) -> RawFolder:
    return read_folder(write_folder(path, {"scenarios.toml": scenarios}))


def test_scenarios_are_read(tmp_path: Path) -> None:
    raw = _read(tmp_path, SCENARIOS)
    assert scenario_names(raw) == ("launch_day", "less")
    add, times, plus = raw.scenarios[0].changes
    assert add.add == {"event": "launch", "kind": "launch", "start": "2026-04-07", "multiplier": 6}
    assert (times.where, times.column, times.times) == ({"tier": "1"}, "aht_s", 1.15)
    assert plus.plus == 20
    assert raw.scenarios[1].changes[0].remove


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"queues"', '"queue"', "launch_day.changes.1: 'queue' is no table (queues?)"),
        ('"aht_s"', '"aht"', "launch_day.changes.1: 'aht' is no column of queues (aht_s?)"),
        ("times = 1.15", "times = 1, plus = 2", "launch_day.changes.1: expected exactly one of set, times, plus, add, remove"),
        ("times = 1.15", "tims = 1.15", "launch_day.changes.1.tims: is not known (times?)"),
        ("plus = 20", 'plus = "20"', "launch_day.changes.2.plus: Input should be a valid number"),
        ("remove = true", 'column = "heads", remove = true', "less.changes.0: column goes with set, times or plus, and they with it"),
        ("[less]", "changes = 3\n[less]", "is not TOML: "),
    ],
)  # fmt: skip
def test_wrong_scenarios_are_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in SCENARIOS
    checked = check_folder(write_folder(tmp_path, {"scenarios.toml": SCENARIOS.replace(old, new)}))
    assert problem in str(checked.errors[0])
