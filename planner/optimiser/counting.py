"""Shortage and surplus of a finished schedule, as money will be counted on it.

Arrays of presence are ``[interval, skill, place]``: a skill is a list of queues that people serve,
a place is a queue of the plan or, as the last one, the pooled live queues of the skill.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan
from planner.optimiser.deferred import DeferredQueue
from planner.optimiser.needs import (
    Skill,
    carried_load,
    live_groups,
    live_need,
    pooled_needs,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class _Pool:
    """Idle people of one live queue who serve the same deferred queues (positions among these)."""

    queue: int
    serves: tuple[int, ...]
    skills: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _Set:
    """Live queues that are pooled: who serves any, what they need, and which group they are in."""

    hits: Bools
    need: Floats
    floor: Floats
    open: Bools
    group: int


class Counter:
    """Counts shortage and surplus of presence against the needs of a plan."""

    def __init__(
        self, plan: Plan, needs: pd.DataFrame, skills: list[Skill],
        deferred: tuple[DeferredQueue, ...],
    ) -> None:  # fmt: skip
        self.plan, self.skills, self.deferred = plan, skills, deferred
        self.pooled = plan.staffing.pooling == "pooled"
        self.need = live_need(plan, needs)
        self.open = np.column_stack(
            [inside(plan.horizon, queue.open, zone(queue.timezone)) for queue in plan.queues]
        )
        self.floor = self.open * np.array([queue.min_agents for queue in plan.queues])
        self.live = [i for i, queue in enumerate(plan.queues) if not queue.deferred]
        self.idle_share = plan.staffing.idle_share
        self.carried = carried_load(plan, needs) if self.idle_share > 0 else np.zeros(0)
        self.pools = self._pools() if self.idle_share > 0 else []
        self.sets = self._sets(needs) if self.pooled else []
        self.hits = np.array([row.hits for row in self.sets], dtype=np.uint8).T.copy()
        self.set_need = np.array([np.maximum(row.need, row.floor) for row in self.sets]).T
        self.order = sorted(
            range(len(deferred)), key=lambda e: (plan.queues[deferred[e].column].priority, e)
        )

    def gaps(self, covered: Floats, people: Floats) -> tuple[Floats, Floats]:
        """Agents short and to spare by interval, and by queue or (pooled) group of queues."""
        by_queue = covered.sum(axis=1)
        heads = people.sum(axis=1)
        if self.pooled:
            gap = [self._pooled_gaps(covered[:, :, -1], people[:, :, -1])]
        else:
            gap = [
                self._with_floor(q, by_queue[:, q] - self.need[:, q], heads[:, q])[None]
                for q in self.live
            ]
        done, late = self.work_done(covered)
        for e, queue in enumerate(self.deferred):
            over = by_queue[:, queue.column] - done[:, e] - late[:, e]
            gap.append(self._with_floor(queue.column, over, heads[:, queue.column])[None])
        gaps = np.concatenate(gap).T
        return np.maximum(-gaps, 0.0), np.maximum(gaps, 0.0)

    def _with_floor(self, queue: int, over: Floats, heads: Floats) -> Floats:
        floor = np.minimum(over, heads - self.floor[:, queue])
        return np.where(self.open[:, queue] > 0, floor, over)

    def _pooled_gaps(self, covered: Floats, people: Floats) -> Floats:
        groups = max((row.group for row in self.sets), default=-1) + 1
        least = np.full((groups, len(covered)), np.inf)
        for row in self.sets:
            gap = covered[:, row.hits].sum(axis=1) - row.need
            floor = np.minimum(gap, people[:, row.hits].sum(axis=1) - row.floor)
            least[row.group] = np.minimum(least[row.group], np.where(row.open, floor, gap))
        return least

    def work_done(self, covered: Floats) -> tuple[Floats, Floats]:
        """Deferred work done by those allocated to it, and left undone when due, in agents.

        Earliest due first; what is not done when due is dropped. Those allocated work first, then
        idle people of live queues.
        """
        shape = (len(covered), len(self.deferred))
        done, late = np.zeros(shape), np.zeros(shape)
        came = [np.cumsum(queue.arrived).tolist() for queue in self.deferred]
        must = [np.cumsum(queue.due).tolist() for queue in self.deferred]
        gone = [0.0] * shape[1]
        given = [
            (covered[:, :, queue.column].sum(axis=1) * queue.open).tolist()
            for queue in self.deferred
        ]
        idle = self.idle(covered).tolist()
        for t in range(shape[0]):
            for e in range(shape[1]):
                work = min(given[e][t], max(0.0, came[e][t] - gone[e]))
                done[t, e] = work
                gone[e] += work
            if self.pools:
                self._use_idle(t, idle[t], came, gone)
            for e in range(shape[1]):
                missed = max(0.0, must[e][t] - gone[e])
                late[t, e] = missed
                gone[e] += missed
        return done, late

    def _use_idle(
        self, t: int, idle: list[float], came: list[list[float]], gone: list[float]
    ) -> None:
        for e in self.order:
            if not self.deferred[e].open[t]:
                continue
            for number, pool in enumerate(self.pools):
                if e in pool.serves:
                    work = min(idle[number], max(0.0, came[e][t] - gone[e]))
                    idle[number] -= work
                    gone[e] += work

    def idle_use(self, idle: Floats, work: Floats) -> Floats:
        """Who of the idle does what: of work by interval and deferred queue, what pools can do."""
        left, used = idle.copy(), np.zeros_like(work)
        for e in self.order:
            for number, pool in enumerate(self.pools):
                if e in pool.serves:
                    taken = np.minimum(left[:, number], work[:, e] - used[:, e])
                    left[:, number] -= taken
                    used[:, e] += taken
        return used

    def idle(self, covered: Floats) -> Floats:
        """Idle effective agents of each pool that may do work that can wait."""
        out = np.zeros((len(covered), len(self.pools)))
        for number, pool in enumerate(self.pools):
            whole = covered[:, :, pool.queue].sum(axis=1)
            spare = np.maximum(whole - self.carried[:, pool.queue], 0.0)
            share = np.divide(spare, whole, out=np.zeros_like(whole), where=whole > 0)
            own = covered[:, list(pool.skills), pool.queue].sum(axis=1)
            out[:, number] = self.idle_share * share * own
        return out

    def evenly(self, present: Floats) -> Floats:
        """Presence where everybody who serves a live queue takes an even part in its need.

        ``present`` effective agents by interval and skill.
        """
        covered = np.zeros((*present.shape, len(self.plan.queues) + 1))
        for q in self.live:
            name = self.plan.queues[q].queue
            serves = np.array([name in skill for skill in self.skills])
            whole = (present * serves).sum(axis=1)
            share = np.divide(self.need[:, q], whole, out=np.zeros_like(whole), where=whole > 0)
            covered[:, :, q] = present * serves * np.minimum(share, 1.0)[:, None]
        return covered

    def pool_rows(self, works: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Which rows each pool of idle people helps; ``works[e, s]`` as in the demand."""
        rows = [works[list(pool.serves)].any(axis=0) for pool in self.pools]
        return np.array(rows, dtype=np.uint8).reshape(len(rows), works.shape[1])

    def _pools(self) -> list[_Pool]:
        wait = [queue.column for queue in self.deferred]
        names = [queue.queue for queue in self.plan.queues]
        found: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        for q in self.live:
            for k, skill in enumerate(self.skills):
                serves = tuple(e for e, column in enumerate(wait) if names[column] in skill)
                if serves and names[q] in skill:
                    found.setdefault((q, serves), []).append(k)
        order = sorted(found, key=lambda key: (len(key[1]), key[0], key[1]))
        return [_Pool(queue=q, serves=es, skills=tuple(found[q, es])) for q, es in order]

    def _sets(self, needs: pd.DataFrame) -> list[_Set]:
        names = [self.plan.queues[q].queue for q in self.live]
        wanted = {
            frozenset([name]): self.need[:, q] for name, q in zip(names, self.live, strict=True)
        }
        wanted |= pooled_needs(self.plan, needs)
        groups = live_groups(names, self.skills)
        out = []
        for chosen, need in wanted.items():
            single = [q for q in self.live if chosen == {self.plan.queues[q].queue}]
            floor = self.floor[:, single].sum(axis=1)
            is_open: Bools = np.asarray((self.open[:, single] > 0).any(axis=1))
            hits = np.array([bool(chosen & set(skill)) for skill in self.skills])
            out.append(
                _Set(hits=hits, need=need, floor=floor, open=is_open, group=groups[min(chosen)])
            )
        return out
