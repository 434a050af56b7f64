"""Whose people cover what in a kept rota, and what they cover under the what-if sliders."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import WEEK_DAYS, local_times
from planner.domain import Plan, Team
from planner.rules.coverage import rows_covered
from planner.rules.groups import is_pooled
from planner.rules.hands import NAMES, Hands, hands_of, previous_hands, together
from planner.rules.needs import Needs, needs_of
from planner.rules.presence import NO_QUEUE, Presence
from planner.schedules import WORK
from planner.staffing.requirement import mean_shrinkage
from planner.staffing.rounding import gross_agents
from planner.ui.levers import HOURS, LIKE_THE_TEAM, Levers, effect_ratio
from planner.ui.rota_service import Cover

Floats = NDArray[np.float64]
FULL_TIME_HOURS = 40.0
"""Hours a week of people on top where a contract states no maximum."""


@dataclass(frozen=True, kw_only=True)
class Crew:
    """A team in a rota: its people, what they cover, and the money for their shifts."""

    team: Team
    heads: int
    cover: Cover
    labour: float


@dataclass(frozen=True, kw_only=True)
class Staffed:
    """What people cover under the sliders, and how much more (less: negative) they cost."""

    cover: Cover
    labour: float


def crews_of(
    plan: Plan, needs: pd.DataFrame, at_work: Presence, pay: Mapping[str, float]
) -> tuple[Crew, ...]:
    """The rota team by team; together they are what it covers.

    Parameters
    ----------
    pay
        Money for the shifts of each team.
    """
    wanted, _ = needs_of(plan, needs)
    own = hands_of(plan, at_work)
    hands = together(previous_hands(plan, wanted, own), own)
    of_person = np.array([agent.team for agent in plan.agents])
    found = []
    for team in plan.teams:
        own = of_person[hands.person] == team.team
        covered, people = rows_covered(plan, wanted, _some(hands, own))
        found.append(
            Crew(
                team=team, heads=int((of_person == team.team).sum()),
                cover=Cover(covered=covered, people=people), labour=pay.get(team.team, 0.0),
            )
        )  # fmt: skip
    return tuple(found)


def staffed(
    plan: Plan, crews: tuple[Crew, ...], needs: pd.DataFrame, levers: Levers, begun: Cover
) -> Staffed:
    """What the rota covers when people are away more often, fewer or more.

    Fewer people take their share of the team's shifts away. People on top work as the team does, or
    eight hours on as many days as their contract allows at the hours asked for, on the queues of
    their team that are shortest then. They cost the team's hourly rate.

    Parameters
    ----------
    begun
        What the rota covers as it stands.
    """
    if levers.staff == Levers().staff:
        return Staffed(cover=begun, labour=0.0)
    more = dict(levers.heads)
    covered, people = np.zeros_like(begun.covered), np.zeros_like(begun.people)
    labour, on_top = 0.0, []
    for crew in crews:
        change = max(more.get(crew.team.team, 0), -crew.heads)
        alike = change if levers.extra_at == LIKE_THE_TEAM or change < 0 else 0
        share = 1 + alike / crew.heads if crew.heads else 1.0
        covered += crew.cover.covered * share * effect_ratio(crew.team, levers)
        people += crew.cover.people * share
        labour += crew.labour * (share - 1)
        extra = change - (alike if crew.heads else 0)
        if extra > 0:
            on_top.append((crew.team, extra))
    cover = Cover(covered=covered, people=people)
    for team, extra in on_top:
        cover, pay = _with_people(plan, cover, needs, team, extra, levers)
        labour += pay
    return Staffed(cover=cover, labour=labour)


def with_gross(plan: Plan, needs: pd.DataFrame) -> pd.DataFrame:
    """The requirement with people on shift by the shrinkage that the plan has now."""
    table = needs.copy()
    for queue in plan.queues:
        own = (table["queue"] == queue.queue).to_numpy()
        lost = mean_shrinkage(plan, (queue.queue,))
        table.loc[own, "gross"] = gross_agents(table.loc[own, "required"].to_numpy(), lost)
    return table


def _with_people(
    plan: Plan, cover: Cover, needs: pd.DataFrame, team: Team, extra: int, levers: Levers
) -> tuple[Cover, float]:
    """The cover with people of one team on top, and what they cost."""
    weekly = plan.contract[team.contract].max_hours_per_week or FULL_TIME_HOURS
    present = extra * _on_shift(plan, team, weekly, levers.extra_at)
    effect = (
        present * team.productivity * (1 - team.shrinkage) * (1 - team.absence)
        * effect_ratio(team, levers) * _work_share(plan, team)
    )  # fmt: skip
    wanted, _ = needs_of(plan, needs)
    given = _given(plan, wanted, cover, team, effect)
    total = given.sum(axis=0)
    heads = np.divide(
        present, total, out=np.zeros_like(total), where=(total > 0) & (not is_pooled(plan))
    )
    people = given * heads if not is_pooled(plan) else (given > 0) * present
    hours = weekly * plan.horizon.days / WEEK_DAYS
    new = Cover(covered=cover.covered + given, people=cover.people + people)
    return new, extra * hours * team.hourly_cost


def _on_shift(plan: Plan, team: Team, weekly_hours: float, at: str) -> Floats:
    """How much of one more person is on shift in every interval."""
    begin, end = HOURS.get(at, (0, 24))
    hour = local_times(plan.horizon.starts, team.zone).minute // 60
    inside = (begin <= hour) & (hour < end) if begin < end else (hour >= begin) | (hour < end)
    length = (end - begin) % 24 or 24
    share: Floats = np.where(inside, min(1.0, weekly_hours / (WEEK_DAYS * length)), 0.0)
    return share


def _work_share(plan: Plan, team: Team) -> float:
    """Time at work of the time on shift, in the team's longest shift."""
    offered = [shift for shift in plan.shifts if shift.serves(team.team)]
    longest = max(offered, key=lambda shift: shift.length_minutes, default=None)
    if longest is None:
        return 1.0
    return 1 - sum(rest.minutes for rest in longest.breaks) / longest.length_minutes


def _given(plan: Plan, wanted: Needs, cover: Cover, team: Team, effect: Floats) -> Floats:
    """Effective agents on each row: the shortest queues first, what is left on the first queue."""
    own = {i for i, queue in enumerate(plan.queues) if queue.queue in team.queues}
    given = np.zeros_like(cover.covered)
    if is_pooled(plan):
        given[[not own.isdisjoint(row) for row in wanted.rows]] = effect
        return given
    left = effect.copy()
    order = [plan.queues.index(plan.queue[name]) for name in team.queues]
    for number in order:
        given[number] = np.clip(wanted.required[number] - cover.covered[number], 0.0, left)
        left = left - given[number]
    if order:
        given[order[0]] += left
    return given


def presence_in(plan: Plan, activities: pd.DataFrame) -> Presence:
    """Stretches at work of ``activities.csv``; strangers to the plan are left out."""
    people = {agent.agent: i for i, agent in enumerate(plan.agents)}
    queues = {queue.queue: i for i, queue in enumerate(plan.queues)}
    rows = activities[(activities["activity"] == WORK) & activities["agent"].isin(list(people))]
    first = pd.Timestamp(plan.horizon.first)
    start, end = ((rows[name] - first).dt.total_seconds() / 60 for name in ("start", "end"))
    return Presence(
        person=np.array([people[name] for name in rows["agent"]], dtype=np.int64),
        queue=np.array([queues.get(name, NO_QUEUE) for name in rows["queue"]], dtype=np.int64),
        start=np.asarray(start, dtype=np.float64), end=np.asarray(end, dtype=np.float64),
    )  # fmt: skip


def _some(hands: Hands, which: NDArray[np.bool_]) -> Hands:
    return replace(hands, **{name: getattr(hands, name)[which] for name in NAMES})
