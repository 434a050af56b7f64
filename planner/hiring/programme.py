"""The choice of hires, overtime, vendors and shortage at least cost, as a linear programme.

Symbols, for team t, queue q, week w: h hires who start, r heads given back, z people hired and
past their ramp less those given back, a effective hours available, x hours of t on q, o overtime,
s hours short, u hours used beyond :data:`EVEN_USE` of a. σ share who stay for another week, ρ_j
productivity in week j of tenure (R weeks), p productivity, e effective hours of a person, n need.

    z_w = σ z_(w−1) + σ^R h_(w−R) − r_w ≥ −heads
    a = e (heads · skill + p z + p Σ_(j<R) ρ_j σ^j h_(w−j)),  o ≤ limit · a,  Σ_q x ≤ a + o
    Σ_t x + s ≥ n

h and r are whole people: by branch and bound (SCIP) in small tasks, else by rounding the programme
without that demand (GLOP), whose cost is a bound below any choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.hiring.linear import Rows
from planner.hiring.supply import Supply

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EVEN_USE = 0.85
"""Use of a team up to which the programme does not care who takes the work."""
EVENNESS = 0.01
"""Money for an hour of use beyond it: work goes to those who have time."""
SMALL = 250
"""Teams times weeks up to which whole people are chosen by branch and bound, with proof."""
ROUND_UP = (0.6, 0.85, 0.35)
"""Of larger tasks the people hired until each week are rounded: up from 1 less this share on."""
GOOD_ENOUGH = 0.001
SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be decided: teams, hours needed ``[queue, week]``, prices.

    The first ``weeks`` are the plan; those after it are there so that hires near its end pay.
    """

    teams: Sequence[Supply]
    queues: Sequence[str]
    need: Floats
    weeks: int
    price: float

    @property
    def span(self) -> int:
        return int(self.need.shape[1])


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided; arrays ``[team, week]`` over the task's whole span, ``short`` by queue.

    ``heads`` on the payroll, ``learning`` of them new; ``available`` effective hours without
    overtime; ``used[team, queue, week]``. ``cost`` and ``bound`` are over the span: no other choice
    costs less than the bound.
    """

    hires: Floats
    released: Floats
    heads: Floats
    learning: Floats
    available: Floats
    overtime: Floats
    used: Floats
    short: Floats
    cost: float
    bound: float


@dataclass(frozen=True, kw_only=True)
class _Team:
    """Numbers of one team's variables; ``x`` by queue, absent where it does not serve it."""

    h: Ints
    r: Ints
    z: Ints
    a: Ints
    o: Ints
    x: dict[int, Ints]


def decide(task: Task) -> Decision:
    """The cheapest choice in whole people, with a bound on how much cheaper any could be."""
    if len(task.teams) * task.span <= SMALL:
        return _choice(task, whole=True)
    ideal = _choice(task)
    best: Decision | None = None
    for up in ROUND_UP:
        found = use_of(task, _rounded(ideal, up))
        if best is None or found.cost < best.cost:
            best = replace(found, bound=ideal.bound)
        if best.cost - ideal.bound <= GOOD_ENOUGH * best.cost:
            break
    assert best is not None, "there is at least one way to round"
    return best


def in_fractions(task: Task) -> Decision:
    """The cheapest choice if people could be hired in parts."""
    return _choice(task)


def use_of(task: Task, kept: Decision) -> Decision:
    """The cheapest use of people who are hired and given back as decided."""
    return _choice(task, kept=kept)


def _rounded(ideal: Decision, up: float) -> Decision:
    """The same in whole people: as many until each week as in the ideal, rounded."""

    def whole(values: Floats, more: float) -> Floats:
        total = np.floor(values.cumsum(axis=1) + more)
        return np.diff(total, axis=1, prepend=0.0)

    return replace(ideal, hires=whole(ideal.hires, up), released=whole(ideal.released, 1e-6))


def _choice(task: Task, *, kept: Decision | None = None, whole: bool = False) -> Decision:
    lp = Rows()
    teams = [_team(lp, task, number, kept, whole) for number in range(len(task.teams))]
    short = _needs(lp, task, teams)
    found, bound = lp.solved(seconds=SECONDS)
    constant = _constant(task)
    return _decision(task, teams, short, found, bound + constant, lp.money(found) + constant)


def _team(lp: Rows, task: Task, number: int, kept: Decision | None, whole: bool) -> _Team:
    supply, span = task.teams[number], task.span
    weeks = np.arange(span)
    h_low, h_high = _hires_allowed(supply, weeks)
    r_low, r_high = np.zeros(span), np.where(weeks >= supply.terms.lead_weeks, np.inf, 0.0)
    r_high = r_high if supply.terms.release else np.zeros(span)
    if kept is not None:
        h_low = h_high = kept.hires[number]
        r_low = r_high = kept.released[number]
    ramp, head = len(supply.ramp), supply.cost_of_head
    # A hire costs its recruiting and the weeks of its ramp, as long as the plan runs.
    in_ramp = np.minimum(ramp, span - weeks)
    new = supply.terms.hire_cost + head * np.array(
        [np.sum(supply.stays ** np.arange(n)) for n in in_ramp]
    )
    h = lp.variables(span, cost=new, low=h_low, high=h_high, whole=whole and kept is None)
    r = lp.variables(span, low=r_low, high=r_high, whole=whole and kept is None)
    z = lp.variables(span, cost=head, low=-np.inf if kept else -supply.heads)
    a = lp.variables(span)
    overtime = np.array([supply.cost_of_overtime(week) for week in range(span)])
    o = lp.variables(span, cost=overtime)
    x = {
        q: lp.variables(span, cost=supply.cost_of_use)
        for q, queue in enumerate(task.queues)
        if queue in supply.team.queues
    }
    team = _Team(h=h, r=r, z=z, a=a, o=o, x=x)
    _people(lp, supply, team, weeks)
    _hours(lp, task, supply, team)
    return team


def _hires_allowed(supply: Supply, weeks: Ints) -> tuple[Floats, Floats]:
    """Least and most hires who can start in each week."""
    most = supply.terms.max_hires_per_week
    high = np.where(weeks >= supply.terms.lead_weeks, np.inf if most is None else most, 0.0)
    return np.zeros(len(weeks)), high


def _people(lp: Rows, supply: Supply, team: _Team, weeks: Ints) -> None:
    """How people come, learn, stay and leave; the largest team."""
    span, ramp, stays = len(weeks), len(supply.ramp), supply.stays
    rows = lp.constraints(0.0, 0.0, span)
    lp.enter(rows, team.z, 1.0)
    lp.enter(rows, team.r, 1.0)
    lp.enter(rows[1:], team.z[:-1], -stays)
    lp.enter(rows[ramp:], team.h[: max(span - ramp, 0)], -(stays**ramp))
    if supply.terms.max_heads is not None:
        room = np.maximum(supply.terms.max_heads - supply.heads, 0.0)
        rows = lp.constraints(-np.inf, room, span)
        lp.enter(rows, team.z, 1.0)
        for j in range(min(ramp, span)):
            lp.enter(rows[j:], team.h[: span - j], stays**j)


def _hours(lp: Rows, task: Task, supply: Supply, team: _Team) -> None:
    """Hours available, overtime and use, and the share of the work that goes to the team."""
    span, skill = task.span, supply.team.productivity
    own = supply.effective * supply.heads * supply.skill
    rows = lp.constraints(own, own, span)
    lp.enter(rows, team.a, 1.0)
    lp.enter(rows, team.z, -supply.effective * skill)
    for j, share in enumerate(supply.ramp[:span]):
        there = supply.effective[j:] * skill * share * supply.stays**j
        lp.enter(rows[j:], team.h[: span - j], -there)
    rows = lp.constraints(-np.inf, 0.0, span)
    lp.enter(rows, team.o, 1.0)
    lp.enter(rows, team.a, -supply.terms.max_overtime)
    busy = lp.variables(span, cost=EVENNESS)
    used, even = lp.constraints(-np.inf, 0.0, span), lp.constraints(-np.inf, 0.0, span)
    for x in team.x.values():
        lp.enter(used, x, 1.0)
        lp.enter(even, x, 1.0)
    lp.enter(used, team.a, -1.0)
    lp.enter(used, team.o, -1.0)
    lp.enter(even, team.a, -EVEN_USE)
    lp.enter(even, busy, -1.0)
    _shares(lp, task, supply, team)


def _shares(lp: Rows, task: Task, supply: Supply, team: _Team) -> None:
    """Least and most of the hours of its queues; what is missing of the least costs a shortage."""
    whole = task.need[list(team.x)].sum(axis=0)
    terms = supply.terms
    if terms.most_share is not None:
        rows = lp.constraints(-np.inf, terms.most_share * whole, task.span)
        for x in team.x.values():
            lp.enter(rows, x, 1.0)
    if terms.least_share > 0:
        rows = lp.constraints(terms.least_share * whole, np.inf, task.span)
        lp.enter(rows, lp.variables(task.span, cost=task.price), 1.0)
        for x in team.x.values():
            lp.enter(rows, x, 1.0)


def _needs(lp: Rows, task: Task, teams: Sequence[_Team]) -> list[Ints]:
    """The need of every queue and its shortage."""
    found = []
    for q in range(len(task.queues)):
        short = lp.variables(task.span, cost=task.price)
        rows = lp.constraints(task.need[q], np.inf, task.span)
        lp.enter(rows, short, 1.0)
        for team in teams:
            if q in team.x:
                lp.enter(rows, team.x[q], 1.0)
        found.append(short)
    return found


def _constant(task: Task) -> float:
    """What the people of today and the sites cost whatever is decided."""
    return sum(
        float(supply.heads.sum()) * supply.cost_of_head
        + supply.team.fixed_cost_per_week * task.span
        for supply in task.teams
    )


def _decision(
    task: Task, teams: Sequence[_Team], short: Sequence[Ints], found: Floats, bound: float,
    cost: float,
) -> Decision:  # fmt: skip
    span = task.span
    used = np.zeros((len(teams), len(task.queues), span))
    learning = np.zeros((len(teams), span))
    for number, (supply, team) in enumerate(zip(task.teams, teams, strict=True)):
        for q, x in team.x.items():
            used[number, q] = found[x]
        for j in range(min(len(supply.ramp), span)):
            learning[number, j:] += found[team.h[: span - j]] * supply.stays**j
    own = np.array([supply.heads for supply in task.teams])
    return Decision(
        hires=np.array([found[team.h] for team in teams]),
        released=np.array([found[team.r] for team in teams]),
        heads=own + np.array([found[team.z] for team in teams]) + learning, learning=learning,
        available=np.array([found[team.a] for team in teams]),
        overtime=np.array([found[team.o] for team in teams]),
        used=used, short=np.array([found[s] for s in short]), cost=cost, bound=bound,
    )  # fmt: skip
