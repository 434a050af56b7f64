"""What meetings and training mean for the bound: what they can save at most, and who owes them.

Somebody at a meeting is not at work. Where a team is paid for time at work alone, or surplus has a
price, a schedule may so cost less than without the meeting; the bound has to allow for it.
Everybody else's cost something, see :mod:`planner.optimiser.kernels.owed`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.packed import Facts, Guide
from planner.optimiser.people import Person
from planner.optimiser.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


def owed_by(problem: Problem, facts: Facts, people: Ints) -> Bytes:
    """People × activities: 1 where any rota of a person loses an activity's time at work.

    That is one whose window is open at all times, which fits into every shift, in a stretch of days
    in which the person has a shift in any rota; and that saves nothing, see :class:`AwaySavings`.
    """
    shared, rows = facts.shared, problem.shared.activities
    owed = np.zeros((len(people), len(rows)), dtype=np.uint8)
    if "off_queue" in problem.plan.rules or problem.surplus_price > 0:
        return owed
    for at, who in enumerate(people.tolist()):
        g, person = int(facts.group[who]), problem.people[who]
        if person.productive:
            continue
        low, high = facts.first[g, 0], facts.first[g, facts.days[g]]
        lengths = facts.finish[low:high] - facts.begin[low:high]
        for k in np.flatnonzero(shared.act_of[who]):
            ahead = shared.ahead[shared.act_window[g, k]]
            always = bool((ahead == np.arange(len(ahead), 0, -1)).all())
            days = range(int(shared.act_from[g, k]), int(shared.act_to[g, k]))
            fits = always and bool((shared.act_size[k] <= lengths).all())
            if fits and _must_work(problem, person, days):
                owed[at, k] = 1
    return owed


def _must_work(problem: Problem, person: Person, days: Sequence[int]) -> bool:
    """Whether a person has a shift on some of these days in any rota."""
    space = problem.groups[person.group].space
    if len(days) == len(space.week) and person.final[0] <= NOTHING:
        return True
    for week in range(len(person.allowed)):
        inside = np.flatnonzero(space.week == week)
        may = (person.allowed[week] > 0) & (person.closing[week] > NOTHING)
        works = bool((space.usage.minutes[week][may] > 0).all())
        if works and len(inside) and inside[0] >= days[0] and inside[-1] <= days[-1]:
            return True
    return False


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
