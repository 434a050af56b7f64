import importlib.util
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.clock import WEEK_DAYS
from planner.demand import backtest
from planner.demand.backtesting import BACKTEST_COLUMNS, ENGINE, MEAN, MODELS, score
from planner.domain import History, Plan, Queue

ROOT = Path(__file__).parents[2]
AXA = ROOT.parent / "shared/volumes/axa_assistance_30min_2011_2013.csv"

Make = Callable[..., Plan]
MakeQueue = Callable[..., Queue]
MakeHistory = Callable[..., History]


def test_pure_noise_leaves_the_poisson_floor(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    """Nothing but Poisson noise: the engine comes near the floor, the plain rules less so."""
    history = history_of(
        first=date(2026, 6, 1), days=26 * 7, seed=1,
        rate=lambda t: 30 * (1 + 0.5 * np.sin(t.minute / 229)) * np.where(t.weekday < 5, 1.0, 0.6),
    )  # fmt: skip
    plan = plan_of(start=date(2026, 11, 30), queues=(queue_of(),), history=history)
    table = backtest(plan)
    assert tuple(table.columns) == BACKTEST_COLUMNS
    engine, mean, last = table.to_dict("records")
    assert tuple(table["model"]) == MODELS
    assert engine["poisson_floor"] < engine["wape_interval"] < 1.1 * engine["poisson_floor"]
    assert engine["wape_interval"] < mean["wape_interval"] < last["wape_interval"]
    assert engine["wape_day"] < engine["wape_interval"]
    assert 0.78 < engine["coverage_80"] < 0.93
    assert abs(engine["bias"]) < 0.03
    assert engine["origins"] == 5


def test_short_history_has_no_back_test(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    for days, rows in [(55, 0), (56, 3)]:
        history = history_of(
            first=date.fromordinal(date(2027, 3, 1).toordinal() - days), days=days,
            rate=5.0,
        )  # fmt: skip
        table = backtest(plan_of(queues=(queue_of(),), history=history))
        assert len(table) == rows
        assert tuple(table.columns) == BACKTEST_COLUMNS


@pytest.mark.skipif(not AXA.exists(), reason="../shared/volumes is missing")
def test_engine_beats_the_mean_of_four_weeks_on_a_real_queue() -> None:
    path = ROOT / "benchmarks/forecasting.py"
    spec = importlib.util.spec_from_file_location("forecasting_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    found = benchmark.rolled(benchmark.hourly(pd.read_csv(AXA, parse_dates=[0]), "tech_axa"))
    first_week = slice(0, WEEK_DAYS)
    engine, mean = (score(found, model, days=first_week).wape_interval for model in (ENGINE, MEAN))
    assert len(found) >= 10
    assert engine < 0.8 * mean
