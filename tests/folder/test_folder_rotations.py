"""Rotations are read, checked against templates and people; only the audit acts on them yet."""

from datetime import date
from pathlib import Path

import pytest

from planner.folder import check_folder, read_plan
from tests.support.folders import SMALL, write_folder

ROTATIONS = """\
rotation,week,weekday,shift
early late,1,Mon-Wed,day
early late,1,Thu,
early late,2,Fri|Mon,day
"""
CONTRACTS = SMALL["contracts.csv"].replace("contract,", "rotation,contract,").replace(
    "full,", "early late,full,"
)  # fmt: skip
AGENTS = "agent,team,rotation_week\nada,leads,2\nbob,leads,\n"
ROTATED = {"rotations.csv": ROTATIONS, "contracts.csv": CONTRACTS, "agents.csv": AGENTS}


def test_a_rotation_is_a_pattern_of_weeks(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, ROTATED))
    (rotation,) = plan.rotations
    assert rotation.weeks == (
        ("day", "day", "day", "", "", "", ""), ("day", "", "", "", "day", "", ""),
    )  # fmt: skip
    ada, bob, someone = plan.agent["ada"], plan.agent["bob"], plan.agent["berlin-001"]
    friday = date(2027, 3, 5)
    assert [plan.rotation_shift(who, friday) for who in (ada, bob, someone)] == ["day", "", ""]
    assert plan.rotation_shift(bob, date(2027, 3, 12)) == "day"


def test_rotations_and_their_price_are_acted_on(tmp_path: Path) -> None:
    priced = {
        "plan.toml": SMALL["plan.toml"] + "[rules]\nrotation = 50\n[prices]\nunfairness = 3\n"
    }
    assert read_plan(write_folder(tmp_path, {**ROTATED, **priced})).unacted == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("rotations.csv", "1,Thu,", "1,Wed,",
         "rotations.csv row 3, weekday: 'Wed' gives Wed of week 1, as row 2 does"),
        ("rotations.csv", "1,Thu,", "1,Thu,night",
         "rotations.csv row 3, shift: 'night' is no shift of shifts.csv"),
        ("agents.csv", "leads,2", "leads,3",
         "agents.csv row 2, rotation_week: '3' is no week of the rotation 'early late': "
         "expected 1 to 2"),
        ("contracts.csv", "early late,", "earli late,",
         "contracts.csv row 2, rotation: 'earli late' is no rotation of rotations.csv "
         "(early late?)"),
    ],
)  # fmt: skip
def test_wrong_rotations_are_told(
    tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    changed = {**ROTATED, name: ROTATED[name].replace(old, new)}
    assert [str(found) for found in check_folder(write_folder(tmp_path, changed)).errors] == [
        problem
    ]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("weekdays", "Mon-Thu", "'day' has no start on Fri"),
        ("teams", "leads", "'day' is no template of berlin, whose people have this rotation"),
    ],
)
def test_a_rotation_holds_only_what_its_people_can_work(
    tmp_path: Path, column: str, value: str, problem: str
) -> None:
    shifts = f"{column},shift,start_from,length_minutes\n{value},day,08:00,480\n,any,09:00,480\n"
    checked = check_folder(write_folder(tmp_path, {**ROTATED, "shifts.csv": shifts}))
    assert problem in str(checked.errors[0])


def test_doubts_about_rotations_are_warnings(tmp_path: Path) -> None:
    gap = ROTATIONS.replace("late,2", "late,3")
    checked = check_folder(write_folder(tmp_path, {**ROTATED, "rotations.csv": gap}))
    assert [str(problem) for problem in checked.warnings] == [
        "rotations.csv row 2, rotation: 'early late' has no row for week 2: all of it is off"
    ]
    plain = {"agents.csv": AGENTS}
    warned = check_folder(write_folder(tmp_path / "plain", plain)).warnings
    assert (
        "agents.csv row 2, rotation_week: '2' is not used: the person's contract names no "
        in str(warned[0])
    )


CONTRACT_CELLS = "contract,max_hours_per_week,{}\nfull,40,{}\n"


@pytest.mark.parametrize(
    ("cells", "pins", "problem"),
    [
        (("rotation", "early late"), "ada,2027-03-02,day,",
         "shift: 'day' is not what the rotation 'early late' has: a day off"),
        (("rotation", "early late"), "bob,2027-03-02,,",
         "shift: is not what the rotation 'early late' has: day"),
        (("forward_rotation", "yes"), "bob,2027-03-02,day,10:00\nbob,2027-03-04,day,09:00",
         "date: '2027-03-04' starts earlier in the day than the pin of 2027-03-02 "
         "(forward_rotation)"),
        (("max_hours_per_horizon", "12"), "bob,2027-03-02,day,\nbob,2027-03-03,day,",
         "date: '2027-03-03' makes 16 pinned hours in all, not over 12"),
    ],
)  # fmt: skip
def test_pins_keep_the_hard_rules_of_the_contract(
    tmp_path: Path, cells: tuple[str, str], pins: str, problem: str
) -> None:
    folder = {
        **ROTATED, "contracts.csv": CONTRACT_CELLS.format(*cells),
        "pins.csv": f"agent,date,shift,start\n{pins}\n",
    }  # fmt: skip
    (found,) = check_folder(write_folder(tmp_path, folder)).errors
    assert str(found).startswith("pins.csv row ")
    assert str(found).endswith(problem)
    priced = {"plan.toml": SMALL["plan.toml"] + f"[rules]\n{cells[0]} = 1\n"}
    assert check_folder(write_folder(tmp_path / "priced", {**folder, **priced})).errors == ()


def test_pins_that_agree_or_lie_in_leave_are_no_fault(tmp_path: Path) -> None:
    rotation = CONTRACT_CELLS.format("rotation", "early late")
    pins = "ada,2027-03-01,day,\nada,2027-03-05,,\nbob,2027-03-02,day,\nbob,2027-03-04,,\n"
    folder = {
        **ROTATED, "contracts.csv": rotation, "pins.csv": f"agent,date,shift,start\n{pins}",
        "time_off.csv": "agent,from\nada,2027-03-05\n",
    }  # fmt: skip
    assert check_folder(write_folder(tmp_path, folder)).errors == ()
    overtime = CONTRACT_CELLS.format("max_overtime_hours_per_week", "8")
    week = "".join(f"bob,2027-03-{day:02d},day,\n" for day in range(1, 7))
    extra = {**folder, "contracts.csv": overtime, "pins.csv": f"agent,date,shift,start\n{week}"}
    assert check_folder(write_folder(tmp_path / "overtime", extra)).errors == ()
