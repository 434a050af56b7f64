"""What it costs to answer outside the open hours: in-house nights, follow the sun, an outsourcer.

People at work follow from the requirement at these hours, pay from each team's rate, premiums, and
how many of its paid hours are hours at work (breaks, shrinkage, absence).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.capacity import hours_available
from planner.clock import WEEK_DAYS, inside, local_times, zone
from planner.demand.series import Floats
from planner.domain import Plan, Team
from planner.rules.pay import pay_factor
from planner.sentences import Sentence, joined
from planner.weekly import cost_of_hour

DAY_FROM, DAY_TO = 7 * 60, 22 * 60
"""By daylight at a site: shifts that end or begin outside are nights."""
NIGHTS, SUN, OUTSOURCER = "in_house_nights", "follow_the_sun", "outsourcer"
FULL_TIME_HOURS = 40.0


@dataclass(frozen=True, kw_only=True)
class Cover:
    """One way to be there outside the open hours, a week.

    ``paid_hours`` and ``cost`` NaN where nobody of the plan could do it; ``fixed_cost`` is the part
    of the cost that does not grow with contacts (sites, IT, security); ``by_day`` share of these
    hours that are worked between 07:00 and 22:00 of the site; ``at_once`` share of the contacts
    that need not wait for the morning.
    """

    way: str
    teams: tuple[str, ...]
    paid_hours: float
    cost: float
    by_day: float
    note: str
    fixed_cost: float = 0.0
    at_once: float = 1.0

    @property
    def fte(self) -> float:
        return self.paid_hours / FULL_TIME_HOURS


class Prices:
    """What an effective agent of each team costs in each interval of the horizon.

    ``new[team]`` where its site is not open for any of its queues today; ``night_fixed`` money a
    week for being open at night besides people.
    """

    def __init__(
        self, plan: Plan, needs: pd.DataFrame, *, today: Plan, night_fixed: float = 0.0
    ) -> None:
        self.night_fixed = night_fixed
        self.new = {team.team: _closed_today(today, team) for team in plan.teams}
        step = plan.horizon.interval_minutes
        teams = hours_available(plan, needs).by_team
        paid = dict(zip(teams["team"], teams["available_paid_hours"], strict=True))
        work = dict(zip(teams["team"], teams["available_hours"], strict=True))
        self.rate = {
            name: float(work[name] / hours) for name, hours in paid.items() if float(hours) > 0
        }
        self._hour = {
            team.team: cost_of_hour(plan, team) if team.billed == "productive"
            else team.hourly_cost / self.rate[team.team]
            for team in plan.teams if team.team in self.rate
        }  # fmt: skip
        self.factor = {
            team.team: pay_factor(plan, team.team, 0, plan.horizon.intervals * step)
            .reshape(-1, step).mean(1)
            for team in plan.teams
        }  # fmt: skip
        self.day = {team.team: _by_day(plan, team) for team in plan.teams}

    def price(self, team: Team) -> Floats:
        """Money for an effective agent-hour in each interval."""
        return np.asarray(self.factor[team.team] * self._hour[team.team], dtype=float)


def _closed_today(today: Plan, team: Team) -> Floats:
    """Share of each interval, 0 or 1, in which none of the team's queues is open."""
    open_now = np.zeros(today.horizon.intervals)
    for name in team.queues:
        queue = today.queue[name]
        open_now = np.maximum(open_now, inside(today.horizon, queue.open, zone(queue.timezone)))
    return np.asarray(open_now <= 0, dtype=float)


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
    step = plan.horizon.interval_minutes / 60 / weeks
    return [
        _with_fixed(way, teams, hours, prices, step)
        for way, teams in (
            (_nights(hours, home, prices), usable),
            (_follow_the_sun(queue, hours, home, sites, prices), usable),
            (_outsourced(queue, hours, outside, prices), usable),
        )
    ]


def _with_fixed(
    way: Cover, teams: Sequence[Team], hours: Floats, prices: Prices, step: float
) -> Cover:
    """The same with what sites cost at hours at which they are closed today.

    In-house nights hold the home site open whenever somebody is needed, so does each site under
    the sun in its own daylight; a night that is left for in-house people has its own fixed cost.
    """
    if way.cost != way.cost:
        return way
    fixed = 0.0
    several = len(way.teams) > 1
    for team in teams:
        if team.team in way.teams and team.fixed_cost_per_open_hour:
            there = (hours > 0) * prices.new[team.team]
            there = there * prices.day[team.team] if several else there
            fixed += team.fixed_cost_per_open_hour * float(there.sum()) * step
    if way.way == NIGHTS or (way.way == SUN and way.by_day < 1):
        fixed += prices.night_fixed if hours.sum() > 0 else 0.0
    return replace(way, fixed_cost=fixed, cost=way.cost + fixed)


def _nights(hours: Floats, home: Sequence[Team], prices: Prices) -> Cover:
    if not home:
        return _nobody(NIGHTS, Sentence("no in-house team serves it"))
    team = min(home, key=lambda each: float((hours * prices.price(each)).sum()))
    return _cover(NIGHTS, hours, [team], np.zeros(len(hours), dtype=np.int64), prices, "")


def _follow_the_sun(
    queue: str, hours: Floats, home: Sequence[Team], sites: Sequence[Team], prices: Prices
) -> Cover:
    """Each interval by the cheapest site at which it is day, else by the home team's night."""
    if len({team.timezone for team in sites}) < 2:
        return _nobody(
            SUN, Sentence("needs a site about 8 hours away: all of the plan's share one zone")
        )
    cost = np.stack([
        np.where(prices.day[team.team] > 0, prices.price(team), np.inf) for team in sites
    ])  # fmt: skip
    night = np.stack([prices.price(team) for team in (home or sites)])
    dark = np.isinf(cost).all(0)
    best = np.where(dark, len(sites) + np.argmin(night, axis=0), np.argmin(cost, axis=0))
    teams = [*sites, *(home or sites)]
    learn = sorted({teams[i].team for i in np.unique(best[hours > 0]) if queue not in
                    teams[i].queues})  # fmt: skip
    note = _would_learn(learn) if learn else ""
    return _cover(SUN, hours, teams, best, prices, note)


def _would_learn(teams: Sequence[str]) -> Sentence:
    return Sentence("{0} would have to learn it", joined(teams))


def _outsourced(queue: str, hours: Floats, teams: Sequence[Team], prices: Prices) -> Cover:
    if not teams:
        return _nobody(
            OUTSOURCER, Sentence("no outsourced team in teams.csv: add one for its price")
        )
    team = min(teams, key=lambda each: float((hours * prices.price(each)).sum()))
    note = "" if queue in team.queues else _would_learn([team.team])
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
