"""The result folder: its files, its sums, and the service of the people really present."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planner.auditing import audit
from planner.demand import forecast
from planner.domain import Plan, Staffing
from planner.folder import read_plan, write_whole
from planner.reports import (
    COST_PARTS,
    Report,
    needs_as_planned,
    orders_table,
    report,
    summary_of,
)
from planner.rules import coverage_table
from planner.schedule_files import read_schedule
from planner.schedules import Schedule
from planner.service import modelled_service_levels
from planner.staffing import erlang, require
from tests.support.results import result_of, shop_schedule
from tests.support.tiny import flat_needs, shift_of, tiny_plan

SHOP = Path(__file__).parents[1] / "data/corner_shop"


@pytest.fixture(scope="module")
def shop() -> Plan:
    return read_plan(SHOP)


@pytest.fixture(scope="module")
def told(shop: Plan) -> Report:
    volumes = forecast(shop)
    needs = require(shop, volumes)
    result = result_of(shop, shop_schedule(shop), needs)
    return report(shop, forecast=volumes, needs=needs, result=result)


def test_every_file_of_the_contract_is_there(told: Report) -> None:
    assert list(told.files) == [
        "forecast.csv", "requirements.csv", "schedule.csv", "activities.csv", "coverage.csv",
        "orders.csv", "violations.csv", "summary.json",
    ]  # fmt: skip


def test_the_six_costs_sum_to_the_cost(told: Report) -> None:
    assert sum(told.summary[name] for name in COST_PARTS) == pytest.approx(told.summary["cost"])
    assert told.summary["gap"] == pytest.approx(0.1)


def test_the_summary_has_the_keys_of_the_contract(told: Report) -> None:
    promised = {
        "status", "cost", "bound", "gap", *COST_PARTS, "required_hours", "covered_hours",
        "short_hours", "surplus_hours", "paid_hours", "seconds", "seed", "version",
        "inputs_sha256", "queues",
    }  # fmt: skip
    assert promised <= set(told.summary)
    assert set(told.summary["queues"]) == {"parcels", "phone"}


def test_the_written_files_are_audited_to_the_same_cost(
    shop: Plan, told: Report, tmp_path: Path
) -> None:
    write_whole(tmp_path / "out", told.files)
    schedule, needs, notes = read_schedule(shop, tmp_path / "out")
    assert needs is not None
    assert notes == ()
    again = audit(shop, schedule, needs)
    stored = json.loads((tmp_path / "out/summary.json").read_text())
    assert again.cost == pytest.approx(stored["cost"], abs=1e-6)
    assert len(again.violations) == len(pd.read_csv(tmp_path / "out/violations.csv"))


def test_local_times_are_written_with_their_offset(told: Report, tmp_path: Path) -> None:
    write_whole(tmp_path / "out", told.files)
    row = pd.read_csv(tmp_path / "out/schedule.csv").iloc[0]
    assert (row["start"], row["local_start"]) == (
        "2027-06-07T07:00:00Z", "2027-06-07T08:00:00+01:00",
    )  # fmt: skip


def test_the_coverage_plans_cost_compares_with_the_schedules(shop: Plan) -> None:
    dear = replace(shop, teams=tuple(replace(t, fixed_cost_per_week=70.0) for t in shop.teams))
    needs = require(dear, forecast(dear))
    result = result_of(dear, shop_schedule(dear), needs)
    found = audit(dear, result.schedule, needs)
    summary = summary_of(dear, found, needs=needs, schedule=result.schedule, result=result)
    assert summary["fixed_cost"] == 70
    assert summary["coverage_plan"]["cost"] == result.coverage_plan.cost + 70


def test_requirements_say_when_the_plan_works_what_can_wait(shop: Plan, told: Report) -> None:
    needs = require(shop, forecast(shop))
    written = told.files["requirements.csv"]
    assert isinstance(written, pd.DataFrame)
    coverage = told.audit.coverage
    mail, phone = needs["queue"] == "parcels", needs["queue"] == "phone"
    assert written["required_real"][mail].tolist() == coverage["required"][mail].tolist()
    assert written["gross"][mail].tolist() == pytest.approx(coverage["required"][mail].tolist())
    assert written["required_real"][mail].tolist() != needs["required_real"][mail].tolist()
    same = [name for name in needs if name not in ("required_real", "required", "gross")]
    pd.testing.assert_frame_equal(written[same], needs[same])
    pd.testing.assert_frame_equal(written[phone], needs[phone])
    again = audit(shop, shop_schedule(shop), written)
    assert again.cost == told.audit.cost


def test_what_the_plan_works_is_written_with_floor_and_shrinkage() -> None:
    plan = tiny_plan(days=1, interval_minutes=60, queue={"channel": "email", "min_agents": 1})
    needs = flat_needs(plan, 2.0).assign(required=2.0, gross=2.5)
    chosen = pd.DataFrame({"required": [0.25, 3.0, *[2.0] * 22]})
    table = needs_as_planned(plan, needs, chosen)
    assert table["required_real"].tolist()[:3] == [0.25, 3.0, 2.0]
    assert table["required"].tolist()[:3] == [1.0, 3.0, 2.0]
    assert table["gross"].tolist()[:3] == pytest.approx([1.25, 3.75, 2.5])


def test_another_cost_than_the_audits_is_a_bug(shop: Plan) -> None:
    volumes = forecast(shop)
    needs = require(shop, volumes)
    result = result_of(shop, shop_schedule(shop), needs)
    wrong = replace(result, cost=result.cost + 1)
    with pytest.raises(AssertionError, match="bug"):
        report(shop, forecast=volumes, needs=needs, result=wrong)


def test_orders_count_people_on_shift_of_outsourced_teams() -> None:
    plan = tiny_plan(shifts=["2027-03-01 08:00 8"], team={"kind": "outsourced"})
    shift = shift_of("2027-03-01 08:15 8", timezone="Europe/Berlin")
    orders = orders_table(plan, Schedule((shift,)))
    assert len(orders) == plan.horizon.intervals
    busy = orders[orders["agents"] > 0]
    assert busy["agents"].sum() / 2 == pytest.approx(8)
    assert busy["agents"].iloc[0] == pytest.approx(0.5)
    assert str(busy["interval_start"].iloc[0]) == "2027-03-01 07:00:00+00:00"


def test_orders_are_empty_without_outsourced_teams(told: Report) -> None:
    assert list(told.files["orders.csv"]) == ["interval_start", "team", "agents"]
    assert len(told.files["orders.csv"]) == 0


def service(plan: Plan, *, volume: float, agents: list[str]) -> dict[str, float]:
    """Modelled service when these people work the first Monday from 08:00 to 16:00."""
    shifts = [
        shift_of("2027-03-01 08:00 8", agent=agent, timezone="Europe/Berlin") for agent in agents
    ]
    needs = flat_needs(plan, 1.0)
    here = needs["interval_start"] == pd.Timestamp("2027-03-01T09:00:00Z")
    needs["volume"] = volume * here
    needs["aht_s"] = 300.0
    needs["erlangs"] = needs["volume"] * 300 / 1800
    return modelled_service_levels(
        plan, needs, coverage_table(plan, Schedule(tuple(shifts)), needs)
    )


def test_service_is_erlangs_of_the_people_present() -> None:
    plan = tiny_plan(people=("ana", "bob", "cas"))
    level = service(plan, volume=6, agents=["ana", "bob"])["help"]
    assert level == pytest.approx(erlang.service_level(1.0, 2.0, aht=300, within=20))


def test_more_people_serve_better_and_none_serve_nobody() -> None:
    plan = tiny_plan(people=("ana", "bob", "cas"))
    levels = [
        service(plan, volume=6, agents=agents)["help"]
        for agents in ([], ["ana", "bob"], ["ana", "bob", "cas"])
    ]
    assert levels[0] == 0
    assert levels[0] < levels[1] < levels[2]


def test_nothing_is_said_of_queues_without_contacts_or_that_can_wait() -> None:
    assert service(tiny_plan(), volume=0, agents=["ana"]) == {}
    assert service(tiny_plan(queue={"channel": "email"}), volume=6, agents=["ana"]) == {}


def test_people_of_a_pooled_group_serve_each_queue_together() -> None:
    """Two queues of half an erlang each and two people who serve both: one erlang for two."""
    base = tiny_plan(people=("ana", "bob"), queue={"patience_s": 120.0})
    chat = replace(base.queues[0], queue="slow", answer_within_s=60.0)
    agents = tuple(replace(agent, queues=("help", "slow")) for agent in base.agents)
    plan = replace(
        base, queues=(*base.queues, chat), agents=agents, staffing=Staffing(pooling="pooled")
    )
    shifts = [
        replace(
            shift, activities=tuple(replace(part, queue="help|slow") for part in shift.activities)
        )
        for agent in ("ana", "bob")
        for shift in [shift_of("2027-03-01 08:00 8", agent=agent, timezone="Europe/Berlin")]
    ]
    needs = flat_needs(plan, {"help": 1.0, "slow": 1.0, "help|slow": 1.5})
    here = needs["interval_start"] == pd.Timestamp("2027-03-01T09:00:00Z")
    single = here & (needs["queue"] != "help|slow")
    needs = needs.assign(volume=3.0 * single, aht_s=300.0, erlangs=0.5 * single)
    levels = modelled_service_levels(plan, needs, coverage_table(plan, Schedule((*shifts,)), needs))
    for name, within in (("help", 20), ("slow", 60)):
        expected = erlang.service_level(1.0, 2.0, aht=300, within=within, patience=120)
        assert levels[name] == pytest.approx(expected)


def test_several_chats_at_once_are_places_not_faster_people() -> None:
    plan = tiny_plan(people=("ana", "bob"), queue={"channel": "chat", "concurrency": 2})
    level = service(plan, volume=6, agents=["ana", "bob"])["help"]
    assert level == pytest.approx(erlang.service_level(1.0, 4.0, aht=300, within=20))


def test_a_summary_without_a_result_claims_no_bound(shop: Plan) -> None:
    needs = require(shop, forecast(shop))
    schedule = shop_schedule(shop)
    summary = summary_of(shop, audit(shop, schedule, needs), needs=needs, schedule=schedule)
    assert "bound" not in summary
    assert summary["shifts"] == len(schedule.shifts)
