"""The need of every interval as rows that people's presence fills.

People can serve the queues of an interval exactly when, for every set of queues that matters,
those present who can serve any of it are at least the set's need less its shortage (Hall 1935).
Sets that matter are the queues which a union of skills serves alone; far fewer than all subsets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan

Floats = NDArray[np.float64]
MOST_SETS = 400
"""Beyond so many sets of one group only those of one, two or all queues are kept: a relaxation."""

Skill = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Needs by interval, in effective agents and people.

    ``need[t, q]`` effective agents of queue ``q`` (order of ``queues``), minimum agents included at
    the effectiveness of the least effective people who serve the queue; ``sets`` the queues of
    each set, those of one connected group side by side, ``parts[g]:parts[g + 1]`` being group
    ``g``'s; ``set_need[t, s]`` their needs; ``hits[skill][s]`` whether a skill serves any of set
    ``s``; ``group[skill]`` the skill's connected group, -1 for people who serve no queue.
    ``cover[t, c]`` minimum people of cover row ``c``.
    """

    queues: tuple[str, ...]
    need: Floats
    sets: tuple[frozenset[str], ...]
    parts: NDArray[np.int64]
    set_need: Floats
    hits: dict[Skill, NDArray[np.uint8]]
    group: dict[Skill, int]
    cover: Floats


def build_demand(plan: Plan, needs: pd.DataFrame, skills: dict[Skill, float]) -> Demand:
    """Needs of a plan's horizon.

    Parameters
    ----------
    needs
        Columns ``interval_start``, ``queue``, ``required_real`` of requirements.csv.
    skills
        Queue lists in use, each with the least effectiveness of anybody who has it.
    """
    queues = tuple(queue.queue for queue in plan.queues)
    need = need_matrix(plan, needs)
    least = {
        name: min((effect for skill, effect in skills.items() if name in skill), default=1.0)
        for name in queues
    }
    for index, queue in enumerate(plan.queues):
        if queue.min_agents:
            floor = queue.min_agents * inside(plan.horizon, queue.open, zone(queue.timezone))
            need[:, index] = np.maximum(need[:, index], floor * least[queue.queue])
    groups = _connected(queues, skills)
    sets: list[frozenset[str]] = []
    parts = [0]
    for members in groups:
        sets += _useful_sets(members, [skill for skill in skills if members & set(skill)])
        parts.append(len(sets))
    position = {name: index for index, name in enumerate(queues)}
    set_need = np.column_stack(
        [need[:, [position[name] for name in sorted(chosen)]].sum(axis=1) for chosen in sets]
    )
    return Demand(
        queues=queues,
        need=need,
        sets=tuple(sets),
        parts=np.array(parts, dtype=np.int64),
        set_need=set_need,
        hits={
            skill: np.array([bool(chosen & set(skill)) for chosen in sets], dtype=np.uint8)
            for skill in skills
        },
        group={
            skill: next((g for g, members in enumerate(groups) if members & set(skill)), -1)
            for skill in skills
        },
        cover=cover_minimum(plan),
    )


def need_matrix(plan: Plan, needs: pd.DataFrame) -> Floats:
    """``required_real`` as a matrix, intervals by queues; 0 where the table has no row."""
    horizon = plan.horizon
    names = [queue.queue for queue in plan.queues]
    matrix = np.zeros((horizon.intervals, len(names)))
    start = pd.DatetimeIndex(pd.to_datetime(needs["interval_start"], utc=True))
    minutes = (start - pd.Timestamp(horizon.first)) // pd.Timedelta(minutes=1)
    rows = minutes.to_numpy() // horizon.interval_minutes
    columns = pd.Index(names).get_indexer(pd.Index(needs["queue"]))
    real = needs["required_real"].to_numpy(dtype=float)
    valid = (rows >= 0) & (rows < horizon.intervals) & (columns >= 0)
    matrix[rows[valid], columns[valid]] = real[valid]
    return matrix


def cover_minimum(plan: Plan) -> Floats:
    """Minimum people of each cover row, intervals by rows; the share inside the window counts."""
    columns = [
        (row.min or 0) * inside(plan.horizon, [row.window], zone(row.timezone))
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


def _few(bases: set[frozenset[int]]) -> set[frozenset[int]]:
    pairs = {one | other for one in bases for other in bases}
    return pairs | {frozenset().union(*bases)}
