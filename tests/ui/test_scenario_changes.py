"""The sliders as changes of the plan folder: the plan they make is what the sliders showed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.changes import changed
from planner.demand import forecast
from planner.domain import Plan
from planner.example_folders import examples
from planner.folder import RawFolder, build_plan, read_folder
from planner.folder.toml_edits import with_scenario
from planner.ui.levers import OUTAGE, Levers, changed_forecast, changed_teams
from planner.ui.scenario_changes import scenario_of

FOLDER = examples()["follow_the_sun"]
EVERYTHING = Levers(
    volume=1.2, handle_time=1.1, deflection=0.05, shrinkage=0.03, absence=0.02, surge=2.5,
    start=date(2027, 3, 9), heads=(("dublin", -2), ("manila", 20), ("denver", 1)),
)  # fmt: skip


@pytest.fixture(scope="module")
def raw() -> RawFolder:
    return read_folder(FOLDER)


@pytest.fixture(scope="module")
def plan(raw: RawFolder) -> Plan:
    return build_plan(raw)[0]


def planned(raw: RawFolder, plan: Plan, levers: Levers) -> Plan:
    made, _ = build_plan(changed(raw, scenario_of(plan, levers, name="x", title="X")))
    return made


def test_the_plan_of_the_sliders_has_their_contacts(raw: RawFolder, plan: Plan) -> None:
    outage = replace(EVERYTHING, surge_kind=OUTAGE, outage_hours=5, heads=())
    for levers in (EVERYTHING, outage, replace(outage, queue="voice_de")):
        shown = changed_forecast(plan, forecast(plan), levers)
        made = forecast(planned(raw, plan, levers))
        assert made["mean"].sum() == pytest.approx(shown["mean"].sum(), rel=2e-3)
        assert made["mean"].to_numpy() == pytest.approx(shown["mean"].to_numpy(), rel=0.03)
        assert made["aht_s"].to_numpy() == pytest.approx(shown["aht_s"].to_numpy(), rel=1e-6)


def test_the_plan_of_the_sliders_has_their_people(raw: RawFolder, plan: Plan) -> None:
    made = planned(raw, plan, EVERYTHING)
    count = {name: sum(a.team == name for a in made.agents) for name in plan.team}
    before = {name: sum(a.team == name for a in plan.agents) for name in plan.team}
    more = {name: count[name] - before[name] for name in count if count[name] != before[name]}
    assert more == {"dublin": -2, "manila": 20, "denver": 1}
    shares = {team.team: (team.shrinkage, team.absence) for team in made.teams}
    told = changed_teams(plan, EVERYTHING).teams
    assert shares == {t.team: pytest.approx((t.shrinkage, t.absence)) for t in told}


def test_people_who_go_are_named_nowhere_any_more(raw: RawFolder, plan: Plan) -> None:
    heads = tuple((team, -10) for team in ("dublin", "denver", "singapore"))
    made = planned(raw, plan, Levers(heads=heads))
    assert len(made.agents) == len(plan.agents) - 30
    assert {row.agent for row in made.time_off} <= set(made.agent)


def test_a_scenario_that_is_kept_reads_as_it_was_meant(raw: RawFolder, plan: Plan) -> None:
    scenario = scenario_of(plan, EVERYTHING, name="what_if_1", title="Twenty at night")
    kept = with_scenario(raw, scenario)
    assert not kept.problems
    assert kept.scenarios[-1] == scenario
    assert [s.name for s in kept.scenarios[:-1]] == [s.name for s in raw.scenarios]
    assert Path(kept.path) == Path(raw.path)
