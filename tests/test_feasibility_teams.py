"""What pins, rotations and kept days force upon whole teams, counted by hand for a few people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.clock import WeeklyWindow
from planner.domain import Break, Cover, OffQueue, Pin, Plan, Rotation
from planner.errors import InfeasibleError
from planner.feasibility import clashes, refuse_impossible
from planner.rules.keeping import Kept
from planner.schedules import schedule_of
from tests.support.tiny import leave_of, shift_of, tiny_plan

DAY = "2027-03-01 08:00 8"
NAME = "08:00 8 h"
TUESDAY, WEDNESDAY = date(2027, 3, 2), date(2027, 3, 3)
TWO, THREE = ("ana", "bob"), ("ana", "bob", "cyd")


def _plan(
    team: dict[str, Any], contract: dict[str, Any] | None = None, *, people: tuple[str, ...] = TWO,
    **more: Any,
) -> Plan:  # fmt: skip
    return tiny_plan(shifts=(DAY,), team=team, contract=contract, people=people, **more)


def _pins(people: tuple[str, ...], day: date = TUESDAY, shift: str = NAME) -> tuple[Pin, ...]:
    return tuple(Pin(agent=name, date=day, shift=shift) for name in people)


def _room(most: int, window: WeeklyWindow | None = None) -> tuple[Cover, ...]:
    window = window or WeeklyWindow()
    return (Cover(cover="room", timezone="Europe/Berlin", max=most, window=window),)


def _weekdays(plan: Plan) -> Plan:
    return replace(plan, shifts=tuple(replace(s, weekdays=tuple(range(5))) for s in plan.shifts))


def _rotating(week: tuple[str, ...], contract: dict[str, Any], **team: Any) -> Plan:
    turn = Rotation(rotation="turn", weeks=(week,))
    return _plan(team, {"rotation": "turn", **contract}, rotations=(turn,))


CASES: dict[str, tuple[Callable[[], Plan], str, tuple[str, ...], float, float]] = {
    "pins above seats": (
        lambda: _plan({"max_seats": 1}, pins=_pins(TWO)), "max_seats", TWO, 2, 1,
    ),
    "pins above cover at most": (
        lambda: _plan({}, pins=_pins(TWO), cover=_room(1)), "cover", TWO, 2, 1,
    ),
    "rotations above seats": (
        lambda: _rotating((NAME, "", "", "", "", "", ""), {}, max_seats=1), "max_seats", TWO, 2, 1,
    ),
    "minima above seats": (
        lambda: _plan({"max_seats": 1}, {"min_hours_per_week": 36.0}), "max_seats", TWO, 80, 56,
    ),
    "minima above cover at most": (
        lambda: _plan({}, {"min_hours_per_week": 32.0}, cover=_room(1)), "cover", TWO, 64, 56,
    ),
    "a commitment above seats": (
        lambda: _plan({"max_seats": 1, "min_paid_hours_per_week": 57.0}), "max_seats", TWO, 57, 56,
    ),
    "pins above a ceiling": (
        lambda: _plan({"max_paid_hours_per_week": 15.0}, pins=_pins(TWO)),
        "max_paid_hours_per_week", ("team",), 16, 15,
    ),
    "minima of the horizon above ceilings": (
        lambda: _plan({"max_paid_hours_per_week": 40.0}, {"min_hours_per_horizon": 48.0}, days=14),
        "max_paid_hours_per_week", ("team",), 96, 80,
    ),
    "a minimum of the horizon above its weeks": (
        lambda: _plan({}, {"min_hours_per_horizon": 48.0, "max_days_per_week": 5}, people=("ana",)),
        "min_hours_per_horizon", ("ana",), 48, 40,
    ),
    "pins and days off against the daily change": (
        lambda: _plan({"max_change_per_day": 1}, people=THREE,
                      pins=(*_pins(THREE), *_pins(TWO, WEDNESDAY, ""))),
        "max_change_per_day", ("team",), 3, 2,
    ),
    "minima that the daily change keeps from": (
        lambda: _weekdays(_plan({"max_change_per_day": 1}, {"min_hours_per_week": 36.0},
                                people=THREE)),
        "max_change_per_day", ("team",), 120, 96,
    ),
    "a rotation with a shift too long": (
        lambda: _rotating((NAME, "", "", "", "", "", ""), {"max_hours_per_day": 6.0}),
        "rotation", ("ana",), 1, 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_arithmetic_shows_is_told_with_its_figures(name: str) -> None:
    make, rule, who, due, reach = CASES[name]
    found = clashes(make())
    mine = [clash for clash in found if clash.who == who]
    assert pytest.approx([due, reach]) in [[clash.due, clash.reach] for clash in mine]
    assert {clash.rule for clash in found} == {rule}


@pytest.mark.parametrize(
    "plan",
    [
        _plan({"max_seats": 2}, pins=_pins(TWO)),
        _plan({"max_seats": 1}, pins=_pins(TWO), rules={"max_seats": 5.0}),
        _plan({}, pins=_pins(TWO), cover=_room(1, WeeklyWindow(start=960, end=1440))),
        _plan({"max_seats": 1}, {"min_hours_per_week": 28.0}, people=("ana",)),
        _plan({"max_paid_hours_per_week": 16.0}, pins=_pins(TWO)),
        _plan({"max_change_per_day": 3}, people=THREE, pins=_pins(THREE)),
        _plan({}, pins=_pins(TWO), cover=(replace(_room(9)[0], min=5),)),
    ],
    ids=["seats enough", "priced", "other hours", "alone", "just enough", "change", "cover min"],
)
def test_what_can_be_is_not_told(plan: Plan) -> None:
    assert clashes(plan) == ()


def test_the_hour_the_names_and_the_reasons_are_said() -> None:
    plan = _plan({"max_seats": 1}, pins=_pins(TWO))
    with pytest.raises(InfeasibleError) as error:
        refuse_impossible(plan)
    assert error.value.clash == (
        "Team team has 1 seat (teams.csv, max_seats), but on Tue 2027-03-02 at 08:00 "
        "(Europe/Berlin) 2 people must be there: ana (pins.csv) and bob (pins.csv).",
    )
    assert error.value.remedy.startswith("Let 1 of ana and bob off on Tue 2027-03-02, or set ")


def test_nobody_is_sure_to_be_at_work_while_a_break_or_a_meeting_may_lie() -> None:
    noon = WeeklyWindow(start=720, end=780)
    plan = _plan({}, pins=_pins(TWO), cover=_room(1, noon))
    pause = Break(minutes=30, paid=True, earliest=210, latest=300)
    breaks = replace(plan, shifts=tuple(replace(s, breaks=(pause,)) for s in plan.shifts))
    meeting = replace(plan, off_queue=(OffQueue(activity="coaching", minutes=60),))
    assert len(clashes(plan)) == 1
    assert clashes(breaks) == clashes(meeting) == ()


def test_days_of_a_kept_rota_count_as_long_as_they_stand() -> None:
    plan = _plan({"max_seats": 1, "lock_days": 2})
    both = schedule_of(
        shift_of(f"{TUESDAY} 08:00 8", agent=name, timezone="Europe/Berlin") for name in TWO
    )
    kept = Kept(schedule=both, since=plan.horizon.start)
    (clash,) = clashes(plan, kept)
    assert "ana (the kept rota)" in clash.sentence
    free = replace(plan, teams=(replace(plan.teams[0], lock_days=None),))
    assert clashes(free, kept) == ()
    assert len(clashes(free, replace(kept, since=WEDNESDAY))) == 1
    assert clashes(replace(plan, time_off=leave_of((f"{TUESDAY}",))), kept) == ()


def test_weeks_that_are_alike_are_told_once() -> None:
    plan = _plan({"max_seats": 1}, {"min_hours_per_week": 36.0}, days=21)
    with pytest.raises(InfeasibleError) as error:
        refuse_impossible(plan)
    assert len(error.value.clash) == 1
    assert error.value.clash[0].endswith("for Mon 2027-03-08 and Mon 2027-03-15.")
