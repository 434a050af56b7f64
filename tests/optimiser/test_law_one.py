"""Law 1: the schedule breaks no hard rule, costs what the audit says, and the bound is below it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.auditing import audit
from planner.errors import InfeasibleError
from planner.optimiser import optimise
from tests.support.random_plans import (
    Operation,
    random_deep_operation,
    random_meeting_operation,
    random_mixed_operation,
    random_operation,
    random_paired_operation,
    random_ruled_operation,
    random_teamed_operation,
)


def explained(error: InfeasibleError) -> None:
    assert len(error.clash) >= 2


def check(operation: Operation, *, seconds: float) -> None:
    try:
        result = optimise(operation.plan, operation.needs, seconds=seconds, workers=1)
    except InfeasibleError as error:
        explained(error)
        return
    found = audit(operation.plan, result.schedule, operation.needs)
    hard = found.violations[found.violations["severity"] == "hard"]
    assert hard["message"].tolist() == []
    assert result.cost == pytest.approx(found.cost, rel=1e-9, abs=1e-6)
    assert result.bound <= result.cost + 1e-6


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_on_random_operations(seed: int, interval: int) -> None:
    check(random_operation(seed, interval=interval), seconds=0.4)


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_with_work_that_waits_and_pooled_queues(seed: int, interval: int) -> None:
    check(random_mixed_operation(seed, interval=interval), seconds=0.4)


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_under_all_rules_of_contracts(seed: int, interval: int) -> None:
    check(random_ruled_operation(seed, interval=interval), seconds=0.4)


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_under_rules_of_whole_teams(seed: int, interval: int) -> None:
    check(random_teamed_operation(seed, interval=interval), seconds=0.4)


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_where_shortage_costs_more_the_deeper_it_is(seed: int, interval: int) -> None:
    check(random_deep_operation(seed, interval=interval), seconds=0.4)


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_with_meetings_of_several_people(seed: int, interval: int) -> None:
    check(random_meeting_operation(seed, interval=interval), seconds=0.4)


@given(seed=st.integers(0, 10**6), interval=st.sampled_from([15, 30, 60]))
@settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_law_one_with_prices_of_rules_between_shifts(seed: int, interval: int) -> None:
    check(random_paired_operation(seed, interval=interval), seconds=0.4)
