"""Where the coming days are short, and where they have people to spare, by day and queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from planner.clock import local_times, zone
from planner.demand.series import Floats, Ints
from planner.domain import Plan

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Effective agents there less agents required, after the end of the actual contacts.

    ``gap[queue][interval]`` with the forecast as it is now, ``at_first`` with the first one (NaN in
    intervals that are over); ``day`` days since 1970 of each interval in the plan's zone.
    """

    gap: Mapping[str, Floats]
    at_first: Mapping[str, Floats]
    day: Ints
    hours: float

    def dates(self, days: int) -> list[date]:
        """The coming days, today included."""
        ahead = np.isfinite(next(iter(self.gap.values())))
        found = np.unique(self.day[ahead])[:days]
        return [EPOCH + timedelta(days=int(number)) for number in found]

    def short(self, queue: str, day: date, *, first: bool = False) -> float:
        """Agent-hours missing on a day."""
        return float(np.maximum(-self._of(queue, day, first=first), 0.0).sum()) * self.hours

    def spare(self, queue: str, day: date, *, first: bool = False) -> float:
        """Agent-hours more than required on a day."""
        return float(np.maximum(self._of(queue, day, first=first), 0.0).sum()) * self.hours

    def balance(self, queue: str, day: date) -> float:
        """Agent-hours by which a day is better off than at first; negative: worse."""
        won = self._of(queue, day, first=False).sum() - self._of(queue, day, first=True).sum()
        return float(won) * self.hours

    def spare_after_shortage(self, queue: str, day: date) -> float:
        """Agent-hours to spare later on a day than its first shortage."""
        gap = self._of(queue, day, first=False)
        missing = np.flatnonzero(gap < 0)
        later = gap[missing[0] :] if len(missing) else gap[:0]
        return float(np.maximum(later, 0.0).sum()) * self.hours

    def _of(self, queue: str, day: date, *, first: bool) -> Floats:
        gap = (self.at_first if first else self.gap)[queue][self.day == (day - EPOCH).days]
        return np.asarray(gap[np.isfinite(gap)], dtype=float)


def gaps_of(
    plan: Plan, there: Mapping[str, Floats], there_then: Mapping[str, Floats],
    before: pd.DataFrame, after: pd.DataFrame, now: int,
) -> Gaps:  # fmt: skip
    """Agents that are there against two requirements (tables as of ``requirements.csv``).

    ``there`` for the requirement as it is now, ``there_then`` as people were given to queues at
    first.
    """
    starts = plan.horizon.starts.astype(np.int64)
    over = starts < now
    gap, at_first = {}, {}
    wanted, at_start = required_by_queue(plan, after), required_by_queue(plan, before)
    for name, agents in there.items():
        gap[name] = np.where(over, np.nan, agents - wanted[name])
        at_first[name] = np.where(over, np.nan, there_then[name] - at_start[name])
    local = local_times(plan.horizon.starts, zone(plan.horizon.timezone))
    return Gaps(gap=gap, at_first=at_first, day=local.day, hours=plan.horizon.interval_minutes / 60)


def required_by_queue(
    plan: Plan, needs: pd.DataFrame, column: str = "required_real"
) -> dict[str, Floats]:
    """Agents of each queue and interval, in the horizon's order."""
    own = needs[needs["queue"].isin(plan.queue)]
    return {
        str(name): rows.to_numpy(dtype=float)
        for name, rows in own.groupby("queue", sort=False)[column]
    }
