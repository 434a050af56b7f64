"""The table of needs as arrays: live queues, minimum agents, idle time, pooled sets."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import inside, zone
from planner.domain import Plan

Floats = NDArray[np.float64]
Skill = tuple[str, ...]


def need_matrix(plan: Plan, needs: pd.DataFrame) -> Floats:
    """``required_real`` as a matrix, intervals by queues; 0 where the table has no row."""
    horizon = plan.horizon
    names = [queue.queue for queue in plan.queues]
    matrix = np.zeros((horizon.intervals, len(names)))
    rows = interval_of(plan, needs)
    columns = pd.Index(names).get_indexer(pd.Index(needs["queue"]))
    real = needs["required_real"].to_numpy(dtype=float)
    valid = (rows >= 0) & (rows < horizon.intervals) & (columns >= 0)
    matrix[rows[valid], columns[valid]] = real[valid]
    return matrix


def live_need(plan: Plan, needs: pd.DataFrame) -> Floats:
    """``required_real`` of live queues, intervals by queues; 0 for work that can wait."""
    return live_only(plan, need_matrix(plan, needs))


def floors(plan: Plan, skills: dict[Skill, float]) -> Floats:
    """Minimum agents at the effectiveness of the least effective people who serve each queue."""
    matrix = np.zeros((plan.horizon.intervals, len(plan.queues)))
    for index, queue in enumerate(plan.queues):
        if queue.min_agents:
            least = [effect for skill, effect in skills.items() if queue.queue in skill]
            share = inside(plan.horizon, queue.open, zone(queue.timezone))
            matrix[:, index] = queue.min_agents * share * min(least, default=1.0)
    return matrix


def live_only(plan: Plan, floor: Floats) -> Floats:
    """A matrix, intervals by queues, with 0 for work that can wait."""
    live = np.array([not queue.deferred for queue in plan.queues])
    return np.asarray(floor * live, dtype=float)


def idle_capacity(plan: Plan, needs: pd.DataFrame) -> dict[str, tuple[Floats, Floats]]:
    """Idle time of live queues that may go to work that can wait.

    By queue and interval: effective agents, and as a share of each person's time, where the queue
    has just its need. With more people on it, they do more for work that waits by doing it outright
    than by being idle; with fewer there is less idle time.
    """
    found: dict[str, tuple[Floats, Floats]] = {}
    if plan.staffing.idle_share <= 0:
        return found
    best = max((plan.effectiveness(agent) for agent in plan.agents), default=1.0)
    need = np.maximum(live_need(plan, needs), floors(plan, {tuple(plan.queue): best}))
    carried = carried_load(plan, needs)
    for index, queue in enumerate(plan.queues):
        if not queue.deferred:
            idle = np.maximum(need[:, index] - carried[:, index], 0.0)
            share = np.divide(idle, need[:, index], out=np.zeros_like(idle), where=idle > 0)
            given = plan.staffing.idle_share
            found[queue.queue] = (given * idle, given * share)
    return found


def carried_load(plan: Plan, needs: pd.DataFrame) -> Floats:
    """Effective agents busy with contacts, intervals by queues: ``required`` × ``occupancy``.

    Nobody where the table of needs does not say.
    """
    if not {"required", "occupancy"} <= set(needs.columns):
        return np.zeros((plan.horizon.intervals, len(plan.queues)))
    busy = needs["required"].to_numpy(dtype=float) * np.nan_to_num(
        needs["occupancy"].to_numpy(dtype=float)
    )
    return need_matrix(plan, needs.assign(required_real=busy))


def pooled_needs(plan: Plan, needs: pd.DataFrame) -> dict[frozenset[str], Floats]:
    """Needs of sets of queues (``en|de``), by interval; empty where queues are separate."""
    if plan.staffing.pooling != "pooled":
        return {}
    names = needs["queue"].astype(str)
    rows = needs[names.str.contains("|", regex=False)]
    return {
        frozenset(str(name).split("|")): column_of(plan, own, "required_real")
        for name, own in rows.groupby("queue", sort=False)
    }


def required_agents(plan: Plan, needs: pd.DataFrame) -> Floats:
    """Effective agents required in all, by interval; queues that are pooled count as one need."""
    pooled = pooled_needs(plan, needs)
    widest = [queues for queues in pooled if not any(queues < other for other in pooled)]
    alone = [not any(queue.queue in queues for queues in widest) for queue in plan.queues]
    total = need_matrix(plan, needs)[:, alone].sum(axis=1)
    return np.asarray(sum((pooled[queues] for queues in widest), start=total), dtype=float)


def live_groups(queues: Iterable[str], skills: Iterable[Skill]) -> dict[str, int]:
    """Number of each live queue's connected group: those that people link by serving both."""
    group = {name: number for number, name in enumerate(queues)}
    for skill in skills:
        linked = [name for name in skill if name in group]
        numbers = {group[name] for name in linked}
        for name, number in group.items():
            if number in numbers:
                group[name] = min(numbers)
    order = {number: at for at, number in enumerate(sorted(set(group.values())))}
    return {name: order[number] for name, number in group.items()}


def column_of(plan: Plan, rows: pd.DataFrame, name: str) -> Floats:
    """A column of the rows of one queue by interval of the horizon; 0 where there is no row."""
    column = np.zeros(plan.horizon.intervals)
    at = interval_of(plan, rows)
    valid = (at >= 0) & (at < len(column))
    column[at[valid]] = rows[name].to_numpy(dtype=float)[valid]
    return column


def interval_of(plan: Plan, rows: pd.DataFrame) -> NDArray[np.int64]:
    """Which interval of the horizon each row is of; others are below 0 or past the last."""
    start = pd.DatetimeIndex(pd.to_datetime(rows["interval_start"], utc=True))
    minutes = (start - pd.Timestamp(plan.horizon.first)) // pd.Timedelta(minutes=1)
    return np.asarray(minutes.to_numpy() // plan.horizon.interval_minutes, dtype=np.int64)
