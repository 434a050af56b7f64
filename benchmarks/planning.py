"""Plan whole folders against the clock: cost, proven bound, shortage, time and memory of each.

    python benchmarks/planning.py [--only NAME …] [--rules basic|all] [--seconds S]

Without names: the example, 200 and 1,000 generated people, and real queues; 5,000 people only by
name, since they take long. ``--rules all`` plans the generated people under every rule that a plan
folder can hold; ``--seconds`` replaces each case's own time.

Every case runs in a process of its own, so that the peak memory is its own; code is compiled before
the clock starts. ``ready`` is the time to read, check, forecast and work out the requirement;
``first`` when the first complete schedule stood; ``above`` the hours short beyond those of the
anonymous coverage plan, in per cent of the hours required. Goals stand in brackets and are only
told. Ends with 1 if a case fails or its rota breaks a hard rule. The real queues come from
``../shared`` (not part of this repository).
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
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "data/follow_the_sun"
REAL_VOLUMES = HERE.parents[1] / "shared/volumes/axa_assistance_30min_2011_2013.csv"
WIDTH = 190
"""Columns of text where no terminal says how wide it is."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a case is meant to reach: gap and hours short above the coverage plan as shares."""

    gap: float
    seconds: float
    above: float = 0.001
    megabytes: float | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A plan folder, or the script and its arguments that write one, and the seconds it gets."""

    name: str
    seconds: float = 60
    goal: Goal | None = None
    folder: Path | None = None
    script: str = ""
    arguments: tuple[str, ...] = ()
    source: Path | None = None
    asked: bool = False
    """Only run when named."""


def generated(people: int, *, teams: int, queues: int, goal: Goal, asked: bool = False) -> Case:
    """A generated plan of four weeks in quarter hours."""
    arguments = ("--people", str(people), "--teams", str(teams), "--queues", str(queues))
    return Case(
        name=f"generated_{people}", seconds=goal.seconds, goal=goal, script="generate.py",
        arguments=arguments, asked=asked,
    )  # fmt: skip


CASES = (
    Case(name="follow_the_sun", folder=EXAMPLE),
    generated(200, teams=6, queues=4, goal=Goal(gap=0.01, seconds=30)),
    generated(1000, teams=10, queues=6, goal=Goal(gap=0.01, seconds=90)),
    generated(
        5000, teams=15, queues=8, goal=Goal(gap=0.01, seconds=300, megabytes=4000), asked=True
    ),
    Case(name="axa_28_queues", script="axa.py", source=REAL_VOLUMES),
)
LATE = 1.1
"""A run that takes a tenth longer than its goal has missed it."""


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

    def missed(self, goal: Goal) -> list[str]:
        """Names of the goals that were not reached."""
        limits = {
            "gap": (self.gap, goal.gap),
            "seconds": (self.seconds, goal.seconds * LATE),
            "short": (self.above, goal.above),
            "memory": (self.megabytes, goal.megabytes),
        }
        return [name for name, (found, most) in limits.items() if most is not None and found > most]


# ----------------------------------------------------------------------- in a case's own process


def measure(folder: Path, seconds: float) -> Figures:
    """Plan a folder; the parent process stays small, since its peak is handed down to this one."""
    import planner
    from planner.folder.unacted import refuse_unacted
    from planner.optimiser import warm_up

    warm_up()
    begun = time.perf_counter()
    plan = planner.read_plan(folder)
    refuse_unacted(plan, "plan")
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


def figures(case: Case, *, rules: str, seconds: float) -> Figures:
    """The figures of a case, measured in a new process."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = case.folder or Path(scratch)
        if case.script:
            all_rules = ("--rules", rules) if case.goal else ()
            run(HERE / case.script, str(folder), *case.arguments, *all_rules)
        told = run(Path(__file__), "--measure", str(folder), "--seconds", str(seconds))
    return Figures(**json.loads(told))


def run(script: Path, *arguments: str) -> str:
    """What a script prints; its errors go where ours go."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def wanted(only: Sequence[str]) -> Iterator[Case]:
    """The cases asked for whose volumes are there."""
    for case in CASES:
        if case.name not in only if only else case.asked:
            continue
        if case.source is not None and not case.source.exists():
            notice(f"{case.name} is left out: ../shared is missing, and the real volumes with it")
            continue
        yield case


def notice(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(rows: dict[str, Figures]) -> Table:
    """A row a case; goals in brackets."""
    shown = Table(title=machine(), title_justify="left", title_style="")
    shown.add_column("case", no_wrap=True)
    for name in (
        "people", "ready s", "planned s", "first s", "cost", "bound", "gap", "short h",
        "required h", "above", "hard", "peak MB",
    ):  # fmt: skip
        shown.add_column(name, justify="right", no_wrap=True)
    shown.add_column("goals")
    goals = {case.name: case.goal for case in CASES}
    for case, found in rows.items():
        goal = goals[case]
        shown.add_row(
            case, f"{found.people:,}", f"{found.ready:.1f}",
            beside(f"{found.seconds:.1f}", goal and f"{goal.seconds:.0f}"), f"{found.first:.1f}",
            f"{found.cost:,.0f}", f"{found.bound:,.0f}",
            beside(f"{found.gap:.2%}", goal and f"{goal.gap:.0%}"), f"{found.short_hours:,.1f}",
            f"{found.required_hours:,.1f}",
            beside(f"{found.above:z.2%}", goal and f"{goal.above:.1%}"), str(found.hard),
            beside(f"{found.megabytes:,.0f}", goal and goal.megabytes and f"{goal.megabytes:,.0f}"),
            verdict(found, goal),
        )  # fmt: skip
    return shown


def beside(figure: str, goal: object) -> str:
    """A figure and its goal, where it has one."""
    return f"{figure} (≤ {goal})" if goal else figure


def verdict(found: Figures, goal: Goal | None) -> str:
    """Whether the goals are reached."""
    if goal is None:
        return ""
    missed = found.missed(goal)
    return f"missed: {', '.join(missed)}" if missed else "reached"


def machine() -> str:
    """The day and the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"Python {platform.python_version()}"
    return f"{date.today()}, {cores} cores, {platform.system()} {platform.machine()}, {python}"


def compare(only: Sequence[str], *, rules: str, seconds: float | None) -> int:
    """Run the cases one after another and print the table; the exit code."""
    rows: dict[str, Figures] = {}
    failed = False
    for case in wanted(only):
        given = seconds or case.seconds
        notice(f"{case.name}: planning for {given:g} s")
        try:
            rows[case.name] = figures(case, rules=rules, seconds=given)
        except subprocess.CalledProcessError as error:
            notice(f"{case.name} failed (exit {error.returncode})")
            failed = True
    out = Console()
    out = out if out.is_terminal else Console(width=WIDTH)
    if rows:
        out.print(table(rows))
    return int(failed or any(found.hard for found in rows.values()))


def measured(folder: Path, seconds: float) -> int:
    """Print a folder's figures; what planners can act on is told without a traceback."""
    from planner.errors import PlannerError

    try:
        print(json.dumps(asdict(measure(folder, seconds))))
    except PlannerError as error:
        notice(str(error))
        return 2
    return 0


def main() -> int:
    words = argparse.ArgumentParser(description="Plan whole folders against the clock.")
    words.add_argument("--only", nargs="+", default=[], choices=[case.name for case in CASES])
    words.add_argument("--rules", choices=("basic", "all"), default="basic")
    words.add_argument("--seconds", type=float, help="instead of each case's own")
    words.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.measure is not None:
        return measured(given.measure, given.seconds)
    return compare(given.only, rules=given.rules, seconds=given.seconds)


if __name__ == "__main__":
    raise SystemExit(main())
