"""What a full group passes on: published values, exact ones, and laws."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.staffing import erlang
from planner.staffing.overflow import (
    base_agents,
    equivalent_group,
    exact_partner_blocking,
    overflow,
    partner_agents,
    partner_blocking,
)

LOADS = st.floats(0.1, 500)
GROUPS = st.floats(0, 500)

# Load, own agents, partner's agents; share lost by Hayward, exactly, and of an even stream.
PARTNERS = [
    (10, 10, 5, 0.132, 0.170, 0.045),
    (20, 20, 6, 0.190, 0.234, 0.062),
    (50, 45, 10, 0.292, 0.313, 0.149),
]


@pytest.mark.parametrize(("load", "own", "partner", "hayward", "exact", "even"), PARTNERS)
def test_partner_blocking(
    load: float, own: float, partner: float, hayward: float, exact: float, even: float
) -> None:
    assert partner_blocking(load, own, partner) == pytest.approx(hayward, abs=5e-4)
    assert exact_partner_blocking(load, own, partner) == pytest.approx(exact, abs=5e-4)
    assert erlang.blocking(overflow(load, own).mean, partner) == pytest.approx(even, abs=5e-4)


def test_variance_against_the_birth_and_death_of_both_groups() -> None:
    """The busy agents of an endless second group, counted state by state."""
    load, own, most = 6.0, 5, 60
    states = [(i, j) for i in range(own + 1) for j in range(most + 1)]
    at = {state: k for k, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for (i, j), k in at.items():
        moves = {(i + 1, j) if i < own else (i, j + 1): load, (i - 1, j): i, (i, j - 1): j}
        for to, rate in moves.items():
            if to in at:
                rates[k, at[to]] += rate
    np.fill_diagonal(rates, -rates.sum(axis=1))
    balance = np.vstack([rates.T, np.ones(len(states))])
    share = np.linalg.lstsq(balance, np.append(np.zeros(len(states)), 1), rcond=None)[0]
    busy = np.array([j for _, j in states])
    mean = share @ busy
    expected = overflow(load, own)
    assert mean == pytest.approx(expected.mean, rel=1e-6)
    assert share @ (busy - mean) ** 2 == pytest.approx(expected.variance, rel=1e-6)


@given(load=LOADS, agents=GROUPS)
def test_overflow_comes_in_bursts(load: float, agents: float) -> None:
    mean, variance, peakedness = overflow(load, agents)
    assert 0 <= mean <= load
    assert peakedness >= 1 - 1e-9
    assert variance == pytest.approx(mean * peakedness)
    assert mean == pytest.approx(load * erlang.blocking(load, agents))


@given(load=LOADS, agents=GROUPS, more=st.floats(0.1, 20))
def test_more_agents_pass_less_on(load: float, agents: float, more: float) -> None:
    assert overflow(load, agents + more).mean <= overflow(load, agents).mean
    assert overflow(load + more, agents).mean >= overflow(load, agents).mean


@given(load=LOADS, agents=GROUPS, share=st.floats(0.001, 0.9))
def test_a_partner_of_the_size_asked_for_loses_the_share(
    load: float, agents: float, share: float
) -> None:
    partner = partner_agents(load, agents, max_blocking=share)
    if overflow(load, agents).mean > 1e-6:
        assert partner_blocking(load, agents, partner) == pytest.approx(share, rel=1e-5)


def test_arrays_and_idle_groups() -> None:
    mean, _, peakedness = overflow([0, 10, 3], [5, 10, 0])
    assert mean.tolist() == pytest.approx([0, 2.1458, 3], abs=1e-4)
    assert peakedness.tolist() == pytest.approx([1, 2.0330, 1], abs=1e-4)
    assert partner_agents([0, 10], 10, max_blocking=0.05).tolist() == pytest.approx(
        [0, 6.6337], abs=1e-4
    )


@pytest.mark.parametrize(("load", "own"), [(5, 3), (10, 10), (20, 20), (50, 45), (100, 98)])
def test_the_equivalent_group_overflows_alike(load: float, own: float) -> None:
    mean, variance, peakedness = overflow(load, own)
    found = overflow(*equivalent_group(mean, variance))
    assert found.mean == pytest.approx(mean, rel=0.03)
    assert found.peakedness == pytest.approx(peakedness, rel=0.04)


def test_two_overflows_are_more_than_one() -> None:
    one = overflow(20, 18)
    load, agents = equivalent_group(2 * one.mean, 2 * one.variance)
    assert overflow(load, agents).mean == pytest.approx(2 * one.mean, rel=0.02)


def test_own_level_that_pays_off() -> None:
    loads = np.arange(1, 101)
    assert base_agents(loads, own_cost=20, partner_cost=28) == 29
    assert base_agents(loads, own_cost=20, partner_cost=20) == 0
    assert base_agents(loads, own_cost=1, partner_cost=100) == 99


@given(
    loads=st.lists(st.floats(0, 200), min_size=1, max_size=40),
    own=st.floats(1, 50),
    partner=st.floats(1, 100),
)
def test_no_other_level_is_cheaper(loads: list[float], own: float, partner: float) -> None:
    def cost(level: float) -> float:
        return own * level * len(loads) + partner * sum(max(load - level, 0) for load in loads)

    level = base_agents(loads, own_cost=own, partner_cost=partner)
    assert cost(level) <= min(cost(other) for other in (0, *loads)) * (1 + 1e-9) + 1e-9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: overflow(-1, 3), "load is -1: expected erlangs, 0 or more"),
        (lambda: partner_agents(5, 3, max_blocking=1), "max_blocking is 1: expected a share"),
        (lambda: equivalent_group(2, 1), "mean is 2 and variance 1: expected a mean above 0"),
        (lambda: base_agents([1], own_cost=0, partner_cost=1), "own_cost is 0 and partner_cost 1"),
    ],
)
def test_wrong_arguments(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
