"""Where a forecast was wrong: volume, handle time, shrinkage, in agent-hours.

With contacts n and handle time a, forecast (f) and actual (·): the work that came differs from the
forecast by n·a − n_f·a_f = (n − n_f)·a_f + n·(a − a_f): volume and handle time. An agent with two
chats at a time does two hours of it in one. Shrinkage is agents
who were to be at work less those who were (``on_duty``). Positive hours are missing hours.
"""

from collections.abc import Mapping
from math import gcd

import numpy as np
import pandas as pd

from planner.clock import local_times, zone
from planner.demand.series import Floats, Ints
from planner.domain import Plan

VARIANCE_COLUMNS = (
    "date", "queue", "forecast_contacts", "actual_contacts", "forecast_aht_s", "actual_aht_s",
    "volume_hours", "handle_time_hours", "expected_on_duty_hours", "on_duty_hours",
    "shrinkage_hours", "total_hours",
)  # fmt: skip
WHOLE = "all"


def variance(plan: Plan, forecast: pd.DataFrame, expected: Mapping[str, Floats]) -> pd.DataFrame:
    """Actual contacts beside the forecast of the same intervals, by day and queue.

    Parameters
    ----------
    forecast
        The first forecast, columns of ``forecast.csv``.
    expected
        Effective agents that were to be at work, by queue and interval.

    Returns
    -------
    DataFrame
        The columns of ``variance.csv``: one row a date (the plan's zone) and queue with actual
        contacts, then one for each queue with the date ``all``. Hours are agent-hours;
        ``total_hours`` is what the three parts add up to. Where no ``on_duty`` is known shrinkage
        is blank and not in the total; where no handle time is known the forecast's is taken.
    """
    known = _known(plan, forecast, expected)
    if known.empty:
        return pd.DataFrame(columns=list(VARIANCE_COLUMNS))
    at_once = {queue.queue: queue.concurrency for queue in plan.queues}
    days = _summed(known, ["date", "queue"], at_once)
    whole = _summed(known.assign(date=WHOLE), ["date", "queue"], at_once)
    return pd.concat([days, whole], ignore_index=True)[list(VARIANCE_COLUMNS)]


def _summed(known: pd.DataFrame, keys: list[str], at_once: Mapping[str, int]) -> pd.DataFrame:
    sums = known.groupby(keys, sort=False).sum(min_count=1).reset_index()
    n, n_f = sums["actual_contacts"], sums["forecast_contacts"]
    sums["forecast_aht_s"] = sums["forecast_s"] / n_f.where(n_f > 0)
    sums["actual_aht_s"] = sums["actual_s"] / n.where(n > 0)
    by_forecast = n * sums["forecast_aht_s"].fillna(0.0)
    hour = 3600.0 * sums["queue"].map(at_once)
    sums["volume_hours"] = (by_forecast - sums["forecast_s"]) / hour
    sums["handle_time_hours"] = (sums["actual_s"] - by_forecast) / hour
    sums["shrinkage_hours"] = sums["expected_on_duty_hours"] - sums["on_duty_hours"]
    work = sums["volume_hours"] + sums["handle_time_hours"]
    sums["total_hours"] = work + sums["shrinkage_hours"].fillna(0.0)
    return sums


def _known(plan: Plan, forecast: pd.DataFrame, expected: Mapping[str, Floats]) -> pd.DataFrame:
    """One row an actual row: date, queue, contacts and seconds of work, forecast and actual.

    ``on_duty`` of a queue with several markets counts once in each interval.
    """
    actuals, horizon = plan.actuals, plan.horizon
    where, weight = _intervals(plan)
    which, mean, aht = _streams(plan, forecast)
    contacts = mean[which[:, None], where] * weight
    seconds = (contacts * aht[which[:, None], where]).sum(1)
    usual = np.divide(
        seconds, contacts.sum(1), out=aht[which, where[:, 0]], where=contacts.sum(1) > 0
    )
    handle = np.where(np.isfinite(actuals.aht_s), actuals.aht_s, usual)
    names = list(expected)
    number = pd.Index(names).get_indexer(pd.Index(actuals.queue))
    there = np.stack([expected[name] for name in names])[number[:, None], where] * weight
    duty = np.full(len(which), np.nan) if actuals.on_duty is None else actuals.on_duty
    table = pd.DataFrame({"queue": actuals.queue, "start": actuals.start})
    told = np.isfinite(duty)
    told[told] = ~table[told].duplicated().to_numpy()
    local = local_times(actuals.start.astype("datetime64[s]"), zone(horizon.timezone))
    table["date"] = local.day.astype("datetime64[D]").astype(str)
    table["forecast_contacts"], table["forecast_s"] = contacts.sum(1), seconds
    table["actual_contacts"], table["actual_s"] = actuals.offered, actuals.offered * handle
    hours = horizon.interval_minutes / 60
    table["expected_on_duty_hours"] = np.where(told, there.sum(1) * hours, np.nan)
    table["on_duty_hours"] = np.where(told, duty * actuals.minutes / 60, np.nan)
    return table.drop(columns="start")


def _intervals(plan: Plan) -> tuple[Ints, Floats]:
    """Intervals that each actual row touches, and the share of each that it covers: (rows, parts).

    A part that lies past the horizon has no share.
    """
    step = gcd(plan.actuals.minutes, plan.horizon.interval_minutes)
    minute = (plan.actuals.start - int(plan.horizon.first.timestamp())) // 60
    part = minute[:, None] + np.arange(0, plan.actuals.minutes, step)
    where = part // plan.horizon.interval_minutes
    inside = where < plan.horizon.intervals
    share = step / plan.horizon.interval_minutes
    return np.where(inside, where, 0).astype(np.int64), np.where(inside, share, 0.0)


def _streams(plan: Plan, forecast: pd.DataFrame) -> tuple[Ints, Floats, Floats]:
    """Which stream of the forecast each actual row is of; the streams' contacts and handle times.

    Rows that name no stream are of their queue as a whole.
    """
    pairs = [*forecast.groupby(["queue", "market"], sort=False)]
    keys = [(str(queue), str(market)) for (queue, market), _ in pairs]
    tables = [rows for _, rows in pairs]
    mean, aht = (
        np.stack([rows[name].to_numpy(dtype=float) for rows in tables])
        for name in ("mean", "aht_s")
    )
    number = {key: i for i, key in enumerate(keys)}
    named = zip(plan.actuals.queue, plan.actuals.market, strict=True)
    which = np.array([number.get(key, number.get((key[0], ""), 0)) for key in named])
    return which.astype(np.int64), mean, aht
