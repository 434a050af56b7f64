"""Kill -9 at random moments: writes, sessions that save, planning runs, the app's server.

    .venv/bin/python -m benchmarks.kills [--writes 100] [--saves 50] [--plans 40] [--apps 10]

After each kill the next start puts things in order; whatever had been saved must be there, whole.
Every second planning run writes into a folder that holds earlier results; the app is killed while
a run that was started in it goes on, and started again (needs Chromium). Kills can be made in
pieces, each from its own ``--seed`` on. Prints how many kills lost something (exit code 1 if any),
and how often there was something to put in order.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.killing import Aftermath, killed_plan, killed_saves, killed_write

SHOP = Path(__file__).parents[1] / "data/corner_shop"
SECONDS = 2.0


def writes(number: int, first: int) -> list[Aftermath]:
    found = []
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as place:
            found.append(killed_write(Path(place), random.Random(seed)))
    return found


def saves(number: int, first: int) -> list[Aftermath]:
    found = []
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as place:
            found.append(killed_saves(Path(place), random.Random(seed)))
    return found


def apps(number: int, first: int) -> list[Aftermath]:
    if not number:
        return []
    from tests.faults.killing_app import killed_app
    from tests.ui.browsing import browsing

    found = []
    with browsing() as page:
        for seed in range(first, first + number):
            with tempfile.TemporaryDirectory() as place:
                found.append(killed_app(Path(place), page, random.Random(seed)))
    return found


def plans(number: int, first: int) -> list[Aftermath]:
    found = []
    with tempfile.TemporaryDirectory() as kept:
        earlier = Path(kept) / "out"
        words = ["plan", str(SHOP), "--out", str(earlier), "--seconds", "1"]
        subprocess.run(
            [sys.executable, "-m", "planner.cli", *words], check=True, capture_output=True
        )
        for seed in range(first, first + number):
            with tempfile.TemporaryDirectory() as place:
                out = Path(place) / "out"
                if seed % 2:
                    out.mkdir()
                    for file in earlier.iterdir():
                        (out / file.name).write_bytes(file.read_bytes())
                found.append(killed_plan(SHOP, Path(place), random.Random(seed), seconds=SECONDS))
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--writes", type=int, default=100)
    asked.add_argument("--saves", type=int, default=50)
    asked.add_argument("--plans", type=int, default=40)
    asked.add_argument("--apps", type=int, default=10)
    asked.add_argument("--seed", type=int, default=0, help="of the first of each")
    words = asked.parse_args()
    found = {
        "writes": writes(words.writes, words.seed),
        "sessions that save": saves(words.saves, words.seed),
        "planning runs": plans(words.plans, words.seed),
        "servers of the app": apps(words.apps, words.seed),
    }
    lost = 0
    for what, after in found.items():
        gone = [one.lost for one in after if one.lost]
        told = sum(bool(one.told) for one in after)
        lost += len(gone)
        print(f"{len(after)} {what} killed: {len(gone)} lost something, {told} put in order after")
        for line in gone:
            print(f"  {line}")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
