"""Coverage against a count minute by minute, and the allocation of previous shifts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain import Plan
from planner.errors import DataError
from planner.rules.coverage import COVERAGE_COLUMNS, coverage_table
from planner.schedules import BREAK, WORK, Schedule, Shift, Stretch
from tests.support.tiny import at, daily, flat_needs, previous_of, tiny_plan, tiny_schedule

DAY_MINUTES = 1440
Span = tuple[int, int, int, int]


def two_queues(plan: Plan) -> Plan:
    """The plan with a second queue ``chat`` that everybody serves after ``help``."""
    chat = replace(plan.queues[0], queue="chat", min_agents=0)
    agents = tuple(replace(agent, queues=("help", "chat")) for agent in plan.agents)
    return replace(plan, queues=(*plan.queues, chat), agents=agents)


def shifts_of(plan: Plan, spans: Sequence[Span]) -> Schedule:
    """One shift for each span of (person, queue, first minute, minutes), minutes of the horizon."""
    shifts = []
    for who, queue, start, length in spans:
        begin, end = plan.horizon.moment(start), plan.horizon.moment(start + length)
        middle = begin + (end - begin) / 2
        parts = (
            Stretch(start=begin, end=middle, activity=WORK, queue=plan.queues[queue].queue),
            Stretch(start=middle, end=middle + timedelta(minutes=1), activity=BREAK),
            Stretch(
                start=middle + timedelta(minutes=1), end=end, activity=WORK,
                queue=plan.queues[1 - queue].queue,
            ),
        )  # fmt: skip
        agent = plan.agents[who].agent
        shifts.append(
            Shift(
                agent=agent, team="team", date=begin.date(), shift="any", start=begin, end=end,
                activities=parts,
            )
        )  # fmt: skip
    return Schedule(tuple(shifts))


def counted(plan: Plan, schedule: Schedule) -> tuple[np.ndarray, np.ndarray]:
    """Effective agents and people by queue and interval, second by second of every minute."""
    step = plan.horizon.interval_minutes
    covered = np.zeros((len(plan.queues), plan.horizon.intervals))
    people = np.zeros_like(covered)
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    for shift in schedule.shifts:
        weight = plan.effectiveness(plan.agent[shift.agent])
        for part in shift.activities:
            if part.activity != WORK:
                continue
            half_minutes = range(
                round((part.start - plan.horizon.first).total_seconds()) // 30,
                round((part.end - plan.horizon.first).total_seconds()) // 30,
            )
            for half in half_minutes:
                if 0 <= half // 2 < plan.horizon.intervals * step:
                    covered[position[part.queue], half // 2 // step] += weight / (2 * step)
                    people[position[part.queue], half // 2 // step] += 1 / (2 * step)
    return covered, people


SPANS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(-300, 2 * DAY_MINUTES),
        st.integers(4, 700),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(spans=SPANS, step=st.sampled_from([5, 15, 60]))
def test_coverage_is_the_count_of_minutes(spans: list[Span], step: int) -> None:
    plan = two_queues(
        tiny_plan(
            days=2, interval_minutes=step, people=("ana", "ben", "cem"), start="2027-03-27",
            team={"productivity": 0.9, "shrinkage": 0.1},
        )
    )  # fmt: skip
    schedule = shifts_of(plan, spans)
    table = coverage_table(plan, schedule, flat_needs(plan, 1.5))
    covered, people = counted(plan, schedule)
    assert table["covered"].to_numpy() == pytest.approx(covered.ravel(), abs=1e-9)
    assert table["people"].to_numpy() == pytest.approx(people.ravel(), abs=1e-9)
    assert table["gap"].to_numpy() == pytest.approx(covered.ravel() - 1.5, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(spans=SPANS, more=SPANS)
def test_more_people_never_cover_less(spans: list[Span], more: list[Span]) -> None:
    plan = two_queues(tiny_plan(days=2, people=("ana", "ben", "cem")))
    needs = flat_needs(plan, 1.0)
    fewer = coverage_table(plan, shifts_of(plan, spans), needs)
    larger = coverage_table(plan, shifts_of(plan, [*spans, *more]), needs)
    for column in ("covered", "people", "gap"):
        assert (larger[column] >= fewer[column] - 1e-9).all()


def test_the_table_has_the_columns_and_rows_of_the_needs() -> None:
    plan = tiny_plan(days=1, plan_timezone="Asia/Kolkata", start="2027-03-01")
    needs = flat_needs(plan, 2.0).iloc[::-1]
    table = coverage_table(plan, tiny_schedule(()), needs)
    assert tuple(table.columns) == COVERAGE_COLUMNS
    assert list(table["interval_start"]) == list(needs["interval_start"])
    assert table["local_start"].iloc[-1] == "2027-03-01T00:00:00+05:30"
    assert set(table["gap"]) == {-2.0}


def test_the_floor_counts_people_and_only_while_open() -> None:
    plan = tiny_plan(
        days=1, interval_minutes=60, queue={"min_agents": 2, "open": daily("08:30", "10:00")}
    )
    half = tiny_plan(days=1, interval_minutes=60, queue=None, team={"productivity": 0.5})
    table = coverage_table(plan, tiny_schedule(["2027-03-01 08:00 2"]), flat_needs(plan, 0.25))
    gaps = table["gap"].tolist()
    assert gaps[7:11] == pytest.approx([-0.25, 0.0, -1.0, -0.25])
    slow = coverage_table(half, tiny_schedule(["2027-03-01 08:00 1"]), flat_needs(half, 1.0))
    assert slow["gap"].tolist()[8] == pytest.approx(-0.5)
    assert slow["people"].tolist()[8] == pytest.approx(1.0)


def night_of(plan: Plan, hours: float) -> Plan:
    """The plan with a shift for everybody that began two hours before it."""
    shifts = tuple(
        previous_of(f"2027-02-28 22:00 {hours}", agent=agent.agent, timezone="Europe/Berlin")
        for agent in plan.agents
    )
    return replace(plan, previous=shifts)


def first_hours(plan: Plan, schedule: Schedule, needs: Mapping[str, float]) -> dict[str, Any]:
    """What each queue has in the first three hours, in effective agents."""
    table = coverage_table(plan, schedule, flat_needs(plan, needs))
    return {str(name): rows.tolist()[:3] for name, rows in table.groupby("queue")["covered"]}


def test_previous_shifts_cover_the_first_hours_where_they_help_most() -> None:
    plan = night_of(
        two_queues(tiny_plan(days=1, interval_minutes=60, people=("ana", "ben", "cem"))), 3.5
    )
    found = first_hours(plan, Schedule(()), {"help": 1.2, "chat": 2.0})
    assert found["chat"] == pytest.approx([2.0, 1.0, 0.0])
    assert found["help"] == pytest.approx([1.0, 0.5, 0.0])


def test_previous_shifts_fill_up_what_the_schedule_leaves_short() -> None:
    """Whoever serves one queue only goes first, and nobody where the schedule has somebody."""
    base = two_queues(tiny_plan(days=1, interval_minutes=60, people=("ana", "ben", "cem")))
    ana, ben, cem = base.agents
    plan = night_of(replace(base, agents=(ana, ben, replace(cem, queues=("chat",)))), 4.0)
    plan = replace(plan, previous=plan.previous[1:])
    alone = first_hours(plan, Schedule(()), {"help": 1.0, "chat": 1.0})
    assert alone["help"] == alone["chat"] == pytest.approx([1.0, 1.0, 0.0])
    beside = first_hours(plan, tiny_schedule(["2027-03-01 00:00 1"]), {"help": 1.0, "chat": 2.0})
    assert beside["help"] == pytest.approx([1.0, 1.0, 0.0])
    assert beside["chat"] == pytest.approx([2.0, 1.0, 0.0])


def test_needs_must_hold_every_queue_and_interval_once() -> None:
    plan = tiny_plan(days=1)
    needs = flat_needs(plan, 1.0)
    twice = pd.concat([needs, needs.iloc[[3]]], ignore_index=True)
    stranger = needs.assign(queue=["billing", *needs["queue"][1:]])
    off_grid = needs.assign(interval_start=needs["interval_start"] + pd.Timedelta(minutes=7))
    for wrong, said in (
        (needs.iloc[1:], "no row for 1 of 48 intervals"),
        (twice, "more than once"),
        (stranger, "row 2, queue: 'billing' is no queue of the plan"),
        (off_grid, "is not the start of an interval"),
        (needs.assign(required_real=-1.0), "is not a number of agents"),
        (needs.drop(columns="required_real"), "required_real"),
        (needs.assign(interval_start=needs["interval_start"].dt.tz_localize(None)), "offset"),
    ):
        with pytest.raises(DataError, match=said):
            coverage_table(plan, tiny_schedule(()), wrong)


def test_presence_outside_the_horizon_counts_nowhere() -> None:
    plan = tiny_plan(days=1)
    schedule = tiny_schedule(["2027-03-01 20:00 8"])
    table = coverage_table(plan, schedule, flat_needs(plan))
    assert table["covered"].sum() * 0.5 == pytest.approx(4.0)
    assert schedule.shifts[0].end == at("2027-03-02 04:00")
