"""Staffing to uncertain rates: quantiles, averages, and that the two are different questions."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import gamma

from planner.domain import Queue
from planner.staffing import erlang
from planner.staffing.live import agents_for, figures_of
from planner.staffing.steady_state import DEFINITIONS
from planner.staffing.uncertain import average_service, rate_quantile, staffed_rate

CV = np.array([0.05, 0.10, 0.15, 0.20, 0.30])
LOAD, AHT = np.full(5, 60.0), np.full(5, 300.0)


def voice(**columns: Any) -> Queue:
    usual: dict[str, Any] = {"patience_s": 300.0, "max_occupancy": 1.0}
    given: dict[str, Any] = {
        "queue": "en", "channel": "voice", "timezone": "UTC", "aht_s": 300.0
    }  # fmt: skip
    return Queue(**(given | usual | columns))


def whole(agents: NDArray[np.float64]) -> list[int]:
    return [int(number) for number in np.ceil(agents - 1e-9)]


def test_agents_that_restore_the_target_on_average() -> None:
    """60 erlangs of 300 s, 80/20, mean patience 300 s: 64 agents were the rate certain."""
    assert whole(agents_for(voice(), LOAD[:1], AHT[:1])) == [64]
    assert whole(agents_for(voice(), LOAD, AHT, cv=CV)) == [64, 66, 68, 71, 78]
    level = average_service(voice(), LOAD, np.full(5, 64.0), AHT, CV)
    assert level.round(3).tolist() == [0.814, 0.767, 0.713, 0.663, 0.583]


def test_agents_for_the_busy_days() -> None:
    busy = LOAD * staffed_rate("p80", CV)
    assert whole(agents_for(voice(), busy, AHT)) == [66, 68, 71, 73, 78]


def test_rates_are_gamma_distributed() -> None:
    cv = np.array([0.002, 0.05, 0.3, 1.2])
    for level in (0.05, 0.5, 0.8, 0.99):
        exact = gamma.ppf(level, cv**-2, scale=cv**2)
        assert rate_quantile(cv, level) == pytest.approx(exact, rel=1e-6)
        narrow = rate_quantile(np.array([0.0, 0.00099, 0.00101]), level)
        assert narrow[0] == 1
        assert narrow[1] == pytest.approx(narrow[2], abs=1e-4)


def test_only_quantiles_change_the_volume() -> None:
    for spread in ("mean", "average"):
        assert staffed_rate(spread, CV).tolist() == [1] * 5
    assert (np.diff(staffed_rate("p90", CV)) > 0).all()
    assert (staffed_rate("p30", CV) < 1).all()


@pytest.mark.parametrize("definition", list(DEFINITIONS))
def test_the_average_is_that_of_drawn_rates(definition: str) -> None:
    """A hundred thousand days: contacts answered in time over contacts counted."""
    queue = voice(service_level_definition=definition, patience_s=90.0)
    cv, agents = 0.25, 61.0
    rate = np.random.default_rng(8).gamma(cv**-2, cv**2, 100_000)
    load = LOAD[0] * rate
    state = {
        name: erlang.service_level(load, agents, aht=300, within=20, patience=90, definition=name)
        for name in ("offered", definition)
    }
    counted = np.divide(state["offered"], state[definition])
    counted = np.ones_like(load) if definition in ("offered", "virtual") else counted
    drawn = (rate * counted * state[definition]).sum() / (rate * counted).sum()
    found = average_service(queue, LOAD[:1], np.array([agents]), AHT[:1], np.array([cv]))
    assert found[0] == pytest.approx(drawn, abs=2e-3)


def test_a_certain_rate_needs_what_it_always_needed() -> None:
    load = np.array([0.0, 0.3, 4.0, 55.0])
    times = np.full(4, 250.0)
    for queue in (voice(max_abandon=0.03), voice(patience_s=None, max_occupancy=0.85)):
        plain = agents_for(queue, load, times)
        assert agents_for(queue, load, times, cv=np.zeros(4)) == pytest.approx(plain, abs=1e-4)


def test_more_doubt_needs_more_people_and_limits_hold_at_the_mean() -> None:
    queue = voice(max_abandon=0.02, max_occupancy=0.8, service_level=0.5)
    wide = np.linspace(0, 0.6, 7)
    load, times = np.full(7, 25.0), np.full(7, 200.0)
    agents = agents_for(queue, load, times, cv=wide)
    assert (np.diff(agents) >= -2e-6).all()
    figures = figures_of(queue, load, agents, times, cv=wide)
    assert (figures["service_level"] >= 0.5 - 1e-9).all()
    assert (figures["abandon"] <= 0.02 + 1e-9).all()
    assert (figures["occupancy"] <= 0.8 + 1e-9).all()
