"""What shifts of the weeks before cover in the first hours of the horizon."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.domain import Plan
from planner.optimiser.counting import Counter

Floats = NDArray[np.float64]
EVEN = 1e-9
"""Shortages that fall by less than this much more, in agents, count as falling alike."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """Effective agents and people by interval, skill and place; people by interval and cover row.

    Skills and places as in :mod:`planner.optimiser.counting`.
    """

    covered: Floats
    people: Floats
    present: Floats


def carried_over(plan: Plan, need: Floats, counter: Counter) -> Carried:
    """Allocate the work that runs in from ``previous.csv``.

    Before anything is planned, people by id, each in every interval goes to the queue of theirs
    whose shortage falls most, or else to the first of their list. Where live queues are pooled,
    whoever goes to one of them is there for all.

    Parameters
    ----------
    need
        Effective agents, intervals by queues.
    """
    skills, floor = counter.skills, counter.floor
    covered, people = np.zeros_like(need), np.zeros_like(need)
    by_skill = (need.shape[0], len(skills), need.shape[1] + 1)
    covers, heads = np.zeros(by_skill), np.zeros(by_skill)
    present = np.zeros((len(need), len(plan.cover)))
    names = [queue.queue for queue in plan.queues]
    step = plan.horizon.interval_minutes
    rows = sorted(plan.previous, key=lambda shift: (shift.agent, shift.start))
    for shift in rows:
        begin, end = plan.horizon.minute_of(shift.start), plan.horizon.minute_of(shift.end)
        agent = plan.agent.get(shift.agent)
        if agent is None or end <= 0 or begin >= 0:
            continue
        effect = plan.effectiveness(agent)
        for t in range(min(len(need), -(-end // step))):
            share = (min(end, (t + 1) * step) - t * step) / step
            present[t] += [share * row.counts(agent) for row in plan.cover]
            best, most = -1, 0.0
            for name in agent.queues:
                q = names.index(name)
                before = max(0.0, need[t, q] - covered[t, q], floor[t, q] - people[t, q])
                after = max(
                    0.0,
                    need[t, q] - covered[t, q] - share * effect,
                    floor[t, q] - people[t, q] - share,
                )
                if before - after > most + EVEN:
                    best, most = q, before - after
            if best < 0 and agent.queues:
                best = names.index(agent.queues[0])
            if best >= 0:
                covered[t, best] += share * effect
                people[t, best] += share
                pooled = counter.pooled and not plan.queues[best].deferred
                place = (t, skills.index(agent.queues), need.shape[1] if pooled else best)
                covers[place] += share * effect
                heads[place] += share
    return Carried(covered=covers, people=heads, present=present)
