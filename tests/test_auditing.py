"""Costs, hours and the table of violations of a whole audit."""

from dataclasses import replace

import pytest

from planner.auditing import VIOLATION_COLUMNS, audit
from planner.clock import WeeklyWindow
from planner.domain import Cover, Prices
from planner.schedules import Schedule, schedule_of
from tests.support.tiny import flat_needs, previous_of, shift_of, tiny_plan, tiny_schedule

SHIFTS = ("2027-03-01 08:00 8", "2027-03-02 08:00 8")


def test_cost_is_the_sum_of_six_parts_that_can_be_checked_by_hand() -> None:
    plan = tiny_plan(
        shifts=SHIFTS, interval_minutes=60,
        team={"fixed_cost_per_week": 700.0, "productivity": 0.5},
        prices=Prices(shortage_per_hour=90, shortage_squared_per_hour=10, surplus_per_hour=2),
        days=14,
    )  # fmt: skip
    needs = flat_needs(plan, 0.0)
    needs.loc[8, "required_real"] = 2.0
    result = audit(plan, tiny_schedule(SHIFTS), needs)
    assert result.labour_cost == pytest.approx(16 * 20)
    assert result.fixed_cost == pytest.approx(1400)
    assert result.short_hours == pytest.approx(1.5)
    assert result.shortage_cost == pytest.approx(90 * 1.5 + 10 * 1.5**2)
    assert result.surplus_hours == pytest.approx(15 * 0.5)
    assert result.surplus_cost == pytest.approx(15)
    assert (result.required_hours, result.covered_hours) == pytest.approx((2, 8))
    assert result.paid_hours == pytest.approx(16)
    assert (result.rule_cost, result.request_cost, result.hard) == (0, 0, 0)
    assert result.cost == pytest.approx(320 + 1400 + 157.5 + 15)


def test_teams_billed_by_productive_time_pay_for_work_alone() -> None:
    plan = tiny_plan(shifts=SHIFTS, team={"billed": "productive"})
    whole = tiny_schedule(SHIFTS)
    first = whole.shifts[0]
    nothing = replace(first, activities=(replace(first.activities[0], activity="break", queue=""),))
    assert audit(plan, whole, flat_needs(plan)).labour_cost == pytest.approx(320)
    half = Schedule((nothing, whole.shifts[1]))
    assert audit(plan, half, flat_needs(plan)).labour_cost == pytest.approx(160)


def test_minimum_cover_is_priced_and_sums_hours_of_missing_people() -> None:
    row = Cover(
        cover="two by day", timezone="Europe/Berlin", min=2,
        window=WeeklyWindow(weekdays=(0, 1), start=465, end=960),
    )  # fmt: skip
    plan = tiny_plan(shifts=SHIFTS[:1], interval_minutes=30, cover=(row,))
    result = audit(plan, tiny_schedule(SHIFTS[:1]), flat_needs(plan))
    table = result.violations
    assert table["rule"].tolist() == ["cover", "cover"]
    assert table["severity"].tolist() == ["priced", "priced"]
    assert table["date"].tolist() == ["2027-03-01", "2027-03-02"]
    assert table["amount"].tolist() == pytest.approx([8.0 + 0.5, 2 * 8.25])
    assert table["price"].tolist() == pytest.approx([180 * 8.5, 180 * 16.5])
    assert "07:30" in table["message"][0]
    assert "08:00" in table["message"][1]
    assert result.rule_cost == pytest.approx(180 * 25)
    assert result.hard == 0


def test_cover_counts_the_right_people_and_previous_shifts() -> None:
    everyday = WeeklyWindow(start=0, end=360)
    rows = (
        Cover(cover="seniors", timezone="Europe/Berlin", min=1, tiers=("senior",), window=everyday),
        Cover(cover="anybody", timezone="Europe/Berlin", min=1, window=everyday),
    )
    previous = (previous_of("2027-02-28 22:00 8", timezone="Europe/Berlin"),)
    plan = tiny_plan(days=1, cover=rows, previous=previous)
    seniors = replace(plan, agents=tuple(replace(a, tier="senior") for a in plan.agents))
    assert audit(plan, Schedule(()), flat_needs(plan)).violations["amount"].tolist() == [6.0]
    assert audit(seniors, Schedule(()), flat_needs(plan)).violations.empty


def test_hard_breaches_cost_nothing_and_a_priced_rule_its_amount() -> None:
    shifts = ("2027-03-01 14:00 8", "2027-03-02 07:00 8")
    plan = tiny_plan(shifts=shifts, contract={"min_rest_hours": 11})
    hard = audit(plan, tiny_schedule(shifts), flat_needs(plan))
    assert tuple(hard.violations.columns) == VIOLATION_COLUMNS
    row = hard.violations.iloc[0]
    assert (row["rule"], row["severity"], row["agent"], row["price"]) == (
        "min_rest_hours", "hard", "ana", 0.0,
    )  # fmt: skip
    assert (hard.hard, hard.rule_cost) == (1, 0.0)
    priced = audit(
        replace(plan, rules={"min_rest_hours": 30.0}), tiny_schedule(shifts), flat_needs(plan)
    )
    assert priced.hard == 0
    assert priced.rule_cost == pytest.approx(60.0)


def test_strangers_are_named_paid_like_their_team_and_cover_nothing() -> None:
    plan = tiny_plan(shifts=SHIFTS)
    stranger = replace(shift_of(SHIFTS[0], timezone="Europe/Berlin"), agent="nobody")
    result = audit(plan, schedule_of([stranger]), flat_needs(plan))
    assert result.violations["rule"].tolist() == ["agent"]
    assert (result.labour_cost, result.covered_hours) == (160.0, 0.0)


def test_one_more_person_never_costs_more_shortage() -> None:
    plan = tiny_plan(shifts=SHIFTS, people=("ana", "ben"))
    needs = flat_needs(plan, 1.6)
    one = [shift_of(text, timezone="Europe/Berlin") for text in SHIFTS]
    two = [*one, *(shift_of(text, agent="ben", timezone="Europe/Berlin") for text in SHIFTS)]
    less, more = (audit(plan, schedule_of(shifts), needs) for shifts in (one, two))
    assert more.shortage_cost == pytest.approx(less.shortage_cost - 90 * 16 * 0.6)
    assert more.surplus_hours == pytest.approx(16 * 0.4)
