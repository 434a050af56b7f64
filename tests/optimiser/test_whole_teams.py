"""Whole teams in the optimiser: limits, a rota that is kept, activities, fair load."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from planner.auditing import Audit, audit
from planner.domain import OffQueue, Plan, TimeOff
from planner.errors import DataError, InfeasibleError
from planner.optimiser import Result, optimise
from planner.rules.fairness import unpopular_hours
from planner.schedules import Schedule
from tests.support.random_plans import Operation, random_operation


def _operation(seed: int = 11, **prices: float) -> Operation:
    operation = random_operation(seed, people=7, days=9, interval=30)
    plan = replace(operation.plan, previous=(), prices=replace(operation.plan.prices, **prices))
    return Operation(plan=plan, needs=operation.needs)


def _solve(plan: Plan, needs: pd.DataFrame, **options: Any) -> tuple[Result, Audit]:
    result = optimise(plan, needs, seconds=1, workers=1, **options)
    keep = {name: options[name] for name in ("keep", "since") if name in options}
    found = audit(plan, result.schedule, needs, **keep)
    assert found.hard == 0
    assert result.cost == pytest.approx(found.cost, abs=1e-6)
    return result, found


def _days(schedule: Schedule) -> set[tuple[str, date, str, datetime]]:
    return {(s.agent, s.date, s.shift, s.start) for s in schedule.shifts}


def test_a_kept_rota_changes_only_where_it_pays() -> None:
    operation = _operation()
    first, _ = _solve(operation.plan, operation.needs)
    dear = replace(operation.plan, prices=replace(operation.plan.prices, change=1e4))
    again, found = _solve(dear, operation.needs, keep=first.schedule)
    assert _days(again.schedule) == _days(first.schedule)
    assert found.rule_cost == pytest.approx(found.violations["price"].sum())


def test_days_before_the_first_that_may_change_stand() -> None:
    operation = _operation()
    plan, needs = operation.plan, operation.needs.copy()
    first, _ = _solve(plan, needs)
    since = plan.horizon.start + timedelta(days=4)
    needs["required_real"] *= 0.3
    again, _ = _solve(plan, needs, keep=first.schedule, since=since)
    for schedule in (first.schedule, again.schedule):
        assert len(schedule.shifts)
    before = {row for row in _days(first.schedule) if row[1] < since}
    assert before == {row for row in _days(again.schedule) if row[1] < since}


def test_locked_orders_stand_as_long_as_they_are_locked() -> None:
    operation = _operation()
    plan, needs = operation.plan, operation.needs.copy()
    first, _ = _solve(plan, needs)
    teams = tuple(replace(team, kind="outsourced", lock_days=3) for team in plan.teams)
    needs["required_real"] *= 0.3
    _solve(replace(plan, teams=teams), needs, keep=first.schedule)


def test_leave_given_later_wins_over_days_that_stand() -> None:
    operation = _operation()
    plan, needs = operation.plan, operation.needs
    first, _ = _solve(plan, needs)
    gone = first.schedule.shifts[0]
    leave = TimeOff(agent=gone.agent, first=gone.date, last=gone.date)
    since = plan.horizon.start + timedelta(days=plan.horizon.days)
    again, _ = _solve(
        replace(plan, time_off=(*plan.time_off, leave)), needs, keep=first.schedule, since=since
    )
    assert _days(first.schedule) - _days(again.schedule) == {
        (gone.agent, gone.date, gone.shift, gone.start)
    }


def test_a_kept_shift_that_is_not_offered_any_more_is_named() -> None:
    operation = _operation()
    plan, needs = operation.plan, operation.needs
    first, _ = _solve(plan, needs)
    lost = first.schedule.shifts[0]
    shifts = tuple(shift for shift in plan.shifts if shift.shift != lost.shift)
    since = lost.date + timedelta(days=1)
    with pytest.raises(DataError) as raised:
        optimise(replace(plan, shifts=shifts), needs, seconds=1, keep=first.schedule, since=since)
    named = [f"{problem}" for problem in raised.value.problems]
    assert any(lost.agent in line and f"{lost.date}" in line for line in named)


def test_limits_of_teams_hold_however_short_the_time() -> None:
    operation = _operation()
    plan = operation.plan
    first, _ = _solve(plan, operation.needs)
    hours = sum(shift.paid_hours for shift in first.schedule.shifts) * 7 / plan.horizon.days
    share = 0.5 * hours / len(plan.teams)
    teams = tuple(replace(team, max_paid_hours_per_week=share) for team in plan.teams)
    plan = replace(plan, teams=teams, rules={"min_hours_per_week": 1.0})
    saved: list[Result] = []
    result = optimise(plan, operation.needs, seconds=0.01, workers=1, save=saved.append)
    assert audit(plan, result.schedule, operation.needs).hard == 0
    assert saved
    assert all(audit(plan, kept.schedule, operation.needs).hard == 0 for kept in saved)


def test_limits_that_no_rota_keeps_are_named() -> None:
    operation = _operation()
    plan = operation.plan
    contracts = tuple(replace(c, min_hours_per_week=16.0) for c in plan.contracts)
    teams = tuple(replace(team, max_paid_hours_per_week=8.0) for team in plan.teams)
    plan = replace(plan, contracts=contracts, teams=teams, time_off=())
    with pytest.raises(InfeasibleError) as raised:
        optimise(plan, operation.needs, seconds=2, workers=1)
    assert any("max_paid_hours_per_week" in line for line in raised.value.clash)


def test_everybody_has_the_activities_that_are_due() -> None:
    operation = _operation()
    due = OffQueue(activity="coaching", minutes=60)
    plan = replace(operation.plan, off_queue=(due,))
    result, _ = _solve(plan, operation.needs)
    weeks = {(s.agent, s.date.isocalendar()[:2]) for s in result.schedule.shifts}
    had = {
        (s.agent, s.date.isocalendar()[:2])
        for s in result.schedule.shifts
        if any(part.activity == "coaching" and part.hours == 1 for part in s.activities)
    }
    assert had == weeks


def test_unpopular_hours_are_split_more_evenly_when_unevenness_has_a_price() -> None:
    operation = _operation(23)
    plain, _ = _solve(operation.plan, operation.needs)
    priced = replace(operation.plan, prices=replace(operation.plan.prices, unfairness=20.0))
    result, found = _solve(priced, operation.needs)
    uneven = audit(priced, plain.schedule, operation.needs)
    above, before = (
        table.loc[table["rule"] == "unfairness", "amount"].sum()
        for table in (found.violations, uneven.violations)
    )
    assert above < before
    assert found.cost <= 1.01 * uneven.cost
    assert sum(unpopular_hours(priced, result.schedule).values()) > 0
