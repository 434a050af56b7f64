"""Queues that people take together: connected groups, and names of several queues at once.

With ``pooling = "separate"`` everybody at work is on one queue. With ``pooling = "pooled"`` a
person on live work takes any of their live queues; live queues that people link that way are one
group. Work that can wait is always taken on its own.
"""

from planner.domain import Plan

SEPARATOR = "|"


def is_pooled(plan: Plan) -> bool:
    """Whether people take all their live queues at once."""
    return plan.staffing.pooling == "pooled"


def live_groups(plan: Plan) -> list[tuple[int, ...]]:
    """Positions of the live queues in groups, in the plan's order of each group's first queue.

    In separate plans every live queue is a group of its own; in pooled ones those are together
    that people link, one after the other, by serving two of them.
    """
    groups = [{i} for i, queue in enumerate(plan.queues) if not queue.deferred]
    for skill in sorted(set(live_skills(plan))) if is_pooled(plan) else ():
        linked = [group for group in groups if group & set(skill)]
        if len(linked) > 1:
            groups = [group for group in groups if group not in linked]
            groups.append(set().union(*linked))
    return sorted((tuple(sorted(group)) for group in groups), key=lambda group: group[0])


def live_skills(plan: Plan) -> list[tuple[int, ...]]:
    """Positions of the live queues that each person of the plan serves, ascending."""
    return _served(plan, deferred=False)


def deferred_skills(plan: Plan) -> list[tuple[int, ...]]:
    """Positions of the queues that can wait and that each person serves, ascending."""
    return _served(plan, deferred=True)


def _served(plan: Plan, *, deferred: bool) -> list[tuple[int, ...]]:
    position = {q.queue: i for i, q in enumerate(plan.queues) if q.deferred is deferred}
    return [
        tuple(sorted(position[name] for name in set(agent.queues) if name in position))
        for agent in plan.agents
    ]


def live_name(plan: Plan, agent: str) -> str:
    """What a person at live work in a pooled plan is on: ``en|de``, best first."""
    names = dict.fromkeys(plan.agent[agent].queues)
    return SEPARATOR.join(n for n in names if n in plan.queue and not plan.queue[n].deferred)


def queues_named(plan: Plan, name: str) -> tuple[str, ...]:
    """The queues that a stretch at work names: several only where pooled live work allows it."""
    parts = tuple(part.strip() for part in name.split(SEPARATOR))
    alone = any(part in plan.queue and plan.queue[part].deferred for part in parts)
    return parts if is_pooled(plan) and not alone else (name,)
