from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from benchmarks.forecasting import rolled
from benchmarks.volumes import FOLDER, all_volumes
from planner.clock import WEEK_DAYS
from planner.demand import backtest, forecast
from planner.demand.backtesting import (
    BACKTEST_COLUMNS,
    ENGINE,
    LAST,
    MEAN,
    MODELS,
    backtest_lines,
    score,
)
from planner.domain import History, Plan, Queue

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


def test_a_rule_that_errs_less_is_used_and_the_report_says_so(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    """The last week of four is busy: the engine runs after it, the mean of four weeks does not."""
    first = date(2026, 6, 1)
    week = first.toordinal() - date(1970, 1, 1).toordinal() + 26 * 7
    history = history_of(
        first=first, days=26 * 7, rate=lambda t: np.where((t.day - week) // 7 % 4 == 3, 60.0, 40.0)
    )
    plan = plan_of(start=date(2026, 11, 30), days=28, queues=(queue_of(),), history=history)
    table = backtest(plan).set_index("model")
    assert table["wape_interval"][MEAN] < table["wape_interval"][ENGINE]
    assert table["used"].to_dict() == {ENGINE: "no", MEAN: "yes", "last_week": "no"}
    assert "the mean of four weeks errs less and is used" in backtest_lines(backtest(plan))[0]
    assert forecast(plan)["mean"].to_numpy() * 4 == pytest.approx(45)


def test_regular_weeks_are_left_to_the_engine(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory
) -> None:
    history = history_of(first=date(2026, 6, 1), days=26 * 7, rate=9.0, seed=3)
    table = backtest(plan_of(start=date(2026, 11, 30), queues=(queue_of(),), history=history))
    assert table.set_index("model")["used"][ENGINE] == "yes"
    assert (table["wape_week"] < table["wape_day"]).all()
    assert (table["wape_day"] < table["wape_interval"]).all()


@pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/volumes is missing")
def test_engine_beats_the_mean_of_four_weeks_on_real_queues() -> None:
    found = [rolled(volumes) for volumes in all_volumes(FOLDER)]
    first_week = slice(0, WEEK_DAYS)
    engine, mean, last = np.array(
        [
            [score(each, model, days=first_week).wape_interval for each in found]
            for model in (ENGINE, MEAN, LAST)
        ]
    )
    assert engine.mean() < 0.9 * mean.mean()
    assert engine.mean() < 0.8 * last.mean()
    assert (engine < 1.02 * mean).all()
