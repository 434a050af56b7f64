"""From a mixture of rotas to one for each person: decide, ask again at the new prices, repeat.

Two ways to decide: a *day dive* settles what single people do on single days (many people), a
*rota dive* settles whole rotas (few people). Where the mixture's money jumps, the step is taken
back and a smaller one tried; a single decision that jumps is forbidden instead.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.optimiser.columns_master import Master
from planner.optimiser.columns_work import Bools, Floats, Ints, Rotas, only

WHOLE = 1 - 1e-4


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a dive decides.

    Everything with a weight of ``sure`` at once, of the rest the largest ``share``; then so many
    rounds of new rotas. ``jump``: what the money may rise in one step, as a share of it, before a
    smaller one is tried. ``tries``: of so many rotas the one that costs least is settled first.
    """

    rotas: bool
    sure: float
    share: float
    rounds: int
    jump: float = np.inf
    tries: int = 1


class Dive:
    """One dive of a master; ``rotas()`` after :meth:`run` are whole and legal."""

    def __init__(
        self, master: Master, style: Style, near: dict[int, Ints], rng: np.random.Generator
    ) -> None:
        part = master.part
        self.master, self.style, self.rng = master, style, rng
        self.near = dict(near)
        self.part = replace(part, may=part.may.copy())
        self.open = np.zeros(part.may.shape[:2], bool)
        self.open[list(part.people)] = True

    def run(self, until: float, ceiling: float = np.inf) -> Rotas:
        """Dive to the end; once time is over or the money above ``ceiling``, decide all at once."""
        share = self.style.share
        while True:
            choice = self._choice(share)
            if choice is None:
                break
            before = self.master.value
            may, open_ = self.part.may.copy(), self.open.copy()
            self._decide(*choice)
            self._ask(until)
            rise = self.master.value - before
            if time.perf_counter() > until or self.master.value > ceiling:
                break
            if rise > self.style.jump * abs(before) + 0.5:
                count = int(choice[0].sum())
                if count > 1 and share > 1e-6:
                    share = max(share / 4, 1e-7)
                    self._restore(may, open_)
                    continue
            share = min(self.style.share, share * 2)
        return self.master.heaviest()

    def _restore(self, may: Bools, open_: Bools) -> None:
        changed = [w for w in self.part.people if (may[w] != self.part.may[w]).any()]
        self.part.may[:], self.open[:] = may, open_
        for who in changed:
            self.master.keep_only(who, self._alive(who))
        self.master.solve()

    def _alive(self, who: int) -> list[int]:
        rotas = self.master.rotas
        return [n for n in self.master.of[who] if self.part.allows(who, rotas[n][1])]

    def _choice(self, share: float) -> tuple[Bools, Ints, Floats] | None:
        """Which person-days to settle (N × D), on what and how surely; None at the end."""
        weights = self.master.weights()
        if self.style.rotas:
            return self._rotas_choice(weights, share)
        mix = self._mix(weights)
        value, what = mix.max(axis=2), mix.argmax(axis=2)
        if not (self.open & (value < WHOLE)).any():
            return None
        sure = self.open & (value >= self.style.sure)
        rest = self.open & (value < WHOLE) & ~sure
        count = min(max(1, int(share * self.open.sum())), int(rest.sum()))
        if count:
            score = np.where(rest, value + self.rng.random(value.shape) * 0.02, -1.0)
            sure.ravel()[np.argpartition(-score.ravel(), count - 1)[:count]] = True
        return sure, what, value

    def _mix(self, weights: Floats) -> Floats:
        """N × D × (S + 1): weight of each option, the day off last."""
        found = np.zeros(self.part.may.shape)
        days = np.arange(self.part.work.days)
        for number in np.flatnonzero(weights > 1e-9):
            who, rota = self.master.rotas[number]
            found[who, days, rota] += weights[number]
        return found

    def _rotas_choice(self, weights: Floats, share: float) -> tuple[Bools, Ints, Floats] | None:
        tops = []
        for who in self.part.people:
            if self.open[who].any():
                number = max(self.master.of[who], key=lambda n: weights[n])
                tops.append((float(weights[number]), who, number))
        fractional = [top for top in sorted(tops, reverse=True) if top[0] <= WHOLE]
        if not fractional:
            return None
        count = max(1, int(share * len(tops)))
        chosen = [top for top in fractional if top[0] >= self.style.sure] or fractional[:count]
        if len(chosen) == 1 and chosen[0][0] < self.style.sure:
            chosen = [self._least_harm(fractional[: self.style.tries])]
        settled = np.zeros_like(self.open)
        what = np.zeros(self.open.shape, np.int64)
        value = np.zeros(self.open.shape)
        for weight, who, number in chosen:
            settled[who] = self.open[who]
            what[who] = self.master.rotas[number][1]
            value[who] = weight
        return settled, what, value

    def _least_harm(self, tops: list[tuple[float, int, int]]) -> tuple[float, int, int]:
        """The rota whose choice makes the mixture least dear."""
        if len(tops) == 1:
            return tops[0]
        costs = []
        for _, who, number in tops:
            self.master.keep_only(who, [number])
            self.master.solve()
            costs.append(self.master.value)
            self.master.keep_only(who, self._alive(who))
        return tops[int(np.argmin(costs))]

    def _decide(self, settled: Bools, what: Ints, value: Floats) -> None:
        """Settle person-days; where nobody's rota does all of it, only the surest."""
        options = self.part.work.options
        for who in np.flatnonzero(settled.any(axis=1)).tolist():
            before = self.part.may[who].copy()
            days = np.flatnonzero(settled[who])
            days = days[np.argsort(-value[who, days], kind="stable")]
            alive: list[int] = []
            for _ in range(3):
                self.part.may[who] = before
                self.part.may[who, days] &= only(what[who], options)[days]
                alive = self._alive(who) or self._found(who)
                if alive:
                    break
                days = days[: len(days) // 2]
            if not alive:
                days, alive = np.arange(len(before)), [self._settled_whole(who, before)]
            self.open[who, days] = False
            self.master.keep_only(who, alive)

    def _settled_whole(self, who: int, may: Bools) -> int:
        """Settle the best of a person's rotas that are left."""
        self.part.may[who] = may
        best = min(self._alive(who), key=lambda n: self.master.reduced(*self.master.rotas[n]))
        self.part.may[who] &= only(self.master.rotas[best][1], self.part.work.options)
        return best

    def _found(self, who: int) -> list[int]:
        """A new rota that does what was settled, if there is one."""
        worth = self.part.work.worth(self.master.prices)
        best = self.part.best(who, worth, self.near.get(who))
        if best.rota is None or not self.master.add(who, best.rota):
            return []
        return [len(self.master.rotas) - 1]

    def _ask(self, until: float) -> None:
        """New rotas at the new prices, a few rounds."""
        self.master.solve()
        for _ in range(self.style.rounds):
            if time.perf_counter() > until:
                return
            people = [who for who in self.part.people if self.open[who].any()]
            found = self.part.best_of_all(people, self.master.prices, self.near)
            new = 0
            for who, best in found.items():
                if best.rota is not None and self.master.reduced(who, best.rota) < -1e-6:
                    new += self.master.add(who, best.rota)
                if best.rota is not None and who in self.near:
                    self.near[who] = best.rota
            if not new:
                return
            self.master.solve()
