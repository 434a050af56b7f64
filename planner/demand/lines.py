"""Lines: what each stream brings in every interval of a horizon, events and all.

Rates are looked up by local day and quarter hour for each piece of an interval, so that half-hour
zones, clock changes (a 25-hour day has one hour twice) and any interval length come out right.

Symbols: u usual contacts of a piece, f factor and e contacts of events, δ share resolved by
self-service, ε share of those that come back within a day. What arrives is (1 − δ)(u f + e), and
what comes back: δ ε times the contacts of the 24 hours before, at the hours at which customers
usually come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import gcd

import numpy as np

from planner.clock import Horizon
from planner.demand.events import (
    CURVED,
    curve,
    day_number,
    effect,
    lasting_of,
    ramp_at,
    spent,
)
from planner.demand.model import Model
from planner.demand.series import SLOT_MINUTES, SLOTS, Floats, Ints, wall_clock
from planner.demand.streams import AHT_DAYS, Stream
from planner.demand.surge import Surge
from planner.domain import Event

YEAR_DAYS = 365.25
LEAD_SECONDS = 86_400
LEAST_MEAN = 1e-9
"""Contacts of a piece below which nothing can be said about their spread."""
COURSE_HALF_LIVES = 10
"""An event's contacts are spread over its plateau and so many half-lives if it has no end."""


class Grid:
    """The horizon's intervals, each cut into pieces of at most a quarter hour.

    A day of pieces before the horizon comes first: some of its contacts come back.
    """

    def __init__(self, horizon: Horizon, *, minutes: int = SLOT_MINUTES) -> None:
        self.step = gcd(horizon.interval_minutes, SLOT_MINUTES, minutes)
        self.pieces = horizon.interval_minutes // self.step
        self.first = int(horizon.first.timestamp())
        self.lead = LEAD_SECONDS // (self.step * 60)
        count = horizon.intervals * self.pieces + self.lead
        start = self.first - LEAD_SECONDS
        self.middle: Ints = start + self.step * 30 + np.arange(count) * self.step * 60

    def inside(self, values: Floats) -> Floats:
        """The pieces of the horizon."""
        return values[self.lead :]

    def by_interval(self, values: Floats) -> Floats:
        """Sums of the pieces of each interval."""
        return np.asarray(self.inside(values).reshape(-1, self.pieces).sum(1), dtype=float)


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """What actual contacts have taught about one stream; as it stands, nothing.

    ``usual`` is a factor on usual contacts (one entry a piece of the grid), ``usual_cv2`` its
    squared coefficient of variation, ``aht`` a factor on the handle time, ``beliefs`` about events.
    """

    usual: Floats | float = 1.0
    usual_cv2: float = 0.0
    aht: float = 1.0
    beliefs: Mapping[Event, Surge] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """One stream before events: usual contacts ``u``, their spread, and the size of events.

    ``peak[event]`` holds the contacts a piece that the event brings where S is 1.
    """

    stream: Stream
    usual: Floats
    v: Floats
    peak: Mapping[Event, Floats]
    learnt: Learnt = field(default_factory=Learnt)

    def with_learnt(self, learnt: Learnt) -> "Pieces":
        return replace(self, learnt=learnt)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One stream over the horizon's intervals.

    Mean contacts, squared coefficient of variation ``v`` of their rate, handle time, and the factor
    on the share that escalates.
    """

    mean: Floats
    v: Floats
    aht_s: Floats
    escalation: Floats


def pieces_of(streams: Sequence[Stream], models: Sequence[Model], grid: Grid) -> list[Pieces]:
    """All streams on one grid; contacts of an event are shared among those that it concerns."""
    parts = _parts(streams, models)
    return [
        _pieces(stream, model, grid, part)
        for stream, model, part in zip(streams, models, parts, strict=True)
    ]


def _parts(streams: Sequence[Stream], models: Sequence[Model]) -> list[dict[Event, float]]:
    """Each stream's share of the contacts of its events, by usual volume."""
    level = np.array([_usual_level(s, model) for s, model in zip(streams, models, strict=True)])
    shares: list[dict[Event, float]] = [{} for _ in streams]
    events = dict.fromkeys(e for s in streams for e in s.events if e.contacts > 0)
    for event in events:
        concerned = np.array([event in stream.events for stream in streams], dtype=float)
        weight = level * concerned if (level * concerned).any() else concerned
        for number in np.flatnonzero(weight):
            shares[number][event] = float(weight[number] / weight.sum())
    return shares


def _usual_level(stream: Stream, model: Model) -> float:
    if stream.drivers:
        day = np.arange(7) + day_number(stream.until.date())
        driven = stream.drivers.contacts(day, share=stream.share)
        return float(np.nanmean(driven)) if np.isfinite(driven).any() else model.level
    return model.level


def _pieces(stream: Stream, model: Model, grid: Grid, part: Mapping[Event, float]) -> Pieces:
    local = wall_clock(grid.middle, stream.place)
    day = np.arange(local.day.min(), local.day.max() + 1)
    index, slot = local.day - day[0], local.minute // SLOT_MINUTES
    size = grid.step / SLOT_MINUTES
    rates = usual_rates(stream, model, day)
    unit = _unit(model)
    peak = {}
    for event, share in part.items():
        shape = unit.rates(day, holidays=stream.holidays)[index, slot] * size
        peak[event] = shape * event.contacts * share / _course(event, stream, unit)
    return Pieces(
        stream=stream, usual=rates[index, slot] * size, v=model.spread(day)[index], peak=peak
    )


def usual_rates(stream: Stream, model: Model, day: Ints) -> Floats:
    """Contacts a quarter hour of local days before events: by drivers where these are known."""
    growth = _growth(stream, model, day)[:, None]
    rates = model.rates(day, holidays=stream.holidays) * growth
    if stream.opening is not None:
        rates = stream.opening.applied(rates, day)
    if not stream.drivers:
        return rates
    told = stream.drivers.contacts(day, share=stream.share)
    shape = replace(_unit(model), annual=None).rates(day, holidays=stream.holidays)
    if stream.drivers.daily:
        total = shape.sum(1, keepdims=True)
        even = np.broadcast_to(model.share.mean(0), shape.shape)
        shape = np.divide(shape, total, out=even / even.sum(1, keepdims=True), where=total > 0)
    return np.where(np.isfinite(told)[:, None], np.nan_to_num(told)[:, None] * shape, rates)


def _unit(model: Model) -> Model:
    """The same with one contact on the mean day."""
    return replace(model, level=1.0)


def _growth(stream: Stream, model: Model, day: Ints) -> Floats:
    """Yearly growth compounded from the middle of the last 8 weeks of history (1 without any)."""
    if model.last_day is None or stream.series is None:
        return np.ones(len(day))
    span = min(AHT_DAYS, len(stream.series.rate))
    years = (day - (model.last_day + 1 - span / 2)) / YEAR_DAYS
    return np.asarray((1 + stream.market.growth) ** years, dtype=float)


def _course(event: Event, stream: Stream, unit: Model) -> float:
    """Contacts that the event would bring if it brought one on a usual day at its peak."""
    bounded = spent(event, half_lives=COURSE_HALF_LIVES)
    first = day_number(event.start.date())
    last = first + 1 if bounded.end is None else day_number(bounded.end.date()) + 1
    day = np.arange(first, max(last, first) + 1, dtype=np.int64)
    middle = np.arange((first - 1) * SLOTS, (day[-1] + 2) * SLOTS) * SLOT_MINUTES * 60
    middle = middle + SLOT_MINUTES * 30
    local = wall_clock(middle, stream.place)
    here = (local.day >= first) & (local.day <= day[-1])
    rates = unit.rates(day, holidays=stream.holidays)
    shape = rates[local.day[here] - first, local.minute[here] // SLOT_MINUTES]
    strength = ramp_at(bounded, middle[here], stream.place)
    if event.kind in CURVED:
        course = curve(event, np.arange(len(day) + 0.0), lasting=_lasting(event))
        strength = strength * course[local.day[here] - first]
    return max(float((shape * strength).sum()), 1e-9)


def _lasting(event: Event) -> float:
    """A share that stays for good is not part of the contacts that an event brings."""
    return lasting_of(event) if event.end is not None else 0.0


def line_of(pieces: Pieces, grid: Grid) -> Line:
    """What a stream brings in every interval."""
    stream, learnt = pieces.stream, pieces.learnt
    done = effect(stream.events, grid.middle, stream.place, learnt.beliefs)
    usual = pieces.usual * learnt.usual
    mean = usual * done.volume
    variance = usual**2 * done.variance
    for event, (strength, wide) in done.added.items():
        mean = mean + pieces.peak[event] * strength
        variance = variance + pieces.peak[event] ** 2 * wide
    variance = variance + mean**2 * (pieces.v + learnt.usual_cv2)
    arriving = mean * _deflected(stream, usual, mean, grid)
    total = grid.by_interval(arriving)
    plain = grid.by_interval(done.aht) / grid.pieces
    longer = grid.by_interval(arriving * done.aht)
    factor = np.divide(longer, total, out=plain, where=total > 0)
    some = mean > LEAST_MEAN
    spread = np.divide(np.sqrt(variance), mean, out=np.sqrt(pieces.v), where=some)
    wide = grid.by_interval(spread * arriving)
    cv = np.divide(
        wide, total, out=grid.by_interval(np.sqrt(pieces.v)) / grid.pieces, where=total > 0
    )
    return Line(
        mean=total, v=cv**2, aht_s=stream.aht_s * learnt.aht * factor,
        escalation=grid.by_interval(done.escalation) / grid.pieces,
    )  # fmt: skip


def _deflected(stream: Stream, usual: Floats, mean: Floats, grid: Grid) -> Floats:
    """Share of the contacts of each piece that arrives, those that come back included."""
    resolved, back = stream.queue.deflection, stream.queue.deflection_return
    if resolved <= 0:
        return np.ones(len(mean))
    now, before = _trailing(usual, grid.lead), _trailing(mean, grid.lead)
    busier = np.divide(before, now, out=np.ones(len(mean)), where=now > 0)
    returning = np.divide(usual * busier, mean, out=np.zeros(len(mean)), where=mean > 0)
    return np.asarray(1 - resolved + resolved * back * returning, dtype=float)


def _trailing(values: Floats, width: int) -> Floats:
    """Sum of the ``width`` values before each; the first day stands for what was before it."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    found = total[at] - total[np.maximum(at - width, 0)]
    found[:width] = total[min(width, len(values))]
    return np.asarray(found, dtype=float)
