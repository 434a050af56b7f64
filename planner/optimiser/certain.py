"""When somebody is on shift whatever else is decided: pins and rotations that leave no choice.

A site that is open for them costs its open hours in any schedule. The bound counts those hours
whole; of others it may only count a part of as many as there are people.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.case import MUST_WORK
from planner.optimiser.kernels.choosing import usable
from planner.optimiser.kernels.packed import Facts
from planner.optimiser.problem import Problem

Bools = NDArray[np.bool_]


def certainly_open(problem: Problem, facts: Facts, row: int) -> Bools:
    """Ticks in which somebody who counts for a row of whole teams is on shift in every schedule.

    By a shift of the weeks before, or on a day that must be worked by what all shifts allowed on it
    have in common.
    """
    plan, sure = problem.plan, np.zeros(len(problem.lack) * problem.ticks, dtype=bool)
    people = np.flatnonzero(problem.shared.facts.member[:, row])
    for who in people.tolist():
        for begin, finish in _settled(facts, who):
            sure[begin:finish] = True
    names = {plan.agents[who].agent for who in people.tolist()}
    ends = (plan.horizon.minute_of(shift.end) for shift in plan.previous if shift.agent in names)
    sure[: max([0, *ends]) // problem.tick] = True
    return sure


def _settled(facts: Facts, who: int) -> Iterator[tuple[int, int]]:
    """Spans in ticks of a person's days that must be worked, common to all shifts allowed then."""
    group = facts.group[who]
    days = np.flatnonzero(facts.status[who, : facts.days[group]] == MUST_WORK)
    if not len(days):
        return
    may, first = usable(facts, who).astype(bool), facts.first[group]
    for day in days[days >= facts.skip[who]].tolist():
        options = first[day] + np.flatnonzero(may[first[day] : first[day + 1]])
        if len(options):
            begin, finish = int(facts.begin[options].max()), int(facts.finish[options].min())
            if begin < finish:
                yield begin, finish
