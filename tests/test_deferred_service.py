"""What is modelled of work that can wait, with people and idle time as the audit counts them."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.clock import WeeklyWindow
from planner.deferred_service import deferred_service_levels
from planner.domain import Plan, Staffing
from planner.reports import queue_figures
from planner.rules import coverage_table
from planner.schedules import Schedule, schedule_of
from planner.staffing import require
from tests.simulation.desk import desk, queue, shift, steady

MAIL = queue("mail", channel="email", aht_s=360.0, complete_within_hours=4.0)


def level(
    plan: Plan, rota: Schedule, name: str = "mail", *, cv: float = 0.0, **volumes: float
) -> float:
    forecast = steady(plan, cv, **volumes)
    needs = require(plan, forecast)
    return deferred_service_levels(plan, rota, needs, forecast=forecast)[name]


def mailers(plan: Plan, hours: float = 24.0, *, begin: float = 0.0) -> Schedule:
    return schedule_of(shift(plan, each.agent, (begin, hours, "mail")) for each in plan.agents)


def test_people_enough_for_the_mean_day_are_enough_where_every_day_is_one() -> None:
    plan = desk(MAIL, people={"mail": 4})
    assert level(plan, mailers(plan), mail=10.0) == 1.0


def test_uneven_days_leave_work_late_and_more_people_less_of_it() -> None:
    levels = []
    for people in (4, 5, 6):
        plan = desk(MAIL, people={"mail": people}, days=7)
        rota = schedule_of(shift(plan, each.agent, (0, 7 * 24, "mail")) for each in plan.agents)
        levels.append(level(plan, rota, mail=10.0, cv=0.3))
    assert levels[0] < levels[1] < levels[2]
    assert levels[0] < 0.7
    assert levels[2] > 0.95


def test_late_work_keeps_newer_work_waiting() -> None:
    """People come at hour 8: by then four hours of mail are late; then the rest is in time."""
    plan = desk(MAIL, people={"mail": 8})
    assert level(plan, mailers(plan, begin=8.0), mail=10.0) == pytest.approx(0.6, abs=0.1)


def test_idle_time_counts_for_those_who_serve_the_queue() -> None:
    """Ten of twenty are idle; half of their time is 50 mails an hour, a tenth is 10."""
    plan = desk(queue(), MAIL, people={"calls|mail": 20})
    rota = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
    for share, most, least in ((0.5, 1.0, 0.999), (0.1, 0.7, 0.0)):
        filled = replace(plan, staffing=Staffing(idle_share=share))
        assert least <= level(filled, rota, calls=30.0, mail=10.0) <= most


def test_busy_days_leave_less_idle_time() -> None:
    plan = desk(queue(), MAIL, people={"calls|mail": 20}, staffing=Staffing(idle_share=0.5))
    rota = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
    even = level(plan, rota, calls=30.0, mail=10.0)
    assert level(plan, rota, calls=30.0, mail=10.0, cv=0.4) < even


def test_contacts_that_give_up_on_busy_days_leave_idle_time() -> None:
    """Ten people, twice too many calls: the patient keep everybody busy, the hasty leave gaps."""
    levels = []
    for patience_s in (None, 5.0):
        plan = desk(queue(patience_s=patience_s), MAIL, people={"calls|mail": 10},
                    staffing=Staffing(idle_share=0.5))  # fmt: skip
        rota = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
        levels.append(level(plan, rota, calls=60.0, mail=1.0))
    assert levels[0] == pytest.approx(0.0, abs=0.02)
    assert levels[1] > 0.7


def test_idle_time_is_of_no_use_while_a_queue_is_closed() -> None:
    shut = replace(MAIL, open=(WeeklyWindow(start=0, end=60),))
    plan = desk(queue(), shut, people={"calls|mail": 20}, days=2, staffing=Staffing(idle_share=0.5))
    rota = schedule_of(shift(plan, each.agent, (0, 48, "calls")) for each in plan.agents)
    assert level(plan, rota, calls=1.0, mail=10.0) < 0.3


def test_equal_queues_share_idle_time_by_who_is_furthest_behind() -> None:
    post = replace(MAIL, queue="post")
    plan = desk(queue(), MAIL, post, people={"calls|mail|post": 20},
                staffing=Staffing(idle_share=0.35))  # fmt: skip
    rota = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
    volumes = {"calls": 30.0, "mail": 5.0, "post": 5.0}
    both = [level(plan, rota, name, **volumes) for name in ("mail", "post")]
    assert both[0] == pytest.approx(both[1], abs=0.05)


def test_the_figures_of_a_report_hold_it() -> None:
    plan = desk(MAIL, people={"mail": 4})
    forecast = steady(plan, mail=10.0)
    needs = require(plan, forecast)
    rota = mailers(plan)
    coverage = coverage_table(plan, rota, needs)
    told = queue_figures(plan, needs, coverage, forecast=forecast, schedule=rota)
    assert told["mail"]["modelled"] == 1.0
    assert queue_figures(plan, needs, coverage)["mail"]["modelled"] is None


def test_a_forecast_without_spread_is_a_certain_one() -> None:
    plan = desk(MAIL, people={"mail": 4})
    forecast = steady(plan, mail=10.0)
    needs = require(plan, forecast)
    for known in (forecast.drop(columns="cv"), forecast.assign(cv=float("nan"))):
        table: pd.DataFrame = known
        assert deferred_service_levels(plan, mailers(plan), needs, forecast=table)["mail"] == 1.0
