"""Mutation testing of the code that judges: would any test notice a small mistake in it?

    .venv/bin/python -m benchmarks.mutants [--each 40] [--seed 1] [--only clock] [--part 1/4]

Changes one comparison, operator, number or condition at a time (``tests/support/mutants.py``) in
the rules, the audit, the Erlang formulas and the clock, a random sample of ``--each`` a group, and
runs those of the group's tests that reach the changed line, the quick ones first, with the same
random examples every time. A test may take five times its usual processor time. ``--part`` runs one
part of the sample, for machines that are wanted for other things as well. Prints the survivors and,
module by module, the share that was killed; the exit code is 1 below 85 %.
"""

import argparse
import importlib
import random
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.support.mutant_runs import LONGEST_SECONDS, verdicts
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


QUICK = tuple(f"tests/rules/test_{name}.py" for name in (
    "cases_audit", "rest_edges", "off_queue", "wishes", "templates", "premiums"))  # fmt: skip
JUDGING = (
    *QUICK, "tests/test_auditing.py",
    *sorted({str(path) for path in Path("tests/rules").glob("test_*.py")} - {*QUICK}),
    "tests/clocks/test_minutes.py",
)  # fmt: skip
GROUPS = {
    "clock": Group(("planner/clock.py",), ("tests/test_clock.py", "tests/clocks/test_minutes.py")),
    "erlang": Group(
        tuple(f"planner/staffing/{name}.py" for name in ("erlang", "steady_state", "search")),
        ("tests/staffing/test_erlang_published.py", "tests/staffing/test_search.py",
         "tests/staffing/test_erlang.py", "tests/staffing/test_required_agents.py",
         "tests/staffing/test_erlang_domain.py"),
    ),
    "audit": Group(("planner/auditing.py",), ("tests/test_auditing.py", *JUDGING)),
    "rules": Group(tuple(map(str, sorted(Path("planner/rules").glob("*.py")))), JUDGING),
}  # fmt: skip


def sample(group: Group, each: int, seed: int, part: tuple[int, int]) -> list[Mutant]:
    everything = [mutant for module in group.modules for mutant in mutants_of(Path(module))]
    draw = random.Random(seed)
    return draw.sample(everything, min(each, len(everything)))[part[0] - 1 :: part[1]]


def run(name: str, drawn: list[Mutant]) -> tuple[Counter[str], Counter[str]]:
    """Mutants killed and mutants made, by module."""
    tests = GROUPS[name].tests
    killed, made = Counter[str](), Counter[str]()
    for mutant, found in zip(drawn, verdicts(drawn, tests), strict=True):
        alive = found.alive
        if alive is None:
            alive = survives(mutant, tests, most_seconds=LONGEST_SECONDS)
        killed[str(mutant.path)] += not alive
        made[str(mutant.path)] += 1
        how = "all tests" if found.alive is None else f"{found.tests} tests"
        print(f"  {'survives' if alive else 'killed'} ({how}): {mutant}", flush=True)
    return killed, made


def told(killed: Counter[str], made: Counter[str]) -> None:
    for module in sorted(made):
        print(f"{module:40} {killed[module]:4} of {made[module]:4}"
              f" {killed[module] / made[module]:5.0%}")  # fmt: skip


def part(text: str) -> tuple[int, int]:
    """The part and the number of parts of ``2/5``."""
    number, parts = (int(word) for word in text.split("/"))
    if not 1 <= number <= parts:
        raise ValueError(text)
    return number, parts


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--each", type=int, default=40, help="mutants of each group")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", choices=[*GROUPS], action="append")
    asked.add_argument("--part", type=part, default=(1, 1), help="such as 2/5, of the sample")
    words = asked.parse_args()
    for library in LIBRARIES:
        importlib.import_module(library)
    killed, made = Counter[str](), Counter[str]()
    for name in words.only or GROUPS:
        found = run(name, sample(GROUPS[name], words.each, words.seed, words.part))
        killed, made = killed + found[0], made + found[1]
    told(killed, made)
    share = killed.total() / max(1, made.total())
    print(f"{killed.total()} of {made.total()} killed ({share:.0%}), {TARGET:.0%} wanted")
    sys.exit(0 if share >= TARGET else 1)


if __name__ == "__main__":
    main()
