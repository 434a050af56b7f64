"""The app's entry: page config, navigation, run. Streamlit runs this file, or calls ``main``."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage as Page

from planner.access import Action, Person
from planner.errors import PlannerError
from planner.ui import live, messages, sidebar, signing_in, state, week_map
from planner.ui.state import WORKSPACE, Workspace
from planner.ui.texts import mark, t

HERE = Path(__file__).parent
EDITING = mark("Team & rules")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath fill='%230072B2' d='M1 2h7v3H1zM5 7h9v3H5z'/%3E"
    "%3Cpath fill='%23D55E00' d='M2 12h6v3H2z'/%3E%3C/svg%3E"
)
NARROW_EDGES = "[data-testid=stMainBlockContainer] { padding-left: 2rem; padding-right: 2rem; }"
# Bars of a rota; drawn here, because named icons are fetched from the internet.


@dataclass(frozen=True)
class _Entry:
    """One page of the menu; ``action`` is what somebody must be allowed to do to see it."""

    file: str
    title: str
    icon: str
    help: str
    action: Action

    def made(self) -> Page:
        """The page in the language of the session; the first one is the start page."""
        return st.Page(
            HERE / self.file, title=t(self.title), icon=f":material/{self.icon}:",
            help=t(self.help), default=self is _DAILY[0],
        )  # fmt: skip


_DAILY = tuple(_Entry(*row) for row in (
    ("overview.py", mark("Overview"), "grid_on",
     mark("Is everything covered? Figures, the week as a map, the worst gaps."), "look"),
    ("demand.py", mark("Demand"), "show_chart",
     mark("Contacts expected, agents needed and agents present over time."), "look"),
    ("what_if.py", mark("What if"), "tune",
     mark("Other volumes, handle times, one more launch: what would it do?"), "money"),
    ("team_rules.py", EDITING, "groups",
     mark("Every table of the plan: people, contracts, shifts, leave, queues."), "change"),
    ("optimise.py", mark("Optimise"), "play_circle",
     mark("Weights, time, cost and bound while a run goes; the runs there were."), "change"),
    ("rota.py", mark("Rota"), "view_timeline",
     mark("Who works when; move, swap, pin and give leave."), "look"),
    ("compare.py", mark("Compare & publish"), "compare_arrows",
     mark("Results side by side, saved versions, and files to hand out."), "look"),
))  # fmt: skip
_REPORTS = tuple(_Entry(*row) for row in (
    ("sweep.py", mark("Sweep"), "scatter_plot",
     mark("Hundreds of scenarios: cost against service in one picture."), "money"),
    ("kpis.py", mark("KPIs"), "speed",
     mark("How are we doing, against target and plan, and what has really moved?"), "look"),
    ("questions.py", mark("Questions"), "help_center",
     mark("24/7 or not, whom to hire, automation, speed, who carries the nights."), "money"),
))  # fmt: skip


def main() -> None:
    """Draw the app once, as Streamlit does at every change."""
    st.set_page_config(
        page_title="planner", page_icon=ICON, layout="wide", initial_sidebar_state="expanded"
    )
    st.html(f"<style>{NARROW_EDGES}</style>")
    who = signing_in.enter()
    if who is None:
        return
    page = st.navigation(_menu(who), position="top")
    for choice in ("run", "folder"):
        if f"next_{choice}" in st.session_state:
            st.session_state[choice] = st.session_state.pop(f"next_{choice}")
    try:
        chosen = sidebar.choose()
        with st.sidebar:
            week_map.announce()
    except PlannerError as error:
        messages.show_error(error)
        return
    if not isinstance(chosen, Workspace):
        if page.title == t(EDITING) and state.is_readable():
            page.run()
        else:
            messages.show_problems(chosen)
        return
    st.session_state[WORKSPACE] = chosen
    # The panel has a place of its own, run or none: what stands below would else change its place,
    # and Streamlit drops what is done in a fragment that is no longer where it was.
    with st.container(key="job_panel"):
        live.show_job()
    try:
        page.run()
    except PlannerError as error:
        messages.show_error(error)


def _menu(who: Person) -> dict[str, list[Page]]:
    """The pages that somebody may see: those of every day first, then the reports."""
    sections = {"": _DAILY, t("Reports"): _REPORTS}
    allowed = {
        name: [page for page in pages if who.may(page.action)] for name, pages in sections.items()
    }
    return {name: [page.made() for page in pages] for name, pages in allowed.items() if pages}


if __name__ == "__main__":
    main()
