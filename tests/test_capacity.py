"""Hours available against hours needed, checked by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.capacity import hours_available
from planner.demand import forecast
from planner.domain import Availability, Break, Staffing, TimeOff
from planner.folder import read_plan
from planner.staffing import require
from tests.support.tiny import daily, flat_needs, tiny_plan

SHOP = Path(__file__).parents[1] / "data/corner_shop"
DAY = "2027-03-01 08:00 8"


def test_the_corner_shop_comes_out_as_its_readme_says() -> None:
    plan = read_plan(SHOP)
    found = hours_available(plan, require(plan, forecast(plan)))
    week = found.weeks.iloc[0]
    assert week["available_paid_hours"] == 7 * 30 + 24
    assert week["needed_hours"] == pytest.approx(216)
    opening = found.hours.set_index("hour")
    assert opening.loc[8, "peak_agents"] == pytest.approx(3)
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
        ({"max_hours_per_week": 38.0}, 32), ({"max_days_per_week": 4}, 32),
        ({"max_hours_per_day": 6.0}, 0), ({"max_weekends": 0}, 40), ({}, 56),
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


def test_what_a_queue_needs_is_shared_by_the_hours_its_teams_have_left() -> None:
    base = tiny_plan(shifts=[DAY], people=("ana", "bob", "cem"))
    night = replace(base.queues[0], queue="night")
    nobody = replace(base.queues[0], queue="nobody")
    pair, alone = base.teams[0], replace(base.teams[0], team="alone", queues=("help", "night"))
    agents = (
        *base.agents[:2],
        replace(base.agents[2], team="alone", queues=alone.queues),
    )
    plan = replace(base, queues=(base.queues[0], night, nobody), teams=(pair, alone), agents=agents)
    needs = flat_needs(plan, {"help": 0.3, "night": 0.1, "nobody": 1.0})
    found = hours_available(plan, needs)
    table = found.by_team.set_index("team")
    assert table["available_hours"].tolist() == [2 * 56, 56]
    assert table["needed_hours"].tolist() == pytest.approx(
        [50.4 * 112 / (112 + 39.2), 16.8 + 50.4 * 39.2 / (112 + 39.2)]
    )
    assert found.weeks["needed_hours"].tolist() == [pytest.approx(168 * 1.4)]


def test_pooled_queues_are_needed_together() -> None:
    base = tiny_plan(shifts=[DAY], queue={"min_agents": 1})
    chat = replace(base.queues[0], queue="chat", channel="chat", min_agents=0)
    agents = tuple(replace(agent, queues=("help", "chat")) for agent in base.agents)
    plan = replace(
        base, queues=(*base.queues, chat), agents=agents, staffing=Staffing(pooling="pooled")
    )
    needs = flat_needs(plan, {"help": 1.5, "chat": 1.5, "help|chat": 2.0})
    assert hours_available(plan, needs).weeks["needed_hours"].tolist() == [336]


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


def test_availability_seats_and_ceilings_take_hours_away() -> None:
    mornings = Availability(agent="ana", weekdays=(0, 1), start=8 * 60, end=16 * 60)
    plan = tiny_plan(
        shifts=[DAY], people=("ana", "bob", "cem"), availability=(mornings,),
        team={"max_seats": 2, "max_paid_hours_per_week": 100.0},
    )  # fmt: skip
    found = hours_available(plan, flat_needs(plan))
    assert found.teams["available_paid_hours"].tolist() == [pytest.approx(100)]
    assert found.hours.set_index("hour").loc[9, "available_agents"] == 2
    two = replace(plan, agents=plan.agents[:2], teams=(replace(plan.teams[0], max_seats=None),))
    found = hours_available(two, flat_needs(plan))
    assert found.teams["available_paid_hours"].tolist() == [16 + 56]
    assert found.hours.set_index("hour").loc[9, "available_agents"] == pytest.approx(1 + 2 / 7)
