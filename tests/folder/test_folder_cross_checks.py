# ruff: noqa: E501
"""What the tables of a folder say about each other: one change, one problem."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.folder import check_folder, read_plan
from tests.support.folders import EVERYTHING, SMALL, write_folder

AGENTS = "agent,team,queues,start_date,end_date\nada,leads,,2026-01-01,2027-03-04\nbob,leads,,,\n"
PINS = "agent,date,shift,start\n"

ERRORS: list[tuple[str, dict[str, str], str]] = [
    ("escalation in a circle",
     {"queues.csv": "queue,channel,aht_s,weekly_volume,escalates_to\ncalls,voice,240,9,senior\nsenior,voice,600,9,calls\n"},
     "queues.csv row 2, escalates_to: 'senior' escalates in a circle: calls → senior → calls"),
    ("escalation to nowhere",
     {"queues.csv": SMALL["queues.csv"].replace("weekly_volume", "weekly_volume,escalation_share").replace("900", "900,0.2")},
     "queues.csv row 2, escalates_to: is blank, but escalation_share is not: expected the queue they go to"),
    ("no volume", {"queues.csv": SMALL["queues.csv"].replace(",60\n", ",\n")},
     "queues.csv row 3, weekly_volume: is blank and senior has no other source of contacts: expected history, "
     "a weekly_volume, a market, contact_rates, or a queue that escalates to it"),
    ("half a number of contacts", {"events.csv": "event,kind,start,new_customers\nnew,launch,2027-03-02,400\n"},
     "events.csv row 2, contacts_per_customer: is blank, but new_customers is not: contacts are the one times the other"),
    ("rate of nothing", {"contact_rates.csv": "queue,metric,contacts_per_unit\ncalls,orders,0.05\n",
                         "drivers.csv": "date,metric,value\n2027-03-01,users,500\n"},
     "contact_rates.csv row 2, metric: 'orders' is no metric of drivers.csv"),
    ("driver begins too late", {"contact_rates.csv": "queue,metric,contacts_per_unit\ncalls,orders,0.05\n",
                                "drivers.csv": "date,metric,value\n2027-03-02,orders,500\n"},
     "drivers.csv, date: has no value of orders on or before the horizon's start, 2027-03-01"),
    ("silent market", {"markets.csv": "market,queue\nde,calls\n"},
     "markets.csv row 2, weekly_volume: is blank and history has no rows of calls from de"),
    ("nobody serves it", {"teams.csv": SMALL["teams.csv"].replace("senior|calls", "calls")},
     "queues.csv row 3, queue: 'senior' is served by nobody: expected it under queues of a team with people"),
    ("no template", {"shifts.csv": SMALL["shifts.csv"].replace("shift,", "teams,shift,").replace("day,", "berlin,day,")},
     "teams.csv row 3, team: 'leads' has no template in shifts.csv"),
    ("limits crossed", {"contracts.csv": "contract,min_hours_per_week,max_hours_per_week\nfull,40,20\n"},
     "contracts.csv row 2, min_hours_per_week: '40' is above max_hours_per_week, which is 20"),
    ("unknown country", {"teams.csv": SMALL["teams.csv"].replace("tier,", "country,").replace(",senior,E", ",UK,E")},
     "teams.csv row 3, country: 'UK' is no ISO 3166 country whose public holidays are known (GB?)"),
    ("unknown profile", {"queues.csv": SMALL["queues.csv"].replace("weekly_volume", "weekly_volume,profile").replace("900", "900,office")},
     "queues.csv row 2, profile: 'office' is no name of profiles.csv"),
    ("leave of nobody", {"time_off.csv": "agent,from\nbelrin-001,2027-03-02\n"},
     "time_off.csv row 2, agent: 'belrin-001' is no person of agents.csv (berlin-001?)"),
    ("leave backwards", {"time_off.csv": "agent,from,to\nberlin-001,2027-03-02,2027-03-01\n"},
     "time_off.csv row 2, to: '2027-03-01' is before from"),
    ("cover of no tier", {"cover.csv": "cover,tiers,min\nx,seniors,1\n"},
     "cover.csv row 2, tiers: 'seniors' is the tier of no team and no person (senior?)"),
    ("cover without a number", {"cover.csv": "cover,tiers\nx,senior\n"},
     "cover.csv row 2, min: is blank, and so is max"),
    ("a ratio of nothing", {"cover.csv": "cover,max,per_agents\nx,3,8\n"},
     "cover.csv row 2, per_agents: has nothing to count: expected min, people for every so many"),
    ("teams of no ratio", {"cover.csv": "cover,min,of_teams\nx,1,berlin\n"},
     "cover.csv row 2, of_teams: is of no use without per_agents"),
    ("a commitment above the ceiling",
     {"teams.csv": SMALL["teams.csv"].replace("tier,", "tier,min_paid_hours_per_week,max_paid_hours_per_week,")
      .replace("berlin,,", "berlin,,200,160,").replace("senior,E", "senior,,,E")},
     "teams.csv row 2, min_paid_hours_per_week: '200' is above max_paid_hours_per_week, which is 160"),
    ("a meeting called break", {"off_queue.csv": "activity,minutes\nBreak,30\n"},
     "off_queue.csv row 2, activity: 'Break' is what shifts are made of (work, break, meal): give it another name"),
    ("a meeting longer than its window", {"off_queue.csv": "activity,minutes,from,to\nx,60,09:00,09:45\n"},
     "off_queue.csv row 2, minutes: '60' do not fit between from and to: 45 minutes"),
    ("a meeting of nobody known", {"off_queue.csv": "activity,minutes,agents\nx,60,zoe\n"},
     "off_queue.csv row 2, agents: 'zoe' is no person of agents.csv"),
    ("a meeting asked for twice", {"off_queue.csv": "activity,minutes,teams\nx,60,\ny,30,\nx,30,leads\n"},
     "off_queue.csv row 4, activity: 'x' is asked of leads-001 in row 2 already: give one of them another name"),
    ("cover of no time", {"cover.csv": "cover,from,to,min\nx,09:00,09:00,1\n"},
     "cover.csv row 2, to: starts when it ends (00:00 to 24:00 is the whole day)"),
    ("event backwards", {"events.csv": "event,kind,start,end\nx,outage,2027-03-03,2027-03-02\n"},
     "events.csv row 2, end: '2027-03-02' is not after start"),
    ("generated id taken", {"agents.csv": "agent,team\nberlin-001,leads\n"},
     "agents.csv, agent: 'berlin-001' is also the generated id of a person of berlin"),
    ("previous in the horizon", {"previous.csv": "agent,start,end\nberlin-001,2027-03-01T08:00,2027-03-01T16:00\n"},
     "previous.csv row 2, start: '2027-03-01T08:00' lies in the horizon: previous holds the shifts that start before it"),
    ("previous at a doubled time", {"previous.csv": "agent,start,end\nberlin-001,2026-10-25T02:30,2026-10-25T09:00\n"},
     "previous.csv row 2, start: '2026-10-25T02:30' exists twice in Europe/Berlin: write it with its offset"),
    ("escalation to itself",
     {"queues.csv": SMALL["queues.csv"].replace("weekly_volume", "weekly_volume,escalates_to").replace("900", "900,calls")},
     "queues.csv row 2, escalates_to: 'calls' escalates in a circle: calls → calls"),
    ("calls that wait for days", {"backlog.csv": "queue,age_hours,contacts\ncalls,3,12\n"},
     "backlog.csv row 2, queue: 'calls' is answered at once: only work that can wait has a backlog"),
    ("backlog of nothing", {"backlog.csv": "queue,contacts\nmail,12\n"},
     "backlog.csv row 2, queue: 'mail' is no queue of queues.csv"),
    ("less than no backlog", {"backlog.csv": "queue,contacts\nsenior,-3\n",
                              "queues.csv": SMALL["queues.csv"].replace("senior,voice", "senior,email")},
     "backlog.csv row 2, contacts: '-3' is out of range: expected a number of contacts, at least 0"),
    ("profile of nothing", {"profiles.csv": "profile,time,share\nflat,00:00,0\n"},
     "profiles.csv row 2, share: shares of flat are all 0"),
    ("profile twice", {"profiles.csv": "profile,weekday,time,share\nflat,,00:00,0.1\nflat,Mon,00:00,0.2\n"},
     "profiles.csv row 3, time: '00:00' is a second share of flat for a weekday that has one"),
]  # fmt: skip

PIN_ERRORS = [
    ("bob,2027-03-02,night,", "pins.csv row 2, shift: 'night' is no shift of shifts.csv"),
    ("bob,2027-03-02,day,07:00", "pins.csv row 2, start: '07:00' is no start of day on Tuesdays"),
    ("bob,2027-03-06,day,", "pins.csv row 2, date: '2027-03-06' is a weekday on which day has no start"),
    ("ada,2027-03-05,day,", "pins.csv row 2, date: '2027-03-05' is outside the employment of ada"),
    ("bob,2027-03-03,day,", "pins.csv row 2, date: '2027-03-03' is leave of bob in time_off.csv"),
    ("bob,2027-03-02,,09:00", "pins.csv row 2, start: '09:00' goes with a shift: a blank shift is a day off"),
    ("bob,2027-03-02,local,", "pins.csv row 2, shift: 'local' is no template of the team leads"),
    ("bob,2027-03-02,long,", "pins.csv row 2, shift: 'long' has 12 paid hours, max_hours_per_day is 10"),
    ("bob,2027-03-01,day,\nbob,2027-03-01,,", "pins.csv row 3, agent, date: 'bob, 2027-03-01' is in row 2 already"),
    ("ada,2027-03-01,late,\nada,2027-03-02,day,08:00", "pins.csv row 3, date: '2027-03-02' leaves 9.5 hours of rest after the pin of 2027-03-01, not 11"),
    ("ada,2027-03-01,day,\nada,2027-03-02,day,\nada,2027-03-03,day,", "pins.csv row 4, date: '2027-03-03' is pinned day 3 of the week of 2027-03-01, not over 2"),
]  # fmt: skip


def _errors(folder: Path) -> list[str]:
    return [str(problem) for problem in check_folder(folder).errors]


@pytest.mark.parametrize(
    ("changes", "problem"), [case[1:] for case in ERRORS], ids=[c[0] for c in ERRORS]
)
def test_tables_disagree(tmp_path: Path, changes: dict[str, str], problem: str) -> None:
    assert _errors(write_folder(tmp_path, changes)) == [problem]


@pytest.mark.parametrize(("rows", "problem"), PIN_ERRORS)
def test_pins_contradict(tmp_path: Path, rows: str, problem: str) -> None:
    files = {
        "agents.csv": AGENTS,
        "pins.csv": PINS + rows + "\n",
        "time_off.csv": "agent,from\nbob,2027-03-03\n",
        "contracts.csv": "contract,max_hours_per_day,max_days_per_week,min_rest_hours\nfull,10,2,11\n",
        "shifts.csv": "shift,teams,weekdays,start_from,start_to,length_minutes\n"
        "day,,Mon-Fri,08:00,12:00,480\nlocal,berlin,,08:00,,480\nlong,,,08:00,,720\nlate,,,14:30,,480\n",
    }
    assert _errors(write_folder(tmp_path, files)) == [problem]


WARNINGS: list[tuple[str, dict[str, str], str]] = [
    ("work that can wait", {"queues.csv": SMALL["queues.csv"].replace("senior,voice", "senior,email")},
     "queues.csv, complete_within_hours: is blank for senior: taken to be due within 24 hours"),
    ("calls three at a time",
     {"queues.csv": SMALL["queues.csv"].replace("weekly_volume", "weekly_volume,concurrency").replace("900", "900,3")},
     "queues.csv row 2, concurrency: '3' lets people have so many contacts of a voice queue at once: expected 1 "
     "(more is for chat)"),
    ("heads beside names", {"agents.csv": AGENTS, "teams.csv": SMALL["teams.csv"].replace("full,2", "full,5")},
     "teams.csv row 3, heads: '5' is not used: agents.csv names 2 people of leads"),
    ("previous of somebody gone", {"previous.csv": "agent,start,end\nzoe,2027-02-01T08:00,2027-02-01T16:00\n"},
     "previous.csv row 2, agent: 'zoe' is nobody of this plan and is left out"),
    ("pins of another month", {"pins.csv": PINS + "berlin-001,2027-04-01,,\n"},
     "pins.csv row 2, date: pins outside the horizon: 1 left out"),
    ("cover by nobody", {"cover.csv": "cover,tiers,queues,teams,min\nx,senior,calls,berlin,1\n"},
     "cover.csv row 2, cover: 'x' counts nobody: no person has its team, tier and queue"),
    ("a meeting of one",
     {"off_queue.csv": "activity,minutes,agents,together\nx,60,leads-001,yes\n"},
     "off_queue.csv row 2, together: 'yes' is a meeting of leads-001 alone and is not asked for"),
    ("a meeting of nobody",
     {"off_queue.csv": "activity,minutes,agents,teams\nx,60,leads-001,berlin\n"},
     "off_queue.csv row 2, activity: 'x' concerns nobody: no person is of its teams and agents"),
    ("profile that does not add up", {"profiles.csv": "profile,weekday,time,share\nflat,Mon,00:00,0.5\n"},
     "profiles.csv row 2, share: shares of flat add to 0.5: they are scaled to 1"),
    ("quantile that is a slip", {"plan.toml": SMALL["plan.toml"] + '[staffing]\nspread = "p8"\n'},
     "plan.toml row 7, staffing.spread: 'p8' staffs to a volume that 92 % of intervals exceed (p80?)"),
    ("quantile below the median", {"plan.toml": SMALL["plan.toml"] + '[staffing]\nspread = "p30"\n'},
     "plan.toml row 7, staffing.spread: 'p30' staffs to a volume that 70 % of intervals exceed"),
    ("wish for all and nothing", {"requests.csv": "agent,date,want\nberlin-001,2027-03-02,off\nberlin-001,2027-03-02,work\n"},
     "requests.csv row 3, want: 'work' contradicts the wish of berlin-001 for 2027-03-02 in row 2, 'off': one of the two is not met, whatever the rota"),
    ("wish for a shift and not", {"requests.csv": "agent,date,want\nberlin-001,2027-03-02,not:day\nberlin-001,2027-03-02,day\n"},
     "requests.csv row 3, want: 'day' contradicts the wish of berlin-001 for 2027-03-02 in row 2, 'not:day': one of the two is not met, whatever the rota"),
]  # fmt: skip


def test_wishes_of_one_day_that_go_together(tmp_path: Path) -> None:
    rows = "berlin-001,2027-03-02,off\nberlin-001,2027-03-02,not:day\nberlin-001,2027-03-03,work\nberlin-001,2027-03-03,day\n"
    folder = write_folder(tmp_path, {"requests.csv": "agent,date,want\n" + rows})
    assert check_folder(folder).problems == ()


@pytest.mark.parametrize(("contacts", "told"), [(950, False), (970, True)])
def test_a_backlog_that_nobody_can_work_off_is_told(
    tmp_path: Path, contacts: int, told: bool
) -> None:
    """Four people of 40 hours are 160 hours, or 960 contacts of ten minutes."""
    queues = (
        "queue,channel,aht_s,complete_within_hours,weekly_volume\n"
        "calls,voice,240,,900\nsenior,email,600,24,60\n"
    )
    teams = SMALL["teams.csv"].replace("senior|calls,full,2", "senior|calls,full,4")
    changes = {
        "queues.csv": queues, "teams.csv": teams,
        "backlog.csv": f"queue,contacts\nsenior,{contacts - 1}\nsenior,1\n",
    }  # fmt: skip
    found = [str(problem) for problem in check_folder(write_folder(tmp_path, changes)).problems]
    message = (
        "backlog.csv row 2, contacts: '970' make 162 hours of work, more than the 4 people of "
        "senior can do from start to end (160 h): the rest stays undone"
    )
    assert found == ([message] if told else [])


@pytest.mark.parametrize(
    ("changes", "problem"), [case[1:] for case in WARNINGS], ids=[c[0] for c in WARNINGS]
)
def test_doubts_do_not_stop_a_plan(tmp_path: Path, changes: dict[str, str], problem: str) -> None:
    checked = check_folder(write_folder(tmp_path, changes))
    assert [str(warning) for warning in checked.problems] == [problem]
    assert checked.plan is not None


def test_people_without_names_are_numbered(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, {"agents.csv": AGENTS}))
    assert [agent.agent for agent in plan.agents] == [
        "ada",
        "bob",
        *(f"berlin-{i:03d}" for i in range(1, 7)),
    ]
    assert [agent.named for agent in plan.agents] == [True] * 2 + [False] * 6
    assert plan.agent["bob"].tier == "senior"
    assert plan.agent["bob"].queues == ("senior", "calls")


def test_work_that_waits_at_the_start_is_read(tmp_path: Path) -> None:
    files = {
        "queues.csv": SMALL["queues.csv"]
        .replace("weekly_volume", "weekly_volume,complete_within_hours,complete_share,aht_cv")
        .replace("senior,voice", "senior,email")
        .replace(",60\n", ",60,30,0.9,1.2\n")
        .replace("900", "900,,,"),
        "backlog.csv": "queue,age_hours,contacts\nsenior,3.5,12\nsenior,,2\n",
        "plan.toml": SMALL["plan.toml"]
        + '[staffing]\nspread = "p80"\npooling = "pooled"\nidle_share = 0.5\n',
    }
    plan = read_plan(write_folder(tmp_path, files))
    assert [(row.queue, row.age_hours, row.contacts) for row in plan.backlog] == [
        ("senior", 3.5, 12),
        ("senior", 0, 2),
    ]
    senior = plan.queue["senior"]
    assert (senior.due_within_hours, senior.complete_share, senior.aht_cv) == (30, 0.9, 1.2)
    assert (plan.queue["calls"].due_within_hours, plan.queue["calls"].aht_cv) == (24, None)
    assert [(item.name, item.stage) for item in plan.unacted] == [("staffing.idle_share", "plan")]


def test_a_profile_is_a_week_of_minutes(tmp_path: Path) -> None:
    text = "profile,weekday,time,share\nday,Mon-Fri,09:00,0.6\nday,Mon-Fri,09:30,0.4\n"
    share = read_plan(write_folder(tmp_path, {"profiles.csv": text})).profiles["day"].share
    assert share.shape == (7, 1440)
    assert share.sum() == pytest.approx(1)
    assert share[0, 540:570].sum() == pytest.approx(0.12)
    assert share[:, :540].sum() == share[5:].sum() == 0


def test_an_event_at_an_instant_is_put_on_each_wall_clock(tmp_path: Path) -> None:
    files = {
        "markets.csv": "market,queue,timezone,weekly_volume\nde,calls,Europe/Berlin,1\nin,calls,Asia/Kolkata,1\n",
        "events.csv": "event,kind,queues,start\nx,outage,calls,2027-03-02T12:00:00Z\n",
    }
    events = read_plan(write_folder(tmp_path, files)).events
    assert [(event.markets, event.start) for event in events] == [
        (("de",), datetime(2027, 3, 2, 13)),
        (("in",), datetime(2027, 3, 2, 17, 30)),
    ]


def test_the_last_day_of_an_event_is_part_of_it(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, EVERYTHING))
    text = EVERYTHING["events.csv"].replace("T12:00", "")
    whole = read_plan(write_folder(tmp_path / "b", {**EVERYTHING, "events.csv": text}))
    assert plan.events[0].end == datetime(2027, 3, 5, 12)
    assert whole.events[0].end == datetime(2027, 3, 6)


def test_previous_shifts_know_their_date_and_hours(tmp_path: Path) -> None:
    text = (
        "agent,start,end,paid_hours\nberlin-001,2027-02-28T22:00:00,2027-03-01T06:00:00+01:00,7.5\n"
    )
    shift = read_plan(write_folder(tmp_path, {"previous.csv": text})).previous[0]
    assert (shift.team, shift.date) == ("berlin", date(2027, 2, 28))
    assert shift.start == datetime(2027, 2, 28, 21, tzinfo=UTC)
    assert (shift.hours, shift.paid_hours) == (8, 7.5)


def test_starts_after_midnight_and_clipped_breaks(tmp_path: Path) -> None:
    text = (
        "shift,start_from,start_to,length_minutes,breaks\nnight,22:00,01:00,480,30 paid 240-600\n"
    )
    shift = read_plan(write_folder(tmp_path, {"shifts.csv": text})).shifts[0]
    assert list(shift.start_minutes())[-1] == 1500
    assert shift.start_step_minutes == 30
    assert shift.breaks[0].latest == 450


def test_windows_over_midnight(tmp_path: Path) -> None:
    text = "cover,from,to,min,weekdays\nnight,22:00,06:00,1,Sat-Mon\n"
    cover = read_plan(write_folder(tmp_path, {"cover.csv": text})).cover[0]
    assert (cover.window.start, cover.window.end) == (1320, 1800)
    assert cover.window.weekdays == (0, 5, 6)
    assert cover.timezone == "Europe/Berlin"
