"""Employees of the public format as cases of the best-rota programme that plans agents.

The format has no hours of the day, so shifts of one day all start at midnight and a matrix says
which may follow which the day after. Types alike in that, and in length, are one *kind*: the
cheapest of a kind counts on each day. The horizon is one long week whose *usage* counts the types
whose largest number a first answer has broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from benchmarks.nurse_instances import Employee, Instance
from planner.optimiser.kernels.case import FREE, LONG_AGO, NOTHING, Case

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DAY = 1440
NEVER = 1e18
WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Terms:
    """An instance's shift types as arrays: units of work, and what may follow what (S × S)."""

    days: int
    minutes: int
    units: Ints
    follow: Bools

    @staticmethod
    def of(instance: Instance) -> "Terms":
        names = [kind.shift for kind in instance.shifts]
        minutes = gcd(*(kind.minutes for kind in instance.shifts))
        return Terms(
            days=instance.days,
            minutes=minutes,
            units=np.array([kind.minutes // minutes for kind in instance.shifts]),
            follow=np.array([[name not in kind.not_next for name in names]
                             for kind in instance.shifts], dtype=bool),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A person's case and its kinds: ``types[kind]`` lists the types of one, filled up with S."""

    case: Case
    types: Ints

    @property
    def kinds(self) -> int:
        return len(self.types)

    def reward(self, cost: Floats) -> tuple[Floats, Ints]:
        """Rewards of the case's candidates, and the cheapest type of each kind, day by day."""
        closed = np.full((len(cost), 1), np.inf)
        each = np.concatenate([cost, closed], axis=1)[:, self.types]
        best = each.min(axis=2)
        which = self.types[np.arange(self.kinds), each.argmin(axis=2)]
        return np.where(np.isfinite(best), -best, NOTHING).ravel(), which


def choices(terms: Terms, person: Employee, most: Ints, counted: Sequence[int]) -> Choices:
    """A person's case whose usage counts the given types, up to ``most`` of each."""
    used = np.flatnonzero(most > 0)
    kind, first_of = _kinds(terms, used, counted)
    follow = terms.follow[np.ix_(first_of, first_of)]
    chain, rank = _chains(follow)
    runs = _runs(person)
    days, kinds = terms.days, len(first_of)
    tags = np.tile(np.arange(kinds), days)
    begin = np.repeat(np.arange(days) * DAY, kinds)
    usage = _usage(most, kind, counted, kinds)
    states = usage.shape[1]
    zeros = np.zeros(days * kinds, np.int64)
    weekends = (days + 1) // WEEK
    case = Case(
        first=np.arange(days + 1) * kinds, reward=np.zeros(days * kinds),
        start=begin + rank[tags], end=begin + rank[tags], length=tags, night=zeros,
        chain=chain[tags], wall=zeros, wall_after=zeros, option=tags,
        week=np.zeros(days, np.int64), weekday=np.arange(days) % WEEK,
        week_begin=np.zeros(1, np.int64), week_end=np.array([days * DAY]),
        both=np.zeros(days, np.int64), status=np.full(days, FREE),
        next_on=runs.next_on, first_on=np.zeros(2, np.int64), first_cost=np.zeros(2),
        run_cost=np.zeros((len(runs.stop_cost), 2)), stop_cost=runs.stop_cost,
        off_after=runs.off_after, off_cost=runs.off_cost, usage_next=usage,
        usage_count=np.array([states]), allowed=np.ones((1, states), np.uint8),
        closing=np.zeros((1, states)), rested=np.arange(states), judged=np.zeros(1, np.uint8),
        week_rest=0, unit=terms.units[first_of], units=person.max_minutes // terms.minutes + 1,
        final=np.zeros(1), weekends=min(person.max_weekends, weekends), weekend_price=NEVER,
        both_price=0.0, rest=-DAY, night_rest=0, forward=0, memory=0, chains=int(chain.max()) + 1,
        start_on=len(runs.stop_cost) - 1, start_off=0, start_usage=0, start_days=0,
        start_end=LONG_AGO, start_wall=0, start_night=0, least=-np.inf, missed=np.full(1, -1.0),
        follow=follow.astype(np.uint8), pace=np.zeros((0, 2), np.int64),
    )  # fmt: skip
    return Choices(case=case, types=_types(kind, kinds))


def _kinds(terms: Terms, used: Ints, counted: Sequence[int]) -> tuple[Ints, Ints]:
    """The kind of each type, and a type of each kind."""
    kind = np.full(len(terms.units), -1)
    found: dict[tuple[bytes, bytes, int, int], int] = {}
    first_of: list[int] = []
    for shift in used:
        after, before = terms.follow[shift, used], terms.follow[used, shift]
        own = int(shift) if shift in counted else -1
        key = (after.tobytes(), before.tobytes(), int(terms.units[shift]), own)
        if key not in found:
            found[key] = len(first_of)
            first_of.append(int(shift))
        kind[shift] = found[key]
    return kind, np.array(first_of)


def _types(kind: Ints, kinds: int) -> Ints:
    """The types of each kind, filled up with what is none."""
    members = [np.flatnonzero(kind == k) for k in range(kinds)]
    found = np.full((kinds, max(len(types) for types in members)), len(kind))
    for k, types in enumerate(members):
        found[k, : len(types)] = types
    return found


def _chains(follow: Bools) -> tuple[Ints, Ints]:
    """Kinds in chains: of one chain, those later may be followed by no more than those earlier."""
    kinds = len(follow)
    chain, rank = np.zeros(kinds, np.int64), np.zeros(kinds, np.int64)
    tails: list[tuple[int, int]] = []
    for kind in sorted(range(kinds), key=lambda k: -int(follow[k].sum())):
        for number, (tail, length) in enumerate(tails):
            if (follow[tail] >= follow[kind]).all():
                chain[kind], rank[kind] = number, length
                tails[number] = (kind, length + 1)
                break
        else:
            chain[kind] = len(tails)
            tails.append((kind, 1))
    return chain, rank


@dataclass(frozen=True, kw_only=True)
class _Runs:
    """Run states: 1 … most shifts, then the too short ones that began on day 0, then the eve."""

    next_on: Ints
    stop_cost: Floats
    off_after: Ints
    off_cost: Floats


def _runs(person: Employee) -> _Runs:
    most, least = person.max_consecutive_shifts, person.min_consecutive_shifts
    off = max(person.min_consecutive_days_off, 1)
    exempt = min(max(least - 1, 0), most)
    states = most + exempt + 1
    next_on = np.full((states, 2), -1)
    stop_cost = np.zeros(states)
    for shifts in range(1, most + 1):
        if shifts < most:
            next_on[shifts - 1] = shifts
        if shifts < least:
            stop_cost[shifts - 1] = NEVER
    for shifts in range(1, exempt + 1):
        longer = most + shifts if shifts < exempt else (shifts if shifts < most else -1)
        next_on[most + shifts - 1] = longer
    next_on[-1] = most if exempt else 0
    off_after = np.zeros(states, np.int64)
    off_after[-1] = off - 1
    off_cost = np.full(off, NEVER)
    off_cost[-1] = 0.0
    return _Runs(next_on=next_on, stop_cost=stop_cost, off_after=off_after, off_cost=off_cost)


def _usage(most: Ints, kind: Ints, counted: Sequence[int], kinds: int) -> Ints:
    """The next count of the counted types (mixed radix) for each kind worked; -1: too many."""
    states = int(np.prod([most[shift] + 1 for shift in counted], dtype=np.int64))
    found = np.tile(np.arange(states)[:, None], (1, kinds))
    digit = 1
    for shift in counted:
        full = np.arange(states) // digit % (most[shift] + 1) == most[shift]
        found[:, kind[shift]] = np.where(full, -1, np.arange(states) + digit)
        digit *= int(most[shift]) + 1
    return found[None]
