"""The coverage plan: how many people of each crew start when, if nobody had a name.

A *crew* is people alike in team, contract, queues, effectiveness, pay and cover. The plan knows
leave, and hours and days a week as totals of the crew; rest and runs are left to the rota. It is
the linear programme

    minimise   pay · y + price · short + cover price · thin
    where      people at work x = presence · y,  breaks placed where they cost least,
               work that can wait done between its arrival and when it is due,
               for every interval and set of queues: need − effect · x ≤ short,
               for every crew: people a day, days and paid minutes a week within their limits,

solved by block Frank–Wolfe steps on a rounded shortage (:mod:`planner.optimiser.kernels.crews`):
everything is
usable at any time, at full resolution, and its averaged prices are smooth, which the proven bound
needs.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.deferred import DeferredWork
from planner.optimiser.kernels.case import FREE, MUST_REST, NEUTRAL_OFF, NOTHING
from planner.optimiser.kernels.cover import shortage_cost, soft_prices
from planner.optimiser.kernels.crews import crew_step
from planner.optimiser.kernels.depth import steep_prices
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.packed import Facts, Guide, Room, new_room
from planner.optimiser.people import Person
from planner.optimiser.problem import Group, Problem

Floats = NDArray[np.float64]
COVERAGE_SWEEPS = 300
"""So many sweeps make a coverage plan; the rounding shrinks along them."""
SOFT_FIRST, SOFT_LAST = 1.0, 0.5
"""Rounding of the shortage, in effective agents, at the first and the last sweep."""
SPREAD = 0.5
"""Money by which starts may differ and still be used side by side."""
TIMING = 0.2
"""Money by which intervals may differ and still be used side by side for work that can wait."""
HEADWAY = 2.0
"""Sweep ``k`` moves a crew the share HEADWAY / (k + HEADWAY) towards its best head-counts."""
PULL, MOST_PULL = 0.1, 3.0
"""Once the rounding is at its last, what stays missing or spare moves the prices by this share a
sweep, and by so many agents at most: a multiplier step, which takes the rounding's bias out."""


@dataclass(frozen=True, kw_only=True)
class Crew:
    """People who are alike for the coverage plan."""

    group: int
    people: tuple[Person, ...]

    @property
    def one(self) -> Person:
        return self.people[0]


def crew_of(problem: Problem, person: Person) -> tuple[object, ...]:
    """What people of one crew have in common."""
    queues = problem.plan.agents[person.number].queues
    return (person.group, queues, person.effect, person.rate, person.covers.tobytes())


def crews_of(problem: Problem) -> tuple[Crew, ...]:
    """The crews of a problem in the order of their first person."""
    found: dict[tuple[object, ...], list[Person]] = {}
    for person in problem.people:
        found.setdefault(crew_of(problem, person), []).append(person)
    return tuple(Crew(group=people[0].group, people=tuple(people)) for people in found.values())


@dataclass(frozen=True, kw_only=True)
class CoveragePlan:
    """A coverage plan as the rota begins from it: ``presence[crew]`` people at work by interval,
    and ``work`` that can wait, by interval and deferred queue, when it is done."""

    crews: tuple[Crew, ...]
    presence: tuple[Floats, ...]
    work: Floats


@dataclass(frozen=True, kw_only=True)
class _Limits:
    """One crew's totals: people by day; paid minutes and working days by week; in ``weekends``,
    a single number, days of weekends in the horizon."""

    heads: Floats
    least: Floats
    most: Floats
    days: Floats
    weekends: Floats


class CoverageSolver:
    """Works towards the coverage plan sweep by sweep; everything is usable at any time.

    ``presence[crew]`` people at work by interval; ``starts[crew]`` head-counts by option of the
    crew's group; ``labour[crew]`` wages; ``lack`` and ``thin`` what is left missing; ``work`` when
    the work that can wait is done, which ``lack`` holds.
    """

    def __init__(
        self, problem: Problem, facts: Facts, need: Floats, deferred: DeferredWork
    ) -> None:
        self.problem, self.facts, self.deferred = problem, facts, deferred
        self.kernel = bind(facts)
        self.crews = crews_of(problem)
        self.room: Room = new_room(facts, len(problem.lack))
        self.work = deferred.even(len(need))
        self.lack, self.thin = need + deferred.need(self.work), problem.thin.copy()
        self.presence = [np.zeros(len(problem.lack)) for _ in self.crews]
        self.starts = [np.zeros(len(problem.groups[crew.group].options)) for crew in self.crews]
        self.labour = np.zeros(len(self.crews))
        self.limits = [_limits(crew, problem.groups[crew.group]) for crew in self.crews]
        self.sweeps = 0
        self._pull, self._pull_thin = np.zeros_like(self.lack), np.zeros_like(self.thin)
        self._now = Guide(np.zeros_like(self.lack), np.zeros_like(self.thin))
        self._sum = Guide(np.zeros_like(self.lack), np.zeros_like(self.thin))
        self._weight = 0.0

    def run(self, sweeps: int, *, of: int) -> None:
        """Do so many sweeps of a programme of ``of`` in all; the rounding shrinks along it."""
        for _ in range(sweeps):
            share = min(1.0, self.sweeps / of)
            softness = SOFT_FIRST * (SOFT_LAST / SOFT_FIRST) ** share
            if self.sweeps >= of:
                np.clip(self._pull + PULL * self.lack, -MOST_PULL, MOST_PULL, out=self._pull)
                np.clip(
                    self._pull_thin + PULL * self.thin, -MOST_PULL, MOST_PULL, out=self._pull_thin
                )
            step = HEADWAY / (self.sweeps + HEADWAY)
            for index, crew in enumerate(self.crews):
                self._step(index, crew.one.number, step, softness)
            self._time_work(step, softness)
            self.sweeps += 1
            weight = float(self.sweeps) ** 3
            keep = self._weight / (self._weight + weight)
            self._sum.sets[:] = keep * self._sum.sets + (1 - keep) * self._now.sets
            self._sum.cover[:] = keep * self._sum.cover + (1 - keep) * self._now.cover
            self._weight += weight

    @property
    def plan(self) -> CoveragePlan:
        """What the steps have come to."""
        return CoveragePlan(crews=self.crews, presence=tuple(self.presence), work=self.work)

    def _step(self, index: int, who: int, step: float, softness: float) -> None:
        limits = self.limits[index]
        self._prices(softness)
        self.labour[index] = crew_step(
            self.kernel, self.room, who, limits.heads, limits.least, limits.most, limits.days,
            self.lack, self.thin, self.presence[index], self.starts[index],
            float(self.labour[index]), step, SPREAD * softness / SOFT_LAST, self._now.sets,
            self._now.cover,
        )  # fmt: skip

    def _time_work(self, step: float, softness: float) -> None:
        """Move the work that can wait towards where people are cheapest."""
        if len(self.deferred):
            self._prices(softness)
            spread = TIMING * softness / SOFT_LAST
            self.deferred.step(self._now.sets, self.work, self.lack, step, spread)

    def _prices(self, softness: float) -> None:
        soft_prices(
            self.kernel, self.lack + self._pull, self.thin + self._pull_thin, softness,
            self._now.sets, self._now.cover,
        )  # fmt: skip
        steep_prices(self.kernel, self.lack, self._now.sets)

    def pulls(self) -> tuple[Floats, Floats]:
        """Copies of what the multiplier steps add to the lack of sets and cover rows."""
        return self._pull.copy(), self._pull_thin.copy()

    @property
    def guide(self) -> Guide:
        """Prices averaged over the sweeps, late ones most."""
        return Guide(self._sum.sets.copy(), self._sum.cover.copy())

    @property
    def cost(self) -> float:
        """Wages, shortage and missing cover of the plan as it stands."""
        return float(self.labour.sum()) + self.shortage

    def short_agents(self) -> float:
        """Effective agents short, summed over the intervals."""
        most = [
            np.maximum(self.lack[:, low:high].max(axis=1, initial=0.0), 0.0)
            for low, high in pairwise(self.facts.parts.tolist())
        ]
        return float(sum(short.sum() for short in most))

    @property
    def shortage(self) -> float:
        """Money of shortage and missing cover."""
        return float(shortage_cost(self.kernel, self.lack, self.thin, 0, len(self.lack)))


def _limits(crew: Crew, group: Group) -> _Limits:
    """A crew's totals: a person's days and hours of a week are no more than leave allows."""
    usage, space, options = group.space.usage, group.space, group.options
    free = np.array([_may_work(person) for person in crew.people])
    weeks = usage.minutes.shape[0]
    least, most, days = np.zeros(weeks), np.zeros(weeks), np.zeros(weeks)
    counts_hours = bool((usage.minutes > 0).any())
    counts_days = bool((usage.days > 0).any())
    longest = float(options.paid.max(initial=0))
    own_days = np.stack([free[:, space.week == week].sum(axis=1) for week in range(weeks)], axis=1)
    for person, own in zip(crew.people, own_days.astype(float), strict=True):
        for week in range(weeks):
            may = person.allowed[week].astype(bool)
            must = (person.closing[week] > NOTHING) & may
            least[week] += usage.minutes[week][must].min() if must.any() else 0
            hours = usage.minutes[week][may].max(initial=0) if counts_hours else np.inf
            most[week] += min(hours, own[week] * longest)
            days[week] += min(own[week], usage.days[week][may].max(initial=0) if counts_days else 7)
    heads = free.sum(axis=0).astype(float)
    hard = space.weekends >= 0 and not np.isfinite(space.weekend_price)
    weekends = 2.0 * space.weekends * len(crew.people) if hard else np.inf
    return _Limits(heads=heads, least=least, most=most, days=days, weekends=np.full(1, weekends))


def _may_work(person: Person) -> Floats:
    """1 on the days on which a person may have a shift."""
    free = (person.status != NEUTRAL_OFF) & (person.status != MUST_REST)
    free[: person.skip] &= person.status[: person.skip] != FREE
    return np.asarray(free, dtype=float)
