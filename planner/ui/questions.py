"""Questions of a manager: 24/7 or not, whom to hire, automation, speed, who carries the load."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from planner.export.texts import neutral
from planner.folder import table_text
from planner.ui import question_charts, question_reports, state
from planner.ui.app_words import sentence
from planner.ui.choices import choose_one
from planner.ui.figures import heading, hours, money
from planner.ui.state import Workspace
from planner.ui.table_words import REPORTS
from planner.ui.texts import mark, t

QUESTIONS: Mapping[str, str] = {
    "night": mark("Do we need 24/7?"),
    "hiring": mark("Whom do we hire, when and where?"),
    "automation": mark("What does automation save?"),
    "speed": mark("Faster or better?"),
    "load": mark("Who carries the nights?"),
}
PERCENT = "percent"


def show() -> None:
    """The page."""
    here = state.current()
    heading("Questions", here)
    name = choose_one(
        t("Question"), list(QUESTIONS), key="question",
        words=lambda key: t(QUESTIONS[key]) if key in QUESTIONS else key,
    )  # fmt: skip
    PARTS[name](here)


def _night(here: Workspace) -> None:
    with st.expander(t("What is taken to hold"), icon=":material/tune:"), st.grid(2, gap="small"):
        come_back = st.slider(
            t("Come back when it is open, %"), 0, 100, 50,
            help=t("Of those who find the desk closed today; they are in its history already."),
        )  # fmt: skip
        fixed = st.number_input(
            t("Fixed cost of nights, {0} a week", here.plan.currency), min_value=0.0, step=100.0,
            help=t("Site, IT, security: what being open at night costs besides people."),
        )  # fmt: skip
        per_contact = st.number_input(
            t("Outsourcer, {0} a contact", here.plan.currency), min_value=0.0, step=0.5, value=None,
            help=t("Blank: the outsourced teams of the plan, by their hours."),
        )  # fmt: skip
        value = st.number_input(
            t("An answer at once is worth, {0}", here.plan.currency), min_value=0.0, step=0.5,
            value=None, help=t("A contact, against an answer in the morning. Blank: not said."),
        )  # fmt: skip
        bots = st.number_input(
            t("Bots and help pages resolve, %"), 0.0, 100.0, None, 1.0,
            help=t("Of the contacts at night. Blank: as the table automation says."),
        )  # fmt: skip
    told = question_reports.night(
        str(here.folder), here.stamp, come_back / 100, fixed, per_contact, value,
        None if bots is None else bots / 100,
    )  # fmt: skip
    if not told.contacts.empty:
        st.altair_chart(
            question_charts.by_hour(told.hours), alt=t("Contacts outside the hours, by hour")
        )
        _numbers(told.hours)
        _table(
            told.cover, ("queue", "way", "teams", "cost_per_week", "cost_per_contact",
                         "fixed_cost_per_week", "net_cost_per_week", "fte", "at_once"),
            shares=("at_once",), name=t("Ways to be there, a week"),
        )  # fmt: skip
    _words(told.lines)
    _files(told.files)


def _hiring(here: Workspace) -> None:
    with st.form("hiring", border=False):
        first, second, third, last = st.columns(4, vertical_alignment="bottom")
        months = first.number_input(t("Months ahead"), min_value=1, max_value=36, value=18)
        error = second.number_input(
            t("Forecast off by, %"), min_value=0, max_value=50, value=10,
            help=t("What the same hires would mean if so much more or less came."),
        )  # fmt: skip
        surplus = third.number_input(
            t("Surplus of rotas, %"), min_value=0, max_value=100, value=10,
            help=t("Hours at work beyond the need that shifts cannot avoid."),
        )  # fmt: skip
        last.form_submit_button(t("Work it out"), width="stretch")
    told = question_reports.hiring(
        str(here.folder), here.stamp, int(months), error / 100, surplus / 100
    )
    expected, more = told.risk.iloc[1], told.risk.iloc[2]
    with st.grid(4, min_column_width=185, gap="small"):
        _card(t("People to hire"), f"{int(told.hires['hires'].sum()):,}",
              t("Who start within these months, in all teams."))  # fmt: skip
        _card(t("Cost of hiring"), money(float(told.hires["cost"].sum()), here.plan.currency),
              t("hire_cost of hiring.csv times people."))  # fmt: skip
        _card(t("Short as forecast"), hours(float(expected["short_hours"])),
              t("Effective agent-hours missing with these hires."))  # fmt: skip
        _card(t("Short with {0}% more", error), hours(float(more["short_hours"])),
              t("The same hires when more comes than forecast."))  # fmt: skip
    team = choose_one(
        t("Team"), ["", *dict.fromkeys(told.teams["team"])], key="hiring_team",
        words=lambda name: name or t("All teams"),
    )  # fmt: skip
    st.altair_chart(
        question_charts.people(told.teams, team),
        alt=t("Productive full-timers required and available, by week"),
    )
    _numbers(told.teams[told.teams["team"] == team] if team else told.teams)
    _table(told.hires, name=t("Decisions to hire"))
    _table(
        told.risk, ("contacts", "short_hours", "weeks_short", "overtime_hours", "idle_hours",
                    "cost", "hires_if_known", "cost_if_known"),
        shares=("contacts",), name=t("The same hires if contacts are off"),
    )  # fmt: skip
    _words(told.lines)
    _files(told.files)


def _automation(here: Workspace) -> None:
    told = question_reports.automation(str(here.folder), here.stamp)
    if not told.table.empty:
        st.altair_chart(
            question_charts.net(told.table), alt=t("Money a week after its cost, by queue")
        )
        _table(
            told.table, ("queue", "means", "resolved", "comes_back", "resolved_per_week",
                         "aht_before_s", "aht_after_s", "hours_saved_per_week", "fte_saved",
                         "net_per_week", "hours_of_a_point", "money_of_a_point"),
            shares=("resolved", "comes_back"), name=t("What automation saves, a week"),
        )  # fmt: skip
    _words(told.lines)
    _files(told.files)


def _speed(here: Workspace) -> None:
    told = question_reports.speed(str(here.folder), here.stamp)
    names = list(dict.fromkeys(told.table["queue"]))
    if names:
        queue = choose_one(t("Queue"), names, key="speed_queue")
        own = told.table[told.table["queue"] == queue]
        st.altair_chart(
            question_charts.speed(own, here.plan.currency),
            alt=t("Money a week and satisfaction by handle time"),
        )
        if own["satisfaction"].isna().all():
            st.caption(t("No curve in satisfaction.csv reaches here: only money is drawn."))
        _table(
            own, ("change", "aht_s", "hours_per_week", "fte", "cost_per_week", "cost_more",
                  "satisfaction", "cost_of_a_point"),
            shares=("change", "satisfaction"), name=t("Other handle times, a week"),
        )  # fmt: skip
    _words(told.lines)
    _files(told.files)


def _load(here: Workspace) -> None:
    told = question_reports.load(here, _earlier_rotas())
    if told.people["balance_hours"].any():
        st.altair_chart(
            question_charts.balance(told.people),
            alt=t("Unpopular hours above and below an even share"),
        )
    known = [str(name) for name in told.people if told.people[name].notna().any()]
    shown = [name for name in known if name not in ("name", "contract", "weeks")]
    _table(told.people.sort_values("balance_hours", ascending=False), shown,
           name=t("Who carries what"))  # fmt: skip
    if not told.near_limits.empty:
        near = told.near_limits.assign(unit=told.near_limits["unit"].map(t))
        _table(near, ("agent", "team", "rule", "limit", "reached", "unit"),
               name=t("Near a limit of the contract"))  # fmt: skip
    _words(told.lines)
    _files(told.files)


def _earlier_rotas() -> list[tuple[str, bytes]]:
    """Names and contents of schedules of the past that somebody gives."""
    with st.expander(t("Earlier rotas"), icon=":material/history:"):
        files = st.file_uploader(
            t("schedule.csv of earlier plans"), type=["csv"], accept_multiple_files=True,
            key="earlier_rotas",
            help=t(
                "Published rotas and the table previous count by themselves; other months can "
                "be added here. Only agent, start and end are read."
            ),
        )  # fmt: skip
    return [(file.name, file.getvalue()) for file in files or []]


PARTS: Mapping[str, Callable[[Workspace], None]] = {
    "night": _night, "hiring": _hiring, "automation": _automation, "speed": _speed, "load": _load,
}  # fmt: skip


def _card(label: str, value: str, about: str) -> None:
    st.metric(label, value, border=True, height="stretch", help=about)


def _table(
    table: pd.DataFrame, columns: Sequence[str] | None = None, *, name: str,
    shares: Sequence[str] = (), titled: bool = True,
) -> None:  # fmt: skip
    """A table under its title; columns keep the names that the files have."""
    if titled:
        st.markdown(f"**{name}**")
    shown = table if columns is None else table[list(columns)]
    about = {name: t(REPORTS[name]) if name in REPORTS else None for name in shown.columns}
    numbers = {
        column: st.column_config.NumberColumn(
            format=PERCENT if column in shares else "localized", help=about[column]
        )
        for column in shown.select_dtypes("number").columns
    }
    rounded = shown.round({c: 4 if c in shares else 1 for c in numbers})
    words = {name: st.column_config.Column(help=about[name]) for name in about}
    st.dataframe(
        rounded, hide_index=True, column_config={**words, **numbers}, alt=name,
        height=320 if len(shown) > 8 else "auto",
    )  # fmt: skip


def _numbers(table: pd.DataFrame) -> None:
    """What a picture shows, as a table."""
    with st.expander(t("The same in numbers"), icon=":material/table:"):
        _table(table, name=t("The same in numbers"), titled=False)


def _words(lines: Sequence[str]) -> None:
    """The report in sentences, as the command line prints it."""
    with st.expander(t("In words, with what is assumed"), icon=":material/notes:", expanded=True):
        st.code("\n".join(sentence(line) for line in lines), language=None, wrap_lines=True)


def _files(files: Mapping[str, pd.DataFrame]) -> None:
    """Each table as a CSV file, with formulas neutralised."""
    with st.container(horizontal=True):
        for name, table in files.items():
            st.download_button(
                name, data=table_text(_harmless(table)).encode("utf-8-sig"),
                file_name=name, mime="text/csv", on_click="ignore", icon=":material/download:",
            )  # fmt: skip


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    text = table.select_dtypes(exclude="number").columns
    return table.assign(**{
        name: [neutral(value) if isinstance(value, str) else value for value in table[name]]
        for name in text
    })  # fmt: skip


if __name__ == "__main__":
    show()
