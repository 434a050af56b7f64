"""Hours that people could still work: what the rota and the contracts leave."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.domain import Contract, Plan, ShiftTemplate
from planner.followup.gaps import Gaps
from planner.followup.hours_left import HoursLeft
from planner.followup.levers import Levers
from planner.schedules import Schedule, Shift
from planner.staffing import require
from tests.simulation.desk import desk, queue, steady

MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
RULES = Contract(
    contract="rules", max_hours_per_week=40, max_days_per_week=5, max_hours_per_day=10,
    min_rest_hours=11, max_overtime_hours_per_week=3, overtime_factor=1.5,
)  # fmt: skip


def crew(people: int = 1, **rules: float) -> Plan:
    plan = desk(queue(), people={"calls": people}, days=7)
    day = ShiftTemplate(
        shift="day", start_from=0, start_to=960, start_step_minutes=30, length_minutes=480
    )
    return replace(plan, contracts=(replace(RULES, **rules),), shifts=(day,))  # type: ignore[arg-type]


def rota(plan: Plan, *days: int, begin: float = 8, hours: float = 8) -> Schedule:
    first = datetime(2027, 3, 1, tzinfo=UTC)
    shifts = [
        Shift(agent=agent.agent, team="desk", date=MONDAY + timedelta(days=day), shift="any",
              start=(start := first + timedelta(days=day, hours=begin)),
              end=start + timedelta(hours=hours))
        for agent in plan.agents for day in days
    ]  # fmt: skip
    return Schedule(tuple(shifts))


@pytest.mark.parametrize(
    ("days", "hours", "within", "overtime"),
    [
        ((), 8, 8.0, 0.0),  # a day off in an empty week
        ((1,), 8, 2.0, 0.0),  # at work: two hours more, not yet beyond the week's
        ((1,), 9, 1.0, 0.0),  # the daily limit
        ((0, 1, 2, 3, 4), 8, 0.0, 2.0),  # a full week
        ((0, 1, 2, 3, 4), 8.4, 0.0, 1.0),  # two of three hours of overtime are planned already
        ((0, 2, 3, 4, 5), 8, 0.0, 0.0),  # a sixth day
    ],
)
def test_hours_of_a_day_by_contract_and_as_overtime(
    days: tuple[int, ...], hours: float, within: float, overtime: float
) -> None:
    plan = crew()
    left = HoursLeft(plan, rota(plan, *days, hours=hours))
    assert left.within_contract(plan.teams[0], TUESDAY) == pytest.approx(within)
    assert left.overtime(plan.teams[0], TUESDAY) == pytest.approx(overtime)


def test_rest_on_both_sides_of_a_day_off_is_kept() -> None:
    """Monday's shift ends at 24:00, Wednesday's begins at 16:00: from 11:00 to 05:00 is free."""
    plan = crew(min_rest_hours=14)
    late = rota(plan, 0, 2, begin=16)
    assert HoursLeft(plan, late).within_contract(plan.teams[0], TUESDAY) == 8.0
    strict = crew(min_rest_hours=17)
    assert HoursLeft(strict, late).within_contract(strict.teams[0], TUESDAY) == 6.0


def test_a_run_of_days_is_not_made_longer_than_allowed() -> None:
    plan = crew(max_consecutive_days=2)
    team = plan.teams[0]
    assert HoursLeft(plan, rota(plan, 0, 2)).within_contract(team, TUESDAY) == 0.0
    assert HoursLeft(plan, rota(plan, 0)).within_contract(team, TUESDAY) == 8.0


def levers(plan: Plan, schedule: Schedule | None) -> Levers:
    nothing = Gaps(gap={}, at_first={}, day=plan.horizon.starts.astype("int64"), hours=0.25)
    needs = require(plan, steady(plan, calls=10.0))
    return Levers(plan=plan, gaps=nothing, schedule=schedule, needs=needs, now=MONDAY)


def test_overtime_of_a_week_is_offered_once() -> None:
    """Three hours a week each, and not two on every day of it."""
    plan = crew(people=10)
    all_week = levers(plan, rota(plan, *range(5)))
    given = []
    for day in range(1, 5):
        [way] = [
            each
            for each in all_week._of_team(plan.teams[0], MONDAY + timedelta(days=day))
            if each.action == "overtime"
        ]
        given.append(all_week.left(way))
        all_week.take(way, given[-1])
    rate = all_week.rate("desk", MONDAY)
    assert given == pytest.approx([20 * rate, 10 * rate, 0.0, 0.0])


def test_a_day_has_its_own_hours_whatever_other_days_took() -> None:
    plan = crew(people=10)
    idle = levers(plan, None)
    rate = idle.rate("desk", MONDAY)
    for day in (1, 2):
        way = next(iter(idle._of_team(plan.teams[0], MONDAY + timedelta(days=day))))
        assert way.action == "extra_hours"
        assert idle.left(way) == pytest.approx(80 * rate)
        idle.take(way, 80 * rate)


def test_a_partner_paid_for_productive_hours_bills_no_breaks() -> None:
    plan = crew()
    team = replace(plan.teams[0], kind="outsourced", billed="productive", shrinkage=0.2)
    partner = replace(plan, teams=(team,))
    way = next(iter(levers(partner, None)._of_team(team, TUESDAY)))
    assert way.action == "outsourcer"
    assert way.cost == pytest.approx(20 / 0.8)
