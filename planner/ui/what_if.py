"""What if: other volumes, other handle times, one more launch, and the rota as it stands."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from planner import charts
from planner.domain import Plan
from planner.ui import coverage_view, levers, presets, state
from planner.ui.choices import choose_one, said
from planner.ui.crew import Staffed, staffed, with_gross
from planner.ui.figures import card, change, heading, hours, money, share, short
from planner.ui.levers import Levers
from planner.ui.presets import Beginning
from planner.ui.rota_service import Service, service_of
from planner.ui.state import Demand, Workspace
from planner.ui.table_words import helped
from planner.ui.texts import t
from planner.ui.what_if_answers import show_limit, show_plan_anew
from planner.ui.what_if_levers import preset_row, sliders
from planner.ui.wording import chart_words

AS_PLANNED = "as planned"
DAYS_AT_FIRST = 6


def show() -> None:
    """The page."""
    here = state.current()
    heading("What if", here)
    kept = t(
        "The rota is kept and everybody stays on the queue it gave; the sliders change the rest."
    )
    st.caption(
        t(
            "{0} Nothing here is saved.",
            kept if here.run else t("Without a rota, only the requirement changes."),
        )
    )
    _board(here)


@st.fragment
def _board(here: Workspace) -> None:
    preset_row(here.plan)
    figures = st.container()
    controls, outcome = st.columns([1, 2.8], gap="large")
    with controls:
        begun, scenario = _beginning(here)
        moved = sliders(begun.plan)
    now = _now(begun, moved)
    with outcome:
        _curve(here, begun, moved, now)
    after = _outcome(here, begun, now, figures)
    if begun.cost is not None:
        show_limit(here, begun, now.staffed.cover, moved)
    _queues(presets.beginning(here).service, after, rota=begun.cost is not None)
    show_plan_anew(here, begun, moved, scenario)


@dataclass(frozen=True, kw_only=True)
class _Now:
    """Where the sliders lead: the plan with its shares, the demand, who is there."""

    plan: Plan
    demand: Demand
    staffed: Staffed
    still: bool


def _now(begun: Beginning, moved: Levers) -> _Now:
    plan = levers.changed_teams(begun.plan, moved)
    demand = presets.demand_moved(begun, moved)
    if plan is not begun.plan:
        demand = Demand(forecast=demand.forecast, needs=with_gross(plan, demand.needs))
    if begun.cost is None:
        there = Staffed(cover=begun.cover, labour=0.0)
    else:
        there = staffed(begun.plan, begun.crews, demand.needs, moved, begun.cover)
    return _Now(plan=plan, demand=demand, staffed=there, still=moved.still)


def _beginning(here: Workspace) -> tuple[Beginning, str]:
    """What the sliders start from, and the scenario that it is (blank: none)."""
    names = presets.titles(here)
    if not names:
        return presets.beginning(here), ""
    chosen = choose_one(
        t("Start from"),
        [AS_PLANNED, *names],
        key="scenario",
        words=lambda name: names.get(name, t("The plan as it is")),
        help=t("Scenarios of the folder's scenarios.toml. People whom one takes away drop out."),
    )
    scenario = chosen if chosen in names else ""
    return presets.beginning(here, scenario), scenario


def _outcome(here: Workspace, begun: Beginning, now: _Now, figures: DeltaGenerator) -> Service:
    """The figures above; gives the service that they show."""
    planned = presets.beginning(here)
    before, after = planned.service, begun.service
    if not now.still:
        after = service_of(
            now.plan, now.demand.needs, now.staffed.cover, forecast=now.demand.forecast
        )
    with figures, st.grid(4, min_column_width=185, gap="small"):
        if planned.cost is not None and begun.cost is not None:
            cost = begun.cost + after.gap_cost - begun.service.gap_cost + now.staffed.labour
            _rota_figures(before, after)
            currency = here.plan.currency
            card("Cost", money(cost, currency), change(cost - planned.cost, currency, 0))
            _needed("Required", "required_hours", before, after)
        else:
            _needed("Required", "required_hours", before, after)
            _needed("With shrinkage", "gross_hours", before, after)
    return after


def _rota_figures(before: Service, after: Service) -> None:
    points = 100 * (after.service_level - before.service_level)
    card("Service level", share(after.service_level), change(points, t("points")))
    card("Short", short(after.short_hours), change(after.short_hours - before.short_hours, "h"))


def _needed(label: str, column: str, before: Service, after: Service) -> None:
    now, then = (float(service.queues[column].sum()) for service in (after, before))
    card(label, hours(now), change(now - then, "h"))


def _curve(here: Workspace, begun: Beginning, moved: Levers, now: _Now) -> None:
    names = [queue.queue for queue in begun.plan.queues]
    queues = [coverage_view.ALL, *names]
    queue = st.selectbox(t("Queue"), queues, key="what_if_queue",
                         format_func=said(queues, coverage_view.queue_words),
                         persist_state="session", width=260)  # fmt: skip
    surge = moved.start if moved.surging else None
    first = surge - timedelta(days=1) if surge else here.plan.horizon.start
    planned = presets.beginning(here)
    table = _curve_table(here, planned.demand.needs, now.demand.needs, queue)
    if begun.cost is not None:
        chosen = [queue in (coverage_view.ALL, name) for name in names]
        rows = now.staffed.cover.covered[: len(names)][chosen]
        table["covered"] = rows.sum(axis=0).round(3)
    options = charts.comparison_options(
        table, zone=here.timezone, window=(first, first + timedelta(days=DAYS_AT_FIRST)),
        words=chart_words(),
    )  # fmt: skip
    st.echarts_chart(options, height=350, key="what_if_chart",
                     alt=t("Agents needed as planned and now, {0}",
                           coverage_view.queue_words(queue)))  # fmt: skip
    by_day = st.expander(t("The same by day, in numbers"), icon=":material/table:",
                         key="what_if_days", on_change="rerun")  # fmt: skip
    if by_day.open:
        by_day.dataframe(_by_day(here, table), hide_index=True, alt=t("Agent-hours by day"))


def _by_day(here: Workspace, table: pd.DataFrame) -> pd.DataFrame:
    """Agent-hours by date: what the curve shows."""
    names = {"required": t("needed as planned"), "covered": t("covered by the rota"),
             "changed": t("needed now")}  # fmt: skip
    columns = [name for name in names if name in table]
    days = table.assign(date=table["time"].dt.date).groupby("date")[columns].sum() * here.hours
    shown = days.round(1).rename(columns={name: f"{names[name]}, h" for name in columns})
    shown.insert(0, t("day"), [coverage_view.day_name(day) for day in shown.index])
    return shown


def _curve_table(
    here: Workspace, planned: pd.DataFrame, needs: pd.DataFrame, queue: str
) -> pd.DataFrame:
    """One row an interval: what :func:`charts.comparison_options` reads, without the cover."""
    intervals = here.plan.horizon.intervals

    def needed(table: pd.DataFrame) -> NDArray[np.float64]:
        """Agents by interval; the table has them queue by queue, intervals ascending."""
        own = table if queue == coverage_view.ALL else table[table["queue"] == queue]
        by_queue = own["required_real"].to_numpy(dtype=float).reshape(-1, intervals)
        agents: NDArray[np.float64] = by_queue.sum(axis=0).round(3)
        return agents

    starts = needs["interval_start"].iloc[:intervals]
    return pd.DataFrame(
        {
            "time": coverage_view.clock_series(starts, here.place),
            "required": needed(planned),
            "changed": needed(needs),
        }
    )


def _queues(before: Service, after: Service, *, rota: bool) -> None:
    now = after.queues
    then = before.queues.set_index("queue").reindex(now["queue"]).reset_index()
    more = now["required_hours"] - then["required_hours"]
    columns = {
        t("queue"): [coverage_view.queue_words(name) for name in now["queue"]],
        t("required, h"): [f"{value:,.0f}" for value in now["required_hours"]],
        t("Δ required"): [f"{value:+,.0f}" for value in more],
        t("on shift, h"): [f"{value:,.0f}" for value in now["gross_hours"]],
    }
    if rota:
        columns |= {
            t("service"): [share(value) for value in now["service_level"]],
            t("before"): [share(value) for value in then["service_level"]],
            t("short, h"): [f"▼ {v:,.1f}" if v > 0.05 else "0" for v in now["short_hours"]],
            t("Δ short"): [f"{value:+,.1f}" for value in now["short_hours"] - then["short_hours"]],
        }
    st.dataframe(pd.DataFrame(columns), hide_index=True, alt=t("Changes by queue"), column_config={
        t("queue"): st.column_config.TextColumn(width="medium"), **helped(columns)})  # fmt: skip


if __name__ == "__main__":
    show()
