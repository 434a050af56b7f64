from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import nbinom

from planner.demand.series import Floats
from planner.demand.spread import UNKNOWN, dispersion, poisson_floor, quantiles


def spread_of(counts: NDArray[Any], shape: NDArray[np.float64], unit: float = 1.0) -> Floats:
    days = len(counts)
    return dispersion(
        counts.astype(np.float64),
        shape,
        level=np.ones(days),
        usable=np.ones(days, dtype=bool),
        unit=unit,
    )


def test_quantiles_are_those_of_the_negative_binomial() -> None:
    mean = np.array([0.01, 0.3, 1.0, 7.25, 40.0, 123.0, 998.0])
    for v in (0.0005, 0.1, 1.2):
        found = quantiles(mean, np.full(len(mean), v), (0.1, 0.5, 0.9))
        exact = [nbinom.ppf(level, 1 / v, 1 / (1 + v * mean)) for level in (0.1, 0.5, 0.9)]
        assert found.tolist() == np.array(exact).tolist()


def test_no_contacts_have_no_spread() -> None:
    assert quantiles(np.zeros(2), np.full(2, 0.1), (0.1, 0.9)).tolist() == [[0, 0], [0, 0]]


def test_spread_of_generated_counts_is_found_again() -> None:
    random = np.random.default_rng(3)
    shape = np.full((400, 24), 50.0)
    for v in (0.02, 0.2):
        counts = random.poisson(shape * random.gamma(1 / v, v, shape.shape))
        found = spread_of(counts, shape)
        assert found[0] == pytest.approx(v, rel=0.15)
        assert (np.diff(found) >= 0).all()


def test_spread_of_split_counts_is_that_of_the_whole() -> None:
    counts = np.random.default_rng(5).poisson(50.0, (400, 24)) * 0.25
    assert spread_of(counts, np.full((400, 24), 12.5), unit=0.25)[0] < 0.005


def test_spread_of_little_history_is_the_assumed_one() -> None:
    few = np.full((10, 24), 5.0)
    assert spread_of(few, few).tolist() == [UNKNOWN] * 4


def test_floor_is_the_mean_absolute_error_of_true_rates() -> None:
    rate = np.array([0.4, 3.0, 12.0, 30.0])
    drawn = np.random.default_rng(7).poisson(rate, (200_000, 4))
    measured = np.abs(drawn - rate).mean(0).sum() / rate.sum()
    assert poisson_floor(rate) == pytest.approx(measured, rel=0.01)
    assert poisson_floor(np.array([12.0])) == pytest.approx(0.22, abs=0.01)
