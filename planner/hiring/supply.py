"""What a team's people give week by week: those it has, and each one it hires."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.capacity import work_share
from planner.clock import WEEK_DAYS
from planner.domain import Plan, Team
from planner.outlook import HiringTerms
from planner.weekly import USUAL_HOURS

Floats = NDArray[np.float64]
WEEKS_A_YEAR = 365.25 / WEEK_DAYS


@dataclass(frozen=True, kw_only=True)
class Supply:
    """One team that takes contacts.

    ``heads`` people expected week by week if nobody is hired, ``skill`` their mean productivity;
    ``hours`` paid hours of a week; ``effective[week]`` effective hours at contacts of a person of
    productivity 1 who has been paid them; ``stays`` share who stay from one week to the next.
    ``rate`` money for a paid hour, or, with ``productive``, for an hour at work; ``share_at_work``
    is what of the latter are effective hours of a person of productivity 1.
    """

    team: Team
    terms: HiringTerms
    heads: Floats
    skill: float
    hours: float
    effective: Floats
    stays: float
    overtime_factor: float
    share_at_work: float

    @property
    def productive(self) -> bool:
        return self.team.billed == "productive"

    @property
    def ramp(self) -> tuple[float, ...]:
        """Productivity of a new person, week by week, until they are as good as the team."""
        return self.terms.ramp

    @property
    def cost_of_head(self) -> float:
        """Money for a person a week; nothing where only hours at work are paid."""
        return 0.0 if self.productive else self.hours * self.team.hourly_cost

    @property
    def cost_of_use(self) -> float:
        """Money for an effective hour on top of what the heads cost."""
        used = self.team.productivity * self.share_at_work
        return self.team.hourly_cost / used if self.productive else 0.0

    def cost_of_overtime(self, week: int) -> float:
        """Money for an effective hour of overtime on top of its use."""
        if self.productive:
            return self.cost_of_use * (self.overtime_factor - 1)
        given = self.effective[week] / self.hours * self.team.productivity
        return self.team.hourly_cost * self.overtime_factor / given if given > 0 else 0.0


def supplies(plan: Plan, mondays: Sequence[date], *, rota_surplus: float) -> list[Supply]:
    """The teams that take contacts, by the order of ``teams.csv``.

    Parameters
    ----------
    rota_surplus
        Hours at work beyond the need that shifts cannot avoid, as a share of the need.
    """
    return [
        _supply(plan, team, mondays, rota_surplus)
        for team in plan.teams
        if team.queues and work_share(plan, team) > 0
    ]


def terms_of(plan: Plan, team: Team) -> HiringTerms:
    """Its row of ``hiring.csv``, or the defaults."""
    found = next((row for row in plan.outlook.hiring if row.team == team.team), None)
    return found or HiringTerms(team=team.team, release=team.outsourced)


def _supply(plan: Plan, team: Team, mondays: Sequence[date], rota_surplus: float) -> Supply:
    terms, contract = terms_of(plan, team), plan.contract[team.contract]
    members = [agent for agent in plan.agents if agent.team == team.team]
    skills = [agent.productivity for agent in members]
    hours = contract.max_hours_per_week or USUAL_HOURS
    at_work = (1 - team.shrinkage) * (1 - team.absence)
    leave = np.array([_leave(terms, monday) for monday in mondays])
    return Supply(
        team=team, terms=terms, hours=hours,
        stays=(1 - terms.attrition_per_year) ** (1 / WEEKS_A_YEAR),
        heads=_heads(plan, team, terms, mondays, hours),
        skill=float(np.mean(skills)) if skills else team.productivity,
        effective=hours * work_share(plan, team) * at_work * (1 - leave) / (1 + rota_surplus),
        overtime_factor=contract.overtime_factor or 1.0,
        share_at_work=at_work / (1 + rota_surplus),
    )  # fmt: skip


def _leave(terms: HiringTerms, monday: date) -> float:
    """Mean share of the week's days, each by its month."""
    days = (monday + timedelta(days=i) for i in range(WEEK_DAYS))
    return float(np.mean([terms.leave[day.month - 1] for day in days]))


def _heads(
    plan: Plan, team: Team, terms: HiringTerms, mondays: Sequence[date], hours: float
) -> Floats:
    """People of today and of known start and end days, in full-time hours of the team's contract.

    Those who are there leave by attrition; a known last day comes on top.
    """
    stays = (1 - terms.attrition_per_year) ** (np.arange(len(mondays)) / WEEKS_A_YEAR)
    weights: dict[tuple[date | None, date | None], float] = {}
    for agent in plan.agents:
        if agent.team == team.team:
            own = plan.contract[agent.contract].max_hours_per_week or USUAL_HOURS
            dates = (agent.start_date, agent.end_date)
            weights[dates] = weights.get(dates, 0.0) + own / hours
    total = np.zeros(len(mondays))
    for (first, last), weight in weights.items():
        here = [_share_employed(monday, first, last) for monday in mondays]
        since = next((i for i, share in enumerate(here) if share > 0), 0)
        total += weight * np.array(here) * stays / stays[since]
    return total


def _share_employed(monday: date, first: date | None, last: date | None) -> float:
    """Share of a week's days between two dates, both included."""
    start = max(monday, first or monday)
    end = min(monday + timedelta(days=WEEK_DAYS - 1), last or date.max)
    return max((end - start).days + 1, 0) / WEEK_DAYS
