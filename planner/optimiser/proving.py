"""The proof: sharper and sharper prices, and the bounds that they prove.

It runs in a thread of its own beside the search, or in turns with it. The prices that prove most
also lead the search.
"""

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from ortools.util.python.solve_interrupter import SolveInterrupter

from planner.optimiser.bounding import Bounder, Sharpener
from planner.optimiser.bundle import Bundle
from planner.optimiser.coverage_lp import CoverageOptimum, solve_coverage
from planner.optimiser.covering import COVERAGE_SWEEPS, CoverageSolver
from planner.optimiser.kernels.choosing import UNKNOWN
from planner.optimiser.kernels.packed import Guide
from planner.optimiser.pace import Pace
from planner.optimiser.packing import Rounded
from planner.optimiser.problem import Problem

LP_SHARE, LP_SECONDS = 0.2, 15.0
"""Solving the coverage plan to its optimum takes at most this share of the time, or so long if that
is more; what is not solved by then leaves the rest of the time to the steps."""
MANY_PEOPLE, SETTLE_SHARE = 100, 0.35
"""With more people than that, the bundle begins at the solved coverage plan's prices; where there
are none in time, prices settle by its own steps for this share of the time."""
BOUND_EVERY = 0.06
"""A new bound is proven after this share of the time."""
MOST_KINDS = 1_500
THREADS = 2
"""More kinds of people than that are priced in so many threads."""
FEWEST_STEPS = 8
"""Rotas of the bundle's mixture are worth beginning from after more than so many steps."""
BUNDLE_ROTAS = 2
"""A step of the bundle costs as much as so many best rotas of each kind of people."""


class Prover:
    """Bounds of one run, with ``constant`` money in them that no rota changes.

    ``bound`` is the highest one proven; ``guide`` the prices that lead the search; ``optimum`` the
    coverage plan once it has been solved. ``stopped`` is asked whether the user wants to stop.
    """

    def __init__(
        self, problem: Problem, rounded: Rounded, bounder: Bounder, coverage: CoverageSolver, *,
        constant: float, pace: Pace, seconds: float, stopped: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.problem, self.rounded = problem, rounded
        self.bounder, self.coverage = bounder, coverage
        self.constant, self.pace, self.seconds, self.stopped = constant, pace, seconds, stopped
        self.bound = -np.inf
        self.guide = rounded.plain(coverage.guide)
        self.optimum: CoverageOptimum | None = None
        self._prices, self._proven = coverage.guide, -np.inf
        self._sharpener: Sharpener | None = None
        self._bundle: Bundle | None = None
        self._took = 0.0
        self._mixed: NDArray[np.int64] | None = None
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._interrupter = SolveInterrupter()

    def finish(self) -> None:
        """End at the next opportunity: the search has."""
        self._finished.set()
        self._interrupter.interrupt()

    def run(self, standing: threading.Event) -> None:
        """Prove beside the search, until it ends; ``standing`` once its first rota stands."""
        self.solve_coverage()
        standing.wait()
        if self.optimum is None and not self._over():
            self.prove(self.coverage.guide)
            self._settle()
        while not (self._over() or self._late()):
            self.prove_more()

    def solve_coverage(self) -> None:
        """The coverage plan to its optimum, whose prices lead, and the bound that they prove."""
        found = solve_coverage(
            self.problem, self.rounded, self.coverage, threads=1, pace=self.pace,
            seconds=max(LP_SHARE * self.seconds, min(LP_SECONDS, 0.5 * self.seconds)),
            interrupter=self._interrupter,
        )  # fmt: skip
        if found is not None:
            self.lead(found.prices)
            self.bounder.charge(found.teams)
            self.optimum = found
            self.prove(found.prices)

    def rota(self, who: int) -> NDArray[np.int64]:
        """A rota by day that may suit a person, or ``UNKNOWN`` as its first."""
        known = self.bounder.last_rota(who)
        return known if self._same_options() else np.full_like(known, UNKNOWN)

    def _same_options(self) -> bool:
        """Whether options of the bound are those of the search."""
        return self.bounder.facts.bins.shape == self.rounded.facts.bins.shape

    def mixture(self) -> NDArray[np.int64] | None:
        """A rota of everybody out of those that prove the bound together; each is told once.

        ``None`` while there are too few, or where the search asks more of people than the bound.
        """
        with self._lock:
            mixed, self._mixed = self._mixed, None
        return mixed

    def lead(self, prices: Guide) -> None:
        """Let prices lead the search until others have proven something."""
        with self._lock:
            if not np.isfinite(self._proven):
                self.guide = self.rounded.plain(prices)

    def raise_to(self, bound: float) -> None:
        """Keep a bound that was proven elsewhere, if it is higher."""
        with self._lock:
            self.bound = max(self.bound, bound)

    def prove(self, prices: Guide) -> bool:
        """See what prices prove; whether that is as much as the best ones so far."""
        bound = self.bounder.bound(prices) + self.constant
        self.pace.rotas(len(self.bounder.first))
        return self._keep(prices, bound)

    def prove_more(self) -> None:
        """Sharpen the prices for a while, then see what they prove."""
        many = len(self.problem.people) > MANY_PEOPLE
        if self._bundle is None and self.optimum is not None and many:
            self._bundle = self._bundle_from(self.optimum)
        if self._bundle is not None:
            self._step(self._bundle)
            return
        if self._sharpener is None:
            self._sharpener = Sharpener(self.bounder, self.coverage, self.optimum)
        until = self.pace.spent + BOUND_EVERY * self.seconds
        prices = self._sharpen(self._sharpener)
        while self.pace.spent < until and not self._over():
            prices = self._sharpen(self._sharpener)
        if not self._over() and not self.prove(prices) and self.optimum is not None:
            self._bundle = self._bundle_from(self.optimum)

    def _keep(self, prices: Guide, bound: float) -> bool:
        with self._lock:
            better = bound >= self._proven
            if better:
                self._prices, self._proven = prices, bound
                self.guide = self.rounded.plain(prices)
            self.bound = max(self.bound, bound)
        return better

    def _over(self) -> bool:
        """Whether proving should end: the search has, or the user wants to stop."""
        return self._finished.is_set() or self.stopped()

    def _late(self) -> bool:
        """Whether another step would not end in time."""
        return self.pace.spent + self._took > self.seconds

    def _settle(self) -> None:
        """For many people: first the coverage plan's own steps, which cost far less.

        They begin once the first rota has been read off the coverage plan, which they change.
        """
        if len(self.problem.people) <= MANY_PEOPLE:
            return
        while self.pace.spent < SETTLE_SHARE * self.seconds and not self._over():
            self.coverage.run(5, of=COVERAGE_SWEEPS)
        if not self._over():
            self.prove(self.coverage.guide)

    def _sharpen(self, sharpener: Sharpener) -> Guide:
        self.pace.rotas(len(self.bounder.first))
        return sharpener.run(self._over)

    def _bundle_from(self, optimum: CoverageOptimum) -> Bundle:
        """Steps from the best prices; very many people are priced in several threads."""
        if len(self.bounder.first) > MOST_KINDS and not self.pace.counted:
            self.bounder.use_threads(THREADS)
        return Bundle(
            self.bounder, self.coverage, optimum, prices=self._prices,
            bound=self._proven - self.constant,
        )  # fmt: skip

    def _step(self, bundle: Bundle) -> None:
        """Steps from the best prices, each of which gives a bound."""
        until = self.pace.spent + BOUND_EVERY * self.seconds
        while self.pace.spent < until and not (self._over() or self._late()):
            begun = self.pace.spent
            self.pace.rotas(BUNDLE_ROTAS * len(self.bounder.first))
            if bundle.step():
                self._keep(bundle.best, bundle.bound + self.constant)
            self._took = self.pace.spent - begun
            if bundle.steps > FEWEST_STEPS and self._same_options():
                mixed = bundle.rotas()
                with self._lock:
                    self._mixed = mixed
