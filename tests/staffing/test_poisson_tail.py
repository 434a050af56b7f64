"""Tails that the Erlang formulas rest on, against exact sums in 60 decimal digits."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from planner.staffing.poisson_tail import (
    Array,
    cumulative_over_probability,
    light_tail,
    log_probability,
    lower_is_light,
    lower_tail,
)

getcontext().prec = 60


def exact_inverse_loss(load: float, agents: int) -> Decimal:
    """Erlang's recursion 1/B_k = 1 + (k/a)/B_(k-1), without rounding to speak of."""
    inverse, exact_load = Decimal(1), Decimal(load)
    for k in range(1, agents + 1):
        inverse = 1 + inverse * k / exact_load
    return inverse


@pytest.mark.parametrize(
    ("load", "agents"),
    [(0.01, 1), (0.01, 5), (10.0, 3), (57.11, 60), (200.0, 140), (700.0, 35), (1000.0, 1100),
     (5000.0, 1500), (5000.0, 5100), (20_000.0, 14_000), (20_000.0, 20_200)],
)  # fmt: skip
def test_inverse_loss_equals_the_exact_recursion(load: float, agents: int) -> None:
    ratio = cumulative_over_probability(np.array([float(agents)]), np.array([load]))[0]
    exact = exact_inverse_loss(load, agents)
    assert abs(Decimal(float(ratio)) / exact - 1) < Decimal("5e-13")


def test_light_tail_equals_its_power_series() -> None:
    count = np.array([0.5, 3.0, 40.0, 900.0, 1e4])
    mean = np.array([0.2, 1.0, 15.0, 600.0, 5e3])
    assert lower_is_light(count, mean).all()
    ratio = mean / (count + 1 + light_tail(count, mean))
    term, total = np.ones(5), np.zeros(5)
    for j in range(1, 2000):
        term = term * mean / (count + j)
        total += term
    assert ratio == pytest.approx(total / (1 + total), rel=1e-12)


def test_light_tail_meets_the_incomplete_gamma_function_where_both_are_exact() -> None:
    count: Array = np.logspace(3, 8, 6)
    mean: Array = count - 4.45 * np.sqrt(count)
    assert lower_is_light(count, mean).all()
    share = np.exp(log_probability(count, mean)) / lower_tail(count, mean)
    assert 1 - mean / (count + 1 + light_tail(count, mean)) == pytest.approx(share, rel=1e-11)


def test_probability_keeps_its_digits_at_a_large_mean() -> None:
    near = float(np.exp(log_probability(np.array([1e8]), np.array([1e8])))[0])
    assert near == pytest.approx(1 / np.sqrt(2 * np.pi * 1e8), rel=1e-8)
    whole = np.exp(log_probability(np.arange(4000.0), np.full(4000, 2000.0)))
    assert whole.sum() == pytest.approx(1, abs=1e-12)
