"""Where the what-if sliders start from: the plan as it is, or one of the folder's scenarios."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from planner.auditing import audit
from planner.changes import changed
from planner.demand import forecast
from planner.domain import Plan
from planner.folder import build_plan
from planner.schedule_files import read_schedule
from planner.schedules import Schedule
from planner.staffing import require
from planner.ui.rota_service import Cover, cover_of, nobody
from planner.ui.state import Demand, Stamp, Workspace, read_checked


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A plan with its demand, what the rota covers, and its cost (``None``: no rota)."""

    plan: Plan
    demand: Demand
    cover: Cover
    cost: float | None


def titles(here: Workspace) -> dict[str, str]:
    """Titles of the folder's scenarios by name, in the order of the file."""
    raw = read_checked(str(here.folder), here.stamp).raw
    return {} if raw is None else {s.name: s.title or s.name for s in raw.scenarios}


def as_planned(here: Workspace) -> Beginning:
    """The plan as it is, with the rota that is looked at.

    Raises
    ------
    DataError
        When the result was made for other queues or another horizon.
    """
    coverage = here.table("coverage.csv")
    if here.run is None or coverage.empty:
        return Beginning(plan=here.plan, demand=here.demand(), cover=nobody(here.plan), cost=None)
    cost = here.run.summary.get("cost")
    return Beginning(
        plan=here.plan, demand=here.demand(), cover=cover_of(here.plan, coverage),
        cost=float(cost) if isinstance(cost, int | float) else None,
    )  # fmt: skip


def scenario(here: Workspace, name: str) -> Beginning:
    """The plan as a scenario changes it; people whom it takes away drop out of the rota.

    Raises
    ------
    DataError
        For what is wrong in the changed plan.
    """
    rota = str(here.run.path) if here.run else ""
    written = here.run.written.timestamp() if here.run else 0.0
    return _scenario(str(here.folder), here.stamp, name, rota, written)


@st.cache_resource(max_entries=6, show_spinner="Working the scenario out …")
def _scenario(folder: str, stamp: Stamp, name: str, rota: str, written: float) -> Beginning:  # noqa: ARG001
    checked = read_checked(folder, stamp)
    assert checked.raw is not None
    assert checked.plan is not None
    change = next(found for found in checked.raw.scenarios if found.name == name)
    plan, _ = build_plan(changed(checked.raw, change))
    volumes = forecast(plan)
    demand = Demand(forecast=volumes, needs=require(plan, volumes))
    if not rota:
        return Beginning(plan=plan, demand=demand, cover=nobody(plan), cost=None)
    schedule, _, _ = read_schedule(checked.plan, Path(rota))
    left = Schedule(tuple(shift for shift in schedule.shifts if shift.agent in plan.agent))
    found = audit(plan, left, demand.needs)
    return Beginning(
        plan=plan, demand=demand, cover=cover_of(plan, found.coverage), cost=found.cost
    )
