"""Prices made sharper by small steps from the best ones known: the volume algorithm.

Barahona & Anbil (2000): every step goes from the best prices along what is lacking on average, and
everybody's best rota at the new prices gives a bound at once. Where many rotas cost nearly the
same (work that can wait makes all hours alike) these careful steps get on where a rounded shortage
makes prices jump.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.bounding import Bounder, standing_of
from planner.optimiser.coverage_lp import CoverageOptimum
from planner.optimiser.covering import TIMING, CoverageSolver
from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.packed import Guide

Floats = NDArray[np.float64]
STEP, MOST_STEP = 3e-4, 6e-3
"""What the first step and the largest would add to the bound, as a share of it, if nobody changed
their rota."""
LONGER, SHORTER, PATIENCE = 1.15, 0.7, 2
"""A step is longer after a better bound, shorter after so many that were not."""
CLEARLY = 1e-5
"""A bound is better, as a share of it, when it is so much higher."""
AVERAGE_FIRST, AVERAGE_LAST, AVERAGE_PACE = 0.1, 0.02, 0.98
"""What everybody does on average moves by this share towards their best rota of a step."""

PARTS, BLIND_STEPS = 4, 24
BLIND_STEP, BLIND_SHARE = 5e-4, 0.2
"""Of very many people a part at a time is asked in so many first steps; their size as of STEP, and
by what share the people asked move."""


class Ascent:
    """Works the bound up from ``prices`` that prove ``bound``; usable after every step.

    People begin where the solved coverage plan has them on average.
    """

    def __init__(
        self, bounder: Bounder, coverage: CoverageSolver, optimum: CoverageOptimum, *,
        prices: Guide, bound: float,
    ) -> None:  # fmt: skip
        self.bounder, self.best, self.bound = bounder, prices, bound
        self.lack, self.thin, self.work, self.presence = standing_of(bounder, coverage, optimum)
        self._totals = np.zeros(len(bounder.first))
        self._step, self._share, self._failed = STEP, AVERAGE_FIRST, 0
        self._money = abs(bound)

    def explore(self, stopped: Callable[[], bool]) -> None:
        """Steps that are taken whatever they prove, each asking a part of the people in turn.

        What everybody does on average is not yet right for these prices, so nothing could be judged
        by it. What the prices prove then is only known after a :meth:`step`.
        """
        bounder, every = self.bounder, np.arange(len(self.bounder.first))
        parts = [every[at::PARTS] for at in range(PARTS)]
        asked = [bounder.some(part) for part in parts]
        presence = [self.presence[part] for part in parts]
        self._step = BLIND_STEP
        for number in range(BLIND_STEPS):
            if stopped():
                break
            at, now = number % PARTS, self._next()
            values = np.zeros(len(parts[at]))
            asked[at].move(now, values, BLIND_SHARE, self.lack, self.thin, presence[at])
            bounder.deferred.step(now.sets, self.work, self.lack, BLIND_SHARE / PARTS, TIMING)
            self.best = now
        for part, some, present in zip(parts, asked, presence, strict=True):
            self.presence[part] = present
            bounder.rotas[part] = some.rotas
        self.bound = -np.inf

    def step(self) -> bool:
        """One step for everybody; whether :attr:`bound` and :attr:`best` are better for it."""
        bounder, now = self.bounder, self._next()
        bounder.move(now, self._totals, self._share, self.lack, self.thin, self.presence)
        proven = bounder.proven(now, self._totals)
        bounder.deferred.step(now.sets, self.work, self.lack, self._share, TIMING)
        self._share = max(AVERAGE_LAST, self._share * AVERAGE_PACE)
        return self._judge(now, proven)

    def _judge(self, now: Guide, proven: float) -> bool:
        if proven <= self.bound or (self._totals <= NOTHING).any():
            self._failed += 1
            if self._failed >= PATIENCE:
                self._step, self._failed = SHORTER * self._step, 0
            return False
        if proven > self.bound + CLEARLY * self._money:
            self._step = min(MOST_STEP, LONGER * self._step)
        self.best, self.bound, self._failed = now, proven, 0
        return True

    def _next(self) -> Guide:
        """Prices a step away from the best ones, along what is lacking on average."""
        best, bounder = self.best, self.bounder
        lack = np.where((best.sets <= 0) & (self.lack < 0), 0.0, self.lack)
        thin = np.where((best.cover <= 0) & (self.thin < 0), 0.0, self.thin)
        length = float((lack**2).sum() + (thin**2).sum())
        step = self._step * self._money / max(length, 1e-9)
        sets = best.sets + step * lack
        for low, high in pairwise(bounder.facts.parts.tolist()):
            sets[:, low:high] = at_most(sets[:, low:high], bounder.problem.price)
        cover = np.clip(best.cover + step * thin, 0.0, bounder.problem.thin_price)
        return Guide(np.ascontiguousarray(sets), np.ascontiguousarray(cover))


def at_most(prices: Floats, total: float) -> Floats:
    """The nearest prices, row by row, none below 0 and together no more than ``total``."""
    cut = np.maximum(prices, 0.0)
    over = cut.sum(axis=1) > total
    if not over.any():
        return cut
    falling = -np.sort(-prices[over], axis=1)
    excess = np.cumsum(falling, axis=1) - total
    count = np.arange(1, falling.shape[1] + 1)
    kept = (falling - excess / count > 0).sum(axis=1)
    level = excess[np.arange(len(kept)), kept - 1] / kept
    cut[over] = np.maximum(prices[over] - level[:, None], 0.0)
    return cut
