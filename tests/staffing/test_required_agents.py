"""The search for the fewest agents: minimality, directions, many at once, rounding."""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.staffing import erlang
from planner.staffing.rounding import gross_agents, whole_agents

loads = st.floats(0.01, 3000)
targets = st.floats(0.05, 0.99)
maybe_patience = st.none() | st.floats(5, 20_000)
unhurried = settings(deadline=None, max_examples=60)
definitions = st.sampled_from(["offered", "answered", "virtual", "excluding_short_abandons"])


def test_patience_may_need_fewer_agents_than_load_unless_abandonment_is_limited() -> None:
    usual = partial(erlang.required_agents, aht=300, within=20, service_level=0.8, patience=60)
    assert usual(500) == 425
    assert usual(500, max_abandon=0.05) > 470
    busy = usual(500, max_occupancy=0.85)
    assert erlang.occupancy(500, busy, aht=300, patience=60) <= 0.85
    assert erlang.occupancy(500, busy - 1, aht=300, patience=60) > 0.85


@unhurried
@example(load=1.0, target=0.5, patience=None, definition="offered", within=0.0, max_abandon=None,
         max_occupancy=0.5)  # fmt: skip
@given(
    load=loads, target=targets, patience=maybe_patience, definition=definitions,
    within=st.floats(0, 300), max_abandon=st.none() | st.floats(0.005, 0.5),
    max_occupancy=st.none() | st.floats(0.3, 1),
)  # fmt: skip
def test_the_answer_is_enough_and_one_fewer_is_not(
    load: float, target: float, patience: float | None, definition: str, within: float,
    max_abandon: float | None, max_occupancy: float | None,
) -> None:  # fmt: skip
    def enough(agents: float) -> bool:
        level = erlang.service_level(
            load, agents, aht=300, within=within, patience=patience, definition=definition
        )
        lost = erlang.abandonment(load, agents, aht=300, patience=patience)
        busy = erlang.occupancy(load, agents, aht=300, patience=patience)
        kept = lost <= (max_abandon or 1) + 2e-10 and busy <= (max_occupancy or 1) + 2e-10
        return bool(level >= target - 2e-10 and kept)

    asked: dict[str, Any] = {
        "load": load, "aht": 300, "within": within, "service_level": target, "patience": patience,
        "definition": definition, "max_abandon": max_abandon, "max_occupancy": max_occupancy,
    }  # fmt: skip
    whole, real = erlang.required_agents(**asked), erlang.required_agents_real(**asked)
    assert enough(whole)
    assert not enough(max(whole - 1 - 1e-4, 0))
    assert whole - 1 < real <= whole
    assert enough(real)
    assert not enough(max(real - 1e-4, 0))


@unhurried
@given(load=loads, more=st.floats(0.01, 500), target=targets, patience=maybe_patience)
def test_more_volume_never_needs_fewer(
    load: float, more: float, target: float, patience: float | None
) -> None:
    few, many = erlang.required_agents(
        [load, load + more], aht=300, within=20, service_level=target, patience=patience,
        max_occupancy=0.9,
    )  # fmt: skip
    assert many >= few


@unhurried
@given(load=loads, target=st.floats(0.05, 0.9), patience=st.floats(5, 20_000))
def test_a_higher_target_never_needs_fewer(load: float, target: float, patience: float) -> None:
    usual = partial(erlang.required_agents, load, aht=300, within=20)
    count = usual(service_level=target, patience=patience)
    assert usual(service_level=target + 0.09, patience=patience) >= count


@unhurried
@given(load=loads, target=st.floats(0.05, 0.9), patience=st.floats(5, 20_000))
def test_more_patience_never_waits_shorter(load: float, target: float, patience: float) -> None:
    """Counted by the virtual wait: of all offered, who gives up early is a miss by himself."""
    usual = partial(
        erlang.required_agents, load, aht=300, within=20, service_level=target, definition="virtual"
    )
    assert usual() >= usual(patience=patience * 2) >= usual(patience=patience)


def test_no_load_needs_nobody() -> None:
    assert erlang.required_agents(0, aht=300, within=20, service_level=0.8) == 0
    assert erlang.required_agents_real(0, aht=300, within=20, service_level=0.8) == 0
    counts = erlang.required_agents([0, 0.01, 0], aht=300, within=20, service_level=0.8)
    assert counts.tolist() == [0, 1, 0]


def test_answers_of_an_array_are_those_of_its_numbers() -> None:
    load = np.array([[0.5, 3, 0.5], [60, 1e5, 3]])
    patience = np.array([[60], [np.inf]])
    table = erlang.required_agents(load, aht=240, within=30, service_level=0.9, patience=patience)
    single = [
        [erlang.required_agents(a, aht=240, within=30, service_level=0.9, patience=p) for a in row]
        for row, (p,) in zip(load.tolist(), patience.tolist(), strict=True)
    ]
    assert table.tolist() == single
    assert table.dtype == np.int64
    assert type(erlang.required_agents(10, aht=240, within=30, service_level=0.9)) is int


@pytest.mark.parametrize("targets", [1, 3, 100])
def test_queues_of_one_target_help_each_other_to_the_same_answers(targets: int) -> None:
    rng = np.random.default_rng(targets)
    load = 10 ** rng.uniform(-2, 4, 100)
    kind = rng.integers(0, targets, load.size)
    aht, share = rng.uniform(60, 900, targets)[kind], rng.uniform(0.5, 0.95, targets)[kind]
    patience = np.where(rng.random(targets) < 0.3, np.inf, rng.uniform(20, 900, targets))[kind]

    def needed(which: int | slice) -> Any:
        return erlang.required_agents(
            load[which], aht=aht[which], within=20, service_level=share[which],
            patience=patience[which], max_occupancy=0.9,
        )  # fmt: skip

    assert needed(slice(None)).tolist() == [needed(i) for i in range(load.size)]


def test_the_square_root_rule_is_never_more_than_one_agent_off() -> None:
    """Halfin and Whitt (1981): half the contacts wait at load + 0.5054 sqrt(load)."""
    load = np.arange(1, 1001)
    rule = np.ceil(load + 0.50539 * np.sqrt(load))
    wait = erlang.wait_probability(load, rule + 1, aht=300)
    assert (wait <= 0.5).all()
    assert (erlang.wait_probability(load, rule - 2, aht=300) > 0.5).all()


def test_occupancy_limits_leave_no_residue_of_the_arithmetic() -> None:
    """Every whole load to 300 against every limit in percent, in exact fractions."""
    load, percent = np.meshgrid(np.arange(1, 301), np.arange(50, 100))
    counts = erlang.required_agents(
        load, aht=300, within=1e6, service_level=1e-6, max_occupancy=percent / 100
    )
    for a, p, count in zip(load.flat, percent.flat, counts.flat, strict=True):
        assert count == math.ceil(Fraction(int(a) * 100, int(p)))


def test_shrinkage_divides_and_rounds_once() -> None:
    assert 21 / (1 - 0.3) > 30
    assert whole_agents(gross_agents(21, 0.3)) == 30
    assert gross_agents([10, 0], 0.3).tolist() == pytest.approx([10 / 0.7, 0])
    assert whole_agents([0.0, 1e-12, 0.2, 4 + 2e-10]).tolist() == [0, 0, 1, 4]
    with pytest.raises(ValueError, match="shrinkage is 1: expected a share from 0 to below 1"):
        gross_agents(10, 1.0)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"service_level": 1.0}, "service_level is 1: expected a share above 0 and below 1"),
        ({"service_level": 0}, "service_level is 0: expected a share above 0 and below 1"),
        ({"load": [1, -3]}, "load is -3: expected erlangs, 0 or more"),
        ({"patience": 0}, "patience is 0: expected seconds, more than 0"),
        ({"max_occupancy": 1.2}, "max_occupancy is 1.2: expected a share above 0, at most 1"),
        ({"max_abandon": 0}, "max_abandon is 0: expected a share above 0, at most 1"),
        ({"definition": "best"}, "definition is 'best': expected one of offered"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("function", [erlang.required_agents, erlang.required_agents_real])
def test_wrong_targets_are_named(
    function: Callable[..., object], asked: dict[str, object], message: str
) -> None:
    usual: dict[str, object] = {"load": 10, "aht": 300, "within": 20, "service_level": 0.8}
    with pytest.raises(ValueError, match=re.escape(message)):
        function(**(usual | asked))
