"""What wishes cost, and who is never held to them."""

from dataclasses import replace

import pytest

from planner.auditing import audit
from planner.domain import Prices, Request
from planner.schedules import Schedule
from tests.support.tiny import flat_needs, previous_of, tiny_plan, tiny_schedule

SHIFTS = ("2027-03-01 08:00 8", "2027-03-02 08:00 8")


def _wish(day: int, want: str, weight: float = 1.0) -> Request:
    monday = tiny_plan().horizon.start
    return Request(agent="ana", date=monday.replace(day=day), want=want, weight=weight)


def test_wishes_are_priced_by_weight_and_stand_apart_from_priced_rules() -> None:
    wishes = (_wish(1, "off", 2.5), _wish(2, "work", 4), _wish(3, "work"), _wish(4, "work", 0))
    plan = tiny_plan(shifts=SHIFTS, requests=wishes, prices=Prices(request=10.0))
    found = audit(plan, tiny_schedule(SHIFTS), flat_needs(plan))
    table = found.violations
    assert table["rule"].tolist() == ["request", "request"]
    assert table["severity"].tolist() == ["priced", "priced"]
    assert table["unit"].tolist() == ["requests", "requests"]
    assert table["amount"].tolist() == [2.5, 1.0]
    assert table["price"].tolist() == [25.0, 10.0]
    assert table["message"].tolist() == [
        "Wishes: ana wishes a day off on Mon 2027-03-01 and has '08:00 8 h'.",
        "Wishes: ana wishes to work on Wed 2027-03-03 and has no shift.",
    ]
    assert (found.request_cost, found.rule_cost, found.hard) == (35.0, 0.0, 0)
    assert found.cost == pytest.approx(found.labour_cost + 35)


def test_the_weeks_before_meet_no_wish_and_dates_elsewhere_do_not_count() -> None:
    plan = tiny_plan(timezone="Asia/Manila", plan_timezone="UTC", shifts=SHIFTS)
    night = previous_of("2027-03-01 01:00 6", timezone="Asia/Manila")
    here = replace(plan, previous=(night,), requests=(_wish(1, "off"), _wish(1, "work")))
    found = audit(here, Schedule(()), flat_needs(plan))
    assert [text.split("wishes ")[1] for text in found.violations["message"]] == [
        "to work on Mon 2027-03-01 and has no shift."
    ]
    elsewhere = replace(plan, requests=(_wish(20, "work"),))
    assert audit(elsewhere, Schedule(()), flat_needs(plan)).violations.empty
