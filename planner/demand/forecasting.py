"""The forecast of a plan: every stream on its customers' wall clock, read off on the UTC grid.

Rates are looked up by local day and quarter hour for each piece of an interval, so that half-hour
zones, clock changes (a 25-hour day has one hour twice) and any interval length come out right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import Horizon
from planner.demand.events import effect
from planner.demand.learning import fit
from planner.demand.model import Model, assume
from planner.demand.series import SLOT_MINUTES, Floats, Ints, wall_clock
from planner.demand.spread import quantiles
from planner.demand.streams import AHT_DAYS, Stream, streams_of
from planner.domain import Plan
from planner.errors import DataError, Problem

FORECAST_COLUMNS = (
    "interval_start", "local_start", "queue", "market", "mean", "p10", "p50", "p90", "aht_s", "cv",
)  # fmt: skip
LEVELS = (0.1, 0.5, 0.9)
YEAR_DAYS = 365.25


def forecast(plan: Plan) -> pd.DataFrame:
    """Contacts to expect in every interval of the horizon, from every market of every queue.

    Returns
    -------
    DataFrame
        One row for each queue, market and interval, in this order, with the columns of
        ``forecast.csv``: ``interval_start`` (UTC), ``local_start`` (ISO text with offset, on the
        market's clock, or the queue's without markets), ``queue``, ``market`` (blank without
        markets), ``mean`` contacts and the 10, 50 and 90 % quantiles of the count, ``aht_s``, the
        mean handle time in seconds, and ``cv``, the coefficient of variation of the interval's
        rate (the count varies more: by ``mean + cv² mean²``). Escalated contacts are not in it:
        they follow from the requirement.

    Raises
    ------
    DataError
        Streams that have neither history nor a weekly volume and get no escalations.
    """
    streams = streams_of(plan)
    models = models_of(plan, streams)
    grid = Grid(plan.horizon)
    lines = [_line(stream, model, grid) for stream, model in zip(streams, models, strict=True)]
    return _table(plan.horizon, streams, lines)


def models_of(plan: Plan, streams: Sequence[Stream]) -> list[Model]:
    """What is known of each stream: learnt from history, else assumed from its weekly volume.

    Raises :class:`DataError` with every stream of which nothing is known.
    """
    fed = {queue.escalates_to for queue in plan.queues if queue.escalation_share > 0}
    models = [_model(stream, escalated=stream.queue.queue in fed) for stream in streams]
    missing = [s for s, model in zip(streams, models, strict=True) if model is None]
    if missing:
        raise DataError(_nothing_known(stream) for stream in missing)
    return [model for model in models if model is not None]


def _model(stream: Stream, *, escalated: bool) -> Model | None:
    if stream.series is not None:
        model = fit(stream.series, shape=stream.shape, holidays=stream.holidays)
        if model is not None:
            return model
    volume = stream.market.weekly_volume
    if volume is None:
        return assume(0.0, stream.shape) if escalated else None
    return assume(volume, stream.shape)


def _nothing_known(stream: Stream) -> Problem:
    whose = f"queue '{stream.queue.queue}'"
    whose = f"market '{stream.market.market}' of {whose}" if stream.market.market else whose
    return Problem(
        file="markets.csv" if stream.market.market else "queues.csv",
        column="weekly_volume",
        message=f"is blank and {whose} has no usable history before the horizon "
        "(contacts of a usual week, or rows in history.csv, expected)",
    )


class Grid:
    """The horizon's intervals, each cut into pieces of at most a quarter hour."""

    def __init__(self, horizon: Horizon) -> None:
        self.step = gcd(horizon.interval_minutes, SLOT_MINUTES)
        self.pieces = horizon.interval_minutes // self.step
        first = int(horizon.first.timestamp())
        count = horizon.intervals * self.pieces
        self.middle: Ints = first + self.step * 30 + np.arange(count) * self.step * 60

    def by_interval(self, values: Floats) -> Floats:
        """Sums of the pieces of each interval."""
        return np.asarray(values.reshape(-1, self.pieces).sum(1), dtype=float)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One stream over the horizon's intervals: mean contacts, spread and handle time."""

    mean: Floats
    v: Floats
    aht_s: Floats


def _line(stream: Stream, model: Model, grid: Grid) -> Line:
    local = wall_clock(grid.middle, stream.place)
    day = np.arange(local.day.min(), local.day.max() + 1)
    index = local.day - day[0]
    rates = model.rates(day, holidays=stream.holidays) * _growth(stream, model, day)[:, None]
    done = effect(stream.events, grid.middle, stream.place)
    usual = rates[index, local.minute // SLOT_MINUTES] * (grid.step / SLOT_MINUTES)
    mean = grid.by_interval(usual * done.volume)
    longer = grid.by_interval(usual * done.volume * done.aht)
    plain = grid.by_interval(done.aht) / grid.pieces
    factor = np.divide(longer, mean, out=plain, where=mean > 0)
    v = model.spread(day)[index][:: grid.pieces]
    return Line(mean=mean, v=v, aht_s=stream.aht_s * factor)


def _growth(stream: Stream, model: Model, day: Ints) -> Floats:
    """Yearly growth compounded from the middle of the last 8 weeks of history (1 without any)."""
    if model.last_day is None or stream.series is None:
        return np.ones(len(day))
    span = min(AHT_DAYS, len(stream.series.rate))
    years = (day - (model.last_day + 1 - span / 2)) / YEAR_DAYS
    return np.asarray((1 + stream.market.growth) ** years, dtype=float)


def _table(horizon: Horizon, streams: Sequence[Stream], lines: Sequence[Line]) -> pd.DataFrame:
    count = horizon.intervals
    mean = np.concatenate([line.mean for line in lines])
    v = np.concatenate([line.v for line in lines])
    low, middle, high = quantiles(mean, v, LEVELS)
    starts = np.tile(horizon.starts, len(streams))
    places = {stream.place.key: stream.place for stream in streams}
    texts = {name: local_text(horizon.starts, place) for name, place in places.items()}
    columns = (
        pd.DatetimeIndex(starts).tz_localize("UTC"),
        np.concatenate([texts[stream.place.key] for stream in streams]),
        np.repeat(np.array([s.queue.queue for s in streams], dtype=object), count),
        np.repeat(np.array([s.market.market for s in streams], dtype=object), count),
        mean, low, middle, high,
        np.concatenate([line.aht_s for line in lines]), np.sqrt(v),
    )  # fmt: skip
    return pd.DataFrame(dict(zip(FORECAST_COLUMNS, columns, strict=True)))


def local_text(starts: NDArray[np.datetime64], place: ZoneInfo) -> NDArray[np.object_]:
    """Instants as local wall clock with its offset: ``2027-03-01T01:00:00+01:00``."""
    utc = starts.astype("datetime64[m]").astype(np.int64)
    local = wall_clock(utc * 60, place)
    ahead = local.day * 1440 + local.minute - utc
    wall = np.datetime_as_string((utc + ahead).astype("datetime64[m]").astype("datetime64[s]"))
    offsets, which = np.unique(ahead, return_inverse=True)
    suffix = np.array([_offset(int(minutes)) for minutes in offsets], dtype=object)
    return np.asarray(wall.astype(object) + suffix[which], dtype=object)


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
