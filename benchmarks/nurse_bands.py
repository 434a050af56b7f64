"""Which units and weekends a rota can have after each day: what keeps the tally narrow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.case import Case

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
FAR = 10**6


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


NEVER = 1e18


def band(case: Case, may: Bools, least: int, most: int) -> Band:
    """The band of one person who may work on the given days and owes ``least``-``most`` units."""
    days = len(may)
    ways = _ways(case)
    shortest, longest = int(case.unit.min()), int(case.unit.max())
    counts = case.weekends + 1
    states = len(case.next_on) + len(case.off_cost)
    done_most = np.full((days + 1, counts, states), -FAR)
    done_least = np.full((days + 1, counts, states), FAR)
    done_most[0, 0, case.start_on] = done_least[0, 0, case.start_on] = 0
    left_most, left_least = np.full_like(done_most, -FAR), np.full_like(done_least, FAR)
    left_most[days] = left_least[days] = 0
    for day in range(days):
        for old, new, skip in _steps(case, ways, day, bool(may[day])):
            add = (shortest, longest) if skip[1] else (0, 0)
            a, b = slice(0, counts - skip[0]), slice(skip[0], counts)
            into = done_most[day + 1, b, new]
            np.maximum(into, done_most[day, a, old] + add[1], out=into)
            into = done_least[day + 1, b, new]
            np.minimum(into, done_least[day, a, old] + add[0], out=into)
    for day in range(days - 1, -1, -1):
        for old, new, skip in _steps(case, ways, day, bool(may[day])):
            add = (shortest, longest) if skip[1] else (0, 0)
            a, b = slice(0, counts - skip[0]), slice(skip[0], counts)
            into = left_most[day, a, old]
            np.maximum(into, left_most[day + 1, b, new] + add[1], out=into)
            into = left_least[day, a, old]
            np.minimum(into, left_least[day + 1, b, new] + add[0], out=into)
    low = np.maximum(done_least, least - left_most)
    high = np.minimum(done_most, most - left_least)
    real = (done_most >= 0) & (left_most >= 0) & (low <= high)
    lowest = np.where(real, low, FAR).min(axis=(1, 2))
    highest = np.where(real, high, -FAR).max(axis=(1, 2))
    if not real.any(axis=(1, 2)).all():
        lowest[:], highest[:] = 0, 0
    return Band(
        low=lowest, high=highest, low_weekends=np.zeros(days + 1, np.int64),
        high_weekends=np.full(days + 1, counts - 1),
    )  # fmt: skip


def _ways(case: Case) -> list[tuple[int, int, int, int]]:
    """From state to state: runs, then places in a run of days off; whether at work, and fresh."""
    runs, last = len(case.next_on), len(case.off_cost) - 1
    found = []
    for run in range(runs):
        if case.next_on[run, 0] >= 0:
            found.append((run, int(case.next_on[run, 0]), 1, int(run == case.start_on)))
        if case.stop_cost[run] < NEVER:
            found.append((run, runs + int(case.off_after[run]), 0, 0))
    for place in range(last + 1):
        found.append((runs + place, runs + min(place + 1, last), 0, 0))
        if case.off_cost[place] < NEVER:
            found.append((runs + place, int(case.first_on[0]), 1, 1))
    return found


def _steps(
    case: Case, ways: list[tuple[int, int, int, int]], day: int, may: bool
) -> list[tuple[int, int, tuple[int, int]]]:
    """A day's ways: state before, after, and whether a weekend begins to count and work is done."""
    found = []
    for old, new, work, fresh in ways:
        if work and not may:
            continue
        weekday = case.weekday[day]
        weekend = work and (weekday == 5 or (weekday == 6 and fresh))
        found.append((old, new, (int(bool(weekend)), work)))
    return found
