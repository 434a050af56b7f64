"""Intervals hold published values, and hold the truth as often as they say."""

import numpy as np
import pytest

from planner.kpis.intervals import Estimate, difference, net_promoters, ratio, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_gives_the_published_limits(successes: int, n: int, low: float, high: float) -> None:
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873–890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_differences_give_the_published_limits(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference(wilson(*first), wilson(*second))
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_of_nothing_nothing_is_known() -> None:
    for found in (wilson(0, 0), net_promoters(0, 0, 0), ratio([], [])):
        assert np.isnan([found.value, found.low, found.high]).all()


def test_nps_of_few_answers_is_wide_and_stays_within_its_range() -> None:
    few, many = net_promoters(3, 0, 3), net_promoters(300, 0, 300)
    assert few.value == many.value == 100
    assert few.high == many.high == 100
    assert few.low < 40 < 95 < many.low


def test_ratios_over_few_days_have_no_interval() -> None:
    assert np.isnan(ratio([1, 2, 3, 4], [2, 2, 2, 2]).low)
    found = ratio([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])
    assert found == Estimate(value=0.5, low=0.5, high=0.5, n=30)


@pytest.mark.parametrize(("share", "n"), [(0.85, 20), (0.5, 12), (0.97, 60)])
def test_shares_lie_in_their_interval_about_95_times_in_100(share: float, n: int) -> None:
    draws = np.random.default_rng(3).binomial(n, share, size=4000)
    held = [wilson(k, n).low <= share <= wilson(k, n).high for k in draws]
    assert 0.92 < np.mean(held) < 0.985


def test_ratios_lie_in_their_interval_about_95_times_in_100() -> None:
    draw = np.random.default_rng(4)
    held = []
    for _ in range(1500):
        bottom = draw.uniform(50, 150, size=28)
        found = ratio(bottom * draw.gamma(20, 0.8 / 20, size=28), bottom)
        held.append(found.low <= 0.8 <= found.high)
    assert 0.92 < np.mean(held) < 0.98
