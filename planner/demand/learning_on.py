"""The forecast of a plan after its first days, learnt from ``actuals.csv``, and the first one."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from planner.demand.forecasting import models_of, table_of
from planner.demand.lines import Grid, Line, line_of, pieces_of
from planner.demand.rows import Rows, actual_rows
from planner.demand.streams import Stream, streams_of
from planner.demand.updating import Update, updated
from planner.domain import Plan
from planner.errors import DataError, Problem

LESSON_COLUMNS = (
    "queue", "market", "days", "level", "today", "aht_factor", "event", "peak", "half_life_p10",
    "half_life_p50", "half_life_p90",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Learning:
    """A forecast after the first days.

    ``first`` is the forecast as it was, ``forecast`` the one after ``now``, the end of the actual
    contacts; both have the columns of ``forecast.csv``, and earlier intervals are as at first.
    ``lessons`` has a row a queue and market, and one for each launch that has begun there: complete
    ``days`` seen, factors on the usual ``level`` and on the rest of ``today``, ``aht_factor``,
    ``event`` with its ``peak`` (volume at the peak over the usual one) and what its half-life in
    days may be.
    """

    first: pd.DataFrame
    forecast: pd.DataFrame
    lessons: pd.DataFrame
    now: datetime


def learn(plan: Plan) -> Learning:
    """Forecast the rest of the horizon from what has come so far.

    Raises
    ------
    DataError
        When there are no actual contacts inside the horizon, or nothing is known of a stream.
    """
    if not len(plan.actuals.start):
        message = "has no contacts inside the horizon: expected interval_start, queue, offered"
        raise DataError([Problem(file="actuals.csv", message=message)])
    streams = streams_of(plan)
    models = models_of(plan, streams)
    grid = Grid(plan.horizon, minutes=plan.actuals.minutes)
    rows = [_rows(plan, stream) for stream in streams]
    pieces = pieces_of(streams, models, grid)
    updates = [
        updated(each, model, actual, grid)
        for each, model, actual in zip(pieces, models, rows, strict=True)
    ]
    first = [line_of(each, grid) for each in pieces]
    lines = [
        _spliced(before, update, grid, plan) for before, update in zip(first, updates, strict=True)
    ]
    return Learning(
        first=table_of(plan.horizon, streams, first),
        forecast=table_of(plan.horizon, streams, lines),
        lessons=_lessons(updates),
        now=datetime.fromtimestamp(max(update.known_until for update in updates), UTC),
    )


def _rows(plan: Plan, stream: Stream) -> Rows:
    actual = actual_rows(plan)
    if stream.market.market:
        return actual.of_market(stream.market)
    return actual.of(stream.queue.queue)


def _spliced(before: Line, update: Update, grid: Grid, plan: Plan) -> Line:
    """The first line until the end of the actuals, then the updated one."""
    starts = plan.horizon.starts.astype("datetime64[s]").astype(np.int64)
    past = starts < update.known_until
    now = line_of(update.pieces, grid)
    return Line(
        **{
            name: np.where(past, getattr(before, name), getattr(now, name))
            for name in ("mean", "v", "aht_s", "escalation")
        }
    )


def _lessons(updates: list[Update]) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for update in updates:
        stream, lesson = update.pieces.stream, update.pieces.learnt
        whose = (
            stream.queue.queue, stream.market.market, update.days, update.level, update.today,
            lesson.aht,
        )  # fmt: skip
        blank = ("", np.nan, np.nan, np.nan, np.nan)
        rows += [(*whose, *told) for told in update.told() or [blank]]
    return pd.DataFrame(rows, columns=list(LESSON_COLUMNS))
