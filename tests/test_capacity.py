"""Hours available against hours needed, checked by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.capacity import hours_available
from planner.demand import forecast
from planner.domain import Break, TimeOff
from planner.folder import read_plan
from planner.staffing import require
from tests.support.tiny import daily, flat_needs, tiny_plan

SHOP = Path(__file__).parents[1] / "data/corner_shop"
DAY = "2027-03-01 08:00 8"


def test_the_corner_shop_comes_out_as_its_readme_says() -> None:
    plan = read_plan(SHOP)
    found = hours_available(plan, require(plan, forecast(plan)))
    week = found.weeks.iloc[0]
    assert week["available_paid_hours"] == 8 * 30
    assert week["needed_hours"] == pytest.approx(216)
    opening = found.hours.set_index("hour")
    assert opening.loc[8, "peak_agents"] == 3
    assert opening.loc[7, "available_agents"] == 0


def test_leave_and_employment_take_days_away() -> None:
    leave = (TimeOff(agent="ana", first=date(2027, 3, 1), last=date(2027, 3, 4)),)
    plan = tiny_plan(shifts=[DAY], people=("ana", "bob"), time_off=leave)
    assert hours_available(plan, flat_needs(plan)).teams["available_paid_hours"].tolist() == [
        3 * 8 + 7 * 8
    ]
    left = tiny_plan(shifts=[DAY], employed=(None, date(2027, 3, 2)))
    assert hours_available(left, flat_needs(left)).teams["available_paid_hours"].tolist() == [16]


def test_contracts_limit_hours_and_days() -> None:
    for contract, hours in (
        ({"max_hours_per_week": 38.0}, 38), ({"max_days_per_week": 4}, 32),
        ({"max_hours_per_day": 6.0}, 42), ({}, 56),
    ):  # fmt: skip
        plan = tiny_plan(shifts=[DAY], contract=contract)
        found = hours_available(plan, flat_needs(plan))
        assert found.teams["available_paid_hours"].tolist() == [hours]


def test_effective_hours_leave_out_breaks_and_shrinkage() -> None:
    plan = tiny_plan(shifts=[DAY], team={"shrinkage": 0.1})
    rest = (Break(minutes=48, paid=True, earliest=120, latest=240),)
    plan = replace(plan, shifts=tuple(replace(shift, breaks=rest) for shift in plan.shifts))
    found = hours_available(plan, flat_needs(plan))
    assert found.teams["available_hours"].tolist() == [pytest.approx(56 * 0.9 * 0.9)]


def test_a_week_that_is_partly_in_the_horizon_counts_in_part() -> None:
    plan = tiny_plan(shifts=[DAY], start="2027-03-04", days=7)
    found = hours_available(plan, flat_needs(plan, 1.0))
    assert found.weeks["week"].tolist() == [date(2027, 3, 1), date(2027, 3, 8)]
    assert found.weeks["available_paid_hours"].tolist() == [4 * 8, 3 * 8]
    assert found.weeks["needed_hours"].tolist() == [pytest.approx(96), pytest.approx(72)]


def test_the_floor_of_a_queue_is_needed_too() -> None:
    plan = tiny_plan(shifts=[DAY], queue={"min_agents": 2, "open": daily("08:00", "16:00")})
    found = hours_available(plan, flat_needs(plan))
    assert found.weeks["needed_hours"].tolist() == [pytest.approx(7 * 16)]
    assert found.hours.set_index("hour").loc[8, "lowest_spare"] == -1


def test_hours_of_the_day_are_the_plans_and_templates_the_teams() -> None:
    plan = tiny_plan(shifts=[DAY], plan_timezone="UTC", timezone="Asia/Kolkata")
    there = hours_available(plan, flat_needs(plan)).hours.set_index("hour")["available_agents"]
    assert there[there > 0].index.tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert there[2] == there[10] == 0.5
