"""What a run or an audit hands out: the tables of the result folder and the summary."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.auditing import Audit, audit
from planner.deferred_service import deferred_service_levels
from planner.domain import Plan, Queue
from planner.rules import shift_costs
from planner.rules.needs import needs_of
from planner.rules.on_shift import people_in, spans
from planner.schedules import Schedule, activities_table, schedule_table
from planner.service import modelled_service_levels

if TYPE_CHECKING:
    from planner.optimiser.results import Result
    from planner.simulation import Trace

COST_PARTS = (
    "labour_cost", "fixed_cost", "shortage_cost", "surplus_cost", "rule_cost", "request_cost",
)  # fmt: skip
LABOUR_PARTS = ("overtime_cost", "guarantee_cost")
"""Parts of ``labour_cost`` that no shift of ``schedule.csv`` holds."""
HOURS = (
    "required_hours", "floor_hours", "covered_hours", "short_hours", "surplus_hours", "paid_hours",
)  # fmt: skip
ORDER_COLUMNS = ("interval_start", "team", "agents")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A finished schedule told in full.

    ``files`` maps the names of the result folder to their content; ``summary`` is that of
    ``summary.json``.
    """

    audit: Audit
    summary: Mapping[str, Any]
    files: Mapping[str, pd.DataFrame | Mapping[str, Any]]


def report(
    plan: Plan, *, forecast: pd.DataFrame, needs: pd.DataFrame, result: "Result",
    keep: Schedule | None = None, since: date | None = None,
) -> Report:  # fmt: skip
    """Audit a result and put every file of ``planner plan`` together.

    ``requirements.csv`` says of work that can wait when this result does it. ``keep`` and
    ``since`` as of :func:`planner.audit`.

    Raises
    ------
    AssertionError
        When the audit finds another cost than the optimiser: a bug, please report it.
    """
    found = audit(plan, result.schedule, needs, keep=keep, since=since)
    if abs(found.cost - result.cost) > 0.01 + 1e-6 * abs(found.cost):
        raise AssertionError(
            f"bug: the audit finds a cost of {found.cost:.4f}, the optimiser says "
            f"{result.cost:.4f}; please report it with the plan folder"
        )
    summary = summary_of(
        plan, found, needs=needs, schedule=result.schedule, forecast=forecast, result=result
    )
    costs = shift_costs(plan, result.schedule)
    files: dict[str, pd.DataFrame | Mapping[str, Any]] = {
        "forecast.csv": forecast,
        "requirements.csv": needs_as_planned(plan, needs, found.coverage),
        "schedule.csv": schedule_table(plan, result.schedule, costs),
        "activities.csv": activities_table(plan, result.schedule),
        "coverage.csv": found.coverage,
        "orders.csv": orders_table(plan, result.schedule),
        "violations.csv": found.violations,
        "summary.json": summary,
    }
    return Report(audit=found, summary=summary, files=files)


def needs_as_planned(plan: Plan, needs: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """The needs with the hours that a finished plan works, or leaves, of what can wait.

    ``required_real``, ``required`` and ``gross`` of such queues are the plan's own choice;
    ``arrived_hours`` and ``due_hours`` stay, and any audit looks at those alone.

    Parameters
    ----------
    coverage
        Columns of ``coverage.csv``, row by row as ``needs``.
    """
    wanted, (row, interval) = needs_of(plan, needs)
    waits = np.array([len(q) == 1 and plan.queues[q[0]].deferred for q in wanted.rows])[row]
    chosen = coverage["required"].to_numpy(dtype=float)
    required = np.maximum(chosen, wanted.floor[row, interval])
    columns = {"required_real": chosen, "required": required}
    if {"required", "gross"} <= set(needs):
        columns["gross"] = required * _gross_factors(needs, row)[row]
    return needs.assign(
        **{
            name: np.where(waits, new, needs[name])
            for name, new in columns.items()
            if name in needs
        }
    )


def _gross_factors(needs: pd.DataFrame, row: np.ndarray) -> np.ndarray:
    """People on shift for each one at work, by queue, as the needs have it."""
    gross, required = (
        np.bincount(row, weights=needs[name].to_numpy(dtype=float))
        for name in ("gross", "required")
    )
    factors: np.ndarray = np.divide(gross, required, out=np.ones_like(required), where=required > 0)
    return factors


def with_simulation(told: Report, trace: "Trace") -> Report:
    """A report whose queues also tell the simulated service level and its 95 % interval.

    ``simulated``, ``simulated_low`` and ``simulated_high`` of each queue are ``None`` where no
    contact came; ``simulation`` of the summary says how it was simulated.
    """
    rows = trace.queues.set_index("queue")
    queues = {
        name: {**figures, **_simulated(rows.loc[name])}
        for name, figures in told.summary["queues"].items()
    }
    how = {"replications": trace.replications, "seed": trace.seed}
    summary = {**told.summary, "queues": queues, "simulation": how}
    return replace(told, summary=summary, files={**told.files, "summary.json": summary})


def _simulated(row: "pd.Series[Any]") -> dict[str, float | None]:
    names = {f"simulated{end}": row[f"service_level{end}"] for end in ("", "_low", "_high")}
    return {name: None if pd.isna(value) else float(value) for name, value in names.items()}


def audit_report(
    plan: Plan, found: Audit, *, needs: pd.DataFrame, schedule: Schedule,
    forecast: pd.DataFrame | None = None,
) -> Report:  # fmt: skip
    """The files of ``planner audit``: coverage, violations and a summary without a bound."""
    summary = summary_of(plan, found, needs=needs, schedule=schedule, forecast=forecast)
    files: dict[str, pd.DataFrame | Mapping[str, Any]] = {
        "coverage.csv": found.coverage,
        "violations.csv": found.violations,
        "summary.json": summary,
    }
    return Report(audit=found, summary=summary, files=files)


def summary_of(
    plan: Plan, found: Audit, *, needs: pd.DataFrame, schedule: Schedule,
    forecast: pd.DataFrame | None = None, result: "Result | None" = None,
) -> dict[str, Any]:  # fmt: skip
    """The content of ``summary.json``; what only an optimiser knows is there with a ``result``.

    Money in the plan's currency, unrounded; hours over all queues and people. Without a
    ``forecast`` the modelled service takes the load for certain.
    """
    proven = _proven(found, result) if result else {}
    return {
        "name": plan.name, "currency": plan.currency, "pooling": plan.staffing.pooling,
        "spread": plan.staffing.spread, **proven,
        "cost": found.cost,
        **{name: getattr(found, name) for name in (*COST_PARTS, *LABOUR_PARTS, *HOURS)},
        "hard_violations": found.hard,
        "priced_violations": len(found.violations) - found.hard,
        "heads": len(plan.agents), "heads_on_shift": len(schedule.by_agent),
        "shifts": len(schedule.shifts),
        "version": version("planner"), "inputs_sha256": plan.inputs_sha256,
        "queues": queue_figures(
            plan, needs, found.coverage, forecast=forecast, schedule=schedule
        ),
        "notes": list(found.notes),
    }  # fmt: skip


def _proven(found: Audit, result: "Result") -> dict[str, Any]:
    """What an optimiser says of its result.

    The coverage plan's ``cost`` is comparable with that of the schedule: fixed costs are in it.
    """
    anonymous = result.coverage_plan
    return {
        "status": result.status, "bound": result.bound,
        "gap": replace(result, cost=found.cost).gap, "seconds": result.seconds,
        "first_seconds": result.first_seconds, "seed": result.seed,
        "coverage_plan": {
            "cost": anonymous.cost + found.fixed_cost, "labour_cost": anonymous.labour_cost,
            "fixed_cost": found.fixed_cost, "short_hours": anonymous.short_hours,
        },
    }  # fmt: skip


def queue_figures(
    plan: Plan, needs: pd.DataFrame, coverage: pd.DataFrame, *,
    forecast: pd.DataFrame | None = None, schedule: Schedule | None = None,
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """Figures of each queue: target and modelled service level, hours, and the thinnest interval.

    ``modelled`` is ``None`` for queues without contacts, and for work that can wait unless both
    ``forecast`` and ``schedule`` are given;
    ``lowest_gap`` in agents, negative is short. In pooled plans everybody who could take a live
    queue counts as covering it, whatever else they take: hours of queues do not add up there.
    """
    levels = modelled_service_levels(plan, needs, coverage, forecast=forecast)
    if forecast is not None and schedule is not None:
        levels |= deferred_service_levels(plan, schedule, needs, forecast=forecast)
    hours = plan.horizon.interval_minutes / 60
    figures = {}
    for name, rows in coverage[coverage["queue"].isin(plan.queue)].groupby("queue", sort=False):
        queue = plan.queue[str(name)]
        figures[queue.queue] = {
            **_target(queue), "modelled": levels.get(queue.queue),
            "required_hours": float(rows["required"].sum()) * hours,
            "covered_hours": float(rows["covered"].sum()) * hours,
            "short_hours": float((-rows["gap"]).clip(lower=0).sum()) * hours,
            "surplus_hours": float(rows["gap"].clip(lower=0).sum()) * hours,
            "lowest_gap": float(rows["gap"].min()),
        }  # fmt: skip
    return figures


def targets_of(plan: Plan) -> dict[str, dict[str, Any]]:
    """The target of each queue, as in ``queues`` of the summary."""
    return {queue.queue: _target(queue) for queue in plan.queues}


def _target(queue: Queue) -> dict[str, Any]:
    if queue.deferred:
        return {
            "target": queue.complete_share,
            "complete_within_hours": queue.due_within_hours,
        }
    return {"target": queue.service_level, "answer_within_s": queue.answer_within_s}


def orders_table(plan: Plan, schedule: Schedule) -> pd.DataFrame:
    """What is ordered from outsourced teams: one row for each team and interval.

    ``agents`` are people on shift, at work or on a break, time-weighted over the interval; what of
    ``previous.csv`` runs in was ordered before and is not in it.
    """
    teams = [team.team for team in plan.teams if team.outsourced]
    count = plan.horizon.intervals
    starts = pd.DatetimeIndex(np.tile(plan.horizon.starts, len(teams))).tz_localize("UTC")
    on_shift = [people_in(plan.horizon, spans(plan, team, schedule.shifts)) for team in teams]
    agents = np.concatenate(on_shift) if teams else np.zeros(0)
    columns = (starts, np.repeat(np.array(teams, dtype=object), count), agents)
    return pd.DataFrame(dict(zip(ORDER_COLUMNS, columns, strict=True)))
