"""The smallest set of demands that clash, found by leaving demands out.

A set is proven to clash by CP-SAT, whole people and whole rules are left out of it first, then
halves, quarters … of what is left, at last each demand by itself: without any one of those that
remain, the others hold together.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from planner.deadlines import ended_after
from planner.optimiser.clash_model import ClashModel, Demand
from planner.optimiser.clash_people import PersonAsked
from planner.optimiser.clash_together import TeamsAsked

Outcome = Literal["clash", "holds", "unknown"]
WORKERS = 8
"""CP-SAT's searches complement one another, also where there are fewer cores."""
ALONE_SECONDS = 1.0
"""One of the searches alone comes first: most sets are small."""
TRY_SECONDS = 3.0
"""Leaving something out is tried for so long; what is not known then stays in the set."""


@dataclass(frozen=True, kw_only=True)
class ClashSet:
    """Demands that cannot hold together; ``smallest``: any of them left out, the others can."""

    demands: tuple[Demand, ...]
    smallest: bool


class Clashes:
    """Sets of demands of one model, within a time on the clock."""

    def __init__(self, asked: ClashModel, *, until: float) -> None:
        for agent in asked.people:
            PersonAsked(asked, agent).ask()
        TeamsAsked(asked).ask()
        self.asked, self.until = asked, until

    def outcome(self, demands: Collection[Demand], *, most: float | None = None) -> Outcome:
        """Whether some demands hold together, as far as it is seen in the time."""
        left = self.until - time.monotonic()
        left = left if most is None else min(left, most)
        if left <= 0:
            return "unknown"
        for demand, switch in self.asked.switches.items():
            domain = self.asked.model.proto.variables[switch.index].domain
            domain[0] = domain[1] = int(demand in demands)
        found = self._solved(min(left, ALONE_SECONDS), workers=1)
        if found == "unknown" and left > ALONE_SECONDS:
            found = self._solved(left - ALONE_SECONDS, workers=WORKERS)
        return found

    def _solved(self, seconds: float, *, workers: int) -> Outcome:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.max_time_in_seconds = seconds
        with ended_after(seconds, solver.stop_search):
            status = solver.solve(self.asked.model)
        if status == cp_model.INFEASIBLE:
            return "clash"
        return "holds" if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "unknown"

    def smallest(self) -> ClashSet | None:
        """The smallest clash of all demands; ``None`` where none is known."""
        everything = tuple(self.asked.switches)
        if self.outcome(everything) != "clash":
            return None
        left = list(everything)
        for group in (lambda demand: demand.who, lambda demand: demand.rule):
            left = self._without_groups(left, group)
        size = len(left) // 2
        while size > 1:
            left, _ = self._without_parts(left, size)
            size //= 2
        left, sure = self._without_parts(left, 1)
        return ClashSet(demands=tuple(left), smallest=sure)

    def _without_groups(self, left: list[Demand], group: Callable[[Demand], str]) -> list[Demand]:
        """Less whole groups where the others clash."""
        for name in dict.fromkeys(group(demand) for demand in left):
            fewer = [demand for demand in left if group(demand) != name]
            if self.outcome(set(fewer), most=TRY_SECONDS) == "clash":
                left = fewer
        return left

    def _without_parts(self, left: list[Demand], size: int) -> tuple[list[Demand], bool]:
        """Less stretches of so many; whether it is known of all others that they are needed."""
        at, sure = 0, True
        while at < len(left):
            fewer = left[:at] + left[at + size :]
            found = self.outcome(set(fewer), most=TRY_SECONDS)
            sure &= found != "unknown"
            if found == "clash":
                left = fewer
            else:
                at += size
        return left, sure


def clash_among(asked: ClashModel, *, seconds: float) -> ClashSet | None:
    """The smallest clash in a model, within a time; ``None`` where none is known."""
    return Clashes(asked, until=time.monotonic() + seconds).smallest()


def holds(asked: ClashModel, demands: Sequence[Demand] | None = None, *, seconds: float) -> bool:
    """Whether all demands of a model hold together, or those given."""
    found = Clashes(asked, until=time.monotonic() + seconds)
    return found.outcome(asked.switches if demands is None else set(demands)) == "holds"
