"""Who carries nights, weekends, holidays, late changes and surges, and what comes next."""

from pathlib import Path

import pytest

import planner
from planner.fair_load import FairLoad, fair_load
from planner.schedule_files import read_past
from planner.schedules import schedule_of
from tests.support.folders import write_folder

AGENTS = "agent,team\nada,berlin\nbob,berlin\ncem,berlin\ndie,leads\n"
PREVIOUS = """\
agent,start,end
ada,2027-02-19T22:00,2027-02-20T06:00
ada,2027-02-20T22:00,2027-02-21T06:00
bob,2027-02-22T08:00,2027-02-22T16:30
"""
NEXT = """\
agent,shift,start,end
bob,day,2027-03-06T08:00,2027-03-06T16:30
cem,day,2027-03-06T08:00,2027-03-06T16:30
ada,day,2027-03-01T08:00,2027-03-01T16:30
"""
CONTRACTS = "contract,max_hours_per_week,max_weekends,max_consecutive_nights\nfull,40,1,2\n"


def told(path: Path, *, planned: str = "", past: str = "", **files: str) -> FairLoad:
    tables = {"agents.csv": AGENTS, "previous.csv": PREVIOUS, "contracts.csv": CONTRACTS}
    teams = "team,timezone,country,queues,contract,hourly_cost\n" + "".join(
        f"{team},Europe/Berlin,DE,calls|senior,full,24\n" for team in ("berlin", "leads")
    )
    tables |= {"teams.csv": teams, **{f"{name}.csv": text for name, text in files.items()}}
    plan = planner.read_plan(write_folder(path, tables))
    for name, text in (("next.csv", planned), ("past.csv", past)):
        (path / name).write_text(text)
    rota = schedule_of(read_past(plan, path / "next.csv")[0]) if planned else None
    before = read_past(plan, path / "past.csv")[0] if past else ()
    return fair_load(plan, planned=rota, past=before)


def test_nights_weekends_and_unpopular_hours_are_counted(tmp_path: Path) -> None:
    """Friday's night is unpopular from 23:00 on, Saturday's from its start on."""
    people = told(tmp_path).people.set_index("agent")
    assert [people.at["ada", name] for name in ("nights", "weekends", "holidays")] == [2, 1, 0]
    assert people.loc["ada", "unpopular_hours"] == pytest.approx(7 + 8)
    assert people.loc["bob", "unpopular_hours"] == 0


def test_an_even_share_is_among_people_of_one_team_and_contract(tmp_path: Path) -> None:
    people = told(tmp_path).people.set_index("agent")
    assert people["fair_hours"].tolist() == pytest.approx([5, 5, 5, 0])
    assert people["above_fair_hours"].tolist() == pytest.approx([10, -5, -5, 0])


def test_the_next_plan_eases_those_who_carried(tmp_path: Path) -> None:
    found = told(tmp_path, planned=NEXT)
    people = found.people.set_index("agent")
    assert people["planned_weekends"].tolist() == [0, 1, 1, 0]
    even = 2 * 8.5 / 3
    assert people["planned_fair_hours"].tolist() == pytest.approx([even, even, even, 0])
    assert people["target_hours"].tolist() == pytest.approx([0, even + 5, even + 5, 0])
    assert people.loc["ada", "balance_hours"] == pytest.approx(10 - even)
    assert any("gives 1 of the 1 people above their share no more" in line for line in found.lines)
    assert any("unfairness in [prices] of plan.toml is 0" in line for line in found.lines)


def test_limits_that_are_reached_are_named(tmp_path: Path) -> None:
    near = told(tmp_path, planned=NEXT).near_limits
    found = {
        (a, r): (x, y) for a, r, x, y in near[["agent", "rule", "limit", "reached"]].to_numpy()
    }
    assert found == {
        ("ada", "max_consecutive_nights"): (2, 2), ("bob", "max_weekends"): (1, 1),
        ("cem", "max_weekends"): (1, 1),
    }  # fmt: skip


def test_late_changes_and_added_hours(tmp_path: Path) -> None:
    changes = (
        "agent,date,announced,kind,hours\nada,2027-02-20,2027-02-19,changed,\n"
        "bob,2027-02-22,2027-02-20,added,2\nbob,2027-02-26,2027-02-01,changed,\n"
    )
    people = told(tmp_path, roster_changes=changes).people.set_index("agent")
    assert people["late_changes"].tolist() == [1, 1, 0, 0]
    assert people.loc["ada", "shortest_notice_days"] == 1
    assert people.loc["bob", "surge_hours"] == 2


def test_hours_during_a_launch_are_surge_hours(tmp_path: Path) -> None:
    events = (
        "event,kind,start,end,multiplier,half_life_days\n"
        "launch,launch,2027-02-22T10:00,2027-02-22T12:00,3,\nquiet,closure,2027-02-22,,0,\n"
    )
    people = told(tmp_path, events=events).people.set_index("agent")
    assert people["surge_hours"].tolist() == pytest.approx([0, 2, 0, 0])


def test_earlier_schedules_are_added_and_shifts_count_once(tmp_path: Path) -> None:
    past = (
        "agent,start,end\nada,2027-02-19T22:00,2027-02-20T06:00\n"
        "cem,2027-01-01T08:00,2027-01-01T16:00\nzoe,2027-01-04T08:00,2027-01-04T16:00\n"
    )
    people = told(tmp_path, past=past).people.set_index("agent")
    assert people.loc["ada", "nights"] == 2
    assert [people.at["cem", name] for name in ("holidays", "unpopular_hours")] == [1, 8]
    assert people["weeks"].unique() == pytest.approx([59 / 7])


def test_nothing_known_is_said(tmp_path: Path) -> None:
    found = told(tmp_path, previous="agent,start,end\n")
    assert "Nothing is known of the weeks before" in found.lines[0]
    assert found.near_limits.empty
