"""Rules of a few people and of what they share, as a small model without any money.

Each *demand* is one thing that is asked of one person or of one team, for a day, a week or the
whole horizon; a literal of its own switches it on (CP-SAT). Demands that cannot hold together here
cannot hold in any rota: the model says less than the rules do (a break may lie anywhere in its
window, rules on regular starts and on weekly rest are left out), never more. Days outside ``dates``
are left out too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from planner.clock import WEEK_DAYS
from planner.domain import Agent, Plan
from planner.optimiser.keeping import Kept, Offered
from planner.optimiser.options import Options, team_options
from planner.schedules import Shift

Ints = NDArray[np.int64]
Asked = cp_model.BoundedLinearExpression | bool
Linear = Any
"""A sum of literals with factors, or a number; CP-SAT's own alias is too wide to be added to."""
_ONE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """``rule`` is a column or a table, ``who`` a person, a team or a row of cover.csv.

    ``when`` is a date, the Monday of a week, or ``None`` for all of the horizon.
    """

    rule: str
    who: str
    when: date | None = None


@dataclass(frozen=True, kw_only=True)
class PersonDay:
    """One person's shifts on a date: a literal for each, whether there is one, and their times."""

    day: date
    options: Ints
    taken: tuple[cp_model.IntVar, ...]
    works: cp_model.IntVar

    def of(self, numbers: Iterable[bool]) -> list[cp_model.IntVar]:
        """The literals of some of the shifts."""
        return [x for x, mine in zip(self.taken, numbers, strict=True) if mine]


class ClashModel:
    """The demands of some people and of everything hard that they share, on some dates."""

    def __init__(
        self, plan: Plan, people: Sequence[Agent], dates: Collection[date], kept: Kept | None = None
    ) -> None:  # fmt: skip
        self.plan, self.kept = plan, kept
        self.model = cp_model.CpModel()
        self.switches: dict[Demand, cp_model.IntVar] = {}
        self.days: dict[str, dict[date, PersonDay]] = {}
        self.people = tuple(people)
        self._dates = frozenset(dates)
        self._offered: dict[tuple[str, str], Offered] = {}

    def switch(self, rule: str, who: str, when: date | None = None) -> cp_model.IntVar:
        """The literal of a demand."""
        demand = Demand(rule=rule, who=who, when=when)
        if demand not in self.switches:
            self.switches[demand] = self.model.new_bool_var("")
        return self.switches[demand]

    def require(self, wanted: Asked, rule: str, who: str, when: date | None = None) -> None:
        """What holds where a demand is switched on; what cannot hold at all switches it off."""
        on = self.switch(rule, who, when)
        if not isinstance(wanted, bool):
            self.model.add(wanted).only_enforce_if(on)
        elif not wanted:
            self.model.add(on == 0)

    def options(self, agent: Agent) -> Options:
        """All shifts of a person's team, those that the contract forbids included."""
        return self.offered(agent).options

    def offered(self, agent: Agent) -> Offered:
        key = agent.team, agent.contract
        if key not in self._offered:
            contract = self.plan.contract[agent.contract]
            free = replace(contract, max_hours_per_day=None, max_consecutive_nights=None)
            team = self.plan.team[agent.team]
            self._offered[key] = Offered(team_options(self.plan, team, free))
        return self._offered[key]

    def dates(self, agent: Agent) -> list[date]:
        """The dates looked at on which a shift of the person may start."""
        return [day for day in self.options(agent).dates if day in self._dates]

    @property
    def shifts(self) -> int:
        """Shifts to choose from, added up over people and days."""
        per_day = {
            key: dict(zip(of.options.dates, np.diff(of.options.first).tolist(), strict=True))
            for agent in self.people
            for key, of in (((agent.team, agent.contract), self.offered(agent)),)
        }
        return sum(
            per_day[agent.team, agent.contract][day]
            for agent in self.people
            for day in self.dates(agent)
        )

    def hard(self, rule: str) -> bool:
        """Whether a rule has no price."""
        return rule not in self.plan.rules

    @cached_property
    def previous(self) -> Mapping[str, list[Shift]]:
        """Shifts of the weeks before by person, in order of time."""
        found: dict[str, list[Shift]] = {}
        for shift in sorted(self.plan.previous, key=lambda shift: shift.start):
            found.setdefault(shift.agent, []).append(shift)
        return found

    def whole_week(self, agent: Agent, monday: date) -> bool:
        """Whether all dates of a week on which a shift may start are looked at."""
        week = {monday + _ONE * at for at in range(WEEK_DAYS)}
        return week & set(self.options(agent).dates) <= self._dates

    def whole_horizon(self, agent: Agent) -> bool:
        """Whether all dates are looked at."""
        return set(self.options(agent).dates) <= self._dates


def total(variables: Sequence[cp_model.IntVar]) -> Linear:
    """A sum."""
    return cp_model.LinearExpr.sum(list(variables))


def scaled(variables: Sequence[cp_model.IntVar], by: Iterable[int]) -> Linear:
    """A weighted sum."""
    return cp_model.LinearExpr.weighted_sum(list(variables), [int(value) for value in by])
