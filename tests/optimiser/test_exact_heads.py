"""Plans without rules between days: head-counts with proof."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from planner.auditing import audit
from planner.clock import Horizon
from planner.domain import Agent, Break, Contract, Plan, Prices, Queue, ShiftTemplate, Team
from planner.optimiser import optimise
from planner.optimiser.exact import solve_exactly
from planner.optimiser.exact_heads import solve_heads
from planner.optimiser.packing import pack
from planner.optimiser.problem import Problem, compile_problem

DAYS, SECONDS = 3, 20.0
LUNCH = (Break(minutes=60, earliest=180, latest=300, paid=False),)


def _plan(heads: int = 4, *, length: int = 480, starts: tuple[int, int] = (360, 600)) -> Plan:
    shift = ShiftTemplate(
        shift="s", start_from=starts[0], start_to=starts[1], start_step_minutes=120,
        length_minutes=length, breaks=LUNCH,
    )  # fmt: skip
    return Plan(
        name="free", horizon=Horizon(date(2027, 3, 1), DAYS, "UTC", 60),
        queues=(Queue(queue="q", channel="voice", timezone="UTC", aht_s=300),),
        teams=(Team(team="t", timezone="UTC", queues=("q",), contract="free", hourly_cost=10),),
        contracts=(Contract(contract="free"),), shifts=(shift,),
        agents=tuple(
            Agent(agent=f"a{n}", team="t", contract="free", queues=("q",), productivity=1,
                  hourly_cost=10)
            for n in range(heads)
        ),
    )  # fmt: skip


def _needs(plan: Plan, seed: int) -> pd.DataFrame:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    people = np.random.default_rng(seed).integers(0, len(plan.agents), len(starts)).astype(float)
    people[(starts.hour < 6) | (starts.hour >= 18)] = 0
    return pd.DataFrame({"interval_start": starts, "queue": "q", "required_real": people})


def _problem(plan: Plan, seed: int) -> Problem:
    return compile_problem(plan, _needs(plan, seed))


@pytest.mark.parametrize("seed", range(4))
def test_head_counts_cost_what_the_best_rotas_cost(seed: int) -> None:
    problem = _problem(_plan(heads=3), seed)
    facts = pack(problem)

    heads = solve_heads(problem, facts, seconds=SECONDS)
    rotas = solve_exactly(problem, facts, seconds=SECONDS)

    assert heads is not None
    assert rotas is not None
    assert heads.bound == pytest.approx(rotas.bound, rel=1e-6)


@pytest.mark.parametrize("surplus", [0.0, 7.0])
def test_the_audit_finds_the_proven_cost(surplus: float) -> None:
    plan = replace(_plan(), prices=Prices(shortage_per_hour=25, surplus_per_hour=surplus))
    needs = _needs(plan, 1)

    result = optimise(plan, needs, seconds=SECONDS, workers=1)

    found = audit(plan, result.schedule, needs)
    assert result.status == "optimal"
    assert found.hard == 0
    assert found.cost == pytest.approx(result.bound, rel=1e-5)


def test_nobody_has_two_shifts_at_a_time() -> None:
    plan = _plan(heads=2, length=900, starts=(1080, 1080))
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    needs = pd.DataFrame({"interval_start": starts, "queue": "q", "required_real": 1.0})

    result = optimise(plan, needs, seconds=SECONDS, workers=1)

    assert audit(plan, result.schedule, needs).hard == 0
    for shifts in result.schedule.by_agent.values():
        assert all(a.end <= b.start for a, b in pairwise(shifts))


def test_a_rule_between_days_is_left_to_the_search() -> None:
    plan = _plan()
    ruled = replace(plan, contracts=(replace(plan.contracts[0], min_rest_hours=11.0),))
    problem = _problem(ruled, 0)

    assert solve_heads(problem, pack(problem), seconds=SECONDS) is None
