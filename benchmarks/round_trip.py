"""Shifts across clock changes and midnight, written to their files and read back.

    .venv/bin/python -m benchmarks.round_trip [--shifts 10000]

Random shifts of people in zones of every kind (``tests/clocks/worlds.py``), so many that they hold
at least ``--shifts``; prints how many differ afterwards, and the exit code is 1 if any does.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.clocks.round_trip import differences
from tests.clocks.worlds import world


def run(shifts: int) -> int:
    done, stretches, apart, seed = 0, 0, 0, 0
    zones: Counter[str] = Counter()
    while done < shifts:
        made = world(seed)
        with tempfile.TemporaryDirectory() as place:
            found = differences(made, Path(place) / "out")
        for before, after in found:
            print(f"world {seed}: {before}\n  came back as {after}")
        done += len(made.schedule.shifts)
        stretches += sum(len(shift.activities) for shift in made.schedule.shifts)
        zones.update(made.plan.team[shift.team].timezone for shift in made.schedule.shifts)
        apart, seed = apart + len(found), seed + 1
    print(f"{done:,} shifts with {stretches:,} stretches in {len(zones)} zones: {apart} differ")
    return 1 if apart else 0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--shifts", type=int, default=10_000)
    sys.exit(run(asked.parse_args().shifts))


if __name__ == "__main__":
    main()
