"""Why an interval is short and what would help most: worked out by hand, and by the audit."""

from datetime import date
from pathlib import Path

import pytest

from planner.auditing import audit
from planner.demand import forecast
from planner.domain import Break, TimeOff
from planner.errors import DataError
from planner.folder import read_plan
from planner.schedules import BREAK, WORK, Schedule, Stretch, schedule_of
from planner.staffing import require
from planner.why import Ground, Helps, Remedy, what_helps, why_short
from tests.support.results import shop_schedule
from tests.support.tiny import at
from tests.why.desk import EARLY, LATE, ask, desk, needed, rota

SHOP = Path(__file__).parents[2] / "data/corner_shop"
NOON = at("2027-03-01 12:00")


def best(found: Helps, kind: str) -> Remedy:
    return next(remedy for remedy in found.remedies if remedy.kind == kind)


def test_one_more_person_is_worth_the_shortage_less_their_pay() -> None:
    leave = TimeOff(agent="ben", first=date(2027, 3, 1), last=date(2027, 3, 1))
    plan = desk(EARLY, time_off=(leave,))
    asked = ask(plan, rota(ana=[EARLY]), needed(plan, 2.0, 9, 17))
    short = why_short(asked, NOON)
    assert (short.gap, short.asked, short.coming) == (-1.0, 0, None)
    assert "Of 2 people who serve help: 1 on it, 1 on leave." in short.lines
    person = best(what_helps(asked, NOON), "person")
    assert [person.worth, person.pay] == pytest.approx([720 - 160, 160])
    assert (person.before, person.gap) == (-1.0, 0.0)
    assert person.short_hours == pytest.approx(-8)


def test_whoever_is_off_and_what_they_would_cost() -> None:
    """Needed for one hour alone, a shift of eight costs 160 to save 90."""
    plan = desk(EARLY)
    asked = ask(plan, rota(ana=[EARLY]), needed(plan, 2.0, 12, 13))
    short = why_short(asked, NOON)
    assert (short.asked, short.barred) == (1, 0)
    assert short.coming is not None
    assert (short.coming.agent, short.coming.gap) == ("ben", 0.0)
    assert short.coming.cost == pytest.approx(160 - 90)
    assert any("would cost 70.00 EUR more" in line for line in short.lines)


def test_a_template_at_the_right_time_is_found() -> None:
    """The desk needs one until 01:00 but offers only days: late shifts of 8 hours save 560."""
    plan = desk(EARLY, contract={"max_days_per_week": 5})
    evening = at("2027-03-01 20:00")
    asked = ask(plan, rota(ana=[EARLY]), needed(plan, 1.0, 9, 24))
    short = why_short(asked, evening)
    assert (short.asked, short.barred) == (2, 2)
    template = best(what_helps(asked, evening), "template")
    hours = {start: min(17 + 7, start + 8) - max(17, start) for start in range(9, 24)}
    assert template.worth == pytest.approx(90 * max(hours.values()) - 160)
    assert template.gap == 0.0
    assert "16:00" in template.said or "17:00" in template.said


def test_a_relaxed_rule_is_worth_the_day_it_frees() -> None:
    week = [f"2027-03-0{day} 09:00 8" for day in range(1, 8)]
    plan = desk(EARLY, people=("ana",), days=7, contract={"max_days_per_week": 5})
    asked = ask(plan, rota(ana=week[:5]), needed(plan, 1.0, 9, 17))
    rule = best(what_helps(asked, at("2027-03-06 12:00")), "rule")
    assert str(rule.said) == "Contract rules: Working days a week 6 instead of 5"
    assert rule.worth == pytest.approx(720 - 160)


def resting(schedule: Schedule, hour: int) -> Schedule:
    """The same, everybody on a paid break of an hour."""
    shifts = []
    for shift in schedule.shifts:
        (whole,) = shift.activities
        begin = at(f"{shift.date} {hour:02d}:00")
        end = at(f"{shift.date} {hour + 1:02d}:00")
        parts = (
            Stretch(start=whole.start, end=begin, activity=WORK, queue="help"),
            Stretch(start=begin, end=end, activity=BREAK),
            Stretch(start=end, end=whole.end, activity=WORK, queue="help"),
        )
        shifts.append(type(shift)(**{**vars(shift), "activities": parts}))
    return schedule_of(shifts)


def test_a_break_moves_to_where_nobody_is_missed() -> None:
    pause = Break(minutes=60, paid=True, earliest=120, latest=300)
    plan = desk(EARLY, breaks=(pause,))
    both = resting(rota(ana=[EARLY], ben=[EARLY]), 12)
    asked = ask(plan, both, needed(plan, 1.0, 9, 17))
    assert "Of 2 people who serve help: 2 on a break." in why_short(asked, NOON).lines
    moved = best(what_helps(asked, NOON), "break")
    assert moved.worth == pytest.approx(90)
    assert moved.gap == 0.0


def test_unknown_queues_and_times_are_refused() -> None:
    plan = desk(EARLY, LATE)
    asked = ask(plan, rota(), needed(plan, 1.0, 9, 17))
    with pytest.raises(DataError, match="is no queue of the plan: expected one of help"):
        why_short(asked, NOON, "sales")
    with pytest.raises(DataError, match="outside the horizon: expected 2027-03-01 to 2027-03-01"):
        what_helps(asked, at("2027-03-05 12:00"))


def test_every_figure_of_the_shop_is_the_audits() -> None:
    plan = read_plan(SHOP)
    asked = Ground(plan, shop_schedule(plan), require(plan, forecast(plan)))
    found = what_helps(asked, at("2027-06-12 15:00", "Europe/London"), "phone")
    assert {"person", "rule"} <= {remedy.kind for remedy in found.remedies}
    for remedy in found.remedies:
        after = audit(remedy.plan, remedy.schedule, asked.needs)
        assert sum(part.money for part in remedy.parts) == pytest.approx(-remedy.worth)
        if remedy.kind in ("person", "break"):
            assert remedy.worth == pytest.approx(asked.base.cost - after.cost)
        assert bool(remedy.breaks) == (after.hard > asked.base.hard)
    order = [(not remedy.lessens_shortage, -remedy.worth) for remedy in found.remedies]
    assert order == sorted(order)
