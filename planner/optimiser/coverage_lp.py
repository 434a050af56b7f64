"""The coverage plan as one linear programme, solved through OR-Tools MathOpt.

The programme is the one that :mod:`planner.optimiser.covering` states and steps towards: heads of
each crew by shift option; people a day, days and paid minutes a week of each crew; work that can
wait between arrival and due time; shortage of every set of queues in every interval; hours, seats
and changes of whole teams. Breaks are variables (``free``) or spread evenly over their windows
(``even``, a restriction that costs next to nothing and makes the programme a third as large).

It answers what-if questions exactly, and its prices (the duals of the needs) prove a bound at least
as high as its optimum: everybody's own rules allow no more than the crews' totals. They lead the
search until others have proven more; the prices of the steps do where it is not solved in time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from planner.deadlines import ended_after, unless_set_back
from planner.optimiser.covering import CoverageSolver
from planner.optimiser.grain import Grain, coarsest, work_ticks
from planner.optimiser.kernels.packed import Guide
from planner.optimiser.linear_programme import Programme, parameters, solver_type
from planner.optimiser.pace import Pace
from planner.optimiser.packing import Rounded
from planner.optimiser.problem import Problem
from planner.optimiser.team_prices import TeamPrices, TeamRows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
SIMPLEX_VARIABLES = 30_000
"""Up to so many variables the simplex (GLOP) solves the programme; larger ones PDLP."""
FREE_BREAKS = 5
"""About so many variables come to each option where breaks are variables."""
FINE_VARIABLES = 20_000
"""Above so many variables intervals are put together, up to an hour."""
SCARCE, NEARLY_SCARCE = 0.01, 1.0
"""A set's need is asked where the steps' price is above so much money, or where it lacks at most so
many effective agents less than the set that lacks most."""
TANGENTS = (0.0, 1.0, 3.0, 8.0, 20.0)
"""Where the price of shortage rises with depth, its cost is told by the tangents at so many agents
short: never too much."""


@dataclass(frozen=True, kw_only=True)
class CoverageProgramme:
    """The programme of a coverage plan and where to find what it decides.

    ``heads[crew]`` numbers of the variables of the options ``kept[crew]`` of the crew's group,
    which has ``sizes[crew]``;
    ``ranges[crew]`` the first of the crew's variables and the one after its last; ``present[crew]``
    those of its people at work by interval; ``short`` those of the shortage, in effective agents by
    interval; ``sets`` and ``cover`` the numbers of the rows of needs (where they are ``asked``) and
    of minimum cover, by interval; ``teams`` the limits of whole teams. Intervals are those of
    ``grain``.
    """

    lp: Programme
    grain: Grain
    kept: tuple[Ints, ...]
    heads: tuple[Ints, ...]
    sizes: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]
    present: tuple[Ints, ...]
    short: Ints
    sets: Ints
    asked: Bools
    cover: Ints
    teams: TeamRows


@dataclass(frozen=True, kw_only=True)
class CoverageOptimum:
    """A solved programme: head-counts by option, wages and presence of each crew; money, prices."""

    starts: tuple[Floats, ...]
    labour: tuple[float, ...]
    presence: tuple[Floats, ...]
    cost: float
    short_agents: float
    prices: Guide
    teams: TeamPrices


def programme_of(
    problem: Problem, rounded: Rounded, coverage: CoverageSolver, *, breaks: str = "free",
    together: int = 1,
) -> CoverageProgramme:  # fmt: skip
    """The linear programme of a coverage plan, so many intervals put ``together``.

    Once ``coverage`` has made steps and ``breaks`` are spread, only needs that may bind by what the
    steps have found are asked for: with many queues, few of them.

    Raises
    ------
    ValueError
        When surplus is priced: it is not part of the programme.
    """
    if problem.surplus_price > 0:
        raise ValueError("prices.surplus_per_hour is not 0: surplus is not part of the programme")
    lp = Programme()
    grain = Grain(len(problem.lack), together)
    builder = _Builder(lp, problem, rounded, coverage, breaks, grain)
    crews, ends = list[tuple[Ints, Ints, Ints]](), [0]
    for number in range(len(coverage.crews)):
        crews.append(builder.crew(number))
        ends.append(lp.variables)
    present = tuple(each[2] for each in crews)
    asked = builder.asked()
    short, sets = builder.needs(present, asked)
    cover = builder.cover(present)
    teams = TeamRows(lp, problem, coverage, grain, crews)
    return CoverageProgramme(
        lp=lp, grain=grain, kept=tuple(each[0] for each in crews),
        heads=tuple(each[1] for each in crews),
        sizes=tuple(len(problem.groups[crew.group].options) for crew in coverage.crews),
        ranges=tuple(pairwise(ends)), present=present,
        short=short, sets=sets, asked=asked, cover=cover, teams=teams,
    )  # fmt: skip


def solve_coverage(
    problem: Problem, rounded: Rounded, coverage: CoverageSolver, *, seconds: float,
    threads: int = 2, pace: Pace | None = None, interrupter: SolveInterrupter | None = None,
) -> CoverageOptimum | None:  # fmt: skip
    """The best coverage plan; ``None`` when it is not found in time or surplus is priced.

    Where time is counted work (``pace``), iterations are limited instead of the clock.

    Exact to the solver's precision for up to :data:`SIMPLEX_VARIABLES` variables. Above, breaks
    are spread evenly over their windows, intervals are put together (up to an hour, with one start
    a shift in each) and the precision is :data:`PRECISION`: a tenth of the time, and prices that
    prove as much.
    """
    if problem.surplus_price > 0:
        return None
    large = is_large(problem, coverage)
    programme = programme_of(
        problem, rounded, coverage, breaks="even" if large else "free",
        together=_together(problem, coverage) if large else 1,
    )  # fmt: skip
    solver = "PDLP" if large else "GLOP"
    params = parameters(solver, seconds=seconds, threads=threads)
    if pace is not None and pace.counted:
        params.time_limit = None
        params.iteration_limit = pace.most_iterations(seconds, programme.lp.variables)
    most = params.time_limit.total_seconds() if params.time_limit else math.inf
    ending = interrupter or SolveInterrupter()
    with ended_after(most, ending.interrupt):
        result = unless_set_back(
            lambda: mathopt.solve(
                programme.lp.model(), solver_type(solver), params=params, interrupter=ending
            )
        )
    if result is None:
        return None
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
    return _optimum(problem, rounded, programme, found, duals)


def is_large(problem: Problem, coverage: CoverageSolver) -> bool:
    """Whether a programme is too large for the simplex; steps then help to make it smaller."""
    options = sum(len(problem.groups[crew.group].options) for crew in coverage.crews)
    return options + problem.lack.size > SIMPLEX_VARIABLES / FREE_BREAKS


def _together(problem: Problem, coverage: CoverageSolver) -> int:
    """How many intervals to put together so that the programme is soon solved."""
    crews, parts = len(coverage.crews), len(coverage.facts.parts)
    options = sum(len(problem.groups[crew.group].options) for crew in coverage.crews)
    variables = options + (crews + parts) * len(problem.lack)
    return coarsest(problem.plan.horizon.interval_minutes, least=variables / FINE_VARIABLES)


def _optimum(
    problem: Problem, rounded: Rounded, programme: CoverageProgramme, found: Floats, duals: Floats
) -> CoverageOptimum:
    cost, grain = programme.lp.cost(), programme.grain
    starts = [np.zeros(size) for size in programme.sizes]
    for heads, kept, variables in zip(starts, programme.kept, programme.heads, strict=True):
        heads[kept] = np.maximum(found[variables], 0.0)
    return CoverageOptimum(
        starts=tuple(starts),
        labour=tuple(float(cost[a:b] @ found[a:b]) for a, b in programme.ranges),
        presence=tuple(
            grain.repeat(np.maximum(found[present], 0.0)) for present in programme.present
        ),
        cost=float(cost @ found) + programme.teams.certain,
        short_agents=float(np.maximum(found[programme.short], 0.0).sum()) * grain.together,
        prices=_allowed(
            problem, rounded, grain.split(np.where(programme.asked, duals[programme.sets], 0.0)),
            grain.split(duals[programme.cover]),
        ),
        teams=programme.teams.prices(duals),
    )  # fmt: skip


def _allowed(problem: Problem, rounded: Rounded, sets: Floats, cover: Floats) -> Guide:
    """Prices cut to what a bound may use: none below 0, together no more than shortage costs.

    Where that rises with depth, prices may be any: the bound takes off what is too much.
    """
    sets = np.maximum(sets, 0.0)
    for low, high in pairwise(rounded.facts.parts.tolist() if problem.square <= 0 else []):
        whole = sets[:, low:high].sum(axis=1, keepdims=True)
        sets[:, low:high] *= np.minimum(1.0, problem.price / np.maximum(whole, 1e-12))
    return Guide(
        np.ascontiguousarray(sets), np.ascontiguousarray(np.clip(cover, 0.0, problem.thin_price))
    )


class _Builder:
    """Adds the parts of one coverage plan to a programme."""

    def __init__(
        self, lp: Programme, problem: Problem, rounded: Rounded, coverage: CoverageSolver,
        breaks: str, grain: Grain,
    ) -> None:  # fmt: skip
        self.lp, self.problem, self.rounded = lp, problem, rounded
        self.coverage, self.breaks, self.grain = coverage, breaks, grain
        self.ticks = problem.ticks * grain.together

    def crew(self, index: int) -> tuple[Ints, Ints, Ints]:
        """Options kept, the variables of a crew's heads, and of its people at work by interval."""
        lp, problem = self.lp, self.problem
        crew, limits = self.coverage.crews[index], self.coverage.limits[index]
        group = problem.groups[crew.group]
        options, space = group.options, group.space
        kept = self.grain.starts(options, problem.tick * self.ticks)
        wage, rate = group.wage, crew.one.rate
        heads = lp.add_variables(rate * (wage[group.finish[kept]] - wage[group.begin[kept]]))
        day, week = options.day[kept], space.week[options.day[kept]]
        anything = np.full(len(limits.days), -np.inf)
        lp.enter(lp.add_rows(np.full(len(limits.heads), -np.inf), limits.heads)[day], heads, 1)
        lp.enter(lp.add_rows(anything, limits.days)[week], heads, 1)
        lp.enter(lp.add_rows(limits.least, limits.most)[week], heads, options.paid[kept])
        weekend = np.isin(space.weekday[day], (5, 6))
        lp.enter(lp.add_rows(np.full(1, -np.inf), limits.weekends), heads[weekend], 1)
        intervals, ticks = self.grain.intervals, self.ticks
        present = lp.add_variables(np.zeros(intervals))
        balance = lp.add_rows(np.zeros(intervals), np.zeros(intervals))
        lp.enter(balance, present, -1)
        last = len(problem.lack) * problem.ticks
        for option, ticked in work_ticks(group.begin[kept], group.finish[kept], last):
            lp.enter(balance[ticked // ticks], heads[option], 1 / ticks)
        for template in range(len(group.windows)):
            chosen = np.flatnonzero(options.template[kept] == template)
            for size, earliest, latest, unpaid in group.windows[template].tolist():
                if size and len(chosen):
                    of = kept[chosen]
                    places = _places(
                        problem, group.begin[of], group.finish[of] - size, earliest, latest
                    )
                    spared = wage * rate if unpaid or crew.one.productive else wage * 0.0
                    _break(
                        lp, heads[chosen], places, size, balance, ticks, last, self.breaks, spared
                    )
        return kept, heads, present

    def asked(self) -> Bools:
        """Intervals × sets whose need the programme asks for; all while there are no steps yet."""
        coverage, grain = self.coverage, self.grain
        if coverage.sweeps == 0 or self.breaks == "free":
            return np.ones((grain.intervals, coverage.lack.shape[1]), dtype=bool)
        behind = coverage.lack.max(axis=1, keepdims=True) - coverage.lack
        return grain.any((coverage.guide.sets > SCARCE) | (behind < NEARLY_SCARCE))

    def needs(self, present: Sequence[Ints], asked: Bools) -> tuple[Ints, Ints]:
        """Those who serve any of a set, and its shortage, reach its need; shortage and rows.

        Rows that are not asked for have the number 0.
        """
        lp, grain, facts = self.lp, self.grain, self.rounded.facts
        need, rows = grain.mean(self.rounded.need), np.zeros(asked.shape, dtype=np.int64)
        rows[asked] = lp.add_rows(need[asked], np.full(int(asked.sum()), np.inf))
        short = self._deep(rows, asked) if self.problem.square > 0 else self._short(rows, asked)
        fixed_rows = grain.mean(facts.fixed)
        for crew, at_work in zip(self.coverage.crews, present, strict=True):
            for row in np.flatnonzero(facts.hits[crew.one.number]):
                held, fixed = asked[:, row], fixed_rows[asked[:, row], row]
                adds = np.where(fixed >= 0, fixed, -fixed * crew.one.effect)
                lp.enter(rows[held, row], at_work[held], adds)
        for queue, held in zip(
            self.coverage.deferred.queues, self.coverage.deferred.rows, strict=True
        ):
            is_open = grain.mean(queue.open.astype(float))
            work = _work(lp, grain.mean(queue.arrived), grain.mean(queue.due), is_open)
            for row in np.flatnonzero(held):
                lp.enter(rows[asked[:, row], row], work[asked[:, row]], -1)
        return short, rows

    def _short(self, rows: Ints, asked: Bools) -> Ints:
        """Shortage of each connected group of queues, which relieves all its rows."""
        intervals, parts = len(rows), self.rounded.facts.parts
        price = np.full(intervals * (len(parts) - 1), self.problem.price * self.grain.together)
        short = self.lp.add_variables(price)
        part_of = np.repeat(np.arange(len(parts) - 1), np.diff(parts))
        relieves = short.reshape(intervals, len(parts) - 1)[:, part_of]
        self.lp.enter(rows[asked], relieves[asked], 1)
        return short

    def _deep(self, rows: Ints, asked: Bools) -> Ints:
        """Shortage of each unit in steps, each dearer than the last: tangents of its true cost."""
        problem, members = self.problem, self.rounded.facts.members
        units = np.flatnonzero(members.any(axis=0))
        at = np.array(TANGENTS)
        price = (problem.price + 2 * problem.square * at) * self.grain.together
        width = np.diff((at[1:] + at[:-1]) / 2, prepend=0.0, append=np.inf)
        shape = (len(rows), len(units), len(at))
        short = self.lp.add_variables(
            np.broadcast_to(price, shape).ravel(), np.broadcast_to(width, shape).ravel()
        ).reshape(shape)
        for column, unit in enumerate(units):
            for row in np.flatnonzero(members[:, unit]):
                held = asked[:, row]
                self.lp.enter(rows[held, row, None], short[held, column], 1)
        return short.ravel()

    def cover(self, present: Sequence[Ints]) -> Ints:
        """Minimum presence of the cover rows, or what misses it; the rows."""
        lp, thin = self.lp, self.grain.mean(self.problem.thin)
        price = self.problem.thin_price * self.grain.together
        missing = lp.add_variables(np.full(thin.size, price)).reshape(thin.shape)
        rows = lp.add_rows(thin.ravel(), np.full(thin.size, np.inf)).reshape(thin.shape)
        lp.enter(rows, missing, 1)
        for crew, at_work in zip(self.coverage.crews, present, strict=True):
            for row in np.flatnonzero(crew.one.covers):
                lp.enter(rows[:, row], at_work, 1)
        return rows


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
    last: int, breaks: str, saved: Floats,
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
    inside = at < last
    who = np.broadcast_to(on_break[:, None], at.shape)[inside]
    part = np.broadcast_to(share[:, None], at.shape)[inside]
    lp.enter(balance[at[inside] // ticks], who, -part / ticks)


def _work(lp: Programme, arrived: Floats, due: Floats, is_open: Floats) -> Ints:
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
