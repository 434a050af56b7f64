"""Horizon, intervals, zones and clock changes.

Inside the program time is whole minutes since the horizon's start, counted in UTC; wall clocks
appear only at the edges. A wall-clock time that a clock change skips takes the offset before the
change, and one that it repeats is its first, as ``zoneinfo`` does with ``fold=0``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, reset_tzpath

import numpy as np
import pandas as pd
import pytz
from numpy.typing import NDArray

# Zone files of the system differ from machine to machine; those of the package `tzdata` do not.
reset_tzpath(to=())

DAY_MINUTES = 1440
WEEK_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class WeeklyWindow:
    """A stretch of wall-clock time that repeats on weekdays.

    ``weekdays`` counts Monday as 0; ``start`` and ``end`` are minutes after that day's midnight,
    ``end`` above 1440 where the stretch runs past midnight (it belongs to the day it starts on).
    """

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    start: int = 0
    end: int = DAY_MINUTES


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether ``name`` is an IANA zone of the checked list that pytz carries."""
    return name in pytz.all_timezones_set


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone called ``name``; callers have checked it with :func:`is_zone`."""
    return ZoneInfo(name)


def zone_from(value: str | tzinfo) -> ZoneInfo:
    """A zone given by name, as ``zoneinfo`` or as a ``pytz`` object, always as ``zoneinfo``."""
    if isinstance(value, str):
        return zone(value)
    name = getattr(value, "key", None) or getattr(value, "zone", None)
    if not isinstance(name, str):
        raise TypeError(f"{value!r} has no IANA name (Europe/Berlin?)")
    return zone(name)


def zones_of_country(country: str) -> tuple[str, ...]:
    """Zones used in an ISO 3166 country, most usual first; empty for an unknown one."""
    return tuple(pytz.country_timezones.get(country.upper(), ()))


def common_zones() -> tuple[str, ...]:
    """Zones to offer in a picker."""
    return tuple(pytz.common_timezones)


def instant(day: date, minute: int, place: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock time.

    Parameters
    ----------
    day, minute
        Local date and minutes after its midnight; 1440 and more fall on later days.
    place
        The zone of the wall clock.
    """
    over, minute = divmod(minute, DAY_MINUTES)
    day = day + timedelta(days=over)
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=place)
    return wall.astimezone(UTC)


def exists(day: date, minute: int, place: ZoneInfo) -> bool:
    """Whether this wall-clock time is not skipped by a clock change."""
    over, minute = divmod(minute, DAY_MINUTES)
    day = day + timedelta(days=over)
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
    back = instant(day, minute, place).astimezone(place)
    return back.replace(tzinfo=None) == wall


def local_date(moment: datetime, place: ZoneInfo) -> date:
    """The local calendar date at an instant."""
    return moment.astimezone(place).date()


def monday_of(day: date) -> date:
    """The Monday of a date's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class LocalTimes:
    """Wall-clock reading of many instants: arrays of one length.

    ``day`` days since 1970-01-01 of the local date, ``minute`` minutes after local midnight,
    ``weekday`` Monday 0.
    """

    day: NDArray[np.int64]
    minute: NDArray[np.int64]

    @property
    def weekday(self) -> NDArray[np.int64]:
        return (self.day + 3) % WEEK_DAYS


def local_times(instants: NDArray[np.datetime64], place: ZoneInfo) -> LocalTimes:
    """Local dates and minutes of UTC instants (``datetime64``, any unit)."""
    wall = pd.DatetimeIndex(instants).tz_localize("UTC").tz_convert(place).tz_localize(None)
    minutes = wall.to_numpy().astype("datetime64[m]").astype(np.int64)
    return LocalTimes(day=minutes // DAY_MINUTES, minute=minutes % DAY_MINUTES)


@dataclass(frozen=True)
class Horizon:
    """The planned stretch of time and its interval grid.

    From ``start`` 00:00 for ``days`` days in the plan's zone, cut into intervals of
    ``interval_minutes`` elapsed minutes. A horizon that holds a clock change is an hour shorter
    or longer.
    """

    start: date
    days: int
    timezone: str
    interval_minutes: int

    @cached_property
    def first(self) -> datetime:
        """The instant the horizon starts, in UTC."""
        return instant(self.start, 0, zone(self.timezone))

    @cached_property
    def last(self) -> datetime:
        """The instant the horizon ends (not part of it), in UTC."""
        return instant(self.start + timedelta(days=self.days), 0, zone(self.timezone))

    @cached_property
    def minutes(self) -> int:
        """Length in elapsed minutes."""
        return int((self.last - self.first).total_seconds()) // 60

    @cached_property
    def intervals(self) -> int:
        """Number of intervals; the last may reach past the end by less than one interval."""
        return -(-self.minutes // self.interval_minutes)

    @cached_property
    def starts(self) -> NDArray[np.datetime64]:
        """UTC start of every interval, ``datetime64[s]``."""
        step = np.arange(self.intervals) * self.interval_minutes * 60
        return np.datetime64(self.first.replace(tzinfo=None), "s") + step.astype("timedelta64[s]")

    def minute_of(self, moment: datetime) -> int:
        """Whole minutes from the horizon's start to an instant; negative before it."""
        return round((moment - self.first).total_seconds() / 60)

    def moment(self, minute: int) -> datetime:
        """The UTC instant so many minutes after the horizon's start."""
        return self.first + timedelta(minutes=int(minute))

    def dates(self) -> list[date]:
        """The calendar dates of the horizon; a team's edge days before and after are not in it."""
        return [self.start + timedelta(days=i) for i in range(self.days)]

    def team_dates(self, place: ZoneInfo) -> list[date]:
        """Local dates on which a shift may start inside the horizon, edge days included."""
        first = local_date(self.first, place)
        final = local_date(self.last - timedelta(minutes=1), place)
        return [first + timedelta(days=i) for i in range((final - first).days + 1)]


def week_minutes(windows: Sequence[WeeklyWindow]) -> NDArray[np.bool_]:
    """Which minutes of the week lie inside weekly windows, as ``[weekday, minute of the day]``."""
    found = np.zeros((WEEK_DAYS, DAY_MINUTES), dtype=bool)
    for window in windows:
        for weekday in window.weekdays:
            span = (weekday * DAY_MINUTES + np.arange(window.start, window.end)) % (7 * DAY_MINUTES)
            found[span // DAY_MINUTES, span % DAY_MINUTES] = True
    return found


def inside(
    horizon: Horizon, windows: Sequence[WeeklyWindow], place: ZoneInfo
) -> NDArray[np.float64]:
    """Share of every interval that lies inside weekly wall-clock windows (0 to 1)."""
    return _inside(horizon, tuple(windows), place).copy()


@lru_cache(maxsize=128)
def _inside(
    horizon: Horizon, windows: tuple[WeeklyWindow, ...], place: ZoneInfo
) -> NDArray[np.float64]:
    step = horizon.interval_minutes
    minute = np.arange(horizon.intervals * step) * 60
    base = np.datetime64(horizon.first.replace(tzinfo=None), "s")
    local = local_times(base + minute.astype("timedelta64[s]"), place)
    open_minutes = week_minutes(windows)
    share: NDArray[np.float64] = open_minutes[local.weekday, local.minute].reshape(-1, step).mean(1)
    return share
