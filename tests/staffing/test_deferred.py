"""Work that waits: when it is due, what an even pace does, and that no hour is lost or made up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clock import Horizon, WeeklyWindow, inside, zone
from planner.domain import Contract, Plan, Queue
from planner.staffing.deferred import deferred_need
from planner.staffing.need import Demand, Need

OFFICE = (WeeklyWindow(weekdays=(0, 1, 2, 3, 4), start=9 * 60, end=17 * 60),)
BERLIN = "Europe/Berlin"


def mail(**columns: Any) -> Queue:
    usual: dict[str, Any] = {"complete_within_hours": 4.0}
    return Queue(queue="mail", channel="email", timezone=BERLIN, aht_s=3600.0, **(usual | columns))


def plan_of(queue: Queue, *, start: date = date(2027, 3, 1), days: int = 1, step: int = 60) -> Plan:
    return Plan(
        name="test", horizon=Horizon(start, days, BERLIN, step), queues=(queue,), teams=(),
        contracts=(Contract(contract="full"),), shifts=(), agents=(),
    )  # fmt: skip


def need_of(
    plan: Plan, contacts: Sequence[float], backlog: tuple[tuple[float, float], ...] = ()
) -> Need:
    """One hour of work a contact; ``backlog`` is age in hours and contacts."""
    arrived = np.zeros(plan.horizon.intervals)
    arrived[: len(contacts)] = contacts
    flat = np.ones_like(arrived)
    demand = Demand(
        own=arrived, passed_on={}, aht_s=3600 * flat, cv=0 * flat, rate=flat, backlog=backlog
    )
    return deferred_need(plan, plan.queues[0], demand)


def hours(need: Need, column: str = "due_hours") -> dict[int, float]:
    """Intervals with work and how much, the rest being 0."""
    values = getattr(need, column)
    return {int(i): round(float(values[i]), 6) for i in np.flatnonzero(values)}


def test_work_is_due_in_the_last_open_interval_that_ends_in_time() -> None:
    need = need_of(plan_of(mail()), [0, 0, 5])
    assert hours(need, "arrived_hours") == {2: 5}
    assert hours(need) == {5: 5}
    assert hours(need, "required_real") == {2: 1.25, 3: 1.25, 4: 1.25, 5: 1.25}


def test_hours_between_intervals_end_before_the_due_time() -> None:
    need = need_of(plan_of(mail(complete_within_hours=2.5)), [3])
    assert hours(need) == {1: 3}


def test_what_is_due_sooner_than_an_interval_lasts_is_due_at_once() -> None:
    assert hours(need_of(plan_of(mail(complete_within_hours=0.1)), [0, 3])) == {1: 3}


def test_closed_hours_count_only_on_the_clock_that_runs_all_the_time() -> None:
    """Friday 15:00, four hours: 17:00 the same day, or 11:00 on Monday in open hours."""
    friday = date(2027, 3, 5)
    arrived = [0] * 15 + [6]
    elapsed = need_of(plan_of(mail(open=OFFICE), start=friday, days=4), arrived)
    assert hours(elapsed) == {16: 6}
    opening = need_of(plan_of(mail(open=OFFICE, clock="open"), start=friday, days=4), arrived)
    assert hours(opening) == {3 * 24 + 10: 6}
    pace = hours(opening, "required_real")
    assert pace == {15: 1.5, 16: 1.5, 3 * 24 + 9: 1.5, 3 * 24 + 10: 1.5}


def test_work_that_arrives_closed_is_never_due_before_it_can_be_done() -> None:
    need = need_of(plan_of(mail(open=OFFICE), days=2), [0, 7])
    assert hours(need) == {9: 7}
    assert hours(need, "required_real") == {9: 7}


def test_a_blank_time_is_a_day() -> None:
    need = need_of(plan_of(mail(complete_within_hours=None), days=3), [0, 0, 2])
    assert hours(need) == {25: 2}


def test_a_share_done_in_time_leaves_the_rest_twice_as_long() -> None:
    need = need_of(plan_of(mail(complete_share=0.75)), [0, 8])
    assert hours(need) == {4: 6, 8: 2}
    pace = need.required_real
    assert pace[1:5] == pytest.approx(np.full(4, 6 / 4 + 2 / 8))
    assert pace[5:9] == pytest.approx(np.full(4, 2 / 8))


def test_a_backlog_waits_with_its_age_and_overdue_work_is_due_first() -> None:
    need = need_of(plan_of(mail(open=OFFICE)), [], ((1.0, 3), (100.0, 2)))
    assert hours(need, "arrived_hours") == {0: 5}
    assert hours(need) == {9: 5}
    night = need_of(plan_of(mail()), [0, 1], ((1.5, 3), (100.0, 2)))
    assert hours(night) == {0: 2, 1: 3, 4: 1}
    assert night.volume.sum() == 1


def test_the_age_of_a_backlog_is_counted_in_open_time() -> None:
    """Monday 00:00, 61 hours old: Friday 11:00, of which six hours were open."""
    plan = plan_of(mail(open=OFFICE, clock="open", complete_within_hours=8.0))
    assert hours(need_of(plan, [], ((61.0, 3),))) == {10: 3}
    assert hours(need_of(plan, [], ((61.0 + 168, 3),))) == {9: 3}


def test_no_work_is_saved_by_putting_it_off_until_after_the_end() -> None:
    """Of what is due later as much may wait as waited at the start."""
    plan = plan_of(mail(complete_within_hours=12.0))
    arrived = [0] * 20 + [6.0]
    assert hours(need_of(plan, arrived)) == {23: 6}
    assert hours(need_of(plan, arrived, ((50.0, 2),))) == {0: 2, 23: 4}
    kept = need_of(plan, arrived, ((50.0, 7),))
    assert hours(kept) == {0: 7}
    assert hours(kept, "required_real") == {0: 7}


def test_what_arrives_after_the_last_open_hour_is_work_of_the_next_plan() -> None:
    plan = plan_of(mail(open=OFFICE, complete_within_hours=1.0))
    need = need_of(plan, [0] * 17 + [5])
    assert hours(need) == {}
    assert hours(need, "arrived_hours") == {17: 5}


def test_a_queue_that_is_closed_throughout_works_nothing_off() -> None:
    need = need_of(plan_of(mail(open=OFFICE), start=date(2027, 3, 6)), [3, 4], ((9.0, 1),))
    assert hours(need) == hours(need, "required_real") == {}


def test_work_due_while_closed_after_the_end_is_due_before_it() -> None:
    """Friday's mail of 15:00 is due on Saturday; nothing opens before Monday."""
    friday = date(2027, 3, 5)
    need = need_of(plan_of(mail(open=OFFICE, complete_within_hours=20.0), start=friday),
                   [0] * 15 + [6], ((99.0, 6),))  # fmt: skip
    assert hours(need) == {9: 6, 16: 6}


def test_a_floor_holds_by_the_open_share() -> None:
    half = (WeeklyWindow(start=9 * 60 + 30, end=11 * 60),)
    need = need_of(plan_of(mail(open=half, min_agents=2)), [0.3])
    assert need.required[[8, 9, 10, 11]].tolist() == [0, 1, 2, 0]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_hour_is_lost_or_made_up(data: st.DataObject) -> None:
    """Cumulated: what is due has arrived, the even pace lies between, and all is accounted for."""
    windows = st.builds(
        lambda start, long, days: WeeklyWindow(start=start, end=start + long, weekdays=days),
        st.integers(0, 1439), st.integers(1, 1440), st.sampled_from([(0,), (0, 2, 5), (1, 2, 3)]),
    )  # fmt: skip
    queue = mail(
        open=(data.draw(windows),), clock=data.draw(st.sampled_from(["all", "open"])),
        complete_share=data.draw(st.sampled_from([1.0, 0.8])),
        complete_within_hours=data.draw(st.sampled_from([0.5, 3.0, 8.0, 30.0, 400.0, None])),
    )  # fmt: skip
    plan = plan_of(queue, start=date(2027, 3, 27), days=data.draw(st.integers(1, 4)))
    size = plan.horizon.intervals
    arrived = data.draw(st.lists(st.floats(0, 50), min_size=size, max_size=size))
    backlog = data.draw(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 60)), max_size=2))
    need = need_of(plan, arrived, tuple(backlog))
    is_open = inside(plan.horizon, queue.open, zone(BERLIN)) > 0
    came, due = np.cumsum(need.arrived_hours), np.cumsum(need.due_hours)
    done = np.cumsum(need.required_real)
    slack = 1e-7 * (1 + came[-1])
    assert (due <= came + slack).all()
    assert (done <= came + slack).all()
    assert (done >= due - slack).all()
    assert done[-1] == pytest.approx(due[-1], abs=slack)
    assert (need.due_hours[~is_open] == 0).all()
    assert (need.required_real[~is_open] == 0).all()
    waited = sum(contacts for _, contacts in backlog)
    workable = came[np.flatnonzero(is_open)[-1]] if is_open.any() else 0.0
    assert due[-1] >= workable - waited - slack
    assert due[-1] <= workable + slack
    assert need.handled.sum() == pytest.approx(done[-1], abs=slack)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_due_intervals_by_counting(data: st.DataObject) -> None:
    """Against a walk through the intervals, one by one, for single arrivals."""
    queue = mail(
        open=(WeeklyWindow(start=data.draw(st.integers(0, 23)) * 60, end=26 * 60),),
        clock=data.draw(st.sampled_from(["all", "open"])),
        complete_within_hours=data.draw(st.sampled_from([1.0, 2.0, 5.0, 11.0, 26.0])),
    )  # fmt: skip
    plan = plan_of(queue, days=4)
    after = inside(replace(plan.horizon, days=14), queue.open, zone(BERLIN))
    k = data.draw(st.integers(0, 60))
    limit, counted, best = queue.due_within_hours, 0.0, None
    for i in range(k, len(after)):
        counted += after[i] if queue.clock == "open" else 1.0
        if counted > limit and best is not None:
            break
        if after[i] > 0 and (counted <= limit or best is None):
            best = i
            if counted > limit:
                break
    need = need_of(plan, [0] * k + [1.0], ((0.0, 0.0),))
    assert best is not None
    expected = best if best < plan.horizon.intervals else plan.horizon.intervals - 1
    assert hours(need) == {expected: 1.0}
