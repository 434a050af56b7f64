"""Dated changes of volume and handle time: launches, campaigns, outages, closures, holidays.

An event happens at its wall-clock time in each market. A launch or campaign multiplies the rate by
1 + (M − 1) · S and the handle time by 1 + (f − 1) · S, where on local day t = 0, 1, … of the event

    S(t) = u + (1 − u) · [1 if t < k else 2^(−(t − k)/h)]

with k plateau days, half-life h days and lasting share u, rising in a straight line from 0 over the
first hours. Other kinds multiply by M (and f) between start and end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner.clock import LocalTimes, instant
from planner.demand.series import Bools, Floats, Ints, wall_clock
from planner.demand.surge import Surge, believed, curves_around
from planner.domain import Event
from planner.errors import DataError, Problem

CURVED = ("launch", "campaign")
RAMP_HOURS, PLATEAU_DAYS, HALF_LIFE_DAYS, FLOOR_SHARE = 4.0, 2.0, 3.0, 0.05
EPOCH = date(1970, 1, 1)
MOST_FACTOR = 1e6
"""Events that happen together and multiply by more are a mistake in their table."""
LEARNABLE = 0.2
"""Where events leave less of the usual volume than this, history says nothing about it."""
SHORTEST_HALF_LIFE, SPENT_HALF_LIVES = 0.05, 3
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
    """What events do at each instant.

    ``volume``, ``aht`` and ``escalation`` are factors on the rate, the handle time and the share
    escalated, ``variance`` that of the first. ``added`` holds, for events that bring a number of
    contacts, how strongly they are felt (mean of S, and its variance).
    """

    volume: Floats
    aht: Floats
    escalation: Floats
    variance: Floats
    added: Mapping[Event, tuple[Floats, Floats]]


def effect(
    events: Sequence[Event], seconds: Ints, place: ZoneInfo,
    beliefs: Mapping[Event, Surge] | None = None,
) -> Effect:  # fmt: skip
    """Joint effect of a stream's events at UTC instants (seconds since 1970).

    ``beliefs`` holds what actual contacts have taught about launches and campaigns; the others
    follow the curve that the plan states, uncertain as stated curves are.
    """
    volume, aht, escalation = np.ones((3, len(seconds)))
    variance = np.zeros(len(seconds))
    added: dict[Event, tuple[Floats, Floats]] = {}
    local = wall_clock(seconds, place) if events else None
    for event in events:
        assert local is not None
        strength, wide, course = _strength(event, seconds, local, place, (beliefs or {}).get(event))
        more = multiplier_of(event) - 1
        with np.errstate(over="ignore", invalid="ignore"):
            factor = np.maximum(1 + more * strength, 0.0)
            variance = variance * factor**2 + volume**2 * more**2 * wide
            volume *= factor
            aht *= 1 + ((1.0 if event.aht_factor is None else event.aht_factor) - 1) * course
            if event.escalation_factor is not None:
                escalation *= 1 + (event.escalation_factor - 1) * course
        if event.contacts > 0:
            added[event] = (strength, wide)
    if not all(part.max(initial=1) <= MOST_FACTOR for part in (volume, aht, escalation)):
        raise DataError([_too_much(events)])
    return Effect(volume=volume, aht=aht, escalation=escalation, variance=variance, added=added)


def _too_much(events: Sequence[Event]) -> Problem:
    names = list(dict.fromkeys(event.event for event in events))
    message = (
        f"{len(events):,} rows at the same time multiply by more than {MOST_FACTOR:,.0f} "
        f"({', '.join(names[:5])}): is one of them there twice?"
    )
    return Problem(file="events.csv", message=message)


def multiplier_of(event: Event) -> float:
    """Volume at the event's peak over the usual one."""
    if event.multiplier is not None:
        return event.multiplier
    return 0.0 if event.kind == "closure" else 1.0


def _strength(
    event: Event, seconds: Ints, local: LocalTimes, place: ZoneInfo, surge: Surge | None
) -> tuple[Floats, Floats, Floats]:
    """Mean and variance of S at each instant, 0 before the start and from the end on.

    Third, S as far as its height is as stated, which is what handle times follow.
    """
    ramp = ramp_at(event, seconds, place)
    if event.kind not in CURVED:
        return ramp, np.zeros(len(ramp)), ramp
    day = np.maximum(local.day - day_number(event.start.date()), 0)
    days = np.arange(day.max(initial=0) + 1.0)
    stated = curve(event, days, lasting=lasting_of(event))
    belief = surge or belief_of(event)
    mean, wide = belief.ahead(days)
    if surge is None:
        return ramp * stated[day], ramp**2 * wide[day], ramp * stated[day]
    return ramp * mean[day], ramp**2 * wide[day], ramp * surge.course(days)[day]


def belief_of(event: Event) -> Surge:
    """What a plan says of a launch or campaign, as a belief about its height: 1 is as stated."""
    half_life = max(half_life_of(event), SHORTEST_HALF_LIFE)
    curves = curves_around(half_life, plateau_of(event), lasting_of(event))
    return believed(1.0, curves)


def ramp_at(event: Event, seconds: Ints, place: ZoneInfo) -> Floats:
    """How far an event is under way, without its curve: 0 before its start and from its end on."""
    active = _between(event, seconds, place).astype(float)
    if event.kind not in CURVED:
        return active
    return active * _ramp(event, (seconds - seconds_of(event.start, place)) / 3600)


def _between(event: Event, seconds: Ints, place: ZoneInfo) -> Bools:
    active = seconds >= seconds_of(event.start, place)
    end = event.end if event.kind in CURVED else _end(event)
    return active if end is None else active & (seconds < seconds_of(end, place))


def _ramp(event: Event, hours: Floats) -> Floats:
    length = RAMP_HOURS if event.ramp_hours is None else event.ramp_hours
    return np.clip(hours / length, 0.0, 1.0) if length > 0 else np.ones(len(hours))


def plateau_of(event: Event) -> float:
    """Days at the peak."""
    return PLATEAU_DAYS if event.plateau_days is None else event.plateau_days


def half_life_of(event: Event) -> float:
    """Days in which what is left of the peak halves."""
    return HALF_LIFE_DAYS if event.half_life_days is None else event.half_life_days


def lasting_of(event: Event) -> float:
    """Share of the peak that stays; of a number of contacts none does unless it is stated."""
    usual = 0.0 if event.contacts > 0 and event.multiplier is None else FLOOR_SHARE
    return usual if event.floor_share is None else event.floor_share


def curve(event: Event, day: Floats, *, lasting: float) -> Floats:
    """S of the stated curve on days since the event's start, with another share that stays."""
    half_life = half_life_of(event)
    over = np.maximum(day - plateau_of(event), 0.0)
    fading = 0.5 ** (over / half_life) if half_life > 0 else (over == 0).astype(float)
    return np.asarray(lasting + (1 - lasting) * fading, dtype=float)


def _end(event: Event) -> datetime:
    """End of an event without a curve: the end of its first day where none is given."""
    midnight = datetime.combine(event.start.date(), datetime.min.time()) + timedelta(days=1)
    if event.end is None:
        return midnight
    return max(event.end, midnight) if event.end == event.start else event.end


def seconds_of(wall: datetime, place: ZoneInfo) -> int:
    """UTC seconds since 1970 of a wall-clock time."""
    return int(instant(wall.date(), wall.hour * 60 + wall.minute, place).timestamp())


def _dates(event: Event) -> Ints:
    """Local days that an event touches."""
    last = (_end(event) - timedelta(minutes=1)).date()
    return np.arange(day_number(event.start.date()), day_number(last) + 1, dtype=np.int64)


def excluded_days(events: Sequence[Event]) -> Ints:
    """Local days (since 1970-01-01) that shall not be learnt from.

    Events that bring a number of contacts are among them: how these were spread is not known.
    """
    found = [_dates(spent(event)) for event in events if event.exclude or event.contacts > 0]
    return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.int64)


def spent(event: Event, *, half_lives: float = SPENT_HALF_LIVES) -> Event:
    """A launch without an end as one that ends when little of it is left."""
    if event.end is not None or event.kind not in CURVED:
        return event
    length = timedelta(days=plateau_of(event) + half_lives * half_life_of(event))
    return replace(event, end=event.start + length)


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
