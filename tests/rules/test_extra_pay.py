"""Overtime and guaranteed pay, counted by hand at 20 an hour."""

from collections.abc import Mapping
from typing import Any

import pytest

from planner.auditing import Audit, audit
from tests.rules.case import EARLY, NIGHT, days
from tests.support.tiny import flat_needs, leave_of, previous_of, tiny_plan, tiny_schedule

BERLIN = "Europe/Berlin"
WEEKLY = {"max_hours_per_week": 40, "max_overtime_hours_per_week": 8, "overtime_factor": 1.5}
DAILY = {"overtime_after_hours_per_day": 8, "overtime_factor": 1.25}
GUARANTEED = {"min_hours_per_week": 40, "guaranteed_pay": True}


def _audit(
    contract: Mapping[str, Any], shifts: tuple[str, ...], *, previous: tuple[str, ...] = (),
    leave: tuple[str, ...] = (), **more: Any,
) -> Audit:  # fmt: skip
    plan = tiny_plan(
        shifts=shifts, contract=contract, time_off=leave_of(leave),
        previous=tuple(previous_of(text, timezone=BERLIN) for text in previous), **more,
    )  # fmt: skip
    return audit(plan, tiny_schedule(shifts), flat_needs(plan))


@pytest.mark.parametrize(
    ("contract", "shifts", "hours"),
    [
        (WEEKLY, days(1, 5, EARLY), 0),
        (WEEKLY, days(1, 6, EARLY), 8),
        (WEEKLY, days(1, 6, "08:00 9"), 8),
        ({**WEEKLY, "max_overtime_hours_per_week": None}, days(1, 6, EARLY), 0),
        ({**WEEKLY, "overtime_factor": None}, days(1, 6, EARLY), 0),
        ({**WEEKLY, **DAILY, "max_overtime_hours_per_week": 20}, days(1, 6, "08:00 9"), 14 / 2),
        ({**WEEKLY, **DAILY, "max_overtime_hours_per_week": 20}, days(1, 4, "08:00 9"), 4 / 2),
    ],
)
def test_overtime_of_a_week_is_paid_up_to_its_cap(
    contract: Mapping[str, Any], shifts: tuple[str, ...], hours: float
) -> None:
    """Half an hour's pay more for an hour, with the daily contract a quarter."""
    found = _audit(contract, shifts)
    assert found.overtime_cost == pytest.approx(hours * 20 * 0.5)
    assert found.labour_cost == pytest.approx(20 * found.paid_hours + found.overtime_cost)


def test_overtime_of_a_day_is_not_made_good_by_a_short_day() -> None:
    found = _audit(DAILY, ("2027-03-01 08:00 10", "2027-03-02 08:00 4"))
    assert found.overtime_cost == pytest.approx(2 * 20 * 0.25)
    assert found.hard == 0


def test_the_longer_night_makes_an_hour_of_overtime() -> None:
    found = _audit(DAILY, ("2027-10-30 22:00 8",), start="2027-10-25")
    assert found.overtime_cost == pytest.approx(1 * 20 * 0.25)
    shorter = _audit(DAILY, ("2027-03-27 22:00 9",), start="2027-03-22")
    assert shorter.overtime_cost == 0


def test_overtime_of_the_weeks_before_was_paid_before() -> None:
    """50 hours in the week: 10 of overtime, 2 of them in previous shifts already."""
    contract = {**WEEKLY, **DAILY, "max_overtime_hours_per_week": 12}
    found = _audit(
        contract, days(3, 6, EARLY), previous=days(1, 2, "08:00 9"), start="2027-03-03", days=5
    )
    assert found.overtime_cost == pytest.approx(8 * 20 * 0.25)


def test_guaranteed_hours_are_paid_though_nobody_works_them() -> None:
    found = _audit(GUARANTEED, days(1, 3, EARLY))
    assert (found.guarantee_cost, found.labour_cost, found.hard) == (16 * 20, 40 * 20, 0)
    assert _audit(GUARANTEED, ()).labour_cost == 40 * 20
    assert _audit(GUARANTEED, days(1, 6, EARLY)).guarantee_cost == 0
    assert _audit({"min_hours_per_week": 40}, days(1, 3, EARLY)).guarantee_cost == 0


def test_leave_and_the_ends_of_the_horizon_shrink_the_guarantee() -> None:
    leave = _audit(GUARANTEED, days(1, 3, EARLY), leave=("2027-03-04..2027-03-05",))
    assert leave.guarantee_cost == pytest.approx(20 * (40 * 5 / 7 - 24))
    cut = _audit(
        GUARANTEED, days(3, 4, EARLY), previous=days(1, 2, EARLY), start="2027-03-03", days=5
    )
    assert cut.guarantee_cost == pytest.approx(20 * (40 * 5 / 7 - 16))


def test_the_hour_that_a_night_lacks_is_guaranteed() -> None:
    found = _audit(GUARANTEED, days(23, 27, NIGHT), start="2027-03-22")
    assert found.guarantee_cost == pytest.approx(1 * 20)


def test_the_horizon_guarantees_what_its_weeks_have_not_topped_up() -> None:
    """Two weeks of 24 and 48 hours."""
    shifts = (*days(1, 3, EARLY), *days(8, 13, EARLY))
    by_week = _audit(GUARANTEED, shifts, days=14)
    assert by_week.guarantee_cost == 16 * 20
    horizon = {"min_hours_per_horizon": 80, "guaranteed_pay": True}
    assert _audit(horizon, shifts, days=14).guarantee_cost == 8 * 20
    both = {**GUARANTEED, "min_hours_per_horizon": 90}
    assert _audit(both, shifts, days=14).guarantee_cost == (16 + 2) * 20
