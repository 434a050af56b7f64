"""Prices made sharper by a proximal bundle method over the rotas that people were found to have.

Every step prices everybody's best rota exactly, which gives a bound, and remembers the rotas found
(of each kind of people so many). Between two steps the kinds share themselves
out among the rotas remembered so that little is lacking, at prices not far from those of the best
bound (:mod:`planner.optimiser.kernels.mixing`); the prices at which they come to rest are tried
next. Better ones become the centre; others teach new rotas (Kiwiel 1990; a model of its own for
each kind, as in column generation). Work that can wait and prices of teams' hours move as well.
"""

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.bounding import LEAST_PRICE, Bounder, standing_of
from planner.optimiser.coverage_lp import CoverageOptimum
from planner.optimiser.covering import TIMING, CoverageSolver
from planner.optimiser.deferred import DeferredQueue, Parcels
from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.levelling import level, put_all
from planner.optimiser.kernels.mixing import Prices, mix, price_all, take_out_all
from planner.optimiser.kernels.packed import Guide
from planner.optimiser.kernels.remembered import new_memory
from planner.optimiser.team_prices import at_hours, hour_limits

Floats = NDArray[np.float64]
MOST_ROTAS = 16
"""So many rotas are remembered of each kind of people."""
PASSES = 6
"""So many times every kind moves people between two steps."""
PULL = 2e-4
"""At first a price may leave the best one by this share of the price of shortage, or of missing
cover if that is more, for each agent lacking."""
HOUR_PULL = 0.02
"""The same for an hour of a team's, as a share of that."""
WARM = 4
"""In the first steps the coverage plan's people stand in for rotas that are not known yet."""
MOST_PLACES = 1_000_000
"""Work that can wait is moved in coarse parcels where fine ones would have more places."""
LONGER, SHORTER = 1.1, 0.95
"""The pull grows after a better bound and shrinks after others."""


class Bundle:
    """Works the bound up from ``prices`` that prove ``bound``; usable after every step."""

    def __init__(
        self, bounder: Bounder, coverage: CoverageSolver, optimum: CoverageOptimum, *,
        prices: Guide, bound: float,
    ) -> None:  # fmt: skip
        self.bounder, self.best, self.bound = bounder, prices, bound
        self.teams, self.steps = bounder.teams, 0
        problem, facts = bounder.problem, bounder.facts
        lack, thin, work, _ = standing_of(bounder, coverage, optimum)
        self._crowd = bounder.need + bounder.deferred.need(work) - lack, problem.thin - thin
        breaks, slots = facts.breaks.shape[1], facts.shared.act_of.shape[1]
        stretches = facts.status.shape[1] * (breaks + 1) + slots + 1
        weeks, days = problem.shared.facts.high.shape[1], facts.status.shape[1]
        self.memory = new_memory(len(bounder.first), MOST_ROTAS, stretches, weeks, days)
        self._alike, self._order = _alike(bounder)
        self._parcels = [_parcels(queue) for queue in bounder.deferred.queues]
        self._put = [self._start(e, prices) for e in range(len(bounder.deferred))]
        whole = np.add.reduceat(prices.sets, facts.parts[:-1], axis=1)
        self._caps = np.maximum(problem.price, whole)
        self._pull = PULL * max(problem.price, problem.thin_price, LEAST_PRICE)

    def _start(self, e: int, prices: Guide) -> Floats:
        """A deferred queue's parcels over their windows at the first prices."""
        deferred = self.bounder.deferred
        queue, price, parcels = deferred.queues[e], deferred.price(prices.sets, e), self._parcels[e]
        longest = int((parcels.last - parcels.first).max(initial=0)) + 1
        put = np.zeros((len(parcels.amount), longest))
        put_all(price, queue.open, parcels.amount, parcels.first, parcels.last, TIMING, put)
        return put

    def step(self) -> bool:
        """Price everybody at the next prices; whether :attr:`bound` and :attr:`best` are better."""
        bounder = self.bounder
        now, hours = (self.best, self.teams.hours) if self.steps == 0 else self._next()
        teams = at_hours(bounder.problem, self.teams, hours)
        bounder.charge(teams)
        totals = bounder.remember(now, self.memory, self.steps)
        proven = bounder.proven(now, totals)
        self.steps += 1
        if proven <= self.bound or (totals <= NOTHING).any():
            bounder.charge(self.teams)
            self._pull *= SHORTER if self.steps > WARM else 1.0
            return False
        self.best, self.bound, self.teams = now, proven, teams
        self._pull *= LONGER if self.steps > WARM else 1.0
        return True

    def rotas(self) -> NDArray[np.int64] | None:
        """A rota of everybody, options by day: of each kind the rotas with the largest shares.

        ``None`` where somebody has none.
        """
        memory, bounder = self.memory, self.bounder
        if not memory.known.all():
            return None
        wanted = memory.share * bounder.count[:, None]
        kinds = np.array([bounder.kind_of[who] for who in range(len(bounder.kind_of))])
        found = np.empty((len(kinds), memory.chosen.shape[2]), dtype=np.int64)
        for who, kind in enumerate(kinds.tolist()):
            best = int(wanted[kind, : memory.known[kind]].argmax())
            wanted[kind, best] -= 1
            found[who] = memory.chosen[kind, best]
        return found

    def _next(self) -> tuple[Guide, Floats]:
        """Prices at which people come to rest among the rotas remembered; those of hours."""
        bounder, prices = self.bounder, self.standing()
        count = self._part * bounder.count
        for turn in range(PASSES):
            order = self._order[:: 1 if turn % 2 else -1]
            mix(bounder.kernel, self.memory, prices, order, self._alike, bounder.first, count)
            self._level(prices)
        return Guide(prices.sets, prices.cover), prices.hours

    @property
    def _part(self) -> float:
        """The part of the people who have rotas remembered; the coverage plan has the others."""
        return min(1.0, self.steps / WARM)

    def standing(self) -> Prices:
        """What is lacking as everybody shares the rotas now, and the prices that this makes.

        Hours of teams are counted as though all their people had rotas remembered.
        """
        bounder, prices, part = self.bounder, self._prices(), self._part
        take_out_all(bounder.kernel, self.memory, prices, bounder.first, part * bounder.count)
        prices.used[:] /= part
        prices.lack[:] -= (1 - part) * self._crowd[0]
        prices.thin[:] -= (1 - part) * self._crowd[1]
        price_all(prices, bounder.facts.parts)
        return prices

    def _prices(self) -> Prices:
        """The centre's prices, nobody at work and all the work that can wait where it is put."""
        bounder, limits = self.bounder, hour_limits(self.bounder.problem)
        work = np.zeros((len(bounder.need), len(self._put)))
        for e, (parcels, put) in enumerate(zip(self._parcels, self._put, strict=True)):
            for k, first in enumerate(parcels.first.tolist()):
                work[first : first + put.shape[1], e] += put[k, : len(work) - first]
        sets, cover, hours = self.best.sets, self.best.cover, self.teams.hours
        return Prices(
            sets=sets.copy(), cover=cover.copy(), hours=hours.copy(), centre_sets=sets,
            centre_cover=cover, centre_hours=hours,
            lack=bounder.need + bounder.deferred.need(work), thin=bounder.problem.thin.copy(),
            used=np.zeros_like(hours), least=limits.low, most=limits.high, cheap=limits.cheap,
            dear=limits.dear, caps=self._caps, thin_price=bounder.problem.thin_price,
            pull=self._pull, hour_pull=HOUR_PULL * self._pull,
        )  # fmt: skip

    def _level(self, prices: Prices) -> None:
        """Every deferred queue's work follows the prices once."""
        deferred, facts = self.bounder.deferred, self.bounder.facts
        for e, (queue, rows) in enumerate(zip(deferred.queues, deferred.rows, strict=True)):
            group = int(np.searchsorted(facts.parts, rows.argmax(), side="right")) - 1
            parcels = self._parcels[e]
            level(
                prices, facts.parts, rows, group, queue.open, parcels.amount, parcels.first,
                parcels.last, self._put[e],
            )  # fmt: skip


def _parcels(queue: DeferredQueue) -> Parcels:
    """A queue's work in fine parcels, or in coarse ones where there would be too many places."""
    longest = int((queue.fine.last - queue.fine.first).max(initial=0)) + 1
    return queue.fine if len(queue.fine.amount) * longest <= MOST_PLACES else queue.coarse


def _alike(bounder: Bounder) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers that are equal for kinds who serve the same, and the kinds ordered by them."""
    facts, numbers = bounder.facts, dict[bytes, int]()
    alike = [
        numbers.setdefault(
            facts.hits[who].tobytes() + facts.covers[who].tobytes() + facts.effect[who].tobytes(),
            len(numbers),
        )
        for who in bounder.first
    ]
    return np.array(alike, dtype=np.int64), np.argsort(alike, kind="stable").astype(np.int64)
