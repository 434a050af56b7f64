"""KPIs: how are we doing, against target and plan, and what has really moved?"""

import pandas as pd
import streamlit as st

from planner import charts
from planner.errors import PlannerError
from planner.kpis import DEFINITIONS, KpiBoard, board_lines, board_page, kpi_board, shown
from planner.ui import state
from planner.ui.app_words import sentence
from planner.ui.choices import choose_one
from planner.ui.figures import heading
from planner.ui.kpi_words import FORMULAS, TITLES
from planner.ui.state import Stamp, Workspace
from planner.ui.texts import mark, t

LEVELS = {
    "all": mark("All together"), "queue": mark("Queues"), "team": mark("Teams"),
    "agent": mark("People"),
}  # fmt: skip
WORDS = {
    "met": mark("met"), "missed": mark("▼ missed"), "unclear": mark("unclear"),
    "too few": mark("too few"), "better": mark("better"), "worse": mark("▼ worse"),
    "like the others": mark("like the others"), "above the others": mark("above the others"),
    "below the others": mark("▼ below the others"),
}  # fmt: skip
HEADS = {
    "name": mark("Name"), "what": mark("Figure"), "value": mark("Value"), "95 %": mark("95 %"),
    "cases": mark("Cases"), "plan": mark("Target or plan"), "verdict": mark("Verdict"),
    "change": mark("Change"), "trend": mark("Trend"),
    "beside their team": mark("Beside their team"),
}  # fmt: skip
MEANING = mark(
    "Bars are 95 % intervals. A target is met or missed only when the whole interval says so. "
    "Better and worse compare the last four weeks with the four before, chance over all figures "
    "of the level allowed for. Nobody is ranked: names stand in the order of the alphabet."
)


def show() -> None:
    """The page."""
    here = state.current()
    heading("KPIs", here)
    if not here.plan.kpis:
        st.info(
            t("The folder has no kpis.csv yet: counts of a day by queue, team and perhaps person."),
            icon=":material/info:",
        )
        _definitions()
        return
    found = read_board(str(here.folder), here.stamp)
    st.caption(f"{found.first} – {found.last}. {t(MEANING)}")
    level = _level()
    rows = found.board[found.board["level"] == level]
    if level != "all" and len(rows):
        known = {kpi: text for kpi, text in TITLES.items() if kpi in set(rows["kpi"])}
        kpi = choose_one(t("Figure"), list(known), key="kpi", words=lambda name: t(known[name]))
        rows = rows[rows["kpi"] == kpi]
        st.altair_chart(charts.kpi_chart(_drawn(rows)), width="stretch", alt=t("Key figures"))
    _table(rows, level)
    with st.expander(t("In words"), icon=":material/notes:"):
        lines = [sentence(line) for line in board_lines(found)]
        st.code("\n".join(lines), language=None, wrap_lines=True)
    _weeks(found, rows)
    _downloads(found, here)
    _definitions()


def _level() -> str:
    chosen = st.segmented_control(
        t("Of"), list(LEVELS), default="all", required=True, key="kpi_level",
        format_func=lambda name: t(LEVELS[name]), label_visibility="collapsed",
    )  # fmt: skip
    return str(chosen or "all")


@st.cache_resource(max_entries=4, show_spinner="Counting …")
def read_board(folder: str, stamp: Stamp) -> KpiBoard:
    """The board of a folder, worked out once for each time it was changed."""
    plan = state.read_checked(folder, stamp).plan
    assert plan is not None, "the page is only shown for a plan"
    try:
        volumes = state.read_demand(folder, stamp).forecast
    except PlannerError:
        volumes = None
    return kpi_board(plan, forecast=volumes)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as they are drawn: shares in per cent."""
    factor = 100 if (rows["unit"] == "%").all() else 1
    columns = {name: rows[name] * factor for name in ("value", "low", "high", "plan")}
    return rows.assign(**columns)[["name", "unit", "n", *columns]].dropna(subset=["value"])


def _table(rows: pd.DataFrame, level: str) -> None:
    told = shown(rows, unit_words=t)
    told["what"] = [t(TITLES[kpi]) for kpi in rows["kpi"]]
    for name in ("verdict", "trend"):
        told[name] = [t(WORDS[word]) if word in WORDS else "" for word in told[name]]
    if level != "all":
        told = told.drop(columns="what")
        told.insert(0, "name", rows["name"].tolist())
    if level == "agent":
        told["beside their team"] = [t(WORDS[word]) if word else "" for word in rows["apart"]]
    named = told.rename(columns={name: t(text) for name, text in HEADS.items()})
    st.dataframe(named, hide_index=True, alt=t("Key figures"), height="content")


def _weeks(found: KpiBoard, rows: pd.DataFrame) -> None:
    """One figure week by week with its interval."""
    if not len(rows):
        return
    names = [f"{n or t('all')} · {k}" for n, k in zip(rows["name"], rows["kpi"], strict=True)]
    chosen = st.selectbox(t("Week by week"), names, key="kpi_week")
    row = rows.iloc[names.index(chosen)]
    keys = ["level", "name", "kpi"]
    same = (found.weeks[keys] == row[keys].to_numpy()).all(axis=1)
    weeks = found.weeks[same].dropna(subset=["value"])
    factor = 100 if row["unit"] == "%" else 1
    drawn = weeks.assign(**{name: weeks[name] * factor for name in ("value", "low", "high")})
    target = row["plan"] * factor
    st.altair_chart(
        charts.kpi_weeks(drawn[["week", "value", "low", "high", "n"]], unit=t(row["unit"]),
                         target=None if target != target else float(target),
                         axis=t("week from Monday")),
        width="stretch", alt=t("Week by week"),
    )  # fmt: skip
    with st.expander(t("The same in numbers"), icon=":material/table:"):
        heads = {"week": t("week"), "value": t("value"), "low": t("from"), "high": t("to"),
                 "n": t("count")}  # fmt: skip
        shown = drawn[list(heads)].round(2).rename(columns=heads)
        st.dataframe(shown, hide_index=True, alt=t("Week by week"))


def _downloads(found: KpiBoard, here: Workspace) -> None:
    files = {
        "kpi_board.csv": found.board.to_csv(index=False), "kpi_weeks.csv": found.weeks.to_csv(
            index=False), "kpi_board.html": board_page(found, name=here.plan.name),
    }  # fmt: skip
    for column, (name, text) in zip(st.columns([1, 1, 1, 2]), files.items(), strict=False):
        column.download_button(
            name, data=text.encode(), file_name=name, on_click="ignore", width="stretch",
            key=f"download_{name}",
        )  # fmt: skip


def _definitions() -> None:
    with st.expander(t("What the figures are"), icon=":material/menu_book:"):
        st.table(
            pd.DataFrame(
                {
                    t("Figure"): [t(text) for text in TITLES.values()],
                    t("Formula"): [t(text) for text in FORMULAS.values()],
                    t("Unit"): [t(of.unit) for of in DEFINITIONS],
                }
            ),
            hide_index=True,
        )


if __name__ == "__main__":
    show()
