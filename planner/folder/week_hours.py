"""Minimum hours of a week that no choice of shifts adds up to.

Only what is certain is told: whole Monday-to-Sunday weeks inside the horizon without a clock
change, of somebody employed throughout and not on leave, under hard limits.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clock import WEEK_DAYS, Horizon, instant
from planner.domain import Agent, Contract, ShiftTemplate, Team, TimeOff
from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.folder.pin_rules import paid_minutes, starts_on

RULES = ("min_hours_per_week", "max_hours_per_week", "max_days_per_week", "max_hours_per_day")


@dataclass(frozen=True, kw_only=True)
class _Case:
    """People of one team under one contract, and a whole week that one of them works."""

    team: Team
    contract: Contract
    monday: date


def week_problems(
    checked: CheckedTable, *, contracts: Mapping[str, Contract], teams: Mapping[str, Team],
    agents: Sequence[Agent], shifts: Sequence[ShiftTemplate], leave: Sequence[TimeOff],
    horizon: Horizon, priced: Collection[str],
) -> list[Problem]:  # fmt: skip
    """Contracts of ``contracts.csv`` whose minimum of a week cannot be met by any choice."""
    if not set(RULES).isdisjoint(priced):
        return []
    rows = {row["contract"]: row.number for row in checked.rows}
    problems = []
    for case in _cases(contracts, teams, agents, leave, horizon):
        sums = _reachable(case, [shift for shift in shifts if shift.serves(case.team.team)])
        message = _fault(case, sums)
        if message:
            row = rows[case.contract.contract]
            value = checked.shown(row, "min_hours_per_week")
            problems.append(checked.problem(row, "min_hours_per_week", message, value=value))
    return problems


def _cases(
    contracts: Mapping[str, Contract], teams: Mapping[str, Team], agents: Iterable[Agent],
    leave: Iterable[TimeOff], horizon: Horizon,
) -> Iterator[_Case]:  # fmt: skip
    """Each team and contract once, if anybody of it has a whole ordinary week."""
    on_leave = {row.agent for row in leave}
    seen: set[tuple[str, str]] = set()
    for agent in agents:
        key = (agent.team, agent.contract)
        contract = contracts.get(agent.contract)
        if key in seen or contract is None or agent.team not in teams or agent.agent in on_leave:
            continue
        if contract.min_hours_per_week is None or contract.guaranteed_pay:
            continue
        monday = _whole_week(agent, teams[agent.team], horizon)
        if monday is not None:
            seen.add(key)
            yield _Case(team=teams[agent.team], contract=contract, monday=monday)


def _whole_week(agent: Agent, team: Team, horizon: Horizon) -> date | None:
    """The first Monday of a week that the person works from end to end on one clock."""
    dates = horizon.dates()
    for monday in (day for day in dates if day.weekday() == 0):
        week = [monday + timedelta(days=i) for i in range(WEEK_DAYS)]
        elapsed = instant(monday + timedelta(days=8), 0, team.zone) - instant(monday, 0, team.zone)
        if (
            week[-1] <= dates[-1]
            and elapsed == timedelta(days=8)
            and all(map(agent.employed, week))
        ):
            return monday
    return None


def _reachable(case: _Case, shifts: Sequence[ShiftTemplate]) -> set[int]:
    """Paid minutes that shifts of the week can add up to."""
    most = case.contract.max_hours_per_day
    days = case.contract.max_days_per_week
    sums = {(0, 0)}
    for number in range(WEEK_DAYS):
        day = case.monday + timedelta(days=number)
        offered = {
            paid_minutes(shift)
            for shift in shifts
            if starts_on(shift, day) and (most is None or paid_minutes(shift) <= 60 * most)
        }
        sums |= {
            (worked + 1, minutes + more)
            for worked, minutes in sums
            for more in offered
            if days is None or worked < days
        }
    return {minutes for _, minutes in sums}


def _fault(case: _Case, sums: set[int]) -> str:
    contract = case.contract
    least = 60 * (contract.min_hours_per_week or 0)
    most = float("inf")
    if contract.max_hours_per_week is not None:
        most = 60 * (contract.max_hours_per_week + (contract.max_overtime_hours_per_week or 0))
    if any(least - 1e-6 <= minutes <= most + 1e-6 for minutes in sums):
        return ""
    below = max((minutes for minutes in sums if minutes < least), default=0)
    above = min((minutes for minutes in sums if minutes >= least), default=None)
    way = f"{below / 60:g}" + ("" if above is None else f" or {above / 60:g}")
    limit = "" if most == float("inf") else f", at most {most / 60:g} are allowed"
    return (
        f"cannot be met: shifts of {case.team.team} add up to {way} paid hours in a week{limit} "
        "(to allow a breach, price it under [rules])"
    )
