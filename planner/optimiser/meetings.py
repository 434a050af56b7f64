"""Meetings of several people at one time: held once the rota stands.

Everybody concerned who is on shift at the time of a meeting attends, and at no interval's start of
the week could more people meet. So of the times at which most are on shift the one is taken that
costs least and that all of them can attend, breaks and other activities moved out of the way. Where
there is none, shifts are changed (:mod:`planner.optimiser.meeting_moves`).

The search itself knows nothing of meetings: they are put into copies of what it found.
"""

from collections.abc import Callable

import numpy as np

from planner.optimiser.kernels.packed import Facts, State, copy_state
from planner.optimiser.meeting_moves import MeetingMoves, take_over
from planner.optimiser.meeting_times import FEWEST, MeetingTimes
from planner.optimiser.problem import Problem

ROUNDS = 40
"""So many times shifts are changed for those who cannot attend before it is given up."""


class Meetings:
    """Holds the meetings of one problem; ``excess`` is as in :class:`MeetingMoves`."""

    def __init__(self, problem: Problem, facts: Facts, excess: Callable[[State], float]) -> None:
        self.problem, self.facts, self.excess = problem, facts, excess
        self.times = MeetingTimes(problem, facts)

    def hold(self, state: State) -> tuple[State, float]:
        """A copy of a complete state with all meetings, and how many people miss one."""
        if not self.times.slots:
            return state, 0.0
        moves = MeetingMoves(self.problem, self.facts, self.times, self.excess)
        rota = copy_state(state)
        for _ in range(ROUNDS):
            held = copy_state(rota)
            order = sorted(self.times.slots, key=lambda k: self.times.choices(rota, k))
            failed = [k for k in order if not self._hold_one(held, k)]
            if not failed or not moves.make_room(rota, held, failed[0]):
                break
        return held, float(sum(self._missing(held).values()))

    def missed(self, state: State) -> list[str]:
        """Sentences about meetings that not everybody attends who could."""
        rows = self.problem.shared.activities
        return [
            f"off_queue.csv, {rows[k].activity}: {people} of those on shift at its best time "
            "cannot attend."
            for k, people in self._missing(state).items()
        ]

    def _missing(self, state: State) -> dict[int, int]:
        """By meeting, people by whom the one that is held falls short of the best time."""
        missing = {}
        for k in self.times.slots:
            most = int(self.times.on_grid(self.times.shifts(state, k).people()).max(initial=0))
            attend = int((state.shared.acts[:, k] >= 0).sum())
            if most >= FEWEST and attend < most:
                missing[k] = most - attend
        return missing

    def _hold_one(self, state: State, k: int) -> bool:
        """Hold one meeting where it costs least; False where breaks or limits allow no time."""
        shifts = self.times.shifts(state, k)
        people = shifts.people()
        most = int(self.times.on_grid(people).max(initial=0))
        if most < FEWEST:
            return True
        cost = {
            start: self.times.cost(state, k, shifts, start)
            for start in np.flatnonzero(people >= most).tolist()
        }
        allowed = self.excess(state)
        for start in sorted(cost, key=lambda at: (at % self.facts.ticks != 0, cost[at], at)):
            if self.times.cannot(state, k, shifts, start):
                continue
            trial = copy_state(state)
            rows = [(int(shifts.who[i]), int(shifts.day[i])) for i in shifts.at(start)]
            attended = all(
                self.times.attending.attend(trial, who, day, k, start) for who, day in rows
            )
            if attended and self.excess(trial) <= allowed:
                take_over(state, trial)
                return True
        return False
