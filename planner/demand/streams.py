"""Streams: what feeds a queue, each in its own zone – its markets, or the queue itself.

Rows of history that name an existing market are that market's. Other rows of a queue with markets
are split among the markets without history of their own (among all, if each has some), at each
instant in the proportion of their expected rates: weekly volume × profile, evenly where neither is
known. A market that states no weekly volume has an equal part of what the queue's own leaves over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.calendars import public_holidays
from planner.clock import WEEK_DAYS, Horizon, zone
from planner.demand.events import (
    LEARNABLE,
    concerning,
    day_number,
    effect,
    excluded_days,
    with_holidays,
)
from planner.demand.series import (
    LONGEST_DAYS,
    SLOT_MINUTES,
    Bools,
    Floats,
    Ints,
    Series,
    local_series,
    wall_clock,
    weekday_of,
)
from planner.demand.shape import Shape, shape_of_open_hours, shape_of_profile
from planner.domain import Event, Market, Plan, Queue

AHT_DAYS = 8 * WEEK_DAYS


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of history of one stream, ``start`` in UTC seconds, all of ``minutes`` length.

    ``unit`` is the weight of a counted contact: 1, or the mean share of a split.
    """

    minutes: int
    start: Ints
    offered: Floats
    aht_s: Floats
    unit: float = 1.0

    @property
    def middle(self) -> Ints:
        return self.start + self.minutes * 30

    def chosen(self, rows: Bools | Ints) -> "Rows":
        return Rows(
            minutes=self.minutes,
            start=self.start[rows],
            offered=self.offered[rows],
            aht_s=self.aht_s[rows],
            unit=self.unit,
        )

    def shared(self, share: Floats) -> "Rows":
        """A part of every row."""
        total = self.offered.sum()
        unit = float((self.offered * share).sum() / total) if total > 0 else 1.0
        return Rows(
            minutes=self.minutes,
            start=self.start,
            offered=self.offered * share,
            aht_s=self.aht_s,
            unit=max(unit, 1e-9),
        )

    def joined(self, other: "Rows") -> "Rows":
        return Rows(
            minutes=self.minutes,
            start=np.concatenate([self.start, other.start]),
            offered=np.concatenate([self.offered, other.offered]),
            aht_s=np.concatenate([self.aht_s, other.aht_s]),
        )


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One row of forecasts: a queue's market, or (``market`` blank) a queue without markets."""

    queue: Queue
    market: str
    place: ZoneInfo
    country: str
    subdivision: str
    shape: Shape
    weekly_volume: float | None
    growth: float
    events: tuple[Event, ...]
    rows: Rows
    last: datetime

    @cached_property
    def series(self) -> Series | None:
        """History in local time without what events did; ``None`` where there is none."""
        rows = self._usual_rows
        if not len(rows.start):
            return None
        series = local_series(
            rows.start, rows.offered, minutes=rows.minutes, place=self.place, unit=rows.unit
        )
        return series.without(excluded_days(self.events))

    @cached_property
    def _usual_rows(self) -> Rows:
        """Rows with the factors of past events taken out; rows that say nothing left out."""
        done = effect(self.events, self.rows.middle, self.place)
        told = done.volume >= LEARNABLE
        rows = self.rows.chosen(told)
        return Rows(
            minutes=rows.minutes,
            start=rows.start,
            offered=rows.offered / done.volume[told],
            aht_s=rows.aht_s / done.aht[told],
            unit=rows.unit,
        )

    @cached_property
    def holidays(self) -> Ints:
        """Public holidays from the first day of history to the horizon's end, days since 1970."""
        first = datetime.fromtimestamp(int(self.rows.start.min(initial=self._end)), UTC)
        years = range(first.year - 1, self.last.year + 2)
        found = public_holidays(self.country, self.subdivision, years)
        days = np.array(sorted(day_number(day) for day in found), dtype=np.int64)
        return with_holidays(days, self.events)

    @property
    def _end(self) -> int:
        return int(self.last.timestamp())

    @cached_property
    def aht_s(self) -> float:
        """Usual handle time: by contact over the last 8 weeks of history, else the queue's."""
        rows = self._usual_rows
        counted = np.isfinite(rows.aht_s) & (rows.offered > 0)
        day = wall_clock(rows.start, self.place).day
        counted &= ~np.isin(day, excluded_days(self.events))
        counted &= day > day.max(initial=0, where=counted) - AHT_DAYS
        if not counted.any():
            return self.queue.aht_s
        return float(np.average(rows.aht_s[counted], weights=rows.offered[counted]))


def streams_of(plan: Plan) -> list[Stream]:
    """All streams of a plan: queues in the order of their table, their markets in the same way."""
    history = _HistoryRows(plan)
    found: list[Stream] = []
    for queue in plan.queues:
        markets = [market for market in plan.markets if market.queue == queue.queue]
        if markets:
            found += _market_streams(plan, queue, markets, history)
        else:
            market = _whole(queue)
            found.append(_stream(plan, queue, market, history.of(queue.queue)))
    return found


class _HistoryRows:
    """The history before the horizon, ready to be cut by queue and market."""

    def __init__(self, plan: Plan) -> None:
        history, first = plan.history, int(plan.horizon.first.timestamp())
        recent = history.start.max(initial=0, where=history.start < first)
        kept = np.isfinite(history.offered) & (history.start < first)
        kept &= history.start >= recent - LONGEST_DAYS * 86400
        every = Rows(
            minutes=history.minutes,
            start=history.start,
            offered=history.offered,
            aht_s=history.aht_s,
        )
        self.rows = every.chosen(kept)
        self.queue, self.queues = pd.factorize(history.queue[kept])
        self.market, self.markets = pd.factorize(history.market[kept])

    def of(self, queue: str) -> Rows:
        """All rows of a queue, whatever their market."""
        return self.rows.chosen(self._of_queue(queue))

    def of_market(self, queue: str, market: str) -> Rows:
        named = self.market == _code(self.markets, market)
        return self.rows.chosen(self._of_queue(queue) & named)

    def of_no_market(self, queue: str, markets: Sequence[Market]) -> Rows:
        """Rows of a queue that name none of these markets."""
        codes = [_code(self.markets, market.market) for market in markets]
        return self.rows.chosen(self._of_queue(queue) & ~np.isin(self.market, codes))

    def _of_queue(self, queue: str) -> Bools:
        return np.asarray(self.queue == _code(self.queues, queue), dtype=bool)


def _code(names: "pd.Index[str] | np.ndarray[tuple[int], np.dtype[np.object_]]", name: str) -> int:
    found = np.flatnonzero(np.asarray(names, dtype=object) == name)
    return int(found[0]) if len(found) else -2


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
        market=market.market,
        place=zone(market.timezone),
        country=market.country,
        subdivision=market.subdivision,
        shape=_shape(plan, queue, market),
        weekly_volume=market.weekly_volume,
        growth=market.growth,
        events=concerning(plan.events, queue.queue, market.market),
        rows=rows,
        last=plan.horizon.last + timedelta(days=1),
    )


def _shape(plan: Plan, queue: Queue, market: Market) -> Shape:
    """The market's profile, else the queue's, else even volume over the open hours."""
    profile = plan.profiles.get(market.profile) or plan.profiles.get(queue.profile)
    if profile is not None:
        return shape_of_profile(profile)
    return shape_of_open_hours(queue.open, ahead_minutes=_ahead(plan.horizon, queue, market))


def _ahead(horizon: Horizon, queue: Queue, market: Market) -> int:
    """Minutes that the market's clocks are ahead of the queue's when the horizon starts."""
    there = horizon.first.astimezone(zone(market.timezone)).utcoffset() or timedelta()
    here = horizon.first.astimezone(zone(queue.timezone)).utcoffset() or timedelta()
    return round((there - here).total_seconds() / 60)


def _market_streams(
    plan: Plan, queue: Queue, markets: list[Market], history: _HistoryRows
) -> list[Stream]:
    volumes = _weekly_volumes(queue, markets)
    streams = [
        _stream(plan, queue, replace_volume(market, volume), history.of_market(*names))
        for market, volume in zip(markets, volumes, strict=True)
        for names in [(queue.queue, market.market)]
    ]
    loose = history.of_no_market(queue.queue, markets)
    return _with_split(streams, loose) if len(loose.start) else streams
