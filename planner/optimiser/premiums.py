"""Premiums as a clock that runs faster: how many minutes a stretch of a team's time is paid as."""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.calendars import public_holidays
from planner.clock import Horizon, LocalTimes, local_times
from planner.domain import Plan, Premium, Team

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
EPOCH = date(1970, 1, 1).toordinal()
SATURDAY, SUNDAY = 5, 6


def paid_time(plan: Plan, team: Team, tick: int, last: int) -> Floats:
    """Minutes since the horizon's start at ticks 0 to ``last``, premiums included."""
    running = np.concatenate([[0.0], np.cumsum(pay_factors(plan, team, last * tick))])
    return np.asarray(running[::tick], dtype=float)


def pay_factors(plan: Plan, team: Team, minutes: int) -> Floats:
    """Pay of every minute since the horizon's start as a multiple of the rate."""
    add, times = np.ones(minutes), np.ones(minutes)
    rows = [row for row in plan.premiums if row.pays(team.team)]
    if not rows:
        return times
    clock = wall_clock(plan, team, minutes)
    for row in rows:
        applies = _dates(row, team, clock) & _hours(row, clock)
        if row.stack == "multiply":
            times[applies] *= row.factor
        else:
            add[applies] += row.factor - 1
    return np.maximum(add * times, 0.0)


def wall_clock(plan: Plan, team: Team, minutes: int) -> LocalTimes:
    """What the team's clock shows at the start of every minute since the horizon's start."""
    return _clock(plan.horizon, team.zone, minutes)


@lru_cache(maxsize=64)
def _clock(horizon: Horizon, place: ZoneInfo, minutes: int) -> LocalTimes:
    return local_times(horizon.starts[0].astype("datetime64[m]") + np.arange(minutes), place)


def _dates(row: Premium, team: Team, clock: LocalTimes) -> Bools:
    if row.kind == "night":
        return np.ones(len(clock.day), dtype=bool)
    if row.kind in ("saturday", "sunday"):
        return np.asarray(clock.weekday == (SATURDAY if row.kind == "saturday" else SUNDAY))
    years = {date.fromordinal(EPOCH + int(day)).year for day in np.unique(clock.day)}
    holidays = public_holidays(team.country, team.subdivision, years) if team.country else {}
    return np.isin(clock.day, [day.toordinal() - EPOCH for day in holidays])


def _hours(row: Premium, clock: LocalTimes) -> Bools:
    start, end = row.span
    after, before = clock.minute >= start, clock.minute < end
    return np.asarray(after & before if start < end else after | before)
