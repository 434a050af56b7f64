"""Meetings of several people at one time: held once the rota stands.

Everybody concerned who is on shift at the time of a meeting attends, and at no interval's start of
the week could more people meet. So of the times at which most are on shift the one is taken that
costs least and that all of them can attend, breaks and other activities moved out of the way. Where
there is none, somebody who cannot attend gets another shift that day.

The search itself knows nothing of meetings: they are put into copies of what it found.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.attending import Attending
from planner.optimiser.kernels.acts import put_act
from planner.optimiser.kernels.choosing import UNKNOWN
from planner.optimiser.kernels.cover import shortage_cost
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import clear_day, respond, set_day
from planner.optimiser.kernels.packed import Facts, Room, State, copy_state, new_room
from planner.optimiser.problem import Problem

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
FEWEST = 2
"""A meeting is one of at least so many people."""
ROUNDS = 40
"""So many times shifts are changed for those who cannot attend before it is given up."""


@dataclass(frozen=True, kw_only=True)
class _Shifts:
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


class Meetings:
    """Holds the meetings of one problem."""

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self.problem, self.facts, self.kernel = problem, facts, bind(facts)
        agents, rows = problem.plan.agents, problem.shared.activities
        self.slots = [k for k, row in enumerate(rows) if row.together]
        self.people = {
            k: [at for at, agent in enumerate(agents) if rows[k].concerns(agent.agent, agent.team)]
            for k in self.slots
        }
        self.attending = Attending(problem, facts, self.slots)
        self.room: Room = new_room(facts, len(problem.lack))

    def hold(self, state: State) -> tuple[State, float]:
        """A copy of a complete state with all meetings, and how many people miss one."""
        if not self.slots:
            return state, 0.0
        rota, barred = copy_state(state), self._barred()
        tight = bind(self.facts._replace(barred=barred))
        for _ in range(ROUNDS):
            held = copy_state(rota)
            order = sorted(self.slots, key=lambda k: self._choices(rota, k))
            failed = [k for k in order if not self._hold_one(held, k)]
            if not failed:
                break
            moved = self._move_somebody(rota, rota, failed[0], barred, tight)
            if not moved and not self._move_somebody(rota, held, failed[0], barred, tight):
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
        for k in self.slots:
            most = int(self._on_grid(self._shifts(state, k).people()).max(initial=0))
            attend = int((state.shared.acts[:, k] >= 0).sum())
            if most >= FEWEST and attend < most:
                missing[k] = most - attend
        return missing

    def _shifts(self, state: State, k: int) -> _Shifts:
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
        return _Shifts(
            who=table[:, 0], day=table[:, 1], first=table[:, 2], last=table[:, 3],
            window=table[:, 4], may=shared.ahead[:, :ticks] >= size,
        )  # fmt: skip

    def _choices(self, state: State, k: int) -> int:
        """Between how many times a meeting has the choice."""
        people = self._shifts(state, k).people()
        return int((people >= self._on_grid(people).max(initial=0)).sum())

    def _on_grid(self, people: Ints) -> Ints:
        """The same at intervals' starts, 0 elsewhere."""
        return np.where(np.arange(len(people)) % self.facts.ticks == 0, people, 0)

    def _hold_one(self, state: State, k: int) -> bool:
        """Hold one meeting where it costs least; False where nobody's breaks allow any time."""
        shifts = self._shifts(state, k)
        people = shifts.people()
        most = int(self._on_grid(people).max(initial=0))
        if most < FEWEST:
            return True
        cost = {
            start: self._cost(state, k, shifts, start)
            for start in np.flatnonzero(people >= most).tolist()
        }
        for start in sorted(cost, key=lambda at: (at % self.facts.ticks != 0, cost[at], at)):
            if self._cannot(state, k, shifts, start):
                continue
            trial = copy_state(state)
            rows = [(int(shifts.who[i]), int(shifts.day[i])) for i in shifts.at(start)]
            if all(self.attending.attend(trial, who, day, k, start) for who, day in rows):
                _take_over(state, trial)
                return True
        return False

    def _cannot(self, state: State, k: int, shifts: _Shifts, start: int) -> list[int]:
        """Those of the shifts at a time whose breaks find no place beside the meeting."""
        meeting = (start, self.attending.size(k))
        return [
            i
            for i in shifts.at(start).tolist()
            if self.attending.places(state, int(shifts.who[i]), int(shifts.day[i]), meeting) is None
        ]

    def _cost(self, state: State, k: int, shifts: _Shifts, start: int) -> float:
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

    def _move_somebody(self, rota: State, held: State, k: int, barred: Bytes, tight: Any) -> bool:
        """Give those another shift who cannot attend at the best time with the fewest of them.

        Where it is the meetings already ``held`` that keep them away, one of them is enough.
        """
        shifts = self._shifts(rota, k)
        people = self._on_grid(shifts.people())
        blocked = [
            self._cannot(held, k, shifts, start)
            for start in np.flatnonzero(people == people.max()).tolist()
        ]
        moved = 0
        for i in min((found for found in blocked if found), key=len, default=[]):
            who, day = int(shifts.who[i]), int(shifts.day[i])
            moved += self._another_shift(rota, who, day, barred, tight)
            if moved and held is not rota:
                break
        return moved > 0

    def _another_shift(self, rota: State, who: int, day: int, barred: Bytes, tight: Any) -> bool:
        """The best other shift of a person's day, or a day off; False where the rules have none."""
        option = int(rota.chosen[who, day])
        barred[who, option - int(self.facts.first[self.facts.group[who], 0])] = 1
        places = rota.places[who, day].copy()
        acts = list(self.attending.inside(rota, who, day))
        clear_day(self.kernel, rota, who, day)
        guide, nothing = self.attending.guide, np.full(1, UNKNOWN)
        if respond(tight, rota, guide, self.room, who, day, day + 1, 0.0, 0.0, 0.0, nothing):
            return True
        set_day(self.kernel, rota, who, day, option, places)
        for k, (at, _) in acts:
            put_act(self.kernel, rota, who, k, at)
        return False

    def _barred(self) -> Bytes:
        """Which options nobody may work, by person and option of the person's group."""
        facts = self.facts
        groups = np.arange(len(facts.days))
        options = facts.first[groups, facts.days] - facts.first[:, 0]
        given = facts.barred
        barred = np.zeros((len(given), max(2, int(options.max()), given.shape[1])), dtype=np.uint8)
        if given.shape[1] > 1:
            barred[:, : given.shape[1]] = given
        return barred


def _take_over(state: State, found: State) -> None:
    """Make a state the same as another one of its problem."""
    rows: list[tuple[Any, Any]] = list(zip(state[:-1], found[:-1], strict=True))
    for own, other in [*rows, *zip(state.shared, found.shared, strict=True)]:
        own[...] = other
