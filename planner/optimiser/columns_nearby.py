"""Large neighbourhoods of a choice: some people, or some days of everybody, chosen anew.

Each neighbourhood is a small column generation, then CP-SAT among its rotas, or dives. How large
they are follows what succeeds: larger where nothing better was left, smaller where time ran out.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from planner.optimiser.columns_dives import Dive, Style
from planner.optimiser.columns_growth import grow
from planner.optimiser.columns_master import Master
from planner.optimiser.columns_pools import pick
from planner.optimiser.columns_work import Floats, Ints, Part, Rotas, Work

POOL = 80
"""Most rotas of a person that CP-SAT chooses among."""
VARIED = 40
"""About so many rotas are added to a part's pools at prices a little off."""
DAY_DIVE = Style(rotas=False, sure=0.95, share=0.03, rounds=3)
ROTA_DIVE = Style(rotas=True, sure=0.7, share=0.03, rounds=4, tries=2)


@dataclass(kw_only=True)
class Kind:
    """A kind of neighbourhood: its size in people or days, and how it has done."""

    name: str
    size: float
    least: int
    most: int
    seconds: float
    saved: float = 0.0
    spent: float = 0.0

    @property
    def rate(self) -> float:
        return (self.saved + 3) / (self.spent + 3)

    def learn(self, *, saved: float, spent: float, exhausted: bool) -> None:
        self.saved = self.saved * 0.95 + saved
        self.spent = self.spent * 0.95 + spent
        if not saved:
            factor = 1.08 if exhausted else 0.92
            self.size = min(max(self.size * factor, self.least), self.most)


@dataclass(kw_only=True)
class Nearby:
    """The search: the best choice so far, the pools of rotas, the kinds of neighbourhoods."""

    work: Work
    rotas: list[Ints]
    prices: Floats
    """of the whole choice's mixture"""
    pools: dict[int, list[Ints]]
    rng: np.random.Generator
    kinds: list[Kind] = field(default_factory=list)
    whole: Part = field(init=False)
    penalty: float = field(init=False)

    def __post_init__(self) -> None:
        self.whole = Part.whole(self.work)
        self.penalty = self.work.penalty(self.rotas)
        people, days = self.work.people, self.work.days
        self.kinds = [
            Kind(name="people", size=min(8, people), least=min(3, people),
                 most=people, seconds=8.0),
            Kind(name="days", size=min(14, days), least=min(5, days), most=days, seconds=20.0),
            Kind(name="block", size=min(12, people), least=min(4, people), most=people,
                 seconds=8.0),
        ]  # fmt: skip

    def step(self, until: float) -> float:
        """Try one neighbourhood; what it saved."""
        rates = np.array([kind.rate for kind in self.kinds])
        kind = self.kinds[self.rng.choice(len(rates), p=_chances(rates))]
        begun = time.perf_counter()
        people, days = self._choose(kind)
        part = self.whole.around(self.rotas, people, days)
        now = {who: self.rotas[who] for who in part.people}
        found, exhausted = improve(
            part, now, self.pools, self.rng, until=min(until, begun + kind.seconds)
        )
        saved = 0.0
        if found is not None:
            rotas = [found.get(who, rota) for who, rota in enumerate(self.rotas)]
            penalty = self.work.penalty(rotas)
            if penalty <= self.penalty:
                saved = self.penalty - penalty
                self.rotas, self.penalty = rotas, penalty
        kind.learn(saved=saved, spent=time.perf_counter() - begun, exhausted=exhausted)
        return saved

    def _choose(self, kind: Kind) -> tuple[list[int], slice]:
        people, days = self.work.people, self.work.days
        size = round(kind.size)
        if kind.name == "people":
            return self._people(size), slice(0, days)
        if kind.name == "days":
            return list(range(people)), self._window(size)
        return self._people(size), self._window(max(7, days // 3))

    def _people(self, size: int) -> list[int]:
        """People, those who lose most against the prices rather."""
        count = self.work.people
        losses = np.array([
            self.work.own(who, rota) - self.prices[self.work.filled(rota)].sum()
            for who, rota in enumerate(self.rotas)
        ])  # fmt: skip
        for who, pool in self.pools.items():
            values = [self.work.own(who, rota) - self.prices[self.work.filled(rota)].sum()
                      for rota in pool[:5]]  # fmt: skip
            losses[who] -= min(values, default=losses[who])
        losses = np.maximum(losses, 0)
        chance = losses + 0.2 * max(float(losses.max()), 1.0)
        even = self.rng.random() < 0.4
        found = self.rng.choice(
            count, min(size, count), replace=False, p=None if even else chance / chance.sum()
        )
        return [int(who) for who in found]

    def _window(self, size: int) -> slice:
        """Days, those around costly ones rather."""
        days = self.work.days
        missing = self.work.need - self.work.cover(self.rotas)
        row_cost = (
            np.maximum(missing, 0) * self.work.under - np.minimum(missing, 0) * self.work.over
        )
        costly = np.bincount(self.work.row_day, row_cost, days) + 1.0
        middle = int(self.rng.choice(days, p=costly / costly.sum()))
        begin = int(np.clip(middle - size // 2 + self.rng.integers(-2, 3), 0, max(days - size, 0)))
        return slice(begin, begin + size)


def _chances(rates: Floats) -> Floats:
    chances: Floats = 0.15 + rates / rates.sum()
    chances /= chances.sum()
    return chances


def improve(
    part: Part, now: Rotas, pools: dict[int, list[Ints]], rng: np.random.Generator, *, until: float
) -> tuple[Rotas | None, bool]:
    """A choice at least as good as ``now`` in a part; and whether nothing better is left there."""
    master = Master(part)
    for who in part.people:
        master.add(who, now[who])
        for rota in pools.get(who, ()):
            if part.allows(who, rota):
                master.add(who, rota)
    growth = grow(master, until=until, near=dict(now), smooth=0.4, rounds=60, close=1e-4)
    price = part.penalty(now)
    least = part.work.raised(min(master.value, price))
    if growth.done and least >= price - 1e-6:
        return None, True
    if time.perf_counter() > until:
        return None, False
    duals = Duals(value=master.value, prices=master.prices, pay=master.pay)
    style = ROTA_DIVE if len(part.people) < 30 else DAY_DIVE
    dived = Dive(master, style, dict(now), rng).run(
        time.perf_counter() + 0.5 * (until - time.perf_counter()), ceiling=price
    )
    best, value = _cheaper(part, dict(now), price, dived)
    if value <= least + 1e-6:
        return best, False
    _vary(master, duals.prices, now, rng, rounds=max(1, VARIED // len(part.people)))
    chosen = shortlist(master, best, duals, value)
    for who, pool in chosen.items():
        pools[who] = _merged(pool[: POOL // 4], pools.get(who, []))
    found, proven = pick(part, chosen, best, until=until, seed=int(rng.integers(1 << 30)))
    if found is not None:
        best, value = _cheaper(part, best, value, found)
    return best, proven and value >= price


def _cheaper(part: Part, now: Rotas, price: float, other: Rotas) -> tuple[Rotas, float]:
    """The cheaper of two choices; the other one has to be legal in the part."""
    if not all(part.allows(who, rota) for who, rota in other.items()):
        return now, price
    cost = part.penalty(other)
    return (other, cost) if cost <= price else (now, price)


def _vary(
    master: Master, prices: Floats, now: Rotas, rng: np.random.Generator, *, rounds: int
) -> None:
    """More rotas, best at prices a little off: what a mixture does not need, a choice may."""
    part, work = master.part, master.part.work
    for _ in range(rounds):
        far = 10 ** rng.uniform(-2.5, -0.5) * (work.under + work.over)
        other = np.clip(prices + rng.normal(size=len(prices)) * far, -work.over, work.under)
        found = part.best_of_all(part.people, np.where(part.open_rows, other, 0.0), now)
        for who, best in found.items():
            if best.rota is not None and part.allows(who, best.rota):
                master.add(who, best.rota)


@dataclass(frozen=True, kw_only=True)
class Duals:
    """A mixture's money and what it pays."""

    value: float
    prices: Floats
    pay: dict[int, float]


def shortlist(master: Master, now: Rotas, duals: Duals, price: float) -> dict[int, list[Ints]]:
    """The rotas of each person that lose least, and not more than there is to gain; today's too."""
    part, found = master.part, {}
    for who in part.people:
        ranked = sorted(
            (part.own(who, rota) - duals.prices[part.filled(rota)].sum() - duals.pay[who], number)
            for number in master.of[who]
            for rota in (master.rotas[number][1],)
        )[:POOL]
        gap = price - duals.value + 1e-6
        rotas = [master.rotas[number][1] for loss, number in ranked if loss <= gap]
        if not any((rota == now[who]).all() for rota in rotas):
            rotas.append(now[who])
        found[who] = rotas
    return found


def _merged(new: list[Ints], old: list[Ints]) -> list[Ints]:
    """New rotas first, then the old ones, each once, up to a third of a pool."""
    found: dict[bytes, Ints] = {}
    for rota in (*new, *old):
        found.setdefault(rota.tobytes(), rota)
    return list(found.values())[: POOL // 3]
