"""What the command line prints: problems, progress and results, by rich."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from planner.errors import Cancelled, DataError, InfeasibleError, PlannerError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from planner.optimiser.results import Progress

OUT = Console(highlight=False, markup=False, emoji=False)
ERR = Console(stderr=True, highlight=False, markup=False, emoji=False)
EXIT_CODES: tuple[tuple[type[PlannerError], int], ...] = (
    (DataError, 2), (InfeasibleError, 3), (Cancelled, 130),
)  # fmt: skip
PLAIN_SECONDS = 10.0
"""Without a terminal a line of progress is printed so often, and at each new phase."""
MOST_WARNINGS = 10
CANNOT_HOLD = "The hard rules cannot hold together"
NONE_FOUND = "No rota was found that keeps all hard rules; that there is none is not proven"


def say(text: str, *, style: str = "") -> None:
    """A line of result, never cut or wrapped."""
    OUT.print(Text(text, style=style), soft_wrap=True)


def say_all(lines: Iterable[str]) -> None:
    """Sentences of a report, a line each."""
    for line in lines:
        say(line)


def say_notes(notes: Iterable[str]) -> None:
    """What had to be assumed, or is worth knowing."""
    say_all(f"Note: {note}" for note in notes)


def say_more(table: "pd.DataFrame", shown: int, *, file: str) -> None:
    """How many rows were left out, and where they stand."""
    if len(table) > shown:
        say(f"and {len(table) - shown:,} more: --out OUT writes all of them to {file}")


def notice(*texts: str) -> None:
    """Lines beside the results."""
    for text in texts:
        ERR.print(Text(text), soft_wrap=True)


def show_error(error: PlannerError) -> int:
    """Print an error as its user can act on it; returns the exit code."""
    if isinstance(error, DataError):
        show_problems(error.problems)
    elif isinstance(error, InfeasibleError):
        notice(f"{CANNOT_HOLD if error.proven else NONE_FOUND}:")
        for sentence in error.clash:
            notice(f"  - {sentence}")
        if error.remedy:
            notice(f"{'This would free it' if error.proven else 'What may help'}: {error.remedy}")
    else:
        notice(str(error) or "stopped before there was a complete schedule")
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 2)


def show_problems(problems: Sequence[Problem]) -> None:
    """Every problem on a line of its own, and how many there are."""
    for problem in problems:
        kind, style = ("warning", "yellow") if problem.warning else ("error", "red")
        ERR.print(Text.assemble((kind, style), f": {problem}"), soft_wrap=True)
    errors = sum(not problem.warning for problem in problems)
    counts = [counted(errors, "error"), counted(len(problems) - errors, "warning")]
    ERR.print(Text(" and ".join(filter(None, counts)) or "no problems", style="bold"))


def show_warnings(problems: Sequence[Problem]) -> None:
    """The first warnings; ``planner check`` has them all."""
    for problem in problems[:MOST_WARNINGS]:
        ERR.print(Text.assemble(("warning", "yellow"), f": {problem}"), soft_wrap=True)
    if len(problems) > MOST_WARNINGS:
        notice(f"and {len(problems) - MOST_WARNINGS} more warnings: planner check lists them")


def counted(number: int, noun: str) -> str:
    """``3 errors``; blank for none."""
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
        self._told: Progress | None = None

    def __call__(self, step: "Progress") -> None:
        now = time.monotonic()
        if step.phase != self._phase or now >= self._next:
            if not self._nothing_new(step):
                say(progress_text(step, self._currency))
                self._told = step
            self._phase, self._next = step.phase, now + PLAIN_SECONDS

    def _nothing_new(self, step: "Progress") -> bool:
        """Whether the line before told the same figures within the same second."""
        told = self._told
        return (
            told is not None
            and step.cost is not None
            and abs(step.seconds - told.seconds) < 1
            and (step.cost, step.bound, step.short_hours)
            == (told.cost, told.bound, told.short_hours)
        )


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


def draw(table: Table) -> None:
    """A table as it is."""
    OUT.print(table)


def show_table(frame: "pd.DataFrame", *, title: str) -> None:
    """A table of a few rows; numbers to one decimal, people whole, blanks for what is unknown."""
    table = Table(box=None)
    if title:
        say(title, style="italic")
    for name in frame.columns:
        left = any(isinstance(value, str | date) for value in frame[name])
        table.add_column(str(name), justify="left" if left else "right")
    for row in frame.to_dict("records"):
        table.add_row(*(_cell(value) for value in row.values()))
    draw(table)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def show_files(out: Path, names: Sequence[str]) -> None:
    """Where the files are."""
    say(f"Written to {out}: {', '.join(names)}", style="bold")
