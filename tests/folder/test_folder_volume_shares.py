"""A share of a queue's contacts for one team alone becomes a queue of its own."""

from pathlib import Path

import pytest

from planner.changes import changed
from planner.demand import forecast
from planner.domain import Plan
from planner.folder import build_plan, check_folder, read_folder, read_plan
from planner.schedule_files import read_schedule
from planner.staffing import require
from tests.support.folders import SMALL, write_folder

HEADER = "team,tier,timezone,queues,contract,heads,hourly_cost,volume_share\n"
TEAMS = (
    HEADER
    + "berlin,,Europe/Berlin,calls,full,6,24,\n"
    + "vendor,,Europe/Berlin,calls|senior,full,4,14,0.3\n"
    + "leads,senior,Europe/Berlin,senior|calls,full,2,32,\n"
)
COVER = "cover,queues,from,to,min\nanybody,calls,09:00,17:00,1\n"


def plan_of(folder: Path, teams: str = TEAMS, **files: str) -> Plan:
    return read_plan(write_folder(folder, {"teams.csv": teams, **files}))


def test_a_part_stands_behind_its_queue(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, **{"cover.csv": COVER})
    names = [(queue.queue, queue.part_of, queue.part_share) for queue in plan.queues]
    assert names == [
        ("calls", "", 0.0), ("calls@vendor", "calls", 0.3),
        ("senior", "", 0.0), ("senior@vendor", "senior", 0.3),
    ]  # fmt: skip
    part, whole = plan.queue["calls@vendor"], plan.queue["calls"]
    assert (part.aht_s, part.open, part.weekly_volume) == (whole.aht_s, whole.open, None)
    assert plan.team["vendor"].queues == ("calls@vendor", "senior@vendor")
    assert plan.agent["vendor-001"].queues == ("calls@vendor", "senior@vendor")
    assert plan.agent["leads-001"].queues == ("senior", "calls")
    assert plan.cover[0].queues == ("calls", "calls@vendor")
    assert plan.unacted == ()


def test_minimum_agents_stay_with_the_rest(tmp_path: Path) -> None:
    queues = SMALL["queues.csv"].replace("weekly_volume\n", "weekly_volume,min_agents\n")
    queues = queues.replace(",900\n", ",900,2\n")
    plan = plan_of(tmp_path, **{"queues.csv": queues})
    assert (plan.queue["calls"].min_agents, plan.queue["calls@vendor"].min_agents) == (2, 0)


def test_people_keep_queues_that_their_team_does_not_serve(tmp_path: Path) -> None:
    teams = TEAMS.replace("calls|senior,full,4", "calls,full,")
    agents = "agent,team,queues\nada,vendor,senior|calls\n"
    plan = plan_of(tmp_path, teams, **{"agents.csv": agents})
    assert plan.agent["ada"].queues == ("senior", "calls@vendor")


def test_contacts_are_split_and_scale_is_lost(tmp_path: Path) -> None:
    apart, whole = plan_of(tmp_path / "a"), plan_of(tmp_path / "b", TEAMS.replace("0.3", ""))
    contacts = forecast(apart)
    assert set(contacts["queue"]) == {"calls", "senior"}
    needs = [require(plan, forecast(plan)).groupby("queue") for plan in (apart, whole)]
    split, one = (table["volume"].sum() for table in needs)
    assert split["calls@vendor"] == pytest.approx(0.3 * one["calls"])
    assert split["calls"] == pytest.approx(0.7 * one["calls"])
    agents, all_agents = (table["required_real"].sum() for table in needs)
    assert agents["calls"] + agents["calls@vendor"] > all_agents["calls"]


def test_a_share_of_all_leaves_a_queue_that_nobody_serves(tmp_path: Path) -> None:
    teams = (
        HEADER + "vendor,,Europe/Berlin,calls,full,6,14,1\nleads,,Europe/Berlin,senior,full,2,32,\n"
    )
    plan = plan_of(tmp_path, teams)
    needs = require(plan, forecast(plan)).groupby("queue")["required_real"].sum()
    assert needs["calls"] == 0 < needs["calls@vendor"]


ODD = [
    (
        TEAMS.replace("full,6,24,", "full,6,24,0.8"),
        "teams.csv row 3, volume_share: '0.3' makes 1.1 of calls routed to single teams, at most 1",
    ),
    (
        TEAMS.replace("full,6,24,", "full,6,24,0.5").replace("2,32,", "2,32,0.1"),
        "queues.csv row 2, queue: 'calls' is served by nobody for the 0.1 of its contacts that no "
        "volume_share routes: expected it under queues of a team without one",
    ),
    (
        TEAMS.replace("calls|senior", ""),
        "teams.csv row 3, volume_share: '0.3' routes nothing: vendor has no queues",
    ),
    (
        TEAMS.replace("0.3", "1.3"),
        "teams.csv row 3, volume_share: '1.3' is out of range: expected a share from 0 to 1, at "
        "least 0 and at most 1",
    ),
]


@pytest.mark.parametrize(("teams", "problem"), ODD)
def test_shares_that_cannot_be(tmp_path: Path, teams: str, problem: str) -> None:
    checked = check_folder(write_folder(tmp_path, {"teams.csv": teams}))
    assert problem in [str(error) for error in checked.errors]


def test_a_part_needs_somebody_to_serve_it(tmp_path: Path) -> None:
    files = {"teams.csv": TEAMS, "agents.csv": "agent,team,queues\nada,vendor,senior\n"}
    errors = [str(error) for error in check_folder(write_folder(tmp_path, files)).errors]
    assert errors == [
        "teams.csv row 3, volume_share: '0.3' routes calls to vendor, where nobody serves it"
    ]


def test_a_share_of_nothing_is_odd(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"teams.csv": TEAMS.replace("0.3", "0")})
    warnings = [str(warning) for warning in check_folder(folder).warnings]
    assert any("gives vendor no contacts" in warning for warning in warnings)
    assert read_plan(folder).queue["calls@vendor"].part_share == 0


def test_minimum_agents_of_a_queue_that_is_all_routed(tmp_path: Path) -> None:
    queues = SMALL["queues.csv"].replace("weekly_volume\n", "weekly_volume,min_agents\n")
    files = {
        "queues.csv": queues.replace(",900\n", ",900,2\n"),
        "teams.csv": HEADER + "vendor,,Europe/Berlin,calls|senior,full,4,14,1\n",
    }
    errors = [str(error) for error in check_folder(write_folder(tmp_path, files)).errors]
    assert errors == [
        "queues.csv row 2, min_agents: '2' cannot be kept: volume_share routes all contacts to "
        "single teams"
    ]


def test_names_of_parts_are_not_for_queues(tmp_path: Path) -> None:
    files = {name: text.replace("senior", "senior@leads") for name, text in SMALL.items()}
    errors = [str(error) for error in check_folder(write_folder(tmp_path, files)).errors]
    assert (
        "queues.csv row 3, queue: 'senior@leads' holds @, which names the share of a queue that "
        "one team gets" in errors
    )


SCENARIO = """
[more_out]
changes = [{ table = "teams", where = { team = "vendor" }, column = "volume_share", set = 0.5 }]
[all_together]
changes = [{ table = "teams", where = { team = "vendor" }, column = "volume_share", set = "" }]
[no_vendor]
changes = [{ table = "teams", where = { team = "vendor" }, remove = true }]
[dearer]
changes = [{ table = "queues", where = { queue = "calls" }, column = "aht_s", times = 2 }]
"""


@pytest.mark.parametrize(
    ("name", "parts"),
    [("more_out", [0.5, 0.5]), ("all_together", []), ("no_vendor", []), ("dearer", [0.3, 0.3])],
)
def test_scenarios_change_shares(tmp_path: Path, name: str, parts: list[float]) -> None:
    files = {"teams.csv": TEAMS, "scenarios.toml": SCENARIO}
    raw = read_folder(write_folder(tmp_path, files))
    scenario = next(each for each in raw.scenarios if each.name == name)
    plan, _ = build_plan(changed(raw, scenario))
    assert [queue.part_share for queue in plan.queues if queue.part_of] == parts
    if name == "dearer":
        assert plan.queue["calls@vendor"].aht_s == 480


def test_a_schedule_names_parts(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "plan")
    (tmp_path / "schedule.csv").write_text(
        "agent,shift,start,end\nvendor-001,day,2027-03-01T07:00:00Z,2027-03-01T15:30:00Z\n"
    )
    (tmp_path / "activities.csv").write_text(
        "agent,start,end,activity,queue\n"
        "vendor-001,2027-03-01T07:00:00Z,2027-03-01T11:00:00Z,work,calls@vendor\n"
        "vendor-001,2027-03-01T11:00:00Z,2027-03-01T11:30:00Z,meal,\n"
        "vendor-001,2027-03-01T11:30:00Z,2027-03-01T15:30:00Z,work,senior@vendor\n"
    )
    schedule, _, _ = read_schedule(plan, tmp_path / "schedule.csv")
    worked = [part.queue for part in schedule.shifts[0].activities if part.queue]
    assert worked == ["calls@vendor", "senior@vendor"]
