"""The coverage plan as one linear programme, solved through OR-Tools MathOpt.

The programme is the one that :mod:`planner.optimiser.covering` states and steps towards: heads of
each crew by shift option; people a day, days and paid minutes a week of each crew; work that can
wait between arrival and due time; shortage of every set of queues in every interval. Breaks are
variables (``free``) or spread evenly over their windows (``even``, a restriction that costs next to
nothing and makes the programme a third as large).

It answers what-if questions exactly, and its prices (the duals of the needs) prove a bound at least
as high as its optimum: everybody's own rules allow no more than the crews' totals. The search uses
the prices of the steps instead, which are averaged and smooth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from planner.optimiser.covering import CoverageSolver
from planner.optimiser.kernels.packed import Guide
from planner.optimiser.pace import Pace
from planner.optimiser.packing import Rounded
from planner.optimiser.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PRECISION = 1e-4
"""Relative precision asked of PDLP."""
SIMPLEX_VARIABLES = 30_000
"""Up to so many variables the simplex (GLOP) solves the programme; larger ones PDLP."""
FREE_BREAKS = 5
"""About so many variables come to each option where breaks are variables."""


class Programme:
    """A linear programme, collected as arrays and handed to MathOpt in one piece."""

    def __init__(self) -> None:
        self.costs: list[Floats] = []
        self.changes: list[tuple[Ints, Floats]] = []
        self.limits: list[tuple[Floats, Floats]] = []
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.variables = self.rows = 0

    def add_variables(self, cost: Floats) -> Ints:
        """Numbers of new variables from 0 up with these costs."""
        self.costs.append(cost)
        self.variables += len(cost)
        return np.arange(self.variables - len(cost), self.variables)

    def change_costs(self, variables: Ints, more: Floats) -> None:
        """Add to the costs of variables."""
        self.changes.append((variables, more))

    def cost(self) -> Floats:
        """Costs of all variables."""
        cost = np.concatenate(self.costs)
        for variables, more in self.changes:
            np.add.at(cost, variables, more)
        return cost

    def add_rows(self, lower: Floats, upper: Floats) -> Ints:
        """Numbers of new rows with these limits."""
        self.limits.append((lower, upper))
        self.rows += len(lower)
        return np.arange(self.rows - len(lower), self.rows)

    def enter(self, rows: Ints, variables: Ints, values: Floats | Ints | float) -> None:
        """Coefficients; what is entered at one place adds up."""
        row, variable, value = np.broadcast_arrays(rows, variables, values)
        self.entries.append((row.ravel(), variable.ravel(), value.ravel().astype(float)))

    def model(self) -> mathopt.Model:
        row, variable, value = (
            np.concatenate([entry[column] for entry in self.entries]) for column in range(3)
        )
        place, where = np.unique(row * self.variables + variable, return_inverse=True)
        total = np.bincount(where.reshape(-1), weights=value)
        kept = np.abs(total) > 1e-12
        proto = model_pb2.ModelProto(name="coverage plan")
        proto.variables.ids.extend(range(self.variables))
        proto.variables.lower_bounds.extend(np.zeros(self.variables))
        proto.variables.upper_bounds.extend(np.full(self.variables, np.inf))
        proto.variables.integers.extend([False] * self.variables)
        cost = self.cost()
        proto.objective.linear_coefficients.ids.extend(np.flatnonzero(cost))
        proto.objective.linear_coefficients.values.extend(cost[cost != 0])
        proto.linear_constraints.ids.extend(range(self.rows))
        proto.linear_constraints.lower_bounds.extend(
            np.concatenate([low for low, _ in self.limits])
        )
        proto.linear_constraints.upper_bounds.extend(np.concatenate([up for _, up in self.limits]))
        proto.linear_constraint_matrix.row_ids.extend(place[kept] // self.variables)
        proto.linear_constraint_matrix.column_ids.extend(place[kept] % self.variables)
        proto.linear_constraint_matrix.coefficients.extend(total[kept])
        return mathopt.Model.from_model_proto(proto)


@dataclass(frozen=True, kw_only=True)
class CoverageProgramme:
    """The programme of a coverage plan and where to find what it decides.

    ``heads[crew]`` numbers of the variables of each option of the crew's group; ``ranges[crew]``
    the first of the crew's variables and the one after its last; ``present[crew]`` those of its
    people at work by interval; ``short`` those of the shortage, in effective agents by interval;
    ``sets`` and ``cover`` the numbers of the rows of needs and of minimum cover, by interval.
    """

    lp: Programme
    heads: tuple[Ints, ...]
    ranges: tuple[tuple[int, int], ...]
    present: tuple[Ints, ...]
    short: Ints
    sets: Ints
    cover: Ints


@dataclass(frozen=True, kw_only=True)
class CoverageOptimum:
    """A solved programme: head-counts by option, wages and presence of each crew; money, prices."""

    starts: tuple[Floats, ...]
    labour: tuple[float, ...]
    presence: tuple[Floats, ...]
    cost: float
    short_agents: float
    prices: Guide


def programme_of(
    problem: Problem, rounded: Rounded, coverage: CoverageSolver, *, breaks: str = "free"
) -> CoverageProgramme:
    """The linear programme of a coverage plan.

    Raises
    ------
    ValueError
        When surplus is priced: it is not part of the programme.
    """
    if problem.surplus_price > 0:
        raise ValueError("prices.surplus_per_hour is not 0: surplus is not part of the programme")
    lp = Programme()
    builder = _Builder(lp, problem, rounded, coverage, breaks)
    crews, ends = list[tuple[Ints, Ints]](), [0]
    for number in range(len(coverage.crews)):
        crews.append(builder.crew(number))
        ends.append(lp.variables)
    short, sets = builder.needs([present for _, present in crews])
    cover = builder.cover([present for _, present in crews])
    return CoverageProgramme(
        lp=lp, heads=tuple(heads for heads, _ in crews), ranges=tuple(pairwise(ends)),
        present=tuple(present for _, present in crews), short=short, sets=sets, cover=cover,
    )  # fmt: skip


def solve_coverage(
    problem: Problem, rounded: Rounded, coverage: CoverageSolver, *, seconds: float,
    threads: int = 2, pace: Pace | None = None, interrupter: SolveInterrupter | None = None,
) -> CoverageOptimum | None:  # fmt: skip
    """The best coverage plan; ``None`` when it is not found in time or surplus is priced.

    Where time is counted work (``pace``), iterations are limited instead of the clock.

    Exact to the solver's precision for up to :data:`SIMPLEX_VARIABLES` variables; above, breaks
    are spread evenly over their windows and the precision is :data:`PRECISION`.
    """
    if problem.surplus_price > 0:
        return None
    options = sum(len(problem.groups[crew.group].options) for crew in coverage.crews)
    large = options + problem.lack.size > SIMPLEX_VARIABLES / FREE_BREAKS
    programme = programme_of(problem, rounded, coverage, breaks="even" if large else "free")
    solver = "PDLP" if large else "GLOP"
    params = parameters(solver, seconds=seconds, threads=threads)
    if pace is not None and pace.counted:
        params.time_limit = None
        params.iteration_limit = pace.most_iterations(seconds, programme.lp.variables)
    result = mathopt.solve(
        programme.lp.model(), solver_type(solver), params=params, interrupter=interrupter
    )
    if pace is not None:
        done = result.solve_stats
        count = done.simplex_iterations + done.first_order_iterations
        pace.iterations(count, programme.lp.variables)
    if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    found, duals = np.zeros(programme.lp.variables), np.zeros(programme.lp.rows)
    for variable, value in result.variable_values().items():
        found[variable.id] = value
    for row, value in result.dual_values().items():
        duals[row.id] = value
    cost = programme.lp.cost()
    return CoverageOptimum(
        starts=tuple(np.maximum(found[heads], 0.0) for heads in programme.heads),
        labour=tuple(float(cost[a:b] @ found[a:b]) for a, b in programme.ranges),
        presence=tuple(np.maximum(found[present], 0.0) for present in programme.present),
        cost=result.objective_value(),
        short_agents=float(np.maximum(found[programme.short], 0.0).sum()),
        prices=_allowed(problem, rounded, duals[programme.sets], duals[programme.cover]),
    )


def _allowed(problem: Problem, rounded: Rounded, sets: Floats, cover: Floats) -> Guide:
    """Prices cut to what a bound may use: none below 0, together no more than shortage costs."""
    sets = np.maximum(sets, 0.0)
    for low, high in pairwise(rounded.facts.parts.tolist()):
        whole = sets[:, low:high].sum(axis=1, keepdims=True)
        sets[:, low:high] *= np.minimum(1.0, problem.price / np.maximum(whole, 1e-12))
    return Guide(
        np.ascontiguousarray(sets), np.ascontiguousarray(np.clip(cover, 0.0, problem.thin_price))
    )


def solver_type(name: str) -> mathopt.SolverType:
    """A solver of MathOpt by name: GLOP, PDLP or HIGHS."""
    return mathopt.SolverType[name]


def parameters(solver: str, *, seconds: float, threads: int = 2) -> mathopt.SolveParameters:
    """How a solver is asked: time and, of PDLP, precision and threads."""
    params = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    if solver == "PDLP":
        criteria = params.pdlp.termination_criteria.simple_optimality_criteria
        criteria.eps_optimal_relative = criteria.eps_optimal_absolute = PRECISION
        params.pdlp.num_threads = threads
    return params


class _Builder:
    """Adds the parts of one coverage plan to a programme."""

    def __init__(
        self, lp: Programme, problem: Problem, rounded: Rounded, coverage: CoverageSolver,
        breaks: str,
    ) -> None:  # fmt: skip
        self.lp, self.problem, self.rounded = lp, problem, rounded
        self.coverage, self.breaks = coverage, breaks

    def crew(self, index: int) -> tuple[Ints, Ints]:
        """The variables of a crew's heads by option, and of its people at work by interval."""
        lp, problem = self.lp, self.problem
        crew, limits = self.coverage.crews[index], self.coverage.limits[index]
        group = problem.groups[crew.group]
        options, space = group.options, group.space
        wage, rate = group.wage, crew.one.rate
        heads = lp.add_variables(rate * (wage[group.finish] - wage[group.begin]))
        day, week = options.day, space.week[options.day]
        anything = np.full(len(limits.days), -np.inf)
        lp.enter(lp.add_rows(np.full(len(limits.heads), -np.inf), limits.heads)[day], heads, 1)
        lp.enter(lp.add_rows(anything, limits.days)[week], heads, 1)
        lp.enter(lp.add_rows(limits.least, limits.most)[week], heads, options.paid)
        intervals, ticks = len(problem.lack), problem.ticks
        present = lp.add_variables(np.zeros(intervals))
        balance = lp.add_rows(np.zeros(intervals), np.zeros(intervals))
        lp.enter(balance, present, -1)
        for option, ticked in _work_ticks(group.begin, group.finish, intervals * ticks):
            lp.enter(balance[ticked // ticks], heads[option], 1 / ticks)
        for template in range(len(group.windows)):
            chosen = np.flatnonzero(options.template == template)
            for size, earliest, latest, unpaid in group.windows[template].tolist():
                if size and len(chosen):
                    places = _places(problem, group.begin[chosen], group.finish[chosen] - size,
                                     earliest, latest)  # fmt: skip
                    spared = wage * rate if unpaid or crew.one.productive else wage * 0.0
                    _break(lp, heads[chosen], places, size, balance, ticks, self.breaks, spared)
        return heads, present

    def needs(self, present: Sequence[Ints]) -> tuple[Ints, Ints]:
        """Those who serve any of a set, and its shortage, reach its need; shortage and rows."""
        lp, need, facts = self.lp, self.rounded.need, self.rounded.facts
        intervals, parts = len(need), len(facts.parts) - 1
        short = lp.add_variables(np.full(intervals * parts, self.problem.price))
        part_of = np.repeat(np.arange(parts), np.diff(facts.parts))
        rows = lp.add_rows(need.ravel(), np.full(need.size, np.inf)).reshape(need.shape)
        lp.enter(rows, short.reshape(intervals, parts)[:, part_of], 1)
        for crew, at_work in zip(self.coverage.crews, present, strict=True):
            for row in np.flatnonzero(facts.hits[crew.one.number]):
                fixed = facts.fixed[:, row]
                lp.enter(
                    rows[:, row], at_work, np.where(fixed >= 0, fixed, -fixed * crew.one.effect)
                )
        for queue, held in zip(
            self.coverage.deferred.queues, self.coverage.deferred.rows, strict=True
        ):
            work = _work(lp, queue.arrived, queue.due, queue.open)
            for row in np.flatnonzero(held):
                lp.enter(rows[:, row], work, -1)
        return short, rows

    def cover(self, present: Sequence[Ints]) -> Ints:
        """Minimum presence of the cover rows, or what misses it; the rows."""
        lp, thin = self.lp, self.problem.thin
        missing = lp.add_variables(np.full(thin.size, self.problem.thin_price)).reshape(thin.shape)
        rows = lp.add_rows(thin.ravel(), np.full(thin.size, np.inf)).reshape(thin.shape)
        lp.enter(rows, missing, 1)
        for crew, at_work in zip(self.coverage.crews, present, strict=True):
            for row in np.flatnonzero(crew.one.covers):
                lp.enter(rows[:, row], at_work, 1)
        return rows


def _work_ticks(begin: Ints, finish: Ints, horizon: int) -> Iterator[tuple[Ints, Ints]]:
    """Options and ticks that they hold, for options of one length at a time."""
    for length in np.unique(finish - begin):
        options = np.flatnonzero(finish - begin == length)
        at = begin[options][:, None] + np.arange(length)
        inside = at < horizon
        yield np.broadcast_to(options[:, None], at.shape)[inside], at[inside]


def _places(problem: Problem, begin: Ints, last: Ints, earliest: int, latest: int) -> list[Ints]:
    """Ticks at which a break of each option may start: on the interval grid where there is one."""
    ticks, found = problem.ticks, []
    for first, end in zip(begin.tolist(), last.tolist(), strict=True):
        soonest = min(first + earliest, end)
        window = np.arange(soonest, max(soonest, min(first + latest, end)) + 1)
        on_grid = window[window % ticks == 0]
        found.append(on_grid if len(on_grid) else window[:1])
    return found


def _break(
    lp: Programme, heads: Ints, places: Sequence[Ints], size: int, balance: Ints, ticks: int,
    breaks: str, saved: Floats,
) -> None:  # fmt: skip
    """Take a break of every option out of its people at work."""
    count = np.array([len(window) for window in places])
    start, of = np.concatenate(places), np.repeat(np.arange(len(places)), count)
    spared = saved[start + size] - saved[start]
    if breaks == "free":
        on_break, share = lp.add_variables(-spared), np.ones(len(start))
        placed = lp.add_rows(np.zeros(len(places)), np.zeros(len(places)))
        lp.enter(placed[of], on_break, 1)
        lp.enter(placed, heads, -1)
    else:
        on_break, share = heads[of], 1 / count[of]
        less = np.bincount(of, weights=spared * share, minlength=len(heads))
        lp.change_costs(heads, -less.astype(float))
    at = start[:, None] + np.arange(size)
    inside = at < len(balance) * ticks
    who = np.broadcast_to(on_break[:, None], at.shape)[inside]
    part = np.broadcast_to(share[:, None], at.shape)[inside]
    lp.enter(balance[at[inside] // ticks], who, -part / ticks)


def _work(lp: Programme, arrived: Floats, due: Floats, is_open: NDArray[np.uint8]) -> Ints:
    """Work that can wait, by interval: no sooner than it arrives, no later than it is due."""
    intervals = len(arrived)
    done, total = lp.add_variables(np.zeros(intervals)), lp.add_variables(np.zeros(intervals))
    shut = np.where(is_open > 0, np.inf, 0.0)
    lp.enter(lp.add_rows(np.zeros(intervals), shut), done, 1)
    came, must = np.cumsum(arrived), np.cumsum(due)
    lp.enter(lp.add_rows(must, np.maximum(came, must)), total, 1)
    so_far = lp.add_rows(np.zeros(intervals), np.zeros(intervals))
    lp.enter(so_far, total, 1)
    lp.enter(so_far[1:], total[:-1], -1)
    lp.enter(so_far, done, -1)
    return done
