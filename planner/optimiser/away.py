"""What meetings and training can save at most: pay by productive time, surplus that is priced.

Somebody at a meeting is not at work. Where a team is paid for time at work alone, or surplus has a
price, a schedule may so cost less than without the meeting; the bound has to allow for it.
"""

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.packed import Facts, Guide
from planner.optimiser.problem import Problem

Floats = NDArray[np.float64]


class AwaySavings:
    """The most that activities off the queue can save at given prices, for one problem."""

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self.problem, self.facts = problem, facts
        rows, kinds = problem.shared.activities, dict[tuple[object, ...], list[int]]()
        for person in problem.people:
            gains = facts.productive[person.number] or problem.surplus_price > 0
            if rows and gains:
                kinds.setdefault(person.kind, []).append(person.number)
        self.kinds = list(kinds.values())
        agents = problem.plan.agents
        self.concerned = {
            who: np.array([row.concerns(agents[who].agent, agents[who].team) for row in rows])
            for people in self.kinds
            for who in people
        }

    def most(self, guide: Guide) -> float:
        """Money of everybody's activities, each where it saves most at these prices."""
        return sum(
            float(self._by_slot(guide, people[0]) @ self.concerned[who])
            for people in self.kinds
            for who in people
        )

    def _by_slot(self, guide: Guide, who: int) -> Floats:
        """What one person saves by each activity, wherever its window allows it."""
        facts, shared, g = self.facts, self.facts.shared, int(self.facts.group[who])
        worth = np.concatenate([[0.0], np.cumsum(np.repeat(self._value(guide, who), facts.ticks))])
        paid = facts.rate[who] * facts.wage[g] * facts.productive[who]
        kinds = np.stack([shared.act_window[g], shared.act_size])
        each, of = np.unique(kinds, axis=1, return_inverse=True)
        saved = [self._saved(worth, paid, window, size) for window, size in each.T.tolist()]
        return np.array(saved, dtype=float)[of.reshape(-1)]

    def _saved(self, worth: Floats, paid: Floats, window: int, size: int) -> float:
        """What so many ticks of a window save at most, at running sums of worth and pay."""
        ahead, last = self.facts.shared.ahead[window], len(worth) - 1
        at = np.arange(max(0, min(len(ahead), len(paid) - size)))
        at = at[ahead[at] >= size]
        lost = worth[np.minimum(at + size, last)] - worth[np.minimum(at, last)]
        return float((paid[at + size] - paid[at] - lost).max(initial=0.0))

    def _value(self, guide: Guide, who: int) -> Floats:
        """Money that a tick of the person at work is worth, by interval."""
        facts, effect = self.facts, float(self.facts.effect[who])
        adds = np.where(facts.fixed >= 0, facts.fixed, -facts.fixed * effect) * facts.hits[who]
        value = (guide.sets * adds).sum(axis=1) + guide.cover @ facts.covers[who]
        return np.asarray((value - facts.surplus_price * effect) / facts.ticks, dtype=float)
