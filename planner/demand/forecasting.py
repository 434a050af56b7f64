"""The forecast of a plan: every stream on its customers' wall clock, read off on the UTC grid."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import Horizon
from planner.demand.backtesting import ENGINE, best_model, trial
from planner.demand.borrowing import borrowed
from planner.demand.learning import fit
from planner.demand.lines import Grid, Line, line_of, pieces_of
from planner.demand.model import Model, assume
from planner.demand.plain import plain_model
from planner.demand.series import wall_clock
from planner.demand.spread import quantiles
from planner.demand.streams import Stream, streams_of
from planner.domain import Plan
from planner.errors import DataError, Problem

FORECAST_COLUMNS = (
    "interval_start", "local_start", "queue", "market", "mean", "p10", "p50", "p90", "aht_s", "cv",
    "escalation_factor",
)  # fmt: skip
LEVELS = (0.1, 0.5, 0.9)


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
        they follow from the requirement; ``escalation_factor`` is what events do to their share.
        A queue that its back-test would have served better by the mean of the last four weeks is
        forecast by that, see :func:`planner.demand.backtest`.

    Raises
    ------
    DataError
        Streams that have neither history nor a weekly volume and get no escalations.
    """
    streams = streams_of(plan)
    models = models_of(plan, streams)
    grid = Grid(plan.horizon)
    lines = [line_of(pieces, grid) for pieces in pieces_of(streams, models, grid)]
    return table_of(plan.horizon, streams, lines)


def models_of(plan: Plan, streams: Sequence[Stream]) -> list[Model]:
    """What is known of each stream: learnt from history, else assumed from its weekly volume.

    Raises :class:`DataError` with every stream of which nothing is known.
    """
    fed = {queue.escalates_to for queue in plan.queues if queue.escalation_share > 0}
    models = [_model(stream, streams, escalated=stream.queue.queue in fed) for stream in streams]
    missing = [s for s, model in zip(streams, models, strict=True) if model is None]
    if missing:
        raise DataError(_nothing_known(stream) for stream in missing)
    return [model for model in models if model is not None]


def _model(stream: Stream, streams: Sequence[Stream], *, escalated: bool) -> Model | None:
    if stream.series is not None:
        model = fit(stream.series, shape=stream.shape, holidays=stream.holidays)
        if model is not None:
            return _better(model, stream, streams)
    volume = stream.market.weekly_volume
    if volume is None:
        return assume(0.0, stream.shape) if escalated or stream.drivers else None
    return assume(volume, stream.shape)


def _better(model: Model, stream: Stream, streams: Sequence[Stream]) -> Model:
    """The learnt model, or the mean of four weeks where the back-test says that it errs less."""
    if stream.series is None or best_model(trial(stream)) == ENGINE:
        return borrowed(model=model, stream=stream, streams=streams)
    return plain_model(model, stream.series, holidays=stream.holidays)


def _nothing_known(stream: Stream) -> Problem:
    whose = f"queue '{stream.queue.queue}'"
    whose = f"market '{stream.market.market}' of {whose}" if stream.market.market else whose
    return Problem(
        file="markets.csv" if stream.market.market else "queues.csv",
        column="weekly_volume",
        message=f"is blank and {whose} has no usable history before the horizon "
        "(contacts of a usual week, or rows in history.csv, expected)",
    )


def table_of(horizon: Horizon, streams: Sequence[Stream], lines: Sequence[Line]) -> pd.DataFrame:
    """Lines of streams with the columns of ``forecast.csv``."""
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
        np.concatenate([line.escalation for line in lines]),
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
