"""What the clock of a place shows, minute by minute of elapsed time."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, Horizon, LocalTimes, local_times

MARGIN = 3 * DAY_MINUTES
"""Minutes before and after the horizon that shifts may usually reach into."""


def readings(horizon: Horizon, place: ZoneInfo, first: int, last: int) -> LocalTimes:
    """The local date and time at the start of every minute of a stretch.

    Parameters
    ----------
    first, last
        Minutes since the horizon's start; ``last`` is not part of the stretch. A clock change
        leaves readings out or repeats them: minutes are elapsed ones.
    """
    if first < -MARGIN or last > horizon.minutes + MARGIN:
        return _read(horizon, place, first, last)
    known = _around(horizon, place)
    part = slice(first + MARGIN, last + MARGIN)
    return LocalTimes(day=known.day[part], minute=known.minute[part])


def week_readings(horizon: Horizon, place: ZoneInfo, first: int, last: int) -> NDArray[np.int64]:
    """As :func:`readings`, in minutes after the local week's start on Monday 00:00."""
    if first < -MARGIN or last > horizon.minutes + MARGIN:
        return _in_week(_read(horizon, place, first, last))
    return _week_around(horizon, place)[first + MARGIN : last + MARGIN]


@lru_cache(maxsize=64)
def _week_around(horizon: Horizon, place: ZoneInfo) -> NDArray[np.int64]:
    return _in_week(_around(horizon, place))


def _in_week(clock: LocalTimes) -> NDArray[np.int64]:
    return clock.weekday * DAY_MINUTES + clock.minute


@lru_cache(maxsize=64)
def _around(horizon: Horizon, place: ZoneInfo) -> LocalTimes:
    return _read(horizon, place, -MARGIN, horizon.minutes + MARGIN)


def _read(horizon: Horizon, place: ZoneInfo, first: int, last: int) -> LocalTimes:
    start = np.datetime64(horizon.first.replace(tzinfo=None), "m")
    return local_times(start + np.arange(first, last).astype("timedelta64[m]"), place)
