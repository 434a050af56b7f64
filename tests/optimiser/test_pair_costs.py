"""Priced rules between shifts: what breaches cost is what the audit says; few are eased of them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.auditing import violations_table
from planner.domain import Plan
from planner.optimiser.easing import BETWEEN_SHIFTS, compile_both, priced_between
from planner.optimiser.options import team_options
from planner.optimiser.pair_costs import PairCosts
from planner.rules import check_rules
from planner.schedules import Schedule, Shift, schedule_of
from tests.support.random_plans import random_ruled_operation

NO_NEED = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})


def any_schedule(plan: Plan, rng: np.random.Generator) -> Schedule:
    """Shifts that are offered, whatever the rules say of them."""
    shifts = []
    for agent in plan.agents:
        options = team_options(plan, plan.team[agent.team], plan.contract[agent.contract])
        for day, when in enumerate(options.dates):
            offered = range(options.first[day], options.first[day + 1])
            if not offered or rng.random() < 0.3:
                continue
            at = int(rng.choice(offered))
            begin, end = (
                plan.horizon.moment(int(time[at])) for time in (options.start, options.end)
            )
            name = options.templates[int(options.template[at])].shift
            shifts.append(
                Shift(agent=agent.agent, team=agent.team, date=when, shift=name, start=begin,
                      end=end, stated_paid_hours=8.0)
            )  # fmt: skip
    return schedule_of(shifts)


@pytest.mark.parametrize("seed", range(12))
def test_breaches_cost_what_the_audit_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rules = {name: float(rng.integers(1, 50)) for name in BETWEEN_SHIFTS if rng.random() < 0.8}
    plan = replace(random_ruled_operation(seed).plan, rules=rules)
    schedule = any_schedule(plan, rng)
    found = violations_table(plan, check_rules(plan, schedule))
    wanted = found.loc[found["rule"].isin(BETWEEN_SHIFTS), "price"].sum()
    assert PairCosts(plan).cost(schedule) == pytest.approx(wanted, abs=1e-6)


def test_only_rules_that_have_a_price_and_a_contract_count() -> None:
    plan = random_ruled_operation(0).plan
    contracts = tuple(
        replace(c, min_rest_hours=11, forward_rotation=False, weekly_rest_hours=None)
        for c in plan.contracts
    )
    rules = {"min_rest_hours": 5.0, "forward_rotation": 5.0, "max_weekends": 5.0}
    assert priced_between(replace(plan, contracts=contracts, rules=rules)) == ("min_rest_hours",)


def test_without_prices_one_problem_is_searched_and_bounded() -> None:
    plan = replace(random_ruled_operation(0).plan, rules={})
    searched, bounded, _ = compile_both(plan, NO_NEED, None)
    assert searched is bounded
