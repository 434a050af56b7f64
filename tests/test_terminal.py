"""What a run prints while it works."""

import io
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from planner import terminal
from planner.errors import Problem
from planner.optimiser.results import Progress

STEP = Progress(seconds=12.3, phase="improving", cost=4000.0, bound=3960.0, short_hours=1.25)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal of 100 columns that keeps what it was sent."""
    kept = io.StringIO()
    monkeypatch.setattr(terminal, "OUT", Console(file=kept, force_terminal=True, width=100))
    monkeypatch.setattr(terminal, "ERR", Console(file=kept, width=40))
    return kept


def test_a_step_is_one_line_of_figures() -> None:
    text = terminal.progress_text(STEP, "EUR")
    assert text == "  12.3 s  improving · cost 4,000 EUR · bound 3,960 · gap 1.00% · short 1.2 h"


def test_a_step_before_the_first_schedule_says_no_cost() -> None:
    assert "cost" not in terminal.progress_text(Progress(seconds=0.5, phase="reading"), "EUR")


def test_a_terminal_has_one_live_line(screen: io.StringIO) -> None:
    with terminal.progress_shown(currency="EUR") as show:
        show(STEP)
    assert "gap 1.00%" in screen.getvalue()


def test_without_a_terminal_a_phase_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    show = terminal.PlainLines("EUR")
    for _ in range(5):
        show(STEP)
    show(Progress(seconds=13.0, phase="breaks"))
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == [
        "improving", "breaks",
    ]  # fmt: skip


def test_problems_are_counted_and_never_wrapped(screen: io.StringIO) -> None:
    problem = Problem(file="shifts.csv", row=7, column="length_minutes", value="8h", message="no")
    terminal.show_problems([problem, problem, Problem(file="x", message="odd", warning=True)])
    lines = screen.getvalue().splitlines()
    assert lines[0] == "error: shifts.csv row 7, length_minutes: '8h' no"
    assert lines[-1] == "2 errors and 1 warning"


def test_tables_leave_blanks_where_nothing_is_known(screen: io.StringIO) -> None:
    frame = pd.DataFrame({"team_name": ["a", "b"], "hours": [1234.56, float("nan")]})
    terminal.show_table(frame, title="Hours")
    assert "1,234.6" in screen.getvalue()
    assert "nan" not in screen.getvalue()


def test_no_figure_of_a_summary_is_left_out(tmp_path: Path) -> None:
    summary = {
        "name": "x", "currency": "EUR", "cost": 100.0, "labour_cost": 80.0, "fixed_cost": 0.0,
        "shortage_cost": 20.0, "surplus_cost": 0.0, "rule_cost": 0.0, "request_cost": 0.0,
        "bound": 99.0, "gap": 0.01, "status": "feasible", "required_hours": 10.0,
        "covered_hours": 10.0, "short_hours": 0.2, "surplus_hours": 0.0, "paid_hours": 12.0,
        "shifts": 2, "heads": 3, "heads_on_shift": 2, "hard_violations": 0,
        "priced_violations": 0, "seconds": 9.0, "first_seconds": 1.0,
    }  # fmt: skip
    rows = {name.strip(): value for name, value, _ in terminal.figure_rows(summary)}
    assert rows["Cost"] == "100 EUR"
    assert rows["shortage"] == "20"
    assert rows["Gap"] == "1.00%"
    assert "sites" not in rows
    assert rows["Hard violations"] == "0"
