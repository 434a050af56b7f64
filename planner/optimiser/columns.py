"""Choose one whole rota for each person: column generation, dives, then large neighbourhoods.

1. Everybody's best answer to the others: a first choice at once.
2. The mixture of rotas that costs least (:mod:`planner.optimiser.columns_growth`): a bound, prices.
3. Dives from the mixture to whole rotas, each followed by best answers.
4. Neighbourhoods of the best choice until time is over or nothing can be better.

Measured on public instances before it was written: alone, step 1 stays 25-50 % above the best known
values, and step 4 gets stuck with hours in the wrong months; step 2 sees the whole horizon.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.errors import InfeasibleError
from planner.optimiser.columns_dives import Dive, Style
from planner.optimiser.columns_growth import Growth, grow, proven_bound
from planner.optimiser.columns_master import Master
from planner.optimiser.columns_nearby import Nearby
from planner.optimiser.columns_pools import answers
from planner.optimiser.columns_work import Ints, Part, Work

MANY = 50
"""From so many people on single days are settled first, not whole rotas."""
MIXTURE, FIRST_DIVE, DIVES = 0.45, 0.8, 0.3
"""Shares of the time after which the mixture, the first dive and any further one have to end."""
DAYS = Style(rotas=False, sure=0.95, share=0.03, rounds=3)
FINE = Style(rotas=False, sure=2.0, share=0.02, rounds=5)
WHOLE = Style(rotas=True, sure=0.7, share=0.03, rounds=4)

Tell = Callable[[str, float, float], None]
"""Called with the step, the penalty so far and the bound."""


def _silent(_step: str, _penalty: float, _bound: float) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A rota for everybody, what they cost, and what any choice costs at least."""

    rotas: Sequence[Ints]
    penalty: float
    bound: float


def choose(work: Work, *, seconds: float, seed: int, tell: Tell | None = None) -> Choice:
    """The best choice found within so many seconds.

    Raises
    ------
    InfeasibleError
        Somebody has no rota at all.
    """
    search = _Search(
        work=work, seconds=seconds, rng=np.random.default_rng(seed), tell=tell or _silent
    )
    search.run()
    return Choice(rotas=search.rotas, penalty=search.penalty, bound=search.bound)


@dataclass(kw_only=True)
class _Search:
    """The state of a search."""

    work: Work
    seconds: float
    rng: np.random.Generator
    tell: Tell
    begun: float = field(default_factory=time.perf_counter)
    rotas: list[Ints] = field(default_factory=list)
    penalty: float = np.inf
    bound: float = -np.inf

    def by(self, share: float) -> float:
        """The instant at which a share of the time is over."""
        return self.begun + share * self.seconds

    @property
    def over(self) -> bool:
        return time.perf_counter() > self.by(1) or self.penalty <= self.bound + 1e-6

    def better(self, rotas: Sequence[Ints], step: str) -> None:
        """Keep a choice if it costs less."""
        penalty = self.work.penalty(rotas)
        if penalty < self.penalty:
            self.rotas, self.penalty = list(rotas), penalty
        self.tell(step, penalty, self.bound)

    def run(self) -> None:
        self._first()
        master = Master(Part.whole(self.work))
        for who, rota in enumerate(self.rotas):
            master.add(who, rota)
        near = dict(enumerate(self.rotas))
        growth = grow(master, until=self.by(MIXTURE), near=near)
        self.tell("mixture", master.value, growth.bound)
        self._prove(master, growth)
        self._dives(master, near)
        if not self.over:
            self._neighbourhoods(master)

    def _first(self) -> None:
        order = self.rng.permutation(self.work.people).tolist()
        found = answers(self.work, [None] * self.work.people, order, until=self.by(0.1), passes=4)
        rotas = [rota for rota in found if rota is not None]
        if len(rotas) < len(found):
            nobody = [
                f"{name} has no legal rota"
                for name, rota in zip(self.work.names, found, strict=True)
                if rota is None
            ]
            raise InfeasibleError(nobody)
        self.better(rotas, "first")

    def _prove(self, master: Master, growth: Growth) -> None:
        """The Lagrangian bound of the best prices."""
        bound = proven_bound(master.part, growth.prices)
        self.bound = max(self.bound, self.work.raised(bound))
        self.tell("bound", self.penalty, self.bound)

    def _dives(self, root: Master, near: dict[int, Ints]) -> None:
        """Dives, each from the mixture's rotas anew."""
        many = self.work.people >= MANY
        styles = (DAYS, FINE) if many else (WHOLE, DAYS)
        for number, style in enumerate(styles):
            if self.over or (number and time.perf_counter() > self.by(DIVES)):
                return
            master = seeded(root)
            dive = Dive(master, style, near, self.rng)
            found = dive.run(self.by(DIVES if number else FIRST_DIVE), ceiling=self.penalty)
            rotas = [found[who] for who in range(self.work.people)]
            self.tell("dive", self.work.penalty(rotas), self.bound)
            order = self.rng.permutation(self.work.people).tolist()
            done = answers(self.work, rotas, order, until=self.by(1))
            self.better([rota for rota in done if rota is not None], "answers")

    def _neighbourhoods(self, root: Master) -> None:
        pools = {
            who: [root.rotas[number][1] for _, number in root.ranked(who)[:20]]
            for who in range(self.work.people)
        }
        nearby = Nearby(
            work=self.work, rotas=self.rotas, prices=root.prices, pools=pools, rng=self.rng
        )
        while not self.over:
            if nearby.step(self.by(1)) > 0:
                self.better(nearby.rotas, "nearby")
            else:
                self.rotas = nearby.rotas


def seeded(root: Master, most: int = 60) -> Master:
    """A fresh master of the same part with the rotas that lose least."""
    found = Master(root.part)
    for who in root.part.people:
        for _, number in root.ranked(who)[:most]:
            found.add(who, root.rotas[number][1])
    found.solve()
    return found
