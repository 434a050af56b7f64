"""Giving people at work to queues, where a schedule does not say which one they take.

Greedy: interval by interval, one person after the other, each to the one of their queues whose
shortage falls most; between equals (and where nothing is short) the first of the person's list.
"""

from collections.abc import Sequence

import numpy as np

from planner.domain import Plan
from planner.rules.needs import Needs
from planner.rules.presence import Floats, Indices, Presence, Shares

_EVEN = 1e-9
"""Agents by which a queue's shortage must fall more than another's to be preferred."""


class OpenNeeds:
    """What is still short while people are given to queues, one after the other."""

    def __init__(self, needs: Needs) -> None:
        self._short: list[list[float]] = needs.required.tolist()
        floor = np.where(needs.open, needs.floor, -np.inf)
        self._floor: list[list[float]] = floor.tolist()

    def give(self, queues: Sequence[int], *, interval: int, share: float, weight: float) -> int:
        """The queue that this person takes in this interval; what it needs falls accordingly.

        ``share`` is the part of the interval, ``weight`` the effective agents the person counts
        for when present in all of it.
        """
        best, most, effect = queues[0], _EVEN, share * weight
        for queue in queues if len(queues) > 1 else ():
            short, floor = self._short[queue][interval], self._floor[queue][interval]
            before = short if short > floor else floor
            if before > most:
                helped = before - max(0.0, short - effect, floor - share)
                if helped > most:
                    best, most = queue, helped + _EVEN
        self._short[best][interval] -= effect
        self._floor[best][interval] -= share
        return best


def allocate(plan: Plan, needs: Needs, at_work: Presence, shares: Shares) -> Indices:
    """Queue of each entry of ``shares``, in the order in which the entries stand.

    Entries of one interval are served in order; ``-1`` for people who take no contacts.
    """
    unmet, weights, queues = OpenNeeds(needs), effectiveness(plan), served_queues(plan)
    person = at_work.person[shares.row]
    entries = zip(
        person.tolist(), shares.interval.tolist(), shares.share.tolist(),
        weights[person].tolist(), strict=True,
    )  # fmt: skip
    taken = [
        unmet.give(queues[who], interval=interval, share=share, weight=weight)
        if queues[who]
        else -1
        for who, interval, share, weight in entries
    ]
    return np.array(taken, dtype=np.int64)


def effectiveness(plan: Plan) -> Floats:
    """Effective agents that each person of the plan counts for while at work."""
    return np.array([plan.effectiveness(agent) for agent in plan.agents], dtype=np.float64)


def served_queues(plan: Plan) -> list[list[int]]:
    """Positions of the queues that each person of the plan serves, best first."""
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    return [[position[name] for name in agent.queues if name in position] for agent in plan.agents]
