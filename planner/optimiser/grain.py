"""Intervals put together, so that a programme over them is small."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.options import Options

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
HOUR = 60


def coarsest(interval_minutes: int, *, least: float) -> int:
    """How many intervals to put together: as few as reach ``least``, no more than an hour."""
    whole = [count for count in range(1, HOUR + 1) if HOUR % (count * interval_minutes) == 0]
    return next((count for count in whole if count >= least), whole[-1] if whole else 1)


@dataclass(frozen=True)
class Grain:
    """``fine`` intervals, so many of them ``together``; the last may be cut short."""

    fine: int
    together: int

    @cached_property
    def of(self) -> Ints:
        """The coarse interval of each fine one."""
        return np.arange(self.fine) // self.together

    @property
    def intervals(self) -> int:
        """How many coarse intervals there are."""
        return -(-self.fine // self.together)

    def mean(self, values: Floats) -> Floats:
        """Means of what each coarse interval holds, along the first axis; missing ones are 0."""
        total = np.zeros((self.intervals, *values.shape[1:]))
        np.add.at(total, self.of, values)
        return total / self.together

    def any(self, values: Bools) -> Bools:
        """Whether anything that a coarse interval holds is true, along the first axis."""
        return np.logical_or.reduceat(values, np.arange(0, self.fine, self.together), axis=0)

    def repeat(self, values: Floats) -> Floats:
        """The same value for each of the fine intervals."""
        return np.ascontiguousarray(values[self.of])

    def split(self, values: Floats) -> Floats:
        """Values of coarse intervals shared out evenly."""
        return np.ascontiguousarray(values[self.of] / self.together)

    def starts(self, options: Options, minutes: int) -> Ints:
        """One option a day and template for each start within a coarse interval: the first."""
        if self.together == 1:
            return np.arange(len(options))
        key = np.stack([options.day, options.template, options.start // minutes])
        return np.sort(np.unique(key, axis=1, return_index=True)[1]).astype(np.int64)


def work_ticks(begin: Ints, finish: Ints, horizon: int) -> Iterator[tuple[Ints, Ints]]:
    """Options and ticks that they hold, for options of one length at a time."""
    for length in np.unique(finish - begin):
        options = np.flatnonzero(finish - begin == length)
        at = begin[options][:, None] + np.arange(length)
        inside = at < horizon
        yield np.broadcast_to(options[:, None], at.shape)[inside], at[inside]
