"""What shifts of the weeks before cover in the first hours of the horizon.

They go where the plan leaves most short, as the audit counts them: people of the fewest queues
first, then by id, in every interval to the queue of theirs whose shortage falls most; between
equals to live contacts before work that can wait, then to what is shortest, then to the first of
their list. Where live queues are pooled they choose before anything is planned, and whoever goes to
a live queue is there for all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.domain import Plan
from planner.optimiser.counting import Counter

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EVEN = 1e-9
"""Shortages and their falls that differ by less, in agents, count as alike."""


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """Somebody in an interval: the part of it, and the effective agents in that part."""

    who: int
    interval: int
    share: float
    effect: float
    skill: int
    serves: tuple[int, ...]


class CarriedOver:
    """The people whose shifts run in.

    ``who`` and ``end`` say until which minute each of them works; ``present`` people by interval
    and cover row; ``first``, in pooled plans, effective agents and people of all of them by
    interval, skill and place.

    Parameters
    ----------
    need
        Effective agents, intervals by queues; of work that can wait, what arrives.
    """

    def __init__(self, plan: Plan, need: Floats, counter: Counter) -> None:
        self.plan, self.need, self.counter = plan, need, counter
        self.present = np.zeros((len(need), len(plan.cover)))
        self._waits = [queue.deferred for queue in plan.queues]
        self._entries = list[_Entry]()
        until = dict[int, int]()
        number = {agent.agent: i for i, agent in enumerate(plan.agents)}
        for shift in sorted(plan.previous, key=lambda shift: (shift.agent, shift.start)):
            end = plan.horizon.minute_of(shift.end)
            if shift.agent in number and plan.horizon.minute_of(shift.start) < 0 < end:
                who = number[shift.agent]
                until[who] = max(until.get(who, 0), end)
                self._enter(who, end)
        if not counter.pooled:
            self._entries.sort(key=lambda entry: len(entry.serves))
        self.who = np.array(list(until), dtype=np.int64)
        self.end = np.array(list(until.values()), dtype=np.int64)
        self.first = self._placed(need, counter.floor) if counter.pooled else None

    def _enter(self, who: int, end: int) -> None:
        agent, step = self.plan.agents[who], self.plan.horizon.interval_minutes
        names = [queue.queue for queue in self.plan.queues]
        effect, skill = self.plan.effectiveness(agent), self.counter.skills.index(agent.queues)
        for t in range(min(len(self.need), -(-end // step))):
            share = (min(end, (t + 1) * step) - t * step) / step
            self.present[t] += [share * row.counts(agent) for row in self.plan.cover]
            self._entries.append(
                _Entry(
                    who=who, interval=t, share=share, effect=share * effect, skill=skill,
                    serves=tuple(names.index(name) for name in agent.queues),
                )
            )  # fmt: skip

    def beside(self, covered: Floats, people: Floats) -> tuple[Floats, Floats]:
        """Effective agents and people by interval, skill and place, beside those of a plan."""
        if self.first is not None:
            return self.first
        queues = self.need.shape[1]
        return self._placed(
            self.need - covered.sum(axis=1)[:, :queues],
            self.counter.floor - people.sum(axis=1)[:, :queues],
        )

    def _placed(self, need: Floats, floor: Floats) -> tuple[Floats, Floats]:
        shape = (len(need), len(self.counter.skills), need.shape[1] + 1)
        covers, heads = np.zeros(shape), np.zeros(shape)
        short, few = need.tolist(), floor.tolist()
        for entry in self._entries:
            if not entry.serves:
                continue
            now, least = short[entry.interval], few[entry.interval]
            best = self._best(entry, now, least)
            now[best] -= entry.effect
            least[best] -= entry.share
            pooled = self.counter.pooled and not self._waits[best]
            place = (entry.interval, entry.skill, need.shape[1] if pooled else best)
            covers[place] += entry.effect
            heads[place] += entry.share
        return covers, heads

    def _best(self, entry: _Entry, short: list[float], few: list[float]) -> int:
        """The queue for somebody in an interval, by what is missing there."""
        pooled, waits = self.counter.pooled, self._waits
        best, key = entry.serves[0], (EVEN, False, 0.0)
        for q in entry.serves if pooled else sorted(entry.serves, key=lambda q: waits[q]):
            before = max(0.0, short[q], few[q])
            fall = before - max(0.0, short[q] - entry.effect, few[q] - entry.share)
            alike = abs(fall - key[0]) <= EVEN and waits[q] == key[1]
            nearer = alike and not pooled and before > key[2] + EVEN
            if fall > key[0] + EVEN or nearer:
                best, key = q, (fall, waits[q], before)
        return best
