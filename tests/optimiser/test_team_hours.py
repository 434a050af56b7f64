"""A team's hours in one person's best rota, and who is asked to give way where they are broken."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.domain import Agent, Contract, Plan, Queue, ShiftTemplate, Team
from planner.optimiser.optimising import Run
from planner.optimiser.search import RotaSearch

PEOPLE = 3


@pytest.fixture
def plan() -> Plan:
    """Three people of a vendor who would each work five shifts of eight hours a week."""
    return Plan(
        name="vendor", horizon=Horizon(date(2027, 3, 1), 14, "UTC", 60),
        queues=(Queue(queue="q", channel="voice", timezone="UTC", aht_s=300),),
        teams=(
            Team(team="vendor", timezone="UTC", queues=("q",), contract="c", hourly_cost=10,
                 max_paid_hours_per_week=32.0),
        ),
        contracts=(Contract(contract="c", max_hours_per_week=40, min_rest_hours=11),),
        shifts=(
            ShiftTemplate(
                shift="s", start_from=480, start_to=960, start_step_minutes=60, length_minutes=480
            ),
        ),
        agents=tuple(
            Agent(agent=f"a{n}", team="vendor", contract="c", queues=("q",), productivity=1,
                  hourly_cost=10)
            for n in range(PEOPLE)
        ),
    )  # fmt: skip


def _search(plan: Plan) -> tuple[Run, RotaSearch]:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    open_at = (starts.hour >= 8) & (starts.hour < 20)
    needs = pd.DataFrame(
        {"interval_start": starts, "queue": "q", "required_real": np.where(open_at, 9.0, 0.0)}
    )
    run = Run(plan, needs, seconds=1, gap=0, seed=0, report=None, stop=None, save=None)
    return run, RotaSearch(run.problem, run.facts, run.assembler, seed=0)


@pytest.mark.parametrize(("most", "worked"), [(32.0, 32.0), (100.0, 96.0), (None, 120.0)])
def test_a_team_works_all_the_hours_that_it_may(
    plan: Plan, most: float | None, worked: float
) -> None:
    """Nobody stays away because all of a usual week would be too much."""
    run, search = _search(
        replace(plan, teams=(replace(plan.teams[0], max_paid_hours_per_week=most),))
    )
    for _ in range(2):
        search.slide(run.prover.guide, (0.0, 0.0))
    assert (search.state.shared.hours[0, :2] / 60).tolist() == [worked, worked]
    assert not run.assembler.teams.excess(search.state)


def test_people_of_a_broken_limit_give_way_while_it_is_dearer(plan: Plan) -> None:
    free, search = _search(
        replace(plan, teams=(replace(plan.teams[0], max_paid_hours_per_week=200.0),))
    )
    search.slide(free.prover.guide, (0.0, 0.0))
    run, tight = _search(plan)
    tight.go_back(search.state, search.cost)
    teams, price = run.assembler.teams, run.facts.shared.high_price.copy()
    assert teams.excess(tight.state) > 0
    assert teams.concerned(tight.state).tolist() == list(range(PEOPLE))
    with teams.dearer():
        assert (run.facts.shared.high_price > price).all()
        tight.slide(run.prover.guide, (0.0, 0.0), teams.concerned(tight.state))
    assert (run.facts.shared.high_price == price).all()
    assert not teams.excess(tight.state)
    assert not len(teams.concerned(tight.state))
