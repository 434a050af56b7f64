"""History on the customers' wall clock: days × quarter hours, as rates.

A cell holds contacts per quarter hour of local time. The doubled hour of a 25-hour day is the mean
of its two passes and the missing hour of a 23-hour day is unknown, so that a clock change leaves no
mark on what is learnt. Unknown cells are NaN, never zero.
"""

from dataclasses import dataclass
from functools import cached_property
from math import gcd
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, LocalTimes, local_times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SLOT_MINUTES = 15
SLOTS = DAY_MINUTES // SLOT_MINUTES
LONGEST_DAYS = 112 * WEEK_DAYS
"""Older history is not read: it no longer says anything about level, week or shape."""


def weekday_of(day: Ints) -> Ints:
    """Weekday (Monday 0) of days counted since 1970-01-01."""
    return (day + 3) % WEEK_DAYS


def wall_clock(seconds: Ints, place: ZoneInfo) -> LocalTimes:
    """Local reading of UTC seconds since 1970."""
    return local_times(seconds.astype("datetime64[s]"), place)


@dataclass(frozen=True, kw_only=True)
class Series:
    """Past contacts of one stream in local time.

    ``rate[day, slot]`` in contacts per quarter hour; ``first_day`` in days since 1970-01-01.
    One observation spans ``grain`` slots and starts ``phase`` slots after a multiple of it (a
    half-hour zone with hourly history in UTC: 4 and 2). ``unit`` is what one counted contact weighs
    here: below 1 where the history of several markets was split.
    """

    first_day: int
    rate: Floats
    grain: int = 1
    phase: int = 0
    unit: float = 1.0

    @cached_property
    def day(self) -> Ints:
        """Days since 1970-01-01, one a row of ``rate``."""
        return self.first_day + np.arange(len(self.rate), dtype=np.int64)

    @cached_property
    def weekday(self) -> Ints:
        return weekday_of(self.day)

    @property
    def last_day(self) -> int:
        return self.first_day + len(self.rate) - 1

    def before(self, day: int) -> "Series":
        """The part before a day: what was known on its eve."""
        return self._part(0, max(0, day - self.first_day))

    def after(self, day: int, days: int) -> "Series":
        """So many days from a day on."""
        start = max(0, day - self.first_day)
        return self._part(start, start + days)

    def without(self, days: Ints) -> "Series":
        """The same with some days unknown (outages, events that shall not be learnt)."""
        hidden = np.isin(self.day, days)
        rate = np.where(hidden[:, None], np.nan, self.rate)
        return self._with(rate, self.first_day)

    def _part(self, start: int, stop: int) -> "Series":
        return self._with(self.rate[start:stop], self.first_day + start)

    def _with(self, rate: Floats, first_day: int) -> "Series":
        return Series(
            first_day=first_day, rate=rate, grain=self.grain, phase=self.phase, unit=self.unit
        )


def local_series(
    start: Ints, offered: Floats, *, minutes: int, place: ZoneInfo, unit: float = 1.0
) -> Series:
    """Lay rows of history on the local grid.

    Rows longer than a quarter hour are split evenly, shorter ones are put together; rows with the
    same start (several markets of one queue) are added up.

    Parameters
    ----------
    start
        UTC seconds since 1970 of each row; at least one row.
    offered
        Contacts of each row.
    minutes
        Length of every row.
    """
    start, offered = _added_up(start, offered)
    recent = start >= start[-1] - LONGEST_DAYS * DAY_MINUTES * 60
    start, offered = start[recent], offered[recent]
    step = gcd(minutes, SLOT_MINUTES)
    parts = minutes // step
    piece = (start[:, None] + np.arange(parts) * step * 60).ravel()
    local = wall_clock(piece, place)
    first_day = int(local.day.min())
    cell = (local.day - first_day) * SLOTS + local.minute // SLOT_MINUTES
    size = (int(local.day.max()) - first_day + 1) * SLOTS
    contacts = np.bincount(cell, np.repeat(offered / parts, parts), size)
    seen = np.bincount(cell, minlength=size) * (step / SLOT_MINUTES)
    rate = np.full(size, np.nan)
    np.divide(contacts, seen, out=rate, where=seen > 0)
    grain = max(1, minutes // SLOT_MINUTES)
    grain = grain if SLOTS % grain == 0 else 1
    phase = int(local.minute[0]) // SLOT_MINUTES % grain
    return Series(
        first_day=first_day, rate=rate.reshape(-1, SLOTS), grain=grain, phase=phase, unit=unit
    )


def _added_up(start: Ints, offered: Floats) -> tuple[Ints, Floats]:
    moments, group = np.unique(start, return_inverse=True)
    total = np.zeros(len(moments))
    np.add.at(total, group, offered)
    return moments, total


def in_weeks(values: Floats, series: Series) -> tuple[Floats, int]:
    """Day values (days, …) as (weeks, 7, …) from a Monday on, NaN before and after; days before."""
    lead = int(series.weekday[0])
    size = -(-(lead + len(values)) // WEEK_DAYS) * WEEK_DAYS
    weeks = np.full((size, *values.shape[1:]), np.nan)
    weeks[lead : lead + len(values)] = values
    return weeks.reshape(-1, WEEK_DAYS, *values.shape[1:]), lead


def in_blocks(values: Floats, series: Series) -> Floats:
    """Sum day × slot values over observations of the history: (days, observations a day).

    Observations that reach over midnight are counted to the day of their first slot; the last
    day's remainder is unknown.
    """
    if series.grain == 1:
        return values
    shifted = np.full(values.size, np.nan)
    flat = values.ravel()
    shifted[: flat.size - series.phase] = flat[series.phase :]
    blocks: Floats = shifted.reshape(len(values), -1, series.grain).sum(2)
    return blocks
