"""The shape of a usual week where no history tells it: a profile, or the open hours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.clock import DAY_MINUTES, WEEK_DAYS, WeeklyWindow
from planner.demand.series import SLOT_MINUTES, SLOTS, Floats
from planner.domain import Profile

PROFILE_CONTACTS = 100.0
PROFILE_WEEKS = 0.25
EVEN_CONTACTS = 12.0
EVEN_WEEKS = 1e-6


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A week in local time and how far it is trusted beside history.

    ``share[weekday, slot]`` sums to 1. It counts like ``contacts`` contacts of the intraday curve
    and like ``weeks`` weeks of the weekday factors.
    """

    share: Floats
    contacts: float
    weeks: float

    @property
    def weekday(self) -> Floats:
        """Volume of each weekday over the mean day."""
        return np.asarray(self.share.sum(1) * WEEK_DAYS, dtype=float)

    @property
    def intraday(self) -> Floats:
        """Share of each slot in its own day; the week's mean on days without any volume."""
        total = self.share.sum(1, keepdims=True)
        pooled = np.broadcast_to(self.share.sum(0), self.share.shape)
        found = np.divide(self.share, total, out=pooled.copy(), where=total > 0)
        return np.asarray(found, dtype=float)


def shape_of_profile(profile: Profile) -> Shape:
    """The shape that a row set of ``profiles.csv`` describes."""
    share = profile.share.reshape(WEEK_DAYS, SLOTS, SLOT_MINUTES).sum(2)
    return Shape(share=share / share.sum(), contacts=PROFILE_CONTACTS, weeks=PROFILE_WEEKS)


def shape_of_open_hours(windows: Sequence[WeeklyWindow], *, ahead_minutes: int) -> Shape:
    """Even volume over the open hours: all that can be said without profile and history.

    ``ahead_minutes`` is how far the customers' clocks are ahead of the queue's.
    """
    minute = np.zeros(WEEK_DAYS * DAY_MINUTES)
    for window in windows:
        for weekday in window.weekdays:
            span = weekday * DAY_MINUTES + np.arange(window.start, window.end) + ahead_minutes
            minute[span % minute.size] = 1.0
    if not minute.any():
        minute += 1.0
    share = minute.reshape(WEEK_DAYS, SLOTS, SLOT_MINUTES).sum(2)
    return Shape(share=share / share.sum(), contacts=EVEN_CONTACTS, weeks=EVEN_WEEKS)
