"""What a schedule in the making costs and breaks for whole teams, counted exactly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.domain import Plan
from planner.errors import InfeasibleError
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.kernels.shared import (
    MAXIMUM,
    SEATS,
    SITE,
    Shared,
    row_cost,
    rows_cost,
    team_cost,
)
from planner.optimiser.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
PRICES = ("price", "low_price", "high_price", "change_price")
NEARLY = 1e-6
DEARER = 4.0


class TeamCosts:
    """Counts for one problem; hard limits apart from what has a price."""

    def __init__(self, problem: Problem, facts: Facts) -> None:
        self.problem, self.facts = problem, facts
        hard = _hard_rows(problem.plan, facts.shared)
        shared = facts.shared
        rules = problem.plan.rules
        free: dict[str, bool] = {
            name: rule not in rules
            for name, rule in (
                ("low_price", "min_paid_hours_per_week"),
                ("high_price", "max_paid_hours_per_week"),
                ("change_price", "max_change_per_day"),
            )
        }
        site = shared.kind == SITE
        limits: dict[str, Any] = {
            name: np.full(len(shared.low_price), float(on)) for name, on in free.items()
        }
        priced: dict[str, Any] = {
            name: np.zeros_like(shared.low_price) if on else getattr(shared, name)
            for name, on in free.items()
        }
        self.limits = shared._replace(price=hard.astype(float), sour_price=0.0, **limits)
        self.priced = shared._replace(price=np.where(hard | site, 0.0, shared.price), **priced)
        self.sites = np.flatnonzero(site)

    def excess(self, state: State) -> float:
        """How far hard limits are broken, in mixed units: nothing at all where they hold."""
        found = self._count(self.limits, state)
        return found if found > NEARLY else 0.0

    def raise_prices(self) -> None:
        """Make breaches of hard limits dearer, in the facts that the search reads."""
        for name in PRICES:
            getattr(self.facts.shared, name)[getattr(self.limits, name) > 0] *= DEARER

    @contextmanager
    def dearer(self) -> Iterator[None]:
        """Breaches of hard limits are dearer inside, and cost what they did afterwards."""
        before = {name: getattr(self.facts.shared, name).copy() for name in PRICES}
        self.raise_prices()
        try:
            yield
        finally:
            for name, price in before.items():
                getattr(self.facts.shared, name)[:] = price

    def concerned(self, state: State) -> Ints:
        """Numbers of the people who count for a hard limit that is broken."""
        shared = self.limits
        broken = np.sum(_breaches(shared, state), axis=0) > NEARLY
        mine = broken[shared.team[self.facts.group]]
        for r in np.flatnonzero(shared.price > 0):
            if _above(shared, state, int(r)) > NEARLY:
                mine |= shared.member[:, r] > 0
        return np.flatnonzero(mine)

    def impossible(self, state: State, missed: Sequence[str] = ()) -> InfeasibleError:
        """The error that names the limits which a schedule still breaks; ``missed`` meetings."""
        plan, found = self.problem.plan, []
        shared = self.limits
        under, over_hours, jump = _breaches(shared, state)
        for r in np.flatnonzero(shared.price > 0):
            over = _above(shared, state, int(r))
            if over > NEARLY:
                hours = over * self.problem.hours
                found.append(f"{self.problem.shared.row_names[r]}: {hours:.1f} agent-hours above.")
        for m, team in enumerate(plan.teams):
            for name, amount, unit in (
                ("min_paid_hours_per_week", under[m], "hours missing"),
                ("max_paid_hours_per_week", over_hours[m], "hours above"),
                ("max_change_per_day", jump[m], "people above"),
            ):
                if amount > NEARLY:
                    found.append(f"teams.csv, {team.team}, {name}: {amount:.1f} {unit}.")
        first = "No rota was found that keeps these limits together with everybody's contract."
        remedy = "Relax one of them, or give it a price in [rules]."
        if missed and not found:
            remedy = "Give the meeting a wider window, or breaks wider windows."
        return InfeasibleError([first, *found, *missed], remedy)

    def rules(self, state: State) -> float:
        """Money of breaches that have a price."""
        return self._count(self.priced, state)

    def open_sites(self, state: State) -> float:
        """Money of the hours in which anyone of a team is on shift."""
        return sum(self._open_hours(state, int(r)) for r in self.sites)

    def _count(self, shared: Shared, state: State) -> float:
        rows = rows_cost(shared, state.shared, 0, len(state.lack))
        return float(rows + team_cost(shared, state.shared, shared.alike))

    def _open_hours(self, state: State, row: int) -> float:
        """Money of one team's open hours, previous shifts that run in included."""
        facts, plan = self.facts, self.problem.plan
        tick, last = self.problem.tick, plan.horizon.minutes
        people = np.flatnonzero(facts.shared.member[:, row])
        open_at = np.zeros(last + 1)
        chosen = state.chosen[people]
        options = chosen[chosen >= 0]
        np.add.at(open_at, np.minimum(facts.begin[options] * tick, last), 1)
        np.add.at(open_at, np.minimum(facts.finish[options] * tick, last), -1)
        names = {plan.agents[int(who)].agent for who in people}
        for shift in plan.previous:
            end = plan.horizon.minute_of(shift.end)
            if shift.agent in names and end > 0:
                open_at[0] += 1
                open_at[min(end, last)] -= 1
        minutes = float((np.cumsum(open_at)[:last] > 0).sum())
        return float(facts.shared.price[row]) * minutes / plan.horizon.interval_minutes


def _hard_rows(plan: Plan, shared: Shared) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    seats = (shared.kind == SEATS) & ("max_seats" not in plan.rules)
    most = (shared.kind == MAXIMUM) & ("cover" not in plan.rules)
    return np.asarray(seats | most)


def _breaches(shared: Shared, state: State) -> tuple[Floats, Floats, Floats]:
    """By team: hours missing and above in its weeks, people above its largest change by day."""
    sums = state.shared
    under = np.maximum(shared.low - sums.hours, 0).sum(axis=1) * shared.low_price / 60
    over = np.maximum(sums.hours - shared.high, 0).sum(axis=1) * shared.high_price / 60
    change = np.abs(np.diff(sums.heads, axis=1)) - shared.most_change[:, None]
    jump = (np.maximum(change, 0) * shared.pair).sum(axis=1) * shared.change_price
    return under, over, jump


def _above(shared: Shared, state: State, row: int) -> float:
    """By how many agent-intervals a row's limit is broken."""
    sums = state.shared
    return sum(
        float(row_cost(shared, row, t, sums.present[t, row], sums.crowd[t, row]))
        for t in range(len(sums.present))
    )
