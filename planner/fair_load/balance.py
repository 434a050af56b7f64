"""What each person carried, what an even share would be, and what the next plan does about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from planner.clock import WEEK_DAYS
from planner.domain import Agent, Plan
from planner.fair_load import limits
from planner.fair_load.counting import Load, loads
from planner.fair_load.known import Known, what_was
from planner.fair_load.published import Publication
from planner.fair_load.words import lines_of
from planner.outlook import ADDED, RosterChange
from planner.schedules import Schedule, Shift

NOTICE_DAYS = 14
NEAR = 0.9
COLUMNS = (
    "agent", "name", "team", "contract", "weeks", "shifts", "nights", "weekends", "holidays",
    "unpopular_hours", "fair_hours", "above_fair_hours", "late_changes", "shortest_notice_days",
    "surge_hours", "planned_nights", "planned_weekends", "planned_holidays",
    "planned_unpopular_hours", "planned_fair_hours", "planned_surge_hours", "target_hours",
    "balance_hours",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FairLoad:
    """Who carries what.

    ``people``: one row a person. ``weeks`` known of the past; ``unpopular_hours`` on shift at night
    (23:00–06:00), on weekends and on public holidays of the site, each hour once; ``fair_hours``
    what an even split among people of the same team and contract gives, by the days employed;
    ``late_changes`` changes told less than the notice before; ``planned_…`` the same of the next
    plan; ``target_hours`` of its unpopular hours that would make up for the past;
    ``balance_hours`` above the fair share in both together (negative: below).
    ``near_limits``: one row a person and rule of the contract that is nearly used up.
    ``lines`` says it in words.
    """

    people: pd.DataFrame
    near_limits: pd.DataFrame
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {"fair_load.csv": self.people, "fair_load_limits.csv": self.near_limits}


def fair_load(
    plan: Plan, *, past: Sequence[Shift] = (), planned: Schedule | None = None,
    published: Sequence[Publication] = (), notice_days: int = NOTICE_DAYS, near: float = NEAR,
) -> FairLoad:  # fmt: skip
    """Who carried nights, weekends, holidays, late changes and surges before the plan.

    Parameters
    ----------
    past
        Shifts of the months before, besides those of ``previous.csv``.
    planned
        The next rota, if there is one.
    published
        Rotas that were handed out: days that no schedule of the past tells are taken from them, and
        what a later one changed is a change told on its day.
    notice_days
        Changes told fewer days before are at short notice.
    near
        Share of a limit from which a person is near it.
    """
    known = what_was(plan, past, published)
    worked = loads(plan, known.shifts)
    ahead = loads(plan, planned.shifts) if planned else {}
    fair = _even(plan, worked, {a.agent: _employed(a, known.days) for a in plan.agents})
    horizon = list(plan.horizon.dates())
    there = {
        agent.agent: sum(agent.employed(d) and not plan.on_leave(agent.agent, d) for d in horizon)
        for agent in plan.agents
    }
    next_fair = _even(plan, ahead, there) if planned else {}
    late = known.late(notice_days)
    people = pd.DataFrame(
        [
            _row(agent, worked, ahead, (fair, next_fair), late.get(agent.agent, ()), known)
            for agent in plan.agents
        ],
        columns=list(COLUMNS),
    )
    close = pd.DataFrame(
        limits.near_limits(plan, known.shifts, planned, near=near), columns=list(limits.COLUMNS)
    )
    return FairLoad(
        people=people, near_limits=close,
        lines=tuple(lines_of(plan, people, close, known, planned=planned is not None,
                             notice_days=notice_days)),
    )  # fmt: skip


def _employed(agent: Agent, days: Sequence[date]) -> int:
    return sum(agent.employed(day) for day in days)


def _even(plan: Plan, carried: Mapping[str, Load], days: Mapping[str, int]) -> dict[str, float]:
    """Each person's even share of the unpopular hours of those of one team and contract."""
    groups: dict[tuple[str, str], list[str]] = {}
    for agent in plan.agents:
        groups.setdefault((agent.team, agent.contract), []).append(agent.agent)
    shares: dict[str, float] = {}
    for group in groups.values():
        hours = sum(carried[name].unpopular_hours for name in group)
        whole = sum(days[name] for name in group)
        shares |= {name: hours * days[name] / whole if whole else 0.0 for name in group}
    return shares


def _row(
    agent: Agent, worked: Mapping[str, Load], ahead: Mapping[str, Load],
    fair: tuple[Mapping[str, float], Mapping[str, float]], late: Sequence[RosterChange],
    known: Known,
) -> tuple[object, ...]:  # fmt: skip
    name = agent.agent
    past, coming = worked[name], ahead.get(name)
    above = past.unpopular_hours - fair[0][name]
    extra = sum(
        max(change.hours - past.surge_by_day.get(change.date, 0.0), 0.0)
        for change in late
        if change.kind == ADDED
    )
    planned: tuple[object, ...] = (None,) * 7
    balance = above
    if coming is not None:
        planned = (
            coming.nights, coming.weekends, coming.holidays, coming.unpopular_hours, fair[1][name],
            coming.surge_hours, max(fair[1][name] - above, 0.0),
        )  # fmt: skip
        balance += coming.unpopular_hours - fair[1][name]
    return (
        name, agent.name, agent.team, agent.contract, len(known.days) / WEEK_DAYS, past.shifts,
        past.nights, past.weekends, past.holidays, past.unpopular_hours, fair[0][name], above,
        len(late), min((change.notice_days for change in late), default=None),
        past.surge_hours + extra,
        *planned, balance,
    )  # fmt: skip
