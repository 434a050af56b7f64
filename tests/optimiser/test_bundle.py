"""Prices sharpened step by step, and programmes of intervals put together."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from ortools.math_opt.python import mathopt

from planner.domain import Plan
from planner.optimiser import optimise
from planner.optimiser.bundle import Bundle
from planner.optimiser.coverage_lp import programme_of, solve_coverage
from planner.optimiser.grain import Grain, coarsest
from planner.optimiser.kernels.case import HARDLY
from planner.optimiser.kernels.choosing import own_rules, rules_of
from planner.optimiser.kernels.levelling import level
from planner.optimiser.kernels.mixing import Prices, mix, price_all
from planner.optimiser.kernels.moves import clear_day
from planner.optimiser.kernels.packed import Guide
from planner.optimiser.linear_programme import parameters, solver_type
from planner.optimiser.optimising import Run
from planner.optimiser.search import RotaSearch
from planner.optimiser.team_prices import at_hours
from tests.optimiser.test_team_prices import needs, plan
from tests.support.random_plans import Operation, random_mixed_operation, random_operation

__all__ = ["needs", "plan"]


def _drawn(draw: Callable[..., Operation], seed: int, **size: int) -> Operation:
    """A random operation in which surplus has no price, as the programme wants it."""
    drawn = draw(seed, **size)
    prices = replace(drawn.plan.prices, surplus_per_hour=0.0)
    return Operation(plan=replace(drawn.plan, prices=prices), needs=drawn.needs)


def _run(operation: Operation) -> Run:
    return Run(
        operation.plan, operation.needs, seconds=1, gap=0, seed=0, report=None, stop=None, save=None
    )


def _bundle(operation: Operation, share: float = 1.0) -> tuple[Run, Bundle, float]:
    """A bundle that begins at this share of the solved coverage plan's prices, and their proof."""
    run = _run(operation)
    run.coverage.run(20, of=20)
    optimum = solve_coverage(run.problem, run.rounded, run.coverage, seconds=20)
    assert optimum is not None
    low = Guide(share * optimum.prices.sets, share * optimum.prices.cover)
    bounder = run.prover.bounder
    bounder.charge(optimum.teams)
    first = bounder.bound(low)
    optimum = replace(optimum, prices=low)
    return run, Bundle(bounder, run.coverage, optimum, prices=low, bound=first), first


@pytest.mark.parametrize("draw", [random_operation, random_mixed_operation])
def test_steps_raise_the_bound_and_never_above_a_schedule(draw: Callable[..., Operation]) -> None:
    operation = _drawn(draw, 4, people=16, days=14, interval=30)
    run, bundle, first = _bundle(operation, 0.7)
    for _ in range(30):
        bundle.step()
    cost = optimise(operation.plan, operation.needs, seconds=1).cost - run.assembler.constant
    assert first < bundle.bound <= cost
    bounder = run.prover.bounder
    bounder.charge(bundle.teams)
    again = max(bounder.bound(bundle.best) for _ in range(2))
    assert again == pytest.approx(bundle.bound, rel=1e-3)
    assert again <= cost


def test_shares_of_rotas_come_to_what_is_lacking() -> None:
    run, bundle, _ = _bundle(_drawn(random_mixed_operation, 4, people=16, days=14, interval=30))
    for _ in range(8):
        bundle.step()
    memory, bounder = bundle.memory, run.prover.bounder
    for kind, known in enumerate(memory.known):
        assert memory.share[kind, :known].sum() == pytest.approx(1.0)
        assert (memory.share[kind, :known] >= -1e-12).all()
    kept = bundle.standing()
    moved = kept.lack.copy()
    mix(
        bounder.kernel, memory, kept, np.arange(len(memory.known)),
        np.arange(len(memory.known)), bounder.first, bounder.count,
    )  # fmt: skip
    assert (moved != kept.lack).any()
    anew = bundle.standing()
    assert kept.lack == pytest.approx(anew.lack, abs=1e-6)
    assert kept.thin == pytest.approx(anew.thin, abs=1e-6)
    assert kept.used == pytest.approx(anew.used, abs=1e-6)


@pytest.mark.parametrize("draw", [random_operation, random_mixed_operation])
def test_the_search_begins_from_the_rotas_of_the_bound(draw: Callable[..., Operation]) -> None:
    run, bundle, _ = _bundle(_drawn(draw, 4, people=16, days=14, interval=30))
    for _ in range(8):
        bundle.step()
    search = RotaSearch(run.problem, run.facts, run.assembler, seed=0)
    search.round(run.coverage.plan)
    suggested = bundle.rotas()
    assert suggested is not None
    search.adopt(suggested, run.rounded.plain(bundle.best))
    state, kept = search.state, 0
    for who, rota in enumerate(suggested):
        days = int(run.facts.days[run.facts.group[who]])
        chosen = state.chosen[who, :days]
        assert rules_of(search.kernel, who, chosen, False, own_rules()) > HARDLY
        if rules_of(search.kernel, who, rota[:days], False, own_rules()) > HARDLY:
            assert chosen.tolist() == rota[:days].tolist()
            kept += 1
    assert kept > 0
    assert state.placed.all()
    lack = state.lack - search.deferred.need(state.work)
    for who in range(len(suggested)):
        for day in range(int(run.facts.days[run.facts.group[who]])):
            clear_day(search.kernel, state, who, day)
    assert state.labour == pytest.approx(np.zeros(len(suggested)), abs=1e-6)
    empty = state.lack - search.deferred.need(state.work)
    assert empty == pytest.approx(run.problem.lack, abs=1e-6)
    assert (lack < empty - 0.5).any()


def test_prices_of_hours_move_to_where_a_vendor_is_used_up(plan: Plan, needs: pd.DataFrame) -> None:
    """Begun without a price on a vendor's hours, whose people are cheap, steps find one."""
    vendor = replace(plan.team["vendor"], max_paid_hours_per_week=120.0)
    limited = replace(plan, teams=(plan.team["own"], vendor))
    run = Run(limited, needs, seconds=1, gap=0, seed=0, report=None, stop=None, save=None)
    run.coverage.run(1, of=1)
    run.prover.solve_coverage()
    optimum, bounder = run.prover.optimum, run.prover.bounder
    assert optimum is not None
    assert optimum.teams.hours[1].max() > 1
    best = bounder.bound(optimum.prices)
    bounder.charge(at_hours(bounder.problem, optimum.teams, 0 * optimum.teams.hours))
    first = bounder.bound(optimum.prices)
    assert first < best - 100
    bundle = Bundle(bounder, run.coverage, optimum, prices=optimum.prices, bound=first)
    for _ in range(60):
        bundle.step()
    assert bundle.teams.hours[1].max() > 1
    assert bundle.bound > first + 0.5 * (best - first)


def test_people_priced_in_two_threads_are_worth_the_same() -> None:
    run = _run(_drawn(random_mixed_operation, 4, people=16, days=14, interval=30))
    run.coverage.run(5, of=5)
    bounder = run.prover.bounder
    one = bounder.bound(run.coverage.guide)
    run = _run(_drawn(random_mixed_operation, 4, people=16, days=14, interval=30))
    bounder = run.prover.bounder
    run.coverage.run(5, of=5)
    bounder.use_threads(2)
    assert len(bounder.rooms) == 2
    assert bounder.bound(run.coverage.guide) == pytest.approx(one)


def test_work_that_can_wait_levels_the_prices_of_its_window() -> None:
    """One parcel of 3 over three open intervals lacking 0, 1 and 2: filled to the same level."""
    lack = np.array([[0.0], [1.0], [9.0], [2.0]])
    put = np.array([[3.0, 0.0, 0.0, 0.0]])
    lack[0] += 3.0
    nothing = np.zeros((1, 1))
    prices = Prices(
        sets=np.zeros((4, 1)), cover=np.zeros((4, 0)), hours=nothing, centre_sets=np.ones((4, 1)),
        centre_cover=np.zeros((4, 0)), centre_hours=nothing, lack=lack, thin=np.zeros((4, 0)),
        used=nothing, least=nothing, most=nothing, cheap=np.zeros(1), dear=np.zeros(1),
        caps=np.full((4, 1), 100.0), thin_price=0.0, pull=1.0, hour_pull=1.0,
    )  # fmt: skip
    parts, rows = np.array([0, 1]), np.ones(1, dtype=np.uint8)
    open_ = np.array([1, 1, 0, 1], dtype=np.uint8)
    price_all(prices, parts)
    one = np.zeros(1, dtype=np.int64)
    for _ in range(40):
        level(prices, parts, rows, 0, open_, np.array([3.0]), one, one + 3, put)
    assert put.sum() == pytest.approx(3.0)
    assert lack[[0, 1, 3], 0] == pytest.approx(2.0, abs=1e-6)
    assert lack[2, 0] == 9.0


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
