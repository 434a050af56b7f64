"""What would come while a desk is closed, once customers know that it is open around the clock.

Where history, or a weekly volume with a profile, tells what comes at closed hours, that is it. Else
the week's shape is that of the stream's profile where it reaches there, else that of a queue of the
plan which is open around the clock (one of the same channel if there is one), else that of a
consumer desk. How many: see :mod:`planner.demand.opening`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.clock import WEEK_DAYS, inside, week_minutes, zone
from planner.demand.forecasting import models_of
from planner.demand.lines import Grid, usual_rates
from planner.demand.model import Model
from planner.demand.opening import Opening, usual_round_the_clock
from planner.demand.series import SLOT_MINUTES, SLOTS, Bools, Floats, wall_clock, weekday_of
from planner.demand.streams import Stream, minutes_ahead, streams_of
from planner.domain import Plan, Queue
from planner.sentences import Sentence

LEAST_OUTSIDE = 0.01
"""A shape with less than this outside the open hours says nothing about them."""


@dataclass(frozen=True, kw_only=True)
class Outside:
    """One stream around the clock, by interval of the horizon.

    ``mean`` contacts in all, ``outside`` of them those at hours that are closed today;
    ``source`` whose shape that is.
    """

    queue: str
    market: str
    timezone: str
    mean: Floats
    outside: Floats
    aht_s: float
    source: str


def limited(queue: Queue) -> bool:
    """Whether a queue is closed at times."""
    return not bool(week_minutes(queue.open).all())


def outside_hours(plan: Plan, *, come_back: float) -> list[Outside]:
    """What would come to every queue that is closed at times, by stream.

    ``come_back`` is the share of those who find it closed and come back when it is open.
    """
    streams = streams_of(plan)
    models = models_of(plan, streams)
    found = list(zip(streams, models, strict=True))
    return [
        _outside(plan, stream, model, found, come_back)
        for stream, model in found
        if limited(stream.queue)
    ]


def _outside(
    plan: Plan, stream: Stream, model: Model, others: Sequence[tuple[Stream, Model]],
    come_back: float,
) -> Outside:  # fmt: skip
    grid = Grid(plan.horizon)
    local = wall_clock(grid.middle, stream.place)
    day = np.arange(local.day.min(), local.day.max() + 1)
    rates = usual_rates(stream, model, day)
    closed = _closed(plan, stream)
    share, source = _shape(stream, closed, others)
    told = closed[weekday_of(day)]
    if rates[told].sum() >= LEAST_OUTSIDE * rates.sum():
        source = Sentence("its history") if model.last_day is not None else source
    else:
        rates = Opening(
            closed=closed, share=share, from_day=int(day[0]), come_back=come_back, return_weeks=0
        ).applied(rates, day)
    size = grid.step / SLOT_MINUTES
    mean = grid.by_interval(rates[local.day - day[0], local.minute // SLOT_MINUTES] * size)
    open_share = inside(plan.horizon, stream.queue.open, zone(stream.queue.timezone))
    return Outside(
        queue=stream.queue.queue, market=stream.market.market, timezone=stream.market.timezone,
        mean=mean, outside=mean * (1 - open_share), aht_s=stream.aht_s, source=source,
    )  # fmt: skip


def _closed(plan: Plan, stream: Stream) -> Bools:
    """Quarter hours of the market's week in which its queue is closed, as the clocks stand now."""
    ahead = minutes_ahead(plan.horizon, stream.queue, stream.market)
    week = np.roll(week_minutes(stream.queue.open).ravel(), ahead)
    slots = week.reshape(WEEK_DAYS, SLOTS, SLOT_MINUTES).mean(2)
    return np.asarray(slots < 0.5, dtype=bool)


def _shape(
    stream: Stream, closed: Bools, others: Sequence[tuple[Stream, Model]]
) -> tuple[Floats, str]:
    """Shares of a week around the clock, and where they come from."""
    own = stream.shape.share
    if stream.profiled and own[closed].sum() >= LEAST_OUTSIDE * own.sum():
        return own / own.sum(), Sentence("its profile")
    near = [
        (other, model)
        for other, model in others
        if not limited(other.queue) and model.level > 0 and (model.last_day or other.profiled)
    ]
    same = [pair for pair in near if pair[0].queue.channel == stream.queue.channel]
    for other, model in same or near:
        share = model.weekday[:, None] * model.share
        if share[closed].sum() >= LEAST_OUTSIDE * share.sum():
            return share / share.sum(), _shape_of(other)
    return usual_round_the_clock(), Sentence("the shape of a consumer desk (assumed)")


def _shape_of(other: Stream) -> Sentence:
    if not other.market.market:
        return Sentence("the shape of {0}", other.queue.queue)
    return Sentence("the shape of {0}, market {1}", other.queue.queue, other.market.market)
