"""Shifts with real times and activities out of the search's arrays, person by person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.domain import Agent
from planner.optimiser.allocating import PARTS
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.problem import Problem
from planner.schedules import BREAK, MEAL, WORK, Shift, Stretch

Ints = NDArray[np.int64]
Span = tuple[int, int, int]
"""Begin and end in parts of a minute, and the place worked at."""
Row = tuple[int, int, str, str, bool]
"""Begin and end in parts of a minute, activity, queue, whether it is paid."""


class ShiftMaker:
    """Makes the shifts of one problem's states; what they have in common is looked up once."""

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self.problem, self.facts = problem, facts
        self._moments = _moments(problem, facts)
        self._names: dict[tuple[tuple[str, ...], int], str] = {}

    def shifts(self, state: State, pieces: Ints) -> Iterator[Shift]:
        """Everybody's shifts; ``pieces`` rows (person, begin, end, place) by person and time."""
        rows = _joined(pieces)
        first = np.searchsorted(rows[:, 0], np.arange(len(self.problem.people) + 1)).tolist()
        for who in range(len(self.problem.people)):
            yield from self._of(state, who, rows[first[who] : first[who + 1], 1:].tolist())

    def _of(self, state: State, who: int, work: list[Span]) -> Iterator[Shift]:
        """One person's shifts in order of time, their work in the same order."""
        places, acts = state.places[who].tolist(), state.shared.acts[who].tolist()
        at = 0
        for day in np.flatnonzero(state.chosen[who] >= 0).tolist():
            option = int(state.chosen[who, day])
            begin, end = (int(x[option]) * PARTS for x in (self.facts.start, self.facts.end))
            while at < len(work) and work[at][1] <= begin:
                at += 1
            rows = self._work(self.problem.plan.agents[who], work, at, begin, end)
            rows += self._breaks(who, option, places[day])
            rows += self._away(option, acts)
            yield self._shift(who, day, option, rows)

    def _shift(self, who: int, day: int, option: int, rows: list[Row]) -> Shift:
        agent = self.problem.plan.agents[who]
        options = self.problem.groups[self.problem.people[who].group].options
        moments = self._moments
        return Shift(
            agent=agent.agent, team=agent.team, date=options.dates[day],
            shift=options.templates[int(self.facts.own_template[option])].shift,
            start=moments[int(self.facts.start[option]) * PARTS],
            end=moments[int(self.facts.end[option]) * PARTS],
            activities=tuple(
                Stretch(
                    start=moments[begin], end=moments[end], activity=name, queue=queue, paid=paid
                )
                for begin, end, name, queue, paid in sorted(rows)
            ),
        )  # fmt: skip

    def _work(self, agent: Agent, work: list[Span], at: int, begin: int, end: int) -> list[Row]:
        """The parts of a person's work from the one ``at`` a place on that lie in a shift."""
        rows: list[Row] = []
        while at < len(work) and work[at][0] < end:
            low, high, place = work[at]
            rows.append((max(low, begin), min(high, end), WORK, self._queue(agent, place), True))
            at += 1
        return rows

    def _breaks(self, who: int, option: int, places: list[int]) -> list[Row]:
        options = self.problem.groups[self.problem.people[who].group].options
        breaks = options.templates[int(self.facts.own_template[option])].breaks
        tick, rows = self.problem.tick, list[Row]()
        for place, pause in zip(places[: len(breaks)], breaks, strict=True):
            begin, end = place * tick * PARTS, (place * tick + pause.minutes) * PARTS
            rows.append((begin, end, BREAK if pause.paid else MEAL, "", pause.paid))
        return rows

    def _away(self, option: int, acts: list[int]) -> list[Row]:
        """Activities away from the queues that lie in a shift."""
        begin, finish = int(self.facts.begin[option]), int(self.facts.finish[option])
        unit, rows = self.problem.tick * PARTS, list[Row]()
        for k, at in enumerate(acts):
            if begin <= at < finish:
                end = (at + int(self.facts.shared.act_size[k])) * unit
                name = self.problem.shared.activities[k].activity
                rows.append((at * unit, end, name, "", True))
        return rows

    def _queue(self, agent: Agent, place: int) -> str:
        """The queue of a place, or all live queues of the person."""
        plan = self.problem.plan
        if place < 0:
            return ""
        if place < len(plan.queues):
            return plan.queues[place].queue
        key = agent.queues, place
        if key not in self._names:
            live = (name for name in agent.queues if not plan.queue[name].deferred)
            self._names[key] = "|".join(live)
        return self._names[key]


def _moments(problem: Problem, facts: Facts) -> list[datetime]:
    """The instant of every part of a minute until the last shift has ended."""
    first = problem.plan.horizon.first
    parts = int(facts.end.max(initial=0)) * PARTS + 1
    return [first + timedelta(seconds=part * 60 // PARTS) for part in range(parts)]


def _joined(pieces: Ints) -> Ints:
    """Pieces of one person and place that follow each other without a gap, as one."""
    apart = np.ones(len(pieces), dtype=bool)
    apart[1:] = (
        (pieces[1:, 0] != pieces[:-1, 0])
        | (pieces[1:, 3] != pieces[:-1, 3])
        | (pieces[1:, 1] != pieces[:-1, 2])
    )
    at = np.flatnonzero(apart)
    rows = pieces[at].copy()
    if len(at):
        rows[:, 2] = pieces[np.append(at[1:], len(pieces)) - 1, 2]
    return rows
