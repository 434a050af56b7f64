"""Hours that the queues need, week by week, for months ahead.

The forecast of the whole time, with its growth, holidays and events, is turned into agents hour by
hour as :func:`planner.require` does, and these are added up by week.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.staffing import require
from planner.weekly import by_week, hourly, volumes

Floats = NDArray[np.float64]
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

    Raises
    ------
    DataError
        When nothing is known of a queue's volume.
    """
    ahead = hourly(plan, weeks)
    expected = volumes(ahead)
    contacts, hours = by_week(ahead, require(ahead, expected))
    some = min(SAMPLE_WEEKS, weeks)
    base = hours[:, :some].sum(1)
    off = [_sample(plan, expected, some, 1 + sign * error) for sign in (1, -1)]
    more, less = (np.divide(each, base, out=np.ones_like(base), where=base > 0) for each in off)
    first = ahead.horizon.start
    return WeeklyNeed(
        queues=tuple(queue.queue for queue in plan.queues),
        mondays=tuple(first + timedelta(weeks=week) for week in range(weeks)),
        contacts=contacts, hours=hours, more=more, less=less,
    )  # fmt: skip


def _sample(plan: Plan, expected: pd.DataFrame, weeks: int, factor: float) -> Floats:
    """Hours by queue over the first weeks with all contacts multiplied."""
    ahead = hourly(plan, weeks)
    table = expected[expected["interval_start"] < pd.Timestamp(ahead.horizon.last)]
    needs = require(ahead, table.assign(mean=table["mean"] * factor))
    return np.asarray(by_week(ahead, needs)[1].sum(1), dtype=float)
