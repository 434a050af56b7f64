"""The judge between programs, and the same work said as a plan folder and as a CP-SAT model."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from benchmarks import peer_labels
from benchmarks.peer_cases import (
    LABELS,
    SHORT_PRICE,
    LabelCase,
    SelectionCase,
    ShiftKind,
    Wish,
    example,
    judge_roster,
    judge_selection,
    roster_cases,
    selection_cases,
)
from benchmarks.peer_plans import rostered, selected

NIGHTS = SelectionCase(
    name="two days", work="difference", step=60,
    kinds={"day": ShiftKind(start=480, length=480, lunch_after=240),
           "night": ShiftKind(start=1320, length=480)},
    required=((1,) * 24, (1,) * 24),
)  # fmt: skip


def test_night_shift_works_the_next_morning_and_not_the_one_before() -> None:
    assert judge_selection(NIGHTS, [(1320, "night", 1)]).cost == 40
    assert judge_selection(NIGHTS, [(1440 + 1320, "night", 1)]).cost == 46
    hours = replace(NIGHTS, work="hours")
    assert judge_selection(hours, [(1320, "night", 2)]).cost == 16 + SHORT_PRICE * 40
    assert judge_selection(hours, [(1320, "night", 2)]).broken == "40.0 h short"


def test_lunch_covers_nothing_and_is_not_paid() -> None:
    kind = ShiftKind(start=0, length=540, lunch_after=240)
    assert [kind.works(minute) for minute in (0, 239, 240, 299, 300, 539, 540)] == [
        True, True, False, False, True, True, False,
    ]  # fmt: skip
    assert kind.paid_hours == 8


def test_selection_cases_but_the_last_end_by_midnight() -> None:
    for case in selection_cases():
        late = [kind for kind in case.kinds.values() if kind.start + kind.length > 1440]
        assert bool(late) == case.name.endswith("nights")
        assert all(kind.start % case.step == kind.length % case.step == 0
                   for kind in case.kinds.values())  # fmt: skip
        assert min(min(day) for day in case.required) >= 1


SMALL = LabelCase(
    name="small", people=3, days=7, needs=({"M": 1, "A": 0, "N": 1},) * 7, rest_hours=1,
    not_next=(("N", "M"),), least_days=4, shift_price=8,
    wishes=(Wish(person=0, day=2, label="M", weight=3),
            Wish(person=1, day=3, label="", weight=2, wanted=False)),
)  # fmt: skip


def test_roster_is_judged_by_hand() -> None:
    roster = {(0, 0): "N", (0, 1): "M", (1, 0): "M", (1, 1): "N"}
    judged = judge_roster(replace(SMALL, excess=5), roster)
    assert judged.broken == "10 shifts short, 1 successions, 3 people with too few days"
    assert judged.cost == 4 * 8 + 10 * 8 * SHORT_PRICE + 3 + 2


def test_soft_days_and_nights_are_judged_by_hand() -> None:
    case = LabelCase(
        name="soft", people=2, days=14, needs=(dict.fromkeys(LABELS, 0),) * 7, excess=1,
        days_a_week=(4, 6), most_nights=4, usual_days=5, day_more=7, day_fewer=4,
        usual_nights=3, night_more=5, fixed={(0, 0): "N", (1, 13): ""},
    )  # fmt: skip
    first = {(0, day): "N" for day in (0, 1, 2, 3, 7, 8, 9, 11, 12)}
    second = {(1, day): "M" for day in (0, 1, 2, 3, 4, 5, 7, 8, 9)}
    judged = judge_roster(case, {**first, **second})
    assert judged.broken == "1 weeks too short or long"
    assert judged.cost == 18 + (4 + 0) + (7 + 8) + 5
    assert "1 runs of nights" in judge_roster(case, {(0, day): "N" for day in range(5)}).broken


def test_plan_folder_and_model_agree_on_the_least_cost() -> None:
    model = peer_labels.solve(SMALL, 20)
    own = rostered(SMALL, 20)
    assert model.roster is not None
    assert own.roster is not None
    ours, theirs = judge_roster(SMALL, own.roster), judge_roster(SMALL, model.roster)
    assert (model.proven, theirs.broken, ours.broken) == (True, "", "")
    assert ours.cost == theirs.cost == 14 * 8


def test_model_finds_what_no_enumeration_beats() -> None:
    case = LabelCase(
        name="tiny", people=2, days=3, needs=({"M": 1, "A": 0, "N": 0},) * 7, shift_price=2,
        not_next=(("N", "M"),), fixed={(0, 0): "N"}, excess=3,
        wishes=(Wish(person=0, day=1, label="M", weight=4),
                Wish(person=1, day=2, label="", weight=3)),
    )  # fmt: skip
    found = peer_labels.solve(case, 20)
    assert found.roster is not None
    keys = list(product(range(2), range(3)))
    every = (
        judge_roster(case, {key: label for key, label in zip(keys, labels, strict=True) if label})
        for labels in product(("", *LABELS), repeat=6)
    )
    assert judge_roster(case, found.roster).cost == min(row.cost for row in every if not row.broken)


def test_shift_selection_is_said_as_a_plan_folder() -> None:
    answer = selected(NIGHTS, 5)
    assert answer.starts is not None
    # the first morning 8 hours, each lunch 1, each evening 6, the second morning 2
    assert judge_selection(NIGHTS, answer.starts).cost == 24
    assert all(shift in NIGHTS.kinds for _, shift, _ in answer.starts)


def test_example_keeps_its_own_figures() -> None:
    case = example(8, 3)
    assert (case.days, len(case.fixed), len(case.wishes)) == (21, 16, 3)
    assert [case.required(5, label) for label in LABELS] == [1, 2, 3]
    larger = example(50, 4)
    assert len(larger.wishes) == 18
    assert larger.required(0, "A") == 18


@pytest.mark.parametrize("label", LABELS)
def test_roster_needs_leave_room_for_everybody(label: str) -> None:
    for case in roster_cases():
        week = sum(row[each] for row in case.needs for each in LABELS)
        assert 4 * case.people <= week <= 5 * case.people
        assert np.sum([row[label] for row in case.needs]) > 0
