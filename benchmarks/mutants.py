"""Mutation testing of the code that judges: would any test notice a small mistake in it?

    .venv/bin/python -m benchmarks.mutants [--each 40] [--seed 1] [--only clock]

Changes one comparison, operator, number or condition at a time (``tests/support/mutants.py``) in
the rules, the audit, the Erlang formulas and the clock, a random sample of ``--each`` a group, and
runs the group's tests. Prints the survivors and the share that was killed; the exit code is 1 below
85 %.
"""

import argparse
import importlib
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.mutants import Mutant, mutants_of, survives

TARGET = 0.85
LIBRARIES = (
    "numpy", "pandas", "pytest", "hypothesis", "pandera.pandas", "pydantic", "holidays",
    "scipy.special", "scipy.optimize", "rich", "typer", "python_calamine", "pytz",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Modules and the tests that must notice."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


JUDGING = ("tests/rules", "tests/test_auditing.py", "tests/clocks/test_minutes.py")
GROUPS = {
    "clock": Group(("planner/clock.py",), ("tests/test_clock.py", "tests/clocks/test_minutes.py")),
    "erlang": Group(
        tuple(f"planner/staffing/{name}.py" for name in ("erlang", "steady_state", "search")),
        ("tests/staffing/test_erlang.py", "tests/staffing/test_required_agents.py",
         "tests/staffing/test_erlang_published.py", "tests/staffing/test_erlang_domain.py"),
    ),
    "audit": Group(("planner/auditing.py",), JUDGING),
    "rules": Group(tuple(map(str, sorted(Path("planner/rules").glob("*.py")))), JUDGING),
}  # fmt: skip


def sample(group: Group, each: int, seed: int) -> list[Mutant]:
    everything = [mutant for module in group.modules for mutant in mutants_of(Path(module))]
    draw = random.Random(seed)
    return draw.sample(everything, min(each, len(everything)))


def run(name: str, *, each: int, seed: int) -> tuple[int, int]:
    group = GROUPS[name]
    begun = time.monotonic()
    if not survives(None, group.tests, most_seconds=900):
        sys.exit(f"{name}: the tests fail without any mutant")
    usual = time.monotonic() - begun
    drawn, alive = sample(group, each, seed), []
    for mutant in drawn:
        if survives(mutant, group.tests, most_seconds=60 + 3 * usual):
            alive.append(mutant)
            print(f"  survives: {mutant}", flush=True)
    killed = len(drawn) - len(alive)
    print(f"{name}: {killed} of {len(drawn)} killed ({killed / len(drawn):.0%})", flush=True)
    return killed, len(drawn)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--each", type=int, default=40, help="mutants of each group")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", choices=[*GROUPS], action="append")
    words = asked.parse_args()
    for library in LIBRARIES:
        importlib.import_module(library)
    counts = [run(name, each=words.each, seed=words.seed) for name in words.only or GROUPS]
    killed, made = (sum(column) for column in zip(*counts, strict=True))
    print(f"all: {killed} of {made} killed ({killed / made:.0%}), at least {TARGET:.0%} wanted")
    sys.exit(0 if killed >= TARGET * made else 1)


if __name__ == "__main__":
    main()
