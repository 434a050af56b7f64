"""Work that can wait: spread over the open time of the day it arrives.

The simplest belief: people work through the day's items evenly. Due times, backlogs and idle
time of live queues are not looked at.
"""

import numpy as np
from numpy.typing import NDArray

from planner.staffing.poisson_tail import Array


def spread_over_open_time(work: Array, *, open_share: Array, day: NDArray[np.int64]) -> Array:
    """Hours of work in each interval, given the hours that arrive in each.

    What arrives while the queue is closed belongs to the day of the next open interval; each
    local day's work is spread evenly over that day's open time. What arrives after the last open
    interval is work of the next horizon.

    Parameters
    ----------
    work
        Hours that arrive, one entry an interval.
    open_share
        Share of each interval that the queue is open, 0 to 1.
    day
        Local date of each interval, as a number.
    """
    open_intervals = np.flatnonzero(open_share > 0)
    taken_up = np.searchsorted(open_intervals, np.arange(work.size))
    served = taken_up < open_intervals.size
    day = day - day[0]
    due_day = day[open_intervals[taken_up[served]]]
    due = np.bincount(due_day, work[served], minlength=day[-1] + 1).astype(float)
    open_time = np.bincount(day, open_share, minlength=due.size)
    pace = np.divide(due, open_time, out=np.zeros_like(due), where=open_time > 0)
    spread: Array = pace[day] * open_share
    return spread
