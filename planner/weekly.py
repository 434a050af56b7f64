"""Plans hour by hour for many weeks: what managers' reports need of forecast and requirement.

Growth beyond the forecast (``growth.csv``) is in it; every queue is staffed on its own, to the
mean of its forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.capacity import work_share
from planner.clock import WEEK_DAYS, Horizon, local_times, monday_of, zone
from planner.demand.forecasting import models_of
from planner.demand.lines import YEAR_DAYS, Grid, Line, line_of, pieces_of
from planner.demand.streams import streams_of
from planner.domain import Plan, Staffing, Team
from planner.outlook import Growth

Floats = NDArray[np.float64]
HOUR = 60
USUAL_HOURS = 40.0
"""Hours a week where a contract has no maximum."""


def hourly(plan: Plan, weeks: int) -> Plan:
    """The plan hour by hour for so many weeks, each queue on its own, to the mean.

    It begins on the Monday of the plan's first week.
    """
    horizon = Horizon(
        start=monday_of(plan.horizon.start), days=weeks * WEEK_DAYS,
        timezone=plan.horizon.timezone, interval_minutes=HOUR,
    )  # fmt: skip
    return replace(plan, horizon=horizon, staffing=Staffing(), backlog=())


def volumes(plan: Plan) -> pd.DataFrame:
    """Contacts, handle times and escalations by queue and interval, markets added up.

    What :func:`planner.require` reads of a forecast, without its quantiles.
    """
    streams = streams_of(plan)
    grid = Grid(plan.horizon)
    pieces = pieces_of(streams, models_of(plan, streams), grid)
    by_queue: dict[str, list[Line]] = {}
    for stream, part in zip(streams, pieces, strict=True):
        by_queue.setdefault(stream.queue.queue, []).append(line_of(part, grid))
    parts = [_of_queue(plan, name, lines) for name, lines in by_queue.items()]
    table = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    starts = pd.DatetimeIndex(np.tile(plan.horizon.starts, len(parts))).tz_localize("UTC")
    return pd.DataFrame({"interval_start": starts, **table})


def _of_queue(plan: Plan, name: str, lines: Sequence[Line]) -> dict[str, np.ndarray]:
    weight = np.array([line.mean for line in lines])
    mean = weight.sum(axis=0)

    def weighted(values: list[Floats]) -> Floats:
        table = np.array([np.broadcast_to(value, mean.shape) for value in values])
        found = np.divide((table * weight).sum(0), mean, out=table.mean(axis=0), where=mean > 0)
        return np.asarray(found, dtype=float)

    return {
        "queue": np.full(len(mean), name, dtype=object),
        "mean": mean * growth_of(plan, name),
        "aht_s": weighted([line.aht_s for line in lines]),
        "escalation_factor": weighted([line.escalation for line in lines]),
    }


def growth_of(plan: Plan, queue: str) -> Floats:
    """The factor on a queue's contacts in each interval, from the rows of ``growth.csv``."""
    days = plan.horizon.starts.astype("datetime64[D]").astype(np.int64)
    factor = np.ones(len(days))
    for row in plan.outlook.growth:
        if row.concerns(queue):
            factor *= _course(row, days)
    return factor


def _course(row: Growth, days: NDArray[np.int64]) -> Floats:
    passed = days - (row.first - date(1970, 1, 1)).days
    grown = row.factor * (1 + row.growth_per_year) ** (np.maximum(passed, 0) / YEAR_DAYS)
    return np.where(passed >= 0, grown, 1.0)


def by_week(plan: Plan, needs: pd.DataFrame) -> tuple[Floats, Floats]:
    """Contacts and effective hours ``[queue, week]`` of an hourly plan; live queues at least
    ``min_agents`` while open."""
    shape = (len(plan.queues), plan.horizon.intervals)
    real, whole, volume = (
        needs[name].to_numpy(dtype=float).reshape(shape)
        for name in ("required_real", "required", "volume")
    )
    least = np.array([[0 if queue.deferred else queue.min_agents] for queue in plan.queues])
    hours = np.maximum(real, np.minimum(whole, least))
    day = local_times(plan.horizon.starts, zone(plan.horizon.timezone)).day
    weeks = plan.horizon.days // WEEK_DAYS
    # Weeks of the plan's clock: one with a clock change is an hour shorter or longer.
    edges = np.searchsorted(day - day[0], np.arange(weeks) * WEEK_DAYS)
    return np.add.reduceat(volume, edges, axis=1), np.add.reduceat(hours, edges, axis=1)


@dataclass(frozen=True, kw_only=True)
class HourWorth:
    """What an effective hour of a queue costs, and how many of them a full-timer gives a week.

    Means over the teams that serve it, weighted by their people; without premiums. NaN where
    nobody serves it.
    """

    money: float
    hours_of_fte: float


def hour_worth(plan: Plan, queue: str) -> HourWorth:
    """What an effective hour of a queue is worth: see :class:`HourWorth`."""
    teams = [team for team in plan.teams if queue in team.queues and work_share(plan, team) > 0]
    if not teams:
        return HourWorth(money=float("nan"), hours_of_fte=float("nan"))
    people = [sum(agent.team == team.team for agent in plan.agents) for team in teams]
    weight = people if any(people) else [1] * len(teams)
    return HourWorth(
        money=float(np.average([cost_of_hour(plan, team) for team in teams], weights=weight)),
        hours_of_fte=float(np.average([_hours_of_fte(plan, t) for t in teams], weights=weight)),
    )


def effective_share(plan: Plan, team: Team) -> float:
    """Effective hours that a paid hour of the team gives."""
    return work_share(plan, team) * _at_work(team)


def cost_of_hour(plan: Plan, team: Team) -> float:
    """Money for an effective hour, without premiums."""
    given = _at_work(team) if team.billed == "productive" else effective_share(plan, team)
    return team.hourly_cost / given


def _at_work(team: Team) -> float:
    return team.productivity * (1 - team.shrinkage) * (1 - team.absence)


def _hours_of_fte(plan: Plan, team: Team) -> float:
    hours = plan.contract[team.contract].max_hours_per_week or USUAL_HOURS
    return hours * effective_share(plan, team)
