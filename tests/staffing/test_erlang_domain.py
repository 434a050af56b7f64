"""Random inputs over the whole domain, as in ``benchmarks/staffing_domain.py`` but fewer."""

from typing import Any

import pytest

from planner.staffing import erlang
from tests.support.scripts import load

domain = load("benchmarks/staffing_domain.py")
INPUTS = 4_000


@pytest.fixture(scope="module")
def counts() -> dict[str, Any]:
    return {count.figure: count for count in domain.counts(INPUTS, block=INPUTS // 4)}


@pytest.mark.parametrize("figure", domain.FIGURES)
def test_nothing_fails_and_nothing_moves_the_wrong_way(counts: dict[str, Any], figure: str) -> None:
    count = counts[figure]
    assert count.clean, count
    assert {count.inputs, *count.steps.values()} == {INPUTS}


def test_what_runs_the_wrong_way_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        domain, "FIGURES", {"blocking": lambda given: 1 - erlang.blocking(given.load, given.agents)}
    )
    (count,) = domain.counts(200)
    assert count.breaks["load"] > 100
    assert not count.clean


def test_what_fails_is_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def picky(given: Any) -> Any:
        if (given.load > 100).any():
            raise ValueError
        return erlang.blocking(given.load, given.agents)

    monkeypatch.setattr(domain, "FIGURES", {"blocking": picky})
    monkeypatch.setattr(domain, "DIRECTIONS", {"blocking": {}})
    (count,) = domain.counts(200)
    (given,) = domain.drawn(200, block=200, seed=3)
    assert count.errors == count.not_numbers == (given.load > 100).sum() > 0
