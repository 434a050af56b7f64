"""What it costs to answer outside the open hours: in-house nights, follow the sun, an outsourcer.

People at work follow from the requirement at these hours, pay from each team's rate, premiums, and
how many of its paid hours are hours at work (breaks, shrinkage, absence).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.capacity import hours_available
from planner.clock import WEEK_DAYS, local_times
from planner.demand.series import Floats
from planner.domain import Plan, Team
from planner.rules.pay import pay_factor

DAY_FROM, DAY_TO = 7 * 60, 22 * 60
"""By daylight at a site: shifts that end or begin outside are nights."""
NIGHTS, SUN, OUTSOURCER = "in_house_nights", "follow_the_sun", "outsourcer"
FULL_TIME_HOURS = 40.0


@dataclass(frozen=True, kw_only=True)
class Cover:
    """One way to be there outside the open hours, a week.

    ``paid_hours`` and ``cost`` NaN where nobody of the plan could do it; ``by_day`` share of these
    hours that are worked between 07:00 and 22:00 of the site.
    """

    way: str
    teams: tuple[str, ...]
    paid_hours: float
    cost: float
    by_day: float
    note: str

    @property
    def fte(self) -> float:
        return self.paid_hours / FULL_TIME_HOURS


class Prices:
    """What an effective agent of each team costs in each interval of the horizon."""

    def __init__(self, plan: Plan, needs: pd.DataFrame) -> None:
        step = plan.horizon.interval_minutes
        teams = hours_available(plan, needs).by_team
        paid = dict(zip(teams["team"], teams["available_paid_hours"], strict=True))
        work = dict(zip(teams["team"], teams["available_hours"], strict=True))
        self.rate = {
            name: float(work[name] / hours) for name, hours in paid.items() if float(hours) > 0
        }
        self.factor = {
            team.team: pay_factor(plan, team.team, 0, plan.horizon.intervals * step)
            .reshape(-1, step).mean(1)
            for team in plan.teams
        }  # fmt: skip
        self.day = {team.team: _by_day(plan, team) for team in plan.teams}

    def price(self, team: Team) -> Floats:
        """Money for an effective agent-hour in each interval."""
        paid = team.hourly_cost / self.rate[team.team]
        return np.asarray(self.factor[team.team] * paid, dtype=float)


def _by_day(plan: Plan, team: Team) -> Floats:
    minute = local_times(plan.horizon.starts, team.zone).minute
    return np.asarray((minute >= DAY_FROM) & (minute < DAY_TO), dtype=float)


def ways_to_cover(plan: Plan, queue: str, agents: Floats, prices: Prices) -> list[Cover]:
    """In-house nights, follow the sun and an outsourcer for agents required outside open hours."""
    weeks = plan.horizon.days / WEEK_DAYS
    hours = agents * plan.horizon.interval_minutes / 60 / weeks
    usable = [team for team in plan.teams if team.queues and team.team in prices.rate]
    serving = [team for team in usable if queue in team.queues]
    home = [team for team in serving if not team.outsourced]
    sites = [team for team in usable if not team.outsourced]
    outside = [team for team in serving if team.outsourced] or [t for t in usable if t.outsourced]
    return [
        _nights(hours, home, prices), _follow_the_sun(queue, hours, home, sites, prices),
        _outsourced(queue, hours, outside, prices),
    ]  # fmt: skip


def _nights(hours: Floats, home: Sequence[Team], prices: Prices) -> Cover:
    if not home:
        return _nobody(NIGHTS, "no in-house team serves it")
    team = min(home, key=lambda each: float((hours * prices.price(each)).sum()))
    return _cover(NIGHTS, hours, [team], np.zeros(len(hours), dtype=np.int64), prices, "")


def _follow_the_sun(
    queue: str, hours: Floats, home: Sequence[Team], sites: Sequence[Team], prices: Prices
) -> Cover:
    """Each interval by the cheapest site at which it is day, else by the home team's night."""
    if len({team.timezone for team in sites}) < 2:
        return _nobody(SUN, "needs a site about 8 hours away: all of the plan's share one zone")
    cost = np.stack([
        np.where(prices.day[team.team] > 0, prices.price(team), np.inf) for team in sites
    ])  # fmt: skip
    night = np.stack([prices.price(team) for team in (home or sites)])
    dark = np.isinf(cost).all(0)
    best = np.where(dark, len(sites) + np.argmin(night, axis=0), np.argmin(cost, axis=0))
    teams = [*sites, *(home or sites)]
    learn = sorted({teams[i].team for i in np.unique(best[hours > 0]) if queue not in
                    teams[i].queues})  # fmt: skip
    note = f"{', '.join(learn)} would have to learn it" if learn else ""
    return _cover(SUN, hours, teams, best, prices, note)


def _outsourced(queue: str, hours: Floats, teams: Sequence[Team], prices: Prices) -> Cover:
    if not teams:
        return _nobody(OUTSOURCER, "no outsourced team in teams.csv: add one for its price")
    team = min(teams, key=lambda each: float((hours * prices.price(each)).sum()))
    note = "" if queue in team.queues else f"{team.team} would have to learn it"
    return _cover(OUTSOURCER, hours, [team], np.zeros(len(hours), dtype=np.int64), prices, note)


def _cover(
    way: str, hours: Floats, teams: Sequence[Team], who: np.ndarray, prices: Prices, note: str
) -> Cover:
    price = np.stack([prices.price(team) for team in teams])
    rate = np.array([prices.rate[team.team] for team in teams])
    day = np.stack([prices.day[team.team] for team in teams])
    at = np.arange(len(hours))
    used = np.unique(who[hours > 0])
    total = float(hours.sum())
    return Cover(
        way=way, teams=tuple(dict.fromkeys(teams[i].team for i in used)),
        paid_hours=float((hours / rate[who]).sum()), cost=float((hours * price[who, at]).sum()),
        by_day=float((hours * day[who, at]).sum()) / total if total > 0 else 0.0, note=note,
    )  # fmt: skip


def _nobody(way: str, note: str) -> Cover:
    return Cover(way=way, teams=(), paid_hours=np.nan, cost=np.nan, by_day=np.nan, note=note)
