"""From the search's arrays to a schedule: queues allocated, activities with real times."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan
from planner.optimiser.carry_over import Carried, carried_over
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.kernels.sharing import share_out
from planner.optimiser.problem import Problem
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch, schedule_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
PARTS = 4
"""People who share an interval between queues change over on quarters of a minute, so that what a
queue needs is met to a sixtieth of an agent."""


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """A schedule with what it costs, counted from its own stretches.

    ``cost`` = ``labour_cost`` + ``fixed_cost`` + ``shortage_cost`` + ``surplus_cost`` +
    ``rule_cost``; ``short_hours`` agent-hours of shortage over all queues.
    """

    schedule: Schedule
    cost: float
    labour_cost: float
    fixed_cost: float
    short_hours: float


@dataclass(frozen=True, kw_only=True)
class _Work:
    """Stretches of work of planned people: arrays of one length, minutes since the start."""

    who: Ints
    day: Ints
    begin: Ints
    end: Ints


class Assembler:
    """Turns states of one problem into schedules."""

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self.problem, self.facts = problem, facts
        plan = problem.plan
        self.step = plan.horizon.interval_minutes
        self.queues = problem.demand.queues
        self.open = np.column_stack(
            [inside(plan.horizon, queue.open, zone(queue.timezone)) for queue in plan.queues]
        )
        self.floor = self.open * np.array([queue.min_agents for queue in plan.queues])
        self.carried: Carried = carried_over(plan, problem.real_need, self.floor)
        self.skills = sorted({agent.queues for agent in plan.agents})
        self.skill = np.array([self.skills.index(agent.queues) for agent in plan.agents])
        self.serves = np.array(
            [[queue in skill for queue in self.queues] for skill in self.skills], dtype=np.uint8
        ).reshape(len(self.skills), len(self.queues))
        self.preferred = np.array(
            [self.queues.index(skill[0]) if skill else -1 for skill in self.skills], dtype=np.int64
        )
        self.fixed_cost = sum(t.fixed_cost_per_week for t in plan.teams) * plan.horizon.days / 7

    def assemble(self, state: State) -> Assembled:
        """The schedule of a complete state."""
        work = self._work(state)
        pieces = self._pieces(work)
        covered, people, present = self._coverage(pieces)
        hours = self.step / 60
        real, floor = self.problem.real_need, self.floor
        gap = np.where(self.open > 0, np.minimum(covered - real, people - floor), covered - real)
        short, spare = np.maximum(-gap, 0), np.maximum(gap, 0)
        prices = self.problem.plan.prices
        money = short * prices.shortage_per_hour + spare * prices.surplus_per_hour
        thin = np.maximum(self.problem.demand.cover - present, 0).sum() * self.problem.thin_price
        labour = float(state.labour.sum())
        return Assembled(
            schedule=self._schedule(state, pieces),
            cost=labour + self.fixed_cost + float(money.sum()) * hours + float(thin),
            labour_cost=labour,
            fixed_cost=self.fixed_cost,
            short_hours=float(short.sum()) * hours,
        )

    def _work(self, state: State) -> _Work:
        who, day = np.nonzero(state.chosen >= 0)
        option = state.chosen[who, day]
        tick = self.problem.tick
        places = state.places[who, day] * tick
        sizes = self.facts.breaks[self.facts.template[option], :, 0] * tick
        order = np.argsort(
            np.where(sizes > 0, places, np.iinfo(np.int64).max), axis=1, kind="stable"
        )
        places = np.take_along_axis(places, order, axis=1)
        sizes = np.take_along_axis(sizes, order, axis=1)
        begins, ends = [self.facts.start[option]], []
        for b in range(places.shape[1]):
            used = sizes[:, b] > 0
            ends.append(np.where(used, places[:, b], begins[-1]))
            begins.append(np.where(used, places[:, b] + sizes[:, b], begins[-1]))
        ends.append(self.facts.end[option])
        begin, end = np.concatenate(begins), np.concatenate(ends)
        kept = end > begin
        times = len(begins)
        return _Work(
            who=np.tile(who, times)[kept], day=np.tile(day, times)[kept],
            begin=begin[kept], end=end[kept],
        )  # fmt: skip

    def _pieces(self, work: _Work) -> Ints:
        """(person, begin, end, queue) of all work, in parts of a minute since the start."""
        step = self.step * PARTS
        work = replace(work, begin=work.begin * PARTS, end=work.end * PARTS)
        low, high = work.begin // step, -(-work.end // step)
        count = high - low
        source = np.repeat(np.arange(len(low)), count)
        offset = np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
        interval = low[source] + offset
        begin = np.maximum(work.begin[source] - interval * step, 0)
        end = np.minimum(work.end[source] - interval * step, step)
        who = work.who[source]
        order = np.lexsort((who, interval))
        interval, begin, end, who = interval[order], begin[order], end[order], who[order]
        size = max(len(self.open), int(interval.max(initial=0)) + 1)
        need = np.zeros((size, len(self.queues)))
        need[: len(self.open)] = self._targets()
        first = np.searchsorted(interval, np.arange(size + 1))
        room = np.empty((len(who) * 4 + size * len(self.queues) + 16, 5), dtype=np.int64)
        written = share_out(
            need, self.serves, self.preferred, self.skill, self.facts.effect, first, who, begin,
            end, step, room,
        )  # fmt: skip
        rows = room[:written]
        rows = np.column_stack(
            [rows[:, 0], rows[:, 1] * step + rows[:, 2], rows[:, 1] * step + rows[:, 3], rows[:, 4]]
        )
        return rows[np.lexsort((rows[:, 1], rows[:, 0]))]

    def _targets(self) -> Floats:
        """Effective agents to aim at: the need, and the floor by the best of those who serve it."""
        effect = self.facts.effect
        most = np.array(
            [
                effect[self.serves[self.skill, q] == 1].max(initial=0.0)
                for q in range(len(self.queues))
            ]
        )
        need = self.problem.real_need - self.carried.covered
        floor = (self.floor - self.carried.people) * most
        return np.asarray(np.maximum(np.maximum(need, floor), 0.0), dtype=float)

    def _coverage(self, pieces: Ints) -> tuple[Floats, Floats, Floats]:
        """Effective agents and people by interval and queue; people by interval and cover row."""
        intervals, step = len(self.open), self.step * PARTS
        covered, people = self.carried.covered.copy(), self.carried.people.copy()
        present = self.carried.present.copy()
        rows = pieces[pieces[:, 1] < intervals * step]
        interval = rows[:, 1] // step
        share = (rows[:, 2] - rows[:, 1]) / step
        for row in range(present.shape[1]):
            counts = self.facts.covers[rows[:, 0], row]
            np.add.at(present[:, row], interval, share * counts)
        served = rows[:, 3] >= 0
        where = (interval[served], rows[served, 3])
        np.add.at(covered, where, (share * self.facts.effect[rows[:, 0]])[served])
        np.add.at(people, where, share[served])
        return covered, people, present

    def _schedule(self, state: State, pieces: Ints) -> Schedule:
        plan = self.problem.plan
        joined = np.ones(len(pieces), dtype=bool)
        joined[1:] = (
            (pieces[1:, 0] != pieces[:-1, 0])
            | (pieces[1:, 3] != pieces[:-1, 3])
            | (pieces[1:, 1] != pieces[:-1, 2])
        )
        at = np.flatnonzero(joined)
        ends = pieces[np.append(at[1:], len(pieces)) - 1, 2] if len(at) else at
        stretches = list(
            zip(
                pieces[at, 0].tolist(), pieces[at, 1].tolist(), ends.tolist(),
                pieces[at, 3].tolist(), strict=True,
            )
        )  # fmt: skip
        shifts = []
        position = 0
        for who, agent in enumerate(plan.agents):
            mine: list[tuple[int, int, int]] = []
            while position < len(stretches) and stretches[position][0] == who:
                mine.append(stretches[position][1:])
                position += 1
            group = self.problem.groups[self.problem.people[who].group]
            cursor = 0
            for day in np.flatnonzero(state.chosen[who] >= 0):
                option = int(state.chosen[who, day])
                finish = int(self.facts.end[option])
                parts = []
                while cursor < len(mine) and mine[cursor][0] < finish * PARTS:
                    begin, end, queue = mine[cursor]
                    parts.append((begin, min(end, finish * PARTS), queue))
                    if end > finish * PARTS:
                        mine[cursor] = (finish * PARTS, end, queue)
                        break
                    cursor += 1
                template = group.options.templates[int(self.facts.own_template[option])]
                breaks = [
                    (int(place) * self.problem.tick, pause.minutes, pause.paid)
                    for place, pause in zip(
                        state.places[who, day, : len(template.breaks)], template.breaks, strict=True
                    )
                ]
                shifts.append(
                    Shift(
                        agent=agent.agent, team=agent.team, date=group.options.dates[int(day)],
                        shift=template.shift,
                        start=plan.horizon.moment(int(self.facts.start[option])),
                        end=plan.horizon.moment(finish),
                        activities=_activities(plan, self.queues, parts, breaks),
                    )
                )  # fmt: skip
        return schedule_of(shifts)


def _activities(
    plan: Plan, queues: tuple[str, ...], work: list[tuple[int, int, int]],
    breaks: list[tuple[int, int, bool]],
) -> tuple[Stretch, ...]:  # fmt: skip
    first = plan.horizon.first

    def moment(part: int) -> datetime:
        return first + timedelta(seconds=part * 60 // PARTS)

    rows = [
        (begin, end, WORK, queues[queue] if queue >= 0 else "", True) for begin, end, queue in work
    ]
    rows += [
        (place * PARTS, (place + minutes) * PARTS, BREAK if paid else MEAL, "", paid)
        for place, minutes, paid in breaks
    ]
    return tuple(
        Stretch(start=moment(begin), end=moment(end), activity=activity, queue=queue, paid=paid)
        for begin, end, activity, queue, paid in sorted(rows)
    )
