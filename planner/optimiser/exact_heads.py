"""Plans without rules between days solved to the end: how many people start each shift.

Where people are alike and nothing but one shift a day limits them, any head-counts can be given to
names. So the head-counts alone are chosen, with every break in its place, by the mixed-integer
programme of :mod:`planner.optimiser.exact`, which proves that nothing is cheaper.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from ortools.math_opt.python import mathopt

from planner.domain import Contract
from planner.optimiser.exact import (
    Exact,
    Places,
    breaks_overlap,
    cover,
    limits_of,
    place,
    shortage,
    solve_exactly,
    solved,
    spots,
)
from planner.optimiser.kernels.case import FREE
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import set_day, shift_money
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.pace import Pace
from planner.optimiser.packing import empty_state
from planner.optimiser.people import Person
from planner.optimiser.problem import Problem

MOST_OPTIONS = 6_000
Heads = dict[tuple[int, int], mathopt.Variable]


def solve_small(
    problem: Problem, facts: Facts, *, seconds: float, pace: Pace | None = None
) -> Exact | None:
    """A plan solved to the end where it can be: by head-counts, else by listing all rotas."""
    heads = solve_heads(problem, facts, seconds=seconds, pace=pace)
    return heads or solve_exactly(problem, facts, seconds=seconds, pace=pace)


def solve_heads(
    problem: Problem, facts: Facts, *, seconds: float, pace: Pace | None = None
) -> Exact | None:
    """The cheapest head-counts as a complete state, and the bound proven; ``None`` where rules
    reach across days, people are not alike, or it is not found in time."""
    kinds = _kinds(problem, facts)
    if not kinds or sum(len(_options(facts, numbers)) for numbers in kinds) > MOST_OPTIONS:
        return None
    found = _Model(problem, facts, kinds)
    result = solved(found.model, *limits_of(seconds, pace))
    if result is None:
        return None
    state = _state(problem, facts, found, result.variable_values())
    if state is None:
        return None
    constant = problem.surplus_price * float(np.maximum(problem.lack, 0.0).sum())
    return Exact(state=state, bound=float(result.best_objective_bound()) - constant)


class _Model:
    """The programme: ``heads`` of each option of each kind, and ``places`` of its breaks."""

    def __init__(self, problem: Problem, facts: Facts, kinds: list[list[int]]) -> None:
        self.problem, self.facts, self.kinds = problem, facts, kinds
        self.model = mathopt.Model(name="head-counts")
        self.heads, self.places = Heads(), Places()
        self._present: dict[tuple[int, int], list[tuple[float, mathopt.Variable]]] = {}
        self._terms: list[mathopt.LinearTypes] = []
        for numbers in kinds:
            self._kind(numbers)
        self._terms += shortage(self.model, problem, facts, self._present, {})
        self._terms += self._surplus()
        self.model.minimize(mathopt.fast_sum(self._terms))

    def _kind(self, numbers: list[int]) -> None:
        """Shifts of people who are alike, one a day each."""
        model, facts, who, kernel = self.model, self.facts, numbers[0], bind(self.facts)
        by_day: dict[int, list[mathopt.Variable]] = {}
        for day, option in _options(facts, numbers):
            x = self.heads[who, option] = model.add_integer_variable(lb=0, ub=len(numbers))
            by_day.setdefault(day, []).append(x)
            self._terms.append(shift_money(kernel, who, option) * x)
            intervals = len(self.problem.lack)
            cover(facts, who, option, [x], intervals, self._present)
            self._terms += place(
                model, facts, who, option, [x], intervals, self._present, self.places
            )
        for variables in by_day.values():
            model.add_linear_constraint(mathopt.fast_sum(variables) <= len(numbers))

    def _surplus(self) -> list[mathopt.LinearTypes]:
        """Surplus is presence less the need, and what is short on top."""
        if self.problem.surplus_price <= 0:
            return []
        price, effect = self.problem.surplus_price, self.facts.effect
        return [
            float(price * effect[who] * share) * x
            for (who, _), parts in self._present.items()
            for share, x in parts
        ]


def _kinds(problem: Problem, facts: Facts) -> list[list[int]]:
    """Numbers of people who are alike, or nothing where head-counts are not all that matters."""
    plan = problem.plan
    if problem.shared.matters or problem.square > 0 or plan.staffing.idle_share > 0:
        return []
    if problem.demand.deferred or plan.previous or breaks_overlap(facts):
        return []
    if problem.surplus_price > 0 and len(plan.queues) > 1:
        return []
    kinds: dict[tuple[object, ...], list[int]] = {}
    for person in problem.people:
        if not _free(problem, person):
            return []
        kinds.setdefault(person.kind, []).append(person.number)
    return list(kinds.values())


def _free(problem: Problem, person: Person) -> bool:
    """Whether a person may be given any shift on any day."""
    contract = problem.groups[person.group].contract
    bare = replace(contract, contract="", law="") == Contract(contract="")
    fixed = (person.status != FREE).any() or len(person.kept) or person.skip
    return bare and not (fixed or person.wish.any() or person.barred.any())


def _options(facts: Facts, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Days and options of people who are alike."""
    group = facts.group[numbers[0]]
    return [
        (day, option)
        for day in range(int(facts.days[group]))
        for option in range(int(facts.first[group, day]), int(facts.first[group, day + 1]))
    ]


def _state(
    problem: Problem, facts: Facts, found: _Model, values: dict[mathopt.Variable, float]
) -> State | None:
    """The head-counts given to names; ``None`` if shifts over midnight leave too few people."""
    state, kernel = empty_state(problem, facts), bind(facts)
    left = {key: round(values[z]) for key, z in found.places.items()}
    for numbers in found.kinds:
        until = dict.fromkeys(numbers, -math.inf)
        for day, option in _options(facts, numbers):
            for _ in range(round(values[found.heads[numbers[0], option]])):
                who = _one(facts, state, until, day, option)
                if who is None:
                    return None
                set_day(kernel, state, who, day, option, spots(facts, numbers[0], option, left))
                until[who] = float(facts.finish[option])
    state.placed[:] = 1
    return state


def _one(
    facts: Facts, state: State, until: dict[int, float], day: int, option: int
) -> int | None:  # fmt: skip
    """Somebody without a shift that day whose last one has ended."""
    begin = facts.begin[option]
    free = (who for who, end in until.items() if end <= begin and state.chosen[who, day] < 0)
    return next(free, None)
