"""Costs, hours and the table of violations of a whole audit."""

from dataclasses import replace
from datetime import date

import pytest

from planner.auditing import VIOLATION_COLUMNS, audit
from planner.clock import WeeklyWindow
from planner.domain import Cover, Prices
from planner.schedules import Schedule, schedule_of
from tests.support.tiny import flat_needs, previous_of, shift_of, tiny_plan, tiny_schedule

SHIFTS = ("2027-03-01 08:00 8", "2027-03-02 08:00 8")


@pytest.mark.parametrize("interval", [15, 60])
def test_cost_is_the_sum_of_six_parts_that_can_be_checked_by_hand(interval: int) -> None:
    """Hours are the same however the day is cut."""
    plan = tiny_plan(
        shifts=SHIFTS, interval_minutes=interval,
        team={"fixed_cost_per_week": 700.0, "productivity": 0.5},
        prices=Prices(shortage_per_hour=90, shortage_squared_per_hour=10, surplus_per_hour=2),
        days=14,
    )  # fmt: skip
    needs = flat_needs(plan, 0.0)
    an_hour = 60 // interval
    needs.loc[8 * an_hour : 9 * an_hour - 1, "required_real"] = 2.0
    result = audit(plan, tiny_schedule(SHIFTS), needs)
    assert result.labour_cost == pytest.approx(16 * 20)
    assert result.fixed_cost == pytest.approx(1400)
    assert result.short_hours == pytest.approx(1.5)
    assert result.shortage_cost == pytest.approx(90 * 1.5 + 10 * 1.5**2)
    assert result.surplus_hours == pytest.approx(15 * 0.5)
    assert result.surplus_cost == pytest.approx(15)
    assert (result.required_hours, result.covered_hours) == pytest.approx((2, 8))
    assert result.floor_hours == pytest.approx(0)
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


OPEN = {"fixed_cost_per_open_hour": 5.0}


def test_open_hours_are_elapsed_time_with_anyone_on_shift() -> None:
    early, late = "2027-10-30 14:00 8", "2027-10-30 22:00 8"
    plan = tiny_plan(
        start="2027-10-25", shifts=(early, late), people=("ana", "bob"),
        team={**OPEN, "fixed_cost_per_week": 70.0},
    )  # fmt: skip
    both = [shift_of(early, timezone="Europe/Berlin")]
    both.append(shift_of("2027-10-30 16:00 8", agent="bob", timezone="Europe/Berlin"))
    assert audit(plan, Schedule(()), flat_needs(plan)).fixed_cost == pytest.approx(70)
    found = audit(plan, schedule_of(both), flat_needs(plan))
    assert found.fixed_cost == pytest.approx(70 + 5 * 10)
    night = schedule_of([shift_of(late, timezone="Europe/Berlin")])
    assert audit(plan, night, flat_needs(plan)).fixed_cost == pytest.approx(70 + 5 * 9)


def test_open_hours_are_those_of_the_horizon_previous_shifts_included() -> None:
    last, first = "2027-03-07 20:00 8", "2027-02-28 22:00 8"
    plan = tiny_plan(
        shifts=(last,), team=OPEN, previous=(previous_of(first, timezone="Europe/Berlin"),)
    )  # fmt: skip
    found = audit(plan, tiny_schedule((last,)), flat_needs(plan))
    assert found.fixed_cost == pytest.approx(5 * (6 + 4))


def test_maximum_cover_is_hard_unless_cover_is_priced_and_minimum_cover_is_not() -> None:
    window = WeeklyWindow(weekdays=(0,), start=7 * 60, end=16 * 60)
    row = Cover(cover="one", timezone="Europe/Berlin", min=1, max=0, window=window)
    plan = tiny_plan(shifts=SHIFTS[:1], cover=(row,))
    found = audit(plan, tiny_schedule(SHIFTS[:1]), flat_needs(plan))
    told = found.violations[["rule", "severity", "amount", "price"]].to_numpy().tolist()
    assert told == [["cover", "priced", 1.0, 180.0], ["cover", "hard", 8.0, 0.0]]
    assert found.violations["message"].tolist() == [
        "Minimum cover: 'one' misses 1 agent-hours on Mon 2027-03-01 (Europe/Berlin), first at "
        "07:00; at 07:00 0 of 1 people are at work.",
        "Maximum cover: 'one' is exceeded by 8 agent-hours on Mon 2027-03-01 (Europe/Berlin), "
        "first at 08:00; at work at 08:00: 1 person, at most 0.",
    ]
    priced = audit(
        replace(plan, rules={"cover": 7.0}), tiny_schedule(SHIFTS[:1]), flat_needs(plan)
    )  # fmt: skip
    assert priced.violations["price"].tolist() == [7.0, 56.0]
    assert (found.hard, priced.hard) == (1, 0)


def test_limits_of_teams_are_hard_unless_priced() -> None:
    crew = {"max_seats": 0, "max_paid_hours_per_week": 10.0, "max_change_per_day": 0}
    plan = tiny_plan(shifts=SHIFTS, team=crew)
    assert audit(plan, tiny_schedule(SHIFTS), flat_needs(plan)).hard == 4
    priced = replace(
        plan, rules={"max_seats": 2.0, "max_paid_hours_per_week": 3.0, "max_change_per_day": 10.0}
    )  # fmt: skip
    found = audit(priced, tiny_schedule(SHIFTS), flat_needs(plan))
    assert found.hard == 0
    assert found.rule_cost == pytest.approx(2 * 16 + 3 * 6 + 10 * 1)


def test_changes_to_a_kept_rota_have_their_price_and_days_before_are_hard() -> None:
    plan = tiny_plan(shifts=SHIFTS, prices=Prices(change=15.0))
    now, needs = tiny_schedule(SHIFTS[1:]), flat_needs(plan)
    kept = tiny_schedule(SHIFTS[:1])
    found = audit(plan, now, needs, keep=kept)
    assert (found.hard, found.rule_cost) == (0, 30.0)
    assert found.cost == pytest.approx(found.labour_cost + 30)
    later = audit(plan, now, needs, keep=kept, since=date(2027, 3, 2))
    assert later.violations["rule"].tolist() == ["keep", "change"]
    assert (later.hard, later.rule_cost) == (1, 15.0)
    assert later.violations["message"].tolist() == [
        "Kept days: ana has no shift on Mon 2027-03-01, kept was '08:00 8 h' at 08:00.",
        "Changes to the kept rota: ana has '08:00 8 h' at 08:00 on Tue 2027-03-02, kept was no "
        "shift.",
    ]
    assert audit(plan, now, needs).violations.empty
