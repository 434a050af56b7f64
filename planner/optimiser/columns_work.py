"""What is to be chosen: one whole rota for each person, so that cover and wishes cost least.

Symbols: ``N`` people, ``D`` days, ``S`` options of a day, ``R`` cover rows (so many people needed
here), ``K`` rows that one option fills at most. A rota is an array of ``D`` options, ``OFF`` for a
day off. How a person's best rota is found at given prices is the caller's: this module and its
neighbours know no rule.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rotas = dict[int, Ints]
OFF = -1


@dataclass(frozen=True, kw_only=True)
class Best:
    """A person's cheapest rota; ``value`` is what no rota of theirs can undercut if ``proven``."""

    value: float
    rota: Ints | None
    proven: bool


class BestRota(Protocol):
    """The cheapest rota of a person at a cost of each option on each day (D × S, infinite: banned).

    ``must`` (D) marks days that have to be worked. With ``near``, a rota of theirs, it is enough to
    look around that one; the answer then proves nothing. No rota: ``Best.rota`` is None.
    """

    def __call__(self, who: int, cost: Floats, must: Bools, near: Ints | None, /) -> Best: ...


@dataclass(frozen=True, kw_only=True)
class Work:
    """People, what they may work at what cost of their own, and the cover asked for."""

    names: Sequence[str]
    """N: what people are called"""
    cost: Floats
    """N × D × S: money of the option for that person on that day; infinite where it may not be"""
    rows: Ints
    """D × S × K: the cover rows that the option fills; -1: no more"""
    need: Floats
    """R: whole people"""
    under: Floats
    """R: money for each one missing"""
    over: Floats
    """R: money for each one too many"""
    constant: float
    step: float
    """every penalty is a multiple of it; 0: of nothing"""
    best_rota: BestRota
    threads: ThreadPoolExecutor

    @property
    def people(self) -> int:
        return len(self.cost)

    @property
    def days(self) -> int:
        return int(self.cost.shape[1])

    @property
    def options(self) -> int:
        return int(self.cost.shape[2])

    @cached_property
    def row_day(self) -> Ints:
        """R: the day whose options fill the row first."""
        found = np.zeros(len(self.need), np.int64)
        for day in range(self.days - 1, -1, -1):
            rows = self.rows[day].ravel()
            found[rows[rows >= 0]] = day
        return found

    def worth(self, prices: Floats) -> Floats:
        """D × S: what the rows pay for an option."""
        found: Floats = np.append(prices, 0.0)[self.rows].sum(axis=2)
        return found

    def filled(self, rota: Ints) -> Ints:
        """The rows that a rota fills."""
        days = np.flatnonzero(rota != OFF)
        rows = self.rows[days, rota[days]].ravel()
        return rows[rows >= 0]

    def own(self, who: int, rota: Ints) -> float:
        """A rota's cost beside the cover."""
        days = np.flatnonzero(rota != OFF)
        return float(self.cost[who, days, rota[days]].sum())

    def cover(self, rotas: Sequence[Ints]) -> Floats:
        """R: how many are there."""
        found = np.zeros(len(self.need))
        for rota in rotas:
            np.add.at(found, self.filled(rota), 1.0)
        return found

    def cover_cost(self, missing: Floats) -> float:
        """The price of what is missing (negative: too much) in each row."""
        return float(
            (self.under * np.maximum(missing, 0)).sum() - (self.over * np.minimum(missing, 0)).sum()
        )

    def penalty(self, rotas: Sequence[Ints]) -> float:
        """All that a choice for everybody costs."""
        own = sum(self.own(who, rota) for who, rota in enumerate(rotas))
        return self.constant + own + self.cover_cost(self.need - self.cover(rotas))

    def raised(self, bound: float) -> float:
        """A bound up to the next multiple of the step."""
        if self.step <= 0 or not np.isfinite(bound):
            return bound
        return float(np.ceil(bound / self.step - 1e-6) * self.step)


@dataclass(frozen=True, kw_only=True)
class Part:
    """The choice of some people's rotas on some days; what all others do is granted.

    Its rows, costs and prices are those of its days alone; ``constant`` is all the other money.
    """

    work: Work
    people: tuple[int, ...]
    days: slice
    may: Bools
    """N × D × (S + 1): what is left to choose, the day off last"""
    need: Floats
    """R: what is left of it; 0 where ``open_rows`` is false"""
    open_rows: Bools
    """R: whether the part can fill the row"""
    constant: float

    @staticmethod
    def whole(work: Work) -> "Part":
        """Everybody, nothing decided."""
        may = np.isfinite(work.cost)
        off = np.ones((*may.shape[:2], 1), bool)
        return Part(
            work=work, people=tuple(range(work.people)), days=slice(0, work.days),
            may=np.concatenate([may, off], axis=2), need=work.need,
            open_rows=np.ones(len(work.need), bool), constant=work.constant,
        )  # fmt: skip

    def around(self, rotas: Sequence[Ints], people: Sequence[int], days: slice) -> "Part":
        """The choice of ``people`` on ``days``, all else as in ``rotas``."""
        work, may, chosen = self.work, self.may.copy(), tuple(sorted(people))
        fixed = np.ones(work.days, bool)
        fixed[days] = False
        for who in chosen:
            may[who] &= ~fixed[:, None] | only(rotas[who], work.options)
        granted = [rota.copy() for rota in rotas]
        for who in chosen:
            granted[who][days] = OFF
        own = sum(work.own(who, rota) for who, rota in enumerate(granted))
        left = work.need - work.cover(granted)
        open_rows = np.zeros(len(left), bool)
        open_rows[work.rows[days][work.rows[days] >= 0]] = True
        closed = work.cover_cost(np.where(open_rows, 0.0, left))
        return Part(
            work=work, people=chosen, days=days, may=may, need=np.where(open_rows, left, 0.0),
            open_rows=open_rows, constant=work.constant + own + closed,
        )  # fmt: skip

    def allows(self, who: int, rota: Ints) -> bool:
        """Whether a rota is among what is left."""
        return bool(self.may[who, np.arange(len(rota)), rota].all())

    def filled(self, rota: Ints) -> Ints:
        """The rows that a rota fills on the part's days."""
        begin = self.days.start
        days = np.flatnonzero(rota[self.days] != OFF) + begin
        rows: Ints = self.work.rows[days, rota[days]].ravel()
        return rows[rows >= 0]

    def own(self, who: int, rota: Ints) -> float:
        """A rota's cost beside the cover on the part's days."""
        days = np.flatnonzero(rota[self.days] != OFF) + self.days.start
        return float(self.work.cost[who, days, rota[days]].sum())

    def penalty(self, rotas: Rotas) -> float:
        """What a choice costs, all of the plan's money included."""
        missing = self.need.copy()
        for who in self.people:
            np.add.at(missing, self.filled(rotas[who]), -1.0)
        own = sum(self.own(who, rotas[who]) for who in self.people)
        return self.constant + own + self.work.cover_cost(missing)

    def best(self, who: int, worth: Floats, near: Ints | None) -> Best:
        """A person's cheapest rota among what is left."""
        may = self.may[who]
        cost = np.where(may[:, :-1], 0.0, np.inf)
        cost[self.days] += (self.work.cost[who] - worth)[self.days]
        return self.work.best_rota(who, cost, ~may[:, -1], near)

    def best_of_all(
        self, people: Sequence[int], prices: Floats, near: dict[int, Ints]
    ) -> dict[int, Best]:
        """Cheapest rotas of several people at once."""
        worth = self.work.worth(prices)
        found = self.work.threads.map(lambda who: self.best(who, worth, near.get(who)), people)
        return dict(zip(people, found, strict=True))


def only(rota: Ints, options: int) -> Bools:
    """D × (S + 1): true for what a rota has."""
    found: Bools = np.eye(options + 1, dtype=bool)[rota]
    return found
