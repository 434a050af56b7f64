"""The coverage plan beside the optimum of its own linear programme, on tiny plans without breaks.

A step of the coverage plan is a feasible solution of the programme, so it never costs less than the
optimum; with enough steps it costs little more. Teams have one length of shift each: among starts
that are nearly as good the coverage plan spreads people, and with them paid minutes.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.domain import Plan, Prices
from planner.optimiser.coverage_lp import solve_coverage
from tests.support.random_plans import Operation, random_mixed_operation, random_operation
from tests.support.scripts import load
from tests.support.tiny import flat_needs, tiny_plan

benchmark = load("benchmarks/coverage_lp.py")
SWEEPS = 1000
ROUNDING, NEAR = 1e-5, 0.03


def without_breaks(plan: Plan) -> Plan:
    shifts = tuple(replace(shift, breaks=()) for shift in plan.shifts)
    return replace(plan, shifts=shifts, prices=Prices())


@pytest.mark.parametrize("draw", [random_operation, random_mixed_operation])
@pytest.mark.parametrize("seed", [1, 3, 5])
def test_coverage_plan_costs_no_less_than_the_optimum_and_little_more(
    draw: Callable[..., Operation], seed: int
) -> None:
    drawn = draw(seed, people=4, days=3, interval=60)
    run = benchmark.started(without_breaks(drawn.plan), drawn.needs)
    optimum = benchmark.solve(benchmark.programme(run, "free"), "GLOP", seconds=30).objective
    early = benchmark.own_steps(run, 20).objective
    late = benchmark.own_steps(run, SWEEPS).objective
    assert early >= optimum * (1 - ROUNDING)
    assert optimum * (1 - ROUNDING) <= late <= optimum * (1 + NEAR)


@pytest.mark.parametrize(
    ("start", "heads"),
    [
        ("08:00", 2.0),  # whole intervals: half an agent more is worth a whole person
        ("08:30", 1.5),  # a person there for half an interval may be half an agent
    ],
)
def test_optimum_worked_out_by_hand(start: str, heads: float) -> None:
    """1.5 agents all day, shifts of 8 hours at 20 an hour, shortage at 90: nobody is left short.

    What lies outside the shift is short whatever anybody does: 1.5 x 90 an hour.
    """
    plan = tiny_plan(
        shifts=[f"2027-03-01 {start} 8"], days=1, interval_minutes=60, people=("ana", "ben", "cy")
    )
    run = benchmark.started(plan, flat_needs(plan, 1.5))
    optimum = benchmark.solve(benchmark.programme(run, "free"), "GLOP", seconds=30).objective
    unreachable = 16 * 1.5 * 90
    assert optimum == pytest.approx(heads * 8 * 20 + unreachable)
    cost = benchmark.own_steps(run, SWEEPS).objective
    assert optimum * (1 - ROUNDING) <= cost <= optimum * (1 + NEAR)


def test_surplus_is_not_part_of_the_programme() -> None:
    plan = tiny_plan(shifts=["2027-03-01 08:00 8"], days=1, prices=Prices(surplus_per_hour=5))
    run = benchmark.started(plan, flat_needs(plan, 1))
    with pytest.raises(ValueError, match="surplus"):
        benchmark.programme(run, "free")


@pytest.mark.parametrize("draw", [random_operation, random_mixed_operation])
@pytest.mark.parametrize("seed", [2, 4, 7])
def test_prices_of_the_optimum_prove_a_bound_at_least_as_high(
    draw: Callable[..., Operation], seed: int
) -> None:
    drawn = draw(seed, people=4, days=3, interval=60)
    run = benchmark.started(without_breaks(drawn.plan), drawn.needs)
    optimum = solve_coverage(run.problem, run.rounded, run.coverage, seconds=30)
    assert optimum is not None
    asked = sum(person.asked for person in run.problem.people)
    bound = run.prover.bounder.bound(optimum.prices) + asked
    assert bound >= optimum.cost * (1 - ROUNDING)
