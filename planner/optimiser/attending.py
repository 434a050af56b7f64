"""One person in a meeting: breaks and other activities of the shift moved out of its way."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.acts import place_acts, put_act
from planner.optimiser.kernels.cover import running_total
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import clear_day, set_day
from planner.optimiser.kernels.packed import Facts, Guide, State
from planner.optimiser.kernels.shared import row_values
from planner.optimiser.kernels.worth import fill_value
from planner.optimiser.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Taken = tuple[int, int]
"""A stretch of a shift in ticks: start and size."""
SOFTNESS = 0.1
"""Rounding of the shortage by which breaks find their new place, in effective agents."""


class Attending:
    """Finds people's time for meetings; ``meetings`` are slots that no person owes alone."""

    def __init__(self, problem: Problem, facts: Facts, meetings: Sequence[int]) -> None:
        self.problem, self.facts, self.kernel = problem, facts, bind(facts)
        self.meetings = frozenset(meetings)
        self.guide = Guide(np.zeros_like(problem.lack), np.zeros_like(problem.thin))

    def places(
        self, state: State, who: int, day: int, meeting: Taken, total: Floats | None = None
    ) -> Ints | None:
        """Places of the breaks of a shift beside a meeting; ``None`` where they find none.

        Breaks stay as near as they can to where they are or, with ``total``, go where that grows
        least. Activities of the person's own that are in the way are taken for movable.
        """
        inside = list(self.inside(state, who, day))
        fixed = [part for k, part in inside if k in self.meetings]
        kept = fixed + [
            part for k, part in inside if k not in self.meetings and not clash([meeting, part])
        ]
        found = self._beside(state, who, day, [meeting, *kept], total)
        if found is None and len(kept) > len(fixed):
            found = self._beside(state, who, day, [meeting, *fixed], total)
        return found

    def attend(self, state: State, who: int, day: int, k: int, start: int) -> bool:
        """Bring a person into meeting ``k``; False where something owed found no other place."""
        meeting = (start, self.size(k))
        total = self._worth(state, who)
        places = self.places(state, who, day, meeting, total)
        if places is None:
            return False
        owed, before = self._owed(state, who), list(self.inside(state, who, day))
        option = int(state.chosen[who, day])
        clear_day(self.kernel, state, who, day)
        set_day(self.kernel, state, who, day, option, places)
        put_act(self.kernel, state, who, k, start)
        sizes = self.facts.breaks[self.facts.template[option], :, 0].tolist()
        breaks = zip(places.tolist(), sizes, strict=True)
        busy = [meeting, *(part for part in breaks if part[0] >= 0)]
        for other, part in before:
            if not clash([*busy, part]):
                put_act(self.kernel, state, who, other, part[0])
                busy.append(part)
        place_acts(self.kernel, state, who, total)
        return self._owed(state, who) >= owed

    def inside(self, state: State, who: int, day: int) -> Iterator[tuple[int, Taken]]:
        """Activities that lie in a shift, by slot."""
        option = state.chosen[who, day]
        begin, finish = self.facts.begin[option], self.facts.finish[option]
        for k, at in enumerate(state.shared.acts[who].tolist()):
            if begin <= at < finish:
                yield k, (at, self.size(k))

    def size(self, k: int) -> int:
        """Length of an activity in ticks."""
        return int(self.facts.shared.act_size[k])

    def _owed(self, state: State, who: int) -> int:
        """How many activities of their own a person has a place for."""
        return sum(
            at >= 0
            for k, at in enumerate(state.shared.acts[who].tolist())
            if k not in self.meetings
        )

    def _worth(self, state: State, who: int) -> Floats:
        """Running sum by tick of what one more person is worth."""
        intervals, ticks = len(state.lack), self.facts.ticks
        value, total = np.zeros(intervals), np.zeros(intervals * ticks + 1)
        fill_value(
            self.kernel, state.lack, state.thin, self.guide, who, 0, intervals, SOFTNESS, 0.0, value
        )  # fmt: skip
        row_values(self.facts.shared, state.shared, who, 0, intervals, value, np.zeros(intervals))
        running_total(value, ticks, 0, intervals, total)
        return total

    def _beside(
        self, state: State, who: int, day: int, taken: list[Taken], total: Floats | None
    ) -> Ints | None:
        """Places of all breaks that keep clear of what is taken and of each other."""
        if clash(taken):
            return None
        option, now = int(state.chosen[who, day]), state.places[who, day].tolist()
        windows = self._windows(who, option)
        places = np.full(len(now), -1, dtype=np.int64)

        def place(b: int, busy: list[Taken]) -> bool:
            if b == len(windows):
                return True
            size, low, high = windows[b]
            if size == 0:
                return place(b + 1, busy)
            free = [x for x in range(low, high + 1) if not clash([*busy, (x, size)])]
            on_grid = [x for x in free if x % self.facts.ticks == 0]
            for x in sorted(on_grid or free, key=lambda x: _dear((x, size), now[b], total)):
                places[b] = x
                if place(b + 1, [*busy, (x, size)]):
                    return True
            return False

        return places if place(0, taken) else None

    def _windows(self, who: int, option: int) -> list[tuple[int, int, int]]:
        """Length and first and last tick at which each break of a shift may start."""
        facts = self.facts
        group = self.problem.groups[int(facts.group[who])]
        begin, finish = int(facts.begin[option]), int(facts.finish[option])
        rows = group.windows[int(facts.own_template[option])].tolist()
        return [
            (
                size, min(begin + earliest, finish - size), min(begin + latest, finish - size),
            )
            for size, earliest, latest, _ in rows
        ]  # fmt: skip


def clash(taken: list[Taken]) -> bool:
    """Whether any two of these stretches overlap."""
    rows = sorted(taken)
    return any(one[0] + one[1] > other[0] for one, other in pairwise(rows))


def _dear(part: Taken, now: int, total: Floats | None) -> tuple[float, int]:
    """How dear a break is at a place, and how far from where it was."""
    at, size = part
    if total is None:
        return 0.0, abs(at - now)
    last = len(total) - 1
    return float(total[min(at + size, last)] - total[min(at, last)]), abs(at - now)
