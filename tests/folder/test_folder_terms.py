# ruff: noqa: E501
"""Availability, requests and premiums: what is read, and what contradicts the rest of the folder."""

from datetime import date
from pathlib import Path

import pytest

from planner.domain import Availability, Premium, Request
from planner.errors import DataError
from planner.folder import check_folder, read_plan
from tests.support.folders import EVERYTHING, SMALL, write_folder

REQUESTS = "agent,date,want,weight\n"
SHIFTS = SMALL["shifts.csv"].replace("shift,", "teams,shift,").replace("day,", ",day,")
LOCAL = SHIFTS + "berlin,local,08:00,08:00,30,480,\n"


def test_terms_are_read_with_their_defaults(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, EVERYTHING))
    assert plan.availability == (
        Availability(agent="ada", weekdays=(0, 1, 2, 3, 4), start=420, end=1320),
        Availability(agent="ada", weekdays=(2,), start=720, end=1080, available=False),
    )
    assert plan.requests == (
        Request(agent="ada", date=date(2027, 3, 2), want="off", weight=1),
        Request(agent="bob", date=date(2027, 3, 4), want="not:day", weight=2),
        Request(agent="berlin-003", date=date(2027, 3, 5), want="work", weight=0.5),
    )
    assert plan.premiums == (
        Premium(kind="night", factor=1.25),
        Premium(
            teams=("leads",), kind="saturday", start=480, end=1200, factor=1.5, stack="multiply"
        ),
    )
    assert [premium.span for premium in plan.premiums] == [(1380, 360), (480, 1200)]
    assert plan.unacted == ()


def test_a_week_of_available_minutes(tmp_path: Path) -> None:
    rows = "agent,weekdays,from,to,available\nberlin-001,Sun,22:00,06:00,\nberlin-002,,,,no\nberlin-003,Sat|Sun,,,no\n"
    free = read_plan(write_folder(tmp_path, {"availability.csv": rows})).available
    assert sorted(free) == ["berlin-001", "berlin-002", "berlin-003"]
    assert [int(week.sum()) for _, week in sorted(free.items())] == [480, 0, 5 * 1440]
    assert free["berlin-001"][6, 1320:].all()
    assert free["berlin-001"][0, :360].all()


def test_terms_can_no_longer_be_ignored(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'requests' is nothing that can be ignored"):
        read_plan(write_folder(tmp_path, EVERYTHING), ignore=["requests"])


ERRORS: list[tuple[str, dict[str, str], str]] = [
    ("availability of nobody", {"availability.csv": "agent,weekdays\nzoe,Mon\n"},
     "availability.csv row 2, agent: 'zoe' is no person of agents.csv"),
    ("available for no time", {"availability.csv": "agent,from,to\nberlin-001,09:00,09:00\n"},
     "availability.csv row 2, to: '09:00' starts when it ends (00:00 to 24:00 is the whole day)"),
    ("wish of nobody", {"requests.csv": REQUESTS + "zoe,2027-03-01,off,\n"},
     "requests.csv row 2, agent: 'zoe' is no person of agents.csv"),
    ("wish for nothing known", {"requests.csv": REQUESTS + "berlin-001,2027-03-01,dya,\n"},
     "requests.csv row 2, want: 'dya' is neither off, work, a shift of shifts.csv, nor not: and a shift (day?)"),
    ("wish against nothing known", {"requests.csv": REQUESTS + "berlin-001,2027-03-01,not: night,\n"},
     "requests.csv row 2, want: 'not: night' is neither off, work, a shift of shifts.csv, nor not: and a shift"),
    ("wish for a shift of another team", {"shifts.csv": LOCAL, "requests.csv": REQUESTS + "leads-001,2027-03-01,local,\n"},
     "requests.csv row 2, want: 'local' is no template of the team leads"),
    ("a shift called work", {"shifts.csv": SMALL["shifts.csv"].replace("day,", "work,"), "requests.csv": REQUESTS + "leads-001,2027-03-01,Work,\n"},
     "requests.csv row 2, want: 'Work' is also the name of a shift: give the shift another"),
    ("the same wish twice", {"requests.csv": REQUESTS + "leads-001,2027-03-01,not:day,\nleads-001,2027-03-01,not: day,3\n"},
     "requests.csv row 3, want: 'not: day' is wished by leads-001 for 2027-03-01 in row 2 already"),
    ("premium of no kind", {"premiums.csv": "kind,factor\nnite,1.25\n"},
     "premiums.csv row 2, kind: 'nite' is not one of night, saturday, sunday, public_holiday (night?)"),
    ("premium of no team", {"premiums.csv": "teams,kind,factor\nlead,night,1.25\n"},
     "premiums.csv row 2, teams: 'lead' is no team of teams.csv (leads?)"),
    ("premium for no time", {"premiums.csv": "kind,from,factor\nnight,06:00,1.25\n"},
     "premiums.csv row 2, to: starts when it ends (00:00 to 24:00 is the whole day)"),
]  # fmt: skip

WARNINGS: list[tuple[str, dict[str, str], str]] = [
    ("wish for another month", {"requests.csv": REQUESTS + "leads-001,2027-04-01,off,\n"},
     "requests.csv row 2, date: requests outside the horizon: 1 left out"),
    ("less than the rate", {"premiums.csv": "kind,factor\nnight,0.25\n"},
     "premiums.csv row 2, factor: '0.25' pays less than the rate: 1.25 is 25 % more"),
    ("holidays of no country", {"premiums.csv": "kind,factor\npublic_holiday,2\n"},
     "premiums.csv row 2, kind: 'public_holiday' is paid on no day in berlin, leads: teams.csv names no country"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "problem"), [case[1:] for case in ERRORS], ids=[c[0] for c in ERRORS]
)
def test_terms_contradict(tmp_path: Path, changes: dict[str, str], problem: str) -> None:
    checked = check_folder(write_folder(tmp_path, changes))
    assert [str(error) for error in checked.errors] == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"), [case[1:] for case in WARNINGS], ids=[c[0] for c in WARNINGS]
)
def test_doubtful_terms_do_not_stop_a_plan(
    tmp_path: Path, changes: dict[str, str], problem: str
) -> None:
    checked = check_folder(write_folder(tmp_path, changes))
    assert [str(warning) for warning in checked.problems] == [problem]
    assert checked.plan is not None


@pytest.mark.parametrize(
    ("window", "pin", "problem"),
    [
        ("Mon,08:00,16:30,yes", "2027-03-01,day,", ""),
        ("Mon,12:00,20:30,yes", "2027-03-01,day,", ""),
        ("Mon,09:00,17:00,yes", "2027-03-01,day,", "date: '2027-03-01' has leads-001 in day"),
        ("Tue,16:00,20:00,no", "2027-03-02,day,", "date: '2027-03-02' has leads-001 in day"),
        ("Tue,16:00,20:00,no", "2027-03-02,day,08:00", "start: '08:00' has leads-001 in day"),
        ("Tue,17:00,20:00,no", "2027-03-02,day,08:00", ""),
        ("Tue,16:00,20:00,no", "2027-03-02,,", ""),
    ],
)
def test_pins_keep_to_availability(tmp_path: Path, window: str, pin: str, problem: str) -> None:
    files = {
        "availability.csv": f"agent,weekdays,from,to,available\nleads-001,{window}\n",
        "pins.csv": f"agent,date,shift,start\nleads-001,{pin}\n",
    }
    errors = [str(error) for error in check_folder(write_folder(tmp_path, files)).errors]
    told = f"pins.csv row 2, {problem} outside the times of availability.csv"
    assert errors == ([told] if problem else [])
