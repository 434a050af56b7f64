"""Solvers that do not end by themselves, as where the clock on the wall was set back."""

import threading

import pytest
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from planner import deadlines
from planner.optimiser import coverage_lp, exact
from tests.support.random_plans import random_operation
from tests.support.scripts import load

benchmark = load("benchmarks/coverage_lp.py")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "SLACK_SECONDS", 0.1)


def test_the_search_takes_over_where_the_list_of_rotas_is_not_solved_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = random_operation(1, people=3, days=3, interval=60)
    run = benchmark.started(drawn.plan, drawn.needs)
    assert exact.solve_exactly(run.problem, run.facts, seconds=30) is not None
    begun = threading.Event()

    def goes_on(*_: object, **__: object) -> None:
        begun.set()
        threading.Event().wait()

    monkeypatch.setattr(mathopt, "solve", goes_on)
    assert exact.solve_exactly(run.problem, run.facts, seconds=0.1) is None
    assert begun.is_set()


def test_the_coverage_plan_is_interrupted_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = random_operation(1, people=3, days=3, interval=60)
    run = benchmark.started(drawn.plan, drawn.needs)
    ended = []

    def until_interrupted(
        _model: object, _solver: object, *, params: object, interrupter: SolveInterrupter
    ) -> mathopt.SolveResult:
        ended.append(params)
        while not interrupter.interrupted:
            threading.Event().wait(0.01)
        raise InterruptedError

    monkeypatch.setattr(mathopt, "solve", until_interrupted)
    with pytest.raises(InterruptedError):
        coverage_lp.solve_coverage(run.problem, run.rounded, run.coverage, seconds=0.1)
    assert ended
