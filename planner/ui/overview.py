"""Overview: is everything covered, at what cost, and where not?"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.example_folders import examples
from planner.ui import by_week, coverage_view, signing_in, state
from planner.ui.candidates import baseline, candidates, of_run
from planner.ui.choices import said
from planner.ui.comparing import Candidate, service_level
from planner.ui.figures import NONE, card, change, heading, hours, money, number, share, short
from planner.ui.gap_panel import show_gap
from planner.ui.results import read_table
from planner.ui.rota_service import Service, cover_of, nobody, service_of
from planner.ui.sidebar import start
from planner.ui.state import Workspace
from planner.ui.table_words import HEADS
from planner.ui.texts import mark, t
from planner.ui.week_map import diverging, rising, week_map

SMALL_EXAMPLE = "corner_shop"
ALL_QUEUES = mark(
    "All queues: what is short anywhere, and only where nothing is short what is spare."
)


def show() -> None:
    """The page."""
    here = state.current()
    heading("Overview", here)
    demand = here.demand()
    coverage = here.table("coverage.csv")
    if here.run is None or coverage.empty:
        _requirement_figures(here, service_of(here.plan, demand.needs, nobody(here.plan)))
        _offer_run(here)
        _map(here, _as_coverage(demand.needs), planned=False)
        return
    figures = st.container()
    # The map is sent first: it is there before the browser has all that figures and tables take.
    explained = _map(here, coverage, planned=True)
    with figures:
        base = _compared_with(here)
        _figures(here, here.run.summary, base)
    explained()
    by_week.show(here, of_run(here, here.run), base)
    written = here.run.written.timestamp()
    _services(_service(here, (str(here.folder), here.stamp, str(here.run.path), written)))
    _worst(here, coverage)


@st.cache_resource(max_entries=16, show_spinner=False)
def _service(_here: Workspace, key: tuple[object, ...]) -> Service:  # noqa: ARG001
    """What the result gives, worked out once for each time it was written."""
    cover = cover_of(_here.plan, _here.table("coverage.csv"))
    needs = _here.table("requirements.csv")
    return service_of(_here.plan, needs, cover, forecast=_here.demand().forecast)


def _compared_with(here: Workspace) -> Candidate | None:
    """The result that differences are told against; ``None`` where there is none."""
    assert here.run is not None
    known = candidates(here)
    others = [name for name, found in known.items() if found.path != here.run.path]
    if not others:
        return None
    usual = baseline(here, known)
    key = f"baseline_{here.run.path}"
    chosen = st.selectbox(
        t("Differences to"), ["", *others], index=1 + others.index(usual) if usual in others else 0,
        format_func=said(["", *others], lambda name: name or t("nothing")), key=key,
        persist_state="session", width=420,
        help=t(
            "The baseline: the latest published version, or the result before this one, unless "
            "another is chosen."
        ),
    )  # fmt: skip
    return known.get(chosen)


def _figures(here: Workspace, summary: Mapping[str, Any], base: Candidate | None) -> None:
    currency = here.plan.currency
    missing, required = number(summary, "short_hours"), number(summary, "required_hours")
    level = service_level(summary, here.table("requirements.csv"))

    def against(name: str, unit: str, digits: int = 1, factor: float = 1.0) -> str | None:
        if base is None:
            return None
        before = number(base.summary, name)
        return change(factor * (number(summary, name) - before), unit, digits)

    with st.grid(4, min_column_width=185, gap="small"):
        card("Service level", share(level), _level_change(level, base))
        card("Short", short(missing), against("short_hours", "h"))
        if signing_in.may("money"):
            card("Cost", money(number(summary, "cost"), currency), against("cost", currency, 0))
            card("Gap", share(number(summary, "gap"), 2), against("gap", t("points"), 2, 100.0))
            card("Labour", money(number(summary, "labour_cost"), currency),
                 against("labour_cost", currency, 0))  # fmt: skip
        card("Required", hours(required), against("required_hours", "h"))
        card("Covered", hours(number(summary, "covered_hours")), against("covered_hours", "h"))
        card("Paid", hours(number(summary, "paid_hours")), against("paid_hours", "h"))
    st.caption(f"{_shortage_words(missing, required)} {_rule_words(here)}")
    _broken_rules(here)


def _level_change(level: float, base: Candidate | None) -> str | None:
    if base is None:
        return None
    before = service_level(base.summary, read_table(base.path / "requirements.csv"))
    return change(100 * (level - before), t("points"))


def _shortage_words(missing: float, required: float) -> str:
    return (
        t("Short are {0} of the required hours.", share(missing / required, 2)) if required else ""
    )


def _rule_words(here: Workspace) -> str:
    broken = here.table("violations.csv")
    if broken.empty:
        return t("No rule is broken.")
    hard = int((broken["severity"] == "hard").sum())
    price = money(float(broken["price"].sum()), here.plan.currency)
    told = t("▼ Hard rules are broken {0:,} times", hard) if hard else t("No hard rule is broken")
    if not signing_in.may("money"):
        return f"{told}."
    return t("{0}; {1:,} priced breaches cost {2}.", told, len(broken) - hard, price)


@st.fragment
def _broken_rules(here: Workspace) -> None:
    """What is broken, once it is asked for: a long list would hold up the page."""
    broken = here.table("violations.csv")
    if broken.empty:
        return
    box = st.expander(t("{0:,} breaches", len(broken)), icon=":material/rule:", key="breaches",
                      on_change="rerun")  # fmt: skip
    if not box.open:
        return
    with box:
        shown = broken[["severity", "rule", "date", "amount", "unit", "message"]]
        names = {"severity": t("hard or priced"), "rule": t("rule"), "date": t("date"),
                 "amount": t("amount"), "unit": t("unit"),
                 "message": t("what is wrong")}  # fmt: skip
        st.dataframe(
            shown.rename(columns=names), hide_index=True, height=260, alt=t("Broken rules")
        )


def _requirement_figures(here: Workspace, service: Service) -> None:
    queues = service.queues
    with st.grid(4, min_column_width=185, gap="small"):
        card("Required", hours(float(queues["required_hours"].sum())))
        card("With shrinkage", hours(float(queues["gross_hours"].sum())))
        card("Queues", str(len(queues)))
        card("People", str(len(here.plan.agents)))


def _offer_run(here: Workspace) -> None:
    """One button to a first result: the small example's stands within seconds."""
    if "job" in st.query_params or not signing_in.may("change"):
        return
    small = examples().get(SMALL_EXAMPLE)
    newcomer = state.opened().example and small is not None and small.resolve() != here.folder
    if newcomer and small is not None:
        with st.container(border=True):
            told, button = st.columns([3, 1.2], vertical_alignment="center")
            told.markdown(
                t(
                    "**New here?** A small shop of eight people is planned in seconds: its rota, "
                    "coverage and cost on every page."
                )
            )
            if button.button(t("Show me a result"), type="primary", icon=":material/bolt:",
                             width="stretch", key="first_result"):  # fmt: skip
                st.session_state["next_folder"] = str(small.resolve())
                start(small.resolve(), seconds=5)
                st.rerun()
    with st.container(border=True):
        told, button = st.columns([3, 1], vertical_alignment="center")
        told.markdown(
            t(
                "**Nothing is planned yet.** The map shows what is needed; a run "
                "of 60 seconds gives a rota with a proven bound."
            )
        )
        unacted = bool(here.plan.unacted)
        help_text = t("Choose in the sidebar what to leave out.") if unacted else None
        kind: Literal["primary", "secondary"] = "secondary" if newcomer else "primary"
        if button.button(t("Plan it now"), type=kind, icon=":material/play_arrow:",
                         width="stretch", disabled=unacted, help=help_text):  # fmt: skip
            start(here.folder)
            st.rerun()


def _as_coverage(needs: pd.DataFrame) -> pd.DataFrame:
    """The requirement as a coverage table in which nobody is at work and nothing is judged."""
    columns = needs[["interval_start", "queue"]].assign(required=needs["required_real"])
    return columns.assign(covered=0.0, people=0.0, gap=0.0)


def _map(here: Workspace, coverage: pd.DataFrame, *, planned: bool) -> Callable[[], None]:
    """The map of a week and its table; calling what it gives explains the cell that was picked."""
    queue, monday = _pickers(here, coverage, planned=planned)
    intervals = coverage_view.of_queue(coverage, queue)
    cells = coverage_view.week_cells(intervals, monday, here.place, here.hours, planned=planned)
    named, week = coverage_view.queue_words(queue), coverage_view.week_name(monday)
    needed, there = t("needed, agents"), t("covered, agents")
    tips = [f"{needed}: {value:.1f}" for value in cells["required"].tolist()]
    picked: tuple[date, str] | None = None
    if planned:
        words = t("Coverage of {0}, {1}", named, week)
        reach = coverage_view.reach(intervals["required"])
        scale = diverging(reach, t("agents: ▼ short (−)  ·  met  ·  ▲ spare (+)"))
        st.caption(t("Click a cell to see who is there, why it is short, and what would mend it."))
        told = [
            f"{state}\n{tip}\n{there}: {covered:.1f}"
            for state, tip, covered in zip(
                cells["state"].tolist(), tips, cells["covered"].tolist(), strict=True
            )
        ]
        picked = week_map(
            cells, cells["value"], told, scale=scale, zone=here.timezone, words=words,
            key=f"map_{queue}_{monday}", pick=True,
        )  # fmt: skip
    else:
        words = t("Requirement of {0}, {1}", named, week)
        most = max(float(intervals["required"].max()), 1.0)
        scale = rising(most, t("agents needed"))
        week_map(cells, cells["required"], tips, scale=scale, zone=here.timezone, words=words,
                 key=f"needed_{queue}_{monday}")  # fmt: skip
    below = st.container()
    _numbers(cells, words, planned=planned)
    return partial(_explain, below, here, cells, queue, picked)


def _pickers(here: Workspace, coverage: pd.DataFrame, *, planned: bool) -> tuple[str, date]:
    """Which queue and which week the map shows."""
    mondays = coverage_view.weeks(coverage["interval_start"], here.place)
    title, picks, weeks = st.columns([1.3, 1, 1], vertical_alignment="bottom")
    title.markdown(t("#### Coverage by week") if planned else t("#### Requirement by week"))
    names = [coverage_view.ALL, *coverage_view.queue_names(coverage)]
    queue = picks.selectbox(
        t("Queue"), names, key="map_queue", format_func=said(names, coverage_view.queue_words),
        persist_state="session", help=t(ALL_QUEUES),
    )  # fmt: skip
    monday = weeks.selectbox(
        t("Week"), mondays, format_func=said(mondays, coverage_view.week_name), key="map_week",
        persist_state="session",
    )  # fmt: skip
    return queue, monday


@st.fragment
def _numbers(cells: pd.DataFrame, words: str, *, planned: bool) -> None:
    """The map as a table, once it is asked for."""
    box = st.expander(t("The same in numbers"), icon=":material/table:", key="map_numbers",
                      on_change="rerun")  # fmt: skip
    if not box.open:
        return
    with box:
        column, form = ("value", "%+.1f") if planned else ("required", "%.1f")
        sign = t("− short, + spare; ") if planned else ""
        st.caption(
            t("{0}: agents ({1}blank: nothing needed), rows are starts of intervals.", words, sign)
        )
        table = coverage_view.numbers(cells, column)
        columns = {name: st.column_config.NumberColumn(format=form) for name in table.columns}
        st.dataframe(table, column_config=columns, height=320, alt=words)


def _explain(
    place: DeltaGenerator, here: Workspace, cells: pd.DataFrame, queue: str,
    picked: tuple[date, str] | None,
) -> None:  # fmt: skip
    """The cell that was picked, below the map."""
    if picked is None:
        return
    own = cells[(cells["date"] == picked[0]) & (cells["time"] == picked[1])]
    if own.empty:
        return
    with place:
        start = own.iloc[0]["interval_start"]
        _explain_at(here, start, "" if queue == coverage_view.ALL else queue)


def _explain_at(
    here: Workspace, start: pd.Timestamp, queue: str, *, panel: str = "gap_panel"
) -> None:
    horizon = here.plan.horizon
    show_gap(here, horizon.minute_of(start) // horizon.interval_minutes, queue, panel=panel)


def _worst(here: Workspace, coverage: pd.DataFrame) -> None:
    """Where most is missing; a row that is chosen is explained like a cell of the map."""
    st.markdown(
        t("#### Worst gaps"), help=t("Stretches in which a queue is short, by agent-hours missing.")
    )
    gaps = coverage_view.worst_gaps(coverage, here.hours)
    if gaps.empty:
        st.caption(t("▲ Nothing is short anywhere."))
        return
    st.caption(t("Choose a row to see who is there, why it is short, and what would mend it."))
    rows = _gap_table(here, gaps).selection.rows
    queues = set(here.plan.queue)
    if rows and gaps["queue"][rows[0]] in queues:
        _explain_at(here, gaps["deepest_at"][rows[0]], gaps["queue"][rows[0]], panel="gap_of_list")


def _gap_table(here: Workspace, gaps: pd.DataFrame) -> Any:
    """The stretches as a table that lets one be chosen."""
    spans = [
        coverage_view.span_words(start, end, here.place)
        for start, end in zip(gaps["start"], gaps["end"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "when": spans,
            "queue": [coverage_view.queue_words(name) for name in gaps["queue"]],
            "short": [f"▼ {value:.1f} h" for value in gaps["short_hours"]],
            "deepest": [
                t("{0:+.1f} ({1:.1f} of {2:.1f})", deepest, covered, required)
                for deepest, covered, required in zip(
                    gaps["deepest"], gaps["covered"], gaps["required"], strict=True
                )
            ],
        }
    )
    columns = {
        "when": st.column_config.TextColumn(t("when ({0})", here.timezone), width="medium"),
        "queue": st.column_config.TextColumn(t("queue"), width="medium"),
        "short": st.column_config.TextColumn(
            t("short"), help=t("Agent-hours missing in the whole stretch.")
        ),
        "deepest": st.column_config.TextColumn(
            t("deepest, agents"), help=t("Largest gap in one interval: covered of needed.")
        ),
    }
    return st.dataframe(
        shown, hide_index=True, column_config=columns, alt=t("Worst gaps"), on_select="rerun",
        selection_mode="single-row", key=f"gaps_{here.run and here.run.path}",
    )  # fmt: skip


def _services(service: Service) -> None:
    st.markdown(
        t("#### Service by queue"),
        help=(
            t(
                "Share of contacts answered in time as the Erlang formulas expect "
                "it of the people present, interval by interval, weighted by "
                "contacts. Who happens to be away and how far volumes may stray is "
                "averaged over."
            )
        ),
    )
    queues = service.queues
    met = queues["service_level"] >= queues["target"] - 0.0005
    shown = pd.DataFrame(
        {
            "queue": [coverage_view.queue_words(name) for name in queues["queue"]],
            "target": [share(value, 0) for value in queues["target"]],
            "service": [
                NONE if value != value else f"{'▲' if ok else '▼'} {value:.1%}"
                for value, ok in zip(queues["service_level"], met, strict=True)
            ],
            "required": queues["required_hours"],
            "covered": queues["covered_hours"],
            "short": queues["short_hours"],
        }
    )
    columns = {
        "queue": st.column_config.TextColumn(t("queue"), width="medium"),
        "target": st.column_config.TextColumn(t("target"), help=t(HEADS["target"])),
        "service": st.column_config.TextColumn(t("service"), help=t(HEADS["service"])),
        **{
            name: st.column_config.NumberColumn(t(head), format=form, help=t(HEADS[head]))
            for name, head, form in (
                ("required", "required, h", "%,.0f"),
                ("covered", "covered, h", "%,.0f"),
                ("short", "short, h", "%,.1f"),
            )
        },
    }
    st.dataframe(shown, hide_index=True, column_config=columns, alt=t("Service by queue"))


if __name__ == "__main__":
    show()
