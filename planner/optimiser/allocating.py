"""Present people given to queues: which of theirs each works on, to the quarter minute."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.carry_over import CarriedOver
from planner.optimiser.counting import Counter
from planner.optimiser.kernels.depth import fair_shortage
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.kernels.pooling import share_pooled
from planner.optimiser.kernels.sharing import share_out
from planner.optimiser.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
PARTS = 4
"""People who share an interval between queues change over on quarters of a minute, so that what a
queue needs is met to a sixtieth of an agent."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """Stretches of work of planned people: arrays of one length, in parts of a minute."""

    who: Ints
    begin: Ints
    end: Ints


class Allocator:
    """Gives people to queues; a *place* is a queue's position or, last, pooled live queues."""

    def __init__(self, problem: Problem, facts: Facts, counter: Counter) -> None:
        self.problem, self.facts, self.counter = problem, facts, counter
        plan = problem.plan
        self.step = plan.horizon.interval_minutes * PARTS
        self.queues = len(plan.queues)
        position = {queue.queue: at for at, queue in enumerate(plan.queues)}
        skills = counter.skills
        self.skill = np.array([skills.index(agent.queues) for agent in plan.agents])
        self.serves = np.array(
            [[queue.queue in skill for queue in plan.queues] for skill in skills], dtype=np.uint8
        ).reshape(len(skills), self.queues)
        self.waits = np.array([queue.deferred for queue in plan.queues], dtype=np.uint8)
        self.on_live = (self.serves * (1 - self.waits)).max(axis=1, initial=0)
        self.preferred = np.array(
            [position[skill[0]] if skill else -1 for skill in skills], dtype=np.int64
        )
        self.carried = CarriedOver(plan, self._bare_need(), counter)

    def pieces(self, work: Work, state: State, idle: Floats) -> Ints:
        """(person, begin, end, place) of all work, in parts of a minute since the start.

        ``idle`` effective agents by interval and pool whom work that can wait may count on. Those
        whose shifts run in have a share of the queues, but no pieces.
        """
        before = self._before()
        interval, who, begin, end = self._cut(work if self.counter.pooled else _both(before, work))
        size = max(len(state.lack), int(interval.max(initial=0)) + 1)
        first = np.searchsorted(interval, np.arange(size + 1))
        room = np.empty((len(who) * 4 + size * self.queues + 16, 5), dtype=np.int64)
        people = (
            self.serves, self.waits, self.preferred, self.skill, self.facts.effect, first, who,
            begin, end, self.step, room,
        )  # fmt: skip
        if self.counter.pooled:
            written = share_pooled(
                _longer(self._missing(state, idle) * self.waits, size),
                _longer(self._sets_missing(), size), self.counter.hits, self.on_live, *people,
            )  # fmt: skip
        else:
            written = share_out(_longer(self._missing(state, idle), size), *people)
        rows, at = room[:written], room[:written, 1] * self.step
        rows = np.column_stack([rows[:, 0], at + rows[:, 2], at + rows[:, 3], rows[:, 4]])
        if not self.counter.pooled:
            until = np.zeros(len(self.skill), dtype=np.int64)
            until[before.who] = before.end
            rows = rows[rows[:, 2] > until[rows[:, 0]]]
        return rows[np.lexsort((rows[:, 1], rows[:, 0]))]

    def _before(self) -> Work:
        """Stretches of those whose shifts run in."""
        end = self.carried.end * PARTS
        return Work(who=self.carried.who, begin=np.zeros_like(end), end=end)

    def presence(self, pieces: Ints) -> tuple[Floats, Floats]:
        """Effective agents and people by interval, skill and place."""
        rows, share = self._inside(pieces)
        shape = (len(self.counter.need), len(self.counter.skills), self.queues + 1)
        covered, people = np.zeros(shape), np.zeros(shape)
        served = rows[:, 3] >= 0
        where = (rows[served, 1] // self.step, self.skill[rows[served, 0]], rows[served, 3])
        np.add.at(covered, where, (share * self.facts.effect[rows[:, 0]])[served])
        np.add.at(people, where, share[served])
        more, heads = self.carried.beside(covered, people)
        return covered + more, people + heads

    def present(self, pieces: Ints) -> Floats:
        """People by interval and cover row."""
        rows, share = self._inside(pieces)
        present = self.carried.present.copy()
        for row in range(present.shape[1]):
            counts = self.facts.covers[rows[:, 0], row]
            np.add.at(present[:, row], rows[:, 1] // self.step, share * counts)
        return present

    def _cut(self, work: Work) -> tuple[Ints, Ints, Ints, Ints]:
        """Interval, person, begin and end within it, of every stretch cut at the intervals."""
        low, high = work.begin // self.step, -(-work.end // self.step)
        count = high - low
        source = np.repeat(np.arange(len(low)), count)
        offset = np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
        interval = low[source] + offset
        begin = np.maximum(work.begin[source] - interval * self.step, 0)
        end = np.minimum(work.end[source] - interval * self.step, self.step)
        who = work.who[source]
        order = np.lexsort((who, interval))
        return interval[order], who[order], begin[order], end[order]

    def _inside(self, pieces: Ints) -> tuple[Ints, Floats]:
        """Pieces within the horizon and the part of their interval that each takes."""
        rows = pieces[pieces[:, 1] < len(self.counter.need) * self.step]
        return rows, np.asarray((rows[:, 2] - rows[:, 1]) / self.step, dtype=float)

    def _bare_need(self) -> Floats:
        """Needs that no plan has a say in: of work that can wait, what arrives while open."""
        bare = self.counter.need.copy()
        for queue in self.problem.demand.deferred:
            bare[:, queue.column] = queue.arrived * queue.open
        return bare

    def _missing(self, state: State, idle: Floats) -> Floats:
        """Effective agents to aim at: the need, and the floor by the best of those who serve it.

        Of work that can wait the need is what the state puts into the interval, less what idle
        people do.
        """
        need = self.counter.need.copy()
        work = state.work - self.counter.idle_use(idle, state.work)
        for e, queue in enumerate(self.problem.demand.deferred):
            need[:, queue.column] = work[:, e]
        effect = self.facts.effect
        most = np.array(
            [effect[self.serves[self.skill, q] == 1].max(initial=0.0) for q in range(self.queues)]
        )
        floor, left = self.counter.floor, need
        if self.carried.first is not None:
            covered, people = (part.sum(axis=1)[:, : self.queues] for part in self.carried.first)
            floor, left = floor - people, left - covered
        floor = floor * most
        if self.problem.square > 0 and not self.counter.pooled:
            left -= self._fair_shortage(state)
        return np.asarray(np.maximum(np.maximum(left, floor), 0.0), dtype=float)

    def _fair_shortage(self, state: State) -> Floats:
        """What each queue should be short where people are too few, so that none is very."""
        short = np.zeros((len(state.lack), self.queues))
        fair_shortage(bind(self.facts), state.lack, short)
        return short

    def _sets_missing(self) -> Floats:
        """What sets of pooled live queues need beyond those carried over."""
        assert self.carried.first is not None
        live = self.carried.first[0][:, :, -1]
        return np.asarray(self.counter.set_need - live @ self.counter.hits, dtype=float)


def work_of(problem: Problem, facts: Facts, state: State) -> Work:
    """When everybody of a state is at work: their shifts without breaks and other activities."""
    who, day = np.nonzero(state.chosen >= 0)
    option = state.chosen[who, day]
    places = state.places[who, day] * problem.tick
    sizes = facts.breaks[facts.template[option], :, 0] * problem.tick
    acts = state.shared.acts[who]
    inside = (acts >= facts.begin[option][:, None]) & (acts < facts.finish[option][:, None])
    places = np.concatenate([places, acts * problem.tick], axis=1)
    lengths = facts.shared.act_size[None, :] * problem.tick * inside
    sizes = np.concatenate([sizes, lengths], axis=1)
    order = np.argsort(np.where(sizes > 0, places, np.iinfo(np.int64).max), axis=1, kind="stable")
    places = np.take_along_axis(places, order, axis=1)
    sizes = np.take_along_axis(sizes, order, axis=1)
    begins, ends = [facts.start[option]], []
    for b in range(places.shape[1]):
        used = sizes[:, b] > 0
        ends.append(np.where(used, places[:, b], begins[-1]))
        begins.append(np.where(used, places[:, b] + sizes[:, b], begins[-1]))
    ends.append(facts.end[option])
    begin, end = np.concatenate(begins), np.concatenate(ends)
    kept = end > begin
    return Work(
        who=np.tile(who, len(begins))[kept], begin=begin[kept] * PARTS, end=end[kept] * PARTS
    )


def _both(one: Work, other: Work) -> Work:
    return Work(
        who=np.concatenate([one.who, other.who]), begin=np.concatenate([one.begin, other.begin]),
        end=np.concatenate([one.end, other.end]),
    )  # fmt: skip


def _longer(need: Floats, size: int) -> Floats:
    """Needs of the horizon's intervals, and none after them."""
    return np.concatenate([need, np.zeros((size - len(need), need.shape[1]))])
