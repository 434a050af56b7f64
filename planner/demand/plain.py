"""The plain rule that the engine has to beat: the mean of the last four weeks."""

from dataclasses import replace

import numpy as np

from planner.clock import WEEK_DAYS
from planner.demand.model import Model
from planner.demand.series import SLOTS, Ints, Series, weekday_of

PLAIN_DAYS = 4 * WEEK_DAYS


def plain_model(model: Model, series: Series, *, holidays: Ints) -> Model:
    """The mean of the last four weeks in place of what was learnt; holidays stay as learnt.

    Quarter hours that none of the four weeks tells are those of ``model``.
    """
    days = min(PLAIN_DAYS, len(series.rate) // WEEK_DAYS * WEEK_DAYS)
    day = series.day[len(series.rate) - days :]
    rate = np.where(np.isin(day, holidays)[:, None], np.nan, series.rate[len(series.rate) - days :])
    weeks = rate.reshape(-1, WEEK_DAYS, SLOTS)
    seen = np.isfinite(weeks)
    mean = np.where(seen, weeks, 0.0).sum(0) / np.maximum(seen.sum(0), 1)
    usual = replace(model, annual=None).rates(day[:WEEK_DAYS], holidays=np.array([], np.int64))
    week = np.empty((WEEK_DAYS, SLOTS))
    week[weekday_of(day[:WEEK_DAYS])] = np.where(seen.any(0), mean, usual)
    total = week.sum(1)
    if not total.any():
        return model
    share = np.divide(week, total[:, None], out=model.share.copy(), where=total[:, None] > 0)
    level = float(total.mean())
    return replace(model, level=level, weekday=total / level, share=share, annual=None)
