"""When the hard rules leave no rota: the smallest set of rules that clash, by name and person."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from planner.clock import monday_of
from planner.domain import Agent, Cover, Plan
from planner.errors import DataError, InfeasibleError
from planner.optimiser.bounding import Bounder
from planner.optimiser.clash_model import ClashModel, Demand
from planner.optimiser.clash_sets import ClashSet, clash_among, holds
from planner.optimiser.clash_words import RULES, changes, told
from planner.optimiser.keeping import Kept
from planner.optimiser.one_person import alone, concerning, fewest
from planner.optimiser.packing import deferred_work, pack
from planner.optimiser.problem import Problem, compile_problem

MOST_NAMED = 20
MOST_EXPLAINED = 3
"""People without a rota, unlike each other, whose rules are told one by one."""
MOST_HOURS = 60
"""A ceiling is tried up to so many hours a person above today's."""
MOST_SHIFTS = 40_000
"""Of more shifts to choose from, added up over people and days, no smallest set is looked for."""
LEAST_SECONDS, SHARE = 10.0, 0.2
"""The smallest clash of what a search could not keep is looked for so long: seconds at least, and
this share of the run."""


def explain_clash(
    plan: Plan, problem: Problem, numbers: Iterable[int], kept: Kept | None = None
) -> InfeasibleError:
    """The error that names who has no rota and the fewest rules that together forbid it.

    ``numbers`` are one person of each kind; some kinds are explained, the others named.
    """
    people = [plan.agent[problem.people[number].agent] for number in numbers]
    clash, remedies = list[str](), list[str]()
    for agent in people[:MOST_EXPLAINED]:
        needed = _fewest(plan, agent, kept)
        clash.append(f"{agent.agent} (team {agent.team}, contract {agent.contract}) has no rota.")
        clash += [_sentence(plan, agent, name) for name in needed]
        remedies.append(_remedy(agent, needed))
    others = [agent.agent for agent in people[MOST_EXPLAINED:MOST_NAMED]]
    if others:
        more = len(people) - MOST_EXPLAINED - len(others)
        clash.append(
            f"No rota either: {', '.join(others)}" + (f" and {more} more." if more > 0 else ".")
        )
    return InfeasibleError(clash, " ".join(remedies))


def _fewest(plan: Plan, agent: Agent, kept: Kept | None) -> list[str]:
    """Rules and facts without any one of which the person would have a rota."""
    names = concerning(plan, agent) + (["keep"] if kept is not None else [])
    return fewest(names, lambda needed: _possible(plan, agent, needed, kept))


def _remedy(agent: Agent, needed: Sequence[str]) -> str:
    if needed:
        return f"For {agent.agent} relax any one of these: {', '.join(needed)}."
    return f"shifts.csv offers team {agent.team} no shift that fits; add a template."


def _sentence(plan: Plan, agent: Agent, name: str) -> str:
    contract = plan.contract[agent.contract]
    if name in RULES:
        text = RULES[name].format(getattr(contract, name))
        return f"contracts.csv, {contract.contract}, {name}: {text}."
    return {
        "pins": f"pins.csv pins days of {agent.agent}.",
        "time_off": f"time_off.csv gives {agent.agent} leave.",
        "availability": f"availability.csv says when {agent.agent} can work.",
        "previous": f"previous.csv holds what {agent.agent} worked in the weeks before.",
        "keep": f"The rota that is kept settles days of {agent.agent}.",
    }[name]


def _possible(plan: Plan, agent: Agent, needed: list[str], kept: Kept | None) -> bool:
    """Whether the person has a rota under these rules and facts alone."""
    empty = pd.DataFrame({"interval_start": [], "queue": [], "required_real": []})
    try:
        problem = compile_problem(
            alone(plan, agent, needed), empty, kept=kept if "keep" in needed else None
        )
    except DataError:  # leave or a pin had settled what the kept rota says otherwise
        return True
    facts = pack(problem)
    return not Bounder(problem, facts, problem.lack, deferred_work(problem)).without_rota()


def clash_seconds(run: float) -> float:
    """How long the smallest clash is looked for in a run of so many seconds."""
    return max(LEAST_SECONDS, SHARE * run)


def explain_teams(
    plan: Plan, numbers: Iterable[int], *, seconds: float, kept: Kept | None = None
) -> InfeasibleError | None:
    """The error that names the smallest clash of what people share; ``None`` where none is known.

    Parameters
    ----------
    numbers
        Positions of the people who count for a limit that a search could not keep; everybody of
        their teams is looked at, week by week, then over the whole horizon.
    seconds
        On the clock, for all of it.
    """
    until = time.monotonic() + seconds
    teams = {plan.agents[number].team for number in numbers}
    people = [agent for agent in plan.agents if agent.team in teams]
    for dates in _stretches(plan, teams):
        left = until - time.monotonic()
        if left <= 0 or not people:
            return None
        asked = ClashModel(plan, people, dates, kept)
        if asked.shifts > MOST_SHIFTS:
            continue
        found = clash_among(asked, seconds=left)
        if found is not None:
            return _of_set(plan, people, dates, found, kept, until)
    return None


def _stretches(plan: Plan, teams: set[str]) -> list[list[date]]:
    """Dates of each week in which a shift of some teams may start, then all of them."""
    days = sorted({day for team in teams for day in plan.horizon.team_dates(plan.team[team].zone)})
    weeks: dict[date, list[date]] = {}
    for day in days:
        weeks.setdefault(monday_of(day), []).append(day)
    return [*weeks.values(), days] if len(weeks) > 1 else [days]


def _of_set(
    plan: Plan, people: Sequence[Agent], dates: list[date], found: ClashSet, kept: Kept | None,
    until: float,
) -> InfeasibleError:  # fmt: skip
    clash = told(plan, found.demands)
    if not found.smallest:
        clash.append("Whether fewer of these clash could not be seen in the time there was.")
    freeing = dict[tuple[str, str], int]()
    for rule, name in dict.fromkeys((demand.rule, demand.who) for demand in found.demands):
        other = _Other(plan, people, dates, kept, found, rule, name)
        value = other.nearest(until)
        if value is not None:
            freeing[rule, name] = value
    return InfeasibleError(clash, changes(plan, found.demands, freeing))


class _Other:
    """Other values of one limit, held against the demands of a clash."""

    def __init__(
        self, plan: Plan, people: Sequence[Agent], dates: list[date], kept: Kept | None,
        found: ClashSet, rule: str, name: str,
    ) -> None:  # fmt: skip
        self.plan, self.people, self.dates, self.kept = plan, people, dates, kept
        self.demands: Sequence[Demand] | None = found.demands
        self.rule, self.name = rule, name

    def nearest(self, until: float) -> int | None:
        """The value nearest to today's that frees the clash; ``None``: none is known.

        With it everything looked at holds, or, where no value does that, the demands of the clash.
        """
        now, farthest = self._range()
        if now == farthest:
            return None
        step, own = 1 if farthest > now else -1, self.demands
        self.demands = None
        if not self._holds(farthest, until):
            self.demands = own
        fails, distance = 0, 1
        while distance <= abs(farthest - now):
            if self._holds(now + step * distance, until):
                return now + step * self._between(fails, distance, now, step, until)
            fails, distance = distance, 2 * distance
        return None

    def _between(self, fails: int, does: int, now: int, step: int, until: float) -> int:
        """The least distance at which they hold, between one that fails and one that does."""
        while does - fails > 1:
            middle = (fails + does) // 2
            if self._holds(now + step * middle, until):
                does = middle
            else:
                fails = middle
        return does

    def _range(self) -> tuple[int, int]:
        """Today's value and the farthest that is tried."""
        if self.rule == "cover":
            return self._row().max or 0, 2 * len(self.people)
        if self.rule in ("max_seats", "max_change_per_day"):
            return getattr(self.plan.team[self.name], self.rule), 2 * len(self.people)
        if self.rule == "max_paid_hours_per_week":
            now = self.plan.team[self.name].max_paid_hours_per_week or 0.0
            return int(now), int(now) + MOST_HOURS * len(self.people)
        if self.rule == "min_paid_hours_per_week":
            return int(np.ceil(self.plan.team[self.name].min_paid_hours_per_week or 0.0)), 0
        return 0, 0

    def _row(self) -> Cover:
        return next(row for row in self.plan.cover if row.cover == self.name)

    def _holds(self, value: int, until: float) -> bool:
        left = until - time.monotonic()
        if left <= 0:
            return False
        plan = self.plan
        if self.rule == "cover":
            rows = (replace(r, max=value) if r is self._row() else r for r in plan.cover)
            changed = replace(plan, cover=tuple(rows))
        else:
            teams = (
                replace(team, **{self.rule: value}) if team.team == self.name else team  # type: ignore[arg-type]
                for team in plan.teams
            )
            changed = replace(plan, teams=tuple(teams))
        asked = ClashModel(changed, self.people, self.dates, self.kept)
        return holds(asked, self.demands, seconds=left)
