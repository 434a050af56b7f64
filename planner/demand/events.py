"""Dated changes of volume and handle time: launches, campaigns, outages, closures, holidays.

An event happens at its wall-clock time in each market. A launch or campaign multiplies the rate by
1 + (M − 1) · S and the handle time by 1 + (f − 1) · S, where on local day t = 0, 1, … of the event

    S(t) = u + (1 − u) · [1 if t < k else 2^(−(t − k)/h)]

with k plateau days, half-life h days and lasting share u, rising in a straight line from 0 over the
first hours. Other kinds multiply by M (and f) between start and end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner.clock import LocalTimes, instant
from planner.demand.series import Bools, Floats, Ints, wall_clock
from planner.domain import Event
from planner.errors import DataError, Problem

CURVED = ("launch", "campaign")
RAMP_HOURS, PLATEAU_DAYS, HALF_LIFE_DAYS, FLOOR_SHARE = 4.0, 2.0, 3.0, 0.05
EPOCH = date(1970, 1, 1)
MOST_FACTOR = 1e6
"""Events that happen together and multiply by more are a mistake in their table."""
LEARNABLE = 0.2
"""Where events leave less of the usual volume than this, history says nothing about it."""
SPENT_HALF_LIVES = 3
"""A launch without an end is kept out of learning for its plateau and so many half-lives."""


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def concerning(events: Sequence[Event], queue: str, market: str) -> tuple[Event, ...]:
    """The events of one stream. An event that names markets leaves queues without any alone."""
    return tuple(
        event
        for event in events
        if (not event.queues or queue in event.queues)
        and (not event.markets or market in event.markets)
    )


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What events do at each instant: factors on the rate and on the handle time."""

    volume: Floats
    aht: Floats


def effect(events: Sequence[Event], seconds: Ints, place: ZoneInfo) -> Effect:
    """Joint factors of a stream's events at UTC instants (seconds since 1970)."""
    volume, aht = np.ones(len(seconds)), np.ones(len(seconds))
    local = wall_clock(seconds, place) if events else None
    for event in events:
        assert local is not None
        strength = _strength(event, seconds, local, place)
        with np.errstate(over="ignore", invalid="ignore"):
            volume *= 1 + (_multiplier(event) - 1) * strength
            aht *= 1 + ((1.0 if event.aht_factor is None else event.aht_factor) - 1) * strength
    if not (volume.max(initial=1) <= MOST_FACTOR and aht.max(initial=1) <= MOST_FACTOR):
        raise DataError([_too_much(events)])
    return Effect(volume=volume, aht=aht)


def _too_much(events: Sequence[Event]) -> Problem:
    names = list(dict.fromkeys(event.event for event in events))
    message = (
        f"{len(events):,} rows at the same time multiply by more than {MOST_FACTOR:,.0f} "
        f"({', '.join(names[:5])}): is one of them there twice?"
    )
    return Problem(file="events.csv", message=message)


def _multiplier(event: Event) -> float:
    if event.multiplier is not None:
        return event.multiplier
    return 0.0 if event.kind == "closure" else 1.0


def _strength(event: Event, seconds: Ints, local: LocalTimes, place: ZoneInfo) -> Floats:
    """S of an event at each instant; 0 before its start and from its end on."""
    active = _between(event, seconds, place)
    if event.kind not in CURVED:
        return active.astype(float)
    hours = (seconds - _seconds(event.start, place)) / 3600
    day = np.maximum(local.day - day_number(event.start.date()), 0)
    return np.where(active, _ramp(event, hours) * _curve(event, day), 0.0)


def _between(event: Event, seconds: Ints, place: ZoneInfo) -> Bools:
    active = seconds >= _seconds(event.start, place)
    end = event.end if event.kind in CURVED else _end(event)
    return active if end is None else active & (seconds < _seconds(end, place))


def _ramp(event: Event, hours: Floats) -> Floats:
    length = RAMP_HOURS if event.ramp_hours is None else event.ramp_hours
    return np.clip(hours / length, 0.0, 1.0) if length > 0 else np.ones(len(hours))


def _curve(event: Event, day: Ints) -> Floats:
    plateau = PLATEAU_DAYS if event.plateau_days is None else event.plateau_days
    half_life = HALF_LIFE_DAYS if event.half_life_days is None else event.half_life_days
    lasting = FLOOR_SHARE if event.floor_share is None else event.floor_share
    over = np.maximum(day - plateau, 0.0)
    fading = 0.5 ** (over / half_life) if half_life > 0 else (over == 0).astype(float)
    return np.asarray(lasting + (1 - lasting) * fading, dtype=float)


def _end(event: Event) -> datetime:
    """End of an event without a curve: the end of its first day where none is given."""
    midnight = datetime.combine(event.start.date(), datetime.min.time()) + timedelta(days=1)
    if event.end is None:
        return midnight
    return max(event.end, midnight) if event.end == event.start else event.end


def _seconds(wall: datetime, place: ZoneInfo) -> int:
    return int(instant(wall.date(), wall.hour * 60 + wall.minute, place).timestamp())


def _dates(event: Event) -> Ints:
    """Local days that an event touches."""
    last = (_end(event) - timedelta(minutes=1)).date()
    return np.arange(day_number(event.start.date()), day_number(last) + 1, dtype=np.int64)


def excluded_days(events: Sequence[Event]) -> Ints:
    """Local days (since 1970-01-01) that shall not be learnt from."""
    found = [_dates(_spent(event)) for event in events if event.exclude]
    return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.int64)


def _spent(event: Event) -> Event:
    if event.end is not None or event.kind not in CURVED:
        return event
    plateau = PLATEAU_DAYS if event.plateau_days is None else event.plateau_days
    half_life = HALF_LIFE_DAYS if event.half_life_days is None else event.half_life_days
    length = timedelta(days=plateau + SPENT_HALF_LIVES * half_life)
    return Event(event=event.event, kind=event.kind, start=event.start, end=event.start + length)


def with_holidays(holidays: Ints, events: Sequence[Event]) -> Ints:
    """Public holidays with those that events add, less those that events price themselves.

    A ``holiday`` without a multiplier makes its dates public holidays; one with a multiplier
    replaces what the dates would have had as holidays.
    """
    own = [event for event in events if event.kind == "holiday"]
    for event in own:
        if event.multiplier is None:
            holidays = np.union1d(holidays, _dates(event))
        else:
            holidays = np.setdiff1d(holidays, _dates(event))
    return holidays
