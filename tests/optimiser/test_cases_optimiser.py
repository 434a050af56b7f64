"""Every case of the rules' table, put to the optimiser's own state graph.

A case's shifts are pinned day by day; the optimiser must find them a rota exactly when the case
expects no breach.
"""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from planner.clock import zone
from planner.domain import Pin, Plan
from planner.folder.tables import ALL_TABLES
from planner.optimiser.bounding import Bounder
from planner.optimiser.packing import deferred_work, pack
from planner.optimiser.problem import compile_problem
from tests.rules.cases import CASES, Case

GRAPH_RULES = {
    "min_hours_per_week", "max_hours_per_week", "max_days_per_week", "max_consecutive_days",
    "min_consecutive_days_off", "max_consecutive_nights", "min_rest_hours", "max_weekends",
    "complete_weekends", "max_hours_per_day", "availability", "min_hours_per_horizon",
    "max_hours_per_horizon", "weekly_rest_hours", "rest_after_nights_hours", "forward_rotation",
    "max_start_spread_minutes", "rotation",
}  # fmt: skip
NO_NEED = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})


def fits_one_shift_a_day(case: Case) -> bool:
    """Whether the optimiser could have written these shifts: its own kind of rota, no fault but
    in the rules that a contract states."""
    days = [shift.date for shift in case.schedule().shifts]
    return len(days) == len(set(days)) and {rule for rule, _ in case.expected} <= GRAPH_RULES


def pinned(case: Case) -> Plan:
    """The case's plan with every day pinned to what the case says."""
    plan = case.plan()
    worked = {shift.date: shift for shift in case.schedule().shifts}
    place = plan.teams[0].zone
    pins = []
    for day in plan.horizon.team_dates(zone(plan.teams[0].timezone)):
        shift = worked.get(day)
        if shift is None:
            pins.append(Pin(agent="ana", date=day))
            continue
        local = shift.start.astimezone(place)
        pins.append(
            Pin(agent="ana", date=day, shift=shift.shift, start=local.hour * 60 + local.minute)
        )
    return replace(plan, pins=tuple(pins))


JUDGED = [case for case in CASES if fits_one_shift_a_day(case)]


@pytest.mark.parametrize("case", JUDGED, ids=[case.name for case in JUDGED])
def test_the_optimiser_allows_what_the_audit_allows(case: Case) -> None:
    problem = compile_problem(pinned(case), NO_NEED)
    bounder = Bounder(problem, pack(problem), problem.lack, deferred_work(problem))
    possible = not bounder.without_rota()
    assert possible == (not case.expected)


def test_most_cases_are_judged_twice() -> None:
    assert len(JUDGED) >= 40
    assert {rule for case in JUDGED for rule, _ in case.expected} == GRAPH_RULES


def test_every_rule_of_contracts_is_planned() -> None:
    assert not [c.name for c in ALL_TABLES["contracts"].columns if c.stage]


def test_a_day_outside_the_horizon_is_not_planned() -> None:
    case = JUDGED[0]
    plan = case.plan()
    problem = compile_problem(plan, NO_NEED)
    dates = problem.groups[0].options.dates
    first = plan.horizon.start
    assert min(dates) >= first - timedelta(days=1)
    assert max(dates) <= first + timedelta(days=plan.horizon.days)
