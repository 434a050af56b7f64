"""Why not the rota asked for: the price by cause, worked out by hand, or what forbids it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.auditing import audit
from planner.demand import forecast
from planner.domain import Pin, Plan, Request, TimeOff
from planner.errors import DataError
from planner.folder import read_plan
from planner.staffing import require
from planner.why import Answer, Ground, why_not
from tests.support.results import shop_schedule
from tests.support.tiny import template_name
from tests.why.desk import EARLY, LATE, ask, desk, needed, rota

SHOP = Path(__file__).parents[2] / "data/corner_shop"
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
DAY_SHIFT = template_name(540, 480)


def money(answer: Answer) -> dict[str, float]:
    return {str(part.said): round(part.money, 6) for part in answer.parts}


def test_a_wish_for_a_day_off_is_priced_by_cause() -> None:
    """Without Ana the desk is short for 8 hours; her pay and the price of the wish are saved."""
    plan = desk(EARLY, requests=(Request(agent="ana", date=MONDAY, want="off", weight=2.0),))
    (answer,) = why_not(ask(plan, rota(ana=[EARLY]), needed(plan, 1.0, 9, 17)), "ana")
    assert answer.cost == pytest.approx(720 - 160 - 2 * 20)
    assert money(answer) == {
        "shortage of help, 2027-03-01 09:00 to 17:00": 720.0, "wages and premiums": -160.0,
        "wishes not met": -40.0,
    }  # fmt: skip
    assert not answer.clash
    assert "would cost 520.00 EUR more" in answer.lines[1]


def test_the_rest_of_the_persons_own_rota_follows() -> None:
    """Ana may work one day of two: with Monday off she works Tuesday, equally needed."""
    plan = desk(EARLY, people=("ana",), days=2, contract={"max_days_per_week": 1})
    asked = ask(plan, rota(ana=[EARLY]), needed(plan, 1.0, 9, 17))
    (answer,) = why_not(asked, "ana", day=MONDAY, want="off")
    assert answer.cost == pytest.approx(0.0, abs=1e-6)
    assert [change.day for change in answer.changes] == [MONDAY, TUESDAY]
    assert sorted(money(answer).values()) == [-720.0, 720.0]


def test_what_would_be_cheaper_is_said() -> None:
    """Ben is off although the desk is short: the shift that he asks for saves money."""
    plan = desk(EARLY)
    asked = ask(plan, rota(ana=[EARLY]), needed(plan, 2.0, 9, 17))
    (answer,) = why_not(asked, "ben", day=MONDAY, want=DAY_SHIFT)
    assert answer.cost == pytest.approx(160 - 720)
    assert "can be bettered" in answer.lines[1]


def test_a_shift_that_people_have_is_met() -> None:
    plan = desk(EARLY)
    asked = ask(plan, rota(ana=[EARLY]), needed(plan, 1.0, 9, 17))
    (answer,) = why_not(asked, "ana", day=MONDAY, want="work")
    assert answer.met
    assert answer.cost is None


def rested(**more: Any) -> Plan:
    """Nights end at 06:00 and days begin at 06:00; 11 hours of rest."""
    return desk("2027-03-01 22:00 8", "2027-03-01 06:00 8", days=2,
                contract={"min_rest_hours": 11.0}, **more)  # fmt: skip


def test_the_smallest_clash_is_named() -> None:
    pin = Pin(agent="ana", date=TUESDAY, shift=template_name(360, 480))
    plan = rested(pins=(pin, Pin(agent="ben", date=MONDAY, shift="")))
    asked = ask(plan, rota(ana=["2027-03-02 06:00 8"]), needed(plan, 1.0, 6, 14))
    (answer,) = why_not(asked, "ana", day=MONDAY, want=template_name(1320, 480))
    assert answer.cost is None
    assert [str(said) for said in answer.clash] == [
        "contracts.csv, rules: Daily rest (min_rest_hours = 11)",
        "pins.csv: days of ana that stand",
    ]
    assert "Without any one of them it could be." in answer.lines


def test_leave_and_what_is_not_offered_forbid_a_shift() -> None:
    leave = TimeOff(agent="ana", first=MONDAY, last=MONDAY)
    plan = rested(time_off=(leave,))
    asked = ask(plan, rota(), needed(plan, 1.0, 6, 14))
    (answer,) = why_not(asked, "ana", day=MONDAY, want="work")
    assert [str(said) for said in answer.clash] == ["time_off.csv: leave of ana"]
    (other,) = why_not(asked, "ben", day=TUESDAY, want=template_name(1320, 480))
    assert other.cost is not None


def test_unknown_people_days_and_shifts_are_all_named() -> None:
    plan = desk(EARLY, LATE)
    asked = ask(plan, rota(), needed(plan, 1.0, 9, 17))
    with pytest.raises(DataError) as told:
        why_not(asked, "zoe", day=date(2028, 1, 1), want="never")
    assert [problem.file for problem in told.value.problems] == ["--person", "--day", "--shift"]
    assert "expected one of ana, ben" in str(told.value)


@pytest.fixture(scope="module")
def shop() -> Ground:
    plan = read_plan(SHOP)
    return Ground(plan, shop_schedule(plan), require(plan, forecast(plan)))


@pytest.mark.parametrize(
    ("agent", "day", "want"),
    [("ana", 8, "off"), ("ben", 12, "late"), ("dev", 10, "not:early"), ("elif", 9, "early")],
)
def test_the_audit_says_the_same(shop: Ground, agent: str, day: int, want: str) -> None:
    (answer,) = why_not(shop, agent, day=date(2027, 6, day), want=want)
    assert answer.schedule is not None
    found = audit(shop.plan, answer.schedule, shop.needs)
    assert answer.cost == pytest.approx(found.cost - shop.base.cost)
    assert sum(part.money for part in answer.parts) == pytest.approx(answer.cost)
    assert bool(answer.breaks) == (found.hard > shop.base.hard)
    others = [s for s in answer.schedule.shifts if s.agent != agent]
    assert [(s.agent, s.start) for s in others] == [
        (s.agent, s.start) for s in shop.schedule.shifts if s.agent != agent
    ]
