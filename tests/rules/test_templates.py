"""Shifts against their templates: starts, ends, activities, breaks and queues."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.domain import Break, Plan, ShiftTemplate
from planner.rules import check_rules
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch
from tests.support.tiny import at, tiny_plan

BREAKS = (
    Break(minutes=15, paid=True, earliest=60, latest=150),
    Break(minutes=30, paid=False, earliest=180, latest=300),
)
DAY = ShiftTemplate(
    shift="day", start_from=480, start_to=600, start_step_minutes=60, length_minutes=480,
    breaks=BREAKS,
)  # fmt: skip
LATE = ShiftTemplate(
    shift="late", weekdays=(4,), start_from=1380, start_to=1560, start_step_minutes=60,
    length_minutes=480,
)  # fmt: skip
DAWN = ShiftTemplate(
    shift="dawn", start_from=150, start_to=180, start_step_minutes=30, length_minutes=480
)  # fmt: skip
GOOD = ((BREAK, 90, 15, True), (MEAL, 240, 30, False))


def plan_with(*templates: ShiftTemplate, start: str = "2027-03-01", days: int = 7) -> Plan:
    return replace(tiny_plan(start=start, days=days), shifts=templates)


def filled(
    shift: Shift, rests: Sequence[tuple[str, float, float, bool]] = (), queue: str = "help"
) -> Shift:
    """A shift at work but for rests of (activity, minutes into the shift, minutes, paid)."""
    parts, now = [], shift.start
    for activity, into, minutes, paid in rests:
        begin = shift.start + timedelta(minutes=into)
        parts.append(Stretch(start=now, end=begin, activity=WORK, queue=queue))
        now = begin + timedelta(minutes=minutes)
        parts.append(Stretch(start=begin, end=now, activity=activity, paid=paid))
    parts.append(Stretch(start=now, end=shift.end, activity=WORK, queue=queue))
    return replace(shift, activities=tuple(parts))


def bare(kind: str, start: str, end: str, *, day: str = "") -> Shift:
    """A shift of the one person between two wall-clock times in Berlin."""
    when = date.fromisoformat(day or start.split()[0])
    return Shift(agent="ana", team="team", date=when, shift=kind, start=at(start), end=at(end))


def judged(plan: Plan, *shifts: Shift) -> list[tuple[str, float]]:
    return [(v.rule, round(v.amount, 6)) for v in check_rules(plan, Schedule(shifts))]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-03-01 08:00", "2027-03-01 16:00", []),
        ("2027-03-01 10:00", "2027-03-01 18:00", []),
        ("2027-03-01 08:30", "2027-03-01 16:30", [("template", 480.0)]),
        ("2027-03-01 11:00", "2027-03-01 19:00", [("template", 480.0)]),
        ("2027-03-01 08:00", "2027-03-01 16:20", [("template", 20.0)]),
    ],
)
def test_only_starts_and_ends_of_the_template_are_offered(
    start: str, end: str, expected: list[tuple[str, float]]
) -> None:
    assert judged(plan_with(DAY), filled(bare("day", start, end), GOOD)) == expected


def test_a_window_past_midnight_has_the_weekday_of_its_evening() -> None:
    plan = plan_with(LATE)
    friday = filled(bare("late", "2027-03-05 23:00", "2027-03-06 07:00"))
    saturday = filled(bare("late", "2027-03-06 01:00", "2027-03-06 09:00"))
    sunday = filled(bare("late", "2027-03-07 01:00", "2027-03-07 09:00"))
    evening = filled(bare("late", "2027-03-06 23:00", "2027-03-07 07:00"))
    filed_wrong = replace(saturday, date=date(2027, 3, 5))
    assert judged(plan, friday) == []
    assert judged(plan, saturday) == []
    assert judged(plan, sunday) == judged(plan, evening) == [("template", 480.0)]
    assert judged(plan, filed_wrong) == [("shift_date", 1.0)]


def test_a_start_that_the_clock_skips_is_not_offered() -> None:
    plan = plan_with(DAWN, start="2027-03-22")
    skipped = filled(bare("dawn", "2027-03-28 02:30", "2027-03-28 10:30"))
    assert skipped.start == at("2027-03-28 03:30")
    assert judged(plan, skipped) == [("template", skipped.hours * 60)]
    assert judged(plan, filled(bare("dawn", "2027-03-28 03:00", "2027-03-28 11:00"))) == []


def test_a_doubled_start_is_the_first() -> None:
    plan = plan_with(DAWN, start="2027-10-25")
    first = filled(bare("dawn", "2027-10-31 02:30", "2027-10-31 10:30"))
    second = filled(replace(first, start=first.start + timedelta(hours=1), activities=()))
    assert first.hours == 9.0
    assert judged(plan, first) == []
    assert judged(plan, second) == [("template", 480.0)]


def test_unknown_templates_and_those_of_other_teams() -> None:
    shift = filled(bare("day", "2027-03-01 08:00", "2027-03-01 16:00"), GOOD)
    assert judged(plan_with(replace(DAY, teams=("others",))), shift) == [("template", 480.0)]
    assert judged(plan_with(DAY), replace(shift, shift="night")) == [("template", 480.0)]


@pytest.mark.parametrize(
    ("rests", "expected"),
    [
        (GOOD, []),
        (((BREAK, 60, 15, True), (MEAL, 300, 30, False)), []),
        (((BREAK, 150, 15, True), (MEAL, 180, 30, False)), []),
        (((BREAK, 95, 15, True), GOOD[1]), [("breaks", 5.0)]),
        ((GOOD[0], (MEAL, 285, 30, False)), [("breaks", 15.0)]),
        (((BREAK, 45, 15, True), (MEAL, 310, 30, False)), [("breaks", 15.0), ("breaks", 10.0)]),
        ((GOOD[0],), [("breaks", 30.0)]),
        ((GOOD[1],), [("breaks", 15.0)]),
        ((*GOOD, (BREAK, 400, 15, True)), [("breaks", 15.0)]),
        (((BREAK, 90, 20, True), GOOD[1]), [("breaks", 20.0), ("breaks", 15.0)]),
        (((MEAL, 90, 15, False), GOOD[1]), [("breaks", 15.0), ("breaks", 15.0)]),
        ((GOOD[0], (MEAL, 240, 30, True)),
         [("activities", 30.0), ("breaks", 30.0), ("breaks", 30.0)]),
        ((GOOD[0], ("training", 200, 20, True), GOOD[1]),
         [("activities", 20.0), ("breaks", 20.0)]),
    ],
)  # fmt: skip
def test_every_break_once_inside_its_window(
    rests: tuple[tuple[str, float, float, bool], ...], expected: list[tuple[str, float]]
) -> None:
    shift = filled(bare("day", "2027-03-01 08:00", "2027-03-01 16:00"), rests)
    assert sorted(judged(plan_with(DAY), shift)) == sorted(expected)


def test_breaks_of_one_length_are_matched_whenever_they_can_be() -> None:
    wide = Break(minutes=15, paid=True, earliest=60, latest=400)
    tight = Break(minutes=15, paid=True, earliest=100, latest=120)
    plan = plan_with(replace(DAY, breaks=(wide, tight)))
    shift = bare("day", "2027-03-01 08:00", "2027-03-01 16:00")
    rests = ((BREAK, 120, 15, True), (BREAK, 390, 15, True))
    assert judged(plan, filled(shift, rests)) == []
    too_late = ((BREAK, 150, 15, True), (BREAK, 390, 15, True))
    assert judged(plan, filled(shift, too_late)) == [("breaks", 30.0)]


@pytest.mark.parametrize(("into", "expected"), [(75, []), (90, [("breaks", 15.0)])])
def test_the_grid_is_the_horizons_not_the_shifts(
    into: float, expected: list[tuple[str, float]]
) -> None:
    """From 08:15 on the half hours begin 15, 45, 75 ... minutes into the shift."""
    plan = plan_with(replace(DAY, start_from=495, start_to=495, breaks=BREAKS[:1]))
    shift = bare("day", "2027-03-01 08:15", "2027-03-01 16:15")
    assert judged(plan, filled(shift, ((BREAK, into, 15, True),))) == expected


def test_half_a_break_is_not_the_break() -> None:
    long = Break(minutes=90, paid=False, earliest=30, latest=60)
    shift = filled(bare("day", "2027-03-01 08:00", "2027-03-01 16:00"), ((MEAL, 30, 30, False),))
    found = judged(plan_with(replace(DAY, breaks=(long,))), shift)
    assert found == [("breaks", 30.0), ("breaks", 90.0)]


@pytest.mark.parametrize(("into", "expected"), [(0, []), (10, [("breaks", 10.0)]), (30, [])])
def test_a_break_within_the_first_interval_keeps_to_the_grid(
    into: float, expected: list[tuple[str, float]]
) -> None:
    early = Break(minutes=15, paid=True, earliest=0, latest=60)
    shift = filled(bare("day", "2027-03-01 08:00", "2027-03-01 16:00"), ((BREAK, into, 15, True),))
    assert judged(plan_with(replace(DAY, breaks=(early,))), shift) == expected


@pytest.mark.parametrize(
    ("into", "expected"), [(95, []), (107, []), (115, []), (90, [("breaks", 5.0)])]
)
def test_a_window_in_which_no_interval_begins_is_free(
    into: float, expected: list[tuple[str, float]]
) -> None:
    rest = Break(minutes=15, paid=True, earliest=95, latest=115)
    shift = bare("day", "2027-03-01 08:00", "2027-03-01 16:00")
    plan = plan_with(replace(DAY, breaks=(rest,)))
    assert judged(plan, filled(shift, ((BREAK, into, 15, True),))) == expected


def test_windows_are_clipped_to_the_shorter_night_and_count_elapsed_minutes() -> None:
    rest = Break(minutes=30, paid=False, earliest=400, latest=450)
    night = ShiftTemplate(
        shift="night", start_from=1320, start_to=1320, start_step_minutes=30, length_minutes=480,
        breaks=(rest,),
    )  # fmt: skip
    shift = bare("night", "2027-03-27 22:00", "2027-03-28 06:00")
    plan = plan_with(night, start="2027-03-22")
    assert shift.hours == 7.0
    assert judged(plan, filled(shift, ((MEAL, 390, 30, False),))) == []
    assert judged(plan, filled(shift, ((MEAL, 380, 30, False),))) == [("breaks", 10.0)]


def test_a_window_that_clipping_takes_off_the_grid_is_free() -> None:
    rest = Break(minutes=35, paid=False, earliest=400, latest=440)
    night = ShiftTemplate(
        shift="night", start_from=1320, start_to=1320, start_step_minutes=30, length_minutes=480,
        breaks=(rest,),
    )  # fmt: skip
    plan = plan_with(night, start="2027-03-22")
    shorter = bare("night", "2027-03-27 22:00", "2027-03-28 06:00")
    assert judged(plan, filled(shorter, ((MEAL, 385, 35, False),))) == []
    usual = bare("night", "2027-03-26 22:00", "2027-03-27 06:00")
    assert judged(plan, filled(usual, ((MEAL, 420, 35, False),))) == []
    assert judged(plan, filled(usual, ((MEAL, 405, 35, False),))) == [("breaks", 15.0)]


def test_gaps_overlaps_and_nothing_at_all() -> None:
    plan, shift = (
        plan_with(replace(DAY, breaks=())),
        bare("day", "2027-03-01 08:00", "2027-03-01 16:00"),
    )
    halves = [
        Stretch(
            start=at("2027-03-01 08:00"), end=at("2027-03-01 12:00"), activity=WORK, queue="help"
        ),
        Stretch(
            start=at("2027-03-01 12:10"), end=at("2027-03-01 16:05"), activity=WORK, queue="help"
        ),
    ]
    assert judged(plan, replace(shift, activities=tuple(halves))) == [("activities", 15.0)]
    assert judged(plan, shift) == [("activities", 480.0)]


def test_work_on_a_queue_that_the_person_does_not_serve() -> None:
    plan, shift = (
        plan_with(replace(DAY, breaks=())),
        bare("day", "2027-03-01 08:00", "2027-03-01 16:00"),
    )
    assert judged(plan, filled(shift, queue="billing")) == [("queue", 8.0)]
    assert judged(plan, filled(shift, queue="")) == []


def test_strangers_and_other_teams() -> None:
    plan = plan_with(replace(DAY, breaks=()))
    shift = filled(bare("day", "2027-03-01 08:00", "2027-03-01 16:00"))
    assert judged(plan, replace(shift, agent="nobody")) == [("agent", 1.0)]
    assert judged(plan, replace(shift, team="elsewhere")) == [("agent", 1.0)]
