"""The coverage plan: how many people of each crew start when, as one linear programme.

A *crew* is people alike in team, contract, queues, effectiveness, pay and cover. The plan knows
hours and days a week, leave and weekends as totals of the crew; rest and runs are left to the rota.
It answers what-if questions, gives the rota its head-counts, and its dual prices tell what one more
effective agent is worth in every interval.

Symbols: ``y[crew, option]`` starts, ``x[crew, block]`` people at work, ``short[part, block]`` and
``thin[row, block]`` shortages. Blocks are a few intervals long; breaks are spread over their
windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from planner.optimiser.kernels.rota import MUST_REST, NEUTRAL_OFF
from planner.optimiser.people import Person
from planner.optimiser.problem import Group, Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Crew:
    """People who are alike for the coverage plan."""

    group: int
    queues: tuple[str, ...]
    people: tuple[Person, ...]

    @property
    def one(self) -> Person:
        return self.people[0]


@dataclass(frozen=True, kw_only=True)
class CoveragePlan:
    """Anonymous head-counts and what they cost.

    ``heads[crew]`` starts by option of the crew's group (zero for options outside the coarse
    grid); ``set_price[t, s]`` and ``cover_price[t, c]`` money per effective agent and person in
    every interval; ``short_hours`` what the plan leaves short; ``labour`` its wages.
    """

    crews: tuple[Crew, ...]
    heads: tuple[Floats, ...]
    set_price: Floats
    cover_price: Floats
    objective: float
    labour: float
    short_hours: float
    solved: bool


def crews_of(problem: Problem) -> tuple[Crew, ...]:
    """The crews of a problem in the order of their first person."""
    found: dict[tuple[object, ...], list[Person]] = {}
    for person in problem.people:
        queues = problem.plan.agents[person.number].queues
        key = (person.group, queues, person.effect, person.rate, person.covers.tobytes())
        found.setdefault(key, []).append(person)
    return tuple(
        Crew(
            group=people[0].group,
            queues=problem.plan.agents[people[0].number].queues,
            people=tuple(people),
        )
        for people in found.values()
    )


class _Rows:
    """A linear programme collected as arrays and handed to MathOpt in one piece."""

    def __init__(self) -> None:
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.cost: list[Floats] = []
        self.columns = 0
        self.row_lower: list[Floats] = []
        self.row_upper: list[Floats] = []
        self.rows = 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []

    def variables(self, upper: Floats, cost: Floats) -> Ints:
        """Add variables from 0 to ``upper``; returns their numbers."""
        self.lower.append(np.zeros(len(upper)))
        self.upper.append(upper)
        self.cost.append(cost)
        self.columns += len(upper)
        return np.arange(self.columns - len(upper), self.columns)

    def constraints(self, lower: Floats, upper: Floats) -> Ints:
        """Add rows with these limits; returns their numbers."""
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        self.rows += len(lower)
        return np.arange(self.rows - len(lower), self.rows)

    def add(self, rows: Ints, columns: Ints, values: Floats) -> None:
        self.entries.append((rows, columns, values))

    def model(self) -> mathopt.Model:
        proto = model_pb2.ModelProto(name="coverage plan")
        proto.variables.ids.extend(range(self.columns))
        proto.variables.lower_bounds.extend(np.concatenate(self.lower))
        proto.variables.upper_bounds.extend(np.concatenate(self.upper))
        proto.variables.integers.extend([False] * self.columns)
        cost = np.concatenate(self.cost)
        used = np.flatnonzero(cost)
        proto.objective.linear_coefficients.ids.extend(used)
        proto.objective.linear_coefficients.values.extend(cost[used])
        proto.linear_constraints.ids.extend(range(self.rows))
        proto.linear_constraints.lower_bounds.extend(np.concatenate(self.row_lower))
        proto.linear_constraints.upper_bounds.extend(np.concatenate(self.row_upper))
        row = np.concatenate([entry[0] for entry in self.entries])
        column = np.concatenate([entry[1] for entry in self.entries])
        value = np.concatenate([entry[2] for entry in self.entries])
        key, where = np.unique(row * self.columns + column, return_inverse=True)
        total = np.bincount(where.reshape(-1), weights=value)
        kept = total != 0
        matrix = proto.linear_constraint_matrix
        matrix.row_ids.extend(key[kept] // self.columns)
        matrix.column_ids.extend(key[kept] % self.columns)
        matrix.coefficients.extend(total[kept])
        return mathopt.Model.from_model_proto(proto)


def solve_coverage(
    problem: Problem, *, block: int, start_step: int, solver: str, seconds: float,
) -> CoveragePlan:  # fmt: skip
    """Solve the coverage plan on blocks of ``block`` intervals and starts every ``start_step`` minutes.

    ``solver`` is a name of MathOpt's (GLOP, PDLP, HIGHS).
    """
    crews = crews_of(problem)
    blocks = -(-len(problem.lack) // block)
    rows = _Rows()
    picks, starts, presence = [], [], []
    for crew in crews:
        pick, y, x = _crew_rows(rows, problem, crew, block=block, blocks=blocks, start_step=start_step)
        picks.append(pick)
        starts.append(y)
        presence.append(x)
    set_rows, short = _need_rows(rows, problem, crews, presence, block=block, blocks=blocks)
    thin_rows = _cover_rows(rows, problem, crews, presence, block=block, blocks=blocks)
    model = rows.model()
    kind = getattr(mathopt.SolverType, solver)
    params = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    if solver == "PDLP":
        params.pdlp.termination_criteria.simple_optimality_criteria.eps_optimal_relative = 1e-4
        params.pdlp.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = 1e-4
        params.pdlp.num_threads = 2
    result = mathopt.solve(model, kind, params=params)
    return _read(problem, crews, result, model, picks, starts, set_rows, thin_rows, short, block)


def _crew_rows(
    rows: _Rows, problem: Problem, crew: Crew, *, block: int, blocks: int, start_step: int
) -> tuple[Ints, Ints, Ints]:
    """Variables and limits of one crew: options picked, their variables, people at work by block."""
    group = problem.groups[crew.group]
    options, space = group.options, group.space
    pick = np.flatnonzero(options.wall % start_step == options.wall.min(initial=0) % start_step)
    cost = (options.work if crew.one.productive else options.paid)[pick] * crew.one.rate
    y = rows.variables(np.full(len(pick), np.inf), cost)
    x = rows.variables(
        np.full(blocks, np.inf),
        np.full(blocks, problem.surplus_price * block * crew.one.effect),
    )
    link = rows.constraints(np.zeros(blocks), np.zeros(blocks))
    rows.add(link, x, -np.ones(blocks))
    share = _presence(problem, group, pick, block=block, blocks=blocks)
    rows.add(link[share[1]], y[share[0]], share[2])
    day = options.day[pick]
    status = np.array([person.status for person in crew.people])
    present = ((status != NEUTRAL_OFF) & (status != MUST_REST)).sum(axis=0).astype(float)
    days = rows.constraints(np.full(len(present), -np.inf), present)
    rows.add(days[day], y, np.ones(len(pick)))
    minutes = space.lengths[space.length[pick]].astype(float)
    least, most, most_days = _week_totals(crew, group)
    weeks = rows.constraints(least, most)
    rows.add(weeks[space.week[day]], y, minutes)
    if group.contract.max_days_per_week is not None:
        counted = rows.constraints(np.full(len(most_days), -np.inf), most_days)
        rows.add(counted[space.week[day]], y, np.ones(len(pick)))
    if space.weekends >= 0:
        weekend = space.weekday[day] >= 5
        limit = float(2 * space.weekends * len(crew.people))
        total = rows.constraints(np.array([-np.inf]), np.array([limit]))
        rows.add(np.repeat(total, int(weekend.sum())), y[weekend], np.ones(int(weekend.sum())))
    return pick, y, x


def _week_totals(crew: Crew, group: Group) -> tuple[Floats, Floats, Floats]:
    """Paid minutes a week the whole crew must and may work, and days it may."""
    space = group.space
    weeks = space.usage_minutes.shape[0]
    least, most, days = np.zeros(weeks), np.zeros(weeks), np.zeros(weeks)
    for person in crew.people:
        for week in range(weeks):
            may = person.allowed[week].astype(bool)
            must = person.closing[week].astype(bool) & may
            least[week] += space.usage_minutes[week][must].min(initial=10**6) if must.any() else 0
            most[week] += space.usage_minutes[week][may].max(initial=0)
            days[week] += space.usage_days[week][may].max(initial=0)
    counted = group.contract.max_hours_per_week is not None
    counted = counted or group.contract.min_hours_per_week is not None
    return least, most if counted else np.full(weeks, np.inf), days


def _presence(
    problem: Problem, group: Group, pick: Ints, *, block: int, blocks: int
) -> tuple[Ints, Ints, Floats]:
    """People at work per start: (position in ``pick``, block, share of the block)."""
    ticks = problem.ticks
    length = (group.finish - group.begin)[pick]
    template = group.options.template[pick]
    out: list[tuple[Ints, Ints, Floats]] = []
    for index in np.unique(template):
        for size in np.unique(length[template == index]):
            chosen = np.flatnonzero((template == index) & (length == size))
            profile = _profile(group.breaks[index], int(size))
            at = group.begin[pick][chosen, None] + np.arange(size)[None, :]
            where = at // (ticks * block)
            share = np.broadcast_to(profile / (ticks * block), at.shape)
            who = np.broadcast_to(chosen[:, None], at.shape)
            inside = where < blocks
            key, reverse = np.unique(who[inside] * blocks + where[inside], return_inverse=True)
            total = np.bincount(reverse.reshape(-1), weights=share[inside])
            out.append((key // blocks, key % blocks, total))
    if not out:
        empty = np.array([], dtype=np.int64)
        return empty, empty, np.array([])
    return tuple(np.concatenate(column) for column in zip(*out, strict=True))  # type: ignore[return-value]


def _profile(breaks: Ints, size: int) -> Floats:
    """Share of people at work in each tick of a shift when breaks spread evenly over their windows."""
    profile = np.ones(size)
    for length, earliest, latest in breaks:
        if length == 0:
            continue
        places = range(int(earliest), max(int(earliest), min(int(latest), size - int(length))) + 1)
        for place in places:
            profile[place : place + length] -= 1 / len(places)
    return profile


def _blocks(values: Floats, block: int, blocks: int) -> Floats:
    padded = np.zeros((blocks * block, values.shape[1]))
    padded[: len(values)] = values
    return padded.reshape(blocks, block, -1).mean(axis=1)


def _need_rows(
    rows: _Rows, problem: Problem, crews: Sequence[Crew], presence: Sequence[Ints], *, block: int,
    blocks: int,
) -> tuple[Ints, Ints]:  # fmt: skip
    """For every block and set: people who serve any of it and shortage reach the need."""
    demand = problem.demand
    parts = len(demand.parts) - 1
    lack = _blocks(problem.lack, block, blocks)
    short = rows.variables(
        np.full(blocks * parts, np.inf), np.full(blocks * parts, problem.price * block)
    ).reshape(blocks, parts)
    need = rows.constraints(lack.reshape(-1), np.full(lack.size, np.inf)).reshape(lack.shape)
    for part in range(parts):
        for chosen in range(demand.parts[part], demand.parts[part + 1]):
            rows.add(need[:, chosen], short[:, part], np.ones(blocks))
    for crew, x in zip(crews, presence, strict=True):
        for chosen in np.flatnonzero(crew.one.hits):
            rows.add(need[:, chosen], x, np.full(blocks, crew.one.effect))
    return need, short


def _cover_rows(
    rows: _Rows, problem: Problem, crews: Sequence[Crew], presence: Sequence[Ints], *, block: int,
    blocks: int,
) -> Ints:  # fmt: skip
    thin = _blocks(problem.thin, block, blocks)
    missing = rows.variables(
        np.full(thin.size, np.inf), np.full(thin.size, problem.thin_price * block)
    ).reshape(thin.shape)
    least = rows.constraints(thin.reshape(-1), np.full(thin.size, np.inf)).reshape(thin.shape)
    for row in range(thin.shape[1]):
        rows.add(least[:, row], missing[:, row], np.ones(blocks))
        for crew, x in zip(crews, presence, strict=True):
            if crew.one.covers[row]:
                rows.add(least[:, row], x, np.ones(blocks))
    return least


def _read(
    problem: Problem, crews: tuple[Crew, ...], result: mathopt.SolveResult, model: mathopt.Model,
    picks: list[Ints], starts: list[Ints], set_rows: Ints, thin_rows: Ints, short: Ints, block: int,
) -> CoveragePlan:  # fmt: skip
    intervals = len(problem.lack)
    if not result.has_primal_feasible_solution() or not result.has_dual_feasible_solution():
        return _nothing(problem, crews)
    value = np.array(list(result.variable_values().values()))
    dual = np.array(list(result.dual_values().values()))
    heads = []
    labour = 0.0
    for crew, pick, y in zip(crews, picks, starts, strict=True):
        options = problem.groups[crew.group].options
        row = np.zeros(len(options))
        row[pick] = np.maximum(value[y], 0)
        heads.append(row)
        minutes = options.work if crew.one.productive else options.paid
        labour += float((row * minutes).sum() * crew.one.rate)
    return CoveragePlan(
        crews=crews,
        heads=tuple(heads),
        set_price=np.repeat(np.maximum(dual[set_rows], 0) / block, block, axis=0)[:intervals],
        cover_price=np.repeat(np.maximum(dual[thin_rows], 0) / block, block, axis=0)[:intervals],
        objective=float(result.objective_value()),
        labour=labour,
        short_hours=float(value[short].sum()) * block * problem.hours,
        solved=True,
    )


def _nothing(problem: Problem, crews: tuple[Crew, ...]) -> CoveragePlan:
    return CoveragePlan(
        crews=crews,
        heads=tuple(np.zeros(len(problem.groups[crew.group].options)) for crew in crews),
        set_price=np.zeros_like(problem.lack), cover_price=np.zeros_like(problem.thin),
        objective=0.0, labour=0.0, short_hours=float("nan"), solved=False,
    )  # fmt: skip
