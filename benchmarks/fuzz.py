"""Thousands of plan folders with something wrong in them: each ends in a plan or a reason.

    .venv/bin/python -m benchmarks.fuzz --folders 5000 [--plans 50] [--books 0] [--seed 1]

Each folder is a valid one with one to three changes (``tests/fuzz/changes.py``) drawn from its
seed. ``planner check`` runs on it, on those that pass ``planner require``, and on some of these
``planner plan --seconds 1``. ``--books`` are folders with a table in a workbook that means no good
(``tests/fuzz/books.py``). A range of seeds can be run in pieces. Prints what was wrong, by folder,
and counts by exit code; the exit code is 1 if anything was.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.bases import BASES
from tests.fuzz.books import outcome_of_book
from tests.fuzz.drawing import drawn, folder_of
from tests.fuzz.outcomes import Outcome, outcome_of, tables_held


def one(seed: int, *, plan: bool) -> Outcome:
    base, changes = drawn(seed)
    with tempfile.TemporaryDirectory() as place:
        return outcome_of(
            folder_of(base, changes), Path(place), further=("require", *(["plan"] if plan else []))
        )


def run(folders: int, *, plans: int, seed: int) -> int:
    ends: Counter[str] = Counter()
    wrong, slowest, begun, planned = 0, (0.0, 0), time.monotonic(), 0
    every = max(1, folders // plans) if plans else 0
    for number in range(seed, seed + folders):
        found = one(number, plan=bool(every) and planned * every <= number - seed)
        planned += "plan" in found.codes
        ends.update(f"{command} {code}" for command, code in found.codes.items())
        slowest = max(slowest, (found.seconds, number))
        if (number - seed + 1) % 500 == 0:
            print(f"{number - seed + 1} folders, {wrong} wrongly ended so far", flush=True)
        if not found.right:
            wrong += 1
            print(f"--- folder {number}: {drawn(number)}\n{found.fault}", flush=True)
    print(f"{folders} folders in {time.monotonic() - begun:.0f} s: {wrong} ended wrongly")
    print("exit codes: " + ", ".join(f"{end}: {n}" for end, n in sorted(ends.items())))
    print(f"slowest check {slowest[0]:.2f} s (folder {slowest[1]})")
    return 1 if wrong else 0


def run_books(books: int, *, seed: int) -> int:
    """Workbooks that end wrongly, each printed."""
    ends: Counter[int] = Counter()
    wrong, slowest = 0, 0.0
    for number in range(seed, seed + books):
        with tempfile.TemporaryDirectory() as place:
            found = outcome_of_book(number, Path(place))
        ends[found.codes["check"]] += 1
        slowest = max(slowest, found.seconds)
        if not found.right:
            wrong += 1
            print(f"--- workbook {number}\n{found.fault}", flush=True)
    print(f"{books} workbooks: {wrong} ended wrongly, slowest check {slowest:.2f} s")
    print(f"exit codes: {dict(ends)}")
    return 1 if wrong else 0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--folders", type=int, default=5000)
    asked.add_argument("--plans", type=int, default=50, help="about so many are planned")
    asked.add_argument("--seed", type=int, default=1, help="of the first folder")
    asked.add_argument("--books", type=int, default=0, help="workbooks, besides the folders")
    words = asked.parse_args()
    with tables_held(BASES.values()):
        failed = run(words.folders, plans=words.plans, seed=words.seed) if words.folders else 0
        sys.exit(failed or (run_books(words.books, seed=words.seed) if words.books else 0))


if __name__ == "__main__":
    main()
