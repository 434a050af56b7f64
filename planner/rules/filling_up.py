"""Queues of people whom no schedule gives any: they fill up what the schedule leaves short.

Interval by interval, people of the fewest queues first, then in the order in which they stand: each
goes to the one of their queues whose shortage falls most; between equals to live contacts before
work that can wait, then to what is shortest, then to the first of their list. Where nothing is
short they are on the first of their list.
"""

from collections.abc import Sequence

import numpy as np

from planner.domain import Plan
from planner.rules.allocation import effectiveness, single_queues
from planner.rules.needs import Needs
from planner.rules.presence import NO_QUEUE, Indices, Presence, Shares

EVEN = 1e-9
"""Agents by which shortages or their falls must differ to count as unlike."""


def fill_up(plan: Plan, left: Needs, at_work: Presence, shares: Shares) -> Indices:
    """Queue of each entry of ``shares``, -1 for people who serve none.

    Parameters
    ----------
    left
        What is still short, rows being the plan's queues.
    """
    serves = [[choice.queue for choice in own] for own in single_queues(plan)]
    weights = effectiveness(plan)
    waits = [queue.deferred for queue in plan.queues]
    short = left.required.T.tolist()
    floor = np.where(left.open, left.floor, -np.inf).T.tolist()
    person = at_work.person[shares.row]
    count = np.array([len(own) for own in serves], dtype=np.int64)
    taken = np.full(len(person), NO_QUEUE, dtype=np.int64)
    for entry in np.argsort(count[person], kind="stable").tolist():
        who, interval = int(person[entry]), int(shares.interval[entry])
        share = float(shares.share[entry])
        if serves[who]:
            effect, now = share * float(weights[who]), (short[interval], floor[interval])
            queue = _neediest(serves[who], waits, now, (effect, share))
            now[0][queue] -= effect
            now[1][queue] -= share
            taken[entry] = queue
    return taken


def _neediest(
    serves: Sequence[int], waits: Sequence[bool], now: tuple[list[float], list[float]],
    brought: tuple[float, float],
) -> int:  # fmt: skip
    """The queue whose shortage falls most, in effective agents or people."""
    best, most, shortest = serves[0], EVEN, 0.0
    for queue in sorted(serves, key=lambda queue: waits[queue]):
        before = max(0.0, now[0][queue], now[1][queue])
        fall = before - max(0.0, now[0][queue] - brought[0], now[1][queue] - brought[1])
        alike = abs(fall - most) <= EVEN and waits[queue] == waits[best]
        if fall > most + EVEN or (alike and before > shortest + EVEN):
            best, most, shortest = queue, fall, before
    return best
