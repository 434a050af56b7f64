"""A proven lower bound of any schedule's cost, by Lagrangian duality.

For any prices of the sets of queues (together at most the price of shortage) and of the cover rows
(at most the price of missing cover),

    bound = Σ price · need + Σ over work that can wait of its least price within its window
            − Σ over people of the value of their best rota under these prices
            − Σ over limits of whole teams of price · limit, where these have prices as well
            + open hours of sites that no schedule avoids.

Where the price of shortage rises with depth, a queue's shortage ``s`` costs ``price · s +
square · s²``. Prices may then be higher, and what the sets of a queue are priced at beyond
``price``, ``x``, takes ``x² / (4 square)`` off: the least of ``square · s² − x · s``.

Every rota that keeps the hard rules is among those that a person's best is taken over, so no
schedule can cost less (Geoffrion 1974). Better prices only make the bound sharper.
"""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.away import AwaySavings, owed_by
from planner.optimiser.coverage_lp import CoverageOptimum
from planner.optimiser.covering import (
    HEADWAY,
    MOST_PULL,
    PULL,
    SOFT_LAST,
    TIMING,
    CoverageSolver,
)
from planner.optimiser.deferred import DeferredWork
from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.choosing import UNKNOWN, has_rota
from planner.optimiser.kernels.cover import soft_prices
from planner.optimiser.kernels.crews import best_totals, take_out
from planner.optimiser.kernels.depth import steep_prices
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.packed import Facts, Guide, Room, State, new_room
from planner.optimiser.kernels.remembered import Remembered, best_remembered
from planner.optimiser.packing import empty_state
from planner.optimiser.problem import Problem
from planner.optimiser.team_prices import TeamPrices, charged, no_prices

Floats = NDArray[np.float64]
LEAD = 25.0
"""Sweep ``k`` moves people the share HEADWAY / (k + LEAD) towards their best rotas."""
LEAD_FROM_OPTIMUM, AVERAGE_FROM_OPTIMUM = 100.0, 2.0
"""The same where the coverage plan has been solved: it is nearly right already."""
EASY_STEPS, EASY_STEP = 60, 0.2
"""Work that can wait is timed by the solved plan's prices in so many steps of this share."""
FAINT = 1e-4
"""Prices below this share of the price of shortage are taken for it."""
LEAST_PRICE = 1e-6
"""Shares of prices that are nothing are taken of this."""
STALE = 3
"""Prices are brought up to date after so many kinds of people have moved."""
AVERAGE = 6.0
"""Prices are averaged over the sweeps, a later one weighing more by about this power."""


class Bounder:
    """Bounds of one problem; people who are alike are priced once."""

    def __init__(
        self, problem: Problem, facts: Facts, need: Floats, deferred: DeferredWork
    ) -> None:
        self.problem, self.facts, self.need, self.deferred = problem, facts, need, deferred
        self.plain = facts
        self.kernel, self.away = bind(facts), AwaySavings(problem, facts)
        kinds: dict[tuple[object, ...], list[int]] = {}
        for person in problem.people:
            mine = facts.shared.act_of[person.number].tobytes()
            kinds.setdefault((person.kind, mine), []).append(person.number)
        self.first = np.array([numbers[0] for numbers in kinds.values()], dtype=np.int64)
        self.count = np.array([len(numbers) for numbers in kinds.values()], dtype=float)
        self.kind_of = {number: at for at, ns in enumerate(kinds.values()) for number in ns}
        self.owed = owed_by(problem, facts, self.first)
        self._nothing, self.teams = np.zeros((1, 1)), no_prices(problem)
        days = max(1, facts.status.shape[1])
        self.rotas = np.full((len(self.first), days), UNKNOWN, dtype=np.int64)
        self.rooms: list[Room] = [new_room(facts, len(problem.lack))]
        self.blank: State = empty_state(problem, facts)

    def use_threads(self, number: int) -> None:
        """From now on price people in so many threads."""
        more = range(len(self.rooms), min(number, len(self.first)))
        self.rooms += [self._one_more_room() for _ in more]

    def _one_more_room(self) -> Room:
        """Room for another thread, which knows what was learnt of everybody."""
        known = self.rooms[0]
        room = new_room(self.facts, len(self.problem.lack))
        return room._replace(hour_price=known.hour_price, missed=known.missed)

    def bound(self, guide: Guide) -> float:
        """Labour and shortage that no schedule can stay below; ``-inf`` if somebody has no rota."""
        return self.proven(guide, self._price(guide))

    def charge(self, prices: TeamPrices) -> None:
        """From now on ask prices of what whole teams may use no more of than their limits."""
        self.teams, self.facts = prices, charged(self.plain, prices)
        self.kernel = bind(self.facts)

    def proven(self, guide: Guide, totals: Floats) -> float:
        """The bound that prices prove, ``totals`` being the values of the kinds' best rotas.

        ``-inf`` if one of them has none.
        """
        if (totals <= NOTHING).any():
            return -np.inf
        need = float((guide.sets * self.need).sum() + (guide.cover * self.problem.thin).sum())
        work = self.deferred.least_cost(guide.sets)
        best = float(totals @ self.count) + self.away.most(guide)
        return need + work - best - self._surplus() - self._depth(guide) - self._limits()

    def without_rota(self, among: Collection[int] | None = None, *, threads: int = 1) -> list[int]:
        """Numbers of the people whom the hard rules leave no rota at all; one of each kind.

        ``among`` so many people's kinds only, or everybody's.
        """
        every = range(len(self.first)) if among is None else {self.kind_of[who] for who in among}
        parts = [sorted(every)[part::threads] for part in range(threads)]
        with ThreadPoolExecutor(threads) as pool:
            found = [who for part in pool.map(self._without, parts) for who in part]
        return sorted(found)

    def _without(self, kinds: list[int]) -> list[int]:
        room = new_room(self.facts, len(self.problem.lack))
        people = [int(self.first[kind]) for kind in kinds]
        return [who for who in people if not has_rota(self.kernel, self.blank, room, who)]

    def last_rota(self, who: int) -> NDArray[np.int64]:
        """Options by day of the rota that was best for people like this one, when last priced.

        ``UNKNOWN`` as the first where none has been. Only the rules on two shifts in a row may not
        be kept by it.
        """
        rota: NDArray[np.int64] = self.rotas[self.kind_of[who]].copy()
        return rota

    def remember(self, guide: Guide, memory: Remembered, now: int) -> Floats:
        """Values of the kinds' best rotas at prices; remembered as found in step ``now``."""
        totals, charge = np.zeros(len(self.first)), self.teams.hours

        def price(room: Room, part: slice) -> None:
            best_remembered(
                self.kernel, self.blank, room, self.first, np.arange(part.start, part.stop),
                guide.sets, guide.cover, charge, totals, self.rotas, self.owed, memory, now,
            )  # fmt: skip

        self._in_threads(price)
        return totals

    def _price(self, guide: Guide) -> Floats:
        """Values of the kinds' best rotas at prices."""
        totals = np.zeros(len(self.first))

        def price(room: Room, part: slice) -> None:
            size = part.stop - part.start
            best_totals(
                self.kernel, self.blank, room, self.first[part], self.count[part], guide.sets,
                guide.cover, totals[part], 0.0, self._nothing, self._nothing,
                np.zeros((size, 1)), self.rotas[part], self.owed[part],
            )  # fmt: skip

        self._in_threads(price)
        return totals

    def _in_threads(self, work: Callable[[Room, slice], None]) -> None:
        """Work on all kinds of people, a part of them in each thread."""
        edges = np.linspace(0, len(self.first), len(self.rooms) + 1).astype(int).tolist()
        parts = [slice(low, high) for low, high in pairwise(edges)]
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(work, self.rooms, parts))

    def _depth(self, guide: Guide) -> float:
        """What prices of queues beyond the price of shortage take off."""
        if self.problem.square <= 0:
            return 0.0
        beyond = np.maximum(guide.sets @ self.facts.members - self.problem.price, 0.0)
        return float((beyond**2).sum()) / (4 * self.problem.square)

    def _limits(self) -> float:
        """What limits of whole teams take off at their prices, less what no schedule avoids."""
        return self.teams.limits - self.teams.certain

    def _surplus(self) -> float:
        """What pricing surplus takes off: it is paid on presence above the need only."""
        return self.problem.surplus_price * self.problem.demand.most_need


class Sharpener:
    """Makes the bound sharper: the coverage plan's steps, with people's own best rotas.

    The coverage plan does not know rest, runs and weekends, so its prices are not the best ones for
    the bound. Here everybody moves a little towards the rota that is best at the present prices,
    all rules kept, and the prices follow what is then lacking.
    """

    def __init__(
        self, bounder: Bounder, coverage: CoverageSolver, optimum: CoverageOptimum | None = None
    ) -> None:
        self.bounder = bounder
        self.lead, self.average, self.most = LEAD, AVERAGE, MOST_PULL
        self.lack, self.thin = coverage.lack.copy(), coverage.thin.copy()
        self.work = coverage.work.copy()
        self.presence = _presence(bounder, coverage, coverage.presence)
        self._pull, self._pull_thin = coverage.pulls()
        self._now = Guide(np.zeros_like(self.lack), np.zeros_like(self.thin))
        self._sum = coverage.guide
        self.sweeps = 0
        if optimum is not None:
            self._start_at(coverage, optimum)

    def _start_at(self, coverage: CoverageSolver, optimum: CoverageOptimum) -> None:
        """Begin where the solved coverage plan stands, with its prices."""
        self.lead, self.average, self.most = LEAD_FROM_OPTIMUM, AVERAGE_FROM_OPTIMUM, 2 * MOST_PULL
        prices, bounder = optimum.prices, self.bounder
        self.lack, self.thin, self.work, self.presence = standing_of(bounder, coverage, optimum)
        price = max(bounder.problem.price, LEAST_PRICE)
        thin_price = max(bounder.problem.thin_price, LEAST_PRICE)
        for low, high in pairwise(bounder.facts.parts.tolist()):
            share = np.clip(prices.sets[:, low:high] / price, FAINT, None)
            rest = np.clip(1 - share.sum(axis=1, keepdims=True), FAINT, None)
            self._pull[:, low:high] = SOFT_LAST * np.log(share / rest)
        share = np.clip(prices.cover / thin_price, FAINT, 1 - FAINT)
        self._pull = np.clip(self._pull - self.lack, -self.most, self.most)
        self._pull_thin = np.clip(
            SOFT_LAST * np.log(share / (1 - share)) - self.thin, -self.most, self.most
        )
        self._sum = Guide(prices.sets.copy(), prices.cover.copy())

    def run(self, stopped: Callable[[], bool]) -> Guide:
        """One sweep over everybody; prices averaged so far."""
        step = HEADWAY / (self.sweeps + self.lead)
        one = np.zeros(1)
        bounder = self.bounder
        for index in range(len(bounder.first)):
            if stopped():
                break
            if index % STALE == 0:
                self._prices()
            best_totals(
                bounder.kernel, bounder.blank, bounder.rooms[0], bounder.first[index : index + 1],
                bounder.count[index : index + 1], self._now.sets, self._now.cover, one, step,
                self.lack, self.thin, self.presence[index : index + 1],
                bounder.rotas[index : index + 1], bounder.owed[index : index + 1],
            )  # fmt: skip
        self._prices()
        bounder.deferred.step(self._now.sets, self.work, self.lack, step, TIMING)
        self.sweeps += 1
        most = self.most
        np.clip(self._pull + PULL * self.lack, -most, most, out=self._pull)
        np.clip(self._pull_thin + PULL * self.thin, -most, most, out=self._pull_thin)
        share = self.average / (self.sweeps + self.average)
        self._sum.sets[:] += share * (self._now.sets - self._sum.sets)
        self._sum.cover[:] += share * (self._now.cover - self._sum.cover)
        return Guide(self._sum.sets.copy(), self._sum.cover.copy())

    def _prices(self) -> None:
        soft_prices(
            self.bounder.kernel, self.lack + self._pull, self.thin + self._pull_thin, SOFT_LAST,
            self._now.sets, self._now.cover,
        )  # fmt: skip
        steep_prices(self.bounder.kernel, self.lack, self._now.sets)


def standing_of(
    bounder: Bounder, coverage: CoverageSolver, optimum: CoverageOptimum
) -> tuple[Floats, Floats, Floats, Floats]:
    """Where a solved coverage plan stands: what it lacks of sets and of cover, when work that can
    wait is done, and the presence of every kind of people."""
    lack, thin = bounder.need.copy(), bounder.problem.thin.copy()
    for crew, present in zip(coverage.crews, optimum.presence, strict=True):
        take_out(bounder.kernel, crew.one.number, present, lack, thin)
    work = work_at(bounder.deferred, optimum.prices)
    lack += bounder.deferred.need(work)
    return lack, thin, work, _presence(bounder, coverage, optimum.presence)


def work_at(deferred: DeferredWork, prices: Guide) -> Floats:
    """Work that can wait where prices are low, by interval and deferred queue."""
    lack, work = np.zeros_like(prices.sets), deferred.even(len(prices.sets))
    for _ in range(EASY_STEPS):
        deferred.step(prices.sets, work, lack, EASY_STEP, TIMING)
    return work


def _presence(bounder: Bounder, coverage: CoverageSolver, of_crews: Sequence[Floats]) -> Floats:
    """Kinds × intervals: everybody of a crew has the same part of its presence."""
    crew_of = {person.number: at for at, c in enumerate(coverage.crews) for person in c.people}
    crews = [crew_of[int(who)] for who in bounder.first]
    return np.array(
        [
            of_crews[at] * (count / len(coverage.crews[at].people))
            for at, count in zip(crews, bounder.count, strict=True)
        ]
    )
