"""The app's entry: page config, navigation, run. Streamlit runs this file, or calls ``main``."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage as Page

from planner.access import Action, Person
from planner.errors import PlannerError
from planner.ui import live, messages, sidebar, signing_in, state
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


def main() -> None:
    """Draw the app once, as Streamlit does at every change."""
    st.set_page_config(
        page_title="planner", page_icon=ICON, layout="wide", initial_sidebar_state="expanded"
    )
    st.html(f"<style>{NARROW_EDGES}</style>")
    who = signing_in.enter()
    if who is None:
        return
    page = st.navigation(_pages(who), position="top")
    for choice in ("run", "folder"):
        if f"next_{choice}" in st.session_state:
            st.session_state[choice] = st.session_state.pop(f"next_{choice}")
    try:
        chosen = sidebar.choose()
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
    live.show_job()
    try:
        page.run()
    except PlannerError as error:
        messages.show_error(error)


def _pages(who: Person) -> list[Page]:
    """The pages that somebody may see."""
    every: dict[Page, Action] = {
        st.Page(
            HERE / "overview.py", title=t("Overview"), icon=":material/grid_on:", default=True,
            help=t("Is everything covered? Figures, the week as a map, the worst gaps."),
        ): "look",
        st.Page(
            HERE / "demand.py", title=t("Demand"), icon=":material/show_chart:",
            help=t("Contacts expected, agents needed and agents present over time."),
        ): "look",
        st.Page(
            HERE / "what_if.py", title=t("What if"), icon=":material/tune:",
            help=t("Other volumes, handle times, one more launch: what would it do?"),
        ): "money",
        st.Page(
            HERE / "sweep.py", title=t("Sweep"), icon=":material/scatter_plot:",
            help=t("Hundreds of scenarios: cost against service in one picture."),
        ): "money",
        st.Page(
            HERE / "team_rules.py", title=t(EDITING), icon=":material/groups:",
            help=t("Every table of the plan: people, contracts, shifts, leave, queues."),
        ): "change",
        st.Page(
            HERE / "optimise.py", title=t("Optimise"), icon=":material/play_circle:",
            help=t("Weights, time, cost and bound while a run goes; the runs there were."),
        ): "change",
        st.Page(
            HERE / "rota.py", title=t("Rota"), icon=":material/view_timeline:",
            help=t("Who works when; move, pin and give leave."),
        ): "look",
        st.Page(
            HERE / "kpis.py", title=t("KPIs"), icon=":material/speed:",
            help=t("How are we doing, against target and plan, and what has really moved?"),
        ): "look",
        st.Page(
            HERE / "questions.py", title=t("Questions"), icon=":material/help_center:",
            help=t("24/7 or not, whom to hire, automation, speed, who carries the nights."),
        ): "money",
        st.Page(
            HERE / "compare.py", title=t("Compare & publish"), icon=":material/compare_arrows:",
            help=t("Results side by side, saved versions, and files to hand out."),
        ): "look",
    }  # fmt: skip
    return [page for page, action in every.items() if who.may(action)]


if __name__ == "__main__":
    main()
