"""The hiring plan: heads required against available, hires, and what a wrong forecast would do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.hiring.need import WeeklyNeed, weekly_need
from planner.hiring.programme import Decision, Task, decide, in_fractions, use_of
from planner.hiring.supply import Supply, supplies
from planner.hiring.words import lines_of

Floats = NDArray[np.float64]
MONTHS = 18
ERROR = 0.10
ROTA_SURPLUS = 0.10
RUN_ON_WEEKS = 13
"""Weeks after the last one in which need stays as it is, so that late hires are not shunned."""
LIKE_LAST = 4
DIGITS = 6
"""Decimals of the tables: below them is what the solver leaves."""
SHORT_HOURS = 0.5
"""Hours a week from which a week counts as short."""

TEAM_COLUMNS = (
    "team", "week", "hires", "released", "leavers", "fte", "learning_fte", "available_fte",
    "required_fte", "gap_fte", "available_hours", "overtime_hours", "used_hours",
)  # fmt: skip
QUEUE_COLUMNS = (
    "queue", "week", "contacts", "required_hours", "covered_hours", "short_hours",
    "outsourced_share",
)  # fmt: skip
HIRE_COLUMNS = ("team", "decide_by", "first_day", "productive_from", "hires", "cost")
RISK_COLUMNS = (
    "contacts", "required_hours", "short_hours", "weeks_short", "first_short_week",
    "overtime_hours", "idle_hours", "cost", "hires_if_known", "cost_if_known",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HiringPlan:
    """Whom to hire over the coming months, at least cost.

    ``teams``: one row a team and week (named by its Monday): people who start (``hires``), are
    given back and leave; ``fte`` on the payroll in full-timers of the team's contract,
    ``learning_fte`` of them in their ramp; ``available_fte`` what all of them count for in
    fully productive ones, with overtime; ``required_fte`` what the team's share of the need takes;
    ``gap_fte`` the difference, negative is short. ``queues``: contacts and effective hours.
    ``hires``: one row a group of people who start together. ``risk``: the same hires when contacts
    are off by the error, and what would be hired if that were known. ``lines`` says it in words.
    """

    teams: pd.DataFrame
    queues: pd.DataFrame
    hires: pd.DataFrame
    risk: pd.DataFrame
    cost: float
    bound: float
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {
            "capacity_plan.csv": self.teams, "capacity_queues.csv": self.queues,
            "hires.csv": self.hires, "capacity_risk.csv": self.risk,
        }  # fmt: skip


def hiring_plan(
    plan: Plan, *, months: int = MONTHS, error: float = ERROR, rota_surplus: float = ROTA_SURPLUS
) -> HiringPlan:
    """Whom to hire, when and where, from the plan's first week on.

    Parameters
    ----------
    months
        How far ahead.
    error
        By which share the forecast may be off: 0.1 is 10 % up and down.
    rota_surplus
        Hours at work beyond the need that shifts cannot avoid, as a share of the need.

    Raises
    ------
    DataError
        When nothing is known of a queue's volume.
    """
    weeks = round(months * 52 / 12)
    need = weekly_need(plan, weeks=weeks, error=error)
    first = need.mondays[0]
    mondays = [first + timedelta(weeks=week) for week in range(weeks + RUN_ON_WEEKS)]
    task = Task(
        teams=supplies(plan, mondays, rota_surplus=rota_surplus), queues=need.queues,
        need=_run_on(need.hours), weeks=weeks, price=plan.prices.shortage_per_hour,
    )  # fmt: skip
    chosen = decide(task)
    risk = _risk(task, need, chosen, error)
    hires = _hires(task, chosen, mondays)
    queues = _queues(task, need, chosen)
    teams = _teams(task, chosen, need.mondays)
    return HiringPlan(
        teams=teams, queues=queues, hires=hires, risk=risk, cost=chosen.cost, bound=chosen.bound,
        lines=tuple(
            lines_of(
                plan, task.teams, teams=teams, queues=queues, hires=hires, risk=risk,
                above_bound=chosen.cost - chosen.bound, rota_surplus=rota_surplus, error=error,
            )
        ),
    )  # fmt: skip


def _run_on(hours: Floats) -> Floats:
    last = hours[:, -LIKE_LAST:].mean(axis=1, keepdims=True)
    return np.concatenate([hours, np.repeat(last, RUN_ON_WEEKS, axis=1)], axis=1)


def _teams(task: Task, chosen: Decision, mondays: Sequence[date]) -> pd.DataFrame:
    span = len(mondays)
    short = _shared_short(task, chosen)
    tables = []
    for number, supply in enumerate(task.teams):
        each = (supply.effective * supply.team.productivity)[:span]
        heads, hires = chosen.heads[number], chosen.hires[number]
        before = np.concatenate([[supply.heads[0]], heads[:-1]])
        leavers = np.maximum(before + hires - chosen.released[number] - heads, 0.0)
        given = chosen.available[number] + chosen.overtime[number]
        used = chosen.used[number].sum(axis=0)
        required = (used + short[number])[:span] / each
        table = {
            "team": supply.team.team, "week": mondays, "hires": hires[:span].round().astype(int),
            "released": chosen.released[number][:span].round().astype(int),
            "leavers": leavers[:span], "fte": heads[:span],
            "learning_fte": chosen.learning[number][:span], "available_fte": given[:span] / each,
            "required_fte": required, "gap_fte": given[:span] / each - required,
            "available_hours": chosen.available[number][:span],
            "overtime_hours": chosen.overtime[number][:span], "used_hours": used[:span],
        }  # fmt: skip
        tables.append(pd.DataFrame(table))
    return pd.concat(tables, ignore_index=True)[list(TEAM_COLUMNS)].round(DIGITS)


def _shared_short(task: Task, chosen: Decision) -> Floats:
    """Hours short ``[team, week]``: each queue's, shared by the hours that its teams have."""
    total = np.zeros((len(task.teams), task.span))
    for q, queue in enumerate(task.queues):
        serves = np.array([[queue in supply.team.queues] for supply in task.teams], dtype=float)
        weight = serves * np.maximum(chosen.available, 1e-9)
        whole = weight.sum(axis=0)
        share = np.divide(weight, whole, out=np.zeros_like(weight), where=whole > 0)
        total += share * chosen.short[q]
    return total


def _queues(task: Task, need: WeeklyNeed, chosen: Decision) -> pd.DataFrame:
    span = len(need.mondays)
    outside = np.array([supply.team.outsourced for supply in task.teams])
    covered = chosen.used.sum(axis=0)[:, :span]
    vendors = chosen.used[outside].sum(axis=0)[:, :span]
    tables = [
        pd.DataFrame({
            "queue": queue, "week": need.mondays, "contacts": need.contacts[q],
            "required_hours": need.hours[q], "covered_hours": covered[q],
            "short_hours": chosen.short[q, :span],
            "outsourced_share": np.divide(
                vendors[q], covered[q], out=np.zeros(span), where=covered[q] > 0
            ),
        })
        for q, queue in enumerate(need.queues)
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)[list(QUEUE_COLUMNS)].round(DIGITS)


def _hires(task: Task, chosen: Decision, mondays: Sequence[date]) -> pd.DataFrame:
    rows = []
    for supply, hires in zip(task.teams, chosen.hires, strict=True):
        terms = supply.terms
        for week in np.flatnonzero(hires[: task.weeks].round() > 0).tolist():
            people = int(hires[week].round())
            first = mondays[week]
            rows.append((
                supply.team.team, first - timedelta(weeks=terms.lead_weeks), first,
                first + timedelta(weeks=len(terms.ramp)), people, people * terms.hire_cost,
            ))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(HIRE_COLUMNS))
    return table.sort_values(["decide_by", "team"], kind="stable", ignore_index=True)


def _risk(task: Task, need: WeeklyNeed, chosen: Decision, error: float) -> pd.DataFrame:
    """The chosen hires when contacts are off, and what would be chosen if that were known."""
    cases = ((-error, need.less), (0.0, np.ones(len(need.queues))), (error, need.more))
    rows = []
    for off, factor in cases:
        wrong = replace(task, need=task.need * factor[:, None])
        told = use_of(wrong, chosen) if off else chosen
        known = in_fractions(wrong) if off else chosen
        rows.append(_risk_row(wrong, off, told, known, need.mondays))
    return pd.DataFrame(rows, columns=list(RISK_COLUMNS))


def _risk_row(
    task: Task, off: float, told: Decision, known: Decision, mondays: Sequence[date]
) -> tuple[object, ...]:  # fmt: skip
    weeks = task.weeks
    short = told.short[:, :weeks].sum(axis=0)
    missing = np.flatnonzero(short > SHORT_HOURS)
    used = told.used[:, :, :weeks].sum()
    given = (told.available + told.overtime)[:, :weeks].sum()
    return (
        1 + off, float(task.need[:, :weeks].sum()), float(short.sum()), len(missing),
        mondays[missing[0]] if len(missing) else None,
        float(told.overtime[:, :weeks].sum()), float(given - used),
        _cost(task, told), float(np.ceil(known.hires[:, :weeks].sum() - 1e-6)), _cost(task, known),
    )  # fmt: skip


def _cost(task: Task, told: Decision) -> float:
    """Money over the weeks of the plan, without those that follow."""
    weeks, total = task.weeks, task.price * float(told.short[:, : task.weeks].sum())
    for number, supply in enumerate(task.teams):
        total += supply.cost_of_head * float(told.heads[number, :weeks].sum())
        total += supply.cost_of_use * float(told.used[number, :, :weeks].sum())
        total += supply.terms.hire_cost * float(told.hires[number, :weeks].sum())
        total += float(_overtime_prices(supply, weeks) @ told.overtime[number, :weeks])
        total += supply.team.fixed_cost_per_week * weeks
    return total


def _overtime_prices(supply: Supply, weeks: int) -> Floats:
    return np.array([supply.cost_of_overtime(week) for week in range(weeks)])
