"""What if: other volumes, other handle times, one more launch, and the rota as it stands."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner import charts
from planner.domain import Plan
from planner.staffing import require
from planner.ui import coverage_view, levers, presets, state
from planner.ui.choices import choose_one
from planner.ui.figures import card, change, heading, hours, money, share, short
from planner.ui.levers import Levers
from planner.ui.presets import Beginning
from planner.ui.rota_service import Service, service_of
from planner.ui.state import Demand, Workspace
from planner.ui.texts import t

AS_PLANNED = "as planned"
DAYS_AT_FIRST = 6


def show() -> None:
    """The page."""
    here = state.current()
    heading("What if", here)
    kept = t("The rota is kept, everybody stays on the queue it gave, and demand changes.")
    st.caption(
        t(
            "{0} Nothing here is saved.",
            kept if here.run else t("Without a rota, only the requirement changes."),
        )
    )
    _board(here)


@st.fragment
def _board(here: Workspace) -> None:
    figures = st.container()
    controls, outcome = st.columns([1, 2.8], gap="large")
    with controls:
        begun = _beginning(here)
        moved = _sliders(here.plan)
    _outcome(here, begun, moved, figures, outcome)


def _beginning(here: Workspace) -> Beginning:
    names = presets.titles(here)
    if not names:
        return presets.beginning(here)
    chosen = choose_one(
        t("Start from"),
        [AS_PLANNED, *names],
        key="scenario",
        words=lambda name: names.get(name, t("The plan as it is")),
        help=t("Scenarios of the folder's scenarios.toml. People whom one takes away drop out."),
    )
    return presets.beginning(here, chosen if chosen in names else "")


def _sliders(plan: Plan) -> Levers:
    volume = st.slider(
        t("Volume"), -50, 100, 0, 5, format="%+d %%", key="volume", persist_state="session",
        help=t("Contacts of all queues, changed by so much."),
    )  # fmt: skip
    handle = st.slider(
        t("Handle time"), -30, 50, 0, 5, format="%+d %%", key="handle", persist_state="session",
        help=t("Average handle time of all queues, changed by so much."),
    )  # fmt: skip
    surge = st.slider(
        t("Launch surge"),
        1.0,
        6.0,
        1.0,
        0.1,
        format="%.1f ×",
        key="surge",
        persist_state="session",
        help=t(
            "One more launch multiplies the volumes of all queues by this. It "
            "rises over 4 hours from 09:00 on each market's clock, stays for 2 "
            "days, then fades; 5 % last."
        ),
    )
    start = _launch_day(plan, disabled=surge == 1)
    half_life = st.slider(
        t("Half-life"), 0.5, 7.0, 3.0, 0.5, format="%.1f days", key="half_life",
        persist_state="session", disabled=surge == 1,
        help=t("Days in which the surge falls by half once it fades."),
    )  # fmt: skip
    return Levers(
        volume=1 + volume / 100, handle_time=1 + handle / 100, surge=surge, start=start,
        half_life_days=half_life,
    )  # fmt: skip


def _launch_day(plan: Plan, *, disabled: bool) -> date | None:
    first, days = plan.horizon.start, plan.horizon.days
    chosen = st.date_input(
        t("Launch day"), value=first + timedelta(days=min(7, days // 2)), min_value=first,
        max_value=first + timedelta(days=days - 1), format="YYYY-MM-DD", key=f"launch_{first}",
        persist_state="session", disabled=disabled,
    )  # fmt: skip
    return chosen if isinstance(chosen, date) else None


def _outcome(
    here: Workspace, begun: Beginning, moved: Levers, figures: DeltaGenerator,
    outcome: DeltaGenerator,
) -> None:  # fmt: skip
    planned = presets.beginning(here)
    now = _demand(begun, moved)
    needs, before = now.needs, planned.service
    after = (
        begun.service
        if moved.still
        else service_of(begun.plan, needs, begun.cover, forecast=now.forecast)
    )
    with figures, st.grid(4, min_column_width=185, gap="small"):
        if planned.cost is not None and begun.cost is not None:
            cost = begun.cost + after.gap_cost - begun.service.gap_cost
            _rota_figures(before, after)
            currency = here.plan.currency
            card("Cost", money(cost, currency), change(cost - planned.cost, currency, 0))
            _needed("Required", "required_hours", before, after)
        else:
            _needed("Required", "required_hours", before, after)
            _needed("With shrinkage", "gross_hours", before, after)
    with outcome:
        _curve(here, planned, needs, begun, moved)
    _queues(before, after, rota=planned.cost is not None)


def _demand(begun: Beginning, moved: Levers) -> Demand:
    if moved.still:
        return begun.demand
    forecast = levers.changed_forecast(begun.plan, begun.demand.forecast, moved)
    return Demand(forecast=forecast, needs=require(begun.plan, forecast))


def _rota_figures(before: Service, after: Service) -> None:
    points = 100 * (after.service_level - before.service_level)
    card("Service level", share(after.service_level), change(points, "points"))
    card("Short", short(after.short_hours), change(after.short_hours - before.short_hours, "h"))


def _needed(label: str, column: str, before: Service, after: Service) -> None:
    now, then = (float(service.queues[column].sum()) for service in (after, before))
    card(label, hours(now), change(now - then, "h"))


def _curve(
    here: Workspace, planned: Beginning, needs: pd.DataFrame, begun: Beginning, moved: Levers
) -> None:
    names = [queue.queue for queue in begun.plan.queues]
    queue = st.selectbox(t("Queue"), [coverage_view.ALL, *names], key="what_if_queue",
                         persist_state="session", width=260)  # fmt: skip
    surge = moved.start if moved.surge > 1 and moved.start else None
    first = surge - timedelta(days=1) if surge else here.plan.horizon.start
    table = _curve_table(here, planned.demand.needs, needs, queue)
    if begun.cost is not None:
        chosen = [queue in (coverage_view.ALL, name) for name in names]
        table["covered"] = begun.cover.covered[chosen].sum(axis=0).round(3)
    options = charts.comparison_options(
        table, zone=here.timezone, window=(first, first + timedelta(days=DAYS_AT_FIRST))
    )
    st.echarts_chart(options, height=350, key="what_if_chart",
                     alt=t("Agents needed as planned and now, {0}", queue))  # fmt: skip


def _curve_table(
    here: Workspace, planned: pd.DataFrame, needs: pd.DataFrame, queue: str
) -> pd.DataFrame:
    """One row an interval: what :func:`charts.comparison_options` reads, without the cover."""

    def needed(table: pd.DataFrame) -> "pd.Series[float]":
        own = table if queue == coverage_view.ALL else table[table["queue"] == queue]
        return own.groupby("interval_start")["required_real"].sum()

    now = needed(needs)
    return pd.DataFrame(
        {
            "time": coverage_view.clock_series(pd.Series(now.index), here.place),
            "required": needed(planned).reindex(now.index).round(3).to_numpy(),
            "changed": now.round(3).to_numpy(),
        }
    )


def _queues(before: Service, after: Service, *, rota: bool) -> None:
    now = after.queues.merge(before.queues, on="queue", suffixes=("", "_before"), how="left")
    more = now["required_hours"] - now["required_hours_before"]
    columns = {
        "queue": now["queue"].tolist(),
        "required, h": [f"{value:,.0f}" for value in now["required_hours"]],
        "Δ required": [f"{value:+,.0f}" for value in more],
        "on shift, h": [f"{value:,.0f}" for value in now["gross_hours"]],
    }
    if rota:
        columns |= {
            "service": [share(value) for value in now["service_level"]],
            "before": [share(value) for value in now["service_level_before"]],
            "short, h": [f"▼ {v:,.1f}" if v > 0.05 else "0" for v in now["short_hours"]],
            "Δ short": [
                f"{value:+,.1f}" for value in now["short_hours"] - now["short_hours_before"]
            ],
        }
    st.dataframe(pd.DataFrame(columns), hide_index=True, alt=t("Changes by queue"), column_config={
        "on shift, h": st.column_config.TextColumn(
            help=t("Hours on shift that the requirement takes, shrinkage included."))})  # fmt: skip


if __name__ == "__main__":
    show()
