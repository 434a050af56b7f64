"""How the engine would have done: forecasts from several past days, against what came.

Every model sees only the days before its origin and forecasts the four weeks after it. Compared are
the engine, the mean of the last four weeks and the last week repeated, on the wall clock and at the
grain of the history.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from planner.clock import WEEK_DAYS
from planner.demand.learning import fit
from planner.demand.series import Floats, Ints, Series, in_blocks
from planner.demand.shape import Shape
from planner.demand.spread import poisson_floor, quantiles, share_between
from planner.demand.streams import Stream, streams_of
from planner.domain import Plan

ENGINE, MEAN, LAST = "engine", "mean_4_weeks", "last_week"
MODELS = (ENGINE, MEAN, LAST)
AHEAD_DAYS = MEMORY_DAYS = 4 * WEEK_DAYS
MOST_ORIGINS = 8
LEAST_LOSS = 1e-4
"""Errors that differ by less are the same."""
BACKTEST_COLUMNS = (
    "queue", "market", "model", "origins", "wape_interval", "wape_day", "wape_week", "bias",
    "coverage_80", "poisson_floor", "used",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Forecasts of one origin beside what came: contacts by day and observation, NaN unknown."""

    actual: Floats
    forecast: dict[str, Floats]
    spread: Callable[[], Floats]
    unit: float

    @property
    def v(self) -> Floats:
        """Squared coefficient of variation of the engine's rates on each day."""
        return self.spread()


def outcomes(
    series: Series, *, shape: Shape, holidays: Ints, origins: Iterable[int]
) -> list[Outcome]:
    """Forecast the four weeks from each origin (days since 1970-01-01) on; see the module."""
    found = (_outcome(series, shape, holidays, origin) for origin in origins)
    return [outcome for outcome in found if outcome is not None]


def _outcome(series: Series, shape: Shape, holidays: Ints, origin: int) -> Outcome | None:
    past = series.before(origin)
    model = fit(past, shape=shape, holidays=holidays)
    ahead = series.after(origin, AHEAD_DAYS)
    if model is None or not len(ahead.rate):
        return None
    mean, last = _repeated_weeks(past, len(ahead.rate))
    forecast = {ENGINE: model.rates(ahead.day, holidays=holidays), MEAN: mean, LAST: last}
    return Outcome(
        actual=in_blocks(ahead.rate, series),
        forecast={name: in_blocks(rate, series) for name, rate in forecast.items()},
        spread=lambda: model.spread(ahead.day),
        unit=series.unit,
    )


def _repeated_weeks(past: Series, days: int) -> tuple[Floats, Floats]:
    """Mean of the last four weeks, and the last week (its gaps from the mean), repeated."""
    weeks = past.rate[-MEMORY_DAYS:].reshape(-1, WEEK_DAYS, past.rate.shape[1])
    seen = np.isfinite(weeks)
    mean = np.where(seen, weeks, 0.0).sum(0) / np.maximum(seen.sum(0), 1)
    mean = np.where(seen.any(0), mean, np.nan)
    last = np.where(seen[-1], weeks[-1], mean)
    row = np.arange(days) % WEEK_DAYS
    return mean[row], last[row]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Errors of one model over all origins, as shares of the contacts that came."""

    wape_interval: float
    wape_day: float
    wape_week: float
    bias: float


def score(found: list[Outcome], model: str, *, days: slice = slice(None)) -> Score:
    """Absolute error by interval, day and week, and signed error, of some days ahead."""
    errors, daily, weekly, came = [], [], [], 0.0
    for outcome in found:
        actual = outcome.actual[days]
        known = np.isfinite(actual)
        for forecast in outcome.forecast.values():
            known &= np.isfinite(forecast[days])
        error = np.where(known, outcome.forecast[model][days] - actual, 0.0)
        errors.append(error.ravel())
        daily.append(error.sum(1))
        weekly.append(np.add.reduceat(error.sum(1), np.arange(0, len(error), WEEK_DAYS)))
        came += float(actual[known].sum())
    by_interval, by_day = np.concatenate(errors), np.concatenate(daily)
    if came <= 0:
        return Score(wape_interval=np.nan, wape_day=np.nan, wape_week=np.nan, bias=np.nan)
    return Score(
        wape_interval=float(np.abs(by_interval).sum()) / came,
        wape_day=float(np.abs(by_day).sum()) / came,
        wape_week=float(np.abs(np.concatenate(weekly)).sum()) / came,
        bias=float(by_interval.sum()) / came,
    )


def inside_range(found: list[Outcome], *, least: float = 0.0) -> float:
    """Share of intervals inside the engine's 10 % to 90 % range; 0.8 is meant.

    Only intervals in which the engine expects at least so many contacts.
    """
    inside = [
        ((low <= actual) & (actual <= high)) for actual, _, _, low, high in _ranges(found, least)
    ]
    return float(np.mean(np.concatenate(inside))) if sum(map(len, inside)) else np.nan


def meant_inside(found: list[Outcome], *, least: float = 0.0) -> float:
    """Share that would be inside if the engine were right: ranges are in whole contacts.

    At least 0.8; nearly 1 where next to nothing comes, as no contact at all is always inside.
    """
    meant = [share_between(low, high, mean, v) for _, mean, v, low, high in _ranges(found, least)]
    return float(np.mean(np.concatenate(meant))) if sum(map(len, meant)) else np.nan


def _ranges(found: list[Outcome], least: float) -> Iterator[tuple[Floats, ...]]:
    """Of each outcome: what came, the engine's mean and v, and its 10 % and 90 % quantile."""
    for outcome in found:
        actual, mean = outcome.actual / outcome.unit, outcome.forecast[ENGINE] / outcome.unit
        seen = np.isfinite(actual) & np.isfinite(mean) & (mean >= least)
        v = np.broadcast_to(outcome.v[:, None], mean.shape)[seen]
        yield actual[seen], mean[seen], v, *quantiles(mean[seen], v, (0.1, 0.9))


def floor(found: list[Outcome]) -> float:
    """The interval error that the engine's rates would leave if they were the true ones."""
    means = [outcome.forecast[ENGINE] / outcome.unit for outcome in found]
    every = np.concatenate([mean[np.isfinite(mean)] for mean in means])
    return poisson_floor(every)


def backtest(plan: Plan) -> pd.DataFrame:
    """How the forecast would have done on the plan's own history, beside two plain rules.

    Origins lie four weeks apart, at most eight, each with four weeks before it; every model
    forecasts the four weeks after. Days that events exclude do not count, and what other events did
    is taken out of both sides. Streams with less than eight weeks of history are left out.

    Returns
    -------
    DataFrame
        One row for each queue, market and model (``engine``, ``mean_4_weeks``, ``last_week``) with
        the columns of ``backtest.csv``: ``origins`` (how many), ``wape_interval``, ``wape_day`` and
        ``wape_week`` (sum of absolute errors over the contacts that came), ``bias`` (signed),
        ``coverage_80`` (share of intervals inside the engine's 10–90 % range; engine only),
        ``poisson_floor``, the interval error that nothing can beat, and ``used``: ``yes`` for the
        model that the forecast takes, which is the engine unless the mean of four weeks had the
        lower ``wape_interval``.
    """
    rows = [row for stream in streams_of(plan) for row in _rows(stream)]
    return pd.DataFrame(rows, columns=list(BACKTEST_COLUMNS))


def trial(stream: Stream) -> list[Outcome]:
    """Forecasts of a stream from past days beside what came; none with too little history."""
    if stream not in _trials:
        _trials[stream] = list(_tried(stream))
    return _trials[stream]


_trials: WeakKeyDictionary[Stream, list[Outcome]] = WeakKeyDictionary()


def _tried(stream: Stream) -> list[Outcome]:
    series = stream.series
    if series is None or len(series.rate) < MEMORY_DAYS + AHEAD_DAYS:
        return []
    last = series.last_day + 1 - AHEAD_DAYS
    origins = range(last, series.first_day + MEMORY_DAYS - 1, -AHEAD_DAYS)[:MOST_ORIGINS]
    return outcomes(series, shape=stream.shape, holidays=stream.holidays, origins=origins)


def best_model(found: list[Outcome]) -> str:
    """The engine, unless the mean of the last four weeks had the smaller error by interval."""
    if not found:
        return ENGINE
    loses = score(found, ENGINE).wape_interval > score(found, MEAN).wape_interval + LEAST_LOSS
    return MEAN if loses else ENGINE


def backtest_lines(table: pd.DataFrame) -> list[str]:
    """What a back-test says, in words: a line for each queue and market."""
    lines = []
    for (queue, market), rows in table.groupby(["queue", "market"], sort=False):
        by = rows.set_index("model")
        engine, mean, last = by.loc[ENGINE], by.loc[MEAN], by.loc[LAST]
        whose = f"{queue}, {market}" if market else str(queue)
        used = "" if engine["used"] == "yes" else "; the mean of four weeks errs less and is used"
        lines.append(
            f"{whose}: error by interval {engine['wape_interval']:.1%} (mean of four weeks "
            f"{mean['wape_interval']:.1%}, last week {last['wape_interval']:.1%}, chance alone "
            f"{engine['poisson_floor']:.1%}), by day {engine['wape_day']:.1%}, by week "
            f"{engine['wape_week']:.1%}, bias {engine['bias']:+.1%}, inside the 80 % band "
            f"{engine['coverage_80']:.0%}{used}"
        )
    return lines or ["No back-test: it needs eight weeks of history."]


def _rows(stream: Stream) -> Iterator[tuple[object, ...]]:
    found = trial(stream)
    best = best_model(found)
    for model in MODELS if found else ():
        result = score(found, model)
        yield (
            stream.queue.queue, stream.market.market, model, len(found), result.wape_interval,
            result.wape_day, result.wape_week, result.bias,
            inside_range(found) if model == ENGINE else np.nan, floor(found),
            "yes" if model == best else "no",
        )  # fmt: skip
