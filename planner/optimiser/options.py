"""Shift options: every shift that a template offers, as minutes since the horizon's start.

One *option* is a template at one start on one date. Options are listed per team and contract,
ordered by date and start; a person's rota picks at most one option a date.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, Horizon, exists, instant
from planner.domain import Contract, Plan, ShiftTemplate, Team

NIGHT_FROM, NIGHT_TO, NIGHT_MINUTES = 23 * 60, 30 * 60, 180
"""A shift is a night with at least ``NIGHT_MINUTES`` between 23:00 and 06:00 local time."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """All options of one team under one contract; arrays of one length, sorted by day and start.

    ``day`` indexes ``dates``; ``start`` and ``end`` are minutes since the horizon's start;
    ``paid`` and ``work`` minutes; ``template`` indexes ``templates``; ``wall`` is the start as
    minutes after local midnight, ``toll`` money for paid hours above a daily limit that has a
    price. ``first[d]:first[d + 1]`` are the options of day ``d``. ``offered[d, template]``:
    whether a template starts on a day at all, whatever the contract says.
    """

    dates: tuple[date, ...]
    templates: tuple[ShiftTemplate, ...]
    day: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    paid: NDArray[np.int64]
    work: NDArray[np.int64]
    night: NDArray[np.bool_]
    template: NDArray[np.int64]
    wall: NDArray[np.int64]
    toll: NDArray[np.float64]
    first: NDArray[np.int64]
    offered: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.day)


def nights_around(horizon: Horizon, zone: ZoneInfo, dates: list[date]) -> NDArray[np.int64]:
    """Begin and end of each night (23:00 to 06:00 local) from first date to last, and around."""
    span = (dates[-1] - dates[0]).days + 1
    days = [dates[0] + timedelta(days=offset) for offset in range(-2, span + 3)]
    rows = [
        (
            horizon.minute_of(instant(day, NIGHT_FROM, zone)),
            horizon.minute_of(instant(day, NIGHT_TO, zone)),
        )
        for day in days
    ]
    return np.array(rows, dtype=np.int64)


def is_night(nights: NDArray[np.int64], begin: int, finish: int) -> bool:
    """Whether a shift, in minutes since the horizon's start, counts as a night."""
    overlap = np.minimum(nights[:, 1], finish) - np.maximum(nights[:, 0], begin)
    return bool(np.maximum(overlap, 0).sum() >= NIGHT_MINUTES)


def team_options(plan: Plan, team: Team, contract: Contract) -> Options:
    """Every option that a team's people under a contract may be given.

    Shifts that the contract forbids on their own (more paid hours than ``max_hours_per_day``, a
    night where there is to be none) and starts that the clock skips are left out.
    """
    horizon = plan.horizon
    dates = horizon.team_dates(team.zone)
    templates = tuple(row for row in plan.shifts if row.serves(team.team))
    price = plan.rules.get("max_hours_per_day")
    most = 24.0 if contract.max_hours_per_day is None else contract.max_hours_per_day
    nights = contract.max_consecutive_nights != 0 or "max_consecutive_nights" in plan.rules
    every = [
        (*row[:6], index, row[6])
        for index, template in enumerate(templates)
        for row in _template_rows(horizon, team.zone, template)
    ]
    offered = np.zeros((len(dates), len(templates)), dtype=bool)
    for row in every:
        offered[row[0], row[6]] = True
    rows = [
        row
        for row in every
        if (price is not None or row[3] <= 60 * most + 1e-6) and (nights or not row[5])
    ]
    rows = sorted(set(rows))
    table = np.array(rows, dtype=np.int64).reshape(-1, 8)
    return Options(
        dates=tuple(dates),
        templates=templates,
        day=table[:, 0],
        start=table[:, 1],
        end=table[:, 2],
        paid=table[:, 3],
        work=table[:, 4],
        night=table[:, 5].astype(bool),
        template=table[:, 6],
        wall=table[:, 7],
        toll=(price or 0.0) * np.maximum(table[:, 3] / 60 - most, 0.0),
        first=np.searchsorted(table[:, 0], np.arange(len(dates) + 1)),
        offered=offered,
    )


_Row = tuple[int, int, int, int, int, int, int]


@lru_cache(maxsize=256)
def _template_rows(horizon: Horizon, zone: ZoneInfo, template: ShiftTemplate) -> tuple[_Row, ...]:
    """A template's shifts by a zone's clock: day, start, end, minutes paid and of work, whether by
    night, and start by the clock. Remembered, as teams of one zone share them."""
    rows = []
    dates = horizon.team_dates(zone)
    nights = nights_around(horizon, zone, dates)
    known = {day: position for position, day in enumerate(dates)}
    unpaid = sum(pause.minutes for pause in template.breaks if not pause.paid)
    pauses = sum(pause.minutes for pause in template.breaks)
    for position in range(-2, len(dates)):
        window_day = dates[0] + timedelta(days=position)
        if window_day.weekday() not in template.weekdays:
            continue
        for minute in template.start_minutes():
            day = window_day + timedelta(days=minute // DAY_MINUTES)
            if day not in known or not exists(window_day, minute, zone):
                continue
            begin = horizon.minute_of(instant(window_day, minute, zone))
            if not 0 <= begin < horizon.minutes:
                continue
            end = instant(window_day, minute + template.length_minutes, zone)
            finish = horizon.minute_of(end)
            night = is_night(nights, begin, finish)
            length = finish - begin
            wall = minute % DAY_MINUTES
            times = (begin, finish, length - unpaid, length - pauses)
            rows.append((known[day], *times, int(night), wall))
    return tuple(rows)
