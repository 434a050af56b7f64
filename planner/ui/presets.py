"""Where the what-if sliders start from: the plan as it is, or one of the folder's scenarios."""

import json
from dataclasses import dataclass, replace
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
from planner.ui.levers import Levers, changed_forecast
from planner.ui.results import SUMMARY, read_table
from planner.ui.rota_service import Cover, Service, cover_of, nobody, service_of
from planner.ui.state import Demand, Stamp, Workspace, read_checked, read_demand
from planner.ui.texts import t

KEPT = "beginning_of_"
POSITIONS = 12
"""Positions of the sliders whose requirement is kept, for whoever comes back to one of them."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A plan with its demand, what the rota covers, achieves and costs (``None``: no rota).

    ``crews`` are the rota team by team, empty without one; ``key`` says what it was made of.
    """

    plan: Plan
    demand: Demand
    cover: Cover
    service: Service
    cost: float | None
    crews: tuple[Crew, ...] = ()
    key: tuple[object, ...] = ()


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
    key = (str(here.folder), here.stamp, scenario, rota, written)
    kept: Beginning | None = st.session_state.get(KEPT + scenario)
    if kept is None or kept.key != key:
        # A spinner that comes and goes at every move of a slider would take longer than the move.
        with st.spinner(t("Working it out …")):
            kept = st.session_state[KEPT + scenario] = _beginning(*key)
    return kept


@st.cache_resource(max_entries=8, show_spinner=False)
def _beginning(folder: str, stamp: Stamp, scenario: str, rota: str, written: float) -> Beginning:
    found = _worked_out(folder, stamp, scenario, rota)
    return replace(found, key=(folder, stamp, scenario, rota, written))


def _worked_out(folder: str, stamp: Stamp, scenario: str, rota: str) -> Beginning:
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


def demand_moved(begun: Beginning, moved: Levers) -> Demand:
    """Forecast and requirement where the sliders for contacts stand."""
    return begun.demand if moved.demand == Levers().demand else _moved(begun, begun.key, moved)


@st.cache_resource(
    max_entries=POSITIONS, show_spinner=False, hash_funcs={Levers: lambda levers: levers.demand}
)
def _moved(_begun: Beginning, key: tuple[object, ...], moved: Levers) -> Demand:  # noqa: ARG001
    volumes = changed_forecast(_begun.plan, _begun.demand.forecast, moved)
    return Demand(forecast=volumes, needs=require(_begun.plan, volumes))
