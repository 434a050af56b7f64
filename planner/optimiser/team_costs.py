"""What a schedule in the making costs and breaks for whole teams, counted exactly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.clock import local_times, monday_of, zone
from planner.domain import Plan, Team
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
EPOCH = date(1970, 1, 1)
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
        broken = np.sum([part.sum(axis=1) for part in _breaches(shared, state)], axis=0) > NEARLY
        mine = broken[shared.team[self.facts.group]]
        for r in np.flatnonzero(shared.price > 0):
            if _above(shared, state, int(r)).sum() > NEARLY:
                mine |= shared.member[:, r] > 0
        return np.flatnonzero(mine)

    def impossible(self, state: State, missed: Sequence[str] = ()) -> InfeasibleError:
        """The error that names the limits which a schedule still breaks; ``missed`` meetings."""
        found = [*self._broken_rows(state), *self._broken_teams(state)]
        remedy = "Relax one of them, or give it a price in [rules]."
        if missed and not found:
            remedy = "Give the meeting a wider window, or breaks wider windows."
        return InfeasibleError([*found, *missed], remedy, proven=False)

    def _broken_rows(self, state: State) -> Iterator[str]:
        """Sentences about seats and cover at most, by the hours above and the first days."""
        shared, horizon = self.limits, self.problem.plan.horizon
        for r in np.flatnonzero(shared.price > 0):
            above = _above(shared, state, int(r))
            if above.sum() <= NEARLY:
                continue
            local = local_times(horizon.starts[above > NEARLY], zone(horizon.timezone))
            days = [EPOCH + timedelta(days=int(day)) for day in np.unique(local.day)]
            yield (
                f"{self.problem.shared.row_names[r]}: {above.sum() * self.problem.hours:.1f} "
                f"agent-hours above, {told_days(days)}."
            )

    def _broken_teams(self, state: State) -> Iterator[str]:
        """Sentences about hours and daily changes of teams."""
        names = ("min_paid_hours_per_week", "max_paid_hours_per_week", "max_change_per_day")
        units = ("hours missing", "hours above", "people above")
        for name, unit, amounts in zip(names, units, _breaches(self.limits, state), strict=True):
            for m, team in enumerate(self.problem.plan.teams):
                at = np.flatnonzero(amounts[m] > NEARLY)
                if len(at):
                    days = self._days_of(team, at, weekly=name != "max_change_per_day")
                    yield (
                        f"teams.csv, {team.team}, {name}: {amounts[m].sum():.1f} {unit}, "
                        f"{told_days(days)}."
                    )

    def _days_of(self, team: Team, at: Ints, *, weekly: bool) -> list[date]:
        """Dates, or Mondays, of a team by number."""
        dates = self.problem.plan.horizon.team_dates(team.zone)
        if not weekly:
            return [dates[day] for day in at]
        return [monday_of(dates[0]) + timedelta(weeks=int(week)) for week in at]

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
    """By team: hours missing and above by week, people above its largest change by day."""
    sums = state.shared
    under = np.maximum(shared.low - sums.hours, 0) * shared.low_price[:, None] / 60
    over = np.maximum(sums.hours - shared.high, 0) * shared.high_price[:, None] / 60
    change = np.abs(np.diff(sums.heads, axis=1)) - shared.most_change[:, None]
    jump = np.maximum(change, 0) * shared.pair * shared.change_price[:, None]
    return under, over, jump


def _above(shared: Shared, state: State, row: int) -> Floats:
    """By how many agents a row's limit is broken in each interval."""
    sums = state.shared
    return np.array(
        [
            row_cost(shared, row, t, sums.present[t, row], sums.crowd[t, row])
            for t in range(len(sums.present))
        ]
    )


def told_days(days: Sequence[date]) -> str:
    """``first on Mon 2027-03-01``, and on how many more."""
    first = f"{days[0]:%a} {days[0].isoformat()}"
    return f"on {first}" if len(days) == 1 else f"first on {first}, {len(days)} times in all"
