"""Optimise: what weighs how much, how long, and how the run goes; then the runs there were."""

import pandas as pd
import streamlit as st

from planner import charts
from planner.capacity import hours_available
from planner.errors import PlannerError
from planner.folder import read_folder
from planner.folder.toml_edits import with_settings
from planner.rules import RULES
from planner.ui import messages, state
from planner.ui.figures import heading, number, share
from planner.ui.jobs import Job
from planner.ui.live import EVERY_SECONDS
from planner.ui.sidebar import changed_copy, start
from planner.ui.state import Workspace, job_manager, runs_folder
from planner.ui.table_words import HEADS, helped
from planner.ui.texts import mark, t
from planner.ui.weights import PRICES, changed_weights, rule_prices
from planner.ui.wording import chart_words

MOST_SECONDS = 3600
CAUSES = {
    "labour_cost": mark("Labour"), "fixed_cost": mark("Sites"),
    "shortage_cost": mark("Shortage"), "surplus_cost": mark("Surplus"),
    "rule_cost": mark("Rules bent at a price"), "request_cost": mark("Wishes not met"),
}  # fmt: skip
"""The parts of a result's cost, by their names in ``summary.json``."""


def show() -> None:
    """The page."""
    here = state.current()
    heading("Optimise", here)
    weights, progress = st.columns([1, 1.5], gap="large")
    with weights:
        _weights(here)
    with progress:
        _progress()
        _runs(here)
        _causes(here)
    _capacity(here)


def _weights(here: Workspace) -> None:
    """Prices and time; a run with other prices is made in a copy of the folder."""
    currency = here.plan.currency
    left_out = tuple(item.name for item in here.plan.unacted)
    with st.form("weights", border=True):
        prices = {
            name: st.number_input(
                f"{t(label)}, {currency} {t(unit)}", min_value=0.0, step=1.0, format="%g",
                value=float(getattr(here.plan.prices, name)), key=f"price_{name}", help=t(about),
            )
            for name, (label, unit, about) in PRICES.items()
        }  # fmt: skip
        with st.expander(t("Rules: hard, or at a price")):
            rules = _rules(here)
        seconds = st.number_input(t("Seconds"), 5, MOST_SECONDS, 60, 5, key="optimise_seconds")
        gap = st.number_input(
            t("Good enough at a gap of, %"), 0.0, 100.0, 0.0, 0.5, key="optimise_gap",
            help=t("The run ends when (cost − bound) / cost is that small."),
        )  # fmt: skip
        seed = st.number_input(t("Seed"), 0, 10_000, 0, 1, key="optimise_seed",
                               help=t("Another seed searches in another order."))  # fmt: skip
        agreed = not left_out or st.checkbox(
            t("Plan without: {0}", ", ".join(left_out)),
            key="optimise_without",
            help=t("These stand in the folder, and nothing acts on them yet."),
        )
        pressed = st.form_submit_button(t("Optimise with these weights"), type="primary",
                                        icon=":material/play_arrow:", width="stretch")  # fmt: skip
    if pressed and not agreed:
        st.warning(t("Tick the box first: nothing is left out in silence."))
    elif pressed:
        _start(here, prices, rules, seconds=int(seconds), gap=gap / 100, seed=int(seed),
               ignore=left_out)  # fmt: skip


def _rules(here: Workspace) -> dict[str, float | None]:
    """Each rule in force with its price; blank is hard."""
    now = rule_prices(here.plan)
    table = pd.DataFrame(
        {
            "rule": [t(RULES[rule].name) for rule in now],
            "price": [now[rule] for rule in now],
            "unit": [t(RULES[rule].unit) for rule in now],
        },
        index=list(now),
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=["rule", "unit"],
        key="rule_prices",
        height=250,
        column_config={
            "rule": st.column_config.TextColumn(t("rule")),
            "unit": st.column_config.TextColumn(t("unit")),
            "price": st.column_config.NumberColumn(
                t("price, {0}", here.plan.currency),
                min_value=0.0,
                help=t("Of one unit of breach. Blank: the rule is hard."),
            ),
        },
    )
    prices = pd.to_numeric(edited["price"], errors="coerce")
    return {
        rule: None if value != value else float(value)
        for rule, value in zip(now, prices.tolist(), strict=True)
    }


def _start(
    here: Workspace, prices: dict[str, float], rules: dict[str, float | None], *, seconds: int,
    gap: float, seed: int, ignore: tuple[str, ...],
) -> None:  # fmt: skip
    changes = changed_weights(here.plan, prices, rules)
    folder = here.folder
    if changes:
        try:
            folder = changed_copy(with_settings(read_folder(here.folder), changes), here.folder)
        except PlannerError as error:
            messages.show_error(error)
            return
        st.session_state["next_folder"] = str(folder)
    start(folder, seconds=seconds, ignore=ignore, gap=gap, seed=seed)
    st.rerun()


def _progress() -> None:
    """Cost and bound of the run in the address, drawn while it goes."""
    job_id = st.query_params.get("job") or st.session_state.get("last_job")
    manager = job_manager(str(runs_folder()))
    job = manager.job(job_id) if job_id else None
    if job is None:
        st.markdown(t("#### The run"))
        st.caption(
            t(
                "No run is under way. Cost and bound are drawn here while one is; "
                "it goes on when this page is closed."
            )
        )
        return
    st.session_state["last_job"] = job.id
    st.fragment(_curve, run_every=2 * EVERY_SECONDS if job.active else None)(job.id)


def _curve(job_id: str) -> None:
    job = job_manager(str(runs_folder())).job(job_id)
    if job is None:
        return
    st.markdown(t("#### The run · {0}", _state_words(job)))
    points = pd.DataFrame(
        [(p.seconds, p.cost, p.bound) for p in job.points], columns=["seconds", "cost", "bound"]
    ).astype(float)
    known = points.dropna(how="all", subset=["cost", "bound"])
    if known.empty:
        st.caption(t("Nothing is known yet: demand and requirement come first."))
        return
    options = charts.progress_options(known, words=chart_words())
    st.echarts_chart(options, height=260, key="progress",
                     alt=t("Cost and bound over the seconds of the run"))  # fmt: skip
    last = job.last
    if last is not None and last.cost is not None:
        better = points["cost"].diff().lt(0)
        since = job.seconds - float(points["seconds"][better].max()) if better.any() else 0.0
        told = [
            t("{0} schedules", int(points["cost"].nunique())),
            t("gap {0}", share(last.gap or 0.0, 2)),
        ]
        told += [t("last better one {0:.0f} s ago", since)] if job.active and better.any() else []
        st.caption(" · ".join(told))
    with st.expander(t("The same in numbers"), icon=":material/table:"):
        st.dataframe(known, hide_index=True, alt=t("Progress of the run"))


def _state_words(job: Job) -> str:
    return {
        "waiting": t("waits for {0}", job.ahead), "running": f"{job.seconds:.0f} s",
        "done": t("done"), "stopped": t("stopped"), "failed": t("failed"),
    }[job.state]  # fmt: skip


def _runs(here: Workspace) -> None:
    """Results of this folder, the newest first."""
    runs = state.runs_of_folder(here.folder, here.plan.inputs_sha256)
    if not runs:
        return
    best = min(float(run.summary["cost"]) for run in runs)
    shown = pd.DataFrame(
        {
            t("result"): [run.when for run in runs],
            "cost": [float(run.summary["cost"]) for run in runs],
            "above the best": [float(run.summary["cost"]) - best for run in runs],
            t("gap"): [share(float(run.summary.get("gap") or 0.0), 2) for run in runs],
            t("status"): [_status(str(run.summary.get("status", ""))) for run in runs],
            "seconds": [float(run.summary.get("seconds") or 0.0) for run in runs],
        }
    )
    st.markdown(t("#### Results so far"))
    st.dataframe(shown, hide_index=True, alt=t("Results of this folder"), column_config={
        "cost": st.column_config.NumberColumn(t("cost, {0}", here.plan.currency), format="%,.0f"),
        "above the best": st.column_config.NumberColumn(
            t("above the best"), format="%+,.0f", help=t(HEADS["above the best"])),
        **helped([t("gap")]),
        "seconds": st.column_config.NumberColumn(t("s"), format="%.0f", help=t("Seconds it took.")),
    })  # fmt: skip


def _status(name: str) -> str:
    return {
        "optimal": t("optimal"), "feasible": t("feasible"), "cancelled": t("stopped"),
    }.get(name, name)  # fmt: skip


def _causes(here: Workspace) -> None:
    """What the cost of the result looked at is made of."""
    if here.run is None:
        return
    summary = here.run.summary
    parts = [(t(label), number(summary, name)) for name, label in CAUSES.items()]
    total = number(summary, "cost")
    shown = pd.DataFrame(
        {
            t("cause"): [label for label, value in parts if value > 0],
            "money": [value for _, value in parts if value > 0],
            "share": [share(value / total) for _, value in parts if value > 0],
        }
    )
    st.markdown(t("#### What the cost is made of"), help=t("Of the result chosen in the sidebar."))
    st.dataframe(shown, hide_index=True, alt=t("What the cost is made of"), column_config={
        "money": st.column_config.NumberColumn(t("cost, {0}", here.plan.currency), format="%,.0f"),
        "share": st.column_config.TextColumn(t("share"), help=t(HEADS["share"])),
    })  # fmt: skip


def _capacity(here: Workspace) -> None:
    """Whether there can be enough people at all, before any run."""
    found = hours_available(here.plan, here.demand().needs)
    short = found.weeks[found.weeks["spare_hours"] < 0]
    words = (
        t(
            "▼ In {0} of {1} weeks there are fewer hours than are needed",
            len(short),
            len(found.weeks),
        )
        if len(short)
        else t("▲ In every week there are more hours than are needed")
    )
    with st.expander(t("Before any run: {0}", words), icon=":material/balance:"):
        st.caption(
            t(
                "At most: what contracts, leave and shifts allow; rest, runs of "
                "days and weekends are not looked at. Hours at work are effective "
                "ones."
            )
        )
        weeks, teams = st.columns(2)
        names = {
            "week": t("week"), "team": t("team"), "heads": t("people"),
            "available_paid_hours": t("paid hours there are"),
            "available_hours": t("hours at work there are"), "needed_hours": t("hours needed"),
            "spare_hours": t("spare"),
        }  # fmt: skip
        about = helped(names.values())
        weeks.dataframe(found.weeks.round(0).rename(columns=names), hide_index=True,
                        alt=t("Hours by week"), column_config=about)  # fmt: skip
        teams.dataframe(found.by_team.round(0).rename(columns=names), hide_index=True,
                        alt=t("Hours by team"), column_config=about)  # fmt: skip


if __name__ == "__main__":
    show()
