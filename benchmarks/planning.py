"""Plan whole folders against the clock: cost, proven bound, shortage, time and memory of each.

    python benchmarks/planning.py [--seconds-small 60] [--seconds-large 180] [--only NAME]

Every case runs in a process of its own, so that the peak memory is its own; code is compiled before
the clock starts. ``ready`` is the time to read, check, forecast and work out the requirement;
``first`` when the first complete schedule stood; ``above`` the hours short beyond those of the
anonymous coverage plan, in per cent of the hours required. Ends with 1 if a case fails or its rota
breaks a hard rule. The real queues come from ``../shared`` (not part of this repository).
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "data/follow_the_sun"
REAL_VOLUMES = HERE.parents[1] / "shared/volumes/axa_assistance_30min_2011_2013.csv"
SIZE = ("--people", "1000", "--teams", "6", "--queues", "4", "--days", "28", "--interval", "15")
WIDTH = 150
"""Columns of text where no terminal says how wide it is."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A plan folder, or the script and its arguments that write one."""

    name: str
    large: bool = False
    folder: Path | None = None
    script: str = ""
    arguments: tuple[str, ...] = ()
    source: Path | None = None


CASES = (
    Case(name="follow_the_sun", folder=EXAMPLE),
    Case(name="generated_1000", large=True, script="generate.py", arguments=SIZE),
    Case(name="axa_28_queues", script="axa.py", source=REAL_VOLUMES),
)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a case is judged by: seconds, money of the plan, effective hours, megabytes."""

    people: int
    ready: float
    seconds: float
    first: float
    cost: float
    bound: float
    gap: float
    short_hours: float
    required_hours: float
    short_of_coverage_plan: float
    hard: int
    megabytes: float

    @property
    def above(self) -> float:
        """Hours short beyond the coverage plan's, as a share of those required."""
        return (self.short_hours - self.short_of_coverage_plan) / max(self.required_hours, 1e-9)


# ----------------------------------------------------------------------- in a case's own process


def measure(folder: Path, seconds: float) -> Figures:
    """Plan a folder; the parent process stays small, since its peak is handed down to this one."""
    import planner
    from planner.optimiser import warm_up

    warm_up()
    begun = time.perf_counter()
    plan = planner.read_plan(folder)
    needs = planner.require(plan, planner.forecast(plan))
    ready = time.perf_counter() - begun
    result = planner.optimise(plan, needs, seconds=seconds)
    megabytes = peak_megabytes()
    found = planner.audit(plan, result.schedule, needs)
    return Figures(
        people=len(plan.agents), ready=ready, seconds=result.seconds, first=result.first_seconds,
        cost=result.cost, bound=result.bound, gap=result.gap, short_hours=found.short_hours,
        required_hours=found.required_hours,
        short_of_coverage_plan=result.coverage_plan.short_hours, hard=found.hard,
        megabytes=megabytes,
    )  # fmt: skip


def peak_megabytes() -> float:
    """The most memory this process held at once; the system counts kilobytes, a Mac bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


# -------------------------------------------------------------------------------- the whole table


def figures(case: Case, seconds: float) -> Figures:
    """The figures of a case, measured in a new process."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = case.folder or Path(scratch)
        if case.script:
            run(HERE / case.script, str(folder), *case.arguments)
        told = run(Path(__file__), "--measure", str(folder), "--seconds-small", str(seconds))
    return Figures(**json.loads(told))


def run(script: Path, *arguments: str) -> str:
    """What a script prints; its errors go where ours go."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def wanted(only: str | None) -> Iterator[Case]:
    """The cases asked for whose volumes are there."""
    for case in CASES:
        if only not in (None, case.name):
            continue
        if case.source is not None and not case.source.exists():
            notice(f"{case.name} is left out: ../shared is missing, and the real volumes with it")
            continue
        yield case


def notice(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(rows: dict[str, Figures]) -> Table:
    """A row a case."""
    shown = Table(title=machine(), title_justify="left", title_style="")
    shown.add_column("case", no_wrap=True)
    for name in (
        "people", "ready s", "planned s", "first s", "cost", "bound", "gap", "short h",
        "required h", "above", "hard", "peak MB",
    ):  # fmt: skip
        shown.add_column(name, justify="right", no_wrap=True)
    for case, found in rows.items():
        shown.add_row(
            case, f"{found.people:,}", f"{found.ready:.1f}", f"{found.seconds:.1f}",
            f"{found.first:.1f}", f"{found.cost:,.0f}", f"{found.bound:,.0f}", f"{found.gap:.2%}",
            f"{found.short_hours:,.1f}", f"{found.required_hours:,.1f}", f"{found.above:z.2%}",
            str(found.hard), f"{found.megabytes:,.0f}",
        )  # fmt: skip
    return shown


def machine() -> str:
    """The day and the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"Python {platform.python_version()}"
    return f"{date.today()}, {cores} cores, {platform.system()} {platform.machine()}, {python}"


def compare(only: str | None, *, seconds_small: float, seconds_large: float) -> int:
    """Run the cases one after another and print the table; the exit code."""
    rows: dict[str, Figures] = {}
    failed = False
    for case in wanted(only):
        seconds = seconds_large if case.large else seconds_small
        notice(f"{case.name}: planning for {seconds:g} s")
        try:
            rows[case.name] = figures(case, seconds)
        except subprocess.CalledProcessError as error:
            notice(f"{case.name} failed (exit {error.returncode})")
            failed = True
    out = Console()
    out = out if out.is_terminal else Console(width=WIDTH)
    if rows:
        out.print(table(rows))
    return int(failed or any(found.hard for found in rows.values()))


def main() -> int:
    words = argparse.ArgumentParser(description="Plan whole folders against the clock.")
    words.add_argument("--seconds-small", type=float, default=60)
    words.add_argument("--seconds-large", type=float, default=180)
    words.add_argument("--only", choices=[case.name for case in CASES])
    words.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.measure is not None:
        print(json.dumps(asdict(measure(given.measure, given.seconds_small))))
        return 0
    return compare(given.only, seconds_small=given.seconds_small, seconds_large=given.seconds_large)


if __name__ == "__main__":
    raise SystemExit(main())
