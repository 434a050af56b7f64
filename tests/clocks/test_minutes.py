"""Whatever the clocks do: coverage, rest, pay and limits against a count minute by minute."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.auditing import Audit, audit
from planner.calendars import public_holidays
from planner.rules import shift_costs
from planner.schedules import WORK, Shift
from tests.clocks.worlds import CHANGING, QUEUES, World, change_days, world
from tests.support.minutes import (
    in_window,
    minutes_between,
    night_minutes,
    paid_minutes,
    pay_minutes,
    present,
    rests,
    wall,
)
from tests.support.tiny import flat_needs

HOLIDAYS = set(public_holidays("DE", "", range(2026, 2029)))
SEEDS = st.integers(min_value=0, max_value=10**6)


@cache
def judged(seed: int) -> tuple[World, Audit]:
    made = world(seed)
    return made, audit(made.plan, made.schedule, flat_needs(made.plan, 1.0))


def amounts(found: Audit, rule: str) -> dict[str, float]:
    rows = found.violations[found.violations["rule"] == rule]
    return {
        str(agent): float(amount) for agent, amount in rows.groupby("agent")["amount"].sum().items()
    }


def by_person(made: World, count: Callable[[list[Shift], ZoneInfo], float]) -> dict[str, float]:
    """What each person breaks by a count of their shifts, those who break nothing left out."""
    found = {}
    for agent, shifts in made.schedule.by_agent.items():
        place = ZoneInfo(made.plan.team[made.plan.agent[agent].team].timezone)
        found[agent] = count(list(shifts), place)
    return {agent: amount for agent, amount in found.items() if amount > 1e-6}


def examples(number: int) -> Callable[..., Callable[..., None]]:
    def wrap(test: Callable[..., None]) -> Callable[..., None]:
        return settings(max_examples=number, deadline=None)(given(seed=SEEDS)(test))

    return wrap


@examples(15)
def test_people_and_effective_agents_of_every_interval(seed: int) -> None:
    made, found = judged(seed)
    plan = made.plan
    grid = {"step": plan.horizon.interval_minutes, "intervals": plan.horizon.intervals}
    for queue in QUEUES:
        rows = found.coverage[found.coverage["queue"] == queue]
        people, covered = [0.0] * plan.horizon.intervals, [0.0] * plan.horizon.intervals
        for team in plan.teams:
            parts = [
                part for shift in made.schedule.shifts if shift.team == team.team
                for part in shift.activities if part.activity == WORK and part.queue == queue
            ]  # fmt: skip
            heads = present(parts, plan.horizon.first, **grid)
            effect = team.productivity * (1 - team.shrinkage) * (1 - team.absence)
            people = [a + b for a, b in zip(people, heads, strict=True)]
            covered = [a + b * effect for a, b in zip(covered, heads, strict=True)]
        assert rows["people"].tolist() == pytest.approx(people)
        assert rows["covered"].tolist() == pytest.approx(covered)


@examples(15)
def test_pay_and_premiums_of_every_shift(seed: int) -> None:
    made, found = judged(seed)
    costs = shift_costs(made.plan, made.schedule)
    for shift in made.schedule.shifts:
        place = ZoneInfo(made.plan.team[shift.team].timezone)
        rate = made.plan.agent[shift.agent].hourly_cost
        counted = rate * pay_minutes(shift, place, HOLIDAYS) / 60
        assert costs[shift.agent, shift.start] == pytest.approx(counted)
        assert shift.paid_hours == pytest.approx(paid_minutes(shift) / 60)
    assert found.labour_cost == pytest.approx(sum(costs.values()))


@examples(15)
def test_rest_nights_and_weekends(seed: int) -> None:
    made, found = judged(seed)
    assert amounts(found, "min_rest_hours") == pytest.approx(
        by_person(made, lambda of, _: sum(max(0.0, 11 - rest / 60) for rest in rests(of)))
    )
    assert amounts(found, "max_consecutive_nights") == by_person(
        made,
        lambda of, place: len(
            {wall(s.start, place).date() for s in of if night_minutes(s, place) >= 180}
        ),
    )
    weekend = timedelta(days=1)
    assert amounts(found, "max_weekends") == by_person(
        made,
        lambda of, place: len(
            {
                day - weekend * (day.weekday() - 5)
                for day in (wall(s.start, place).date() for s in of)
                if day.weekday() >= 5
            }
        ),
    )


@examples(15)
def test_hours_of_the_day_and_of_the_week(seed: int) -> None:
    made, found = judged(seed)

    def over(most: float, *, week: bool) -> Callable[[list[Shift], ZoneInfo], float]:
        def count(of: list[Shift], place: ZoneInfo) -> float:
            hours: dict[object, float] = {}
            for shift in of:
                day = wall(shift.start, place).date()
                key = day - timedelta(days=day.weekday()) if week else day
                hours[key] = hours.get(key, 0.0) + paid_minutes(shift) / 60
            return sum(max(0.0, worked - most) for worked in hours.values())

        return count

    assert amounts(found, "max_hours_per_day") == pytest.approx(
        by_person(made, over(6, week=False))
    )
    assert amounts(found, "max_hours_per_week") == pytest.approx(
        by_person(made, over(20, week=True))
    )


@examples(15)
def test_minimum_cover_of_a_weekly_window(seed: int) -> None:
    made, found = judged(seed)
    plan, (row,) = made.plan, made.plan.cover
    step, place = plan.horizon.interval_minutes, ZoneInfo(row.timezone)
    parts = [p for s in made.schedule.shifts for p in s.activities if p.activity == WORK]
    heads = present(parts, plan.horizon.first, step=step, intervals=plan.horizon.intervals)
    end = plan.horizon.first + timedelta(minutes=step * plan.horizon.intervals)
    inside = [
        in_window(wall(m, place), row.window.start, row.window.end, row.window.weekdays)
        for m in minutes_between(plan.horizon.first, end)
    ]
    due = [2 * sum(inside[i * step : (i + 1) * step]) / step for i in range(len(heads))]
    missing = sum(max(0.0, a - b) for a, b in zip(due, heads, strict=True)) * step / 60
    assert sum(amounts(found, "cover").values()) == pytest.approx(missing)


def test_every_zone_is_tried_around_both_its_changes() -> None:
    assert all(len(change_days(name)) >= 2 for name in CHANGING)
