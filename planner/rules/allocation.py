"""Giving people at work to queues, where a schedule does not say which ones they take.

Greedy: interval by interval, one person after the other, each to the one of their queues whose
shortage falls most; between equals (and where nothing is short) the first of the person's list. In
pooled plans all live queues of a person are one choice. Everybody starts on these, and one after
the other goes where the shortage (on live work the largest of the group's sets) falls most: the
others, who are still there, make up for those who leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain import Plan
from planner.rules.groups import is_pooled, live_skills
from planner.rules.needs import Needs
from planner.rules.presence import NO_QUEUE, Floats, Indices, Presence, Shares

LIVE = -2
"""Stands for all live queues of a person of a pooled plan."""

_EVEN = 1e-9
"""Agents by which a queue's shortage must fall more than another's to be preferred."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a person may take.

    ``queue`` is its position (or ``LIVE``), ``rows`` the rows of needs that the person fills there,
    ``judged`` the rows of which the largest shortage counts.
    """

    queue: int
    rows: tuple[int, ...]
    judged: tuple[int, ...]


class OpenNeeds:
    """What is still short while people are given to queues, one after the other.

    People have a ``share`` of an interval and in it ``effect`` effective agents.
    """

    def __init__(self, needs: Needs) -> None:
        self._short: list[list[float]] = needs.required.T.tolist()
        self._floor: list[list[float]] = np.where(needs.open, needs.floor, -np.inf).T.tolist()

    def best(
        self, choices: Sequence[Choice], *, interval: int, share: float, effect: float
    ) -> Choice:
        """The choice that makes the shortage fall most; the first one where none does."""
        short, floor = self._short[interval], self._floor[interval]
        best, most = choices[0], _EVEN
        for choice in choices if len(choices) > 1 else ():
            before = after = 0.0
            for row in choice.judged:
                now, people = short[row], floor[row]
                before = max(before, now, people)
                if row in choice.rows:
                    now, people = now - effect, people - share
                after = max(after, now, people)
            if before - after > most:
                best, most = choice, before - after + _EVEN
        return best

    def fill(self, choice: Choice, *, interval: int, share: float, effect: float) -> None:
        """What is short with this person there; amounts below 0 take the person away."""
        short, floor = self._short[interval], self._floor[interval]
        for row in choice.rows:
            short[row] -= effect
            floor[row] -= share


def allocate(
    plan: Plan, needs: Needs, at_work: Presence, shares: Shares, *,
    choices: Sequence[Sequence[Choice]],
) -> Indices:  # fmt: skip
    """Queue of each entry of ``shares`` (or ``LIVE``), in the order in which the entries stand.

    Entries of one interval are served in order; ``choices`` are those of each person of the plan,
    best first; -1 for people who have none.
    """
    unmet, weights = OpenNeeds(needs), effectiveness(plan)
    person = at_work.person[shares.row]
    effect = (weights[person] * shares.share).tolist()
    entries = list(
        zip(person.tolist(), shares.interval.tolist(), shares.share.tolist(), effect, strict=True)
    )
    starts = [next((c for c in own if c.queue == LIVE), None) for own in choices]
    for who, interval, share, effective in entries:
        if start := starts[who]:
            unmet.fill(start, interval=interval, share=share, effect=effective)
    taken = []
    for who, interval, share, effective in entries:
        if not choices[who]:
            taken.append(NO_QUEUE)
            continue
        if start := starts[who]:
            unmet.fill(start, interval=interval, share=-share, effect=-effective)
        best = unmet.best(choices[who], interval=interval, share=share, effect=effective)
        unmet.fill(best, interval=interval, share=share, effect=effective)
        taken.append(best.queue)
    return np.array(taken, dtype=np.int64)


def effectiveness(plan: Plan) -> Floats:
    """Effective agents that each person of the plan counts for while at work."""
    return np.array([plan.effectiveness(agent) for agent in plan.agents], dtype=np.float64)


def single_queues(plan: Plan) -> list[list[Choice]]:
    """The queues that each person serves, best first, each a choice of its own."""
    position = {queue.queue: i for i, queue in enumerate(plan.queues)}
    return [
        [
            Choice(queue=position[name], rows=(position[name],), judged=(position[name],))
            for name in agent.queues
            if name in position
        ]
        for agent in plan.agents
    ]


def joint_queues(plan: Plan, needs: Needs) -> list[list[Choice]]:
    """As :func:`single_queues`, but in pooled plans a person's live queues are one choice."""
    if not is_pooled(plan):
        return single_queues(plan)
    live = {skill: _live_choice(needs, skill) for skill in set(live_skills(plan))}
    return [
        list(dict.fromkeys(live[skill] if choice.queue in skill else choice for choice in own))
        for own, skill in zip(single_queues(plan), live_skills(plan), strict=True)
    ]


def _live_choice(needs: Needs, skill: tuple[int, ...]) -> Choice:
    """All live queues of a skill at once."""
    filled = tuple(i for i, row in enumerate(needs.rows) if not set(skill).isdisjoint(row))
    group = next((unit for unit in needs.units if set(filled) & set(unit)), ())
    return Choice(queue=LIVE, rows=filled, judged=group)
