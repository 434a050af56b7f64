"""Limits of whole teams in the coverage plan and in the bound."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.auditing import audit
from planner.clock import Horizon
from planner.domain import Agent, Contract, Plan, Queue, ShiftTemplate, Team
from planner.optimiser import optimise
from planner.optimiser.optimising import Run

NEED = 4.0


@pytest.fixture
def plan() -> Plan:
    """Two teams that do the same, one of them at a third of the price."""
    team = Team(team="own", timezone="UTC", queues=("q",), contract="c", hourly_cost=30)
    shift = ShiftTemplate(
        shift="s", start_from=480, start_to=960, start_step_minutes=60, length_minutes=480
    )
    people = tuple(
        Agent(agent=f"{name}{n}", team=name, contract="c", queues=("q",), productivity=1,
              hourly_cost=cost)
        for name, cost in (("own", 30.0), ("vendor", 10.0))
        for n in range(8)
    )  # fmt: skip
    return Plan(
        name="two", horizon=Horizon(date(2027, 3, 1), 14, "UTC", 60),
        queues=(Queue(queue="q", channel="voice", timezone="UTC", aht_s=300),),
        teams=(team, replace(team, team="vendor", hourly_cost=10)),
        contracts=(Contract(contract="c", max_hours_per_week=40, min_rest_hours=11),),
        shifts=(shift,), agents=people,
    )  # fmt: skip


@pytest.fixture
def needs(plan: Plan) -> pd.DataFrame:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    open_at = (starts.hour >= 8) & (starts.hour < 20)
    return pd.DataFrame(
        {"interval_start": starts, "queue": "q", "required_real": np.where(open_at, NEED, 0.0)}
    )


LIMITS: dict[str, tuple[str, dict[str, Any]]] = {
    "hours": ("vendor", {"max_paid_hours_per_week": 120.0}),
    "committed hours": ("own", {"min_paid_hours_per_week": 240.0}),
    "seats": ("vendor", {"max_seats": 2}),
    "open hours": ("vendor", {"fixed_cost_per_open_hour": 40.0}),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_of_a_team_raises_the_bound(plan: Plan, needs: pd.DataFrame, limit: str) -> None:
    whose, fields = LIMITS[limit]
    teams = tuple(replace(team, **fields) if team.team == whose else team for team in plan.teams)
    limited = replace(plan, teams=teams)

    bounds = [_bounds(each, needs) for each in (plan, limited)]

    (free, _), (kept, plain) = bounds
    assert kept > max(free, plain) + 100
    planned = optimise(limited, needs, seconds=2, workers=1)
    assert planned.bound <= planned.cost
    assert audit(limited, planned.schedule, needs).hard == 0


def _bounds(plan: Plan, needs: pd.DataFrame) -> tuple[float, float]:
    """What the solved coverage plan's prices prove, with and without those of the teams."""
    run = Run(plan, needs, seconds=30, gap=0.0, seed=0, report=None, stop=None, save=None)
    run.coverage.run(1, of=1)
    run.prover.solve_coverage()
    assert run.prover.optimum is not None
    bounder, prices = run.prover.bounder, run.prover.optimum.prices
    with_teams = bounder.bound(prices)
    none = replace(
        run.prover.optimum.teams, limits=0.0,
        tolls=tuple(0 * toll for toll in run.prover.optimum.teams.tolls),
    )  # fmt: skip
    bounder.charge(none)
    return with_teams, bounder.bound(prices)
