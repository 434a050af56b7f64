"""What the command line prints: problems, progress and results, by rich."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from planner.errors import Cancelled, DataError, InfeasibleError, PlannerError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from planner.capacity import Capacity
    from planner.optimiser.results import Progress
    from planner.scenarios import Comparison

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)
EXIT_CODES: tuple[tuple[type[PlannerError], int], ...] = (
    (DataError, 2), (InfeasibleError, 3), (Cancelled, 130),
)  # fmt: skip
PLAIN_SECONDS = 10.0
"""Without a terminal a line of progress is printed so often, and at each new phase."""
MOST_WARNINGS = 10
COST_PARTS = {
    "labour_cost": "labour", "fixed_cost": "sites", "shortage_cost": "shortage",
    "surplus_cost": "surplus", "rule_cost": "priced rules", "request_cost": "requests",
}  # fmt: skip


def say(text: str, *, style: str = "") -> None:
    """A line of result, never cut or wrapped."""
    OUT.print(Text(text, style=style), soft_wrap=True)


def notice(text: str) -> None:
    """A line beside the results."""
    ERR.print(Text(text), soft_wrap=True)


def show_error(error: PlannerError) -> int:
    """Print an error as its user can act on it; returns the exit code."""
    if isinstance(error, DataError):
        show_problems(error.problems)
    elif isinstance(error, InfeasibleError):
        notice("The hard rules cannot hold together:")
        for sentence in error.clash:
            notice(f"  - {sentence}")
        if error.remedy:
            notice(f"This would free it: {error.remedy}")
    else:
        notice(str(error) or "stopped before there was a complete schedule")
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def show_problems(problems: Sequence[Problem]) -> None:
    """Every problem on a line of its own, and how many there are."""
    for problem in problems:
        kind, style = ("warning", "yellow") if problem.warning else ("error", "red")
        ERR.print(Text.assemble((kind, style), f": {problem}"), soft_wrap=True)
    errors = sum(not problem.warning for problem in problems)
    counts = [_count(errors, "error"), _count(len(problems) - errors, "warning")]
    ERR.print(Text(" and ".join(filter(None, counts)) or "no problems", style="bold"))


def show_warnings(problems: Sequence[Problem]) -> None:
    """The first warnings; ``planner check`` has them all."""
    for problem in problems[:MOST_WARNINGS]:
        ERR.print(Text.assemble(("warning", "yellow"), f": {problem}"), soft_wrap=True)
    if len(problems) > MOST_WARNINGS:
        notice(f"and {len(problems) - MOST_WARNINGS} more warnings: planner check lists them")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}" if number else ""


@contextmanager
def progress_shown(kind: str = "", *, currency: str = "") -> "Iterator[Callable[[Progress], None]]":
    """What takes progress down: a live line, plain lines, or JSON lines (``kind`` = ``json``)."""
    if kind == "json":
        yield print_json
    elif OUT.is_terminal:
        with Live(console=OUT, refresh_per_second=4, transient=True) as live:
            yield lambda step: live.update(Text(progress_text(step, currency), style="cyan"))
    else:
        yield PlainLines(currency)


def print_json(step: "Progress") -> None:
    """One JSON object on a line of its own, for programs that start a run."""
    print_json_line(
        {
            "seconds": round(step.seconds, 3),
            "phase": step.phase,
            "cost": step.cost,
            "bound": step.bound,
            "gap": step.gap,
            "short_hours": step.short_hours,
        }
    )


def print_json_line(content: Mapping[str, Any]) -> None:
    """A JSON object on one line, at once."""
    print(json.dumps(content), flush=True)


class PlainLines:
    """Progress where nobody looks on: a line now and then."""

    def __init__(self, currency: str) -> None:
        self._currency, self._phase, self._next = currency, "", 0.0

    def __call__(self, step: "Progress") -> None:
        now = time.monotonic()
        if step.phase != self._phase or now >= self._next:
            say(progress_text(step, self._currency))
            self._phase, self._next = step.phase, now + PLAIN_SECONDS


def progress_text(step: "Progress", currency: str) -> str:
    """One step of a run in one line."""
    parts = [f"{step.seconds:6.1f} s  {step.phase}"]
    if step.cost is not None:
        parts.append(f"cost {step.cost:,.0f} {currency}")
    if step.bound is not None:
        parts.append(f"bound {step.bound:,.0f}")
    if step.gap is not None:
        parts.append(f"gap {step.gap:.2%}")
    if step.short_hours is not None:
        parts.append(f"short {step.short_hours:,.1f} h")
    return " · ".join(parts)


def show_summary(summary: Mapping[str, Any]) -> None:
    """The figures of a schedule, then the service of each queue."""
    table = Table(title=summary["name"], title_justify="left", show_header=False, box=None)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for row in figure_rows(summary):
        table.add_row(*row)
    OUT.print(table)
    show_services(summary)
    for note in summary["notes"]:
        say(f"Note: {note}")


def figure_rows(summary: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Figure, value and remark of each line of the summary."""
    currency, cost, required = summary["currency"], summary["cost"], summary["required_hours"]

    def money(name: str) -> str:
        return f"{summary[name]:,.0f}"

    def hours(name: str) -> str:
        return f"{summary[name]:,.1f} h"

    def of_required(name: str) -> str:
        return f"{summary[name] / required:.2%} of required" if required else ""

    rows = [("Cost", f"{cost:,.0f} {currency}", "")]
    rows += [(f"  {text}", money(name), "") for name, text in COST_PARTS.items() if summary[name]]
    if "bound" in summary:
        rows.append(("Bound", f"{money('bound')} {currency}", "proven: no legal rota costs less"))
        rows.append(("Gap", f"{summary['gap']:.2%}", summary["status"]))
    rows += [
        ("Required", hours("required_hours"), "effective agents at work"),
        ("Covered", hours("covered_hours"), ""),
        ("Short", hours("short_hours"), of_required("short_hours") + _at_best(summary)),
        ("Surplus", hours("surplus_hours"), of_required("surplus_hours")),
        ("Paid", hours("paid_hours"), f"{summary['shifts']:,} shifts"),
        ("Heads", f"{summary['heads_on_shift']:,}", f"of {summary['heads']:,} people"),
        ("Hard violations", f"{summary['hard_violations']:,}", "found by the audit"),
    ]
    if summary["priced_violations"]:
        price = f"price {money('rule_cost')} {currency}"
        rows.append(("Priced violations", f"{summary['priced_violations']:,}", price))
    if "seconds" in summary:
        first = f"first complete schedule after {summary['first_seconds']:.1f} s"
        rows.append(("Time", f"{summary['seconds']:.1f} s", first))
    return rows


def _at_best(summary: Mapping[str, Any]) -> str:
    """What the anonymous coverage plan leaves short, for comparison."""
    short = summary.get("coverage_plan", {}).get("short_hours")
    return "" if short is None else f" (coverage plan {short:,.1f} h)"


def show_services(summary: Mapping[str, Any]) -> None:
    """Target and modelled service level of each queue, and where it is thin."""
    table = Table(box=None, title="Service by the people really present", title_justify="left")
    for number, head in enumerate(("Queue", "Target", "Modelled", "Required", "Short", "Thinnest")):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    for name, figures in summary["queues"].items():
        level = figures["modelled"]
        table.add_row(
            name, _target(figures), "–" if level is None else f"{level:.1%}",
            f"{figures['required_hours']:,.0f} h", f"{figures['short_hours']:,.1f} h",
            f"{figures['lowest_gap']:+.2f} agents",
        )  # fmt: skip
    OUT.print(table)


def _target(figures: Mapping[str, Any]) -> str:
    if "answer_within_s" in figures:
        return f"{figures['target']:.0%} in {figures['answer_within_s']:g} s"
    within = figures["complete_within_hours"]
    return f"{figures['target']:.0%} in {within:g} h" if within else "open hours"


def show_table(frame: "pd.DataFrame", *, title: str) -> None:
    """A table of a few rows; numbers to one decimal, blanks for what does not apply."""
    table = Table(box=None, title=title, title_justify="left")
    for name in frame.columns:
        left = frame[name].dtype.kind not in "if"
        table.add_column(str(name), justify="left" if left else "right")
    for row in frame.to_dict("records"):
        table.add_row(*(_cell(value) for value in row.values()))
    OUT.print(table)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:,.1f}"
    return str(value)


def show_capacity(capacity: "Capacity") -> None:
    """Hours available against hours needed by team, week and hour of the day."""
    for title, frame in (
        ("Hours available and needed by team", capacity.by_team),
        ("By week", capacity.weeks),
        ("Effective agents needed and available by hour of the day", capacity.hours),
    ):
        show_table(frame.rename(columns=lambda name: name.replace("_", " ")), title=title)


def show_violations(violations: "pd.DataFrame", most: int = 20) -> None:
    """The first breaches, hard ones before priced ones."""
    for row in violations.sort_values("severity", kind="stable").head(most).to_dict("records"):
        say(
            f"{row['severity']}: {row['message']}", style="red" if row["severity"] == "hard" else ""
        )
    if len(violations) > most:
        say(f"and {len(violations) - most} more: all of them stand in violations.csv")


def show_comparison(compared: "Comparison") -> None:
    """Scenarios side by side, the plan as it is first."""
    for title, frame in compared.blocks().items():
        show_table(frame, title=title)
    for note in compared.notes:
        say(f"Note: {note}")


def show_files(out: Path, names: Sequence[str]) -> None:
    """Where the files are."""
    say(f"Written to {out}: {', '.join(names)}", style="bold")
