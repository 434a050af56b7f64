"""What off-queue activities cost at least is in the bound."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.domain import OffQueue
from planner.optimiser import optimise
from planner.optimiser.kernels.choosing import UNKNOWN
from planner.optimiser.kernels.owed import charge_owed
from planner.optimiser.optimising import Run
from tests.support.random_plans import Operation, random_operation

Ints = NDArray[np.int64]
COACHING = OffQueue(activity="coaching", minutes=60)
TRAINING = OffQueue(activity="training", minutes=30, per="horizon")


def _operation(seed: int, *activities: OffQueue, people: int = 8) -> Operation:
    """People who work every week, with time that they owe off the queue."""
    drawn = random_operation(seed, people=people, days=14, interval=30)
    contracts = tuple(
        replace(row, min_hours_per_week=8.0, guaranteed_pay=False, min_hours_per_horizon=None)
        for row in drawn.plan.contracts
    )
    teams = tuple(replace(row, billed="paid") for row in drawn.plan.teams)
    plan = replace(
        drawn.plan, contracts=contracts, teams=teams, off_queue=activities, time_off=(), pins=(),
        prices=replace(drawn.plan.prices, surplus_per_hour=0.0), rules={},
    )  # fmt: skip
    return Operation(plan=plan, needs=drawn.needs)


def _run(operation: Operation) -> Run:
    return Run(
        operation.plan, operation.needs, seconds=1, gap=0, seed=0, report=None, stop=None, save=None
    )


@pytest.mark.parametrize("seed", [3, 7])
def test_no_rota_loses_less_than_is_charged(seed: int) -> None:
    """Levels less what the rota's own shifts spare are never above what it truly loses."""
    bounder = _run(_operation(seed, COACHING, TRAINING)).prover.bounder
    facts, rng = bounder.facts, np.random.default_rng(seed)
    shared = facts.shared
    total = np.append(0.0, np.cumsum(rng.exponential(1.0, len(bounder.rooms[0].total) - 1)))

    def loss(option: int, k: int) -> float:
        begin = np.arange(facts.begin[option], facts.finish[option] - shared.act_size[k] + 1)
        end = len(total) - 1
        after = np.minimum(begin + shared.act_size[k], end)
        return float((total[after] - total[np.minimum(begin, end)]).min())

    def lost(rota: Ints, who: int, owed: list[int]) -> float:
        g, money = facts.group[who], 0.0
        for k in owed:
            shifts = rota[shared.act_from[g, k] : shared.act_to[g, k]].tolist()
            money += min(loss(option, k) for option in shifts)
        return money

    charged = 0
    for at, who in enumerate(bounder.first.tolist()):
        owed, g = bounder.owed[at], facts.group[who]
        rotas = [
            np.array([int(rng.integers(*facts.first[g, d : d + 2])) for d in range(facts.days[g])])
            for _ in range(6)
        ]
        reward = np.zeros(len(facts.begin))
        levels = charge_owed(bounder.kernel, total, reward, who, owed, rotas[0])
        charged += levels > 0
        each = np.flatnonzero(owed).tolist()
        for rota in rotas:
            assert levels - reward[rota].sum() <= lost(rota, who, each) + 1e-9
        assert levels == pytest.approx(lost(rotas[0], who, each))
        unknown = np.full(facts.days[g], UNKNOWN)
        assert charge_owed(bounder.kernel, total, reward, who, owed, unknown) == 0
    assert charged > 0


def test_time_that_is_owed_raises_the_bound_and_never_above_a_schedule() -> None:
    bounds = []
    for activities in ((), (COACHING,)):
        operation = _operation(11, *activities)
        run = _run(operation)
        run.coverage.run(60, of=60)
        for _ in range(2):
            bound = run.prover.bounder.bound(run.coverage.guide) + run.assembler.constant
        bounds.append(bound)
    cost = optimise(operation.plan, operation.needs, seconds=2).cost
    assert bounds[0] < bounds[1] <= cost


def test_nobody_owes_what_a_rota_may_avoid() -> None:
    """Who need not work, whose contract pays productive time, or where a miss has a price."""
    plan = _operation(5, COACHING).plan
    idle = tuple(replace(row, min_hours_per_week=None) for row in plan.contracts)
    billed = tuple(replace(row, billed="productive") for row in plan.teams)
    needs = _operation(5).needs
    for other in (
        replace(plan, contracts=idle), replace(plan, teams=billed),
        replace(plan, rules={"off_queue": 1.0}),
    ):  # fmt: skip
        assert not _run(Operation(plan=other, needs=needs)).prover.bounder.owed.any()
    assert _run(Operation(plan=plan, needs=needs)).prover.bounder.owed.any()
