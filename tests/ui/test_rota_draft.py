"""A rota changed by hand: what moves, what the audit says of it, and what a new run keeps."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from planner.auditing import HARD, audit
from planner.demand import forecast
from planner.errors import PlannerError
from planner.folder import read_folder, read_plan
from planner.folder.drafting import check_draft
from planner.schedules import schedule_of
from planner.staffing import require
from planner.ui import coverage_view
from planner.ui.rota_canvas import CHOSEN, FAULTY, PINNED, canvas_data, gap_of
from planner.ui.rota_draft import (
    RotaDraft,
    begun,
    given_leave,
    hours_of,
    moved,
    new_breaches,
    new_shift,
    pinned,
    removed,
    shifted,
    swapped,
    with_pins,
    with_shift,
)
from planner.ui.rota_swaps import partners
from tests.export.desk import NIGHTS, desk, night
from tests.support.results import shop_schedule

SHOP = Path(__file__).parents[2] / "data/corner_shop"
MONDAY = date(2027, 6, 7)


@pytest.fixture(scope="module")
def rota() -> RotaDraft:
    plan = read_plan(SHOP)
    return begun(plan, shop_schedule(plan), require(plan, forecast(plan)))


def at(day: date, hour: int) -> datetime:
    """An hour in London in summer."""
    return datetime(day.year, day.month, day.day, hour - 1, tzinfo=UTC)


def test_a_moved_shift_takes_its_activities_along_and_is_pinned(rota: RotaDraft) -> None:
    now = moved(rota, "ana", MONDAY, at(MONDAY, 14))
    shift = now.shift_of("ana", MONDAY)
    assert shift is not None
    assert (shift.start, shift.end) == (at(MONDAY, 14), at(MONDAY, 20))
    assert (shift.activities[0].start, shift.activities[-1].end) == (shift.start, shift.end)
    assert ("ana", MONDAY) in now.pinned
    assert rota.shift_of("ana", MONDAY) != shift
    assert now.done == "Ana Petrova: early moved to Mon 7 Jun 14:00"


def test_every_change_is_audited_anew(rota: RotaDraft) -> None:
    now = moved(rota, "ana", MONDAY, at(MONDAY, 14))
    again = audit(now.plan, now.schedule, now.needs)
    assert now.judged.cost == again.cost
    assert now.judged.coverage.equals(again.coverage)
    found = new_breaches(rota, now)
    assert "template" in set(found["rule"])
    assert new_breaches(rota, rota).empty


def test_a_shift_moved_to_another_day_is_that_days(rota: RotaDraft) -> None:
    sunday = MONDAY + timedelta(days=6)
    now = moved(rota, "ana", MONDAY, at(sunday, 8))
    assert now.shift_of("ana", MONDAY) is None
    assert now.shift_of("ana", sunday) is not None
    assert ("ana", MONDAY) not in now.pinned
    assert hours_of(now, "ana", MONDAY) == hours_of(rota, "ana", MONDAY)


@pytest.mark.parametrize(("day", "hours"), [(NIGHTS[0], 7.0), (NIGHTS[1], 9.0)])
def test_moving_onto_the_night_of_a_clock_change_keeps_the_wall_clock(
    tmp_path: Path, day: date, hours: float
) -> None:
    plan = desk(tmp_path / "desk")
    shift = night(plan, "ada", day - timedelta(days=7))
    kind = replace(plan.shifts[0], shift="-night", length_minutes=480)
    plan = replace(plan, shifts=(*plan.shifts, kind))
    place = plan.team["leads"].zone
    start = datetime(day.year, day.month, day.day, 22, tzinfo=place)
    found = shifted(plan, shift, start)
    assert found.hours == hours
    assert found.end.astimezone(place).hour == 6
    assert (found.activities[0].start, found.activities[-1].end) == (found.start, found.end)


def test_leave_takes_the_shift_away_and_is_no_breach(rota: RotaDraft) -> None:
    now = given_leave(rota, "ana", MONDAY)
    assert now.shift_of("ana", MONDAY) is None
    assert now.plan.on_leave("ana", MONDAY)
    assert "time_off" not in set(new_breaches(rota, now)["rule"])
    with pytest.raises(PlannerError, match="has leave"):
        given_leave(now, "ana", MONDAY)


def test_what_is_not_there_cannot_be_moved(rota: RotaDraft) -> None:
    gone = removed(rota, "ana", MONDAY)
    assert gone.judged.paid_hours == rota.judged.paid_hours - 6
    with pytest.raises(PlannerError, match="no shift on Mon"):
        moved(gone, "ana", MONDAY, at(MONDAY, 9))


def test_a_shift_can_be_given(rota: RotaDraft) -> None:
    gone = removed(rota, "ana", MONDAY)
    kind = rota.plan.shift["early"]
    back = with_shift(gone, new_shift(gone.plan, "ana", kind, at(MONDAY, 8), "phone"), told="given")
    assert back.judged.cost == pytest.approx(rota.judged.cost)
    assert new_breaches(rota, back).empty


def test_pins_and_leave_reach_the_plan_that_is_optimised_next(rota: RotaDraft) -> None:
    tuesday = MONDAY + timedelta(days=1)
    now = pinned(given_leave(rota, "cleo", MONDAY), "ana", tuesday, keep=True)
    plan = check_draft(with_pins(read_folder(SHOP), now)).plan
    assert plan is not None
    assert plan.on_leave("cleo", MONDAY)
    pin = next(pin for pin in plan.pins if (pin.agent, pin.date) == ("ana", tuesday))
    assert (pin.shift, pin.start) == ("early", 480)
    assert {(p.agent, p.date) for p in rota.plan.pins} <= {(p.agent, p.date) for p in plan.pins}


def test_a_day_that_is_unpinned_is_free_again(rota: RotaDraft) -> None:
    now = pinned(rota, "ana", MONDAY, keep=True)
    again = pinned(now, "ana", MONDAY, keep=False)
    assert ("ana", MONDAY) not in again.pinned
    assert again.judged is rota.judged


def numbers(text: str, kind: type[np.generic] = np.int32) -> list[float]:
    return [float(value) for value in np.frombuffer(base64.b64decode(text), dtype=kind)]


def test_the_picture_has_every_shift_at_its_minute(rota: RotaDraft) -> None:
    values = coverage_view.of_queue(rota.judged.coverage, coverage_view.ALL)
    data = canvas_data(
        rota.plan, rota.schedule, rota.plan.agents, gap_of(rota.plan, values),
        timezone="Europe/London", reach=2, strip="all", pinned={("ana", MONDAY)},
        faulty={("ana", MONDAY)}, chosen=("ana", MONDAY),
    )  # fmt: skip
    assert len(data["shifts"]) == len(rota.schedule.shifts)
    first = data["shifts"].index(["ana", "2027-06-07"])
    assert numbers(data["start"])[first] == 8 * 60
    assert numbers(data["length"])[first] == 360
    assert numbers(data["mark"])[first] == PINNED + FAULTY + CHOSEN
    assert data["people"][int(numbers(data["row"])[first])] == "Ana Petrova"
    assert data["days"][1] == [1440, "Tue 8 Jun", "Tue"]
    assert numbers(data["away_start"]) == [2 * 1440.0]
    assert numbers(data["away_length"]) == [2 * 1440.0]
    gaps = numbers(data["gap"], np.float32)
    assert len(gaps) == rota.plan.horizon.intervals
    assert min(gaps) == pytest.approx(values["value"].min(), rel=1e-6)


def test_days_of_23_and_25_hours_are_as_long_in_the_picture(tmp_path: Path) -> None:
    plan = desk(tmp_path / "desk")
    schedule = schedule_of([night(plan, "ada", NIGHTS[0])])
    data = canvas_data(
        plan, schedule, plan.agents, np.zeros(plan.horizon.intervals), timezone="Europe/Berlin",
        reach=2, strip="all",
    )  # fmt: skip
    lengths = np.diff([minute for minute, *_ in data["days"]])
    assert sorted(set(lengths.tolist())) == [23 * 60, 24 * 60]
    assert numbers(data["length"]) == [7 * 60]


def test_two_people_swap_a_day_and_both_days_stand(rota: RotaDraft) -> None:
    mine, theirs = rota.shift_of("ana", MONDAY), rota.shift_of("ben", MONDAY)
    now = swapped(rota, "ana", "ben", MONDAY)
    for agent, shift in (("ana", theirs), ("ben", mine)):
        got = now.shift_of(agent, MONDAY)
        assert (got and got.start) == (shift and shift.start)
    assert {("ana", MONDAY), ("ben", MONDAY)} <= now.pinned
    assert len(now.schedule.shifts) == len(rota.schedule.shifts)
    assert now.done == "Ana Petrova and Ben Okoye: swapped on Mon 7 Jun"


def test_whoever_can_be_swapped_with_breaks_no_more_hard_rules(rota: RotaDraft) -> None:
    found = partners(rota, "ana", MONDAY)
    assert {p.agent.team for p in found} == {rota.plan.agent["ana"].team}
    assert [p.keeps_rules for p in found] == sorted((p.keeps_rules for p in found), reverse=True)
    for partner in found:
        after = swapped(rota, "ana", partner.agent.agent, MONDAY)
        two = {"ana", partner.agent.agent}
        assert partner.keeps_rules == (hard(after, two) <= hard(rota, two))
        assert after.schedule != rota.schedule


def hard(draft: RotaDraft, people: set[str]) -> int:
    found = draft.judged.violations
    return int((found["agent"].isin(list(people)) & (found["severity"] == HARD)).sum())
