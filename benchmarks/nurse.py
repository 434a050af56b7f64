"""Public shift-scheduling instances by the engine that plans agents.

    python benchmarks/nurse.py INSTANCE --seconds 60 --out ROSTER.csv
    python benchmarks/nurse.py INSTANCE --check ROSTER.csv
    python benchmarks/nurse.py --all --seconds 60 [--out FOLDER] [--only Instance8 …]

INSTANCE is a file in the format of Curtois & Qu (2014); ROSTER.csv has the columns ``employee``,
``day`` (0 is the first) and ``shift`` (blank: off). Every roster is judged by a checker that knows
nothing of the engine. ``--all`` takes the instances of ``../shared/benchmarks/nurse`` (not part of
this repository) and prints a table beside the published values. Ends with 1 if a roster breaks a
hard rule or costs less than its bound, with 2 if a file cannot be read.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table

if not __package__:
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.nurse_instances import (
    Instance,
    Roster,
    Verdict,
    check,
    read_instance,
    read_roster,
    write_roster,
)
from benchmarks.nurse_published import PUBLISHED
from planner.errors import PlannerError

INSTANCES = Path(__file__).parents[2] / "shared/benchmarks/nurse"
WIDTH = 150
"""Columns of text where no terminal says how wide it is."""
FEW = 20
"""Breaches that are printed."""


class Solve(Protocol):
    """What makes a roster and a lower bound of any roster's penalty within so many seconds."""

    def __call__(self, instance: Instance, seconds: float, seed: int) -> tuple[Roster, float]: ...


def engine() -> Solve:
    """The planner's optimiser on such instances."""
    from benchmarks.nurse_engine import solve

    found: Solve = solve
    return found


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A roster's verdict, the bound given with it, and the seconds both took."""

    verdict: Verdict
    bound: float
    seconds: float

    @property
    def sound(self) -> bool:
        """Legal, and not cheaper than what was said to be the least."""
        return not self.verdict.breaches and self.bound <= self.verdict.penalty + 1e-6


def run(
    instance: Instance, *, solve: Solve, seconds: float, seed: int, out: Path | None
) -> Figures:
    """Solve an instance, judge the roster, and write it if ``out`` is given."""
    begun = time.perf_counter()
    roster, bound = solve(instance, seconds, seed)
    passed = time.perf_counter() - begun
    if out is not None:
        write_roster(out, roster)
    return Figures(verdict=check(instance, roster), bound=bound, seconds=passed)


def told(instance: Instance, verdict: Verdict) -> str:
    """A verdict in words."""
    lines = [
        f"{instance.name}: {instance.days} days, {len(instance.staff)} people, "
        f"{len(instance.shifts)} kinds of shift",
        f"penalty {verdict.penalty:,}: wishes {verdict.wishes:,}, too few {verdict.under:,}, "
        f"too many {verdict.over:,}",
        f"{len(verdict.breaches)} hard rules broken" if verdict.breaches else "no hard rule broken",
        *(f"  {breach}" for breach in verdict.breaches[:FEW]),
    ]
    if len(verdict.breaches) > FEW:
        lines.append(f"  and {len(verdict.breaches) - FEW} more")
    return "\n".join(lines)


def one(path: Path, *, seconds: float, seed: int, out: Path | None) -> int:
    instance = read_instance(path)
    found = run(instance, solve=engine(), seconds=seconds, seed=seed, out=out)
    print(told(instance, found.verdict))
    print(f"bound {found.bound:,.1f}, {found.seconds:.1f} s")
    if out is not None:
        print(f"roster: {out}")
    return int(not found.sound)


def judged(path: Path, roster: Path) -> int:
    instance = read_instance(path)
    verdict = check(instance, read_roster(roster, instance))
    print(told(instance, verdict))
    return int(bool(verdict.breaches))


# --------------------------------------------------------------------------------- all of them


def every(
    folder: Path, *, only: Sequence[str], solve: Solve, seconds: float, seed: int, out: Path | None
) -> int:
    """Run the instances of a folder and print the table; the exit code."""
    paths = sorted(
        (path for path in folder.glob("*.txt") if not only or path.stem in only),
        key=lambda path: (len(path.stem), path.stem),
    )
    if not paths:
        print(f"no instances in {folder}", file=sys.stderr)
        return 2
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    rows: dict[str, tuple[Instance, Figures]] = {}
    for path in paths:
        print(f"{path.stem}: {seconds:g} s", file=sys.stderr, flush=True)
        instance = read_instance(path)
        roster = None if out is None else out / f"{path.stem}.csv"
        found = run(instance, solve=solve, seconds=seconds, seed=seed, out=roster)
        rows[path.stem] = (instance, found)
    show(rows)
    return int(not all(found.sound for _, found in rows.values()))


def show(rows: dict[str, tuple[Instance, Figures]]) -> None:
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    console.print(table(rows))


def table(rows: dict[str, tuple[Instance, Figures]]) -> Table:
    """Ours on the left, published values on the right; EC, Gurobi, IP+VNS and T&B after 10 min."""
    shown = Table(title="EC: ejection chain; the last four after ten minutes", title_style="")
    shown.add_column("instance", no_wrap=True)
    for name in (
        "days", "people", "hard", "penalty", "bound", "seconds", "above best", "best",
        "its bound", "EC", "Gurobi", "IP+VNS", "T&B",
    ):  # fmt: skip
        shown.add_column(name, justify="right", no_wrap=True)
    for name, (instance, found) in rows.items():
        shown.add_row(
            name, str(instance.days), str(len(instance.staff)), str(len(found.verdict.breaches)),
            f"{found.verdict.penalty:,}", f"{found.bound:,.1f}", f"{found.seconds:.1f}",
            *published(name, found),
        )  # fmt: skip
    return shown


def published(name: str, found: Figures) -> list[str]:
    """The cells of the published values; blank where there are none."""
    known = PUBLISHED.get(name)
    if known is None:
        return [""] * 7
    others = (known.best, known.bound, known.ejection_chain, known.gurobi, known.ip_vns,
              known.turhan_bilgen)  # fmt: skip
    above = found.verdict.penalty / known.best - 1
    return [f"{above:.2%}", *("" if value is None else f"{value:,}" for value in others)]


def main() -> int:
    words = argparse.ArgumentParser(description="Public shift-scheduling instances.")
    words.add_argument("instance", type=Path, nargs="?", help="a file in the public format")
    words.add_argument("--all", action="store_true", help="every instance of --folder")
    words.add_argument("--folder", type=Path, default=INSTANCES)
    words.add_argument("--only", nargs="+", default=[], help="with --all: names, as Instance8")
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--out", type=Path, help="ROSTER.csv; with --all a folder")
    words.add_argument("--check", type=Path, help="judge this ROSTER.csv instead of making one")
    given = words.parse_args()
    if given.all == (given.instance is not None):
        words.error("name an instance, or give --all")
    limits = {"seconds": given.seconds, "seed": given.seed, "out": given.out}
    try:
        if given.all:
            return every(given.folder, only=given.only, solve=engine(), **limits)
        if given.check is not None:
            return judged(given.instance, given.check)
        return one(given.instance, **limits)
    except PlannerError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
