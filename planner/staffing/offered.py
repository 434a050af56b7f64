"""From the table of the forecast to contacts and handle times of every queue and interval."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.staffing.poisson_tail import Array

READ_COLUMNS = ("interval_start", "queue", "mean", "aht_s")
FILE = "forecast.csv"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Contacts and their mean handle time in seconds, ``[queue, interval]`` in the plan's order."""

    volume: Array
    aht_s: Array


def offered_by_queue(plan: Plan, forecast: pd.DataFrame) -> Offered:
    """Sum a forecast over its markets, handle times weighted by contacts.

    A queue that the forecast does not name has no contacts of its own; where an interval has no
    contacts the handle time is the plain mean of its rows, without rows the queue's own.

    Raises
    ------
    DataError
        If columns are missing, queues unknown, numbers missing or negative, or instants off the
        plan's intervals.
    """
    missing = [column for column in READ_COLUMNS if column not in forecast.columns]
    if missing:
        raise DataError(
            [_problem(f"is missing (expected {', '.join(READ_COLUMNS)})", c) for c in missing]
        )
    queue = _queue_positions(plan, forecast)
    interval = _interval_positions(plan, forecast)
    own_aht = np.array([queue.aht_s for queue in plan.queues], dtype=float)
    mean = _numbers(forecast, "mean")
    aht_s = _numbers(forecast, "aht_s", where_idle=own_aht[queue])
    shape = len(plan.queues), plan.horizon.intervals
    cell = queue * shape[1] + interval

    def total(weights: Array) -> Array:
        sums: Array = np.bincount(cell, weights, minlength=shape[0] * shape[1]).astype(float)
        return sums.reshape(shape)

    volume, rows = total(mean), total(np.ones_like(mean))
    plain = np.divide(total(aht_s), rows, out=np.tile(own_aht[:, None], shape[1]), where=rows > 0)
    weighted = np.divide(total(mean * aht_s), volume, out=plain, where=volume > 0)
    return Offered(volume=volume, aht_s=weighted)


def _queue_positions(plan: Plan, forecast: pd.DataFrame) -> NDArray[np.intp]:
    names = [queue.queue for queue in plan.queues]
    position = pd.Index(names).get_indexer(pd.Index(forecast["queue"]))
    unknown = forecast["queue"].to_numpy()[position < 0]
    if unknown.size:
        expected = f"is no queue of this plan ({', '.join(names[:5])}?)"
        raise DataError([_problem(expected, "queue", name) for name in sorted({*unknown})])
    return np.asarray(position, dtype=np.intp)


def _interval_positions(plan: Plan, forecast: pd.DataFrame) -> NDArray[np.intp]:
    horizon = plan.horizon
    instants = pd.DatetimeIndex(pd.to_datetime(forecast["interval_start"], utc=True))
    seconds = instants.tz_localize(None).to_numpy().astype("datetime64[s]") - horizon.starts[0]
    position, off = np.divmod(seconds.astype(np.int64), horizon.interval_minutes * 60)
    wrong = (off != 0) | (position < 0) | (position >= horizon.intervals)
    if wrong.any():
        expected = (
            f"is not the start of an interval of the plan (every {horizon.interval_minutes} "
            f"minutes from {horizon.first.isoformat()}, before {horizon.last.isoformat()})"
        )
        raise DataError([_problem(expected, "interval_start", str(instants[wrong][0]))])
    return np.asarray(position, dtype=np.intp)


def _numbers(forecast: pd.DataFrame, column: str, where_idle: Array | None = None) -> Array:
    """A column of numbers; handle times (those with ``where_idle``) are above 0.

    Rows without contacts need no handle time of their own.
    """
    values = forecast[column].to_numpy(dtype=float, na_value=np.nan)
    right = (values >= 0) & np.isfinite(values)
    if where_idle is not None:
        right &= values > 0
        idle = ~right & (forecast["mean"].to_numpy(dtype=float, na_value=np.nan) == 0)
        values, right = np.where(idle, where_idle, values), right | idle
    if not right.all():
        expected = "is not a number " + ("of 0 or more" if where_idle is None else "above 0")
        raise DataError([_problem(expected, column, f"{values[~right][0]:g}")])
    return values


def _problem(message: str, column: str, value: str | None = None) -> Problem:
    return Problem(file=FILE, column=column, value=value, message=message)
