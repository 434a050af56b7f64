"""Work that can wait as the optimiser sees it: parcels, their cheapest place, filling up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from planner.optimiser.deferred import Parcels, parcels_of
from planner.optimiser.kernels.parcels import cheapest, fill_up, spread_out

Floats = NDArray[np.float64]
INTERVALS = 12
SEEDS = given(seed=st.integers(0, 10**6))
UNHURRIED = settings(deadline=None, derandomize=True)


def curves(seed: int) -> tuple[Floats, Floats]:
    """Work that arrives and is due some intervals later, whatever is left at the end."""
    rng = np.random.default_rng(seed)
    arrived = rng.uniform(0, 2, INTERVALS) * (rng.random(INTERVALS) < 0.7)
    wait = int(rng.integers(0, 5))
    due = np.zeros(INTERVALS)
    for at, amount in enumerate(arrived):
        due[min(at + wait, INTERVALS - 1)] += amount
    return arrived, due


def best_timing(arrived: Floats, due: Floats, *, cost: Floats, capacity: Floats | None) -> float:
    """Least money by linear programme; what is left undone costs 1,000 a unit."""
    n = len(arrived)
    lower = np.tril(np.ones((n, n)))
    rows = np.block([[lower, lower], [-lower, -lower]])
    limits = np.concatenate([np.cumsum(arrived), -np.cumsum(due)])
    room: list[float | None] = [None] * n if capacity is None else capacity.tolist()
    found = linprog(
        np.concatenate([cost, np.full(n, 1000.0)]), A_ub=rows, b_ub=limits,
        bounds=[(0.0, most) for most in room] + [(0.0, None)] * n,
    )  # fmt: skip
    assert found.fun is not None
    return float(found.fun)


def of(parcels: Parcels) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    return parcels.amount, parcels.first, parcels.last


@SEEDS
@UNHURRIED
def test_parcels_hold_all_work_in_order(seed: int) -> None:
    arrived, due = curves(seed)
    parcels = parcels_of(arrived, due)
    assert parcels.amount.sum() == pytest.approx(due.sum())
    assert (np.diff(parcels.first) >= 0).all()
    assert (np.diff(parcels.last) >= 0).all()
    assert (parcels.first <= parcels.last).all()


@SEEDS
@UNHURRIED
def test_cheapest_timing_is_the_linear_programmes(seed: int) -> None:
    arrived, due = curves(seed)
    price = np.random.default_rng(seed + 1).uniform(0, 20, INTERVALS)
    always = np.ones(INTERVALS, dtype=np.uint8)
    found = cheapest(price, always, *of(parcels_of(arrived, due)))
    assert found == pytest.approx(best_timing(arrived, due, cost=price, capacity=None), abs=1e-6)


@SEEDS
@UNHURRIED
def test_filling_up_leaves_as_little_as_any_order(seed: int) -> None:
    arrived, due = curves(seed)
    capacity = np.random.default_rng(seed + 2).uniform(0, 2, INTERVALS)
    parcels = parcels_of(arrived, due)
    done, left = np.zeros(INTERVALS), np.zeros_like(parcels.amount)
    fill_up(capacity, *of(parcels), done, left)
    fewest = best_timing(arrived, due, cost=np.zeros(INTERVALS), capacity=capacity) / 1000
    assert left.sum() == pytest.approx(fewest, abs=1e-6)
    assert (done <= capacity + 1e-9).all()
    assert done.sum() + left.sum() == pytest.approx(due.sum())


@SEEDS
@UNHURRIED
def test_spreading_keeps_all_work_within_its_windows(seed: int) -> None:
    arrived, due = curves(seed)
    price = np.random.default_rng(seed + 3).uniform(0, 20, INTERVALS)
    out = np.zeros(INTERVALS)
    always = np.ones(INTERVALS, dtype=np.uint8)
    spread_out(price, always, *of(parcels_of(arrived, due)), 0.5, out)
    assert (np.cumsum(out) <= np.cumsum(arrived) + 1e-9).all()
    assert (np.cumsum(out) >= np.cumsum(due) - 1e-9).all()
