"""Prices of the limits of whole teams: hours, seats, changes; in coverage plan and bound.

A vendor's people are the cheapest until its hours are used up. The coverage plan knows such limits
as rows ``low ≤ a · x ≤ high`` of the shifts ``x``. The bound then charges each shift ``-dual · a``
and adds ``dual · limit``: a schedule that keeps the limit costs no less for it (Geoffrion 1974).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.certain import certainly_open
from planner.optimiser.covering import CoverageSolver
from planner.optimiser.grain import Grain, work_ticks
from planner.optimiser.kernels.packed import Facts
from planner.optimiser.kernels.shared import SEATS, SITE
from planner.optimiser.linear_programme import Programme
from planner.optimiser.problem import Group, Problem
from planner.optimiser.whole_teams import FAR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Kind = Literal["hours", "changes", "seats"]
Variables = tuple[Ints, Ints, Ints]
"""The options that a programme keeps of a crew, and the variables of its heads and presence."""


@dataclass(frozen=True, kw_only=True)
class TeamPrices:
    """``tolls[group]`` money that the limits charge each of a group's options; ``limits`` money
    that the limits themselves are worth, to be taken off; ``certain`` money of open hours that no
    schedule avoids, to be added. ``hours[team, week]`` is what of the tolls a paid hour of a team
    is charged: below zero where a team is to work more."""

    tolls: tuple[Floats, ...]
    limits: float
    certain: float
    hours: Floats


@dataclass(frozen=True, kw_only=True)
class HourLimits:
    """Paid hours of teams by week: at least ``low``, at most ``high`` (infinite where there is no
    limit); an hour of a breach costs ``cheap[team]`` below and ``dear[team]`` above."""

    low: Floats
    high: Floats
    cheap: Floats
    dear: Floats

    def worth(self, prices: Floats) -> float:
        """Money that the limits are worth at prices of an hour, to be taken off a bound."""
        limit = np.where(prices > 0, self.high, self.low)
        priced = prices != 0
        return float(prices[priced] @ limit[priced])


@dataclass(frozen=True, kw_only=True)
class _Limit:
    """A team's limits of one kind, by week, day or interval.

    ``rows`` of the programme; at least ``low`` and at most ``high``; a breach costs ``cheap`` below
    and ``dear`` above, for a unit of the rows.
    """

    rows: Ints
    low: Floats
    high: Floats
    cheap: float
    dear: float
    team: int
    kind: Kind


class TeamRows:
    """The limits of whole teams as rows of one programme."""

    def __init__(
        self, lp: Programme, problem: Problem, coverage: CoverageSolver, grain: Grain,
        variables: Sequence[Variables],
    ) -> None:  # fmt: skip
        self.lp, self.problem, self.grain = lp, problem, grain
        self._priced = "max_seats" in problem.plan.rules
        self._crews = list(zip(coverage.crews, variables, strict=True))
        self._limits = list(self._all())
        shared, facts = problem.shared.facts, coverage.facts
        self._sure = {
            int(r): certainly_open(problem, facts, int(r))
            for r in np.flatnonzero(shared.kind == SITE)
        }
        self._sites = [self._site(g) for g in range(len(problem.groups))]
        for crew, (kept, heads, _) in self._crews:
            lp.change_costs(heads, self._sites[crew.group][kept])

    def prices(self, duals: Floats) -> TeamPrices:
        """What the solved programme's duals charge options, and what the limits are worth."""
        tolls = [toll.copy() for toll in self._sites]
        hours = np.zeros_like(self.problem.shared.facts.high)
        worth = 0.0
        for limit in self._limits:
            dual = np.clip(duals[limit.rows], -limit.dear, limit.cheap)
            dual = self.grain.split(dual) if limit.kind == "seats" else dual
            bound = np.where(dual < 0, limit.high, limit.low)
            dual = np.where(np.isfinite(bound), dual, 0.0)
            worth -= float(dual @ np.where(np.isfinite(bound), bound, 0.0))
            for g in np.flatnonzero(self.problem.shared.facts.team == limit.team):
                tolls[g] -= self._charge(limit.kind, int(g), dual)
            if limit.kind == "hours":
                hours[limit.team] -= dual
        return TeamPrices(tolls=tuple(tolls), limits=worth, certain=self.certain, hours=hours)

    @property
    def certain(self) -> float:
        """Money of open hours that no schedule avoids."""
        prices, ticks = self.problem.shared.facts.price, self.problem.ticks
        return sum(float(prices[r]) * int(sure.sum()) / ticks for r, sure in self._sure.items())

    def _charge(self, kind: Kind, g: int, dual: Floats) -> Floats:
        """``dual · a`` of each option of a group."""
        group = self.problem.groups[g]
        options = group.options
        if kind == "hours":
            return by_the_hour(group, dual)
        if kind == "changes":
            later = np.append(dual[1:], 0.0)
            return np.asarray(dual[options.day] - later[options.day])
        return self._on_shift(g, self._by_tick(dual))

    def _by_tick(self, price: Floats) -> Floats:
        """The price of an interval shared out to its ticks."""
        ticks = self.problem.ticks
        return np.repeat(price / ticks, ticks)

    def _on_shift(self, g: int, price: Floats) -> Floats:
        """Money of each option of a group at a price of a tick on shift."""
        group = self.problem.groups[g]
        total = np.append(0.0, np.cumsum(price))
        last = len(total) - 1
        return np.asarray(
            total[np.minimum(group.finish, last)] - total[np.minimum(group.begin, last)]
        )

    def _site(self, g: int) -> Floats:
        """What each option of a group pays for open hours at least: one part of as many as there
        may be people on shift at once, and nothing while somebody certainly is."""
        shared, team = self.problem.shared.facts, int(self.problem.shared.facts.team[g])
        people = [person.number for person in self.problem.people]
        price = np.zeros(len(self.problem.lack) * self.problem.ticks)
        for r, sure in self._sure.items():
            member = shared.member[people, r] > 0
            if shared.team[self.problem.people[int(member.argmax())].group] == team:
                part = shared.price[r] / np.minimum(member.sum(), self._seats_of(team))
                price += np.where(sure, 0.0, self._by_tick(part))
        return self._on_shift(g, price)

    def _seats_of(self, team: int) -> Floats:
        """The most people of a team that hard limits let be on shift, by interval."""
        shared = self.problem.shared.facts
        seats = np.full(len(self.problem.lack), np.inf)
        for r in np.flatnonzero(shared.kind == SEATS):
            first = int((shared.member[:, r] > 0).argmax())
            if shared.team[self.problem.people[first].group] == team and not self._priced:
                seats = np.minimum(seats, np.maximum(shared.limit[:, r], 1.0))
        return seats

    def _all(self) -> Iterator[_Limit]:
        shared = self.problem.shared.facts
        for m in range(len(shared.high)):
            limited = (shared.high[m] < FAR).any() or (shared.low[m] > 0).any()
            yield from self._hours(m) if limited else ()
            yield from self._changes(m) if shared.pair[m].any() else ()
        for r in np.flatnonzero(shared.kind == SEATS):
            yield self._seats(int(r))

    def _hours(self, m: int) -> Iterator[_Limit]:
        """Paid hours of a team by week."""
        limits = hour_limits(self.problem)
        low, high = limits.low[m], limits.high[m]
        cheap, dear = float(limits.cheap[m]), float(limits.dear[m])
        rows = self._rows(low, high, cheap, dear)
        for group, (kept, heads, _) in self._of(m):
            week = group.space.week[group.options.day[kept]]
            self.lp.enter(rows[week], heads, group.options.paid[kept] / 60)
        yield _Limit(rows=rows, low=low, high=high, cheap=cheap, dear=dear, team=m, kind="hours")

    def _changes(self, m: int) -> Iterator[_Limit]:
        """Heads of a day less those of the day before."""
        shared, before = self.problem.shared.facts, self.problem.shared.start.heads[m]
        most, price = float(shared.most_change[m]), float(shared.change_price[m])
        held, known = shared.pair[m] > 0, np.diff(before)
        low = np.where(held, -most - known, -np.inf)
        high = np.where(held, most - known, np.inf)
        rows = self._rows(low, high, price, price)
        for group, (kept, heads, _) in self._of(m):
            day = group.options.day[kept]
            self.lp.enter(rows[day], heads, 1)
            early = day + 1 < len(rows)
            self.lp.enter(rows[day[early] + 1], heads[early], -1)
        yield _Limit(rows=rows, low=low, high=high, cheap=price, dear=price, team=m, kind="changes")

    def _seats(self, r: int) -> _Limit:
        """People of a team on shift by interval."""
        shared, ticks = self.problem.shared.facts, self.problem.ticks * self.grain.together
        member = np.flatnonzero(shared.member[:, r])
        m = int(shared.team[self.problem.people[int(member[0])].group])
        free = shared.limit[:, r] - self.problem.shared.start.present[:, r]
        high, price = self.grain.mean(free), float(shared.price[r])
        nothing = np.full(len(high), -np.inf)
        rows = self._rows(nothing, high, 0.0, price * self.grain.together)
        last = len(free) * self.problem.ticks
        for group, (kept, heads, _) in self._of(m):
            for option, tick in work_ticks(group.begin[kept], group.finish[kept], last):
                self.lp.enter(rows[tick // ticks], heads[option], 1 / ticks)
        return _Limit(
            rows=rows, low=np.full(len(free), -np.inf), high=free, cheap=0.0,
            dear=price * self.grain.together, team=m, kind="seats",
        )  # fmt: skip

    def _rows(self, low: Floats, high: Floats, cheap: float, dear: float) -> Ints:
        """Rows between two limits, what is below or above them having a price."""
        rows = self.lp.add_rows(low, high)
        for limit, price, sign in ((low, cheap, 1), (high, dear, -1)):
            at = np.flatnonzero(np.isfinite(limit))
            self.lp.enter(rows[at], self.lp.add_variables(np.full(len(at), price)), sign)
        return rows

    def _of(self, m: int) -> Iterator[tuple[Group, Variables]]:
        """A team's crews: their group and variables."""
        for crew, variables in self._crews:
            if self.problem.shared.facts.team[crew.group] == m:
                yield self.problem.groups[crew.group], variables


def charged(facts: Facts, prices: TeamPrices) -> Facts:
    """Facts in which every option costs what the limits charge it."""
    return facts._replace(toll=facts.toll + np.concatenate(prices.tolls))


def no_prices(problem: Problem) -> TeamPrices:
    """Nothing charged for any limit."""
    tolls = tuple(np.zeros(len(group.options)) for group in problem.groups)
    hours = np.zeros_like(problem.shared.facts.high)
    return TeamPrices(tolls=tolls, limits=0.0, certain=0.0, hours=hours)


def hour_limits(problem: Problem) -> HourLimits:
    """The limits of a problem's teams."""
    shared = problem.shared.facts
    return HourLimits(
        low=np.where(shared.low > 0, shared.low / 60, -np.inf),
        high=np.where(shared.high < FAR, shared.high / 60, np.inf),
        cheap=60 * shared.low_price, dear=60 * shared.high_price,
    )  # fmt: skip


def by_the_hour(group: Group, price: Floats) -> Floats:
    """Money of each option of a group at a price of a paid hour by week."""
    options = group.options
    return np.asarray(price[group.space.week[options.day]] * options.paid / 60)


def at_hours(problem: Problem, prices: TeamPrices, hours: Floats) -> TeamPrices:
    """The same prices of limits, but for those of the teams' hours."""
    team, limits = problem.shared.facts.team, hour_limits(problem)
    more = hours - prices.hours
    return replace(
        prices, hours=hours,
        tolls=tuple(
            toll + by_the_hour(group, more[team[g]])
            for g, (toll, group) in enumerate(zip(prices.tolls, problem.groups, strict=True))
        ),
        limits=prices.limits + limits.worth(hours) - limits.worth(prices.hours),
    )  # fmt: skip
