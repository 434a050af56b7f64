"""Law 2: on tiny problems nobody finds a legal schedule that is cheaper than the optimal one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from planner.auditing import audit
from planner.clock import Horizon, instant
from planner.domain import Agent, Contract, Plan, Queue, ShiftTemplate, Team
from planner.optimiser import optimise
from planner.schedules import WORK, Schedule, Shift, Stretch, schedule_of

STARTS = (6, 21)


def tiny_operation(seed: int) -> tuple[Plan, pd.DataFrame]:
    """Two people, three days, two starts of six hours, one queue, hours as intervals."""
    rng = np.random.default_rng(seed)
    plan = Plan(
        name="tiny", horizon=Horizon(date(2027, 3, 26), 3, "Europe/Berlin", 60),
        queues=(Queue(queue="q", channel="voice", timezone="Europe/Berlin", aht_s=300,
                      min_agents=int(rng.integers(2))),),
        teams=(Team(team="t", timezone="Europe/Berlin", queues=("q",), contract="c",
                    hourly_cost=20),),
        contracts=(Contract(contract="c", max_hours_per_week=float(rng.choice([6, 12, 18])),
                            min_rest_hours=11, max_consecutive_days=int(rng.integers(1, 4)),
                            min_consecutive_days_off=int(rng.integers(1, 3)),
                            max_consecutive_nights=1),),
        shifts=tuple(
            ShiftTemplate(shift=f"at{hour}", start_from=hour * 60, start_to=hour * 60,
                          start_step_minutes=60, length_minutes=360)
            for hour in STARTS
        ),
        agents=tuple(
            Agent(agent=name, team="t", contract="c", queues=("q",), productivity=worth,
                  hourly_cost=20)
            for name, worth in (("ana", 1.0), ("ben", float(rng.choice([1.0, 0.8]))))
        ),
    )  # fmt: skip
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    real = rng.uniform(0, 1.6, len(starts)) * (rng.random(len(starts)) < 0.7)
    needs = pd.DataFrame(
        {"interval_start": starts, "queue": "q", "required_real": real, "required": np.ceil(real)}
    )
    return plan, needs


def waiting_operation(seed: int) -> tuple[Plan, pd.DataFrame]:
    """The same two people with work that may wait some hours instead of calls."""
    rng = np.random.default_rng(seed)
    plan, needs = tiny_operation(seed)
    arrived = needs["required_real"].to_numpy()
    due = np.zeros_like(arrived)
    wait = int(rng.integers(2, 9))
    due[wait:] = arrived[:-wait]
    due[-1] += arrived[-wait:].sum()
    queues = (replace(plan.queues[0], channel="email", min_agents=0),)
    curves = needs.assign(arrived_hours=arrived, due_hours=due)
    return replace(plan, queues=queues), curves


def all_schedules(plan: Plan) -> Iterator[Schedule]:
    """Every way to give two people a start or a day off on each of the days, legal or not."""
    days = plan.horizon.dates()
    place = plan.teams[0].zone
    for rota in product((None, *STARTS), repeat=len(days) * 2):
        shifts = []
        for index, hour in enumerate(rota):
            if hour is None:
                continue
            day = days[index % len(days)]
            start = instant(day, hour * 60, place)
            finish = instant(day, hour * 60 + 360, place)
            agent = plan.agents[index // len(days)].agent
            work = Stretch(start=start, end=finish, activity=WORK, queue="q")
            shifts.append(
                Shift(agent=agent, team="t", date=day, shift=f"at{hour}", start=start, end=finish,
                      activities=(work,))
            )  # fmt: skip
        yield schedule_of(shifts)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_legal_is_cheaper(seed: int) -> None:
    check(*tiny_operation(seed))


@pytest.mark.parametrize("seed", range(2))
def test_nothing_legal_is_cheaper_with_work_that_waits(seed: int) -> None:
    check(*waiting_operation(seed))


def check(plan: Plan, needs: pd.DataFrame) -> None:
    result = optimise(plan, needs, seconds=10, workers=1)
    assert result.status == "optimal"
    cheapest = np.inf
    for schedule in all_schedules(plan):
        found = audit(plan, schedule, needs)
        if found.cost < cheapest - 1e-9 and found.hard == 0:
            cheapest = found.cost
    assert result.cost == pytest.approx(cheapest, rel=1e-9)
    assert result.bound <= cheapest + 1e-6
