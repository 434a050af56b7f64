"""Hours that people can give against hours that the queues need, before any rota is made.

These are upper limits: contracts, leave, employment, availability, pins, shift templates, seats and
ceilings of teams are known here, rest and runs of days are not. Where even these fall short, no
rota can cover the need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, LocalTimes, local_times, monday_of, zone
from planner.domain import Agent, Plan, ShiftTemplate, Team
from planner.reach import Reach
from planner.rules.needs import Needs, needs_of

Floats = NDArray[np.float64]
_EPOCH = date(1970, 1, 1)

TEAM_COLUMNS = (
    "team", "week", "heads", "available_paid_hours", "available_hours", "needed_hours",
)  # fmt: skip
WEEK_COLUMNS = ("week", "available_paid_hours", "available_hours", "needed_hours", "spare_hours")
HOUR_COLUMNS = ("hour", "needed_agents", "peak_agents", "available_agents", "lowest_spare")


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Hours available against hours needed, seen three ways.

    ``teams`` has one row a team and Monday-to-Sunday week: ``heads`` people employed,
    ``available_paid_hours`` that their contracts, leave and availability allow in whole shifts,
    ``available_hours`` the same in effective hours at work, ``needed_hours`` the team's share of
    what its queues need: queue by queue, those that few teams serve first, by the hours that the
    teams serving it have left in the week. ``weeks`` adds the teams up against everything that is
    needed, also by queues that nobody serves.
    ``hours`` has one row an hour of the day in ``timezone``, the plan's: ``needed_agents`` on
    average, ``peak_agents`` at most, ``available_agents`` if everybody were there whom templates,
    leave, availability and seats allow, and ``lowest_spare``, the least of available less needed in
    any interval.
    """

    teams: pd.DataFrame
    weeks: pd.DataFrame
    hours: pd.DataFrame
    timezone: str

    @property
    def by_team(self) -> pd.DataFrame:
        """The teams' hours over the horizon, ``heads`` in the fullest week."""
        how = dict.fromkeys(TEAM_COLUMNS[3:], "sum")
        table = self.teams.groupby("team", sort=False).agg({"heads": "max", **how})
        return table.reset_index()


def hours_available(plan: Plan, needs: pd.DataFrame) -> Capacity:
    """Hours available against hours needed, by team, week and hour of the day.

    The need of a queue is its ``required_real``, or its ``min_agents`` where that is more; in
    pooled plans that of a connected group of live queues is the need of all of them together. Weeks
    of the need are those of the plan's zone.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``, one row for each queue and interval.
    """
    wanted, _ = needs_of(plan, needs)
    parts = [_part(plan, wanted, unit) for unit in wanted.units]
    need = np.array([part.agents for part in parts]).reshape(-1, plan.horizon.intervals)
    teams = _with_needed(plan, parts, _by_team(plan))
    return Capacity(
        teams=teams, weeks=_by_week(plan, need, teams), hours=_by_hour(plan, need),
        timezone=plan.horizon.timezone,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What some queues need together: their names, and agents by interval."""

    queues: frozenset[str]
    agents: Floats


def _part(plan: Plan, needs: Needs, unit: Sequence[int]) -> _Part:
    """The need of rows that are judged together."""
    names = frozenset(plan.queues[i].queue for i in needs.rows[unit[-1]])
    floor = needs.floor[list(unit)].sum(axis=0)
    return _Part(queues=names, agents=np.maximum(needs.required[unit[-1]], floor))


def _with_needed(plan: Plan, parts: Sequence[_Part], teams: pd.DataFrame) -> pd.DataFrame:
    """The teams' weeks with their share of what is needed.

    Each need is shared by the hours that the teams serving it have left; the needs that few teams
    serve come first.
    """
    hours, week = teams["available_hours"].to_numpy(dtype=float), teams["week"].to_numpy()
    needed = np.zeros(len(teams))
    serves = [
        np.array([not part.queues.isdisjoint(plan.team[t].queues) for t in teams["team"]], bool)
        for part in parts
    ]
    for number in sorted(range(len(parts)), key=lambda number: int(serves[number].sum())):
        for monday, amount in _by_monday(plan, parts[number].agents).items():
            here = serves[number] & (week == monday)
            shares = (np.maximum(hours - needed, 0.0) * here, hours * here, 1.0 * here)
            share = next((share for share in shares if share.sum() > 0), None)
            if share is not None:
                needed += amount * share / share.sum()
    return teams.assign(needed_hours=needed)[list(TEAM_COLUMNS)]


def _by_team(plan: Plan) -> pd.DataFrame:
    """People and hours of each team, week by week."""
    mondays = sorted({monday_of(day) for day in plan.horizon.dates()})
    rows = []
    reach = Reach(plan, priced_too=True)
    for team in plan.teams:
        members = [agent for agent in plan.agents if agent.team == team.team]
        rate = work_share(plan, team)
        for monday in mondays:
            paid = _within_ceiling(team, [reach.most_hours(agent, monday) for agent in members])
            effective = sum(
                hours * rate * plan.effectiveness(a) for a, hours in zip(members, paid, strict=True)
            )
            heads = sum(_employed(plan, agent, monday) for agent in members)
            rows.append((team.team, monday, heads, sum(paid), effective))
    return pd.DataFrame(rows, columns=list(TEAM_COLUMNS[:-1]))


def _employed(plan: Plan, agent: Agent, monday: date) -> bool:
    return any(agent.employed(day) for day in _days(plan, monday))


def _days(plan: Plan, monday: date) -> list[date]:
    first, count = plan.horizon.start, plan.horizon.days
    week = (monday + timedelta(days=i) for i in range(WEEK_DAYS))
    return [day for day in week if 0 <= (day - first).days < count]


def _within_ceiling(team: Team, hours: Sequence[float]) -> list[float]:
    """Paid hours of a team's people, cut alike where the team may not be given them all."""
    total = sum(hours)
    most = team.max_paid_hours_per_week
    share = 1.0 if most is None or total <= most else most / total
    return [each * share for each in hours]


def _longest(plan: Plan, team: Team) -> ShiftTemplate | None:
    offered = [template for template in plan.shifts if template.serves(team.team)]
    return max(offered, key=_paid_minutes, default=None)


def _paid_minutes(template: ShiftTemplate) -> int:
    return template.length_minutes - sum(b.minutes for b in template.breaks if not b.paid)


def work_share(plan: Plan, team: Team) -> float:
    """Hours at work for each paid hour in the team's longest shift."""
    template = _longest(plan, team)
    if template is None:
        return 0.0
    work = template.length_minutes - sum(pause.minutes for pause in template.breaks)
    return work / _paid_minutes(template) if work else 0.0


def _by_monday(plan: Plan, agents: Floats) -> dict[date, float]:
    """Effective hours that so many agents are, by the Monday of the plan's zone."""
    local = local_times(plan.horizon.starts, zone(plan.horizon.timezone))
    hours = agents * plan.horizon.interval_minutes / 60
    week = local.day - local.weekday
    return {
        _EPOCH + timedelta(days=int(monday)): float(hours[week == monday].sum())
        for monday in np.unique(week)
    }


def _by_week(plan: Plan, need: Floats, teams: pd.DataFrame) -> pd.DataFrame:
    names = ["available_paid_hours", "available_hours"]
    table = teams.groupby("week", sort=True)[names].sum().reset_index()
    table["needed_hours"] = table["week"].map(_by_monday(plan, need.sum(axis=0))).fillna(0.0)
    table["spare_hours"] = table["available_hours"] - table["needed_hours"]
    return table[list(WEEK_COLUMNS)]


def _by_hour(plan: Plan, need: Floats) -> pd.DataFrame:
    total, available = need.sum(axis=0), _could_be_there(plan)
    hour = local_times(plan.horizon.starts, zone(plan.horizon.timezone)).minute // 60
    table = pd.DataFrame({"hour": hour, "needed": total, "there": available})
    table["spare"] = table["there"] - table["needed"]
    return (
        table.groupby("hour")
        .agg(
            needed_agents=("needed", "mean"), peak_agents=("needed", "max"),
            available_agents=("there", "mean"), lowest_spare=("spare", "min"),
        )
        .reset_index()[list(HOUR_COLUMNS)]
    )  # fmt: skip


def _could_be_there(plan: Plan) -> Floats:
    """Effective agents in every interval if everybody were at work who may be."""
    total = np.zeros(plan.horizon.intervals)
    for team in plan.teams:
        if team.queues:
            local = local_times(plan.horizon.starts, team.zone)
            total += _offered(plan, team, local) * _free_agents(plan, team, local)
    return total


def _offered(plan: Plan, team: Team, local: LocalTimes) -> NDArray[np.bool_]:
    """Whether some template of the team could be running at each of these times."""
    week = np.zeros(WEEK_DAYS * DAY_MINUTES, dtype=bool)
    for template in plan.shifts:
        if template.serves(team.team):
            span = np.arange(template.start_from, template.start_to + template.length_minutes)
            for weekday in template.weekdays:
                week[(weekday * DAY_MINUTES + span) % len(week)] = True
    running: NDArray[np.bool_] = week[local.weekday * DAY_MINUTES + local.minute]
    return running


def _free_agents(plan: Plan, team: Team, local: LocalTimes) -> Floats:
    """Effective agents of a team who are employed, not on leave and available at these times."""
    days, which = np.unique(local.day, return_inverse=True)
    dates = [_EPOCH + timedelta(days=int(number)) for number in days]
    members = [agent for agent in plan.agents if agent.team == team.team]
    free, seated = np.zeros(len(which)), 0.0
    for agent in members:
        there = [agent.employed(day) and not plan.on_leave(agent.agent, day) for day in dates]
        effect = plan.effectiveness(agent)
        by_time = np.array(there, dtype=np.float64)[which] * effect
        if agent.agent in plan.available:
            by_time *= plan.available[agent.agent][local.weekday, local.minute]
        free, seated = free + by_time, max(seated, effect)
    return free if team.max_seats is None else np.minimum(free, team.max_seats * seated)
