"""What rotas that were handed out tell: shifts of the past, and changes with their notice."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import planner
from planner.domain import Plan
from planner.fair_load import FairLoad, Publication, fair_load, from_schedule
from planner.outlook import RosterChange
from planner.schedules import Shift
from tests.support.folders import write_folder

AGENTS = "agent,team\nada,berlin\nbob,berlin\ncem,berlin\n"
HANDED_OUT = datetime(2027, 1, 4, 9, tzinfo=UTC)
TOLD_AGAIN = datetime(2027, 2, 8, 23, 30, tzinfo=UTC)


def plan_of(path: Path, **files: str) -> Plan:
    tables = {"agents.csv": AGENTS, **{f"{name}.csv": text for name, text in files.items()}}
    return planner.read_plan(write_folder(path, tables))


def shift(agent: str, day: int, *, start: int = 8, hours: int = 8) -> Shift:
    """A shift of February 2027, in UTC."""
    begin = datetime(2027, 2, day, start, tzinfo=UTC)
    return Shift(
        agent=agent, team="berlin", date=begin.date(), shift="day", start=begin,
        end=begin.replace(hour=start + hours),
    )  # fmt: skip


def rota(*shifts: Shift, at: datetime = HANDED_OUT, scenario: str = "february") -> Publication:
    return Publication(
        scenario=scenario, at=at, first=date(2027, 2, 1), last=date(2027, 2, 28), shifts=shifts
    )


FIRST = rota(shift("ada", 10), shift("ada", 13), shift("bob", 10), shift("cem", 10))
LATER = rota(
    shift("ada", 10, start=12), shift("ada", 13), shift("bob", 10), shift("bob", 11),
    at=TOLD_AGAIN,
)  # fmt: skip


def told(path: Path, *publications: Publication, **files: str) -> FairLoad:
    return fair_load(plan_of(path, **files), published=publications)


def column(found: FairLoad, name: str) -> dict[str, float]:
    """A column by person, blanks and people of other teams left out."""
    people = found.people[found.people["team"] == "berlin"].set_index("agent")
    return {str(agent): value for agent, value in people[name].dropna().items()}


def test_a_later_rota_changes_adds_and_cancels(tmp_path: Path) -> None:
    """It was handed out on the 9th by Berlin's clock; cem, who is no more in it, is off."""
    found = told(tmp_path, FIRST, LATER)
    assert column(found, "late_changes") == {"ada": 1, "bob": 1, "cem": 1}
    assert column(found, "shortest_notice_days") == {"ada": 1, "bob": 2, "cem": 1}
    assert column(found, "surge_hours") == {"ada": 0, "bob": 8, "cem": 0}


def test_the_order_is_that_of_handing_out(tmp_path: Path) -> None:
    one = told(tmp_path / "a", FIRST, LATER).people
    assert told(tmp_path / "b", LATER, FIRST).people.equals(one)


def test_days_that_no_schedule_tells_are_those_published_last(tmp_path: Path) -> None:
    """On the 13th, a Saturday, ada worked; previous.csv tells the 10th only."""
    previous = "agent,start,end\nada,2027-02-10T12:00:00Z,2027-02-10T20:00:00Z\n"
    found = told(tmp_path, FIRST, LATER, previous=previous)
    assert column(found, "shifts") == {"ada": 2, "bob": 1, "cem": 0}
    assert column(found, "weekends") == {"ada": 1, "bob": 0, "cem": 0}
    assert any("On 1 days people worked otherwise" in line for line in found.lines)


def test_what_was_over_is_put_right_and_is_no_change(tmp_path: Path) -> None:
    after = replace(LATER, at=datetime(2027, 2, 20, tzinfo=UTC))
    found = told(tmp_path, FIRST, after)
    assert found.people["late_changes"].sum() == 0
    assert found.people["shifts"].sum() == 4
    assert any(line == "Nothing was changed less than 14 days before." for line in found.lines)


def test_another_scenario_says_nothing_of_people_it_does_not_hold(tmp_path: Path) -> None:
    other = rota(shift("bob", 12), at=TOLD_AGAIN, scenario="other site")
    found = told(tmp_path, FIRST, other)
    assert column(found, "late_changes") == {"ada": 0, "bob": 2, "cem": 0}


def test_rows_of_the_table_go_before_what_rotas_show(tmp_path: Path) -> None:
    rows = "agent,date,announced,kind\nada,2027-02-10,2027-02-02,changed\n"
    found = told(tmp_path, FIRST, LATER, roster_changes=rows)
    assert column(found, "shortest_notice_days") == {"ada": 8, "bob": 2, "cem": 1}


def test_hours_added_in_a_surge_count_once(tmp_path: Path) -> None:
    events = "event,kind,start,end,multiplier\nlaunch,launch,2027-02-11T00:00,2027-02-12T00:00,3\n"
    found = told(tmp_path, FIRST, LATER, events=events)
    assert column(found, "surge_hours")["bob"] == pytest.approx(8)


def test_a_file_tells_the_days_from_its_first_shift_to_its_last(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    found = from_schedule(date(2027, 2, 9), [shift("ada", 10), shift("bob", 12)], plan)
    assert found is not None
    assert (found.first, found.last) == (date(2027, 2, 10), date(2027, 2, 12))
    later = replace(found, at=date(2027, 2, 11), shifts=(shift("ada", 10),))
    assert column(fair_load(plan, published=[found, later]), "shortest_notice_days") == {"bob": 1}
    assert from_schedule(date(2027, 2, 9), [], plan) is None


def test_notice_is_days_from_being_told_to_the_day() -> None:
    change = RosterChange(agent="ada", date=date(2027, 3, 1), announced=date(2027, 2, 20))
    assert change.notice_days == 9
