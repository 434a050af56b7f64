"""Where the what-if sliders start from: the plan as it is, or one of the folder's scenarios."""

import json
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from planner.auditing import audit
from planner.changes import changed
from planner.demand import forecast
from planner.domain import Plan
from planner.folder import build_plan
from planner.rules import shift_costs
from planner.rules.presence import presence
from planner.schedule_files import read_schedule
from planner.schedules import Schedule
from planner.staffing import require
from planner.ui.crew import Crew, crews_of, presence_in
from planner.ui.results import SUMMARY, read_table
from planner.ui.rota_service import Cover, Service, cover_of, nobody, service_of
from planner.ui.state import Demand, Stamp, Workspace, read_checked, read_demand
from planner.ui.texts import t


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A plan with its demand, what the rota covers, achieves and costs (``None``: no rota).

    ``crews`` are the rota team by team, empty without one.
    """

    plan: Plan
    demand: Demand
    cover: Cover
    service: Service
    cost: float | None
    crews: tuple[Crew, ...] = ()


def titles(here: Workspace) -> dict[str, str]:
    """Titles of the folder's scenarios by name, in the order of the file."""
    raw = read_checked(str(here.folder), here.stamp).raw
    return {} if raw is None else {s.name: s.title or s.name for s in raw.scenarios}


def beginning(here: Workspace, scenario: str = "") -> Beginning:
    """The plan as it is, or as a scenario changes it; people whom that takes away drop out.

    Raises
    ------
    DataError
        For what is wrong in the changed plan, or when the result is of other queues or days.
    """
    rota = str(here.run.path) if here.run else ""
    written = here.run.written.timestamp() if here.run else 0.0
    with st.spinner(t("Working it out …")):
        return _beginning(str(here.folder), here.stamp, scenario, rota, written)


@st.cache_resource(max_entries=8, show_spinner=False)
def _beginning(folder: str, stamp: Stamp, scenario: str, rota: str, written: float) -> Beginning:  # noqa: ARG001
    checked = read_checked(folder, stamp)
    assert checked.raw is not None
    assert checked.plan is not None
    if not scenario:
        demand = read_demand(folder, stamp)
        return _with_rota(checked.plan, demand, Path(rota)) if rota else _bare(checked.plan, demand)
    change = next(found for found in checked.raw.scenarios if found.name == scenario)
    plan, _ = build_plan(changed(checked.raw, change))
    volumes = forecast(plan)
    demand = Demand(forecast=volumes, needs=require(plan, volumes))
    return _kept(checked.plan, plan, demand, Path(rota)) if rota else _bare(plan, demand)


def _bare(plan: Plan, demand: Demand) -> Beginning:
    """Without a rota."""
    return _put_together(plan, demand, nobody(plan), None)


def _with_rota(plan: Plan, demand: Demand, rota: Path) -> Beginning:
    """The rota as it was made."""
    summary = json.loads((rota / SUMMARY).read_text(encoding="utf-8"))
    cover = cover_of(plan, read_table(rota / "coverage.csv"))
    pay = read_table(rota / "schedule.csv").groupby("team")["cost"].sum()
    at_work = presence_in(plan, read_table(rota / "activities.csv"))
    crews = crews_of(plan, demand.needs, at_work, {str(k): float(v) for k, v in pay.items()})
    return _put_together(plan, demand, cover, float(summary["cost"]), crews)


def _kept(before: Plan, plan: Plan, demand: Demand, rota: Path) -> Beginning:
    """The rota less the people whom a scenario takes away, judged anew."""
    schedule, _, _ = read_schedule(before, rota)
    left = Schedule(tuple(shift for shift in schedule.shifts if shift.agent in plan.agent))
    found = audit(plan, left, demand.needs)
    pay: dict[str, float] = {}
    for (agent, _), money in shift_costs(plan, left).items():
        team = plan.agent[agent].team
        pay[team] = pay.get(team, 0.0) + money
    crews = crews_of(plan, demand.needs, presence(plan, left), pay)
    return _put_together(plan, demand, cover_of(plan, found.coverage), found.cost, crews)


def _put_together(
    plan: Plan, demand: Demand, cover: Cover, cost: float | None, crews: tuple[Crew, ...] = ()
) -> Beginning:
    service = service_of(plan, demand.needs, cover, forecast=demand.forecast)
    return Beginning(plan=plan, demand=demand, cover=cover, service=service, cost=cost, crews=crews)
