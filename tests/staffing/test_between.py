"""Requirements between known ones: as tight as those searched for, whatever was asked before."""

from typing import Any

import numpy as np
import pytest

from planner.staffing import erlang
from planner.staffing.between import Known
from planner.staffing.poisson_tail import Array
from planner.staffing.target import Target

LOADS = np.linspace(0.5, 24, 2000)
TARGETS: dict[str, dict[str, Any]] = {
    "patient": {"within": 20.0, "service_level": 0.8, "patience": 120.0},
    "endless": {"within": 20.0, "service_level": 0.8},
    "chat": {"within": 45.0, "service_level": 0.8, "patience": 180.0, "max_abandon": 0.05},
    "two limits": {"within": 30.0, "service_level": 0.5, "patience": 90.0, "max_occupancy": 0.8},
}
A_MILLIONTH = 1e-6


@pytest.mark.parametrize("name", sorted(TARGETS))
@pytest.mark.parametrize("spread", [0.0, 0.04])
def test_so_many_are_enough_and_a_millionth_fewer_are_not(name: str, spread: float) -> None:
    handle = 300 * (1 + spread * np.sin(np.arange(LOADS.size)))
    found = erlang.required_agents_real(LOADS, aht=handle, **TARGETS[name])
    target = Target.of(
        load=LOADS, aht=handle,
        **{"patience": None, "max_abandon": None, "max_occupancy": None, **TARGETS[name]},
        definition="offered",
    )  # fmt: skip
    agents = np.empty_like(target.load)
    agents[target.case] = found
    every = np.arange(agents.size)
    assert (target.margin(agents, every) >= 0).all()
    assert (target.margin(agents - 1.01 * A_MILLIONTH, every) < 0).all()


def test_known_answers_are_not_worked_out_again() -> None:
    asked: list[int] = []

    def solve(load: Array, handle: Array) -> Array:
        asked.append(load.size)
        agents: Array = load + np.sqrt(load) * np.log(handle)
        return agents

    known = Known(solve=solve, handle=None)
    handle = np.full_like(LOADS, 300.0)
    for factor in (1.0, 1.03, 1.03):
        load = LOADS * factor
        found = known.between(load, handle * (1 + 0.01 * (LOADS > 9)))
        assert found is not None
    assert found == pytest.approx(load + np.sqrt(load) * np.log(handle * (1 + 0.01 * (LOADS > 9))))
    blocks = len(asked)
    known.between(LOADS, handle)
    assert len(asked) == blocks


def test_the_same_digits_whatever_was_asked_before() -> None:
    given: dict[str, Any] = {"aht": 300.0, "within": 21.5, "service_level": 0.8, "patience": 120.0}
    alone = erlang.required_agents_real(LOADS, **given)
    erlang.required_agents_real(LOADS * 1.7, **given)
    assert erlang.required_agents_real(LOADS, **given).tolist() == alone.tolist()


def test_a_few_cases_far_apart_are_not_worth_a_grid() -> None:
    known = Known(solve=lambda load, _: load, handle=300.0)
    assert known.between(np.geomspace(0.1, 1e5, 120), np.full(120, 300.0)) is None
