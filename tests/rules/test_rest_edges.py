"""Edges of rest that the table of cases does not hold."""

from planner.auditing import audit
from tests.support.tiny import flat_needs, tiny_plan, tiny_schedule


def test_shifts_that_touch_do_not_overlap() -> None:
    days = ("2027-03-01 08:00 4", "2027-03-01 12:00 4")
    plan = tiny_plan(shifts=days)
    found = audit(plan, tiny_schedule(days), flat_needs(plan))
    assert "overlap" not in set(found.violations["rule"])
    late = ("2027-03-01 08:00 4", "2027-03-01 11:30 4")
    found = audit(tiny_plan(shifts=late), tiny_schedule(late), flat_needs(plan))
    assert found.violations.loc[found.violations["rule"] == "overlap", "amount"].tolist() == [0.5]
