"""From the table of the forecast to contacts and handle times of every queue and interval."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan, Queue
from planner.errors import DataError, Problem
from planner.staffing.poisson_tail import Array

READ_COLUMNS = ("interval_start", "queue", "mean", "aht_s")
SPREAD_COLUMN, ESCALATION_COLUMN = "cv", "escalation_factor"
FILE = "forecast.csv"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What the forecast brings, ``[queue, interval]`` in the plan's order.

    ``volume`` mean contacts, ``aht_s`` their mean handle time in seconds, ``cv`` coefficient of
    variation of the rate, ``escalation`` factor on the share that is passed on (0 and 1 where the
    forecast has no such column).
    """

    volume: Array
    aht_s: Array
    cv: Array
    escalation: Array


def offered_by_queue(plan: Plan, forecast: pd.DataFrame) -> Offered:
    """Sum a forecast over its markets, handle times weighted by contacts.

    A queue that the forecast does not name has no contacts of its own; where an interval has no
    contacts the handle time is the plain mean of its rows, without rows the queue's own. Markets
    are taken to be wrong together, all high or all low: their standard deviations add up. Parts of
    a queue get their share of its contacts, the queue keeps the rest.

    Raises
    ------
    DataError
        If columns are missing, queues unknown, numbers missing or negative, or instants off the
        plan's intervals.
    """
    spread = plan.staffing.spread != "mean"
    columns = (*READ_COLUMNS, SPREAD_COLUMN) if spread else READ_COLUMNS
    missing = [column for column in columns if column not in forecast.columns]
    if missing:
        raise DataError(
            [_problem(f"is missing (expected {', '.join(columns)})", c) for c in missing]
        )
    queue = queue_positions(plan, forecast)
    interval = _interval_positions(plan, forecast)
    own_aht = np.array([queue.aht_s for queue in plan.queues], dtype=float)
    mean = _numbers(forecast, "mean")
    aht_s = _numbers(forecast, "aht_s", where_idle=own_aht[queue])
    cv = _numbers(forecast, SPREAD_COLUMN) if spread else np.zeros_like(mean)
    shape = len(plan.queues), plan.horizon.intervals
    cell = queue * shape[1] + interval

    def total(weights: Array) -> Array:
        sums: Array = np.bincount(cell, weights, minlength=shape[0] * shape[1]).astype(float)
        return sums.reshape(shape)

    volume, rows = total(mean), total(np.ones_like(mean))
    plain = np.divide(total(aht_s), rows, out=np.tile(own_aht[:, None], shape[1]), where=rows > 0)
    weighted = np.divide(total(mean * aht_s), volume, out=plain, where=volume > 0)
    passed = np.ones(shape)
    if ESCALATION_COLUMN in forecast.columns:
        factor = total(mean * _numbers(forecast, ESCALATION_COLUMN))
        passed = np.divide(factor, volume, out=passed, where=volume > 0)
    wide = np.divide(total(mean * cv), volume, out=np.zeros(shape), where=volume > 0)
    source, share = _sources(plan)
    return Offered(
        volume=volume[source] * share, aht_s=weighted[source], cv=wide[source],
        escalation=passed[source],
    )  # fmt: skip


def shares_of(plan: Plan) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Who takes the contacts of a queue: itself and its parts, each with its share."""
    parts: dict[str, list[tuple[str, float]]] = {}
    for queue in plan.queues:
        if queue.part_of:
            parts.setdefault(queue.part_of, []).append((queue.queue, queue.part_share))
    rest = {name: max(0.0, 1 - sum(share for _, share in of)) for name, of in parts.items()}
    return {
        queue.queue: ((queue.queue, rest.get(queue.queue, 1.0)), *parts.get(queue.queue, ()))
        for queue in plan.queues
        if not queue.part_of
    }


def volumes_by_zone(plan: Plan, forecast: pd.DataFrame, queue: Queue) -> dict[str, Array]:
    """Mean contacts of a queue's own forecast by interval and zone of the market's customers.

    Markets that the plan does not know, and queues without contacts, have the queue's zone.
    """
    zones = {market.market: market.timezone for market in plan.markets}
    rows = forecast[forecast["queue"] == (queue.part_of or queue.queue)]
    market = rows["market"] if "market" in rows else pd.Series("", rows.index)
    place = np.array([zones.get(name, queue.timezone) for name in market.tolist()], dtype=object)
    interval = _interval_positions(plan, rows)
    mean = rows["mean"].to_numpy(dtype=float)
    found: dict[str, Array] = {queue.timezone: np.zeros(plan.horizon.intervals)}
    for name in set(place.tolist()):
        own = np.where(place == name, mean, 0.0)
        found[name] = np.bincount(interval, own, minlength=plan.horizon.intervals).astype(float)
    return found


def queue_positions(plan: Plan, forecast: pd.DataFrame) -> NDArray[np.intp]:
    """Position in the plan of the queue of every row; parts of queues have no rows.

    Raises
    ------
    DataError
        For each name that is no queue of the plan.
    """
    known = {queue.queue: i for i, queue in enumerate(plan.queues) if not queue.part_of}
    codes, names = pd.factorize(forecast["queue"], use_na_sentinel=False)
    unknown = sorted(str(name) for name in names if name not in known)
    if unknown:
        expected = f"is no queue of this plan ({', '.join([*known][:5])}?)"
        raise DataError([_problem(expected, "queue", name) for name in unknown])
    return np.array([known[name] for name in names], dtype=np.intp)[codes]


def _sources(plan: Plan) -> tuple[NDArray[np.intp], Array]:
    """For each queue the one whose forecast it lives on, and its share of it (as a column)."""
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    share = {name: part for of in shares_of(plan).values() for name, part in of}
    source = [position[queue.part_of or queue.queue] for queue in plan.queues]
    column = np.array([[share[queue.queue]] for queue in plan.queues], dtype=float)
    return np.array(source, dtype=np.intp), column.reshape(-1, 1)


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
