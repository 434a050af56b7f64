"""What could close a gap: who has hours left, and what an hour of them costs.

Hours are effective agent-hours, costs money for one of them. What people could still do on a day
follows from their contracts and from what they already work in that week.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from planner.capacity import hours_available
from planner.clock import monday_of
from planner.domain import Plan, Team
from planner.followup.gaps import Gaps
from planner.followup.hours_left import LONGER_HOURS_A_DAY, USUAL_DAY_HOURS, HoursLeft
from planner.schedules import Schedule
from planner.weekly import cost_of_hour

DAY_HOURS = 24.0

Pool = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One way to more hours of a queue on a day.

    ``pools`` are what it draws on, each with its hours in all: of a day, say, and of its week.
    """

    action: str
    team: str
    cost: float
    pools: Mapping[Pool, float]
    message: str


@dataclass(kw_only=True)
class Levers:
    """All ways to more hours, and how much of each is still unused."""

    plan: Plan
    gaps: Gaps
    schedule: Schedule | None
    needs: pd.DataFrame
    now: date
    used: dict[Pool, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        teams = hours_available(self.plan, self.needs).teams
        self._week = {
            (str(row["team"]), row["week"]): row for row in teams.to_dict("records")
        }  # fmt: skip
        self._paid = self._paid_hours()
        self._people = HoursLeft(self.plan, self.schedule)

    def _paid_hours(self) -> dict[tuple[str, date], float]:
        """Paid hours that are planned, by team and week."""
        planned: dict[tuple[str, date], float] = {}
        for shift in self.schedule.shifts if self.schedule else ():
            agent = self.plan.agent.get(shift.agent)
            key = (agent.team if agent else shift.team, monday_of(shift.date))
            planned[key] = planned.get(key, 0.0) + shift.paid_hours
        return planned

    def rate(self, team: str, week: date) -> float:
        """Effective hours of one paid hour of a team."""
        row = self._week.get((team, week))
        paid = float(row["available_paid_hours"]) if row else 0.0
        return float(row["available_hours"]) / paid if row and paid > 0 else 0.0

    def planned(self, team: str, week: date) -> float:
        """Paid hours that a team works in a week: by the rota, else by what it is needed for."""
        if self.schedule is not None:
            return self._paid.get((team, week), 0.0)
        row, rate = self._week.get((team, week)), self.rate(team, week)
        return float(row["needed_hours"]) / rate if row and rate > 0 else 0.0

    def of(self, queue: str, day: date) -> list[Lever]:
        """Everything that could help a queue on a day, the cheapest first, as far as unused."""
        found = [*self._without_people(queue, day)]
        for team in self.plan.teams:
            if queue in team.queues:
                found += self._of_team(team, day)
        left = [lever for lever in found if self.left(lever) > 0]
        return sorted(left, key=lambda lever: lever.cost)

    def left(self, lever: Lever) -> float:
        """Hours of a lever that nothing has drawn on yet."""
        return min(hours - self.used.get(pool, 0.0) for pool, hours in lever.pools.items())

    def take(self, lever: Lever, hours: float) -> None:
        """Use some hours of a lever."""
        for pool in lever.pools:
            self.used[pool] = self.used.get(pool, 0.0) + hours

    def _without_people(self, queue: str, day: date) -> Iterator[Lever]:
        """Work that waits until people have time for it."""
        kind = self.plan.queue[queue]
        later = self.gaps.spare_after_shortage(queue, day)
        if kind.deferred:
            yield Lever(
                action="defer", team="", cost=0.0, pools={("later", queue, day): later},
                message="do it later the same day, when there are hours to spare",
            )  # fmt: skip
            return
        if kind.channel == "voice":
            yield Lever(
                action="callback", team="", cost=0.0, pools={("later", queue, day): later},
                message="offer callbacks and make them later the same day, in spare hours",
            )  # fmt: skip
        for other in self.plan.queues:
            if other.deferred and self._shared(queue, other.queue):
                yield self._deferral(other.queue, other.due_within_hours, day)

    def _shared(self, queue: str, other: str) -> bool:
        return any(queue in team.queues and other in team.queues for team in self.plan.teams)

    def _deferral(self, other: str, due_within: float, day: date) -> Lever:
        """Take people from work that can wait while there are spare hours before it is due."""
        days = self.gaps.dates(1 + int(due_within // DAY_HOURS) + (day - self.now).days)
        hours = sum(self.gaps.spare(other, each) for each in days if each >= day)
        return Lever(
            action="defer", team="", cost=0.0, pools={("spare", other, day): hours},
            message=f"take people from {other}, which can wait, and do it in its spare hours",
        )  # fmt: skip

    def _of_team(self, team: Team, day: date) -> Iterator[Lever]:
        week = monday_of(day)
        rate = self.rate(team.team, week)
        if rate <= 0 or self._locked(team, day):
            return
        yield self._extra(team, day, rate)
        if not team.outsourced:
            yield self._overtime(team, day, rate)
            yield from self._leave(team, day, rate)

    def _locked(self, team: Team, day: date) -> bool:
        return team.lock_days is not None and (day - self.now).days < team.lock_days

    def _extra(self, team: Team, day: date, rate: float) -> Lever:
        """Hours below what contracts allow in the week, or that an outsourcer has to spare."""
        week = monday_of(day)
        most = float(self._week[team.team, week]["available_paid_hours"])
        if team.max_paid_hours_per_week is not None:
            most = min(most, team.max_paid_hours_per_week)
        spare = max(0.0, most - self.planned(team.team, week)) * rate
        of_day = self._people.within_contract(team, day)
        if team.outsourced and team.max_change_per_day is not None:
            of_day = self._people.outsiders_at_most(team, day, team.max_change_per_day)
        action = "outsourcer" if team.outsourced else "extra_hours"
        words = "order more hours" if team.outsourced else "offer more hours within the contracts"
        return Lever(
            action=action, team=team.team, cost=self.cost(team, rate), message=words,
            pools={
                ("extra", team.team, week): spare, ("extra", team.team, day): of_day * rate,
            },
        )  # fmt: skip

    def cost(self, team: Team, rate: float) -> float:
        """Money for an effective hour; a partner paid for productive hours bills no breaks."""
        if team.billed == "productive":
            return cost_of_hour(self.plan, team)
        return team.hourly_cost / rate

    def _overtime(self, team: Team, day: date, rate: float) -> Lever:
        contracts = {agent.contract for agent in self.plan.agents if agent.team == team.team}
        factor = max(
            (self.plan.contract[name].overtime_factor or 1.0 for name in contracts), default=1.0
        )
        return Lever(
            action="overtime", team=team.team, cost=self.cost(team, rate) * factor,
            pools={
                ("overtime", team.team, monday_of(day)):
                    self._people.overtime_of_week(team, day) * rate,
                ("overtime", team.team, day): self._people.overtime(team, day) * rate,
            },
            message=f"ask for overtime, at most {LONGER_HOURS_A_DAY:g} h each",
        )  # fmt: skip

    def _leave(self, team: Team, day: date, rate: float) -> Iterator[Lever]:
        away = [
            agent.agent
            for agent in self.plan.agents
            if agent.team == team.team and self.plan.on_leave(agent.agent, day)
        ]
        if away:
            yield Lever(
                action="move_leave", team=team.team, cost=self.cost(team, rate),
                pools={("leave", team.team, day): len(away) * USUAL_DAY_HOURS * rate},
                message=f"agree on another day of leave with {_some(away)}",
            )  # fmt: skip


def _some(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
