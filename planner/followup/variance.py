"""Where a forecast was wrong: volume, handle time, shrinkage, in agent-hours.

With contacts n and handle time a, forecast (f) and actual (·): the work that came differs from the
forecast by n·a − n_f·a_f = (n − n_f)·a_f + n·(a − a_f): volume and handle time. Shrinkage is agents
who were to be at work less those who were (``on_duty``). Positive hours are missing hours.
"""

from collections.abc import Mapping

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
    days = _summed(known, ["date", "queue"])
    whole = _summed(known.assign(date=WHOLE), ["date", "queue"])
    return pd.concat([days, whole], ignore_index=True)[list(VARIANCE_COLUMNS)]


def _summed(known: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    sums = known.groupby(keys, sort=False).sum(min_count=1).reset_index()
    n, n_f = sums["actual_contacts"], sums["forecast_contacts"]
    sums["forecast_aht_s"] = sums["forecast_s"] / n_f.where(n_f > 0)
    sums["actual_aht_s"] = sums["actual_s"] / n.where(n > 0)
    by_forecast = n * sums["forecast_aht_s"].fillna(0.0)
    sums["volume_hours"] = (by_forecast - sums["forecast_s"]) / 3600
    sums["handle_time_hours"] = (sums["actual_s"] - by_forecast) / 3600
    sums["shrinkage_hours"] = sums["expected_on_duty_hours"] - sums["on_duty_hours"]
    work = sums["volume_hours"] + sums["handle_time_hours"]
    sums["total_hours"] = work + sums["shrinkage_hours"].fillna(0.0)
    return sums


def _known(plan: Plan, forecast: pd.DataFrame, expected: Mapping[str, Floats]) -> pd.DataFrame:
    """One row an actual row: date, queue, contacts and seconds of work, forecast and actual."""
    actuals, horizon = plan.actuals, plan.horizon
    index = ((actuals.start - int(horizon.first.timestamp())) // 60).astype(np.int64)
    mean, aht = (_by_stream(forecast, name) for name in ("mean", "aht_s"))
    local = local_times(actuals.start.astype("datetime64[s]"), zone(horizon.timezone))
    rows = []
    duty = np.full(len(index), np.nan) if actuals.on_duty is None else actuals.on_duty
    told: set[tuple[str, int]] = set()
    for at, (queue, market) in enumerate(zip(actuals.queue, actuals.market, strict=True)):
        weight, where = _shares(int(index[at]), actuals.minutes, horizon.interval_minutes)
        where, weight = where[where < horizon.intervals], weight[where < horizon.intervals]
        key = (queue, market) if (queue, market) in mean else (queue, "")
        contacts = mean[key][where] * weight
        seconds = float((contacts * aht[key][where]).sum())
        usual = seconds / contacts.sum() if contacts.sum() > 0 else float(aht[key][where].mean())
        handle = actuals.aht_s[at] if np.isfinite(actuals.aht_s[at]) else usual
        first = (queue, int(index[at])) not in told and np.isfinite(duty[at])
        told.add((queue, int(index[at])))
        hours = horizon.interval_minutes / 60
        rows.append(
            {
                "date": str(np.datetime64(int(local.day[at]), "D")), "queue": queue,
                "forecast_contacts": float(contacts.sum()), "forecast_s": seconds,
                "actual_contacts": actuals.offered[at], "actual_s": actuals.offered[at] * handle,
                "expected_on_duty_hours": float((expected[queue][where] * weight).sum()) * hours
                if first else np.nan,
                "on_duty_hours": duty[at] * actuals.minutes / 60 if first else np.nan,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _by_stream(forecast: pd.DataFrame, column: str) -> dict[tuple[str, str], Floats]:
    groups = forecast.groupby(["queue", "market"], sort=False)[column]
    return {(str(q), str(m)): rows.to_numpy(dtype=float) for (q, m), rows in groups}


def _shares(minute: int, minutes: int, interval: int) -> tuple[Floats, Ints]:
    """Intervals that a row of so many minutes touches, and the share of each that it covers."""
    where = np.arange(minute // interval, -(-(minute + minutes) // interval))
    begin = np.maximum(where * interval, minute)
    end = np.minimum((where + 1) * interval, minute + minutes)
    return (end - begin) / interval, where
