"""When several people could meet: who is on shift, and whose breaks are in the way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.attending import Attending
from planner.optimiser.kernels.cover import shortage_cost
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.problem import Problem

Ints = NDArray[np.int64]
FEWEST = 2
"""A meeting is one of at least so many people."""


@dataclass(frozen=True, kw_only=True)
class MeetingShifts:
    """Shifts with room for a meeting: arrays of one length, and ``may[window, tick]`` whether a
    meeting may begin there; it fits into a shift from tick ``first`` to ``last``."""

    who: Ints
    day: Ints
    first: Ints
    last: Ints
    window: Ints
    may: NDArray[np.bool_]

    def at(self, start: int) -> Ints:
        """Numbers of the shifts whose people could be in a meeting that begins at a tick."""
        fits = (self.first <= start) & (start <= self.last) & self.may[self.window, start]
        return np.flatnonzero(fits)

    def people(self) -> Ints:
        """How many could meet from each tick on."""
        found = np.zeros(self.may.shape[1], dtype=np.int64)
        for first, last, window in zip(self.first, self.last, self.window, strict=True):
            found[first : last + 1] += self.may[window, first : last + 1]
        return found


class MeetingTimes:
    """The times of the meetings of one problem.

    Attributes
    ----------
    slots
        Activities that several people owe together, by number.
    people
        Numbers of the people concerned, by slot.
    """

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self.facts, self.kernel = facts, bind(facts)
        agents, rows = problem.plan.agents, problem.shared.activities
        self.slots = [k for k, row in enumerate(rows) if row.together]
        self.people = {
            k: [at for at, agent in enumerate(agents) if rows[k].concerns(agent.agent, agent.team)]
            for k in self.slots
        }
        self.attending = Attending(problem, facts, self.slots)

    def shifts(self, state: State, k: int) -> MeetingShifts:
        """Shifts of the people concerned in the meeting's week that are long enough for it."""
        facts, shared, found = self.facts, self.facts.shared, []
        size = self.attending.size(k)
        for who in self.people[k]:
            g = facts.group[who]
            for day in range(shared.act_from[g, k], shared.act_to[g, k]):
                option = state.chosen[who, day]
                if option >= 0 and facts.finish[option] - facts.begin[option] >= size:
                    last = facts.finish[option] - size
                    found.append((who, day, facts.begin[option], last, shared.act_window[g, k]))
        table = np.array(found, dtype=np.int64).reshape(-1, 5)
        ticks = len(state.lack) * facts.ticks
        return MeetingShifts(
            who=table[:, 0], day=table[:, 1], first=table[:, 2], last=table[:, 3],
            window=table[:, 4], may=shared.ahead[:, :ticks] >= size,
        )  # fmt: skip

    def on_grid(self, people: Ints) -> Ints:
        """The same at intervals' starts, 0 elsewhere."""
        return np.where(np.arange(len(people)) % self.facts.ticks == 0, people, 0)

    def choices(self, state: State, k: int) -> int:
        """Between how many times a meeting has the choice."""
        people = self.shifts(state, k).people()
        return int((people >= self.on_grid(people).max(initial=0)).sum())

    def cannot(self, state: State, k: int, shifts: MeetingShifts, start: int) -> list[int]:
        """Those of the shifts at a time whose breaks find no place beside the meeting."""
        meeting = (start, self.attending.size(k))
        return [
            i
            for i in shifts.at(start).tolist()
            if self.attending.places(state, int(shifts.who[i]), int(shifts.day[i]), meeting) is None
        ]

    def cost(self, state: State, k: int, shifts: MeetingShifts, start: int) -> float:
        """Money of the shortage that a meeting causes, as though all were at work before."""
        facts, ticks, who = self.facts, self.facts.ticks, shifts.who[shifts.at(start)]
        end = start + self.attending.size(k)
        low, high = start // ticks, min(-(-end // ticks), len(state.lack))
        edges = np.arange(low, high) * ticks
        share = np.clip(np.minimum(edges + ticks, end) - np.maximum(edges, start), 0, ticks) / ticks
        effect = facts.effect[who] @ facts.hits[who]
        lack = state.lack[low:high] + np.outer(share, effect)
        thin = state.thin[low:high] + np.outer(share, facts.covers[who].sum(axis=0))
        before = shortage_cost(self.kernel, state.lack, state.thin, low, high)
        return float(shortage_cost(self.kernel, lack, thin, 0, high - low) - before)
