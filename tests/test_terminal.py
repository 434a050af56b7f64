"""What a run prints while it works."""

import io
import re

import pandas as pd
import pytest
from rich.console import Console

from planner import terminal, terminal_results
from planner.capacity import hours_available
from planner.errors import Problem
from planner.optimiser.results import Progress
from tests.support.tiny import flat_needs, tiny_plan

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


def test_the_same_figures_in_the_same_second_are_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show = terminal.PlainLines("EUR")
    for phase, seconds, cost in (
        ("complete", 12.0, 4000.0), ("better", 12.4, 4000.0), ("breaks", 12.5, 3990.0),
        ("better", 14.0, 3990.0),
    ):  # fmt: skip
        show(Progress(seconds=seconds, phase=phase, cost=cost, bound=3900.0, short_hours=0.0))
    said = [line.split()[2] for line in capsys.readouterr().out.splitlines()]
    assert said == ["complete", "breaks", "better"]


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


def summary_with(**changes: object) -> dict[str, object]:
    """A summary without queues."""
    return {
        "name": "x", "currency": "EUR", "cost": 100.0, "labour_cost": 80.0, "fixed_cost": 0.0,
        "shortage_cost": 20.0, "surplus_cost": 0.0, "rule_cost": 0.0, "request_cost": 0.0,
        "bound": 99.0, "gap": 0.01, "status": "feasible", "required_hours": 10.0,
        "covered_hours": 9.8, "short_hours": 0.2, "surplus_hours": 0.0, "paid_hours": 12.0,
        "floor_hours": 0.0, "pooling": "separate",
        "shifts": 2, "heads": 3, "heads_on_shift": 2, "hard_violations": 0,
        "priced_violations": 0, "seconds": 9.0, "first_seconds": 1.0, **changes,
    }  # fmt: skip


def test_no_figure_of_a_summary_is_left_out() -> None:
    rows = {name.strip(): value for name, value, _ in terminal_results.figure_rows(summary_with())}
    assert rows["Cost"] == "100 EUR"
    assert rows["shortage"] == "20"
    assert rows["Gap"] == "1.00%"
    assert "sites" not in rows
    assert rows["Hard violations"] == "0"
    assert "Minimum" not in rows


def test_the_price_of_what_is_broken_holds_rules_and_wishes() -> None:
    told = terminal_results.figure_rows(
        summary_with(priced_violations=3, rule_cost=30.0, request_cost=12.0)
    )
    assert ("Priced violations", "3", "price 42 EUR") in told


def test_printed_hours_add_up_to_what_is_covered() -> None:
    told = terminal_results.figure_rows(
        summary_with(
            required_hours=144.0, floor_hours=72.0, surplus_hours=24.0, covered_hours=239.8
        )
    )
    hours = {name: float(value.split()[0]) for name, value, _ in told if value.endswith(" h")}
    total = hours["Required"] + hours["Minimum"] + hours["Surplus"] - hours["Short"]
    assert total == pytest.approx(hours["Covered"])
    words = {name: remark for name, _, remark in told}
    assert words["Covered"] == "required + minimum + surplus − short"


def test_broken_hard_rules_are_said_last_and_in_red(screen: io.StringIO) -> None:
    rows = [("hard", "pins"), ("priced", "cover"), ("hard", "pins"), ("hard", "time_off")]
    table = pd.DataFrame(rows, columns=["severity", "rule"]).assign(message="This is broken.")
    terminal_results.show_violations(table)
    last = screen.getvalue().splitlines()[-1]
    assert "The schedule breaks 2 hard rules, 3 times in all." in last
    assert last.startswith("\x1b[1;31m")
    terminal_results.show_violations(table[table["severity"] == "priced"])
    assert "The schedule breaks no hard rule." in screen.getvalue().splitlines()[-1]


def test_capacity_is_told_in_words(screen: io.StringIO) -> None:
    base = tiny_plan(shifts=["2027-03-01 08:00 8"], plan_timezone="Europe/London")
    terminal_results.show_capacity(hours_available(base, flat_needs(base)))
    said = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    assert "Agents by hour of the day (Europe/London)" in said
    assert "team  people  paid, at most  at work, at most  needed" in said
    assert " 07:00 " in said
    assert " 06:00 " not in said
    assert "_" not in said


@pytest.mark.parametrize(
    ("modelled", "spread", "said"),
    [
        (0.75, "mean", 'spread = "average" in plan.toml staffs for them'),
        (0.75, "average", "what busy days leave late keeps newer work waiting"),
        (0.99, "mean", None),
        (None, "mean", None),
    ],
)
def test_work_that_uneven_days_leave_late_is_told(
    screen: io.StringIO, modelled: float | None, spread: str, said: str | None
) -> None:
    mail = {
        "target": 1.0, "complete_within_hours": 8.0, "modelled": modelled, "required_hours": 10.0,
        "short_hours": 0.0, "lowest_gap": 0.0,
    }  # fmt: skip
    terminal_results.show_services({"queues": {"mail": mail}, "spread": spread})
    words = " ".join(screen.getvalue().split())
    assert (said is None) == ("Work that can wait" not in words)
    assert said is None or said in words


def test_long_names_of_shares_of_a_queue_are_folded_and_never_cut(screen: io.StringIO) -> None:
    name = "voice_en_premium_customers@manila_outsourced_evenings_and_weekends"
    figures = {
        "target": 0.8, "answer_within_s": 20.0, "modelled": 0.75, "simulated": 0.74,
        "required_hours": 3600.0, "short_hours": 10.0, "lowest_gap": -1.5,
    }  # fmt: skip
    terminal_results.show_services({"queues": {name: figures}, "simulation": {}})
    shown = screen.getvalue()
    rows = shown.splitlines()[2:]
    assert "…" not in shown
    assert "".join(row.split()[0] for row in rows if row.strip()) == name
    assert "-1.50 agents" in shown
