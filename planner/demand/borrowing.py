"""Small streams borrow from their parent: level and shape of the sum, split by their own share.

A stream of 20 contacts a day says little about its own level and hours. Its parent is the sum of
its queue's markets, or of the queues with its language and channel, on each one's own wall clock.
The level is the parent's times the stream's part of the contacts of the last eight weeks; the shape
of the parent's week counts like contacts of the stream's own.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.clock import WEEK_DAYS
from planner.demand.learning import fit
from planner.demand.model import Model
from planner.demand.series import Series
from planner.demand.shape import Shape
from planner.demand.streams import Stream

SMALL = 20.0
"""Contacts a day below which a stream borrows."""
SPLIT_DAYS = 8 * WEEK_DAYS
PARENT_CONTACTS, PARENT_WEEKS = 3000.0, 8.0
LARGER = 2.0
"""A parent has at least so many times the contacts."""


def borrowed(stream: Stream, model: Model, streams: Sequence[Stream]) -> Model:
    """The model of a stream, drawn to its parent's if it is small and has one."""
    if stream.series is None or model.level >= SMALL:
        return model
    siblings = [other for other in streams if other is not stream and _related(stream, other)]
    sums = _with_siblings(stream.series, [other.series for other in siblings if other.series])
    if sums is None:
        return model
    own, parent = sums
    part, whole = (float(np.nansum(each.rate[-SPLIT_DAYS:])) for each in sums)
    above = fit(parent, shape=stream.shape, holidays=stream.holidays)
    if above is None or part <= 0 or whole < LARGER * part:
        return model
    week = above.weekday[:, None] * above.share
    shape = Shape(share=week / week.sum(), contacts=PARENT_CONTACTS, weeks=PARENT_WEEKS)
    drawn = fit(own, shape=shape, holidays=stream.holidays)
    if drawn is None:
        return model
    return replace(
        drawn, level=above.level * part / whole, annual=above.annual, last_day=model.last_day,
        interval_spread=model.interval_spread, day_spread=model.day_spread,
    )  # fmt: skip


def _related(stream: Stream, other: Stream) -> bool:
    mine, theirs = stream.queue, other.queue
    if mine.queue == theirs.queue:
        return True
    kin = mine.channel == theirs.channel and mine.language == theirs.language
    return kin and bool(mine.language) and not stream.market.market


def _with_siblings(own: Series, others: Sequence[Series]) -> tuple[Series, Series] | None:
    """The stream and the sum of all, where every one of them is known; ``None`` with no sibling."""
    rate = own.rate.copy()
    found = False
    for other in others:
        if other.grain != own.grain or other.phase != own.phase or other.last_day != own.last_day:
            continue
        days = min(len(rate), len(other.rate))
        if days < min(SPLIT_DAYS, len(rate)):
            continue
        rate[:-days] = np.nan
        rate[-days:] += other.rate[-days:]
        found = True
    if not found or not np.isfinite(rate).any():
        return None
    first = int(np.flatnonzero(np.isfinite(rate).any(1))[0])
    seen = np.where(np.isfinite(rate), own.rate, np.nan)
    return (
        replace(own, rate=seen[first:], first_day=own.first_day + first),
        replace(own, rate=rate[first:], first_day=own.first_day + first),
    )
