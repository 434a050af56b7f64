"""Reports in the app: every sentence of theirs can be said in every language."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import planner
from planner.automation import automation_saved
from planner.domain import Plan
from planner.fair_load import fair_load, limits
from planner.handle_time import handle_time
from planner.hiring import hiring_plan
from planner.kpis import board_lines, kpi_board
from planner.opening_hours import round_the_clock
from planner.sentences import Sentence
from planner.ui import engine_words
from planner.ui.app_words import IN_APP, sentence
from planner.ui.texts import catalogue
from tests.support.folders import EVERYTHING, write_folder
from tests.ui.wording import texts

REPORTS: dict[str, Callable[[Plan], Iterable[str]]] = {
    "24/7": lambda plan: round_the_clock(plan, value=5).lines,
    "hiring": lambda plan: hiring_plan(plan, months=2).lines,
    "automation": lambda plan: automation_saved(plan).lines,
    "handle time": lambda plan: handle_time(plan).lines,
    "fair load": lambda plan: fair_load(plan).lines,
    "key figures": lambda plan: board_lines(kpi_board(plan)),
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return planner.read_plan(write_folder(tmp_path_factory.mktemp("plan"), base=EVERYTHING))


@pytest.mark.parametrize("report", REPORTS)
def test_no_sentence_stays_english(plan: Plan, report: str) -> None:
    japanese = catalogue("ja").gettext
    lines = list(REPORTS[report](plan))
    assert len(lines) > 1
    for line in lines:
        assert isinstance(line, Sentence), line
        assert line.said(japanese) != line


def test_units_of_limits_are_in_the_catalogues(plan: Plan) -> None:
    """The small contract sets one limit; near 0 everybody with a shift is near it."""
    units = {row[5] for row in limits.near_limits(plan, plan.previous, None, near=0)}
    assert units == {"days in a row"}
    assert units <= set(engine_words.LIMITS)


def test_a_report_reads_the_same_without_the_app(tmp_path: Path) -> None:
    plan = planner.read_plan(write_folder(tmp_path))
    (line,) = automation_saved(plan).lines
    assert line == "Nothing is automated: no automation.csv, no deflection in queues.csv."


def test_no_sentence_in_the_app_names_an_option_of_the_command_line() -> None:
    """Patterns of the app fill in the same figures as the report's."""
    shown = [IN_APP.get(text, text) for text in texts() if text not in IN_APP.values()]
    assert [text for text in shown if re.search(r"(^|[ (])--[a-z]", text)] == []
    assert set(IN_APP) <= set(texts())
    for pattern, said in IN_APP.items():
        assert re.findall(r"\{.*?\}", said) == re.findall(r"\{.*?\}", pattern)


def test_an_option_is_told_as_the_field_of_the_page(plan: Plan) -> None:
    lines = [sentence(line) for line in round_the_clock(plan, value=5).lines]
    assert any("the field above" in line for line in lines)
    assert sentence("As it is.") == "As it is."
