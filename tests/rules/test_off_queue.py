"""Off-queue activities: what their breaches say, and who stands where."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from planner.auditing import audit
from planner.clock import WeeklyWindow
from planner.domain import OffQueue
from planner.folder import read_plan
from planner.schedule_files import read_schedule
from planner.schedules import Schedule, Stretch, schedule_of
from tests.rules.team_case import placed
from tests.support.folders import write_folder
from tests.support.tiny import at, flat_needs, shift_of, tiny_plan, tiny_schedule

DAY = "2027-03-01 08:00 8"
CREW = ("ana", "bob", "cy")


def _on_monday(*people: str) -> Schedule:
    return schedule_of(shift_of(DAY, agent=name, timezone="Europe/Berlin") for name in people)


def test_what_a_person_misses_is_told_with_the_week() -> None:
    row = OffQueue(activity="one-to-one", minutes=45)
    plan = tiny_plan(shifts=(DAY,), off_queue=(row,))
    found = audit(plan, tiny_schedule((DAY,)), flat_needs(plan))
    assert found.violations["message"].tolist() == [
        "Meetings and training: ana has none of 45 minutes of 'one-to-one' in the week from "
        "Mon 2027-03-01."
    ]
    assert found.violations["severity"].tolist() == ["hard"]


def test_a_meeting_tells_who_met_when_and_how_many_could() -> None:
    row = OffQueue(activity="huddle", minutes=30, together=True, per="horizon")
    plan = tiny_plan(shifts=(DAY,), people=CREW, off_queue=(row,))
    nobody = audit(plan, _on_monday(*CREW), flat_needs(plan)).violations
    assert nobody["message"].tolist() == [
        "Meetings and training: 'huddle' in the horizon from Mon 2027-03-01: nobody meets, 3 "
        "people could meet on Mon 2027-03-01 08:00 (Europe/Berlin)."
    ]
    start = at("2027-03-01 10:00")
    part = Stretch(start=start, end=start + timedelta(minutes=30), activity="huddle")
    shifts = _on_monday(*CREW).shifts
    two = Schedule((*(placed(shift, part) for shift in shifts[:2]), shifts[2]))
    table = audit(plan, two, flat_needs(plan)).violations
    assert table["amount"].tolist() == [30.0]
    assert "2 people meet on Mon 2027-03-01 10:00, 3 people could" in table["message"][0]


def test_windows_are_on_the_clock_of_each_persons_team() -> None:
    """09:00 in Berlin is 16:00 in Manila: they can meet when both windows are open."""
    window = WeeklyWindow(start=9 * 60, end=10 * 60)
    row = OffQueue(activity="sync", minutes=30, together=True, window=window)
    plan = tiny_plan(shifts=(DAY,), people=("ana", "bob"), off_queue=(row,))
    manila = replace(plan.teams[0], team="manila", timezone="Asia/Manila")
    away = replace(plan.agents[1], team="manila")
    both = replace(plan, teams=(*plan.teams, manila), agents=(plan.agents[0], away))
    late = shift_of(
        "2027-03-01 14:00 8", agent="bob", team="manila", timezone="Asia/Manila"
    )  # fmt: skip
    schedule = schedule_of([*_on_monday("ana").shifts, late])
    rules = audit(both, schedule, flat_needs(plan)).violations["rule"].tolist()
    assert "off_queue" not in rules
    whole_day = replace(both, off_queue=(replace(row, window=WeeklyWindow()),))
    table = audit(whole_day, schedule, flat_needs(plan)).violations
    assert table.loc[table["rule"] == "off_queue", "amount"].tolist() == [60.0]


def test_rows_are_read(tmp_path: Path) -> None:
    text = (
        "activity,teams,agents,minutes,per,together,weekdays,from,to\n"
        "huddle,berlin|leads,,45,,yes,Mon-Wed,10:00,12:00\ntraining,*,leads-001,120,horizon,,,,\n"
    )
    plan = read_plan(write_folder(tmp_path, {"off_queue.csv": text}))
    huddle, training = plan.off_queue
    assert huddle == OffQueue(
        activity="huddle", teams=("berlin", "leads"), minutes=45, together=True,
        window=WeeklyWindow(weekdays=(0, 1, 2), start=600, end=720),
    )  # fmt: skip
    assert (training.teams, training.agents, training.per) == ((), ("leads-001",), "horizon")
    assert plan.off_queue_names["leads-001"] == {"huddle", "training"}
    assert plan.off_queue_names["berlin-001"] == {"huddle"}


def test_a_schedule_without_activities_holds_no_meeting_and_says_so(tmp_path: Path) -> None:
    text = "activity,teams,minutes\ncoaching,leads,60\n"
    plan = read_plan(write_folder(tmp_path, {"off_queue.csv": text}))
    path = tmp_path / "made_elsewhere.csv"
    path.write_text(
        "agent,shift,start,end\nleads-001,day,2027-03-01T09:00:00+01:00,2027-03-01T17:30:00+01:00\n"
    )
    schedule, _, notes = read_schedule(plan, path)
    assert notes[-1].endswith("nothing of off_queue.csv is taken to be held.")
    found = audit(plan, schedule, flat_needs(plan)).violations
    assert found["amount"].tolist() == [60.0]
