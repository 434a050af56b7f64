"""Hours that the queues need, week by week, for months ahead.

The forecast of the whole time, with its growth, holidays and events, is turned into agents hour by
hour as :func:`planner.require` does, and these are added up by week.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import WEEK_DAYS, Horizon, monday_of
from planner.demand.forecasting import models_of
from planner.demand.lines import YEAR_DAYS, Grid, line_of, pieces_of
from planner.demand.streams import streams_of
from planner.domain import Plan, Staffing
from planner.outlook import Growth
from planner.staffing import require

Floats = NDArray[np.float64]
HOUR = 60
SAMPLE_WEEKS = 4
"""Weeks from which it is taken how hours move with contacts."""


@dataclass(frozen=True, kw_only=True)
class WeeklyNeed:
    """Contacts and effective agent-hours of each queue and week: ``[queue, week]``.

    ``more`` and ``less`` are the factors on a queue's hours when contacts are off by the error.
    """

    queues: tuple[str, ...]
    mondays: tuple[date, ...]
    contacts: Floats
    hours: Floats
    more: Floats
    less: Floats


def weekly_need(plan: Plan, *, weeks: int, error: float) -> WeeklyNeed:
    """What each queue needs in each week from the Monday of the plan's first week on.

    Every queue is staffed on its own, to the mean of its forecast.

    Raises
    ------
    DataError
        When nothing is known of a queue's volume.
    """
    ahead = _ahead(plan, weeks)
    volumes = _volumes(ahead)
    needs = require(ahead, volumes)
    contacts, hours = _by_week(ahead, needs, weeks)
    some = min(SAMPLE_WEEKS, weeks)
    base = hours[:, :some].sum(1)
    off = [_sample(plan, volumes, some, 1 + sign * error) for sign in (1, -1)]
    more, less = (np.divide(each, base, out=np.ones_like(base), where=base > 0) for each in off)
    first = ahead.horizon.start
    return WeeklyNeed(
        queues=tuple(queue.queue for queue in plan.queues),
        mondays=tuple(first + timedelta(weeks=week) for week in range(weeks)),
        contacts=contacts, hours=hours, more=more, less=less,
    )  # fmt: skip


def _ahead(plan: Plan, weeks: int) -> Plan:
    """The plan hour by hour for so many weeks, each queue on its own, to the mean."""
    horizon = Horizon(
        start=monday_of(plan.horizon.start), days=weeks * WEEK_DAYS,
        timezone=plan.horizon.timezone, interval_minutes=HOUR,
    )  # fmt: skip
    return replace(plan, horizon=horizon, staffing=Staffing(), backlog=())


def _volumes(plan: Plan) -> pd.DataFrame:
    """The forecast of the queues, markets added up: what :func:`planner.require` reads of it."""
    streams = streams_of(plan)
    grid = Grid(plan.horizon)
    lines = [line_of(pieces, grid) for pieces in pieces_of(streams, models_of(plan, streams), grid)]
    parts = []
    for name in dict.fromkeys(stream.queue.queue for stream in streams):
        own = [line for line, s in zip(lines, streams, strict=True) if s.queue.queue == name]
        mean = np.sum([line.mean for line in own], axis=0)
        parts.append(
            {
                "queue": np.full(len(mean), name, dtype=object),
                "mean": mean * growth_of(plan, name),
                "aht_s": _weighted([line.aht_s for line in own], own, mean),
                "escalation_factor": _weighted([line.escalation for line in own], own, mean),
            }
        )
    table = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    starts = pd.DatetimeIndex(np.tile(plan.horizon.starts, len(parts))).tz_localize("UTC")
    return pd.DataFrame({"interval_start": starts, **table})


def _weighted(values: Sequence[object], lines: Sequence[object], mean: Floats) -> Floats:
    """Values of markets weighted by their contacts; the plain mean where nothing comes."""
    table = np.array([np.broadcast_to(np.asarray(value, dtype=float), mean.shape)
                      for value in values])  # fmt: skip
    weight = np.array([line.mean for line in lines])  # type: ignore[attr-defined]
    plain = table.mean(axis=0)
    return np.asarray(
        np.divide((table * weight).sum(0), mean, out=plain, where=mean > 0), dtype=float
    )


def growth_of(plan: Plan, queue: str) -> Floats:
    """The factor on a queue's contacts in each interval, from the rows of ``growth.csv``."""
    days = plan.horizon.starts.astype("datetime64[D]").astype(np.int64)
    factor = np.ones(len(days))
    for row in plan.outlook.growth:
        if row.concerns(queue):
            factor *= _course(row, days)
    return factor


def _course(row: Growth, days: NDArray[np.int64]) -> Floats:
    passed = days - (row.first - date(1970, 1, 1)).days
    grown = row.factor * (1 + row.growth_per_year) ** (np.maximum(passed, 0) / YEAR_DAYS)
    return np.where(passed >= 0, grown, 1.0)


def _by_week(plan: Plan, needs: pd.DataFrame, weeks: int) -> tuple[Floats, Floats]:
    """Contacts and hours by queue and week; at least ``min_agents`` while open."""
    shape = (len(plan.queues), plan.horizon.intervals)
    real, whole, volume = (
        needs[name].to_numpy(dtype=float).reshape(shape)
        for name in ("required_real", "required", "volume")
    )
    least = np.array([[0 if queue.deferred else queue.min_agents] for queue in plan.queues])
    hours = np.maximum(real, np.minimum(whole, least))
    edges = np.arange(weeks) * WEEK_DAYS * 24
    return np.add.reduceat(volume, edges, axis=1), np.add.reduceat(hours, edges, axis=1)


def _sample(plan: Plan, volumes: pd.DataFrame, weeks: int, factor: float) -> Floats:
    """Hours by queue over the first weeks with all contacts multiplied."""
    ahead = _ahead(plan, weeks)
    last = pd.Timestamp(ahead.horizon.last)
    table = volumes[volumes["interval_start"] < last]
    needs = require(ahead, table.assign(mean=table["mean"] * factor))
    return np.asarray(_by_week(ahead, needs, weeks)[1].sum(1), dtype=float)
