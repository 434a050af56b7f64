"""The need of every interval as rows that people's presence fills.

People can serve the queues of an interval exactly when, for every set of queues that matters,
those present who can serve any of it are at least the set's need less its shortage (Hall 1935).
Sets that matter are the queues which a union of skills serves alone; far fewer than all subsets.

Rows come in three kinds. A plain row holds the needs of its live queues and, for its deferred ones,
the work that is put into the interval (:mod:`planner.optimiser.deferred`). Where a deferred queue
has a minimum of people, a second row of the set holds that minimum in place of the work. In pooled
plans the live queues of a set need what the table of needs says for the set, not the sum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan
from planner.optimiser.deferred import Bytes, DeferredQueue, deferred_queues
from planner.optimiser.needs import (
    Floats,
    Skill,
    floors,
    idle_capacity,
    live_groups,
    live_need,
    live_only,
    pooled_needs,
)

MOST_SETS = 400
"""Beyond so many sets of one group only those of one, two or all queues are kept: a relaxation."""
MOST_SUBSETS = 4
"""Of up to so many connected queues every subset is a row where the price of shortage rises with
depth, of more also each queue alone: each is then short by itself."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Needs by interval, in effective agents and people.

    A row ``s`` is a set of queues; those of one connected group stand side by side,
    ``parts[g]:parts[g + 1]`` being group ``g``'s; ``set_need[t, s]`` their needs without work that
    can wait, minimum agents included at the effectiveness of the least effective people who serve
    the queue; ``members[s, u]`` whether row ``s`` holds any queue of unit ``u``, for which shortage
    is counted: a queue or, under its first queue, a connected group of pooled ones; ``works[e, s]``
    whether row ``s`` holds the work of ``deferred[e]``;
    ``hits[skill][s]`` whether a skill serves any of row ``s``; ``group[skill]`` the skill's
    connected group, -1 for people who serve no queue. ``cover[t, c]`` minimum people of cover row
    ``c``. ``most_need`` effective agents needed at most, summed over intervals and queues.

    Idle people of live queues may do work that waits: at most ``idle[t, s]`` effective agents of
    row ``s``'s, and nobody is worth more to the row than ``idle_weight[t, s]`` of themselves.
    """

    parts: NDArray[np.int64]
    set_need: Floats
    members: Bytes
    works: Bytes
    idle: Floats
    idle_weight: Floats
    deferred: tuple[DeferredQueue, ...]
    most_need: float
    hits: dict[Skill, NDArray[np.uint8]]
    group: dict[Skill, int]
    cover: Floats


def build_demand(plan: Plan, needs: pd.DataFrame, skills: dict[Skill, float]) -> Demand:
    """Needs of a plan's horizon.

    Parameters
    ----------
    needs
        Columns ``interval_start``, ``queue``, ``required_real`` of requirements.csv; for deferred
        queues also ``arrived_hours`` and ``due_hours``, for idle time ``required`` and
        ``occupancy``.
    skills
        Queue lists in use, each with the least effectiveness of anybody who has it.
    """
    queues = tuple(queue.queue for queue in plan.queues)
    groups = _connected(queues, skills)
    rows = _Rows(plan, needs, skills)
    parts, built = [0], list[_Row]()
    for members in groups:
        built += rows.of(members)
        parts.append(len(built))
    work = sum(float(queue.arrived.sum()) for queue in rows.deferred)
    return Demand(
        parts=np.array(parts, dtype=np.int64),
        set_need=np.column_stack([row.need for row in built]),
        members=np.array([rows.units(row.queues) for row in built], dtype=np.uint8),
        works=np.array(
            [[row.with_work and name in row.queues for row in built] for name in rows.waiting],
            dtype=np.uint8,
        ).reshape(len(rows.waiting), len(built)),
        idle=np.column_stack([row.idle for row in built]),
        idle_weight=np.column_stack([row.idle_weight for row in built]),
        deferred=rows.deferred,
        most_need=float(np.maximum(rows.live, rows.floor).sum()) + work,
        hits={
            skill: np.array([bool(row.queues & set(skill)) for row in built], dtype=np.uint8)
            for skill in skills
        },
        group={
            skill: next((g for g, members in enumerate(groups) if members & set(skill)), -1)
            for skill in skills
        },
        cover=cover_minimum(plan),
    )


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row: its queues, what they need, and whether it holds their work that can wait.

    ``idle`` and ``idle_weight`` by interval as in :class:`Demand`.
    """

    queues: frozenset[str]
    need: Floats
    with_work: bool
    idle: Floats
    idle_weight: Floats


class _Rows:
    """What the queues of a set need together, interval by interval."""

    def __init__(self, plan: Plan, needs: pd.DataFrame, skills: dict[Skill, float]) -> None:
        self.plan, self.skills = plan, skills
        self.floor = floors(plan, skills)
        self.live = np.maximum(live_need(plan, needs), live_only(plan, self.floor))
        self.idle = idle_capacity(plan, needs)
        self.deferred = deferred_queues(plan, needs)
        self.waiting = [queue.queue for queue in plan.queues if queue.deferred]
        self.position = {queue.queue: column for column, queue in enumerate(plan.queues)}
        self.pooled = pooled_needs(plan, needs)
        live = [queue.queue for queue in plan.queues if not queue.deferred]
        self.live_group = live_groups(live, skills)

    def of(self, members: set[str]) -> list[_Row]:
        """The rows of one connected group."""
        helping = [self._waiting_beside(name) for name in self.idle]
        present = [skill for skill in (*self.skills, *helping) if members & set(skill)]
        sets = _useful_sets(members, present)
        if self.plan.prices.shortage_squared_per_hour and self.plan.staffing.pooling != "pooled":
            sets = _finer_sets(members, sets)
        rows = [self._row(s, with_work=True) for s in sets]
        at_least = [s for s in sets if any(self.plan.queue[q].min_agents for q in self._wait(s))]
        return rows + [self._row(s, with_work=False) for s in at_least]

    def units(self, chosen: frozenset[str]) -> list[bool]:
        """Which units, named by their first queue, a set of queues holds any of."""
        first = {name: name for name in self.position}
        if self.plan.staffing.pooling == "pooled":
            leads: dict[int, str] = {}
            for name, group in self.live_group.items():
                first[name] = leads.setdefault(group, name)
        held = {first[name] for name in chosen}
        return [name in held for name in self.position]

    def _row(self, chosen: frozenset[str], *, with_work: bool) -> _Row:
        need = self._need(chosen, with_work=with_work)
        idle, weight = np.zeros_like(need), np.ones_like(need)
        if with_work and self._wait(chosen):
            for name, (amount, share) in self.idle.items():
                if set(self._waiting_beside(name)) & chosen:
                    idle += amount
                if name in chosen:
                    weight = np.maximum(weight, 1 + share)
        return _Row(
            queues=chosen, need=need, with_work=with_work, idle=idle, idle_weight=weight
        )  # fmt: skip

    def _waiting_beside(self, live: str) -> Skill:
        """Queues that can wait, of anybody who serves a live queue."""
        served = {name for skill in self.skills if live in skill for name in skill}
        return tuple(name for name in self.waiting if name in served)

    def _wait(self, chosen: frozenset[str]) -> list[str]:
        return [name for name in self.waiting if name in chosen]

    def _need(self, chosen: frozenset[str], *, with_work: bool) -> Floats:
        """The need of a set's live queues, without work also the floors of those that can wait."""
        live = [name for name in chosen if not self.plan.queue[name].deferred]
        wait = self._wait(chosen)
        need = self._live(live)
        return need if with_work else need + self._sum(self.floor, wait)

    def _live(self, names: list[str]) -> Floats:
        """What live queues need: of each pooled group what the table says of them together."""
        if self.plan.staffing.pooling != "pooled":
            return self._sum(self.live, names)
        total = np.zeros(len(self.live))
        for number in {self.live_group[name] for name in names}:
            total += self._pooled([name for name in names if self.live_group[name] == number])
        return total

    def _pooled(self, names: list[str]) -> Floats:
        known = self.pooled.get(frozenset(names))
        if known is not None:
            return known
        parts = [need for chosen, need in self.pooled.items() if chosen <= set(names)]
        parts += [self._sum(self.live, [name]) for name in names]
        return np.asarray(np.max(parts, axis=0), dtype=float)

    def _sum(self, matrix: Floats, names: list[str]) -> Floats:
        columns = [self.position[name] for name in sorted(names)]
        return np.asarray(matrix[:, columns].sum(axis=1), dtype=float)


def cover_minimum(plan: Plan) -> Floats:
    """Minimum people of each cover row, intervals by rows; the share inside the window counts.

    None for rows in ratio to others, which :mod:`planner.optimiser.whole_teams` compiles.
    """
    columns = [
        (0 if row.per_agents else row.min or 0)
        * inside(plan.horizon, [row.window], zone(row.timezone))
        for row in plan.cover
    ]
    return np.column_stack(columns) if columns else np.zeros((plan.horizon.intervals, 0))


def _connected(queues: Sequence[str], skills: Iterable[Skill]) -> list[set[str]]:
    groups = [{queue} for queue in queues]
    for skill in skills:
        joined = [group for group in groups if group & set(skill)]
        if len(joined) > 1:
            groups = [group for group in groups if group not in joined]
            groups.append(set().union(*joined))
    order = {queue: index for index, queue in enumerate(queues)}
    return sorted(groups, key=lambda group: min(order[queue] for queue in group))


def _useful_sets(members: set[str], skills: Sequence[Skill]) -> list[frozenset[str]]:
    """Queues that a union of skills serves alone, for every union that matters."""
    servers = {
        queue: frozenset(i for i, skill in enumerate(skills) if queue in skill) for queue in members
    }
    unions: set[frozenset[int]] = set()
    for base in set(servers.values()):
        unions |= {base} | {base | union for union in unions}
        if len(unions) > MOST_SETS:
            unions = _few(set(servers.values()))
            break
    chosen = {frozenset(queue for queue in members if servers[queue] <= union) for union in unions}
    return sorted(chosen, key=lambda group: (len(group), sorted(group)))


def _finer_sets(members: set[str], useful: list[frozenset[str]]) -> list[frozenset[str]]:
    """The sets that matter and others, by which it is seen how much each queue is short."""
    most = len(members) if len(members) <= MOST_SUBSETS else 1
    more = {
        frozenset(chosen)
        for size in range(1, most + 1)
        for chosen in combinations(sorted(members), size)
    }
    return sorted(more.union(useful), key=lambda group: (len(group), sorted(group)))


def _few(bases: set[frozenset[int]]) -> set[frozenset[int]]:
    pairs = {one | other for one in bases for other in bases}
    return pairs | {frozenset().union(*bases)}
