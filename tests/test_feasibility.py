"""What arithmetic shows to be impossible, counted by hand, and what it must not call so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.domain import Availability, Break, Pin, Plan
from planner.errors import InfeasibleError
from planner.feasibility import clashes, refuse_impossible
from planner.folder import read_plan
from planner.reach import Reach
from planner.schedules import Shift
from tests.rules.cases import CASES, Case
from tests.support.tiny import leave_of, previous_of, tiny_plan

DAY, LONG = "2027-03-01 08:00 8", "2027-03-01 08:00 10"
MONDAY = date(2027, 3, 1)
DATA = Path(__file__).parents[1] / "data"
FAULTLESS = [case for case in CASES if {rule for rule, _ in case.expected} <= {"request"}]


def _most(plan: Plan, monday: date = MONDAY) -> float:
    return Reach(plan).most_hours(plan.agents[0], monday)


def _plan(contract: dict[str, Any], shifts: Sequence[str] = (DAY,), **more: Any) -> Plan:
    return tiny_plan(shifts=shifts, contract=contract, **more)


@pytest.mark.parametrize(
    ("contract", "hours"),
    [
        ({}, 70), ({"max_hours_per_week": 38.0}, 38), ({"max_hours_per_week": 37.0}, 36),
        ({"max_hours_per_week": 15.0}, 10), ({"max_hours_per_day": 9.0}, 56),
        ({"max_days_per_week": 3, "max_hours_per_week": 29.0}, 28), ({"max_weekends": 0}, 50),
        ({"max_hours_per_week": 38.0, "max_overtime_hours_per_week": 4.0}, 42),
    ],
)  # fmt: skip
def test_whole_shifts_of_eight_and_ten_hours_add_up(contract: dict[str, Any], hours: float) -> None:
    assert _most(_plan(contract, (DAY, LONG))) == hours


def test_priced_limits_do_not_limit() -> None:
    plan = _plan({"max_hours_per_week": 38.0}, rules={"max_hours_per_week": 5.0})
    assert _most(plan) == 56
    assert Reach(plan, priced_too=True).most_hours(plan.agents[0], MONDAY) == 32


def test_unpaid_breaks_and_clock_changes_count() -> None:
    night = _plan({}, ("2027-10-30 22:00 8",), start="2027-10-25")
    assert _most(night, date(2027, 10, 25)) == 7 * 8 + 1
    meal = Break(minutes=30, paid=False, earliest=240, latest=240)
    pauses = replace(night, shifts=tuple(replace(s, breaks=(meal,)) for s in night.shifts))
    assert _most(pauses, date(2027, 10, 25)) == 7 * 7.5 + 1


def test_leave_employment_pins_and_availability_count() -> None:
    assert _most(_plan({}, time_off=leave_of(("2027-03-01..2027-03-03",)))) == 32
    assert _most(_plan({}, employed=(date(2027, 3, 6), None))) == 16
    pins = (Pin(agent="ana", date=date(2027, 3, 1)), Pin(agent="ana", date=date(2027, 3, 2),
            shift="08:00 8 h", start=480))  # fmt: skip
    assert _most(_plan({}, (DAY, LONG), pins=pins)) == 8 + 5 * 10
    mornings = Availability(agent="ana", weekdays=(0, 2), start=480, end=960)
    assert _most(_plan({}, (DAY, LONG), availability=(mornings,))) == 16


def test_previous_shifts_take_days_and_hours_of_the_week() -> None:
    def before(*texts: str) -> tuple[Shift, ...]:
        return tuple(previous_of(text, timezone="Europe/Berlin") for text in texts)

    shifts = before("2027-03-01 08:00 8", "2027-03-02 08:00 8")
    cut: dict[str, Any] = {"start": "2027-03-03", "days": 5, "previous": shifts}
    assert _most(_plan({"max_hours_per_week": 40.0}, **cut)) == 24
    assert _most(_plan({"max_days_per_week": 4}, **cut)) == 16


def test_a_person_whose_available_time_cannot_hold_the_minimum_is_named() -> None:
    window = Availability(agent="ana", weekdays=(0, 1, 2), start=480, end=960)
    plan = _plan({"min_hours_per_week": 40.0}, availability=(window,), days=14)
    found = clashes(plan)
    assert [(clash.due, clash.reach, clash.day.day) for clash in found] == [
        (40.0, 24.0, 1), (40.0, 24.0, 8)
    ]  # fmt: skip
    with pytest.raises(InfeasibleError) as error:
        refuse_impossible(plan)
    assert error.value.clash[0] == (
        "ana (team team, contract rules): at least 40 paid hours are due in the week from "
        "Mon 2027-03-01, at most 24 can be given. The same holds for Mon 2027-03-08."
    )
    assert error.value.remedy == (
        "For ana any one of these: relax availability.csv, min_hours_per_week of rules at most 24, "
        "more or longer shifts in shifts.csv."
    )


def test_people_with_the_same_clash_are_told_together() -> None:
    plan = _plan(
        {"min_hours_per_week": 40.0, "max_days_per_week": 4}, people=tuple("abcdefghijkl"), days=3
    )  # fmt: skip
    assert clashes(plan) == ()
    (clash,) = clashes(replace(plan, horizon=replace(plan.horizon, days=7)))
    assert clash.who == tuple("abcdefghijkl")
    assert clash.sentence.endswith(" The same holds for b, c, d, e, f, g, h, i and 3 more.")
    assert "relax max_days_per_week" in clash.remedy


def test_a_minimum_that_is_priced_or_a_floor_of_pay_is_no_clash() -> None:
    contract = {"min_hours_per_week": 40.0, "max_days_per_week": 4}
    assert len(clashes(_plan(contract))) == 1
    assert clashes(_plan(contract, rules={"min_hours_per_week": 3.0})) == ()
    assert clashes(_plan({**contract, "guaranteed_pay": True})) == ()


def test_commitments_and_ceilings_of_teams_are_held_against_their_people() -> None:
    people = ("ana", "bob")
    plan = _plan(
        {"min_hours_per_week": 24.0, "max_days_per_week": 5}, people=people, start="2027-03-03",
        days=5, team={"min_paid_hours_per_week": 120.0, "max_paid_hours_per_week": 120.0},
    )  # fmt: skip
    (committed,) = clashes(plan)
    assert (committed.due, committed.reach) == pytest.approx((120 * 5 / 7, 80))
    assert committed.remedy == (
        "Give team team more people, or a min_paid_hours_per_week of at most 112, or put a price "
        "for min_paid_hours_per_week under [rules] in plan.toml."
    )
    low = replace(
        plan, teams=(replace(plan.teams[0], max_paid_hours_per_week=30.0),),
        rules={"min_paid_hours_per_week": 1.0},
    )  # fmt: skip
    (capped,) = clashes(low)
    assert (capped.due, capped.reach) == pytest.approx((2 * 24.0, 30))
    assert "Team team may be given at most 30 paid hours a week" in capped.sentence


@pytest.mark.parametrize("case", FAULTLESS, ids=lambda case: str(case.name))
def test_a_schedule_without_fault_is_within_reach(case: Case) -> None:
    plan = case.plan()
    assert clashes(plan) == ()
    reach = Reach(plan)
    own = [shift for shift in case.schedule().shifts if shift.date in plan.horizon.dates()]
    given = sum(shift.paid_hours for shift in own)
    assert given <= sum(reach.most_hours(plan.agents[0], day) for day in reach.mondays()) + 1e-9


@pytest.mark.parametrize("name", ["corner_shop", "follow_the_sun"])
def test_the_examples_are_within_reach(name: str) -> None:
    assert clashes(read_plan(DATA / name)) == ()
