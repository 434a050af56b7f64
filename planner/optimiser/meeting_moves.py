"""Other shifts for people, so that a meeting finds a time that all of them can attend.

Of the times at which most are on shift, those who cannot attend the one with the fewest of them get
another shift. Where the rules have none, others are brought to another time until as many are on
shift there. No move breaks a hard limit of whole teams that held before.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.choosing import UNKNOWN
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import clear_day, respond
from planner.optimiser.kernels.packed import Facts, Guide, Room, State, copy_state, new_room
from planner.optimiser.meeting_times import MeetingShifts, MeetingTimes
from planner.optimiser.problem import Problem

Ints = NDArray[np.int64]
MOST_TRIES = 12
"""So many other shifts of a person's day are looked at, the best first."""
MOST_TIMES = 6
"""So many times, those with most people first, are tried for a meeting that has to go elsewhere."""
MOST_MISSING, MOST_ASKED = 6, 60
"""Times that more people miss are not tried; so many people are asked to come to one, at most."""
PULL, PULL_SHARE = 100.0, 0.5
"""What being there is worth to who is brought to a meeting, in prices of a missing agent, and its
weight beside what the person is worth elsewhere."""


def take_over(state: State, found: State) -> None:
    """Make a state the same as another one of its problem."""
    rows: list[tuple[Any, Any]] = [*zip(state[:-1], found[:-1], strict=True)]
    for own, other in [*rows, *zip(state.shared, found.shared, strict=True)]:
        own[...] = other


class MeetingMoves:
    """Moves of one rota; a shift that was in the way of a meeting is not given again.

    Parameters
    ----------
    excess
        How far a state breaks hard limits of whole teams.
    """

    def __init__(
        self, problem: Problem, facts: Facts, times: MeetingTimes,
        excess: Callable[[State], float],
    ) -> None:  # fmt: skip
        self.facts, self.times, self.excess = facts, times, excess
        self.kernel = bind(facts)
        self.barred = _barred(facts)
        self.tight = bind(facts._replace(barred=self.barred))
        self.room: Room = new_room(facts, len(problem.lack))
        self.pull = PULL * max(1.0, problem.plan.prices.shortage_per_hour)

    def make_room(self, rota: State, held: State, k: int) -> bool:
        """Change shifts of a rota for a meeting ``k``; False where no change is known.

        ``held`` is the rota with the meetings that found a time; where it is they that keep people
        away, one change is enough.
        """
        return (
            self._move_away(rota, rota, k)
            or self._move_away(rota, held, k)
            or self._bring(rota, held, k)
        )

    def _move_away(self, rota: State, held: State, k: int) -> bool:
        """Give those another shift who cannot attend at the best time with the fewest of them."""
        shifts = self.times.shifts(rota, k)
        people = self.times.on_grid(shifts.people())
        blocked = [
            self.times.cannot(held, k, shifts, start)
            for start in np.flatnonzero(people == people.max()).tolist()
        ]
        moved = 0
        for i in min((found for found in blocked if found), key=len, default=[]):
            moved += self._another_shift(rota, int(shifts.who[i]), int(shifts.day[i]))
            if moved and held is not rota:
                break
        return moved > 0

    def _another_shift(self, rota: State, who: int, day: int) -> bool:
        """The best other shift of a person's day, or a day off; False where the rules have none."""
        trial, allowed = copy_state(rota), self.excess(rota)
        for _ in range(MOST_TRIES):
            self._bar(who, int(trial.chosen[who, day]))
            if not self._replan(trial, self.times.attending.guide, who, day, 0.0):
                return False
            if self.excess(trial) <= allowed:
                take_over(rota, trial)
                return True
            if trial.chosen[who, day] < 0:
                return False
        return False

    def _bring(self, rota: State, held: State, k: int) -> bool:
        """Bring people to another time until no time has more of them."""
        shifts = self.times.shifts(rota, k)
        people = self.times.on_grid(shifts.people())
        most = people.max()
        fewer = np.flatnonzero((people < most) & (people >= max(1, most - MOST_MISSING))).tolist()
        tried = 0
        for start in sorted(fewer, key=lambda at: (-people[at], at)):
            if tried == MOST_TIMES:
                break
            if not self.times.cannot(held, k, shifts, start):
                tried += 1
                if self._bring_to(rota, k, shifts, start):
                    return True
        return False

    def _bring_to(self, rota: State, k: int, shifts: MeetingShifts, start: int) -> bool:
        """Bring those who are missing at a time one by one; all or nothing."""
        trial, there = copy_state(rota), set(shifts.who[shifts.at(start)].tolist())
        absent = [who for who in self.times.people[k] if who not in there]
        for who in absent[:MOST_ASKED]:
            if not self._come(trial, k, who, start):
                continue
            people = self.times.on_grid(self.times.shifts(trial, k).people())
            if people[start] == people.max():
                take_over(rota, trial)
                return True
        return False

    def _come(self, state: State, k: int, who: int, start: int) -> bool:
        """Give a person a shift in which a meeting fits, on a day that has one."""
        facts, g, allowed = self.facts, int(self.facts.group[who]), self.excess(state)
        end = start + self.times.attending.size(k)
        guide = self._guide(state, start, end)
        for day in range(facts.shared.act_from[g, k], facts.shared.act_to[g, k]):
            own = slice(int(facts.first[g, day]), int(facts.first[g, day + 1]))
            if not ((facts.begin[own] <= start) & (end <= facts.finish[own])).any():
                continue
            trial = copy_state(state)
            if not self._replan(trial, guide, who, day, PULL_SHARE):
                continue
            option = trial.chosen[who, day]
            there = option >= 0 and facts.begin[option] <= start and end <= facts.finish[option]
            if there and self.excess(trial) <= allowed:
                take_over(state, trial)
                return True
        return False

    def _guide(self, state: State, start: int, end: int) -> Guide:
        """Prices that make presence at a meeting worth more than anything else."""
        guide, ticks = Guide(np.zeros_like(state.lack), np.zeros_like(state.thin)), self.facts.ticks
        guide.sets[start // ticks : -(-end // ticks)] = self.pull
        guide.cover[start // ticks : -(-end // ticks)] = self.pull
        return guide

    def _replan(
        self, state: State, guide: Guide, who: int, day: int, blend: float
    ) -> bool:  # fmt: skip
        """The best shift of a person's day, or none; False, and no shift, where no rota has it."""
        clear_day(self.kernel, state, who, day)
        known, until = np.full(1, UNKNOWN), day + 1
        return bool(
            respond(self.tight, state, guide, self.room, who, day, until, 0.0, blend, 0.0, known)
        )

    def _bar(self, who: int, option: int) -> None:
        if option >= 0:
            first = int(self.facts.first[self.facts.group[who], 0])
            self.barred[who, option - first] = 1


def _barred(facts: Facts) -> NDArray[np.uint8]:
    """Which options nobody may work, by person and option of the person's group."""
    groups = np.arange(len(facts.days))
    options = facts.first[groups, facts.days] - facts.first[:, 0]
    given = facts.barred
    barred = np.zeros((len(given), max(2, int(options.max()), given.shape[1])), dtype=np.uint8)
    if given.shape[1] > 1:
        barred[:, : given.shape[1]] = given
    return barred
