"""Reading schedules of this program and of others, and everything that can be wrong with them."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planner.assumptions import with_middle_breaks
from planner.auditing import audit
from planner.domain import Break, Plan, Staffing
from planner.errors import DataError
from planner.rules import shift_costs
from planner.schedule_files import read_schedule, schedule_from_tables
from planner.schedules import Schedule, activities_table, schedule_table
from tests.support.tiny import at, flat_needs, template_name, tiny_plan, tiny_schedule

SHIFTS = ("2027-03-01 08:00 8", "2027-03-02 08:00 8")
EARLY = template_name(480, 480)
REST = Break(minutes=30, paid=False, earliest=180, latest=310)


def plan_of(*, breaks: tuple[Break, ...] = ()) -> Plan:
    plan = tiny_plan(shifts=SHIFTS)
    return replace(plan, shifts=tuple(replace(kind, breaks=breaks) for kind in plan.shifts))


def tables(plan: Plan, schedule: Schedule) -> tuple[pd.DataFrame, pd.DataFrame]:
    return schedule_table(plan, schedule, shift_costs(plan, schedule)), activities_table(
        plan, schedule
    )


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_tables_in_memory_and_on_disk_give_the_schedule_back(tmp_path: Path) -> None:
    plan, schedule = plan_of(), tiny_schedule(SHIFTS)
    shifts, activities = tables(plan, schedule)
    assert _plain(schedule_from_tables(plan, shifts, activities)) == schedule
    stamps = "%Y-%m-%dT%H:%M:%SZ"
    shifts.to_csv(tmp_path / "schedule.csv", index=False, date_format=stamps)
    activities.to_csv(tmp_path / "activities.csv", index=False, date_format=stamps)
    flat_needs(plan, 1.0).to_csv(tmp_path / "requirements.csv", index=False)
    back, needs, notes = read_schedule(plan, tmp_path)
    assert _plain(back) == schedule
    assert needs is not None
    assert notes == ()
    assert audit(plan, back, needs).cost == audit(plan, schedule, flat_needs(plan, 1.0)).cost


def _plain(schedule: Schedule) -> Schedule:
    """The schedule without what its file stated."""
    return Schedule(tuple(replace(shift, stated_paid_hours=None) for shift in schedule.shifts))


def test_a_bare_schedule_gets_middle_breaks_and_queues_and_says_so(tmp_path: Path) -> None:
    plan = plan_of(breaks=(REST,))
    path = written(
        tmp_path, "mine.csv",
        f"agent;shift;start;end;paid_hours\nana;{EARLY};2027-03-01 08:00;2027-03-01 16:00;8,0\n",
    )  # fmt: skip
    schedule, needs, notes = read_schedule(plan, path, require=lambda: flat_needs(plan, 1.0))
    shift = schedule.shifts[0]
    assert shift.start == at("2027-03-01 08:00")
    assert [part.activity for part in shift.activities] == ["work", "meal", "work"]
    assert shift.activities[1].start == at("2027-03-01 12:00")
    assert {part.queue for part in shift.activities if part.activity == "work"} == {"help"}
    assert shift.paid_hours == pytest.approx(7.5)
    assert needs is not None
    assert audit(plan, schedule, needs).hard == 0
    said = " ".join(notes)
    assert "activities.csv does not lie beside mine.csv" in said
    assert "requirements recomputed" in said
    assert "states 8.00 paid hours for 1 shifts whose times give 7.50" in said


def test_queues_are_given_where_people_are_missing() -> None:
    base = tiny_plan(shifts=SHIFTS[:1], people=("ana", "ben"))
    chat = replace(base.queues[0], queue="chat")
    agents = (
        replace(base.agents[0], queues=("help", "chat")),
        replace(base.agents[1], queues=("help",)),
    )
    plan = replace(base, queues=(*base.queues, chat), agents=agents)
    rows = pd.DataFrame(
        {
            "agent": ["ana", "ben"], "shift": EARLY, "start": "2027-03-01T08:00:00+01:00",
            "end": "2027-03-01T16:00:00+01:00",
        }
    )  # fmt: skip
    needs = flat_needs(plan, {"help": 1.0, "chat": 1.0})
    schedule = schedule_from_tables(plan, rows, None, needs=needs)
    assert [[part.queue for part in shift.activities] for shift in schedule.shifts] == [
        ["chat"],
        ["help"],
    ]


BAD_SCHEDULES = (
    ("agent,shift,start\nana,x,2027-03-01T08:00Z\n",
     ["row 1, end: is a column that must be there"]),
    ("", ["is empty"]),
    ("agent,shift,start,end\nana,x,8:00,2027-03-01T16:00Z\n",
     ["row 2, start: '8:00' is not an instant"]),
    ("agent,shift,start,end\nana,x,2027-03-01T08:00Z,2027-03-01T07:00Z\n",
     ["row 2, end: '2027-03-01T07:00Z' is not after the start"]),
    ("agent,shift,start,end\nbob,x,2027-03-01T08:00Z,2027-03-01T16:00Z\n",
     ["row 2, agent: 'bob' is nobody of the plan"]),
    ("agent,team,shift,start,end\nana,paris,x,2027-03-01T08:00Z,2027-03-01T16:00Z\n",
     ["row 2, team: 'paris' is no team of the plan"]),
    ("agent,shift,start,end\nana,x,2027-03-28 02:30,2027-03-28 10:30\n",
     ["row 2, start: '2027-03-28 02:30' does not exist in Europe/Berlin"]),
    ("agent,shift,start,end\nana,x,2027-10-31 02:30,2027-10-31 10:30\n", ["exists twice"]),
    ("agent,shift,start,end,timezone\nana,x,2027-03-01 02:30,2027-03-01 10:30,Mars/Base\n",
     ["timezone: 'Mars/Base' is not an IANA time zone"]),
    ("agent,shift,start,end,date,paid_hours\nana,x,2027-03-01T08:00Z,2027-03-01T16:00Z,1.3.27,8h\n",
     ["date: '1.3.27' is not a date", "paid_hours: '8h' is not a number of hours"]),
    ("agent,shift,start,end\n" + "ana,x,2027-03-01T08:00Z,2027-03-01T16:00Z\n" * 2,
     ["row 3, start: '2027-03-01T08:00Z' is there twice"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD_SCHEDULES)
def test_a_malformed_schedule_lists_its_problems(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    path = written(tmp_path, "schedule.csv", text)
    with pytest.raises(DataError) as caught:
        read_schedule(plan_of(), path)
    assert len(caught.value.problems) == len(said)
    for words in said:
        assert f"schedule.csv {words}" in str(caught.value) or words in str(caught.value)


def test_malformed_activities_and_shifts_are_listed_together(tmp_path: Path) -> None:
    written(tmp_path, "activities.csv",
            "agent,start,end,activity,queue,paid\n"
            "ana,2027-03-01T07:00Z,2027-03-01T09:00Z,work,billing,yes\n"
            "ana,2027-03-01T09:00Z,2027-03-01T08:00Z,work,help,maybe\n")  # fmt: skip
    path = written(
        tmp_path, "schedule.csv", "agent,shift,start,end\nana,x,never,2027-03-01T16:00Z\n"
    )
    with pytest.raises(DataError) as caught:
        read_schedule(plan_of(), path)
    assert [(p.file, p.row, p.column) for p in caught.value.problems] == [
        ("schedule.csv", 2, "start"), ("activities.csv", 2, "queue"),
        ("activities.csv", 3, "end"), ("activities.csv", 3, "paid"),
    ]  # fmt: skip


def test_a_stretch_must_lie_in_a_shift(tmp_path: Path) -> None:
    plan = plan_of()
    shifts, activities = tables(plan, tiny_schedule(SHIFTS))
    late = activities.assign(start=activities["start"] + pd.Timedelta(hours=9),
                             end=activities["end"] + pd.Timedelta(hours=9))  # fmt: skip
    with pytest.raises(
        DataError, match=r"activities.csv row 2, start: .* lies in no shift of 'ana'"
    ):
        schedule_from_tables(plan, shifts, late)


def test_activities_of_another_schedule_are_left_aside_and_that_is_said(tmp_path: Path) -> None:
    """Each row moves, shortens, drops or adds a shift; the activities beside stay as they were."""
    plan = plan_of(breaks=(REST,))
    shifts, activities = tables(plan, with_middle_breaks_of(plan))
    stamps = "%Y-%m-%dT%H:%M:%SZ"
    activities.to_csv(tmp_path / "activities.csv", index=False, date_format=stamps)
    hour, day = pd.Timedelta(hours=1), pd.Timedelta(days=1)
    for changed, why in (
        (shifts.assign(start=shifts["start"] + hour, end=shifts["end"] + hour),
         "row 2, start: '2027-03-01T07:00:00+00:00' lies in no shift of 'ana'"),
        (shifts.assign(end=shifts["end"] - hour), "'ana' has a shift from 2027-03-01 07:00 to"),
        (shifts.iloc[1:], "lies in no shift of 'ana' and 2 more)"),
        (pd.concat([shifts, shifts.iloc[1:].assign(start=shifts["start"] + day,
                                                   end=shifts["end"] + day)]),
         "14:00"),
    ):  # fmt: skip
        changed.to_csv(tmp_path / "schedule.csv", index=False, date_format=stamps)
        back, _, notes = read_schedule(plan, tmp_path, require=lambda: flat_needs(plan, 1.0))
        said = " ".join(notes)
        if why == "14:00":
            assert "has a shift from 2027-03-03 07:00" in said
            assert "activities none" in said
        else:
            assert why in said
        assert "activities.csv beside schedule.csv is of another schedule" in said
        assert "breaks take the middle of their windows, queues are given" in said
        assert all(shift.activities[0].queue == "help" for shift in back.shifts)


def with_middle_breaks_of(plan: Plan) -> Schedule:
    return Schedule(
        tuple(with_middle_breaks(plan, shift) for shift in tiny_schedule(SHIFTS).shifts)
    )


def test_gaps_inside_a_shift_are_breaches_not_another_schedule(tmp_path: Path) -> None:
    plan = plan_of(breaks=(REST,))
    shifts, activities = tables(plan, with_middle_breaks_of(plan))
    stamps = "%Y-%m-%dT%H:%M:%SZ"
    shifts.to_csv(tmp_path / "schedule.csv", index=False, date_format=stamps)
    holes = activities[activities["activity"] != "meal"]
    holes.to_csv(tmp_path / "activities.csv", index=False, date_format=stamps)
    back, _, notes = read_schedule(plan, tmp_path, require=lambda: flat_needs(plan, 1.0))
    assert "another schedule" not in " ".join(notes)
    assert set(audit(plan, back, flat_needs(plan)).violations["rule"]) == {"activities", "breaks"}


def test_several_queues_are_read_where_plans_are_pooled() -> None:
    base = plan_of()
    chat = replace(base.queues[0], queue="chat")
    mail = replace(base.queues[0], queue="mail", channel="email")
    skills = ("help", "chat", "mail")
    agents = tuple(replace(agent, queues=skills) for agent in base.agents)
    plan = replace(base, queues=(*base.queues, chat, mail), agents=agents)
    pooled = replace(plan, staffing=Staffing(pooling="pooled"))
    shifts, activities = tables(plan, tiny_schedule(SHIFTS))
    both = activities.assign(queue="help|chat")
    read = schedule_from_tables(pooled, shifts, both)
    assert {part.queue for shift in read.shifts for part in shift.activities} == {"help|chat"}
    assert schedule_from_tables(pooled, shifts, activities.assign(queue="mail"))
    for place, names, said in (
        (plan, "help|chat", "'help|chat' names several queues: only live queues of plans with"),
        (pooled, "help|mail", "work that can wait on its own"),
        (pooled, "help|fax", "'help|fax' is no queue of the plan"),
    ):
        with pytest.raises(DataError, match=re.escape(said)):
            schedule_from_tables(place, shifts, activities.assign(queue=names))


def test_missing_file_and_wrong_requirements(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"schedule.csv: cannot be read"):
        read_schedule(plan_of(), tmp_path)
    path = written(tmp_path, "schedule.csv", "agent,shift,start,end\n")
    written(tmp_path, "requirements.csv",
            "interval_start,queue,required_real\n2027-03-01T00:00Z,help,few\n")  # fmt: skip
    with pytest.raises(DataError, match=r"requirements.csv row 2, required_real: 'few'"):
        read_schedule(plan_of(), path)


def test_an_empty_schedule_is_a_schedule(tmp_path: Path) -> None:
    path = written(tmp_path, "schedule.csv", "agent,shift,start,end\n")
    plan = plan_of()
    schedule, _, _ = read_schedule(plan, path, require=lambda: flat_needs(plan))
    assert schedule.shifts == ()
