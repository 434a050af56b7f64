"""A result week by week: service, hours needed and missing, hours paid and their money."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from planner.clock import monday_of
from planner.domain import Plan
from planner.rules.coverage import Coverage
from planner.rules.needs import needs_of
from planner.rules.needs_table import placed
from planner.service import mean_level, service_levels_by_interval
from planner.ui import signing_in
from planner.ui.comparing import Candidate
from planner.ui.coverage_view import wall_clock, week_name
from planner.ui.figures import NONE
from planner.ui.results import read_table
from planner.ui.rota_service import cover_of
from planner.ui.state import Workspace
from planner.ui.texts import mark, t

Tables = Mapping[str, pd.DataFrame]
COLUMNS: dict[str, tuple[str, str, int]] = {
    "service_level": (
        mark("service, %"),
        mark(
            "Share of live contacts answered in time, as the Erlang formulas expect it, weighted "
            "by contacts. Source: requirements.csv, coverage.csv."
        ),
        1,
    ),
    "short_hours": (
        mark("short, h"), mark("Effective agent-hours missing. Source: coverage.csv."), 1,
    ),
    "shortage_cost": (
        mark("shortage, {0}"),
        mark(
            "Money for what is missing, at the plan's prices of shortage; part of the cost. "
            "Source: coverage.csv, plan.toml."
        ),
        0,
    ),
    "required_hours": (
        mark("required, h"),
        mark("Effective agent-hours needed at work. Source: requirements.csv."), 0,
    ),
    "covered_hours": (
        mark("covered, h"), mark("Effective agent-hours at work. Source: coverage.csv."), 0,
    ),
    "paid_hours": (
        mark("paid, h"),
        mark(
            "Paid hours of the shifts that start in the week, on the clock of each person's team. "
            "Source: schedule.csv."
        ),
        0,
    ),
    "labour_cost": (
        mark("shifts, {0}"),
        mark(
            "Pay for those shifts with premiums, without overtime, guarantees and fixed costs. "
            "Source: schedule.csv."
        ),
        0,
    ),
}  # fmt: skip
"""Head, meaning and digits of each figure; ``{0}`` is the currency."""
MONEY = ("shortage_cost", "labour_cost")


def show(here: Workspace, own: Candidate, base: Candidate | None) -> None:
    """The table; in brackets the differences to another result."""
    st.markdown(
        t("#### Week by week"), help=t("Weeks begin on Monday, 00:00 in {0}.", here.timezone)
    )
    now = weeks_of(own, here.timezone)
    before = weeks_of(base, here.timezone) if base else None
    names = [name for name in COLUMNS if name not in MONEY or signing_in.may("money")]
    shown = {t("week"): [week_name(monday) for monday in now.index]}
    config = {}
    for name in names:
        label, about, digits = COLUMNS[name]
        head = t(label, here.plan.currency) if name in MONEY else t(label)
        shown[head] = told(now[name], None if before is None else before[name], digits)
        config[head] = st.column_config.TextColumn(help=t(about))
    st.dataframe(pd.DataFrame(shown), hide_index=True, alt=t("Week by week"), column_config=config)
    if base is not None:
        st.caption(t("In brackets the difference to {0}.", base.name))


def told(now: "pd.Series[float]", before: "pd.Series[float] | None", digits: int) -> list[str]:
    """``83.2  (▲ +1.2)``; the difference is to the same week, and left out where there is none."""
    earlier = {} if before is None else before.to_dict()
    return [_cell(float(value), earlier.get(week), digits) for week, value in now.items()]


def _cell(value: float, before: float | None, digits: int) -> str:
    if value != value:
        return NONE
    change = value - before if before is not None else float("nan")
    text = f"{value:,.{digits}f}"
    if change != change or abs(change) < 0.5 * 10**-digits:
        return text
    return f"{text}  ({'▲' if change > 0 else '▼'} {change:+,.{digits}f})"


def weeks_of(candidate: Candidate, timezone: str) -> pd.DataFrame:
    """The weeks of a result, worked out once for each time it was written."""
    file = candidate.path / "coverage.csv"
    written = file.stat().st_mtime_ns if file.is_file() else 0
    return _weeks_of(
        candidate, (str(candidate.path), written, timezone, candidate.plan.inputs_sha256)
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _weeks_of(_candidate: Candidate, key: tuple[str, int, str, str]) -> pd.DataFrame:
    path = _candidate.path
    tables = {
        name: read_table(path / f"{name}.csv")
        for name in ("requirements", "coverage", "schedule", "forecast")
    }
    return by_week(_candidate.plan, tables, ZoneInfo(key[2]))


def by_week(plan: Plan, tables: Tables, place: ZoneInfo) -> pd.DataFrame:
    """One row a Monday-to-Sunday week of a zone, the Mondays as index.

    Columns ``service_level`` in percent of the live contacts, ``short_hours``, ``required_hours``
    and ``covered_hours`` effective, ``shortage_cost`` of the hours that are short, ``paid_hours``
    and ``labour_cost`` of the shifts by the local date of their start.

    Parameters
    ----------
    tables
        ``requirements``, ``coverage``, ``schedule`` and, if there is one, ``forecast`` of a result.

    Raises
    ------
    DataError
        When the tables are of other queues or days than the plan.
    """
    starts = pd.Series(pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC"))
    week = np.array([monday_of(day) for day in wall_clock(starts, place)["date"]])
    found = _hours(plan, tables).groupby(week).sum()
    found.insert(0, "service_level", _levels(plan, tables, week))
    schedule = tables["schedule"]
    days = [monday_of(date.fromisoformat(str(day))) for day in schedule["date"]]
    paid = schedule[["paid_hours", "cost"]].groupby(np.array(days, dtype=object)).sum()
    return found.join(paid.rename(columns={"cost": "labour_cost"}))


def _hours(plan: Plan, tables: Tables) -> pd.DataFrame:
    """Hours missing, their money, needed and there in each interval, every need once."""
    needs, at = needs_of(plan, tables["requirements"])
    table = placed(plan, tables["coverage"].rename(columns={"required": "required_real"}))
    required, covered, people, gap = (
        table.array(name) for name in ("required_real", "covered", "people", "gap")
    )
    found = Coverage(
        needs=needs, at=at, required=required, covered=covered, people=people, gap=gap
    )  # fmt: skip
    hours = plan.horizon.interval_minutes / 60
    return hours * pd.DataFrame(
        {
            "short_hours": found.shortage.sum(axis=0),
            "shortage_cost": found.shortage_cost(plan.prices).sum(axis=0),
            "required_hours": found.whole(required).sum(axis=0),
            "covered_hours": found.whole(covered).sum(axis=0),
        }
    )


def _levels(plan: Plan, tables: Tables, week: NDArray[Any]) -> "pd.Series[float]":
    """Percent of live contacts answered in time in each week; NaN where none come."""
    forecast = tables["forecast"]
    queues = service_levels_by_interval(
        plan, tables["requirements"], _present(plan, tables),
        forecast=None if forecast.empty else forecast,
    )  # fmt: skip
    found = {}
    for monday in np.unique(week):
        own = week == monday
        contacts = [volume[own].sum() for _, volume in queues.values()]
        levels = [mean_level(level[own], volume[own]) for level, volume in queues.values()]
        found[monday] = 100 * np.average(levels, weights=contacts) if sum(contacts) else np.nan
    return pd.Series(found, dtype=float)


def _present(plan: Plan, tables: Tables) -> pd.DataFrame:
    """What is covered, row by row as the requirement."""
    _, at = needs_of(plan, tables["requirements"])
    cover = cover_of(plan, tables["coverage"])
    return pd.DataFrame({"covered": cover.covered[at], "people": cover.people[at]})
