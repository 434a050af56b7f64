"""Changes of raw tables, and scenarios beside the plan as it is."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import planner.optimiser
from planner.changes import changed
from planner.demand import forecast
from planner.domain import Plan
from planner.errors import DataError
from planner.folder import Change, RawFolder, Scenario, build_plan, read_folder, read_plan
from planner.folder import table_text as text_of
from planner.optimiser.results import Progress
from planner.reports import report
from planner.scenarios import chosen, whatif
from planner.staffing import require
from tests.support.folders import EVERYTHING, write_folder
from tests.support.results import result_of, shop_schedule, summary_of

DATA = Path(__file__).parents[1] / "data"
SHOP_SCENARIOS = """\
[busy]
title = "Half as many parcels more"
changes = [
  { table = "queues", where = { queue = "parcels" }, column = "weekly_volume", times = 1.5 },
]

[without_hugo]
changes = [{ table = "agents", where = { agent = "hugo" }, remove = true }]
"""


@pytest.fixture
def raw(tmp_path: Path) -> RawFolder:
    return read_folder(write_folder(tmp_path / "everything", base=EVERYTHING))


def done(raw: RawFolder, **change: Any) -> pd.DataFrame:
    """The changed table after one change."""
    one = Change.model_validate(change)
    return changed(raw, Scenario(name="s", changes=(one,))).tables[one.table].frame


CHANGES: Mapping[str, tuple[dict[str, Any], str, list[str]]] = {
    "times": ({"column": "weekly_volume", "times": 1.2}, "weekly_volume", ["1080", "72"]),
    "plus": ({"column": "aht_s", "plus": -30}, "aht_s", ["210", "570"]),
    "set": ({"column": "open", "set": "Mon-Fri"}, "open", ["Mon-Fri", "Mon-Fri"]),
    "where": (
        {"where": {"queue": "senior"}, "column": "aht_s", "set": 500}, "aht_s", ["240", "500"],
    ),
    "where, numbers alike": (
        {"where": {"aht_s": 240.0}, "column": "aht_s", "set": 1}, "aht_s", ["1", "600"],
    ),
    "a new column": ({"column": "min_agents", "set": 2}, "min_agents", ["2", "2"]),
    "remove": ({"where": {"queue": "senior"}, "remove": True}, "queue", ["calls"]),
    "add": (
        {"add": {"queue": "chat", "channel": "chat", "aht_s": 9.5}}, "aht_s", ["240", "600", "9.5"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_does_what_it_says(raw: RawFolder, case: str) -> None:
    change, column, cells = CHANGES[case]
    assert done(raw, table="queues", **change)[column].tolist() == cells


def test_heads_stay_whole(raw: RawFolder) -> None:
    assert done(raw, table="teams", column="heads", times=1.3)["heads"].tolist() == ["8", "3"]


def test_blank_cells_stay_blank(raw: RawFolder) -> None:
    markets = done(raw, table="markets", column="weekly_volume", times=2)
    assert markets["weekly_volume"].tolist() == ["1200", ""]


def test_an_added_row_makes_the_table(tmp_path: Path) -> None:
    raw = read_folder(write_folder(tmp_path / "small"))
    events = done(raw, table="events", add={"event": "x", "kind": "launch", "start": "2027-03-02"})
    assert events["event"].tolist() == ["x"]


def test_the_given_tables_stay_as_they_are(raw: RawFolder) -> None:
    before = {name: table.frame.copy() for name, table in raw.tables.items()}
    for change, _, _ in CHANGES.values():
        done(raw, table="queues", **change)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(raw.tables[name].frame, frame)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"where": {"queue": "nobody"}, "column": "aht_s", "times": 2},
            "hits no row of queues.csv",
        ),
        ({"column": "patience_s", "times": 2}, "every cell is blank"),
    ],
)
def test_a_change_that_does_nothing_is_a_problem(
    raw: RawFolder, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(DataError, match=said) as found:
        done(raw, table="queues", **change)
    assert found.value.problems[0].column == "s.changes.0"


def test_unknown_scenarios_are_named_with_what_was_meant(raw: RawFolder) -> None:
    with pytest.raises(DataError, match=r"'mor' is no scenario.*more"):
        chosen(raw, ["mor"])


def test_a_scenario_that_spoils_the_plan_says_whose_change_it_was(raw: RawFolder) -> None:
    spoilt = Scenario(
        name="spoilt",
        changes=(Change(table="queues", column="service_level", set=3),),
    )
    with pytest.raises(DataError, match=r"queues\.csv as changed by \[spoilt\] row 2"):
        whatif(replace(raw, scenarios=(spoilt,)))


def required_hours(plan: Plan) -> float:
    needs = require(plan, forecast(plan))
    return float(needs["required_real"].sum()) * plan.horizon.interval_minutes / 60


def test_the_scenarios_of_the_example_do_what_their_titles_say() -> None:
    raw = read_folder(DATA / "follow_the_sun")
    plans = {s.name: build_plan(changed(raw, s))[0] for s in raw.scenarios}
    base = build_plan(raw)[0]
    hours = {name: required_hours(plan) for name, plan in plans.items()}
    assert hours["launch_day"] > 1.02 * required_hours(base)
    assert hours["more_volume"] > 1.1 * required_hours(base)
    assert {agent.team for agent in base.agents} - {
        agent.team for agent in plans["manila_lost"].agents
    } == {"manila"}
    assert hours["manila_lost"] == required_hours(base)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The corner shop with scenarios and a rota made by hand in ``out``."""
    base = {path.name: path.read_text() for path in (DATA / "corner_shop").iterdir()}
    folder = write_folder(tmp_path / "shop", {"scenarios.toml": SHOP_SCENARIOS}, base=base)
    plan = read_plan(folder)
    volumes = forecast(plan)
    needs = require(plan, volumes)
    told = report(
        plan, forecast=volumes, needs=needs, result=result_of(plan, shop_schedule(plan), needs)
    )
    (folder / "out").mkdir()
    for name in ("schedule.csv", "activities.csv"):
        table = told.files[name]
        assert isinstance(table, pd.DataFrame)
        (folder / "out" / name).write_text(text_of(table))
    return folder


def test_a_kept_rota_meets_the_new_demand(shop: Path) -> None:
    table = whatif(shop, ["busy"], keep=shop / "out/schedule.csv").table
    base, busy = (table[table["scenario"] == name] for name in ("baseline", "busy"))
    assert table["scenario"].iloc[0] == "baseline"
    paid = [rows["paid_hours"].dropna().tolist() for rows in (base, busy)]
    assert paid[0] == paid[1]
    plan = busy[busy["level"] == "plan"].iloc[0]
    assert plan["required_hours_change"] == pytest.approx(72)
    assert plan["short_hours_change"] > 0
    assert plan["cost_change"] == pytest.approx(90 * plan["short_hours_change"], abs=1e-3)


def test_the_baseline_never_differs_from_itself(shop: Path) -> None:
    table = whatif(shop, keep=shop / "out").table
    changes = table[table["scenario"] == "baseline"].filter(like="_change")
    assert (changes.fillna(0.0) == 0).all(axis=None)


def test_people_whom_a_scenario_takes_away_drop_out_of_the_kept_rota(shop: Path) -> None:
    table = whatif(shop, ["without_hugo"], keep=shop / "out").table
    team = table[(table["level"] == "team") & (table["scenario"] == "without_hugo")].iloc[0]
    assert (team["heads"], team["heads_change"]) == (7, -1)
    assert team["paid_hours_change"] == pytest.approx(-6 * 4)


def test_without_a_rota_teams_stand_side_by_side(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        planner.optimiser, "coverage_plan", lambda plan, *_, **__: summary_of(plan), raising=False
    )
    steps: list[Progress] = []
    compared = whatif(shop, report=steps.append)
    assert [step.phase for step in steps] == [
        "Scenario 1 of 3: The plan as it is", "Scenario 2 of 3: Half as many parcels more",
        "Scenario 3 of 3: without_hugo",
    ]  # fmt: skip
    teams = compared.table[compared.table["level"] == "team"]
    assert teams["scenario"].tolist() == ["baseline", "busy", "without_hugo"]
    assert teams["heads"].tolist() == [8, 8, 7]
    assert teams["fte"].tolist() == [1.0, 1.0, 1.0]
    sides = compared.blocks()["Full-time equivalents by team"]
    assert list(sides.columns) == ["team", "baseline", "busy", "without_hugo"]
    whole = compared.blocks()["Scenarios"].set_index("measure")
    assert [str(value) for value in whole.loc["heads"]] == ["8", "8", "7"]
    assert list(whole.loc["fte"]) == [1.0, 1.0, 1.0]
