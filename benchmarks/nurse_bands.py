"""Which units and weekends a rota can have after each day: what keeps the tally narrow."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.case import Case

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
FAR = 10**6
NEVER = 1e18


@dataclass(frozen=True, kw_only=True)
class Band:
    """Least and most units, and weekends, after so many days (D + 1 each)."""

    low: Ints
    high: Ints
    low_weekends: Ints
    high_weekends: Ints

    def near(self, units: Ints, weekends: Ints, reach: int, reach_weekends: int) -> "Band":
        """The part of the band around a rota's course."""
        low, high = self.low.copy(), self.high.copy()
        low[1:-1] = np.maximum(low, units - reach)[1:-1]
        high[1:-1] = np.minimum(high, units + reach)[1:-1]
        return Band(
            low=low,
            high=high,
            low_weekends=np.maximum(self.low_weekends, weekends - reach_weekends),
            high_weekends=np.minimum(self.high_weekends, weekends + reach_weekends),
        )

    def into(self, case: Case, least: int, most: int) -> Case:
        """The case with a tally as wide as the band, which must end between two totals."""
        cells = int((self.high - self.low).max()) + 1
        total = self.low[-1] + np.arange(cells)
        final = np.where((total >= least) & (total <= most), 0.0, -NEVER)
        weekends, pace = case.weekends, np.zeros((len(self.low) - 1, 2), np.int64)
        pace[:, 0] = np.diff(self.low)
        if weekends >= 0:
            width = int((self.high_weekends - self.low_weekends).max()) + 1
            top = np.minimum(self.low_weekends, weekends + 1 - width)
            pace[:, 1] = np.diff(np.maximum(top, 0))
            weekends = width - 1
        return case._replace(units=cells, final=final, weekends=weekends, pace=pace)


def band(case: Case, may: Bools, least: int, most: int) -> Band:
    """The band of one person who may work on the given days and owes ``least``-``most`` units."""
    days, counts = len(may), case.weekends + 1
    shape = (days + 1, counts, len(case.next_on) + len(case.off_cost))
    done = np.full(shape, FAR), np.full(shape, -FAR)
    left = np.full(shape, FAR), np.full(shape, -FAR)
    for least_or_most in (0, 1):
        done[least_or_most][0, 0, case.start_on] = 0
        left[least_or_most][days] = 0
    lengths = int(case.unit.min()), int(case.unit.max())
    sorts = {(weekday, work): _steps(case, weekday, may=work) for weekday in range(7)
             for work in (False, True)}  # fmt: skip
    steps = [sorts[day % 7, work] for day, work in enumerate(may.tolist())]
    for day in range(days):
        for step in steps[day]:
            _spread(step, lengths, done, day, day + 1)
    for day in range(days - 1, -1, -1):
        for step in steps[day]:
            _spread(step, lengths, left, day + 1, day)
    low, high = np.maximum(done[0], least - left[1]), np.minimum(done[1], most - left[0])
    real = (done[1] >= 0) & (left[1] >= 0) & (low <= high)
    lowest = np.where(real, low, FAR).min(axis=(1, 2))
    highest = np.where(real, high, -FAR).max(axis=(1, 2))
    if not real.any(axis=(1, 2)).all():
        lowest[:], highest[:] = 0, 0
    return Band(
        low=lowest, high=highest, low_weekends=np.zeros(days + 1, np.int64),
        high_weekends=np.full(days + 1, counts - 1),
    )  # fmt: skip


def _spread(
    step: "_Step", lengths: tuple[int, int], units: tuple[Ints, Ints], source: int, target: int
) -> None:
    """Least and most units along one kind of step, forwards or back through the days."""
    counts = units[0].shape[1]
    before, after = slice(0, counts - step.weekend), slice(step.weekend, counts)
    old, new = (before, step.old), (after, step.new)
    if target < source:
        old, new = new, old
    for keep, length, better in zip(units, lengths, (np.minimum, np.maximum), strict=True):
        more = keep[source][old] + (length if step.work else 0)
        keep[target][new] = better(keep[target][new], more)


@dataclass(frozen=True, kw_only=True)
class _Step:
    """From state to state in a day: runs, then places in a run of days off."""

    old: int
    new: int
    work: bool
    fresh: bool
    """the first shift after days off"""
    weekend: int
    """1 where a weekend begins to count"""


def _ways(case: Case) -> list[_Step]:
    """Everything that a day can do, its weekend not counted yet."""
    runs, last = len(case.next_on), len(case.off_cost) - 1
    found = []
    for run in range(runs):
        if case.next_on[run, 0] >= 0:
            found.append((run, int(case.next_on[run, 0]), True, run == case.start_on))
        if case.stop_cost[run] < NEVER:
            found.append((run, runs + int(case.off_after[run]), False, False))
    for place in range(last + 1):
        found.append((runs + place, runs + min(place + 1, last), False, False))
        if case.off_cost[place] < NEVER:
            found.append((runs + place, int(case.first_on[0]), True, True))
    return [
        _Step(old=old, new=new, work=work, fresh=fresh, weekend=0)
        for old, new, work, fresh in found
    ]


def _steps(case: Case, weekday: int, *, may: bool) -> list[_Step]:
    """What can be done on a day."""
    return [
        replace(step, weekend=int(step.work and (weekday == 5 or (weekday == 6 and step.fresh))))
        for step in _ways(case)
        if may or not step.work
    ]
