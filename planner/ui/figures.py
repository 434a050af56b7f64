"""What stands at the top of every page: which plan it is about, and figures with their meaning."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from planner.ui.state import Workspace
from planner.ui.texts import mark, t
from planner.ui.wording import span_of_days

NONE = "–"
MEANING = {
    mark("Cost"): mark(
        "Labour, sites, shortage, surplus and broken priced rules over the "
        "horizon, in the plan's currency. The audit recomputes it from the files."
    ),
    mark("Bound"): mark(
        "Proven, in the plan's currency: no rota that keeps the hard rules can cost less."
    ),
    mark("Gap"): mark(
        "(cost − bound) / cost: at most this share of the cost could still be saved."
    ),
    mark("Labour"): mark(
        "Pay for the shifts in the plan's currency: hours times hourly cost, "
        "without fixed costs of sites."
    ),
    mark("Short"): mark(
        "Effective agent-hours missing, summed over queues and intervals: spare "
        "people of another queue or hour do not make up for them."
    ),
    mark("Required"): mark(
        "Effective agent-hours needed at work to meet every target, before "
        "rounding to whole people."
    ),
    mark("Covered"): mark(
        "Effective agent-hours at work: people present × productivity × (1 − "
        "shrinkage) × (1 − absence)."
    ),
    mark("Paid"): mark("Hours paid: elapsed hours of the shifts without unpaid breaks."),
    mark("With shrinkage"): mark(
        "Hours on shift that the requirement takes: whole people, divided by 1 − "
        "shrinkage of the teams that serve the queue."
    ),
    mark("Queues"): mark("Kinds of work that are planned for."),
    mark("People"): mark("People of the plan, named or not, leave not deducted."),
    mark("Service level"): mark(
        "Share of live contacts answered in time, over all live queues, as the "
        "Erlang formulas expect it of the people present, weighted by contacts."
    ),
}
"""Definition and unit of every figure shown, by its label."""
SOURCES = {
    "Cost": "summary.json", "Bound": "summary.json", "Gap": "summary.json",
    "Labour": "summary.json, schedule.csv", "Short": "coverage.csv",
    "Required": "requirements.csv", "Covered": "coverage.csv", "Paid": "schedule.csv",
    "With shrinkage": "requirements.csv, teams.csv", "Queues": "queues.csv",
    "People": "agents.csv, teams.csv", "Service level": "requirements.csv, coverage.csv",
}  # fmt: skip
"""Files that each of them is read or worked out from."""


def heading(title: str, here: Workspace) -> None:
    """The page's title and which plan it is about."""
    horizon = here.plan.horizon
    last = horizon.start + timedelta(days=horizon.days - 1)
    span = span_of_days(horizon.start, last)
    st.markdown(f"### {t(title)}")
    st.caption(
        t(
            "**{0}** · {1} · {2} · {3} people · {4}-minute intervals · times in **{5}**",
            here.plan.name,
            here.site or t("all sites"),
            span,
            len(here.plan.agents),
            horizon.interval_minutes,
            here.timezone,
        )
    )


def card(label: str, value: str, change: str | int | None = None) -> None:
    """One figure with its definition; ``change`` stands below it, neither red nor green."""
    st.metric(
        t(label), value, change, border=True, height="stretch", delta_color="off",
        delta_arrow="off", help=t("{0} Source: {1}.", t(MEANING[label]), SOURCES[label]),
    )  # fmt: skip


def number(summary: Mapping[str, Any], name: str) -> float:
    """A figure of a summary; NaN where it is missing."""
    value = summary.get(name)
    return float(value) if isinstance(value, int | float) else float("nan")


def money(value: float, currency: str) -> str:
    """``1,234,567 EUR``."""
    return NONE if value != value else f"{value:,.0f} {currency}"


def hours(value: float) -> str:
    """``1,234.5 h``."""
    if value != value:
        return NONE
    return f"{value:,.1f} h" if abs(value) < 10_000 else f"{value:,.0f} h"


def short(value: float) -> str:
    """``▼ 12.3 h``, or ``0 h`` where nothing is missing."""
    return f"▼ {hours(value)}" if value >= 0.05 else "0 h"


def share(value: float, digits: int = 1) -> str:
    """``83.4%``; a dash where there is nothing to say."""
    return NONE if value != value else f"{value:.{digits}%}"


def change(value: float, unit: str, digits: int = 1) -> str:
    """``▲ +3.2 h``, or ``unchanged``."""
    if value != value or abs(value) < 0.5 * 10**-digits:
        return t("unchanged")
    return f"{'▲' if value > 0 else '▼'} {value:+,.{digits}f} {unit}"
