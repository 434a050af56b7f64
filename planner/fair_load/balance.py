"""What each person carried, what an even share would be, and what the next plan does about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from planner.clock import WEEK_DAYS, local_date
from planner.domain import Agent, Plan
from planner.fair_load import limits
from planner.fair_load.counting import Load, loads
from planner.outlook import ADDED, RosterChange
from planner.schedules import Schedule, Shift

NOTICE_DAYS = 14
NEAR = 0.9
FEW_WEEKS = 8
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
    notice_days: int = NOTICE_DAYS, near: float = NEAR,
) -> FairLoad:  # fmt: skip
    """Who carried nights, weekends, holidays, late changes and surges before the plan.

    Parameters
    ----------
    past
        Shifts of the months before, besides those of ``previous.csv``.
    planned
        The next rota, if there is one.
    notice_days
        Changes told fewer days before are at short notice.
    near
        Share of a limit from which a person is near it.
    """
    before = _before(plan, past)
    days = _known_days(plan, before)
    worked = loads(plan, before)
    ahead = loads(plan, planned.shifts) if planned else {}
    fair = _even(plan, worked, {a.agent: _employed(a, days) for a in plan.agents})
    horizon = list(plan.horizon.dates())
    there = {
        agent.agent: sum(agent.employed(d) and not plan.on_leave(agent.agent, d) for d in horizon)
        for agent in plan.agents
    }
    next_fair = _even(plan, ahead, there) if planned else {}
    late = _late(plan, notice_days, days)
    people = pd.DataFrame(
        [
            _row(agent, worked, ahead, (fair, next_fair), late.get(agent.agent, ()), len(days))
            for agent in plan.agents
        ],
        columns=list(COLUMNS),
    )
    close = pd.DataFrame(
        limits.near_limits(plan, before, planned, near=near), columns=list(limits.COLUMNS)
    )
    return FairLoad(
        people=people, near_limits=close,
        lines=tuple(_lines(plan, people, close, days, planned is not None, notice_days)),
    )  # fmt: skip


def _before(plan: Plan, past: Sequence[Shift]) -> tuple[Shift, ...]:
    """Shifts that began before the plan, each once."""
    seen = {(shift.agent, shift.start): shift for shift in (*past, *plan.previous)}
    return tuple(
        shift for shift in seen.values()
        if shift.agent in plan.agent and shift.start < plan.horizon.first
    )  # fmt: skip


def _known_days(plan: Plan, before: Sequence[Shift]) -> list[date]:
    """Days before the plan of which anything is known."""
    if not before:
        return []
    first = min(local_date(s.start, plan.team[plan.agent[s.agent].team].zone) for s in before)
    count = (plan.horizon.start - first).days
    return [first + timedelta(days=i) for i in range(max(count, 1))]


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


def _late(
    plan: Plan, notice_days: int, days: Sequence[date]
) -> dict[str, tuple[RosterChange, ...]]:
    """Changes of each person on the known days of the past, or in the plan, told late."""
    first = days[0] if days else None
    found: dict[str, list[RosterChange]] = {}
    for change in plan.outlook.roster_changes:
        if change.notice_days < notice_days and (first is None or change.date >= first):
            found.setdefault(change.agent, []).append(change)
    return {agent: tuple(changes) for agent, changes in found.items()}


def _row(
    agent: Agent, worked: Mapping[str, Load], ahead: Mapping[str, Load],
    fair: tuple[Mapping[str, float], Mapping[str, float]], late: Sequence[RosterChange], days: int,
) -> tuple[object, ...]:  # fmt: skip
    name = agent.agent
    past, coming = worked[name], ahead.get(name)
    above = past.unpopular_hours - fair[0][name]
    extra = sum(change.hours for change in late if change.kind == ADDED)
    planned: tuple[object, ...] = (None,) * 7
    balance = above
    if coming is not None:
        planned = (
            coming.nights, coming.weekends, coming.holidays, coming.unpopular_hours, fair[1][name],
            coming.surge_hours, max(fair[1][name] - above, 0.0),
        )  # fmt: skip
        balance += coming.unpopular_hours - fair[1][name]
    return (
        name, agent.name, agent.team, agent.contract, days / WEEK_DAYS, past.shifts, past.nights,
        past.weekends, past.holidays, past.unpopular_hours, fair[0][name], above, len(late),
        min((change.notice_days for change in late), default=None), past.surge_hours + extra,
        *planned, balance,
    )  # fmt: skip


def _lines(
    plan: Plan, people: pd.DataFrame, close: pd.DataFrame, days: Sequence[date], planned: bool,
    notice_days: int,
) -> Iterator[str]:  # fmt: skip
    if not days:
        yield "Nothing is known of the weeks before: previous.csv is empty, no schedule was given."
    else:
        yield from _carried(people, days)
    late = people[people["late_changes"] > 0]
    if plan.outlook.roster_changes:
        yield (
            f"Changes told less than {notice_days} days before: {late['late_changes'].sum():,} for "
            f"{len(late):,} people, at the shortest "
            f"{people['shortest_notice_days'].min():.0f} days."
        )
    else:
        yield "Late changes are not known: no roster_changes.csv."
    if planned:
        yield from _next(plan, people)
    else:
        yield "No next plan is given: planner plan makes one, --planned names its schedule.csv."
    if len(close):
        yield f"Near a limit of their contract: {close['agent'].nunique():,} people; most used:"
        for rule, own in close.groupby("rule", sort=False):
            full = int((own["share"] >= 1).sum())
            yield f"  {rule}: {len(own):,} people, {full:,} of them at the limit itself"
    else:
        yield "Nobody is near a limit of their contract."


def _carried(people: pd.DataFrame, days: Sequence[date]) -> Iterator[str]:
    yield (
        f"Known are {len(days) / WEEK_DAYS:,.1f} weeks, {days[0]} to {days[-1]}: "
        f"{people['nights'].sum():,} nights, {people['weekends'].sum():,} weekends, "
        f"{people['holidays'].sum():,} shifts on public holidays, "
        f"{people['surge_hours'].sum():,.0f} surge hours."
    )
    if len(days) < FEW_WEEKS * WEEK_DAYS:
        yield (
            f"That is little: nights and weekends come in turns, so differences within {FEW_WEEKS} "
            "weeks may be chance. Name earlier schedules with --past."
        )
    top = people.nlargest(5, "above_fair_hours")
    for row in top[top["above_fair_hours"] > 0.5].to_dict("records"):
        yield (
            f"  {row['agent']}: {row['unpopular_hours']:,.1f} unpopular hours, "
            f"{row['above_fair_hours']:,.1f} above an even share"
        )


def _next(plan: Plan, people: pd.DataFrame) -> Iterator[str]:
    over = people[people["above_fair_hours"] > 0.5]
    eased = over[over["planned_unpopular_hours"] <= over["planned_fair_hours"] + 1e-9]
    before = people["above_fair_hours"].clip(lower=0).sum()
    after = people["balance_hours"].clip(lower=0).sum()
    yield (
        f"The next plan gives {len(eased):,} of the {len(over):,} people above their share "
        f"no more than an even share; hours above fair shares are {after:,.0f} with it, "
        f"{before:,.0f} before."
    )
    if plan.prices.unfairness <= 0:
        yield (
            "It does not look at this: unfairness in [prices] of plan.toml is 0. A price for each "
            "unpopular hour above the even share of the plan's own weeks makes it do so; what was "
            "before the plan it does not repay."
        )
