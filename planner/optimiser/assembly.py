"""From the search's arrays to a schedule: queues allocated, activities with real times."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.optimiser.allocating import Allocator, work_of
from planner.optimiser.counting import Counter
from planner.optimiser.kernels.packed import Facts, State
from planner.optimiser.meetings import Meetings
from planner.optimiser.pair_costs import PairCosts
from planner.optimiser.problem import Problem
from planner.optimiser.shift_making import ShiftMaker
from planner.optimiser.team_costs import TeamCosts
from planner.schedules import Schedule, schedule_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
ROUNDS = 3
"""Idle time depends on who is where, which depends on idle time: settled in so many rounds."""


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """A schedule with what it costs, counted from its own stretches.

    ``cost`` is wages, requests, sites, shortage, surplus and priced rules; ``short_hours``
    agent-hours of shortage over all queues; ``excess`` is 0 where hard limits of whole teams hold
    and everybody who should meets.
    """

    schedule: Schedule
    cost: float
    fixed_cost: float
    short_hours: float
    excess: float = 0.0

    def as_good_as(self, other: "Assembled") -> bool:
        """Whether it keeps hard limits better, or as well and costs no more."""
        return (self.excess, self.cost) <= (other.excess, other.cost)


class Assembler:
    """Turns states of one problem into schedules."""

    def __init__(self, problem: Problem, facts: Facts, needs: pd.DataFrame) -> None:
        self.problem, self.facts = problem, facts
        plan = problem.plan
        skills = sorted({agent.queues for agent in plan.agents})
        self.counter = Counter(plan, needs, skills, problem.demand.deferred)
        self.allocator = Allocator(problem, facts, self.counter)
        self.asked = sum(person.asked for person in problem.people)
        self.seen_idle = np.zeros((len(problem.lack), len(self.counter.pools)))
        self.teams = TeamCosts(problem, facts)
        self.pairs = PairCosts(plan)
        self.meetings = Meetings(problem, facts, self.teams.excess)
        self.maker = ShiftMaker(problem, facts)
        self.fixed_cost = sum(t.fixed_cost_per_week for t in plan.teams) * plan.horizon.days / 7

    @property
    def constant(self) -> float:
        """Money that no rota changes: sites, and requests if nobody had a shift."""
        return self.fixed_cost + self.asked

    def assemble(self, state: State) -> Assembled:
        """The schedule of a complete state, meetings of several people held."""
        state, missed = self.meetings.hold(state)
        pieces = self._pieces(state, rounds=ROUNDS)
        short, spare = self.counter.gaps(*self.allocator.presence(pieces))
        hours = self.problem.hours
        prices = self.problem.plan.prices
        money = short * prices.shortage_per_hour + spare * prices.surplus_per_hour
        money += short**2 * prices.shortage_squared_per_hour
        missing = self.problem.demand.cover - self.allocator.present(pieces)
        thin = np.maximum(missing, 0).sum() * self.problem.thin_price
        labour = float(state.labour.sum() + state.rules.sum()) + self.asked
        fixed = self.fixed_cost + self.teams.open_sites(state)
        schedule = schedule_of(self.maker.shifts(state, pieces))
        rules = float(thin) + self.teams.rules(state) + self.pairs.cost(schedule)
        return Assembled(
            schedule=schedule,
            cost=labour + fixed + float(money.sum()) * hours + rules,
            fixed_cost=fixed,
            short_hours=float(short.sum()) * hours,
            excess=self.teams.excess(state) + missed,
        )

    def impossible(self, state: State) -> InfeasibleError:
        """The error that names what a schedule still breaks of whole teams."""
        held, _ = self.meetings.hold(state)
        return self.teams.impossible(held, self.meetings.missed(held))

    def idle(self, state: State) -> Floats:
        """Idle effective agents by interval and pool that may do work that can wait."""
        self._pieces(state, rounds=1)
        return self.seen_idle.copy()

    def _pieces(self, state: State, *, rounds: int) -> Ints:
        """People given to queues; where idle time counts, again with the idle time that this left.

        The idle time of the last round is kept for the next call.
        """
        work = work_of(self.problem, self.facts, state)
        pieces = self.allocator.pieces(work, state, self.seen_idle)
        for _ in range(rounds if self.counter.pools else 0):
            self.seen_idle = self.counter.idle(self.allocator.presence(pieces)[0])
            pieces = self.allocator.pieces(work, state, self.seen_idle)
        return pieces
