"""Small plans solved to the end: every legal rota listed, the best mix chosen by integer programme.

With a few people and days all rotas that keep the hard rules can be written down. A mixed-integer
programme (HiGHS through OR-Tools MathOpt) then chooses one for everybody, with every break in its
place, and proves that nothing is cheaper.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from planner.deadlines import unless_set_back, within
from planner.optimiser.easing import priced_between
from planner.optimiser.kernels.choosing import rules_of
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.listing import list_rotas
from planner.optimiser.kernels.moves import set_day, shift_money
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.kernels.spread import starts_fit
from planner.optimiser.pace import Pace
from planner.optimiser.packing import deferred_work, empty_state
from planner.optimiser.problem import Problem

MOST_PEOPLE, MOST_DAYS, MOST_ROTAS = 12, 10, 30_000
NODES = 20.0
"""Nodes of the search tree that stand for a second."""
PATIENCE = 3
"""A run that counts work gives up nodes that take so many times their seconds."""
Ints = NDArray[np.int64]
Places = dict[tuple[int, int, int, int], mathopt.Variable]
"""Breaks by person, option, number of the break and tick at which it begins."""


@dataclass(frozen=True, kw_only=True)
class Exact:
    """A complete state and a proven lower bound of labour and shortage (fixed cost not in it)."""

    state: State
    bound: float


@dataclass(frozen=True)
class _Listed:
    """Rotas of one person as options by day, and the money that the rules make of each."""

    rotas: Ints
    money: NDArray[np.float64]


def solve_exactly(
    problem: Problem, facts: Facts, *, seconds: float, pace: Pace | None = None
) -> Exact | None:
    """The proven optimum of a small plan, or ``None`` where there are too many rotas to list.

    People who share every fact with somebody are listed once. Where time is counted work
    (``pace``), nodes of the search tree are limited instead of the clock.
    """
    days = facts.status.shape[1]
    if len(problem.people) > MOST_PEOPLE or days > MOST_DAYS or problem.surplus_price > 0:
        return None
    if problem.plan.staffing.idle_share > 0 or problem.shared.matters or problem.square > 0:
        return None
    if breaks_overlap(facts) or priced_between(problem.plan):
        return None
    kinds: dict[tuple[object, ...], list[int]] = {}
    for person in problem.people:
        kinds.setdefault(person.kind, []).append(person.number)
    rotas: dict[int, _Listed] = {}
    for numbers in kinds.values():
        listed = _legal_rotas(facts, numbers[0])
        if listed is None:
            return None
        rotas[numbers[0]] = listed
    if sum(len(listed.rotas) for listed in rotas.values()) > MOST_ROTAS:
        return None
    limits, most = limits_of(seconds, pace)
    return _choose(problem, facts, list(kinds.values()), rotas, limits, most)


def limits_of(seconds: float, pace: Pace | None) -> tuple[mathopt.SolveParameters, float]:
    """How HiGHS is asked to end within so many seconds, and when it is given up."""
    limits, most = mathopt.SolveParameters(relative_gap_tolerance=1e-9), seconds
    if pace is not None and pace.counted:
        limits.node_limit = round(NODES * seconds)
        most *= PATIENCE
    limits.time_limit = timedelta(seconds=most)
    return limits, most


def solved(
    model: mathopt.Model, limits: mathopt.SolveParameters, most: float
) -> mathopt.SolveResult | None:
    """What HiGHS finds; ``None`` where that is nothing, or not within so many seconds."""
    solve = partial(mathopt.solve, model, mathopt.SolverType.HIGHS, params=limits)
    result = within(most, lambda: unless_set_back(solve))
    return result if result is not None and result.has_primal_feasible_solution() else None


def breaks_overlap(facts: Facts) -> bool:
    """Whether two breaks of a template could get in each other's way."""
    for table in facts.breaks:
        rows = [row for row in table if row[0] > 0]
        if any(a[2] + a[0] > b[1] for a, b in pairwise(rows)):
            return True
    return False


def _legal_rotas(facts: Facts, who: int) -> _Listed | None:
    """Every rota of one person that keeps the rules; ``None`` when there are too many."""
    days, skip = int(facts.days[facts.group[who]]), int(facts.skip[who])
    kernel = bind(facts)
    rotas, money = list_rotas(kernel, who, MOST_ROTAS)
    if len(rotas) > MOST_ROTAS:
        return None
    whole = np.full((len(rotas), days), -1, dtype=np.int64)
    whole[:, skip:] = rotas
    fits = np.array([starts_fit(kernel, who, rota) for rota in whole], dtype=bool)
    return _Listed(rotas=whole[fits], money=money[fits])


def _choose(
    problem: Problem, facts: Facts, kinds: list[list[int]], rotas: dict[int, _Listed],
    limits: mathopt.SolveParameters, most: float,
) -> Exact | None:  # fmt: skip
    model = mathopt.Model(name="small plan")
    intervals = len(problem.lack)
    present: dict[tuple[int, int], list[tuple[float, mathopt.Variable]]] = {}
    picks: dict[tuple[int, int], mathopt.Variable] = {}
    places: Places = {}
    terms: list[mathopt.LinearTypes] = []
    kernel = bind(facts)
    for numbers in kinds:
        who = numbers[0]
        using: dict[int, list[mathopt.Variable]] = {}
        chosen = []
        for index, rota in enumerate(rotas[who].rotas.tolist()):
            x = model.add_integer_variable(lb=0, ub=len(numbers))
            picks[who, index] = x
            chosen.append(x)
            terms.append(float(-rotas[who].money[index]) * x)
            for option in rota:
                if option >= 0:
                    using.setdefault(option, []).append(x)
        model.add_linear_constraint(mathopt.fast_sum(chosen) == len(numbers))
        for option, variables in using.items():
            money = shift_money(kernel, who, option)
            terms += [money * x for x in variables]
            cover(facts, who, option, variables, intervals, present)
            terms += place(model, facts, who, option, variables, intervals, present, places)
    work = _work(model, problem)
    terms += shortage(model, problem, facts, present, work)
    model.minimize(mathopt.fast_sum(terms))
    result = solved(model, limits, most)
    if result is None:
        return None
    values = result.variable_values()
    state = _state(problem, facts, kinds, rotas, picks, places, values)
    for (e, t), variable in work.items():
        state.work[t, e] = max(0.0, values[variable])
    state.lack[:] += deferred_work(problem).need(state.work)
    return Exact(state=state, bound=float(result.best_objective_bound()))


def cover(
    facts: Facts, who: int, option: int, variables: list[mathopt.Variable], intervals: int,
    present: dict[tuple[int, int], list[tuple[float, mathopt.Variable]]],
) -> None:  # fmt: skip
    """Add what a shift's ``variables`` put at work, breaks not yet taken out, to ``present``."""
    ticks = facts.ticks
    span = np.arange(facts.begin[option], min(facts.finish[option], intervals * ticks))
    for interval, count in zip(*np.unique(span // ticks, return_counts=True), strict=True):
        row = present.setdefault((who, int(interval)), [])
        row += [(float(count) / ticks, x) for x in variables]


def place(
    model: mathopt.Model, facts: Facts, who: int, option: int, variables: list[mathopt.Variable],
    intervals: int, present: dict[tuple[int, int], list[tuple[float, mathopt.Variable]]],
    places: Places,
) -> list[mathopt.LinearTypes]:  # fmt: skip
    """Where the breaks of a shift lie: as many of each as people have the shift; what they save."""
    ticks = facts.ticks
    wage, saved = facts.wage[facts.group[who]], list[mathopt.LinearTypes]()
    for b, (size, earliest, latest, unpaid) in enumerate(facts.breaks[facts.template[option]]):
        if size == 0:
            continue
        begin, last = facts.begin[option], facts.finish[option] - size
        low, high = min(begin + earliest, last), min(begin + latest, last)
        spots = [x for x in range(low, high + 1) if x % ticks == 0] or [int(low)]
        here = []
        for spot in spots:
            z = model.add_integer_variable(lb=0, ub=math.inf)
            places[who, option, b, int(spot)] = z
            here.append(z)
            if unpaid or facts.productive[who]:
                saved.append(float(-facts.rate[who] * (wage[spot + size] - wage[spot])) * z)
            span = np.arange(spot, min(spot + size, intervals * ticks))
            for interval, count in zip(*np.unique(span // ticks, return_counts=True), strict=True):
                present.setdefault((who, int(interval)), []).append((-float(count) / ticks, z))
        model.add_linear_constraint(mathopt.fast_sum(here) == mathopt.fast_sum(variables))
    return saved


def shortage(
    model: mathopt.Model, problem: Problem, facts: Facts,
    present: dict[tuple[int, int], list[tuple[float, mathopt.Variable]]],
    work: dict[tuple[int, int], mathopt.Variable],
) -> list[mathopt.LinearTypes]:  # fmt: skip
    """Needs, minimum cover and what misses them; the money of that."""
    terms: list[mathopt.LinearTypes] = []
    people = sorted({who for who, _ in present})
    for t in range(len(problem.lack)):
        at_work = {
            who: mathopt.fast_sum(share * x for share, x in present.get((who, t), []))
            for who in people
            if (who, t) in present
        }
        for g in range(len(facts.parts) - 1):
            short = model.add_variable(lb=0)
            terms.append(problem.price * short)
            for s in range(facts.parts[g], facts.parts[g + 1]):
                waiting = [
                    work[e, t]
                    for e in range(len(problem.demand.deferred))
                    if problem.demand.works[e, s] and (e, t) in work
                ]
                if problem.lack[t, s] <= 0 and not waiting:
                    continue
                served = [facts.effect[who] * x for who, x in at_work.items() if facts.hits[who, s]]
                model.add_linear_constraint(
                    short + mathopt.fast_sum(served) - mathopt.fast_sum(waiting)
                    >= float(problem.lack[t, s])
                )
        for c in range(problem.thin.shape[1]):
            if problem.thin[t, c] <= 0:
                continue
            missing = model.add_variable(lb=0)
            terms.append(problem.thin_price * missing)
            there = [x for who, x in at_work.items() if facts.covers[who, c]]
            model.add_linear_constraint(
                missing + mathopt.fast_sum(there) >= float(problem.thin[t, c])
            )
    return terms


def _work(model: mathopt.Model, problem: Problem) -> dict[tuple[int, int], mathopt.Variable]:
    """Work that can wait, by deferred queue and interval: arrived before, done when due."""
    work: dict[tuple[int, int], mathopt.Variable] = {}
    for e, queue in enumerate(problem.demand.deferred):
        came, must = np.cumsum(queue.arrived), np.cumsum(queue.due)
        done: list[mathopt.Variable] = []
        for t in range(len(came)):
            if queue.open[t]:
                work[e, t] = model.add_variable(lb=0)
                done.append(work[e, t])
            if done:
                total = mathopt.fast_sum(done)
                model.add_linear_constraint(total <= float(max(came[t], must[t])))
                model.add_linear_constraint(total >= float(must[t]))
    return work


def _state(
    problem: Problem, facts: Facts, kinds: list[list[int]], rotas: dict[int, _Listed],
    picks: dict[tuple[int, int], mathopt.Variable],
    places: Places,
    values: dict[mathopt.Variable, float],
) -> State:  # fmt: skip
    state, kernel = empty_state(problem, facts), bind(facts)
    left = {key: round(values[z]) for key, z in places.items()}
    for numbers in kinds:
        who = numbers[0]
        queue = [
            rota
            for index, rota in enumerate(rotas[who].rotas.tolist())
            for _ in range(round(values[picks[who, index]]))
        ]
        for number, rota in zip(numbers, queue, strict=True):
            for day, option in enumerate(rota):
                if option < 0:
                    continue
                set_day(kernel, state, number, day, option, spots(facts, who, option, left))
            state.placed[number] = 1
            own = rules_of(kernel, number, state.chosen[number], False, np.zeros((1, 1)))
            state.rules[number] = -own
    return state


def spots(
    facts: Facts, who: int, option: int, left: dict[tuple[int, int, int, int], int]
) -> NDArray[np.int64]:
    """The next free place of each break of a shift, taken out of what is left."""
    out = np.full(facts.breaks.shape[1], -1, dtype=np.int64)
    for key in sorted(left):
        if key[:2] == (who, option) and left[key] > 0 and out[key[2]] < 0:
            out[key[2]] = key[3]
            left[key] -= 1
    return out
