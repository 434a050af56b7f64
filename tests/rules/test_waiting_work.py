"""Work that can wait: done earliest due first, late once, helped by idle live agents."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from planner.auditing import audit
from planner.domain import Plan, Prices, Staffing
from planner.errors import DataError
from planner.rules.coverage import coverage_table
from planner.rules.deferred import IdleTime, Work, work_off
from planner.schedules import Schedule, Shift, schedule_of
from tests.support.tiny import daily, flat_needs, previous_of, shift_of, tiny_plan

Floats = NDArray[np.float64]
SLOTS = 12


@st.composite
def works(draw: st.DrawFn, *, parts: int = 1) -> tuple[Work, Floats]:
    """One queue: what arrives in quarter-hours, when each is due, and the hours of its people."""
    amount = st.integers(0, 6)
    workable = np.array(draw(st.lists(st.booleans(), min_size=SLOTS, max_size=SLOTS)))
    arrived, due = np.zeros(SLOTS), np.zeros(SLOTS)
    for k in range(SLOTS):
        later = np.flatnonzero(workable[k:]) + k
        for _ in range(parts):
            part = draw(amount) / 4
            arrived[k] += part
            if len(later) and draw(st.integers(0, 4)):
                due[later[draw(st.integers(0, len(later) - 1))]] += part
    hours = np.array(draw(st.lists(amount, min_size=SLOTS, max_size=SLOTS))) / 4
    return Work(arrived=arrived[None], due=due[None], workable=workable[None]), hours[None]


def least_late(work: Work, hours: Floats) -> float:
    """Fewest hours late for any order of work: a linear program over work done and work dropped."""
    size = work.arrived.shape[1]
    summed = np.tril(np.ones((size, size)))
    both = np.hstack([summed, summed])
    most = np.where(work.workable[0], hours[0], 0.0)
    found = linprog(
        np.repeat([0.0, 1.0], size), A_ub=np.vstack([both, -both]),
        b_ub=np.concatenate([np.cumsum(work.arrived[0]), -np.cumsum(work.due[0])]),
        bounds=[*((0, cap) for cap in most), *[(0, None)] * size],
    )  # fmt: skip
    assert found.fun is not None, found.message
    return float(found.fun)


@settings(max_examples=150, deadline=None)
@given(works(parts=2))
def test_no_order_of_work_leaves_fewer_hours_late(case: tuple[Work, Floats]) -> None:
    work, hours = case
    done, late = work_off(work, hours, order=[0])
    assert late.sum() == pytest.approx(least_late(work, hours), abs=1e-9)
    assert (done <= np.where(work.workable, hours, 0.0) + 1e-12).all()
    gone = np.cumsum(done + late, axis=1)
    assert (gone <= np.cumsum(work.arrived, axis=1) + 1e-9).all()
    assert (gone >= np.cumsum(work.due, axis=1) - 1e-9).all()


def counted(work: Work, hours: Floats) -> tuple[list[float], list[float]]:
    """The same piece by piece: quarter-hours with a due time each, the earliest due taken first."""
    done, late = [0.0] * SLOTS, [0.0] * SLOTS
    must = [k for k, part in enumerate(work.due[0]) for _ in range(round(part * 4))]
    came = [k for k, part in enumerate(work.arrived[0]) for _ in range(round(part * 4))]
    pieces = list(zip(came, [*must, *[SLOTS] * (len(came) - len(must))], strict=True))
    for k in range(SLOTS):
        for _ in range(round(hours[0, k] * 4) if work.workable[0, k] else 0):
            here = [piece for piece in pieces if piece[0] <= k]
            if here:
                pieces.remove(min(here, key=lambda piece: piece[1]))
                done[k] += 0.25
        late[k] = 0.25 * sum(due == k for _, due in pieces)
        pieces = [piece for piece in pieces if piece[1] != k]
    return done, late


@settings(max_examples=150, deadline=None)
@given(works(parts=2))
def test_hours_done_and_late_are_those_of_a_count_piece_by_piece(
    case: tuple[Work, Floats],
) -> None:
    done, late = work_off(*case, order=[0])
    expected = counted(*case)
    assert done[0] == pytest.approx(expected[0])
    assert late[0] == pytest.approx(expected[1])


def test_idle_time_goes_to_the_first_in_order_and_from_the_least_useful_first() -> None:
    """Two queues with 3 h each; 1 h of idle time only for the second, 2 h for either."""
    work = Work(
        arrived=np.array([[3.0, 0.0], [3.0, 0.0]]), due=np.array([[0.0, 3.0], [0.0, 3.0]]),
        workable=np.ones((2, 2), dtype=bool),
    )  # fmt: skip
    idle = [
        IdleTime(queues=(1,), hours=np.array([1.0, 0.0])),
        IdleTime(queues=(0, 1), hours=np.array([2.0, 0.5])),
    ]
    given_hours = np.array([[0.5, 0.0], [0.0, 0.0]])
    done, late = work_off(work, given_hours, order=[1, 0], idle=idle)
    assert done.tolist() == [[0.5, 0.0], [0.0, 0.0]]
    assert late.tolist() == [[0.0, 2.0], [0.0, 0.0]]
    done, late = work_off(work, given_hours, order=[0, 1], idle=idle)
    assert late.tolist() == [[0.0, 0.0], [0.0, 2.0]]


def with_mail(plan: Plan, **mail: Any) -> Plan:
    """The plan with an email queue that everybody serves after ``help``."""
    queue = replace(plan.queues[0], queue="mail", channel="email", min_agents=0)
    agents = tuple(replace(agent, queues=(*agent.queues, "mail")) for agent in plan.agents)
    return replace(plan, queues=(*plan.queues, replace(queue, **mail)), agents=agents)


def needs_of_mail(
    plan: Plan, arrived: Mapping[int, float], due: Mapping[int, float], *, help_: float = 0.0
) -> pd.DataFrame:
    """Needs with hours of mail by interval."""
    needs = flat_needs(plan, {"help": help_, "mail": 0.0})
    mail = (needs["queue"] == "mail").to_numpy()
    for name, hours in (("arrived_hours", arrived), ("due_hours", due)):
        needs[name] = np.where(mail, 0.0, np.nan)
        for interval, amount in hours.items():
            needs.loc[mail.argmax() + interval, name] = amount
    return needs


def on_mail(shift: Shift) -> Shift:
    return replace(shift, activities=tuple(replace(p, queue="mail") for p in shift.activities))


def rota(plan: Plan, *texts: str, live: tuple[str, ...] = ()) -> Schedule:
    """Everybody of the plan on mail in these shifts, but those named on ``help``."""
    zone = plan.horizon.timezone
    return schedule_of(
        shift if agent.agent in live else on_mail(shift)
        for agent in plan.agents
        for text in texts
        for shift in [shift_of(text, agent=agent.agent, timezone=zone)]
    )


def mail_rows(table: pd.DataFrame, column: str) -> list[float]:
    return table.loc[table["queue"] == "mail", column].to_numpy().round(9).tolist()


def test_mail_done_in_time_is_required_where_it_is_done() -> None:
    """10 h arrive by 08:00 and are due by 14:00; one person works on it from 08:00 to 12:00."""
    plan = with_mail(
        tiny_plan(days=1, interval_minutes=60, team={"productivity": 0.5}),
        open=daily("06:00", "20:00"),
    )
    needs = needs_of_mail(plan, {7: 10.0}, {13: 2.0, 19: 8.0})
    result = audit(plan, rota(plan, "2027-03-01 08:00 4"), needs)
    table = result.coverage
    assert mail_rows(table, "covered")[8:12] == [0.5] * 4
    assert mail_rows(table, "required") == [0.0] * 8 + [0.5] * 4 + [0.0] * 7 + [8.0] + [0.0] * 4
    assert mail_rows(table, "gap")[19] == -8.0
    assert (result.short_hours, result.required_hours, result.covered_hours) == (8.0, 10.0, 2.0)
    assert result.shortage_cost == pytest.approx(90 * 8)


def test_people_wait_for_work_and_may_not_work_while_the_queue_is_closed() -> None:
    plan = with_mail(tiny_plan(days=1, interval_minutes=60), open=daily("09:00", "12:00"))
    needs = needs_of_mail(plan, {9: 0.5, 10: 2.0}, {11: 2.5})
    table = coverage_table(plan, rota(plan, "2027-03-01 08:00 4"), needs)
    assert mail_rows(table, "required")[8:12] == [0.0, 0.5, 1.0, 1.0]
    assert mail_rows(table, "gap")[8:12] == [1.0, 0.5, 0.0, 0.0]


def test_late_hours_count_once_and_are_dropped() -> None:
    """3 h are due at 09:00 and nobody is there; later hands do what is due later, and only that."""
    plan = with_mail(tiny_plan(days=1, interval_minutes=60))
    needs = needs_of_mail(plan, {0: 4.0}, {8: 3.0, 12: 1.0})
    table = coverage_table(plan, rota(plan, "2027-03-01 10:00 4"), needs)
    assert mail_rows(table, "required")[8:14] == [3.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert mail_rows(table, "gap")[8:14] == [-3.0, 0.0, 0.0, 1.0, 1.0, 1.0]


def test_a_floor_counts_people_on_mail_too() -> None:
    plan = with_mail(
        tiny_plan(days=1, interval_minutes=60), min_agents=2, open=daily("09:00", "11:00")
    )
    table = coverage_table(plan, rota(plan, "2027-03-01 09:00 1"), needs_of_mail(plan, {}, {}))
    assert mail_rows(table, "gap")[8:12] == [0.0, -1.0, -2.0, 0.0]


@pytest.mark.parametrize("minutes", [60, 30])
@pytest.mark.parametrize(("people", "gap"), [(("ana",), -0.5), (("ana", "ben"), 0.5)])
def test_without_times_work_is_due_as_the_table_says(
    minutes: int, people: tuple[str, ...], gap: float
) -> None:
    desk = tiny_plan(days=1, interval_minutes=minutes, people=people)
    plan, hour = with_mail(desk, open=daily("09:00", "11:00")), 60 // minutes
    needs = flat_needs(plan, {"help": 0.0, "mail": 1.5})
    table = coverage_table(plan, rota(plan, "2027-03-01 09:00 4"), needs)
    assert mail_rows(table, "required") == [1.5] * 24 * hour
    assert mail_rows(table, "gap") == [-1.5] * 9 * hour + [gap] * 4 * hour + [-1.5] * 11 * hour
    blank = needs.assign(arrived_hours=np.nan, due_hours=np.nan)
    pd.testing.assert_frame_equal(
        coverage_table(plan, rota(plan, "2027-03-01 09:00 4"), blank), table
    )


def idle_plan(share: float, *, people: tuple[str, ...] = ("ana", "ben")) -> Plan:
    base = tiny_plan(
        days=1, interval_minutes=60, people=people, team={"shrinkage": 0.2},
        prices=Prices(surplus_per_hour=1.0),
    )  # fmt: skip
    return replace(with_mail(base), staffing=Staffing(idle_share=share))


def test_idle_live_agents_do_mail_up_to_their_share() -> None:
    """Two on help (1.6 effective agents) carry 0.6; half of the idle hour is half an hour."""
    plan = idle_plan(0.5)
    needs = needs_of_mail(plan, {9: 1.0}, {10: 1.0}, help_=1.0)
    needs["required"] = np.where(needs["queue"] == "help", 1.0, 0.0)
    needs["occupancy"] = np.where(needs["queue"] == "help", 0.6, np.nan)
    shifts = rota(plan, "2027-03-01 09:00 1", live=("ana", "ben"))
    table = coverage_table(plan, shifts, needs)
    assert mail_rows(table, "covered") == [0.0] * 24
    assert mail_rows(table, "required")[9:12] == [0.0, 0.5, 0.0]
    only_ana = replace(
        plan,
        agents=tuple(replace(a, queues=("help",)) if a.agent == "ben" else a for a in plan.agents),
    )
    table = coverage_table(only_ana, shifts, needs)
    assert mail_rows(table, "required")[9:12] == [0.0, 0.75, 0.0]
    nobody_idle = coverage_table(plan, shifts, needs.assign(occupancy=1.0, required=1.6))
    assert mail_rows(nobody_idle, "required")[10] == 1.0


def test_people_on_mail_work_before_idle_live_agents() -> None:
    plan = idle_plan(1.0)
    needs = needs_of_mail(plan, {9: 1.0}, {9: 1.0}).assign(required=0.0, occupancy=np.nan)
    table = coverage_table(plan, rota(plan, "2027-03-01 09:00 1", live=("ben",)), needs)
    assert mail_rows(table, "required")[9] == 0.8
    assert mail_rows(table, "gap")[9] == 0.0
    with pytest.raises(DataError, match="occupancy: is missing"):
        coverage_table(plan, rota(plan), needs.drop(columns="occupancy"))


def test_previous_shifts_go_where_work_arrives_whatever_the_plan_chose() -> None:
    previous = (previous_of("2027-02-28 22:00 4", timezone="Europe/Berlin"),)
    plan = with_mail(tiny_plan(days=1, interval_minutes=60, previous=previous))
    needs = needs_of_mail(plan, {0: 2.0}, {12: 2.0}, help_=0.5)
    for chosen in (0.0, 5.0):
        real = np.where(needs["queue"] == "mail", chosen, 0.5)
        table = coverage_table(plan, Schedule(()), needs.assign(required_real=real))
        assert mail_rows(table, "covered")[:3] == [1.0, 0.0, 0.0]
        assert mail_rows(table, "required")[0] == 1.0
        assert mail_rows(table, "gap")[12] == -1.0


@pytest.mark.parametrize(
    ("arrived", "due", "said"),
    [
        ({10: 1.0}, {9: 1.0}, "'1' of queue 'mail' at 2027-03-01T08:00:00Z is more, up to here"),
        ({3: 1.0}, {5: 1.0}, "is due while the queue is closed"),
        ({9: -1.0}, {}, "is below 0"),
    ],
)
def test_times_that_cannot_be_are_refused(
    arrived: Mapping[int, float], due: Mapping[int, float], said: str
) -> None:
    plan = with_mail(tiny_plan(days=1, interval_minutes=60), open=daily("08:00", "18:00"))
    with pytest.raises(DataError, match=said):
        coverage_table(plan, Schedule(()), needs_of_mail(plan, arrived, due))
