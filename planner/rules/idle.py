"""Idle time of live agents, as far as ``staffing.idle_share`` gives it to work that can wait."""

from collections.abc import Sequence

import numpy as np

from planner.domain import Plan
from planner.rules.deferred import IdleTime
from planner.rules.groups import deferred_skills, is_pooled, live_groups
from planner.rules.hands import Hands, live_skill, totals
from planner.rules.needs import Needs
from planner.rules.presence import Floats, Indices


def idle_time(plan: Plan, needs: Needs, hands: Hands, *, waiting: Sequence[int]) -> list[IdleTime]:
    """Idle hours for the queues that can wait, whose positions are ``waiting``.

    Of the agents on a live queue (in pooled plans: on a group of them) those are idle whom its
    contacts do not keep busy: covered less ``required`` x ``occupancy``. Every agent there is idle
    alike, and free for their own queues only. Agents of fewest other queues come first, then by
    live queue, then by the other queues.
    """
    if plan.staffing.idle_share <= 0 or not waiting:
        return []
    groups, others = live_groups(plan), deferred_skills(plan)
    group = _group(plan, groups, hands)
    idle = _idle_share(plan, needs, hands, groups, group)
    hours = plan.staffing.idle_share * plan.horizon.interval_minutes / 60
    kinds = sorted(set(others) - {()})
    of_person = np.array([kinds.index(own) if own else -1 for own in others], dtype=np.int64)
    kind = of_person[hands.person]
    by = np.where((kind >= 0) & (group >= 0), kind * len(groups) + group, -1)
    free = totals(plan, hands, hands.effect, by=by, count=len(kinds) * len(groups)) * hours
    order = sorted(
        ((len(own), number, own) for own in kinds for number in range(len(groups))),
    )
    return [
        IdleTime(
            queues=tuple(waiting.index(queue) for queue in own),
            hours=free[kinds.index(own) * len(groups) + number] * idle[number],
        )
        for _, number, own in order
    ]


def _idle_share(
    plan: Plan, needs: Needs, hands: Hands, groups: Sequence[tuple[int, ...]], group: Indices
) -> Floats:
    """Share of their time that agents on each live group are idle, ``[group, interval]``."""
    covered = totals(plan, hands, hands.effect, by=group, count=len(groups))
    busy = [needs.carried[list(members)].sum(axis=0) for members in groups]
    idle = np.maximum(0.0, covered - np.array(busy).reshape(covered.shape))
    share: Floats = np.divide(idle, covered, out=np.zeros_like(covered), where=covered > 0)
    return share


def _group(plan: Plan, groups: Sequence[tuple[int, ...]], hands: Hands) -> Indices:
    """The live group of each entry; -1 for entries on work that can wait, or on none."""
    of_queue = np.full(len(plan.queues) + 1, -1, dtype=np.int64)
    for number, members in enumerate(groups):
        of_queue[list(members)] = number
    if not is_pooled(plan):
        return of_queue[hands.queue]
    skills, skill = live_skill(plan, hands)
    of_skill = np.array([*(of_queue[members[0]] for members in skills), -1], dtype=np.int64)
    return of_skill[skill]
