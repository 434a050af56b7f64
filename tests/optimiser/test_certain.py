"""Open hours of a site that no schedule avoids: counted whole by the bound."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.domain import Agent, Contract, Pin, Plan, Queue, ShiftTemplate, Team
from planner.optimiser.certain import certainly_open
from planner.optimiser.optimising import Run

HOURS, COST = 24 * 7, 40.0


@pytest.fixture
def plan() -> Plan:
    """Four people of one site for a week, one of them pinned on Tuesday."""
    shift = ShiftTemplate(
        shift="s", start_from=480, start_to=660, start_step_minutes=60, length_minutes=480
    )
    return Plan(
        name="site", horizon=Horizon(date(2027, 3, 1), 7, "UTC", 60),
        queues=(Queue(queue="q", channel="voice", timezone="UTC", aht_s=300),),
        teams=(
            Team(team="own", timezone="UTC", queues=("q",), contract="c", hourly_cost=30,
                 fixed_cost_per_open_hour=COST),
        ),
        contracts=(Contract(contract="c", max_hours_per_week=40),), shifts=(shift,),
        agents=tuple(
            Agent(agent=f"a{n}", team="own", contract="c", queues=("q",), productivity=1,
                  hourly_cost=30)
            for n in range(4)
        ),
        pins=(Pin(agent="a1", date=date(2027, 3, 2), shift="s"),),
    )  # fmt: skip


def _run(plan: Plan) -> Run:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    needs = pd.DataFrame({"interval_start": starts, "queue": "q", "required_real": 0.0})
    return Run(plan, needs, seconds=30, gap=0.0, seed=0, report=None, stop=None, save=None)


@pytest.mark.parametrize(
    ("start", "hours"),
    [(600, range(34, 42)), (None, range(35, 40))],
    ids=["pinned to 10:00", "pinned to a start between 8:00 and 11:00"],
)
def test_a_pin_settles_what_all_its_starts_have_in_common(
    plan: Plan, start: int | None, hours: range
) -> None:
    run = _run(replace(plan, pins=(replace(plan.pins[0], start=start),)))

    sure = certainly_open(run.problem, run.coverage.facts, 0)

    by_hour = sure.reshape(HOURS, -1)
    assert np.flatnonzero(by_hour.all(axis=1)).tolist() == list(hours)
    assert by_hour.any(axis=1).sum() == len(hours)


def test_a_day_that_must_not_be_worked_settles_nothing(plan: Plan) -> None:
    run = _run(replace(plan, pins=(replace(plan.pins[0], shift=""),)))

    assert not certainly_open(run.problem, run.coverage.facts, 0).any()


def test_the_bound_counts_certain_open_hours_whole(plan: Plan) -> None:
    run = _run(replace(plan, pins=(replace(plan.pins[0], start=600),)))

    result = run.go()

    assert result.cost == pytest.approx(8 * (30 + COST))
    assert result.bound == pytest.approx(result.cost, rel=1e-3)
