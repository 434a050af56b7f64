"""Prices sharpened step by step, and programmes of intervals put together."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from planner.optimiser import optimise
from planner.optimiser.ascent import Ascent, at_most
from planner.optimiser.coverage_lp import programme_of, solve_coverage
from planner.optimiser.grain import Grain, coarsest
from planner.optimiser.kernels.packed import Guide
from planner.optimiser.linear_programme import parameters, solver_type
from planner.optimiser.optimising import Run
from tests.support.random_plans import Operation, random_mixed_operation, random_operation


def _drawn(draw: Callable[..., Operation], seed: int, **size: int) -> Operation:
    """A random operation in which surplus has no price, as the programme wants it."""
    drawn = draw(seed, **size)
    prices = replace(drawn.plan.prices, surplus_per_hour=0.0)
    return Operation(plan=replace(drawn.plan, prices=prices), needs=drawn.needs)


def _run(operation: Operation) -> Run:
    return Run(
        operation.plan, operation.needs, seconds=1, gap=0, seed=0, report=None, stop=None, save=None
    )


@pytest.mark.parametrize("draw", [random_operation, random_mixed_operation])
def test_steps_raise_the_bound_and_never_above_a_schedule(draw: Callable[..., Operation]) -> None:
    operation = _drawn(draw, 4, people=16, days=14, interval=30)
    run = _run(operation)
    run.coverage.run(20, of=20)
    optimum = solve_coverage(run.problem, run.rounded, run.coverage, seconds=20)
    assert optimum is not None
    low = Guide(0.7 * optimum.prices.sets, 0.7 * optimum.prices.cover)
    optimum, first = replace(optimum, prices=low), run.prover.bounder.bound(low)
    ascent = Ascent(run.prover.bounder, run.coverage, optimum, prices=optimum.prices, bound=first)
    for _ in range(30):
        ascent.step()
    cost = optimise(operation.plan, operation.needs, seconds=1).cost - run.assembler.constant
    assert first < ascent.bound <= cost
    assert ascent.bound == pytest.approx(run.prover.bounder.bound(ascent.best))


def test_steps_taken_blindly_end_where_a_bound_can_be_raised() -> None:
    operation = _drawn(random_operation, 4, people=16, days=14, interval=30)
    run = _run(operation)
    run.coverage.run(20, of=20)
    optimum = solve_coverage(run.problem, run.rounded, run.coverage, seconds=20)
    assert optimum is not None
    bounder = run.prover.bounder
    first = bounder.bound(optimum.prices)
    ascent = Ascent(bounder, run.coverage, optimum, prices=optimum.prices, bound=first)
    before = ascent.presence.copy()
    ascent.explore(lambda: False)
    assert (ascent.presence != before).any(axis=1).all()
    assert ascent.step()
    blind = ascent.bound
    for _ in range(20):
        ascent.step()
    cost = optimise(operation.plan, operation.needs, seconds=1).cost - run.assembler.constant
    assert blind < ascent.bound <= cost


def test_people_priced_in_two_threads_are_worth_the_same() -> None:
    run = _run(_drawn(random_mixed_operation, 4, people=16, days=14, interval=30))
    run.coverage.run(5, of=5)
    bounder, guide = run.prover.bounder, run.coverage.guide
    found = []
    for threads in (1, 2):
        bounder.use_threads(threads)
        values = np.zeros(len(bounder.first))
        lack, thin = bounder.need.copy(), run.problem.thin.copy()
        presence = np.zeros((len(values), len(lack)))
        bounder.move(guide, values, 0.5, lack, thin, presence)
        found.append((values, lack, thin, presence))
    assert len(bounder.rooms) == 2
    for one, two in zip(*found, strict=True):
        assert one == pytest.approx(two, abs=1e-9)


def test_prices_are_brought_to_the_nearest_allowed_ones() -> None:
    found = at_most(np.array([[3.0, 1.0, -1.0], [0.5, -2.0, 1.0]]), 2.0)
    assert found.tolist() == [[2.0, 0.0, 0.0], [0.5, 0.0, 1.0]]
    drawn = np.random.default_rng(1).normal(1.0, 2.0, size=(200, 4))
    near, other = at_most(drawn, 3.0), np.random.default_rng(2).dirichlet(np.ones(4), 200) * 3.0
    assert (near >= 0).all()
    assert near.sum(axis=1).max() <= 3.0 + 1e-9
    assert (((near - drawn) ** 2).sum(axis=1) <= ((other - drawn) ** 2).sum(axis=1) + 1e-9).all()


def test_intervals_put_together_keep_totals() -> None:
    grain, need = Grain(10, 4), np.arange(20.0).reshape(10, 2)
    assert grain.intervals == 3
    assert grain.mean(need).sum() * 4 == pytest.approx(need.sum())
    assert grain.split(np.ones((3, 1))).sum() == pytest.approx(2.5)
    assert [coarsest(15, least=least) for least in (0.2, 1.5, 3, 99)] == [1, 2, 4, 4]
    assert coarsest(7, least=3) == 1


def test_a_coarser_programme_costs_nearly_the_same() -> None:
    operation = _drawn(random_mixed_operation, 3, people=14, days=7, interval=15)
    run = _run(operation)
    run.coverage.run(5, of=5)
    cost = []
    for together in (1, 4):
        found = programme_of(
            run.problem, run.rounded, run.coverage, breaks="even", together=together
        )
        solved = mathopt.solve(
            found.lp.model(), solver_type("GLOP"), params=parameters("GLOP", seconds=30)
        )
        cost.append(solved.objective_value())
    assert cost[1] == pytest.approx(cost[0], rel=0.05)
