"""Even split of unpopular hours, counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.auditing import audit
from planner.domain import Plan, Prices
from planner.rules.fairness import fair_shares, unpopular_hours
from planner.schedules import Schedule
from tests.support.tiny import flat_needs, leave_of, previous_of, shift_of, tiny_plan, tiny_schedule

BERLIN = "Europe/Berlin"
NIGHT = "2027-03-01 22:00 8"


def _plan(**more: Any) -> Plan:
    prices = Prices(unfairness=more.pop("price", 10.0))
    shifts = more.pop("shifts", (NIGHT,))
    return tiny_plan(shifts=shifts, people=("ana", "ben"), prices=prices, **more)


@pytest.mark.parametrize(
    ("shift", "start", "country", "hours"),
    [
        (NIGHT, "2027-03-01", "", 7),
        ("2027-03-01 08:00 8", "2027-03-01", "", 0),
        ("2027-03-01 04:00 8", "2027-03-01", "", 2),
        ("2027-03-05 22:00 8", "2027-03-01", "", 7),
        ("2027-03-06 08:00 8", "2027-03-01", "", 8),
        ("2027-03-07 22:00 8", "2027-03-01", "", 8),
        ("2027-03-27 22:00 8", "2027-03-22", "", 7),
        ("2027-10-30 22:00 8", "2027-10-25", "", 9),
        ("2027-03-26 08:00 8", "2027-03-22", "", 0),
        ("2027-03-26 08:00 8", "2027-03-22", "DE", 8),
        ("2027-03-25 22:00 8", "2027-03-22", "DE", 7),
        ("2027-06-26 08:00 8", "2027-03-22", "", 8),
    ],
)
def test_unpopular_hours_are_nights_weekends_and_holidays_each_once(
    shift: str, start: str, country: str, hours: float
) -> None:
    plan = _plan(start=start, team={"country": country})
    assert unpopular_hours(plan, tiny_schedule((shift,))) == {"ana": hours, "ben": 0}


def test_hours_above_the_mean_have_a_price() -> None:
    plan = _plan()
    found = audit(plan, tiny_schedule((NIGHT,)), flat_needs(plan))
    (row,) = found.violations.to_dict("records")
    assert (row["rule"], row["severity"], row["agent"], row["unit"]) == (
        "unfairness", "priced", "ana", "hours",
    )  # fmt: skip
    assert (row["amount"], row["price"], found.rule_cost) == (3.5, 35, 35)
    assert row["message"] == (
        "Even split of unpopular hours: ana has 7 h at night, on weekends and public holidays from "
        "Mon 2027-03-01 on, 3.5 h are an even share of team 'team'."
    )


def test_without_a_price_or_with_an_even_split_there_is_nothing() -> None:
    plan = _plan(price=0.0)
    assert audit(plan, tiny_schedule((NIGHT,)), flat_needs(plan)).violations.empty
    both = Schedule(tuple(shift_of(NIGHT, agent=who, timezone=BERLIN) for who in ("ana", "ben")))
    even = _plan()
    assert audit(even, both, flat_needs(even)).violations.empty


def test_fair_shares_follow_the_days_people_can_be_planned() -> None:
    plan = _plan(days=14, time_off=leave_of(("2027-03-01..2027-03-07",), "ben"))
    hours = unpopular_hours(plan, tiny_schedule((NIGHT,)))
    assert fair_shares(plan, hours) == pytest.approx({"ana": 7 * 14 / 21, "ben": 7 * 7 / 21})
    ana, ben = plan.agents
    later = replace(plan, agents=(ana, replace(ben, start_date=date(2027, 3, 15))), time_off=())
    assert fair_shares(later, hours) == {"ana": 7, "ben": 0}


def test_people_of_another_contract_are_not_compared() -> None:
    plan = _plan()
    ana, ben = plan.agents
    other = replace(plan.contracts[0], contract="other")
    apart = replace(
        plan, agents=(ana, replace(ben, contract="other")), contracts=(*plan.contracts, other)
    )
    assert audit(apart, tiny_schedule((NIGHT,)), flat_needs(apart)).violations.empty


def test_previous_nights_are_not_of_this_split() -> None:
    plan = _plan(previous=(previous_of("2027-02-28 22:00 8", timezone=BERLIN),))
    assert audit(plan, Schedule(()), flat_needs(plan)).violations.empty


def test_where_nobody_can_be_planned_nobody_has_a_share() -> None:
    gone = (date(2027, 1, 1), date(2027, 1, 31))
    assert fair_shares(_plan(employed=gone), {"ana": 3.0, "ben": 1.0}) == {"ana": 0.0, "ben": 0.0}
