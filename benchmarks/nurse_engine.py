"""Public shift-scheduling instances through the engine that plans agents.

Everybody's best rota comes from :func:`planner.optimiser.kernels.plain.best_plain_rota`, the choice
among whole rotas from :mod:`planner.optimiser.columns`; here an instance is only put into their
tables.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np

from benchmarks.nurse_bands import Band, band
from benchmarks.nurse_cases import Bools, Choices, Floats, Ints, Terms, choices
from benchmarks.nurse_instances import OFF, Employee, Instance, Roster
from planner.optimiser.columns import choose
from planner.optimiser.columns_work import Best, Work
from planner.optimiser.kernels.case import FREE, MUST_REST, MUST_WORK, NOTHING, Case
from planner.optimiser.kernels.plain import best_plain_rota

LARGE = 400_000
"""States of a whole case from which on it is enough to look around a known rota."""
REACH, REACH_WEEKENDS, CENTRES = 3, 1, 4
"""Around it: so many shifts, so many weekends, so often anew around what was found."""
COUNTED = 64
"""Most states of counts; types beyond get a multiplier instead."""
STEPS = 12
"""Multipliers tried."""


class Nurse:
    """One employee's best rotas."""

    def __init__(self, terms: Terms, person: Employee, names: Sequence[str]) -> None:
        self.terms, self.person = terms, person
        self.most = np.array([person.most.get(name, 0) for name in names])
        self.least_units = -(-person.min_minutes // terms.minutes)
        self.most_units = person.max_minutes // terms.minutes
        self._choices: dict[tuple[int, ...], Choices] = {}
        self._cases: dict[tuple[int, ...], Case] = {}

    def choices(self, counted: tuple[int, ...]) -> Choices:
        """The case with some types counted, without its band."""
        if counted not in self._choices:
            self._choices[counted] = choices(self.terms, self.person, self.most, counted)
        return self._choices[counted]

    def case(self, counted: tuple[int, ...], narrow: Band | None) -> Case:
        """The case in a band, or in that of all their rotas."""
        made = self.choices(counted).case
        if narrow is not None:
            return narrow.into(made, self.least_units, self.most_units)
        if counted not in self._cases:
            self._cases[counted] = self.band.into(made, self.least_units, self.most_units)
        return self._cases[counted]

    @cached_property
    def band(self) -> Band:
        """What any rota of theirs can have after each day."""
        may = np.ones(self.terms.days, bool)
        may[list(self.person.days_off)] = False
        return band(self.choices(()).case, may, self.least_units, self.most_units)

    @cached_property
    def large(self) -> bool:
        case = self.choices(()).case
        cells = (self.band.high - self.band.low + 1).sum() * (case.weekends + 1)
        return bool(cells * len(case.next_on) > LARGE)

    def best(self, cost: Floats, must: Bools, near: Ints | None) -> Best:
        """See :class:`planner.optimiser.columns_work.BestRota`."""
        if near is None or not self.large:
            return self._within(None, cost, must)
        found = Best(value=np.inf, rota=None, proven=False)
        for _ in range(CENTRES):
            units, weekends = self._course(near)
            reach = REACH * int(self.terms.units.max())
            narrow = self.band.near(units, weekends, reach, REACH_WEEKENDS)
            better = self._within(narrow, cost, must)
            if better.rota is None or better.value > found.value - 1e-6:
                break
            found, near = better, better.rota
        return found

    def _course(self, rota: Ints) -> tuple[Ints, Ints]:
        """Units and weekends of a rota after each day."""
        units = np.concatenate([[0], np.cumsum(np.where(rota >= 0, self.terms.units[rota], 0))])
        at_work = rota >= 0
        weekday = np.arange(len(rota)) % 7
        fresh = ~np.concatenate([[False], at_work[:-1]])
        new = at_work & ((weekday == 5) | ((weekday == 6) & fresh))
        return units, np.concatenate([[0], np.cumsum(new)])

    def _within(self, narrow: Band | None, cost: Floats, must: Bools) -> Best:
        """The cheapest rota in a band; types worked too often are counted, or cost a multiplier."""
        counted: tuple[int, ...] = ()
        fine = np.zeros(len(self.most))
        low, high = np.zeros(len(fine)), np.full(len(fine), np.inf)
        least, best, rota = -np.inf, np.inf, None
        for _ in range(STEPS + len(fine)):
            value, found = self._one(narrow, counted, cost + fine, must)
            if found is None:
                return Best(value=np.inf, rota=None, proven=narrow is None)
            least = max(least, value - float(fine @ self.most))
            worked = np.bincount(found[found >= 0], minlength=len(fine))
            over = [s for s in np.flatnonzero(worked > self.most).tolist() if s not in counted]
            if not over:
                days = np.flatnonzero(found >= 0)
                own = float(cost[days, found[days]].sum())
                if own < best:
                    best, rota = own, found
                if not fine.any() or best <= least + 1e-6:
                    break
                high[fine > 0] = fine[fine > 0]
            more = self._more(counted, over) if not fine.any() else counted
            if more != counted:
                counted = more
                continue
            low[over] = fine[over]
            double = np.maximum(4.0, 2 * fine)
            moved = np.where(np.isfinite(high), (low + high) / 2, double)
            ranged = fine > 0
            ranged[over] = True
            fine = np.where(ranged, moved, 0.0)
        return Best(value=least, rota=rota, proven=narrow is None)

    def _more(self, counted: tuple[int, ...], over: Sequence[int]) -> tuple[int, ...]:
        """The types to count once some more are worked too often."""
        for shift in sorted(over, key=lambda s: int(self.most[s])):
            together = (*counted, shift)
            if np.prod(self.most[list(together)] + 1) <= COUNTED:
                counted = together
        return counted

    def _one(
        self, narrow: Band | None, counted: tuple[int, ...], cost: Floats, must: Bools
    ) -> tuple[float, Ints | None]:
        made = self.choices(counted)
        reward, which = made.reward(cost)
        status = np.where(must, MUST_WORK, np.where(np.isfinite(cost).any(1), FREE, MUST_REST))
        case = self.case(counted, narrow)
        chosen = np.full(len(cost), -1)
        value = best_plain_rota(case._replace(reward=reward, status=status), chosen)
        if value <= NOTHING / 2:
            return np.inf, None
        at_work = np.flatnonzero(chosen >= 0)
        chosen[at_work] = which[at_work, chosen[at_work]]
        return -value, chosen


def work_of(instance: Instance, threads: ThreadPoolExecutor) -> Work:
    """An instance as the engine's work: a cover row for each shift type and day."""
    terms = Terms.of(instance)
    names = [kind.shift for kind in instance.shifts]
    number = {name: at for at, name in enumerate(names)}
    who = {person.employee: at for at, person in enumerate(instance.staff)}
    nurses = [Nurse(terms, person, names) for person in instance.staff]
    cost = np.zeros((len(nurses), instance.days, len(names)))
    constant = 0.0
    for wish in instance.wishes:
        cost[who[wish.employee], wish.day, number[wish.shift]] += (
            -wish.weight if wish.wanted else wish.weight
        )
        constant += wish.weight if wish.wanted else 0
    for at, nurse in enumerate(nurses):
        cost[at, :, nurse.most == 0] = np.inf
        cost[at, list(nurse.person.days_off)] = np.inf
    cover = np.zeros((3, instance.days, len(names)))
    for need in instance.cover:
        cover[:, need.day, number[need.shift]] = need.required, need.under, need.over
    rows = np.arange(instance.days * len(names)).reshape(instance.days, len(names), 1)
    return Work(
        names=[person.employee for person in instance.staff], cost=cost, rows=rows,
        need=cover[0].ravel(), under=cover[1].ravel(), over=cover[2].ravel(),
        constant=constant, step=1.0, threads=threads,
        best_rota=lambda at, cost, must, near: nurses[at].best(cost, must, near),
    )  # fmt: skip


def solve(instance: Instance, seconds: float, seed: int) -> tuple[Roster, float]:
    """A roster, and a penalty that no roster undercuts, within so many seconds."""
    names = [
        OFF if at < 0 else instance.shifts[at].shift for at in (-1, *range(len(instance.shifts)))
    ]
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        found = choose(work_of(instance, threads), seconds=seconds, seed=seed)
    roster = {
        person.employee: tuple(names[option + 1] for option in rota)
        for person, rota in zip(instance.staff, found.rotas, strict=True)
    }
    return roster, found.bound
