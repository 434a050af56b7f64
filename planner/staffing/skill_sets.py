"""Which live queues are served together, and which sets of them limit what pooled people can do.

The people of an interval can serve its queues exactly when, for every set of queues, those who can
serve any of it are enough for it (P. Hall 1935). Only closed sets matter: the queues that a union
of skills serves alone; any other set is served by the same people as a larger, closed one.
"""

from collections.abc import Sequence

from planner.domain import Plan

MOST_SETS = 150
"""Beyond so many sets of a group only those of one or two kinds of servers and of all are kept:
each takes the time of an Erlang calculation for every interval, and the smaller ones say most."""

Names = tuple[str, ...]


def live_skills(plan: Plan) -> tuple[Names, ...]:
    """Distinct sets of live queues that people serve, each in the plan's order of queues."""
    live = [queue.queue for queue in plan.queues if not queue.deferred]
    distinct = {frozenset(agent.queues) & frozenset(live) for agent in plan.agents}
    skills = {tuple(name for name in live if name in skill) for skill in distinct}
    return tuple(sorted(skills - {()}))


def connected_groups(plan: Plan) -> tuple[Names, ...]:
    """Live queues that people link, directly or through others; every live queue is in one group.

    Groups and the queues in them stand in the plan's order.
    """
    live = [queue.queue for queue in plan.queues if not queue.deferred]
    groups = [{name} for name in live]
    for skill in live_skills(plan):
        joined = [group for group in groups if group & set(skill)]
        groups = [group for group in groups if group not in joined]
        groups.append(set().union(*joined))
    ordered = (tuple(name for name in live if name in group) for group in groups)
    return tuple(sorted(ordered, key=lambda group: live.index(group[0])))


def useful_sets(plan: Plan) -> tuple[Names, ...]:
    """Sets of two or more live queues whose need is not implied by other sets.

    Group by group, smaller sets first, names in the plan's order of queues: the ``queue`` of their
    rows in ``requirements.csv`` is the names joined by ``|``. Single queues are not listed; each
    has a row of its own.
    """
    skills = live_skills(plan)
    position = {queue.queue: index for index, queue in enumerate(plan.queues)}
    found: list[Names] = []
    for group in connected_groups(plan):
        sets = closed_sets(group, [skill for skill in skills if set(skill) & set(group)])
        found += sorted(sets, key=lambda names: (len(names), [position[name] for name in names]))
    return tuple(names for names in found if len(names) > 1)


def closed_sets(group: Names, skills: Sequence[Names]) -> set[Names]:
    """Queues of a connected group that a union of skills serves alone, for every union."""
    servers = {
        queue: frozenset(i for i, skill in enumerate(skills) if queue in skill) for queue in group
    }
    bases = {of for of in servers.values() if of}
    unions: set[frozenset[int]] = set()
    for base in sorted(bases, key=sorted):
        unions |= {base} | {base | union for union in unions}
        if len(unions) > MOST_SETS:
            unions = {one | other for one in bases for other in bases}
            unions.add(frozenset().union(*bases))
            break
    return {
        tuple(queue for queue in group if servers[queue] and servers[queue] <= union)
        for union in unions
    }
