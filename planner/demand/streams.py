"""Streams: what feeds a queue, each in its own zone – its markets, or the queue itself.

Rows of history that name an existing market are that market's. Other rows of a queue with markets
are split among the markets without history of their own (among all, if each has some), at each
instant in the proportion of their expected rates: weekly volume × profile, evenly where neither is
known. A market that states no weekly volume has an equal part of what the queue's own leaves over.
"""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from planner.calendars import public_holidays
from planner.clock import WEEK_DAYS, Horizon, zone
from planner.demand.drivers import Drivers, drivers_of
from planner.demand.events import (
    LEARNABLE,
    concerning,
    day_number,
    effect,
    excluded_days,
    with_holidays,
)
from planner.demand.opening import Opening, opening_of
from planner.demand.rows import Rows, past_rows
from planner.demand.series import SLOT_MINUTES, Floats, Ints, Series, local_series, wall_clock
from planner.demand.shape import Shape, shape_of_open_hours, shape_of_profile
from planner.domain import Event, Market, Plan, Profile, Queue

AHT_DAYS = 8 * WEEK_DAYS


@dataclass(frozen=True, kw_only=True, eq=False)
class Stream:
    """One line of the forecast: a queue's market, or a queue without markets (blank name).

    ``since`` and ``until`` are the first and the last instant that is forecast; ``profiled`` says
    that ``shape`` is a profile rather than the open ``hours``; ``share`` is the stream's part of
    drivers that tell no market.
    """

    queue: Queue
    market: Market
    shape: Shape
    events: tuple[Event, ...]
    rows: Rows
    since: datetime
    until: datetime
    hours: Shape
    profiled: bool = False
    drivers: Drivers = field(default_factory=Drivers)
    share: float = 1.0

    @property
    def place(self) -> ZoneInfo:
        return zone(self.market.timezone)

    @cached_property
    def usual(self) -> Rows:
        """History with the effects of past events taken out; rows that say nothing left out."""
        done = effect(self.events, self.rows.middle, self.place)
        told = done.volume >= LEARNABLE
        rows = self.rows.chosen(told)
        return replace(
            rows, offered=rows.offered / done.volume[told], aht_s=rows.aht_s / done.aht[told]
        )

    @cached_property
    def series(self) -> Series | None:
        """The usual history on the wall clock, without excluded days; ``None`` without any row."""
        rows = self.usual
        if not len(rows.start):
            return None
        series = local_series(
            rows.start, rows.offered, minutes=rows.minutes, place=self.place, unit=rows.unit
        )
        return series.without(excluded_days(self.events))

    @cached_property
    def opening(self) -> Opening | None:
        """Hours in which the desk used to be closed; ``None`` where there are none."""
        first = wall_clock(np.array([int(self.since.timestamp())]), self.place).day[0]
        return opening_of(
            self.series, shape=self.shape, stated=self.profiled, hours=self.hours.share > 0,
            from_day=int(first),
        )  # fmt: skip

    @cached_property
    def holidays(self) -> Ints:
        """Public holidays of its customers from history to horizon, in days since 1970-01-01."""
        end = int(self.until.timestamp())
        first = datetime.fromtimestamp(int(self.rows.start.min(initial=end)), UTC)
        years = range(first.year, self.until.year + 2)
        found = public_holidays(self.market.country, self.market.subdivision, years)
        days = np.array(sorted(day_number(day) for day in found), dtype=np.int64)
        return with_holidays(days, self.events)

    @cached_property
    def aht_s(self) -> float:
        """Handle time by contact over the last 8 weeks of history, else the queue's, in seconds."""
        rows = self.usual
        day = wall_clock(rows.start, self.place).day
        told = np.isfinite(rows.aht_s) & (rows.offered > 0)
        told &= ~np.isin(day, excluded_days(self.events))
        told &= day > day.max(initial=0, where=told) - AHT_DAYS
        if not told.any():
            return self.queue.aht_s
        return float(np.average(rows.aht_s[told], weights=rows.offered[told]))


_streams: dict[int, list[Stream]] = {}
"""Streams of the plans that are in use: history is cut up and learnt from once."""


def streams_of(plan: Plan) -> list[Stream]:
    """All streams of a plan, in the order of its queues and of their markets.

    Parts of queues have none: they share those of their queue.
    """
    if id(plan) not in _streams:
        _streams[id(plan)] = _found(plan)
        weakref.finalize(plan, _streams.pop, id(plan), None)
    return list(_streams[id(plan)])


def _found(plan: Plan) -> list[Stream]:
    history = past_rows(plan)
    found: list[Stream] = []
    for queue in (queue for queue in plan.queues if not queue.part_of):
        markets = [market for market in plan.markets if market.queue == queue.queue]
        if not markets:
            found.append(_stream(plan, queue, _whole(queue), history.of(queue.queue)))
            continue
        markets = _with_volumes(queue, markets)
        streams = [_stream(plan, queue, each, history.of_market(each)) for each in markets]
        streams = _with_split(streams, history.of_no_market(queue.queue, markets))
        found += _with_driver_shares(streams)
    return found


def _with_driver_shares(streams: list[Stream]) -> list[Stream]:
    """Share drivers of all markets by past contacts, or weekly volumes, or evenly."""
    past = np.array([stream.rows.offered.sum() for stream in streams])
    stated = np.array([stream.market.weekly_volume or 0.0 for stream in streams])
    weight = next((w for w in (past, stated) if (w > 0).all()), np.ones(len(streams)))
    return [
        replace(stream, share=float(share))
        for stream, share in zip(streams, weight / weight.sum(), strict=True)
    ]


def _whole(queue: Queue) -> Market:
    """The queue as its own only market."""
    return Market(
        market="",
        queue=queue.queue,
        timezone=queue.timezone,
        country=queue.country,
        subdivision=queue.subdivision,
        weekly_volume=queue.weekly_volume,
        profile=queue.profile,
    )


def _stream(plan: Plan, queue: Queue, market: Market, rows: Rows) -> Stream:
    return Stream(
        queue=queue,
        market=market,
        shape=_shape(plan, queue, market),
        events=concerning(plan.events, queue.queue, market.market),
        rows=rows,
        since=plan.horizon.first,
        until=plan.horizon.last,
        hours=_hours(plan, queue, market),
        profiled=_profile(plan, queue, market) is not None,
        drivers=drivers_of(plan, market),
    )


def _shape(plan: Plan, queue: Queue, market: Market) -> Shape:
    """The market's profile, else the queue's, else even volume over the open hours."""
    profile = _profile(plan, queue, market)
    if profile is not None:
        return shape_of_profile(profile)
    return _hours(plan, queue, market)


def _hours(plan: Plan, queue: Queue, market: Market) -> Shape:
    """Even volume over the queue's open hours, on the market's clock."""
    return shape_of_open_hours(queue.open, ahead_minutes=minutes_ahead(plan.horizon, queue, market))


def _profile(plan: Plan, queue: Queue, market: Market) -> Profile | None:
    return plan.profiles.get(market.profile) or plan.profiles.get(queue.profile)


def minutes_ahead(horizon: Horizon, queue: Queue, market: Market) -> int:
    """Minutes that the market's clocks are ahead of the queue's when the horizon starts."""
    there = horizon.first.astimezone(zone(market.timezone)).utcoffset() or timedelta()
    here = horizon.first.astimezone(zone(queue.timezone)).utcoffset() or timedelta()
    return round((there - here).total_seconds() / 60)


def _with_volumes(queue: Queue, markets: Sequence[Market]) -> list[Market]:
    """Give markets that state no weekly volume an equal part of what is left of the queue's."""
    blank = sum(market.weekly_volume is None for market in markets)
    if queue.weekly_volume is None or not blank:
        return list(markets)
    stated = sum(market.weekly_volume or 0.0 for market in markets)
    part = max(0.0, queue.weekly_volume - stated) / blank
    return [
        replace(market, weekly_volume=part) if market.weekly_volume is None else market
        for market in markets
    ]


def _with_split(streams: list[Stream], loose: Rows) -> list[Stream]:
    """Hand rows that name no market to the markets; see the module."""
    if not len(loose.start):
        return streams
    without = [stream for stream in streams if not len(stream.rows.start)]
    receivers = without or streams
    shares = dict(
        zip([stream.market.market for stream in receivers], _split(receivers, loose), strict=True)
    )
    return [
        replace(stream, rows=stream.rows.joined(loose.shared(shares[stream.market.market])))
        if stream.market.market in shares
        else stream
        for stream in streams
    ]


def _split(streams: Sequence[Stream], rows: Rows) -> Floats:
    """Share of each stream in each row: (streams, rows), columns sum to 1."""
    stated = [stream.market.weekly_volume for stream in streams]
    known = [volume for volume in stated if volume is not None]
    usual = sum(known) / len(known) if known else 1.0
    volume = np.array([usual if each is None else each for each in stated])
    if not volume.any():
        volume = np.ones(len(streams))
    expected = np.stack([_expected(stream, rows) for stream in streams]) * volume[:, None]
    empty = expected.sum(0) <= 0
    expected[:, empty] = volume[:, None]
    return np.asarray(expected / expected.sum(0), dtype=float)


def _expected(stream: Stream, rows: Rows) -> Floats:
    local = wall_clock(rows.middle, stream.place)
    return np.asarray(stream.shape.share[local.weekday, local.minute // SLOT_MINUTES], dtype=float)
