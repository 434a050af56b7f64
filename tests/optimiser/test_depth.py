"""Shortage that costs more the deeper it is: shared out evenly, and priced at its slope."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, minimize

from planner.optimiser.kernels.depth import about_saved, new_depth, squares
from planner.optimiser.kernels.depth import steep_prices as compiled_prices

Floats = NDArray[np.float64]
UNITS = 3
SETS = [set(c) for size in range(1, UNITS + 1) for c in combinations(range(UNITS), size)]
MEMBERS = np.array([[unit in chosen for unit in range(UNITS)] for chosen in SETS], dtype=np.uint8)
NOBODY = np.zeros(len(SETS), dtype=np.uint8)
steep_prices: Any = getattr(compiled_prices, "py_func", compiled_prices)


def random_lack(seed: int) -> Floats:
    """What each set of three queues lacks, people with any mix of them being present."""
    rng = np.random.default_rng(seed)
    need, people = rng.uniform(0, 3, UNITS), rng.uniform(0, 2, UNITS)
    skills = [set(rng.choice(UNITS, rng.integers(1, UNITS + 1), replace=False)) for _ in people]
    return np.array(
        [
            [
                sum(need[unit] for unit in chosen)
                - sum(
                    amount for amount, skill in zip(people, skills, strict=True) if skill & chosen
                )
                for chosen in SETS
            ]
        ]
    )


def squares_of(lack: Floats) -> float:
    return float(squares(MEMBERS, lack, 0, 0, len(SETS), NOBODY, 0.0, new_depth(MEMBERS)))


@pytest.mark.parametrize("seed", range(8))
def test_squares_are_the_least_that_any_sharing_leaves(seed: int) -> None:
    lack = random_lack(seed)
    enough = LinearConstraint(MEMBERS.astype(float), lack[0], np.inf)

    def money(short: Floats) -> float:
        return float((short**2).sum())

    found = minimize(
        money, np.full(UNITS, 3.0), method="SLSQP", bounds=[(0.0, None)] * UNITS,
        constraints=enough, options={"ftol": 1e-12},
    )  # fmt: skip
    assert squares_of(lack) == pytest.approx(found.fun, abs=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_prices_prove_what_the_squares_cost(seed: int) -> None:
    lack = random_lack(seed)
    facts = SimpleNamespace(square=1.0, members=MEMBERS, parts=np.array([0, len(SETS)]))
    prices = np.zeros_like(lack)
    steep_prices(facts, lack, prices)
    proven = (prices * lack).sum() - ((prices[0] @ MEMBERS) ** 2).sum() / 4
    assert proven == pytest.approx(squares_of(lack), abs=1e-6)


@pytest.mark.parametrize("short", [0.0, 0.4, 2.5])
def test_what_one_more_saves_is_exact_for_one_queue_and_for_queues_short_alike(
    short: float,
) -> None:
    """For somebody who serves one queue, and for somebody who serves all three."""
    size = MEMBERS.sum(axis=1).astype(np.int64)
    for queues in ({0}, set(range(UNITS))):
        lack = np.array([[short * len(chosen & queues) for chosen in SETS]])
        hits = np.array([bool(chosen & queues) for chosen in SETS], dtype=np.uint8)
        left = np.where(hits == 1, lack - 0.7, lack)
        saved = about_saved(lack, 0, 0, len(SETS), hits, 0.7, size)
        assert saved == pytest.approx(squares_of(lack) - squares_of(left), abs=1e-6)
