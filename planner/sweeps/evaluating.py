"""One scenario of a sweep worked out: changed plan, forecast, requirement, coverage plan."""

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.demand import forecast
from planner.domain import Plan
from planner.errors import DataError, PlannerError, Problem
from planner.folder import RawFolder
from planner.scenarios import BASELINE, chosen, plan_figures, plan_of
from planner.staffing import require
from planner.sweeps.cases import Case

if TYPE_CHECKING:
    from planner.optimiser.results import CoverageSummary

Row = dict[str, Any]
MEASURES = (
    "cost", "labour_cost", "fixed_cost", "shortage_cost", "required_hours", "short_hours",
    "covered_share", "paid_hours", "heads", "fte", "shifts",
)  # fmt: skip
MOST_REASON = 500
DIGITS = 4
"""Decimals of the figures: sums over one thread and over several differ far behind them."""


def evaluate(
    raw: RawFolder, case: Case, *, seconds: float, ignore: tuple[str, ...] = (),
    ambiguous: str | None = None,
) -> Row:  # fmt: skip
    """The row of one scenario; one that fails says why, and never ends the sweep.

    ``covered_share`` of the hours required are covered; ``cost`` is that of the coverage plan with
    shortage and fixed costs.
    """
    begun = time.monotonic()
    row: Row = {"name": case.name, **asdict(case), "status": "done", "reason": ""}
    try:
        row |= _figures(raw, case, seconds, ignore, ambiguous)
    except PlannerError as error:
        row |= failed(str(error))
    except Exception as error:
        row |= failed(f"bug, please report it: {type(error).__name__}: {error}")
    return {**row, "seconds": time.monotonic() - begun}


def failed(reason: str) -> Row:
    """What the row of a scenario that could not be worked out says."""
    return {"status": "failed", "reason": " · ".join(reason.splitlines())[:MOST_REASON]}


def _figures(
    raw: RawFolder, case: Case, seconds: float, ignore: tuple[str, ...], ambiguous: str | None
) -> Row:
    plan = _plan(raw, case, ignore, ambiguous)
    volumes = forecast(plan)
    needs = require(plan, _scaled(volumes, case))
    figures = plan_figures(plan, _covered(plan, needs, seconds))
    required, short = figures["required_hours"], figures["short_hours"]
    figures["covered_share"] = 1 - short / required if required > 0 else 1.0
    return {name: round(float(figures[name]), DIGITS) for name in MEASURES}


def _covered(plan: Plan, needs: pd.DataFrame, seconds: float) -> "CoverageSummary":
    """The coverage plan by one thread: scenarios side by side keep all processor cores busy."""
    from planner.optimiser import coverage_plan

    return coverage_plan(plan, needs, seconds=seconds, threads=1)


def _scaled(volumes: pd.DataFrame, case: Case) -> pd.DataFrame:
    """The forecast with other volumes and handle times."""
    counted = [name for name in ("mean", "p10", "p50", "p90") if name in volumes]
    columns = {name: volumes[name] * case.volume for name in counted}
    return volumes.assign(**columns, aht_s=volumes["aht_s"] * case.handle_time)


def _plan(raw: RawFolder, case: Case, ignore: tuple[str, ...], ambiguous: str | None) -> Plan:
    scenario = chosen(raw, [case.scenario])[0] if case.scenario else BASELINE
    plan = plan_of(raw, scenario, ignore, ambiguous)
    if not case.shrinkage and case.outsourced is None:
        return plan
    columns: dict[str, Mapping[str, float]] = {}
    if case.shrinkage:
        lost = {team.team: team.shrinkage + case.shrinkage for team in plan.teams}
        columns["shrinkage"] = lost
    if case.outsourced is not None:
        columns["volume_share"] = _shares(plan, case.outsourced)
    return plan_of(_with_teams(raw, columns), scenario, ignore, ambiguous)


def _shares(plan: Plan, outsourced: float) -> dict[str, float]:
    """The share of contacts that each outsourced team gets alone, by its heads."""
    vendors = [team.team for team in plan.teams if team.outsourced]
    heads = {name: sum(agent.team == name for agent in plan.agents) for name in vendors}
    if not sum(heads.values()):
        message = "no team is outsourced, or none of them has people: expected kind = outsourced"
        raise DataError([Problem(file="teams.csv", column="kind", message=message)])
    return {name: outsourced * count / sum(heads.values()) for name, count in heads.items()}


def _with_teams(raw: RawFolder, columns: Mapping[str, Mapping[str, float]]) -> RawFolder:
    """The folder with other numbers of its teams."""
    frame = raw.tables["teams"].frame
    for name, values in columns.items():
        before = frame[name] if name in frame else pd.Series("", index=frame.index)
        after = frame["team"].map({team: f"{value:.9g}" for team, value in values.items()})
        frame = frame.assign(**{name: after.fillna(before)})
    return raw.with_table("teams", frame)
